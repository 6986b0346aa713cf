//! Where the store is.
//!
//! Why: one URL decides the backend; everything that is not exactly understood is refused before a file is touched.

use crate::OpenError;
use sqlx::postgres::{PgConnectOptions, PgSslMode};
use std::path::PathBuf;
use std::str::FromStr;

/// How to reach the store.
#[derive(Clone)]
pub struct StoreSettings {
    /// `sqlite:///folder/file.db`, or `postgres://user:password@host/database`.
    pub url: String,
    /// The data folder: locks, the node's id. It is made (0700) when it is missing.
    pub data: PathBuf,
    /// Allows an unencrypted connection to PostgreSQL elsewhere than on loopback or a Unix socket.
    pub plaintext: bool,
}
impl StoreSettings {
    pub fn new(url: impl Into<String>, data: impl Into<PathBuf>) -> Self {
        Self { url: url.into(), data: data.into(), plaintext: false }
    }
    /// The embedded default: `portcullis.db` in the data folder.
    pub fn embedded(data: impl Into<PathBuf>) -> Self {
        let data = data.into();
        Self { url: format!("sqlite://{}", data.join("portcullis.db").display()), data, plaintext: false }
    }
    pub(crate) fn place(&self) -> Result<Place, OpenError> {
        if let Some(rest) = self.url.strip_prefix("sqlite:") {
            let path = rest.strip_prefix("//").unwrap_or(rest);
            if path.is_empty() || path.contains(['?', '#']) || path.contains(":memory:") {
                return Err(OpenError::BadUrl("write sqlite:///folder/file.db, without parameters".into()));
            }
            return Ok(Place::Sqlite(PathBuf::from(path)));
        }
        if self.url.starts_with("postgres://") || self.url.starts_with("postgresql://") {
            // The parser's message may quote the URL, and with it a password (S17).
            let options = PgConnectOptions::from_str(&self.url).map_err(|_| OpenError::BadUrl("this is not a PostgreSQL URL".into()))?;
            return Ok(Place::Postgres(Box::new(self.with_tls(options))));
        }
        Err(OpenError::BadUrl("write sqlite:///folder/file.db or postgres://user:password@host/database".into()))
    }
    /// Verified TLS, except on this host, or where plaintext is asked for.
    fn with_tls(&self, options: PgConnectOptions) -> PgConnectOptions {
        let host = options.get_host().to_owned();
        let local =
            options.get_socket().is_some() || host.starts_with('/') || host == "localhost" || host.parse::<std::net::IpAddr>().is_ok_and(|a| a.is_loopback());
        let verified = matches!(options.get_ssl_mode(), PgSslMode::VerifyCa | PgSslMode::VerifyFull);
        if local || self.plaintext || verified { options } else { options.ssl_mode(PgSslMode::VerifyFull) }
    }
}
/// The URL may hold a password (S17).
impl std::fmt::Debug for StoreSettings {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "StoreSettings({}:…, {})", self.url.split(':').next().unwrap_or_default(), self.data.display())
    }
}

pub(crate) enum Place {
    Sqlite(PathBuf),
    Postgres(Box<PgConnectOptions>),
}

#[cfg(test)]
mod tests {
    #![allow(clippy::panic)]
    use super::*;

    fn place(url: &str) -> Result<Place, OpenError> {
        StoreSettings::new(url, "/nowhere").place()
    }

    #[test]
    fn reads_both_kinds_of_url() {
        assert!(matches!(place("sqlite:///a/b.db"), Ok(Place::Sqlite(p)) if p == std::path::Path::new("/a/b.db")));
        assert!(matches!(place("sqlite://b.db"), Ok(Place::Sqlite(p)) if p == std::path::Path::new("b.db")));
        for bad in ["", "mysql://x", "sqlite:", "sqlite::memory:", "sqlite:///a.db?mode=ro", "/a/b.db"] {
            assert!(matches!(place(bad), Err(OpenError::BadUrl(_))), "{bad}");
        }
    }
    #[test]
    fn postgres_elsewhere_is_verified_tls() {
        let mode = |url: &str, plaintext| match (StoreSettings { plaintext, ..StoreSettings::new(url, "/nowhere") }).place() {
            Ok(Place::Postgres(options)) => options.get_ssl_mode(),
            _ => panic!("{url}"),
        };
        assert!(matches!(mode("postgres://u@db.example.com/p", false), PgSslMode::VerifyFull));
        assert!(matches!(mode("postgres://u@db.example.com/p?sslmode=disable", false), PgSslMode::VerifyFull));
        assert!(matches!(mode("postgres://u@db.example.com/p?sslmode=disable", true), PgSslMode::Disable));
        assert!(matches!(mode("postgres://u@127.0.0.1/p?sslmode=disable", false), PgSslMode::Disable));
    }
    #[test]
    fn s17_debug_shows_no_password() {
        let shown = format!("{:?} {:?}", StoreSettings::new("postgres://u:canary@h/p", "/d"), place("postgres://u:canary@[/p").err());
        assert!(!shown.contains("canary"), "{shown}");
    }
}
