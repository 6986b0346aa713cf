//! A configuration of Authelia becomes one of ours, with a report of everything that it said.
//!
//! Why: people move in an evening, or not at all. Nothing that guards access may get lost on the way without a word.

mod access;
mod endpoints;
mod factors;
mod ldap;
mod length;
mod mail;
mod networks;
mod old_keys;
mod out;
mod people;
mod report;
mod session;
mod source;
mod step;

use out::Out;
use portcullis_document::read_yaml;
use report::Report;
pub use report::{Grade, Told};
use source::Source;

/// What became of it.
#[derive(Debug)]
pub struct Imported {
    /// Our configuration.
    pub yaml: String,
    /// In the order of the file.
    pub report: Vec<Told>,
    /// Whether everything that guards access was carried over.
    pub whole: bool,
    /// Names of the users file are compared without letter case.
    pub fold_case: bool,
}

/// Reads a configuration of Authelia 4.39, whole: files that are merged have to be merged before. `users`: where the users file is, in
/// place of where Authelia finds it.
///
/// # Errors
/// What keeps Authelia itself from starting: it cannot be said what such a file means.
pub fn import_authelia(text: &str, users: Option<&str>) -> Result<Imported, Vec<Told>> {
    let mut report = Report::default();
    let mut tree = match read_yaml(text) {
        Ok(tree) => tree,
        Err(fault) => {
            let template = "this looks like a template: let Authelia apply its filters first (`authelia config template`), and import what comes out";
            let hint = if text.contains("{{") { template.to_owned() } else { fault.hint.unwrap_or_default() };
            report.refuse(fault.span, fault.message, hint);
            return Err(report.finish());
        }
    };
    old_keys::rename(&mut tree, &mut report);
    let source = Source::new(&tree);
    source.refuse_unknown(&mut report);

    let session = session::read(&source, &mut report);
    let mut root: Vec<(&'static str, Option<String>, Out)> = Vec::new();
    let mut put = |key: &'static str, comment: Option<&str>, value: Option<Out>| {
        if let Some(value) = value.filter(|v| key == "trusted_proxies" || !v.is_empty()) {
            root.push((key, comment.map(str::to_owned), value));
        }
    };
    let policy = access::read(&source, &mut report);
    let people = people::read(&source, users, &mut report);
    put("portal", None, session.portal(&source, &mut report));
    put("listen", None, endpoints::listen(&source, &mut report));
    let trusted = endpoints::trusted(&source);
    put("trusted_proxies", Some(if trusted.is_empty() { TRUSTED } else { TRUSTED_HERE }), Some(trusted));
    put("store", Some(STORE), Some(Out::map([("url", Out::text("sqlite:///var/lib/portcullis/portcullis.db"))])));
    put("sessions", None, session.lengths());
    let endpoints = endpoints::custom(&source, &mut report);
    put("forward_auth", None, session.forward_auth(endpoints));
    put("directories", None, people.directories);
    put("password_reset", None, people.password_reset);
    put("password_policy", None, factors::passwords(&source, &mut report));
    put("regulation", None, factors::regulation(&source, &mut report));
    put("totp", None, factors::totp(&source, &mut report));
    put("webauthn", None, factors::webauthn(&source, &mut report));
    put("duo", None, factors::duo(&source, &mut report));
    put("notifier", None, mail::notifier(&source, &mut report));
    put("identity_validation", None, mail::validation(&source, &mut report));
    put("definitions", None, people::definitions(&source, &mut report));
    put("policies", Some(POLICY), policy.map(|steps| Out::map([("access-control", Out::List(vec![Out::map([("first_match", steps)])]))])));
    put("routes", None, session.routes());
    endpoints::said(&source, &mut report);
    source.tell_unread(&mut report);

    if report.refused() {
        return Err(report.finish());
    }
    let mut yaml = String::from("# Made from a configuration of Authelia by `portcullis config import authelia`. Check it with `portcullis config check`.\n");
    for (key, comment, value) in root {
        yaml.push('\n');
        for line in comment.iter().flat_map(|c| c.lines()) {
            yaml.push_str(&format!("# {line}\n"));
        }
        value.entry(key, 0, &mut yaml);
    }
    let whole = report.whole();
    Ok(Imported { yaml, report: report.finish(), whole, fold_case: people.fold_case })
}

const TRUSTED: &str = "Name your proxy here, like [172.18.0.2/32]: only its forwarding fields are believed. Authelia believes everybody.";
const TRUSTED_HERE: &str = "Only the forwarding fields of these are believed: checks are asked from this host. Authelia believes everybody.";
const STORE: &str = "People, sessions and the ledger are kept here. The store of Authelia is not read.";
const POLICY: &str = "The rules of access_control, in their order. `portcullis explain` names the rule that decides.";
