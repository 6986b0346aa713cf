//! Models of keys by FIDO metadata, through the running server: refused, taken, named, and refused once they are reported.
//!
//! Why: a list of models is worth something only if a key has to prove that it is of one.

use crate::factors::{Place, options, sealed};
use crate::harness::browser::Answer;
use crate::harness::program::PASSWORD;
use crate::harness::{Browser, portcullis};
use portcullis_testkit::authenticator::Authenticator;
use portcullis_testkit::fido::{Alliance, Attestation, Maker, SERVICE};
use std::path::PathBuf;

const SECTION: &str = "webauthn: { metadata: { file: blob.jwt, root: fido.pem, require_known: true } }\n";

fn beside(place: &Place, name: &str) -> PathBuf {
    PathBuf::from(place.file()).with_file_name(name)
}
fn add(place: &Place, browser: &mut Browser, model: [u8; 16], attestation: Option<Attestation>) -> (Answer, Authenticator) {
    let page = browser.get(&place.at("login", "/account/security/keys/add"));
    let mut key = place.key();
    (key.model, key.attestation) = (model, attestation);
    let answer = key.create(&options(&page));
    (browser.submit(&page, &[("name", "blue"), ("answer", &answer), ("sealed", &sealed(&page))]), key)
}

#[test]
fn a_model_is_taken_when_it_is_known_and_proven_and_until_it_is_reported() {
    let place = Place::new("");
    let (alliance, good, bad, unknown) = (Alliance::new(SERVICE), Maker::new([1; 16]), Maker::new([2; 16]), Maker::new([3; 16]));
    let publish = |number, status: &str| alliance.publish(number, "2099-01-01", &[good.entry("Blue key 5", &[status]), bad.entry("Old key", &["REVOKED"])]);
    std::fs::write(beside(&place, "blob.jwt"), publish(1, "FIDO_CERTIFIED")).unwrap();
    std::fs::write(beside(&place, "fido.pem"), alliance.root_pem()).unwrap();
    place.configure(SECTION);
    let mut ada = Browser::new();
    ada.sign_in(&place.at("wiki", "/"), "ada", PASSWORD);
    let asked = options(&ada.get(&place.at("login", "/account/security/keys/add")));
    assert!(asked.contains("\"direct\""), "{asked}");
    // Reported, without an entry, without a proof, proven to be another, vouched for by somebody else.
    for (model, attestation) in [
        (bad.model, Some(bad.attestation())),
        (unknown.model, Some(unknown.attestation())),
        (good.model, None),
        (good.model, Some(bad.attestation())),
        (good.model, Some(Maker::new(good.model).attestation())),
    ] {
        let (refused, _) = add(&place, &mut ada, model, attestation);
        assert!((400..500).contains(&refused.status), "{} {}", refused.status, refused.url);
    }
    assert!(!ada.get(&place.at("login", "/account/security")).text().contains("Blue key 5"));
    let (done, mut key) = add(&place, &mut ada, good.model, Some(good.attestation()));
    assert!(done.url.ends_with("?done=key-added") && done.text().contains("Blue key 5"), "{} {}", done.url, done.text());
    let mut sign_in = || {
        let mut fresh = Browser::new();
        let page = fresh.get(&place.at("vault", "/x"));
        fresh.submit(&page, &[("answer", &key.get(&options(&page))), ("sealed", &sealed(&page))]).status
    };
    assert_eq!(sign_in(), 200);
    // What is no metadata is told, and changes nothing in the running server; a newer file holds without a signal.
    std::fs::write(beside(&place, "blob.jwt"), "a.b.c").unwrap();
    let check = portcullis(&["config", "check", "-c", &place.file()]);
    let told = format!("{}{}", String::from_utf8_lossy(&check.stdout), String::from_utf8_lossy(&check.stderr));
    assert!(!check.status.success() && told.contains("this is no metadata"), "{told}");
    std::fs::write(beside(&place, "blob.jwt"), publish(2, "USER_VERIFICATION_BYPASS")).unwrap();
    let refused = (0..60).any(|_| {
        std::thread::sleep(std::time::Duration::from_millis(500));
        sign_in() == 401
    });
    assert!(refused, "{}", place.program.complaints());
}
