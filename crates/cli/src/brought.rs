//! `user import-factors`: apps that people used with Authelia, from the file that it exported.
//!
//! Why: nobody scans a code again. One line for each person; whoever is not known here, or has an app already, is told and left.

use crate::client::{Client, ClientError, escape};
use crate::output::Output;
use portcullis_document::{Node, read_yaml};
use portcullis_wire::{Factor, NewApp};
use std::path::Path;
use std::process::ExitCode;

pub(crate) async fn import(client: &Client, file: &Path, output: Output) -> Result<ExitCode, ClientError> {
    let name = file.display();
    let text = std::fs::read_to_string(file).map_err(|e| ClientError::Input(format!("{name} cannot be read: {e}")))?;
    let tree = read_yaml(&text).map_err(|fault| ClientError::Input(format!("{name}:{fault}")))?;
    let listed = |key: &str| tree.get(key).and_then(Node::as_list).unwrap_or_default();
    let (apps, keys) = (listed("totp_configurations"), listed("webauthn_credentials"));
    if apps.is_empty() && keys.is_empty() {
        return Err(ClientError::Input(format!("{name} has no `totp_configurations`: write it with `authelia storage user totp export`")));
    }
    let (mut said, mut all) = (Vec::new(), true);
    for (entry, number) in apps.iter().zip(1..) {
        let done = match app(entry) {
            Some((who, app)) => {
                let added = client.post::<Factor>(&format!("/people/{}/factors", escape(&who)), &app).await;
                match added {
                    Ok(_) => Ok(who),
                    Err(why @ ClientError::Refused(_)) => Err(format!("{who}: {why}")),
                    Err(other) => return Err(other),
                }
            }
            None if entry.get("username").and_then(Node::as_str).is_none() => Err(format!("entry {number} has no `username`")),
            None => Err(format!("entry {number}, of {}, has no key that can be read", entry.get("username").and_then(Node::as_str).unwrap_or_default())),
        };
        all &= done.is_ok();
        said.push(match done {
            Ok(who) => format!("{who}: the app goes on giving codes"),
            Err(why) => why,
        });
    }
    if !keys.is_empty() {
        said.push(format!(
            "{} security keys and passkeys are not taken: they hold an id of their person that only Authelia knows. People add them again.",
            keys.len()
        ));
    }
    output.said(&said, &said.join("\n"));
    Ok(if all { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Whose it is, and the key: base64 of the base32 that the app was given.
fn app(entry: &Node) -> Option<(String, NewApp)> {
    let text = |key: &str| entry.get(key).and_then(Node::as_str);
    let number = |key: &str| entry.get(key).and_then(Node::as_int);
    let secret = data_encoding::BASE64.decode(text("secret")?.as_bytes()).ok()?;
    let app = NewApp {
        secret: String::from_utf8(secret).ok()?,
        algorithm: text("algorithm").unwrap_or("SHA1").to_owned(),
        digits: u8::try_from(number("digits").unwrap_or(6)).ok()?,
        period: u16::try_from(number("period").unwrap_or(30)).ok()?,
    };
    Some((text("username")?.to_owned(), app))
}
