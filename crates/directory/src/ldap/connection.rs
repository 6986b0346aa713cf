//! A connection that answers questions within a time.
//!
//! Why: the library panics where a server answers with something else than it expects; here that is an answer that cannot be read,
//! like every other kind of trouble.

use super::failure::{LdapFailure, words};
use super::settings::{Bind, LdapSettings, Server};
use super::wire::Wire;
use futures_util::FutureExt as _;
use ldap3::adapters::{Adapter, EntriesOnly, PagedResults};
use ldap3::controls::RawControl;
use ldap3::exop::Exop;
use ldap3::{LdapError, LdapResult, Mod, Scope, SearchEntry};
use portcullis_crypto::SecretText;
use std::collections::HashMap;
use std::future::Future;
use std::panic::AssertUnwindSafe;
use std::time::Duration;
use tokio::time::Instant;
use tokio_rustls::TlsConnector;

/// A person with more groups, or a filter that matches more, is a mistake in the filter.
const MOST_ENTRIES: usize = 4_000;
const PAGE: i32 = 500;

/// What was found, by attribute in lower case.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    pub(crate) dn: String,
    attributes: HashMap<String, Vec<String>>,
    /// All values of an attribute of which one is no text.
    bytes: HashMap<String, Vec<Vec<u8>>>,
}
impl Entry {
    pub(crate) fn all(&self, attribute: &str) -> &[String] {
        self.attributes.get(&attribute.to_ascii_lowercase()).map(Vec::as_slice).unwrap_or_default()
    }
    pub(crate) fn first(&self, attribute: &str) -> Option<&str> {
        self.all(attribute).first().map(String::as_str).filter(|v| !v.is_empty())
    }
    /// The values as they came, texts or not.
    pub(crate) fn raw(&self, attribute: &str) -> Vec<&[u8]> {
        let name = attribute.to_ascii_lowercase();
        let texts = self.attributes.get(&name).into_iter().flatten().map(String::as_bytes);
        texts.chain(self.bytes.get(&name).into_iter().flatten().map(Vec::as_slice)).collect()
    }
    /// Whether the server gave only a part of the values (`memberOf;range=0-1499`).
    fn is_cut(&self) -> bool {
        self.attributes.keys().chain(self.bytes.keys()).any(|name| name.contains(";range="))
    }
}

/// Found entries, and where the server says there may be more.
#[derive(Debug, Default)]
pub(crate) struct Answer {
    pub(crate) entries: Vec<Entry>,
    pub(crate) referrals: Vec<String>,
}

pub(crate) struct Connection {
    wire: Wire,
    timeout: Duration,
    pub(crate) used: Instant,
    pub(crate) opened: Instant,
}

impl Connection {
    pub(crate) async fn open(server: &Server, settings: &LdapSettings, tls: &TlsConnector) -> Result<Self, LdapFailure> {
        let wire = Wire::open(server, settings, tls).await?;
        Ok(Self { wire, timeout: settings.timeout, used: Instant::now(), opened: Instant::now() })
    }
    /// As the account that searches.
    pub(crate) async fn signed_in_as(mut self, bind: &Bind) -> Result<Self, LdapFailure> {
        if let Bind::As { dn, password } = bind {
            let result = self.bind(dn, password).await?;
            match result.rc {
                0 => {}
                51 | 52 => return Err(refused(&result)),
                code => return Err(LdapFailure::Account(format!("{code} {}", words(&result.text)))),
            }
        }
        Ok(self)
    }
    /// A simple bind. An empty password would be an unauthenticated one, which servers take (RFC 4513 §5.1.2): it is never sent.
    pub(crate) async fn bind(&mut self, dn: &str, password: &SecretText) -> Result<LdapResult, LdapFailure> {
        if dn.is_empty() || password.is_empty() {
            return Err(LdapFailure::Account("a name and a password are needed".into()));
        }
        let ldap = &mut self.wire.ldap;
        within(self.timeout, ldap.simple_bind(dn, password.expose())).await
    }
    pub(crate) async fn search(&mut self, base: &str, scope: Scope, filter: &str, attributes: &[&str]) -> Result<Answer, LdapFailure> {
        let ldap = &mut self.wire.ldap;
        let asked = async {
            let paged: Vec<Box<dyn Adapter<'_, &str, Vec<&str>>>> = match scope {
                Scope::Base => vec![Box::new(EntriesOnly::new())],
                _ => vec![Box::new(EntriesOnly::new()), Box::new(PagedResults::new(PAGE))],
            };
            let mut stream = ldap.streaming_search_with(paged, base, scope, filter, attributes.to_vec()).await?;
            let mut found = Vec::new();
            while let Some(entry) = stream.next().await? {
                if found.len() == MOST_ENTRIES {
                    return Ok((found, None));
                }
                found.push(taken(SearchEntry::construct(entry)));
            }
            let result = stream.finish().await;
            Ok((found, Some(result)))
        };
        let (entries, result) = within(self.timeout, asked).await?;
        let result = result.ok_or(LdapFailure::TooLarge("it has too many entries"))?;
        if entries.iter().any(Entry::is_cut) {
            return Err(LdapFailure::TooLarge("an attribute has too many values"));
        }
        match result.rc {
            0 | 10 => Ok(Answer { entries, referrals: result.refs }),
            32 if scope == Scope::Base => Ok(Answer::default()),
            // No such object, or none that we may know of (RFC 4511 §A.2): it is no word on anybody below it.
            code @ (32 | 50) => Err(LdapFailure::Hidden { base: base.to_owned(), code }),
            _ => Err(refused(&result)),
        }
    }
    pub(crate) async fn modify(&mut self, dn: &str, mods: Vec<Mod<Vec<u8>>>, control: Option<RawControl>) -> Result<LdapResult, LdapFailure> {
        let ldap = &mut self.wire.ldap;
        if let Some(control) = control {
            ldap.with_controls(vec![control]);
        }
        within(self.timeout, ldap.modify(dn, mods)).await
    }
    pub(crate) async fn extended(&mut self, operation: impl Into<Exop>, control: RawControl) -> Result<LdapResult, LdapFailure> {
        let ldap = &mut self.wire.ldap;
        ldap.with_controls(vec![control]);
        within(self.timeout, ldap.extended(operation)).await.map(|answer| answer.1)
    }
    /// Whether the server still answers on it.
    pub(crate) async fn is_well(&mut self) -> bool {
        self.search("", Scope::Base, "(objectClass=*)", &["1.1"]).await.is_ok()
    }
    pub(crate) async fn close(mut self) {
        // Whoever does not hear it sees the end of the stream.
        let _said_or_not = tokio::time::timeout(Duration::from_millis(200), self.wire.ldap.unbind()).await;
    }
}

fn taken(found: SearchEntry) -> Entry {
    let attributes = found.attrs.into_iter().map(|(name, values)| (name.to_ascii_lowercase(), values)).collect();
    let bytes = found.bin_attrs.into_iter().map(|(name, values)| (name.to_ascii_lowercase(), values)).collect();
    Entry { dn: found.dn, attributes, bytes }
}

pub(crate) fn refused(result: &LdapResult) -> LdapFailure {
    LdapFailure::Refused { code: result.rc, text: words(&result.text) }
}

async fn within<T>(time: Duration, asked: impl Future<Output = Result<T, LdapError>>) -> Result<T, LdapFailure> {
    match tokio::time::timeout(time, AssertUnwindSafe(asked).catch_unwind()).await {
        Err(_) => Err(LdapFailure::Slow),
        Ok(Err(_)) => Err(LdapFailure::Unreadable),
        Ok(Ok(answer)) => answer.map_err(|error| match error {
            LdapError::LdapResult { result } => refused(&result),
            other => LdapFailure::Unreachable(words(&other.to_string())),
        }),
    }
}
