//! What the notifier is told: who writes, from where, and by which way it goes.
//!
//! Why: credentials live inside the encrypted way only, so they cannot be sent over a plain one.

use portcullis_crypto::SecretText;
use portcullis_model::Mailbox;
use portcullis_pages::{Appearance, MailTemplates};
use rustls::ClientConfig;
use rustls::pki_types::ServerName;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

#[derive(Clone)]
pub struct Settings {
    /// The portal's origin as configured: what every link begins with (S13).
    pub portal: Box<str>,
    pub sender: Mailbox,
    /// `{title}` stands for the mail's own.
    pub subject: Box<str>,
    /// Without it the text form goes alone.
    pub html: bool,
    pub templates: Arc<MailTemplates>,
    /// Its languages are what mails speak.
    pub appearance: Arc<Appearance>,
    pub way: Way,
    /// Whether the way is tried once at the start.
    pub check: bool,
}

#[derive(Clone, Debug)]
pub enum Way {
    Smtp(Smtp),
    /// Each mail becomes a file here.
    Folder(PathBuf),
}

#[derive(Clone, Debug)]
pub struct Smtp {
    pub host: Box<str>,
    pub port: u16,
    /// What we call ourselves in EHLO.
    pub identifier: Box<str>,
    /// For each step of the dialogue.
    pub timeout: Duration,
    pub security: SmtpSecurity,
}

#[derive(Clone, Debug)]
pub enum SmtpSecurity {
    Encrypted {
        encryption: Encryption,
        /// The name that the server's certificate must have.
        name: ServerName<'static>,
        tls: Arc<ClientConfig>,
        credentials: Option<Credentials>,
    },
    /// Nothing is encrypted, and nobody signs in.
    Plain,
}
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encryption {
    /// From the first byte (RFC 8314).
    Implicit,
    /// By STARTTLS (RFC 3207), without which nothing is sent.
    StartTls,
}

#[derive(Clone, Debug)]
pub struct Credentials {
    pub username: Box<str>,
    pub password: SecretText,
}
