//! Files that are right, and files that are wrong in one way.
//!
//! Why: a file that is taken says which keys are taken; one that is not the Alliance's must say nothing.

#![allow(clippy::unwrap_used)]

use super::*;
use portcullis_testkit::fido::{Alliance, Maker, SERVICE};
use serde_json::json;
use std::time::Duration;

/// The certificates of a test begin long ago and end in two thousand years.
const NOW: Timestamp = Timestamp::from_secs(1_800_000_000);
const MODEL: [u8; 16] = [7; 16];

fn read(file: &str, root: &str) -> Result<Metadata, BadMetadata> {
    Metadata::read(file.as_bytes(), root, NOW)
}

#[test]
fn a_signed_file_says_what_models_are_called_and_until_when() {
    let (alliance, maker) = (Alliance::new(SERVICE), Maker::new(MODEL));
    let u2f = json!({ "attestationCertificateKeyIdentifiers": ["00"], "metadataStatement": { "description": "old" } });
    let file = alliance.publish(42, "2027-02-01", &[maker.entry("Blue\u{7} key 5", &["FIDO_CERTIFIED"]), u2f]);
    let metadata = read(&file, &alliance.root_pem()).unwrap();
    assert_eq!((metadata.number(), metadata.len()), (42, 1));
    assert_eq!(metadata.description(Uuid::from_bytes(MODEL)), Some("Blue key 5"));
    assert_eq!(metadata.description(Uuid::nil()), None);
    // 1 February 2027, 00:00 UTC.
    assert_eq!(metadata.next_update(), Timestamp::from_secs(1_801_440_000));
    assert!(!metadata.is_outdated(NOW) && metadata.is_outdated(NOW.plus(Duration::from_secs(1_440_000))));
}
#[test]
fn s19_a_file_that_is_not_the_alliances_is_not_read() {
    let (alliance, other, maker) = (Alliance::new(SERVICE), Alliance::new(SERVICE), Maker::new(MODEL));
    let file = alliance.publish(1, "2027-02-01", &[maker.entry("key", &[])]);
    let root = alliance.root_pem();
    assert!(matches!(read(&file, &other.root_pem()), Err(BadMetadata::Chain(_))));
    assert_eq!(read(&file, "no certificate"), Err(BadMetadata::Root));
    let elsewhere = Alliance::new("mds.evil.test");
    assert!(matches!(read(&elsewhere.publish(1, "2027-02-01", &[]), &elsewhere.root_pem()), Err(BadMetadata::Chain(_))));
    // Its content exchanged, its signature cut, its parts too many or too few.
    let parts: Vec<&str> = file.split('.').collect();
    let content = data_encoding::BASE64URL_NOPAD.encode(json!({ "no": 9, "nextUpdate": "2099-01-01", "entries": [] }).to_string().as_bytes());
    assert_eq!(read(&format!("{}.{content}.{}", parts[0], parts[2]), &root), Err(BadMetadata::Signature));
    assert_eq!(read(&format!("{}.{}.{}", parts[0], parts[1], &parts[2][..40]), &root), Err(BadMetadata::Signature));
    for bad in ["", "a.b", "a.b.c.d", &format!("{file}.x"), parts[1]] {
        assert_eq!(read(bad, &root), Err(BadMetadata::Form), "{bad:.40}");
    }
    for alg in ["none", "HS256", "RS256"] {
        let header: serde_json::Value = serde_json::from_slice(&data_encoding::BASE64URL_NOPAD.decode(parts[0].as_bytes()).unwrap()).unwrap();
        let header = json!({ "alg": alg, "x5c": header["x5c"] }).to_string();
        let header = data_encoding::BASE64URL_NOPAD.encode(header.as_bytes());
        assert!(matches!(read(&format!("{header}.{}.{}", parts[1], parts[2]), &root), Err(BadMetadata::Algorithm(_) | BadMetadata::Signature)), "{alg}");
    }
    for content in [json!({}), json!({ "no": 1, "nextUpdate": "soon", "entries": [] }), json!({ "no": 1, "nextUpdate": "2027-02-01" })] {
        assert!(matches!(read(&alliance.sign(&content), &root), Err(BadMetadata::Content(_))), "{content}");
    }
}
#[test]
fn models_that_are_reported_are_refused_and_old_files_take_nobody_new() {
    let (alliance, maker) = (Alliance::new(SERVICE), Maker::new(MODEL));
    let rules = MetadataRules { require_known: false, check_at_use: true };
    let of = |statuses: &[&str]| read(&alliance.publish(1, "2027-02-01", &[maker.entry("key", statuses)]), &alliance.root_pem()).unwrap();
    let model = Uuid::from_bytes(MODEL);
    let nothing = ParsedAttestationData::None;
    for status in ["REVOKED", "ATTESTATION_KEY_COMPROMISE", "USER_KEY_REMOTE_COMPROMISE", "USER_KEY_PHYSICAL_COMPROMISE", "USER_VERIFICATION_BYPASS"] {
        let metadata = of(&["FIDO_CERTIFIED", status, "UPDATE_AVAILABLE"]);
        assert_eq!(metadata.judge_new(rules, model, &nothing, NOW), Verdict::Model, "{status}");
        assert!(!metadata.permits_use(rules, model) && metadata.permits_use(MetadataRules { check_at_use: false, ..rules }, model), "{status}");
    }
    let metadata = of(&["FIDO_CERTIFIED_L1", "UPDATE_AVAILABLE"]);
    assert!(metadata.permits_use(rules, model));
    // It says that it can prove itself, so it has to.
    assert_eq!(metadata.judge_new(rules, model, &nothing, NOW), Verdict::Unproven);
    assert_eq!(metadata.judge_new(rules, Uuid::nil(), &nothing, NOW), Verdict::Taken);
    assert_eq!(metadata.judge_new(MetadataRules { require_known: true, ..rules }, Uuid::nil(), &nothing, NOW), Verdict::Model);
    assert_eq!(metadata.judge_new(rules, Uuid::nil(), &nothing, metadata.next_update()), Verdict::Outdated);
}
