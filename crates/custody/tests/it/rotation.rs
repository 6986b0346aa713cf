//! Signing keys over months.
//!
//! Why: whoever verifies caches the key set; no rotation may ever surprise him.

use crate::world::World;
use jsonwebtoken::jwk::{JwkSet, ThumbprintHash};
use jsonwebtoken::{Algorithm, DecodingKey, Validation};
use portcullis_custody::{Custody, Jwks, KEEP, LEAD, PERIOD, Rotated};
use portcullis_model::{EventKind, Timestamp};
use portcullis_store::{Filter, Kind, StoreSettings};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

fn verifies(token: &str, jwks: &Jwks) -> bool {
    let set: JwkSet = serde_json::from_str(&jwks.json).unwrap();
    let header = jsonwebtoken::decode_header(token).unwrap();
    let Some(jwk) = set.find(&header.kid.unwrap()) else { return false };
    let mut validation = Validation::new(Algorithm::ES256);
    validation.validate_exp = false;
    validation.required_spec_claims.clear();
    validation.set_audience(&["wiki.example.com"]);
    jsonwebtoken::decode::<serde_json::Value>(token, &DecodingKey::from_jwk(jwk).unwrap(), &validation).is_ok()
}

fn sign(custody: &Custody) -> String {
    custody.sign(&serde_json::json!({ "aud": "wiki.example.com", "sub": "ada" })).unwrap()
}

#[tokio::test]
async fn tokens_verify_with_the_published_keys() {
    let world = World::new();
    let store = world.store().await;
    let custody = world.custody(&store).await;
    let (token, jwks) = (sign(&custody), custody.jwks());
    assert!(verifies(&token, &jwks));
    let set: JwkSet = serde_json::from_value(jwks.value.clone()).unwrap();
    assert_eq!(set.keys.len(), 1);
    assert_eq!(set.keys[0].thumbprint(ThumbprintHash::SHA256).unwrap(), custody.signer().kid(), "the id is the RFC 7638 thumbprint");
    assert_eq!(set.keys[0].common.key_id.as_deref(), Some(custody.signer().kid()));
    assert!(jwks.etag.starts_with('"') && jwks.etag.ends_with('"') && jwks.etag.len() == 34);
    assert!(!jwks.json.contains("\"d\""), "no private part");
    // Another claim, another key, a flipped bit: refused.
    let mut parts: Vec<&str> = token.split('.').collect();
    let other = data_encoding::BASE64URL_NOPAD.encode(br#"{"aud":"wiki.example.com","sub":"eve"}"#);
    parts[1] = &other;
    assert!(!verifies(&parts.join("."), &jwks));
    // A restart signs with the same key.
    store.close().await;
    let store = world.store().await;
    let again = world.custody(&store).await;
    assert_eq!(again.jwks(), jwks);
    assert!(verifies(&sign(&again), &jwks));
    store.close().await;
}

/// A hundred days in steps of five hours, with what every verifier counts on.
#[tokio::test]
async fn rotation_surprises_nobody() {
    let world = World::new();
    let store = world.store().await;
    let custody = world.custody(&store).await;
    let start = world.now();
    let mut published: BTreeMap<String, Timestamp> = BTreeMap::new();
    let mut tokens: Vec<(Timestamp, String)> = Vec::new();
    let mut signers = vec![custody.signer().kid().to_owned()];
    published.insert(signers[0].clone(), Timestamp::from_secs(0));
    let mut etag = custody.jwks().etag.clone();
    while world.now().since(start) < Duration::from_secs(100 * 24 * 3600) {
        world.clock.advance(Duration::from_secs(5 * 3600));
        let now = world.now();
        let before = store.queries();
        let rotated = custody.rotate_if_due(now).await.unwrap();
        if rotated == Rotated::Nothing {
            assert_eq!(store.queries(), before, "nothing due, no query");
        }
        let jwks = custody.jwks();
        let set: JwkSet = serde_json::from_str(&jwks.json).unwrap();
        assert!((1..=3).contains(&set.keys.len()));
        for key in &set.keys {
            published.entry(key.common.key_id.clone().unwrap()).or_insert(now);
        }
        let kid = custody.signer().kid().to_owned();
        if signers.last() != Some(&kid) {
            assert!(now.since(published[&kid]) >= LEAD, "published a day before it signs");
            signers.push(kid);
        }
        assert_eq!(jwks.etag != etag, rotated == Rotated::Changed && jwks.etag != etag);
        etag = jwks.etag.clone();
        tokens.push((now, sign(&custody)));
        tokens.retain(|(at, _)| now.since(*at) < KEEP);
        for (_, token) in &tokens {
            assert!(verifies(token, &jwks));
        }
    }
    assert_eq!(signers.len(), 4, "a new key every {PERIOD:?}");
    assert!(store.list(Kind::Key, None, 100).await.unwrap().len() <= 3, "old keys are removed");
    let told = store.ledger().search(&Filter { kind: Some(EventKind::KeyRotated), limit: 100, ..Filter::default() }).await.unwrap();
    assert!(told.len() >= 6 && told.iter().any(|l| *l.event.object == *signers[1]), "making and removing are in the ledger: {}", told.len());
    store.close().await;
}

/// The server was off for two months: the old key signs for one more day.
#[tokio::test]
async fn late_is_still_published_first() {
    let world = World::new();
    let store = world.store().await;
    let old = world.custody(&store).await.signer().kid().to_owned();
    world.clock.advance(2 * PERIOD);
    let custody = world.custody(&store).await;
    assert_eq!((custody.signer().kid(), custody.jwks().value["keys"].as_array().unwrap().len()), (&*old, 2));
    world.clock.advance(LEAD - Duration::from_secs(1));
    custody.rotate_if_due(world.now()).await.unwrap();
    assert_eq!(custody.signer().kid(), old);
    world.clock.advance(Duration::from_secs(1));
    assert_eq!(custody.rotate_if_due(world.now()).await.unwrap(), Rotated::Changed);
    assert_ne!(custody.signer().kid(), old);
    world.clock.advance(KEEP);
    custody.rotate_if_due(world.now()).await.unwrap();
    assert_eq!(custody.jwks().value["keys"].as_array().unwrap().len(), 1);
    store.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nodes_share_their_keys() {
    let Some(server) = portcullis_testkit::postgres::shared() else { return };
    let world = World::new();
    let url = server.database();
    let settings = |name: &str| StoreSettings::new(url.clone(), world.dir.path().join(name));
    let (at_a, at_b) = tokio::join!(world.store_at(settings("a")), world.store_at(settings("b")));
    let (a, b) = tokio::join!(world.custody(&at_a), world.custody(&at_b));
    assert_eq!(a.jwks(), b.jwks(), "two that start at once make one key");
    let mut feed = at_b.feed();
    world.clock.advance(PERIOD);
    let (one, two) = (a.rotate_if_due(world.now()).await.unwrap(), b.rotate_if_due(world.now()).await.unwrap());
    assert_eq!(one, Rotated::Changed);
    let notice = tokio::time::timeout(Duration::from_secs(2), feed.recv()).await.unwrap().unwrap();
    // The clock went a month: "everything may have changed" is as good an answer.
    assert!(notice.kind == Kind::Key || notice.resync);
    b.refresh(world.now()).await.unwrap();
    assert_eq!(a.jwks(), b.jwks(), "{two:?}");
    assert_eq!(a.jwks().value["keys"].as_array().unwrap().len(), 2);
    assert!(verifies(&sign(&b), &a.jwks()));
    at_a.close().await;
    at_b.close().await;
}

#[tokio::test]
async fn s17_no_private_key_on_disk_nor_in_debug() {
    let world = World::new();
    let store = world.store().await;
    let custody = Arc::new(world.custody(&store).await);
    let certificate = custody.server_certificate(&["localhost"], world.now()).await.unwrap();
    let shown = format!("{custody:?} {certificate:?} {:?}", custody.signer());
    assert!(!shown.contains("PRIVATE KEY") && shown.contains("[secret]"), "{shown}");
    store.close().await;
    let pem = certificate.key_pem.expose_text().unwrap();
    let body: String = pem.lines().filter(|l| !l.starts_with("-----")).collect();
    let der = data_encoding::BASE64.decode(body.as_bytes()).unwrap();
    let signer = custody.signer();
    let canaries: [&[u8]; 5] = [b"PRIVATE KEY", &body.as_bytes()[40..80], &der[30..60], b"BEGIN CERT", signer.kid().as_bytes()];
    for entry in std::fs::read_dir(world.dir.path().join("data")).unwrap() {
        let bytes = std::fs::read(entry.unwrap().path()).unwrap();
        for canary in &canaries {
            assert!(!bytes.windows(canary.len()).any(|w| w == *canary), "{}", String::from_utf8_lossy(canary));
        }
    }
}
