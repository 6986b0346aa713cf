//! The own CA: server certificates where no public CA can help.
//!
//! Why: a demonstration on loopback and a closed network need HTTPS too. A CA that people put into their trust store is
//! constrained to the names it is for, so that a stolen one can't speak for a bank.

use crate::CustodyError;
use crate::vault::{StoredCertificate, decode, encode, new_id};
use portcullis_crypto::{Random, Secret, Zeroize};
use portcullis_model::{Event, EventKind, Outcome, Timestamp};
use portcullis_store::{Change, Expect, Kind, Put, Store, StoreError};
use rcgen::{
    BasicConstraints, CertificateParams, CidrSubnet, DistinguishedName, DnType, ExtendedKeyUsagePurpose, GeneralSubtree, IsCa, Issuer, KeyPair,
    KeyUsagePurpose, NameConstraints, PKCS_ECDSA_P256_SHA256, date_time_ymd,
};
use std::net::IpAddr;
use std::time::Duration;

const DAY: Duration = Duration::from_secs(24 * 3600);
/// Ten years: people install it by hand.
const CA_LIFE: Duration = Duration::from_secs(3650 * 24 * 3600);
const SERVER_LIFE: Duration = Duration::from_secs(90 * 24 * 3600);
/// Left when a new one is made.
const RENEW: Duration = Duration::from_secs(30 * 24 * 3600);

/// For which hosts a CA may speak. Each scope has a CA of its own.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum CaScope {
    #[default]
    Any,
    /// Only these names with everything below them, and these addresses (X.509 name constraints, RFC 5280 §4.2.1.10).
    Only(Vec<Box<str>>),
}
impl CaScope {
    fn name(&self) -> String {
        match self {
            Self::Any => "any".to_owned(),
            Self::Only(names) => format!("only {}", sorted(names.iter().map(|n| &**n)).join(" ")),
        }
    }
    fn allows(&self, host: &str) -> bool {
        let Self::Only(names) = self else { return true };
        let bare = host.strip_prefix("*.").unwrap_or(host);
        names.iter().any(|name| bare.eq_ignore_ascii_case(name) || (host.parse::<IpAddr>().is_err() && below(bare, name)))
    }
    fn constraints(&self) -> Option<NameConstraints> {
        let Self::Only(names) = self else { return None };
        let subtree = |name: &str| match name.parse::<IpAddr>() {
            Ok(ip) => GeneralSubtree::IpAddress(CidrSubnet::from_addr_prefix(ip, if ip.is_ipv4() { 32 } else { 128 })),
            Err(_) => GeneralSubtree::DnsName(name.to_owned()),
        };
        let mut permitted: Vec<_> = names.iter().map(|n| subtree(n)).collect();
        // A kind of name that isn't mentioned isn't constrained: without an address of ours, none is allowed.
        let mut excluded = Vec::new();
        for (mentioned, everything) in [
            (names.iter().any(|n| n.parse::<IpAddr>().is_ok_and(|ip| ip.is_ipv4())), CidrSubnet::from_v4_prefix([0; 4], 0)),
            (names.iter().any(|n| n.parse::<IpAddr>().is_ok_and(|ip| ip.is_ipv6())), CidrSubnet::from_v6_prefix([0; 16], 0)),
        ] {
            if !mentioned {
                excluded.push(GeneralSubtree::IpAddress(everything));
            }
        }
        if names.iter().all(|n| n.parse::<IpAddr>().is_ok()) {
            excluded.push(GeneralSubtree::DnsName(String::new()));
        }
        permitted.dedup_by(|a, b| a == b);
        Some(NameConstraints { permitted_subtrees: permitted, excluded_subtrees: excluded })
    }
}

/// A certificate for a server, with its key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServerCertificate {
    /// Leaf first; the CA itself is left out (RFC 8446 §4.4.2).
    pub chain_pem: String,
    pub key_pem: Secret,
    pub until: Timestamp,
}

/// The CA of a scope, made when there is none or when it is about to end.
pub(crate) async fn authority(store: &Store, random: &dyn Random, scope: &CaScope, now: Timestamp) -> Result<StoredCertificate, CustodyError> {
    let name = scope.name();
    stored_or_made(store, random, "ca", &name, SERVER_LIFE, now, || {
        let mut params = CertificateParams::new(Vec::new()).map_err(|e| refused(&e))?;
        params.distinguished_name = called("Portcullis own CA");
        params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
        params.name_constraints = scope.constraints();
        let until = validity(&mut params, now, CA_LIFE)?;
        let key = KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256).map_err(|e| refused(&e))?;
        let certificate = params.self_signed(&key).map_err(|e| refused(&e))?;
        Ok(StoredCertificate { schema: 1, certificate_pem: certificate.pem(), private_pem: key.serialize_pem(), until })
    })
    .await
}

pub(crate) async fn server_certificate(
    store: &Store,
    random: &dyn Random,
    scope: &CaScope,
    hosts: &[&str],
    now: Timestamp,
) -> Result<ServerCertificate, CustodyError> {
    let hosts = sorted(hosts.iter().copied());
    if hosts.is_empty() {
        return Err(CustodyError::BadHost("no host".into()));
    }
    for host in &hosts {
        if !is_host(host) || !scope.allows(host) {
            return Err(CustodyError::BadHost(host.as_str().into()));
        }
    }
    let mut authority = authority(store, random, scope, now).await?;
    // Bound to the very CA: when that one is replaced, its certificates are too.
    let issuer_mark = data_encoding::HEXLOWER.encode(&portcullis_crypto::sha256(authority.certificate_pem.as_bytes()));
    let name = format!("{issuer_mark} {}", hosts.join(" "));
    let made = stored_or_made(store, random, "server", &name, RENEW, now, || {
        let mut params = CertificateParams::new(hosts.clone()).map_err(|e| refused(&e))?;
        params.distinguished_name = called(hosts.first().map_or("Portcullis", |h| if h.len() <= 64 { h } else { "Portcullis" }));
        params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        params.use_authority_key_identifier_extension = true;
        let until = validity(&mut params, now, SERVER_LIFE)?;
        let ca_key = KeyPair::from_pem(&authority.private_pem).map_err(|_| CustodyError::Damaged("certificate"))?;
        let issuer = Issuer::from_ca_cert_pem(&authority.certificate_pem, ca_key).map_err(|_| CustodyError::Damaged("certificate"))?;
        let key = KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256).map_err(|e| refused(&e))?;
        let certificate = params.signed_by(&key, &issuer).map_err(|e| refused(&e))?;
        Ok(StoredCertificate { schema: 1, certificate_pem: certificate.pem(), private_pem: key.serialize_pem(), until })
    })
    .await;
    authority.private_pem.zeroize();
    let made = made?;
    Ok(ServerCertificate { chain_pem: made.certificate_pem, key_pem: Secret::from(made.private_pem), until: made.until })
}

/// The stored one that lasts for `left` at least; else what `make` makes, stored. Of two nodes that do this at once, both get the first one's.
async fn stored_or_made(
    store: &Store,
    random: &dyn Random,
    index: &'static str,
    name: &str,
    left: Duration,
    now: Timestamp,
    make: impl FnOnce() -> Result<StoredCertificate, CustodyError>,
) -> Result<StoredCertificate, CustodyError> {
    let found = store.find(Kind::Certificate, index, name.as_bytes()).await?.into_iter().next();
    let old = found.as_ref().map(|r| (r.id, r.version));
    if let Some(record) = found {
        let stored: StoredCertificate = decode(record)?;
        if stored.until.minus(left) > now {
            return Ok(stored);
        }
    }
    let made = make()?;
    let (id, expect) = old.map_or_else(|| (new_id(now, random), Expect::Absent), |(id, version)| (id, Expect::Version(version)));
    let put = Put::new(Kind::Certificate, id, expect, encode(&made)?).unique(index, name).expires(made.until);
    let told = Event::new(now, EventKind::KeyRotated, Outcome::Success)
        .by("system", "Portcullis")
        .on(index)
        .with("certificate", name)
        .with("until", &made.until.rfc3339());
    match store.commit(Change::new().put(put).event(told)).await {
        Ok(_) => Ok(made),
        Err(StoreError::Conflict | StoreError::Taken(_)) => {
            let record = store.find(Kind::Certificate, index, name.as_bytes()).await?.into_iter().next();
            decode(record.ok_or(StoreError::Conflict)?)
        }
        Err(error) => Err(error.into()),
    }
}

/// Valid from yesterday, whole days; returns the end.
fn validity(params: &mut CertificateParams, now: Timestamp, life: Duration) -> Result<Timestamp, CustodyError> {
    let day = |at: Timestamp| -> Option<(i32, u8, u8)> {
        let text = at.rfc3339();
        let mut parts = text.split(['-', 'T']);
        Some((parts.next()?.parse().ok()?, parts.next()?.parse().ok()?, parts.next()?.parse().ok()?))
    };
    let bad = || CustodyError::Library("the time is out of range".into());
    let (from, to) = (now.minus(DAY), now.plus(life));
    let (y, m, d) = day(from).ok_or_else(bad)?;
    params.not_before = date_time_ymd(y, m, d);
    let (y, m, d) = day(to).ok_or_else(bad)?;
    params.not_after = date_time_ymd(y, m, d);
    Ok(Timestamp::from_secs(to.secs() - to.secs().rem_euclid(24 * 3600)))
}

fn called(name: &str) -> DistinguishedName {
    let mut called = DistinguishedName::new();
    called.push(DnType::CommonName, name);
    called
}

/// A name, `*.name` or an address; nothing that a reader of certificates could take for two.
fn is_host(host: &str) -> bool {
    let bare = host.strip_prefix("*.").unwrap_or(host);
    let label = |l: &str| {
        !l.is_empty() && l.len() <= 63 && l.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_') && !l.starts_with('-') && !l.ends_with('-')
    };
    host.parse::<IpAddr>().is_ok() || (!bare.is_empty() && bare.len() <= 253 && bare.split('.').all(label) && bare.parse::<IpAddr>().is_err())
}

fn below(host: &str, name: &str) -> bool {
    let (host, name) = (host.to_ascii_lowercase(), name.to_ascii_lowercase());
    host.strip_suffix(&name).is_some_and(|rest| rest.ends_with('.'))
}

fn sorted<'a>(names: impl Iterator<Item = &'a str>) -> Vec<String> {
    let mut all: Vec<String> = names.map(str::to_ascii_lowercase).collect();
    all.sort();
    all.dedup();
    all
}

fn refused(error: &rcgen::Error) -> CustodyError {
    CustodyError::Library(error.to_string().into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts() {
        for good in ["a", "login.localhost", "*.example.com", "127.0.0.1", "::1", "a_b.c"] {
            assert!(is_host(good), "{good}");
        }
        for bad in ["", "*", "*.", "a..b", "a.", "-a.b", "a b", "*.*.a", "*.127.0.0.1", "a\0.b", "ä.de", "a/b", "a:443"] {
            assert!(!is_host(bad), "{bad}");
        }
    }
    #[test]
    fn scopes() {
        let scope = CaScope::Only(vec!["localhost".into(), "127.0.0.1".into()]);
        for good in ["localhost", "wiki.localhost", "*.localhost", "WIKI.LOCALHOST", "127.0.0.1"] {
            assert!(scope.allows(good), "{good}");
        }
        for bad in ["example.com", "notlocalhost", "localhost.evil.test", "127.0.0.2", "::1"] {
            assert!(!scope.allows(bad), "{bad}");
        }
        assert!(CaScope::Any.allows("example.com"));
    }
}
