//! Tests of whole configurations: faults, meaning, stored routes, policy tests.
//!
//! Why: what people write is what is tested.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod authelia;
mod faults;
mod meaning;
mod moved;
mod protected;
mod proxies;
mod questions;

use portcullis_config::{CheckedConfig, Faults, FileDirectory, Input, KnownPerson, LocatedFault, StoredRoute, check};
use portcullis_model::Email;
use std::collections::BTreeMap;
use std::path::Path;

pub(crate) const PEM: &str = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n";

/// The files that the tests' configurations find.
pub(crate) fn read(path: &Path) -> std::io::Result<Vec<u8>> {
    match path.to_str().unwrap() {
        "/etc/p/tls.crt" | "/etc/p/ca.pem" => Ok(PEM.into()),
        "/etc/p/tls.key" => Ok("-----BEGIN EC PRIVATE KEY-----\nMIIB\n-----END EC PRIVATE KEY-----\n".into()),
        "/etc/p/root.key" | "/etc/p/open.key" => Ok("MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=\n".into()),
        "/etc/p/short.key" => Ok("c2hvcnQ=\n".into()),
        "/etc/p/users.yml" | "/etc/p/empty" => Ok("\n".into()),
        "/etc/p/script.svg" => Ok("<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>\n".into()),
        "/etc/p/private" => Err(std::io::ErrorKind::PermissionDenied.into()),
        _ => Err(std::io::ErrorKind::NotFound.into()),
    }
}
pub(crate) fn mode(path: &Path) -> Option<u32> {
    (path.to_str().unwrap() == "/etc/p/open.key").then_some(0o100_640)
}
pub(crate) fn env(name: &str) -> Option<String> {
    (name == "STORE_URL").then(|| "postgres://p:hunter2@db.test/portcullis".to_owned())
}
/// Of the users file of the tests: bob.
fn known(directories: &[FileDirectory], who: &str) -> Result<Option<KnownPerson>, Vec<LocatedFault>> {
    let Some(first) = directories.first() else { return Ok(None) };
    let person = || KnownPerson {
        administrator: false,
        source: first.name.clone(),
        username: "bob".into(),
        display_name: "Bob".into(),
        email: Email::parse("bob@example.com").ok(),
        groups: vec!["admins".into()],
        claims: BTreeMap::new(),
        disabled: false,
    };
    Ok(["bob", "bob@example.com"].contains(&who).then(person))
}
pub(crate) fn check_with(text: &str, stored: &[StoredRoute]) -> Result<CheckedConfig, Faults> {
    check(&Input {
        name: "p.yaml",
        text,
        stored_routes: stored,
        base: Path::new("/etc/p"),
        read: &read,
        mode: &mode,
        known: &known,
        catalogues: &|_| Ok(portcullis_config::Catalogues { own: Vec::new(), tags: vec!["de".into(), "en".into()] }),
        env: &env,
    })
}
pub(crate) fn check_text(text: &str) -> Result<CheckedConfig, Faults> {
    check_with(text, &[])
}
/// A configuration with these further lines.
pub(crate) fn with(more: &str) -> String {
    format!(
        "portal: {{ origin: https://login.example.com }}\nlisten: {{ https: '0.0.0.0:443', http: '0.0.0.0:80' }}\ntls: {{ internal: true }}\nstore: {{ url: sqlite:///var/lib/p/p.db }}\n{more}"
    )
}
pub(crate) fn good(more: &str) -> CheckedConfig {
    check_text(&with(more)).unwrap_or_else(|f| panic!("{f}"))
}
/// What an import made, with a proxy that is believed.
pub(crate) fn checked(yaml: &str) -> Result<CheckedConfig, Faults> {
    check_text(&yaml.replace("trusted_proxies: []", "trusted_proxies: [192.0.2.1]"))
}
