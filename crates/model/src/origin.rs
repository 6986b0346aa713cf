//! An origin: the server behind a route, as meant.
//!
//! Why: built from configuration only; nothing of a request ever makes one.

use std::path::PathBuf;

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum OriginScheme {
    /// Plain HTTP/1.1 over TCP.
    Http,
    /// HTTP/1.1 over TLS.
    Https,
    /// Plain HTTP/1.1 over a Unix socket.
    Unix(PathBuf),
}

/// How TLS to the origin is checked.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct OriginTls {
    /// SNI and certificate name; the origin's host when absent.
    pub server_name: Option<Box<str>>,
    /// PEM roots that replace the system's.
    pub custom_ca: Option<Box<str>>,
    /// Accept any certificate (`tls_skip_verify`).
    pub skip_verify: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Origin {
    pub scheme: OriginScheme,
    /// Host name or address, lower case; empty for a Unix socket.
    pub host: Box<str>,
    pub port: u16,
    /// The `Host` field that names this origin: host, with the port where it is not the scheme's own.
    pub authority: Box<str>,
    pub tls: OriginTls,
}
