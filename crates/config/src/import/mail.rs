//! `notifier` and `identity_validation`: how mail goes out, and how long what it carries is good.
//!
//! Why: the same server sends the same mails; what would go out unencrypted is told.

use super::factors::{is_on, lasts, plain};
use super::out::Out;
use super::report::Report;
use super::source::{Source, scalar};
use portcullis_document::Node;

pub(super) fn notifier<'a>(source: &Source<'a>, report: &mut Report) -> Option<Out> {
    let entry = source.at("notifier")?;
    let mut out = Vec::new();
    if let Some(check) = source.get(&entry.value, "disable_startup_check").and_then(plain) {
        out.push(("disable_startup_check".to_owned(), check));
    }
    if let Some(templates) = source.entry(&entry.value, "template_path") {
        report.left(templates.key_span, "`notifier.template_path`", "templates are written otherwise; see docs/guides/mail.md");
    }
    if let Some(file) = source.entry(&entry.value, "filesystem") {
        let name = source.get(&file.value, "filename").and_then(scalar).unwrap_or_default();
        let folder = name.rsplit_once('/').map_or("mails", |(folder, _)| folder);
        report.changed(file.key_span, format!("`notifier.filesystem`: each mail is a file of its own, below {folder}/mails"), "");
        let folder = if folder == "mails" { "mails".to_owned() } else { format!("{folder}/mails") };
        out.push(("filesystem".to_owned(), Out::map([("folder", Out::text(folder))])));
    }
    if let Some(server) = source.entry(&entry.value, "smtp") {
        out.push(("smtp".to_owned(), smtp(&server.value, source, report)));
        report.carried(server.key_span, "`notifier.smtp`");
    }
    Some(Out::Map(out))
}

fn smtp<'a>(node: &'a Node, source: &Source<'a>, report: &mut Report) -> Out {
    let mut out = Vec::new();
    let address = source.get(node, "address").and_then(scalar).unwrap_or_else(|| "smtp://localhost:25".to_owned());
    // Without a scheme the port tells.
    let address = match address.split_once("://") {
        Some(_) => address,
        None if address.ends_with(":465") => format!("submissions://{address}"),
        None if address.ends_with(":587") => format!("submission://{address}"),
        None => format!("smtp://{address}"),
    };
    out.push(("address".to_owned(), Out::text(address.trim_end_matches('/'))));
    for key in ["sender", "username", "password", "identifier", "disable_html_emails"] {
        out.extend(source.get(node, key).and_then(plain).map(|value| (key.to_owned(), value)));
    }
    if source.get(node, "username").is_some() && source.get(node, "password").is_none() {
        report.changed(
            node.span,
            "the mail server has no `password` in this file: Authelia takes it from its environment",
            "write `password: { file: … }` or `{ env: … }`",
        );
    }
    if let Some(subject) = source.get(node, "subject").and_then(scalar) {
        out.push(("subject".to_owned(), Out::text(subject)));
    }
    lasts(node, "timeout", "timeout", [1, 60], source, report, &mut out);
    for key in ["disable_require_tls", "disable_starttls"] {
        if let Some(entry) = source.entry(node, key)
            && entry.value.as_bool() == Some(true)
        {
            let hint = "write `plaintext: true` where a server really has no encryption; whoever stands in between reads the links";
            report.changed(entry.key_span, format!("`notifier.smtp.{key}`: mail goes out encrypted, or not at all"), hint);
        }
    }
    if let Some(check) = source.entry(node, "startup_check_address") {
        report.left(check.key_span, "`notifier.smtp.startup_check_address`", "the check at the start sends no mail");
    }
    if let Some(tls) = source.get(node, "tls") {
        out.extend(of_tls(tls, "notifier.smtp.tls", source, report).map(|tls| ("tls".to_owned(), tls)));
    }
    Out::Map(out)
}

/// Certificates are always checked; versions before 1.2 are never spoken.
pub(super) fn of_tls<'a>(node: &'a Node, place: &str, source: &Source<'a>, report: &mut Report) -> Option<Out> {
    let mut out = Vec::new();
    for key in ["server_name", "certificate_chain", "private_key"] {
        out.extend(source.get(node, key).and_then(plain).map(|value| (key.to_owned(), value)));
    }
    if let Some(least) = source.entry(node, "minimum_version") {
        match scalar(&least.value).as_deref() {
            Some("TLS1.3") => {
                report.carried(least.key_span, format!("`{place}.minimum_version`"));
                out.push(("minimum_version".to_owned(), Out::text("TLS1.3")));
            }
            Some("TLS1.2") => report.carried(least.key_span, format!("`{place}.minimum_version`: TLS1.2 is the least here, too")),
            _ => report.changed(least.key_span, format!("`{place}.minimum_version` is TLS1.2"), "older versions are not spoken"),
        }
    }
    if let Some(most) = source.entry(node, "maximum_version") {
        report.left(most.key_span, format!("`{place}.maximum_version`"), "the newest version that both know is spoken");
    }
    if let Some(skip) = source.entry(node, "skip_verify")
        && skip.value.as_bool() == Some(true)
    {
        report.changed(skip.key_span, format!("`{place}.skip_verify`: certificates are always checked"), "name the authority in place of the system's");
    }
    Some(Out::Map(out)).filter(|o| !o.is_empty())
}

pub(super) fn validation<'a>(source: &Source<'a>, report: &mut Report) -> Option<Out> {
    let entry = source.at("identity_validation")?;
    let mut all = Vec::new();
    if let Some(reset) = source.get(&entry.value, "reset_password") {
        let mut out = Vec::new();
        lasts(reset, "jwt_lifespan", "lifespan", [1, 86_400], source, report, &mut out);
        for key in ["jwt_algorithm", "jwt_secret"] {
            if let Some(entry) = source.entry(reset, key) {
                report.left(entry.key_span, format!("`identity_validation.reset_password.{key}`"), "links carry a random code that is kept in the store");
            }
        }
        if !out.is_empty() {
            all.push(("reset_password".to_owned(), Out::Map(out)));
        }
    }
    if let Some(elevated) = source.get(&entry.value, "elevated_session") {
        let mut out = Vec::new();
        lasts(elevated, "code_lifespan", "code_lifespan", [1, 3_600], source, report, &mut out);
        lasts(elevated, "elevation_lifespan", "elevation_lifespan", [1, 3_600], source, report, &mut out);
        if let Some(n) = source.entry(elevated, "characters") {
            let count = n.value.as_int().unwrap_or(8);
            if !(6..=20).contains(&count) {
                report.changed(n.key_span, "`characters` of a mailed code is brought to between 6 and 20", "");
            }
            out.push(("characters".to_owned(), Out::raw(count.clamp(6, 20))));
        }
        if let Some(require) = source.entry(elevated, "require_second_factor") {
            let what = "`require_second_factor`: whoever has a second factor shows it before a change, always";
            report.changed(require.key_span, what, "a mailed code never stands in for a factor");
        }
        // There: true spares the code, and false is the default. Here the same, with the other default.
        let skip = is_on(elevated, "skip_second_factor", source);
        out.push(("skip_second_factor".to_owned(), Out::raw(skip)));
        all.push(("elevated_session".to_owned(), Out::Map(out)));
    }
    report.carried(entry.key_span, "`identity_validation`");
    Some(Out::Map(all))
}
