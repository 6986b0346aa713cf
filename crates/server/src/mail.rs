//! The notifier's settings, from the configuration and the files that it names.
//!
//! Why: what is wrong with templates or authorities is told by `config check`; a server that starts all the same sends with its
//! own templates, and with an authority that cannot be read it sends nothing.

use portcullis_api::Mailer;
use portcullis_config::{CheckedConfig, LocatedFault, Notifier, NotifierWay, Severity, SmtpServer};
use portcullis_crypto::{Random, random_bytes};
use portcullis_model::{Email, Mailbox, PersonId, Timestamp};
use portcullis_notify as notify;
use portcullis_outbound::{ClientIdentity, ClientTls, MinimumTls, client_config};
use portcullis_pages::{Appearance, MailKind, MailTemplates};
use rustls::pki_types::ServerName;
use std::future::Future;
use std::path::Path;
use std::pin::Pin;
use std::sync::Arc;

/// `None` where the configuration has no notifier, or one that cannot be used, which is said in the log.
pub(crate) fn settings(config: &CheckedConfig, appearance: Arc<Appearance>) -> Option<notify::Settings> {
    let notifier = config.notifier.as_ref()?;
    let templates = templates(notifier).unwrap_or_else(|why| {
        tracing::error!("mail templates: {why}; the server's own are used");
        MailTemplates::default()
    });
    let (way, sender, subject, html) = match &notifier.way {
        NotifierWay::Folder(path) => (notify::Way::Folder(path.clone()), of_portal(config)?, "{title}".into(), true),
        NotifierWay::Smtp(server) => match smtp(server, &config.portal.host) {
            Ok(smtp) => (notify::Way::Smtp(smtp), server.sender.clone(), server.subject.clone(), server.html),
            Err(why) => {
                tracing::error!("notifier: {why}; nothing is mailed");
                return None;
            }
        },
    };
    let portal = config.portal.to_string().into();
    Some(notify::Settings { portal, sender, subject, html, templates: Arc::new(templates), appearance, way, check: notifier.startup_check })
}

/// What `config check` has to say of it.
pub(crate) fn faults(config: &CheckedConfig) -> Vec<LocatedFault> {
    let Some(notifier) = &config.notifier else { return Vec::new() };
    let told = |message: String, hint: &str| LocatedFault {
        file: config.portal_place.file.clone(),
        span: notifier.span,
        severity: Severity::Error,
        message,
        hint: Some(hint.into()),
    };
    let mut all = Vec::new();
    if let Err(why) = templates(notifier) {
        all.push(told(format!("a mail template cannot be used: {why}"), "mend or remove it"));
    }
    if let NotifierWay::Smtp(server) = &notifier.way
        && let Err(why) = smtp(server, &config.portal.host)
    {
        all.push(told(format!("the mail server cannot be used: {why}"), "give certificates and keys in PEM"));
    }
    all
}

fn of_portal(config: &CheckedConfig) -> Option<Mailbox> {
    let address = Email::parse(&format!("portcullis@{}", config.portal.host)).or_else(|_| Email::parse("portcullis@localhost")).ok()?;
    Some(Mailbox::new("Portcullis", address))
}

fn smtp(server: &SmtpServer, portal_host: &str) -> Result<notify::Smtp, String> {
    let security = match &server.tls {
        None => notify::SmtpSecurity::Plain,
        Some(tls) => {
            let identity = tls.identity.as_ref().map(|(chain, key)| ClientIdentity { chain: chain.expose_bytes().into(), key: key.clone() });
            let minimum = if tls.only_13 { MinimumTls::Tls13 } else { MinimumTls::Tls12 };
            let client = ClientTls { authorities: tls.authorities.as_deref().map(Into::into), minimum, identity };
            let config = client_config(&client).map_err(|e| e.to_string())?;
            let name = ServerName::try_from(tls.server_name.to_string()).map_err(|e| format!("`{}`: {e}", tls.server_name))?;
            let credentials =
                tls.credentials.as_ref().map(|(username, password)| notify::Credentials { username: username.clone(), password: password.clone() });
            let encryption = if tls.implicit { notify::Encryption::Implicit } else { notify::Encryption::StartTls };
            notify::SmtpSecurity::Encrypted { encryption, name, tls: Arc::new(config), credentials }
        }
    };
    // An address is written in brackets where a name is expected (RFC 5321 §4.1.3).
    let identifier = server.identifier.as_deref().unwrap_or(portal_host);
    let identifier = match identifier.parse::<std::net::IpAddr>() {
        Ok(std::net::IpAddr::V4(ip)) => format!("[{ip}]"),
        Ok(std::net::IpAddr::V6(ip)) => format!("[IPv6:{ip}]"),
        Err(_) => identifier.to_owned(),
    };
    Ok(notify::Smtp { host: server.host.clone(), port: server.port, identifier: identifier.into(), timeout: server.timeout, security })
}

fn templates(notifier: &Notifier) -> Result<MailTemplates, String> {
    match &notifier.template_path {
        None => Ok(MailTemplates::default()),
        Some(folder) => MailTemplates::with(read(folder)?).map_err(|e| format!("{}: {e}", folder.display())),
    }
}

/// Every file of the folder whose name a mail has. Others are somebody's notes.
fn read(folder: &Path) -> Result<Vec<(String, String)>, String> {
    let told = |e: std::io::Error| format!("{}: {e}", folder.display());
    let mut all = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(told)? {
        let path = entry.map_err(told)?.path();
        let Some(name) = path.file_name().and_then(|n| n.to_str()).filter(|n| MailTemplates::knows(n)) else { continue };
        let bytes = portcullis_directory::read_file(&path).map_err(|e| format!("{}: {e}", path.display()))?;
        all.push((name.to_owned(), String::from_utf8(bytes).map_err(|_| format!("{}: it is not UTF-8", path.display()))?));
    }
    Ok(all)
}

/// Sends one mail past the queue, for whoever sets the way up.
pub(crate) struct Trial(pub(crate) Arc<notify::Postman>, pub(crate) Arc<dyn Random>);
impl Mailer for Trial {
    fn try_out(&self, to: Email, now: Timestamp) -> Pin<Box<dyn Future<Output = Result<(), String>> + Send + '_>> {
        Box::pin(async move {
            let id = PersonId::new(now, random_bytes(&*self.1));
            let letter = notify::Letter::new(MailKind::Test, id, Mailbox::new("", to), now);
            self.0.send_now(&letter, id.uuid()).await.map_err(|e| e.to_string())
        })
    }
}
