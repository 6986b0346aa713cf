//! The notifier: one way, whole and encrypted; how long links and codes last.
//!
//! Why: a link in the wrong hands is an account, so a way that others can read is refused unless it is asked for by name.

use super::desk::Desk;
use super::secret::{self, secret};
use crate::table::Section;
use crate::{IdentityValidation, Notifier, NotifierWay, PasswordReset, SmtpServer, SmtpTls, values};
use portcullis_crypto::{SecretBytes, SecretText};
use portcullis_document::Span;
use portcullis_model::Mailbox;
use std::path::Path;
use std::time::Duration;

const DAY: Duration = Duration::from_secs(86_400);
const HOUR: Duration = Duration::from_secs(3_600);
const SECOND: Duration = Duration::from_secs(1);

pub(super) fn read(root: Section<'_>, desk: &mut Desk<'_>) -> Option<Notifier> {
    let section = root.inner("notifier")?;
    let way = match (section.inner("smtp"), section.inner("filesystem")) {
        (Some(_), Some(_)) => {
            desk.error(section.key_span("filesystem"), "a notifier goes one way, and this one has two", "remove `smtp` or `filesystem`");
            section.inner("smtp").and_then(|s| smtp(s, desk));
            None
        }
        (Some(section), None) => smtp(section, desk).map(|s| NotifierWay::Smtp(Box::new(s))),
        (None, Some(section)) => section.text("folder").map(|(text, _)| NotifierWay::Folder(desk.input.base.join(Path::new(text)))),
        (None, None) => {
            // One of the wrong type is told already.
            if ["smtp", "filesystem"].iter().all(|name| section.node().get(name).is_none()) {
                desk.error(section.span(), "a notifier needs a way to go", "add `smtp:` with an address and a sender, or `filesystem: { folder: mails }`");
            }
            None
        }
    };
    let template_path = section.text("template_path").map(|(text, _)| desk.input.base.join(Path::new(text)));
    let startup_check = !section.flag("disable_startup_check");
    let new_browsers = section.get("new_browsers").and_then(portcullis_document::Node::as_bool).unwrap_or(true);
    Some(Notifier { way: way?, template_path, startup_check, new_browsers, span: section.span() })
}

fn smtp(section: Section<'_>, desk: &mut Desk<'_>) -> Option<SmtpServer> {
    let address = section.text("address").and_then(|(text, span)| {
        let read = values::smtp_address(text).map_err(|what| desk.error(span, what, "write submissions://smtp.example.com, or smtp://HOST:PORT"));
        read.ok().map(|read| (read, span))
    });
    let sender = section.text("sender").and_then(|(text, span)| {
        let hint = "write no-reply@example.com or \"Example <no-reply@example.com>\"";
        Mailbox::parse(text).map_err(|_| desk.error(span, format!("`{text}` is not a sender"), hint)).ok()
    });
    let subject = match section.text("subject") {
        Some((text, span)) => {
            if text.chars().any(char::is_control) || text.chars().count() > 200 {
                desk.error(span, "a subject is one line of at most 200 characters", "write a short one, like \"[Example] {title}\"");
            }
            text
        }
        None => "[Portcullis] {title}",
    };
    let timeout = length(&section, "timeout", SECOND..=Duration::from_secs(60), Duration::from_secs(5), desk);
    let plain = section.flag("plaintext");
    let credentials = credentials(&section, desk);
    let tls = section.inner("tls");
    let identity = tls.and_then(|tls| identity(&tls, desk));
    let authorities = tls.and_then(|tls| authorities(&tls, "ca_file", desk));
    let server_name = tls.and_then(|tls| tls.text("server_name")).and_then(|(text, _)| values::host_name(text).ok());
    let only_13 = tls.and_then(|tls| tls.text("minimum_version")).is_some_and(|(word, _)| word == "TLS1.3");
    let identifier = section.text("identifier").and_then(|(text, _)| values::host_name(text).ok());
    let html = !section.flag("disable_html_emails");
    let ((implicit, host, port), span) = address?;
    let tls = if plain {
        in_plain(&section, implicit, &host, span, desk);
        None
    } else {
        let server_name = server_name.unwrap_or_else(|| host.clone());
        Some(SmtpTls { implicit, server_name, authorities, only_13, identity, credentials })
    };
    Some(SmtpServer { host, port, sender: sender?, subject: subject.into(), identifier, timeout, html, tls })
}

/// What does not go together with plain text.
fn in_plain(section: &Section<'_>, implicit: bool, host: &str, span: Span, desk: &mut Desk<'_>) {
    let at = section.key_span("plaintext");
    if implicit {
        desk.error(span, "submissions:// is encrypted, and `plaintext` says that nothing is", "remove `plaintext`, or write smtp://");
    }
    if ["username", "password"].iter().any(|key| section.node().get(key).is_some()) {
        desk.error(at, "a password is never sent without encryption", "remove `plaintext`, or `username` and `password`");
    }
    if section.node().get("tls").is_some() {
        desk.error(
            section.key_span("tls"),
            "`tls` says how an encrypted server is recognised, and `plaintext` says that it is not encrypted",
            "remove one of them",
        );
    }
    if !values::is_localhost(host) {
        desk.warn(
            at,
            "whoever stands between here and the mail server reads every link and code",
            "use a mail server that offers STARTTLS, or one on this host",
        );
    }
}

fn credentials(section: &Section<'_>, desk: &mut Desk<'_>) -> Option<(Box<str>, SecretText)> {
    let username = section.text("username");
    let password = section.get("password").and_then(|node| {
        let bytes = secret(node, desk)?;
        let text = bytes.expose_text().map(|t| t.trim_end_matches(['\r', '\n']).to_owned());
        match text.filter(|t| !t.is_empty() && !t.chars().any(char::is_control)) {
            Some(text) => Some(SecretText::from(text)),
            None => {
                desk.error(node.span, "this cannot be a password: it is empty, or has a line break in it", "write it on one line");
                None
            }
        }
    });
    let there = |name: &str| section.node().get(name).is_some();
    if there("username") != there("password") {
        let (has, lacks) = if there("username") { ("username", "password") } else { ("password", "username") };
        desk.error(
            section.key_span(if has == "username" { "username" } else { "password" }),
            format!("`{has}` stands here without `{lacks}`"),
            format!("add `{lacks}`, or remove `{has}`"),
        );
    }
    if let Some((text, span)) = username.filter(|(text, _)| text.is_empty() || text.chars().any(char::is_control)) {
        desk.error(span, format!("{text:?} cannot be a user name"), "write the name that the mail server knows");
    }
    Some((username?.0.into(), password?))
}

fn identity(tls: &Section<'_>, desk: &mut Desk<'_>) -> Option<(SecretBytes, SecretBytes)> {
    let mut part = |name: &'static str, marker: &str| {
        let node = tls.get(name)?;
        let bytes = secret(node, desk)?;
        let found = bytes.expose_text().is_some_and(|t| t.contains(marker));
        if !found {
            desk.error(node.span, format!("`{name}` holds nothing in PEM that fits"), format!("give a file with a line that ends in `{marker}`"));
        }
        found.then_some(bytes)
    };
    let (chain, key) = (part("certificate_chain", secret::CERTIFICATE), part("private_key", "PRIVATE KEY-----"));
    let there = |name: &str| tls.node().get(name).is_some();
    if there("certificate_chain") != there("private_key") {
        desk.error(tls.span(), "a certificate and its key belong together, and one of them is missing", "write both `certificate_chain` and `private_key`");
    }
    Some((chain?, key?))
}

pub(super) fn authorities(section: &Section<'_>, key: &'static str, desk: &mut Desk<'_>) -> Option<Box<str>> {
    let node = section.get(key)?;
    let bytes = secret::file(node.as_str()?, node, desk)?;
    let pem = String::from_utf8(bytes).ok().filter(|t| t.contains(secret::CERTIFICATE));
    if pem.is_none() {
        desk.error(node.span, "this holds no certificate in PEM", format!("give one with a line that ends in `{}`", secret::CERTIFICATE));
    }
    pem.map(Into::into)
}

pub(super) fn validation(root: Section<'_>, desk: &mut Desk<'_>) -> IdentityValidation {
    let mut all = IdentityValidation::default();
    let Some(section) = root.inner("identity_validation") else { return all };
    if let Some(reset) = section.inner("reset_password") {
        all.reset = length(&reset, "lifespan", SECOND..=DAY, all.reset, desk);
    }
    if let Some(elevated) = section.inner("elevated_session") {
        all.code = length(&elevated, "code_lifespan", SECOND..=HOUR, all.code, desk);
        all.elevation = length(&elevated, "elevation_lifespan", SECOND..=HOUR, all.elevation, desk);
        let flag = |name| elevated.get(name).and_then(portcullis_document::Node::as_bool);
        all.skip_second = flag("skip_second_factor").unwrap_or(true);
        if flag("require_second_factor") == Some(false) {
            let hint = "remove it; for both, write `skip_second_factor: false`";
            desk.error(elevated.key_span("require_second_factor"), "a mailed code never stands in for a second factor that somebody has", hint);
        }
        if let Some(node) = elevated.get("characters") {
            match node.as_int().and_then(|n| u8::try_from(n).ok()).filter(|n| (6..=20).contains(n)) {
                Some(n) => all.characters = n,
                None => desk.error(node.span, "a code of that many characters is too easy to guess or too hard to type", "write 6 to 20"),
            }
        }
    }
    if let Some(undo) = section.inner("undo") {
        all.undo = length(&undo, "lifespan", SECOND..=DAY.saturating_mul(30), all.undo, desk);
    }
    all
}

pub(super) fn password_reset(root: Section<'_>, desk: &mut Desk<'_>) -> PasswordReset {
    let Some(section) = root.inner("password_reset") else { return PasswordReset::default() };
    let elsewhere = section.text("custom_url");
    if section.flag("disable") {
        if elsewhere.is_some() {
            desk.error(section.key_span("custom_url"), "`disable` offers nothing, and `custom_url` offers something", "remove one of them");
        }
        return PasswordReset::Off;
    }
    let Some((text, span)) = elsewhere else { return PasswordReset::Mail };
    match values::web_address(text) {
        Ok(()) => PasswordReset::Elsewhere(text.into()),
        Err(what) => {
            desk.error(span, what, "write an address like https://accounts.example.com/reset");
            PasswordReset::Mail
        }
    }
}

pub(super) fn length(
    section: &Section<'_>,
    name: &'static str,
    allowed: std::ops::RangeInclusive<Duration>,
    default: Duration,
    desk: &mut Desk<'_>,
) -> Duration {
    let Some(length) = section.duration(name) else { return default };
    if allowed.contains(&length) {
        return length;
    }
    let span = section.get(name).map_or(section.span(), |node| node.span);
    desk.error(
        span,
        format!("`{name}` cannot be {}", values::shown(length)),
        format!("write {} to {}", values::shown(*allowed.start()), values::shown(*allowed.end())),
    );
    default
}
