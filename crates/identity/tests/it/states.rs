//! Every state that bars, through every way in.
//!
//! Why: the second door forgets the rule (S18). This is the table of all of them.

use crate::house::*;
use portcullis_crypto::SystemRandom;
use portcullis_crypto::password;
use portcullis_identity::*;
use std::sync::Arc;
use std::time::Duration;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    SignedOut,
    Revoked,
    Disabled,
    Deleted,
    Expired,
    Idle,
    PasswordChanged,
    EpochEnded,
    LeftTheFile,
    DisabledInTheFile,
}
const STATES: [State; 10] = [
    State::SignedOut,
    State::Revoked,
    State::Disabled,
    State::Deleted,
    State::Expired,
    State::Idle,
    State::PasswordChanged,
    State::EpochEnded,
    State::LeftTheFile,
    State::DisabledInTheFile,
];
impl State {
    fn is_of_a_file(self) -> bool {
        matches!(self, Self::LeftTheFile | Self::DisabledInTheFile)
    }
    /// Whether the person, and not only the session, is barred.
    fn bars_the_person(self) -> bool {
        matches!(self, Self::Disabled | Self::Deleted | Self::LeftTheFile | Self::DisabledInTheFile)
    }
}

fn write(path: &std::path::Path, who: &str, more: &str) {
    let hash = password::hash(PASSWORD, LIGHT, &SystemRandom).unwrap();
    std::fs::write(path, format!("users:\n  {who}:\n    displayname: N\n    password: '{hash}'\n{more}")).unwrap();
}

#[tokio::test]
async fn s18_every_state_through_every_way_in_is_denied() {
    for state in STATES {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("users.yml");
        write(&path, "ann", "");
        let file = FileSettings { name: "users".into(), path: path.clone(), rules: FileRules::default(), writable: true };
        let told = IdentitySettings { directories: vec![Directory { file, authoritative: Authority::default() }], ..settings() };
        let house = House::with(told.clone()).await;
        let warm_far = house.another_with(told.clone()).await;
        house.person("root").await;
        house.person("ada").await;
        let name = if state.is_of_a_file() { "ann" } else { "ada" };

        // What someone may hold: cookies known to memory here and there, cookies known to nobody's memory, a code, a link, a password.
        let portal = house.sign_in(name).await;
        let wiki = house.visit(&portal.session, WIKI).await;
        house.meets(&warm_far, CookieClass::Portal, PORTAL, &portal.cookie_value).await.expect("alive before");
        house.meets(&warm_far, CookieClass::Host, WIKI, &wiki.cookie_value).await.expect("alive before");
        let flow = house.identity.new_flow();
        let code = house.code(&portal.session, WIKI, &flow).await;
        let link = if state.is_of_a_file() { None } else { Some(house.identity.invite(name, &actor(), house.now()).await.unwrap()) };

        let (a, now) = (actor(), house.now());
        match state {
            State::SignedOut => house.identity.sign_out_everywhere(&portal.session, &a, now).await.unwrap(),
            State::Revoked => assert!(house.identity.revoke_session(&portal.session.auth.sid, &a, now).await.unwrap()),
            State::Disabled => house.identity.disable_person(name, &a, now).await.unwrap(),
            State::Deleted => house.identity.delete_person(name, &a, now).await.unwrap(),
            State::Expired => {
                for _ in 0..13 {
                    portal.session.touch(house.now());
                    house.pass(Duration::from_secs(3_599));
                }
            }
            State::Idle => house.pass(Duration::from_secs(3_600)),
            State::PasswordChanged => house.identity.set_password(name, &"another password".into(), None, &a, now).await.unwrap(),
            State::EpochEnded => house.identity.end_every_session(&a, now).await.unwrap(),
            State::LeftTheFile => write(&path, "someone", ""),
            State::DisabledInTheFile => write(&path, "ann", "    disabled: true\n"),
        }
        if state.is_of_a_file() {
            soon(async || !portal.session.alive(house.now())).await;
        }
        let cold = house.another_with(told.clone()).await;
        soon(async || house.meets(&warm_far, CookieClass::Host, WIKI, &wiki.cookie_value).await.is_none()).await;
        let ways: [(&str, &Arc<Identity>); 3] = [("memory", &house.identity), ("another node's memory", &warm_far), ("store", &cold)];
        for (way, identity) in ways {
            assert!(house.meets(identity, CookieClass::Portal, PORTAL, &portal.cookie_value).await.is_none(), "{state:?}: portal cookie by {way}");
            assert!(house.meets(identity, CookieClass::Host, WIKI, &wiki.cookie_value).await.is_none(), "{state:?}: host cookie by {way}");
            assert!(identity.redeem_code(&code, WIKI, &flow, None, house.now()).await.is_err(), "{state:?}: code by {way}");
            let signs_in = identity.sign_in(name, &typed(PASSWORD), &ctx(), house.now()).await.is_ok();
            let may = !state.bars_the_person() && state != State::PasswordChanged;
            assert_eq!(signs_in, may, "{state:?}: password by {way}");
        }
        assert!(!portal.session.alive(house.now()) && !wiki.session.alive(house.now()), "{state:?}: what a stream holds");
        if let Some(link) = link.filter(|_| state.bars_the_person() || state == State::PasswordChanged) {
            assert!(house.identity.enrol(link.expose(), &"a third password".into(), &ctx(), house.now()).await.is_err(), "{state:?}: invitation");
        }
    }
}
#[tokio::test]
async fn s18_a_proof_of_someone_who_was_barred_meanwhile_mints_nothing() {
    let house = House::new().await;
    house.person("root").await;
    house.person("ada").await;
    let proof = house.identity.sign_in("ada", &typed(PASSWORD), &ctx(), house.now()).await.unwrap();
    house.identity.disable_person("ada", &actor(), house.now()).await.unwrap();
    assert!(house.identity.mint(proof, Keep::UntilClosed, &ctx(), house.now()).await.is_err());
}
#[tokio::test]
async fn s18_a_proof_by_a_password_that_was_changed_meanwhile_mints_nothing() {
    let house = House::new().await;
    house.person("ada").await;
    let proof = house.identity.sign_in("ada", &typed(PASSWORD), &ctx(), house.now()).await.unwrap();
    house.pass(Duration::from_millis(1));
    house.identity.set_password("ada", &"another password".into(), None, &actor(), house.now()).await.unwrap();
    assert!(house.identity.mint(proof, Keep::UntilClosed, &ctx(), house.now()).await.is_err());
}
#[tokio::test]
async fn s18_an_idle_session_is_not_woken_by_a_late_touch() {
    let house = House::new().await;
    house.person("ada").await;
    let portal = house.sign_in("ada").await;
    house.pass(Duration::from_secs(3_600));
    assert!(house.meets(&house.identity, CookieClass::Portal, PORTAL, &portal.cookie_value).await.is_none());
    portal.session.touch(house.now());
    assert!(!portal.session.alive(house.now()));
}
#[tokio::test]
async fn s18_enabling_wakes_no_session() {
    let house = House::new().await;
    house.person("ada").await;
    let portal = house.sign_in("ada").await;
    house.identity.disable_person("ada", &actor(), house.now()).await.unwrap();
    house.identity.enable_person("ada", &actor(), house.now()).await.unwrap();
    assert!(!portal.session.alive(house.now()));
    let cold = house.another().await;
    for identity in [&house.identity, &cold] {
        assert!(house.meets(identity, CookieClass::Portal, PORTAL, &portal.cookie_value).await.is_none());
    }
    assert!(house.identity.sign_in("ada", &typed(PASSWORD), &ctx(), house.now()).await.is_ok());
}
