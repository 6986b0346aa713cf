//! Certificates of the own CA, before rustls.
//!
//! Why: a verifier that isn't ours decides whether a certificate holds, and for whom.

use crate::world::World;
use portcullis_custody::{CaScope, Custody, CustodyError, ServerCertificate};
use portcullis_model::Timestamp;
use rustls::client::WebPkiServerVerifier;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName, UnixTime};
use std::sync::Arc;
use std::time::Duration;

fn holds(ca_pem: &str, certificate: &ServerCertificate, host: &str, now: Timestamp) -> bool {
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let mut roots = rustls::RootCertStore::empty();
    roots.add(CertificateDer::from_pem_slice(ca_pem.as_bytes()).unwrap()).unwrap();
    let verifier = WebPkiServerVerifier::builder_with_provider(Arc::new(roots), provider.clone()).build().unwrap();
    let chain: Vec<CertificateDer<'_>> = CertificateDer::pem_slice_iter(certificate.chain_pem.as_bytes()).map(Result::unwrap).collect();
    let key = PrivateKeyDer::from_pem_slice(certificate.key_pem.expose_bytes()).unwrap();
    rustls::sign::CertifiedKey::from_der(chain.clone(), key, &provider).unwrap().keys_match().unwrap();
    let at = UnixTime::since_unix_epoch(Duration::from_secs(now.secs().try_into().unwrap()));
    use rustls::client::danger::ServerCertVerifier;
    verifier.verify_server_cert(&chain[0], &chain[1..], &ServerName::try_from(host.to_owned()).unwrap(), &[], at).is_ok()
}

async fn check(custody: &Custody, scope: &CaScope, hosts: &[&str], now: Timestamp) -> (ServerCertificate, String) {
    (custody.server_certificate_in(scope, hosts, now).await.unwrap(), custody.ca_certificate(scope, now).await.unwrap())
}

#[tokio::test]
async fn hold_for_their_hosts_and_no_others() {
    let world = World::new();
    let store = world.store().await;
    let custody = world.custody(&store).await;
    let now = world.now();
    let only = CaScope::Only(vec!["localhost".into(), "127.0.0.1".into(), "::1".into()]);
    for scope in [CaScope::Any, only.clone()] {
        let (certificate, ca) = check(&custody, &scope, &["*.apps.localhost", "localhost", "wiki.localhost", "127.0.0.1", "::1"], now).await;
        for host in ["localhost", "wiki.localhost", "one.apps.localhost", "127.0.0.1", "::1"] {
            assert!(holds(&ca, &certificate, host, now), "{scope:?} {host}");
        }
        for host in ["example.com", "other.localhost", "a.b.apps.localhost", "127.0.0.2"] {
            assert!(!holds(&ca, &certificate, host, now), "{scope:?} {host}");
        }
        assert!(!holds(&ca, &certificate, "localhost", certificate.until.plus(Duration::from_secs(5))));
        assert!(certificate.until > now.plus(Duration::from_secs(80 * 24 * 3600)));
    }
    let (certificate, _) = check(&custody, &CaScope::Any, &["localhost"], now).await;
    let other_ca = custody.ca_certificate(&only, now).await.unwrap();
    assert!(!holds(&other_ca, &certificate, "localhost", now), "each scope has a CA of its own");
    store.close().await;
}

/// Even with the CA's key a stranger's name can't be certified: the constraint is in the CA's own certificate.
#[tokio::test]
async fn a_constrained_ca_says_so_critically() {
    use x509_parser::prelude::*;
    let world = World::new();
    let store = world.store().await;
    let custody = world.custody(&store).await;
    let scope = CaScope::Only(vec!["localhost".into()]);
    let pem = custody.ca_certificate(&scope, world.now()).await.unwrap();
    let der = CertificateDer::from_pem_slice(pem.as_bytes()).unwrap();
    let (_, ca) = X509Certificate::from_der(&der).unwrap();
    let constraints = ca.name_constraints().unwrap().unwrap();
    assert!(constraints.critical);
    let permitted = constraints.value.permitted_subtrees.as_ref().unwrap();
    assert!(matches!(permitted.as_slice(), [only] if only.base == GeneralName::DNSName("localhost")));
    assert_eq!(constraints.value.excluded_subtrees.as_ref().unwrap().len(), 2, "no address is allowed either");
    assert!(ca.is_ca() && ca.basic_constraints().unwrap().unwrap().value.path_len_constraint == Some(0));
    let refused = custody.server_certificate_in(&scope, &["localhost", "bank.example"], world.now()).await;
    assert_eq!(refused, Err(CustodyError::BadHost("bank.example".into())));
    assert_eq!(custody.server_certificate_in(&scope, &["127.0.0.1"], world.now()).await, Err(CustodyError::BadHost("127.0.0.1".into())));
    assert!(holds(&pem, &custody.server_certificate_in(&scope, &["wiki.localhost"], world.now()).await.unwrap(), "wiki.localhost", world.now()));
    store.close().await;
}

#[tokio::test]
async fn are_kept_and_renewed_in_time() {
    let world = World::new();
    let store = world.store().await;
    let custody = world.custody(&store).await;
    let first = custody.server_certificate(&["b.test", "a.test"], world.now()).await.unwrap();
    assert_eq!(custody.server_certificate(&["A.test", "b.test", "b.test"], world.now()).await.unwrap(), first, "order and case are no difference");
    assert_ne!(custody.server_certificate(&["a.test"], world.now()).await.unwrap(), first);
    store.close().await;
    let store = world.store().await;
    let custody = world.custody(&store).await;
    assert_eq!(custody.server_certificate(&["a.test", "b.test"], world.now()).await.unwrap(), first);
    world.clock.advance(Duration::from_secs(62 * 24 * 3600));
    let next = custody.server_certificate(&["a.test", "b.test"], world.now()).await.unwrap();
    assert!(next != first && next.until > first.until);
    let ca = custody.ca_certificate(&CaScope::Any, world.now()).await.unwrap();
    assert!(holds(&ca, &next, "a.test", world.now()));
    // Long before the CA ends a new one takes over, and with it new certificates.
    world.clock.advance(Duration::from_secs(3600 * 24 * 3600));
    let late = custody.server_certificate(&["a.test", "b.test"], world.now()).await.unwrap();
    let new_ca = custody.ca_certificate(&CaScope::Any, world.now()).await.unwrap();
    assert!(new_ca != ca && holds(&new_ca, &late, "a.test", world.now()));
    for bad in [&[] as &[&str], &[""], &["a b"], &["*"]] {
        assert!(matches!(custody.server_certificate(bad, world.now()).await, Err(CustodyError::BadHost(_))), "{bad:?}");
    }
    store.close().await;
}
