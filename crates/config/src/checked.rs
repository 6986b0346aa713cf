//! The configuration as meant.
//!
//! Why: what the server works with has no text left to parse and nothing left to refuse.

use crate::LocatedFault;
use crate::ask::Question;
use crate::{
    Appearance, Deadlines, Duo, ForwardAuth, IdentityValidation, LdapDirectory, Notifier, PasswordPolicy, PasswordReset, RateLimits, Regulation, Totp,
    TrustedProxy, WebAuthn,
};
use portcullis_attributes::Expression;
use portcullis_crypto::SecretBytes;
use portcullis_document::Span;
use portcullis_model::{Email, TargetUri};
use portcullis_policy::Policy;
use portcullis_route::RouteTable;
use std::fmt;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

/// A configuration that passed.
#[derive(Debug)]
pub struct CheckedConfig {
    pub portal: WebOrigin,
    pub portal_place: Place,
    pub listen: Listen,
    /// Whose forwarding fields are believed. Never everybody (S5).
    pub trusted_proxies: Vec<TrustedProxy>,
    pub forward_auth: ForwardAuth,
    pub tls: Tls,
    pub store: StoreConf,
    pub directories: Vec<FileDirectory>,
    pub ldap_directories: Vec<LdapDirectory>,
    /// Computed when a person is read, by name.
    pub user_attributes: Vec<(Box<str>, Expression)>,
    pub administrators: Vec<Administrator>,
    pub sessions: Sessions,
    pub deadlines: Deadlines,
    /// Absent where one-time codes are off.
    pub totp: Option<Totp>,
    /// Absent where passkeys are off.
    pub webauthn: Option<WebAuthn>,
    /// Absent where Duo asks nobody.
    pub duo: Option<Duo>,
    pub regulation: Regulation,
    /// Absent: nothing is mailed.
    pub notifier: Option<Notifier>,
    pub validation: IdentityValidation,
    pub password_reset: PasswordReset,
    /// How pages look and speak.
    pub appearance: Appearance,
    pub passwords: PasswordPolicy,
    pub rate_limits: RateLimits,
    /// Where `protect` puts new routes.
    pub domain: Option<Box<str>>,
    pub routes: Arc<RouteTable>,
    /// Where the addresses of the routes are written, in the order of the table.
    pub route_places: Vec<Place>,
    /// [`portcullis_route::Route::policy`] points in here.
    pub policies: Arc<[Arc<Policy>]>,
    /// For each policy, what its documents are called: `RuleTrace::document` points in here.
    pub policy_documents: Arc<[Box<[Box<str>]>]>,
    /// They have been run, and passed.
    pub policy_tests: Vec<PolicyTest>,
    /// Sorted by place.
    pub warnings: Vec<LocatedFault>,
}

impl CheckedConfig {
    /// The one directory besides the server's own, where there is exactly one: bare group names mean its groups too.
    pub fn only_other_directory(&self) -> Option<&str> {
        crate::ask::only_other(&self.directories, &self.ldap_directories)
    }
}

/// A file, or `stored route NAME`, and a place in it: for faults that are found later.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    pub file: Box<str>,
    pub span: Span,
}

/// An origin as browsers know it (RFC 6454): scheme, host, port.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct WebOrigin {
    pub https: bool,
    /// Lower case; an IPv6 address without brackets.
    pub host: Box<str>,
    /// Absent where it is the scheme's own.
    pub port: Option<u16>,
}
impl WebOrigin {
    /// The port in force.
    pub fn effective_port(&self) -> u16 {
        self.port.unwrap_or(if self.https { 443 } else { 80 })
    }
    /// Whether a target names this host. The port a client wrote is not compared: what stands in front of us may map ports.
    pub fn is_host_of(&self, target: &TargetUri) -> bool {
        *self.host == *target.host()
    }
}
/// As a browser writes it in `Origin`.
impl fmt::Display for WebOrigin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.https { "https://" } else { "http://" })?;
        if self.host.contains(':') {
            write!(f, "[{}]", self.host)?
        } else {
            f.write_str(&self.host)?
        }
        match self.port {
            Some(port) => write!(f, ":{port}"),
            None => Ok(()),
        }
    }
}

/// Where we listen. At least `https` or `http` is there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Listen {
    pub https: Option<SocketAddr>,
    pub http: Option<SocketAddr>,
    pub metrics: Option<SocketAddr>,
    /// Where other proxies ask.
    pub forward_auth: Option<SocketAddr>,
    /// The same over TLS, with certificates of proxies.
    pub forward_auth_tls: Option<SocketAddr>,
}

#[derive(Debug, Default)]
pub struct Tls {
    pub certificates: Vec<CertPair>,
    /// Certificates from our own authority for what the others do not cover.
    pub internal: bool,
    /// The files that chains and keys were read from: they may be renewed while the server runs.
    pub files: Vec<PathBuf>,
}
#[derive(Debug)]
pub struct CertPair {
    /// The chain, leaf first, PEM.
    pub cert_pem: Vec<u8>,
    /// PEM.
    pub key_pem: SecretBytes,
    pub span: Span,
}

pub struct StoreConf {
    /// `sqlite:///…` with an absolute path, or `postgres://…`.
    pub url: String,
    /// 32 bytes. Absent: the server keeps one in the data folder.
    pub root_key: Option<SecretBytes>,
    /// The folder for socket, locks and ledger.
    pub data: PathBuf,
}

/// Without the address: it may hold a password (S17).
impl fmt::Debug for StoreConf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StoreConf").field("root_key", &self.root_key).field("data", &self.data).finish_non_exhaustive()
    }
}

/// A directory of people in a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileDirectory {
    /// Its groups are `name/group`.
    pub name: Box<str>,
    pub path: PathBuf,
    /// Absent: for all it states.
    pub authoritative_for: Option<Authority>,
    pub search: Search,
    /// Whether passwords are changed here.
    pub change_passwords: bool,
    pub span: Span,
}
/// How what people type is looked up in a file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Search {
    /// Whether e-mail addresses are names; absent: where one person has the address.
    pub email: Option<bool>,
    pub case_insensitive: bool,
}
/// What a directory is believed about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Authority {
    /// E-mail addresses in these domains, lower case.
    pub domains: Vec<Box<str>>,
    /// Its groups.
    pub groups: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Administrator {
    Email(Email),
    /// By name, bare or `source/name`.
    Group(Box<str>),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sessions {
    /// From sign-in to the end, whatever happens.
    pub lifetime: Duration,
    /// From the last request to the end.
    pub inactivity: Duration,
    /// The lifetime where the person asked to be remembered; zero: nobody can.
    pub remember_me: Duration,
}
impl Default for Sessions {
    fn default() -> Self {
        Self { lifetime: Duration::from_secs(12 * 3600), inactivity: Duration::from_secs(3600), remember_me: Duration::from_secs(30 * 24 * 3600) }
    }
}

/// A question with the answer its author expects.
#[derive(Clone, Debug)]
pub struct PolicyTest {
    pub question: Question,
    pub expect: Expect,
    pub span: Span,
}
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expect {
    Permit,
    Challenge,
    Deny,
}
impl Expect {
    pub const ALL: [Self; 3] = [Self::Permit, Self::Challenge, Self::Deny];
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Permit => "permit",
            Self::Challenge => "challenge",
            Self::Deny => "deny",
        }
    }
}
