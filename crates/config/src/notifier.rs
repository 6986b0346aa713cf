//! The notifier as meant, and how long what it mails is good.
//!
//! Why: the table, the check and the server take the defaults from one place.

use portcullis_crypto::{SecretBytes, SecretText};
use portcullis_document::Span;
use portcullis_model::Mailbox;
use std::path::PathBuf;
use std::time::Duration;

#[derive(Clone, Debug)]
pub struct Notifier {
    pub way: NotifierWay,
    pub template_path: Option<PathBuf>,
    pub startup_check: bool,
    /// Whether people are told of a browser that signs in as them for the first time.
    pub new_browsers: bool,
    pub span: Span,
}
#[derive(Clone, Debug)]
pub enum NotifierWay {
    /// Each mail becomes a file.
    Folder(PathBuf),
    Smtp(Box<SmtpServer>),
}
#[derive(Clone, Debug)]
pub struct SmtpServer {
    pub host: Box<str>,
    pub port: u16,
    pub sender: Mailbox,
    pub subject: Box<str>,
    /// Absent: the portal's host.
    pub identifier: Option<Box<str>>,
    pub timeout: Duration,
    pub html: bool,
    /// Absent: plain text, and nobody signs in.
    pub tls: Option<SmtpTls>,
}
#[derive(Clone, Debug)]
pub struct SmtpTls {
    /// From the first byte; else by STARTTLS, which must be offered.
    pub implicit: bool,
    pub server_name: Box<str>,
    /// PEM; absent: the system's authorities.
    pub authorities: Option<Box<str>>,
    pub only_13: bool,
    /// Chain and key, PEM.
    pub identity: Option<(SecretBytes, SecretBytes)>,
    pub credentials: Option<(Box<str>, SecretText)>,
}

/// How long what is mailed is good.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct IdentityValidation {
    pub reset: Duration,
    pub code: Duration,
    pub elevation: Duration,
    /// Of a code.
    pub characters: u8,
    /// Whether a second factor spares its person the code.
    pub skip_second: bool,
    pub undo: Duration,
}
impl Default for IdentityValidation {
    fn default() -> Self {
        let minutes = |n: u64| Duration::from_secs(60 * n);
        Self { reset: minutes(5), code: minutes(5), elevation: minutes(10), characters: 8, skip_second: true, undo: Duration::from_secs(3 * 86_400) }
    }
}

/// How people who forgot their password are helped.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum PasswordReset {
    /// By a mailed link, where there is a notifier.
    #[default]
    Mail,
    /// At this address: https, or http on localhost.
    Elsewhere(Box<str>),
    Off,
}
