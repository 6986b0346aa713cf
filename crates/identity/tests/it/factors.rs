//! Factors beside the password, over a real store.
//!
//! Why: what raises a session must be this person's, fresh, and used once, whichever node is asked.

use crate::house::*;
use portcullis_identity::*;
use portcullis_model::{Aal, Amr, EventKind};
use portcullis_store::Kind;
use portcullis_testkit::authenticator::Authenticator;
use std::time::Duration;

const ORIGIN: &str = "https://login.example.com";

fn with_factors(rules: PasskeyRules) -> IdentitySettings {
    let passkeys = PasskeySettings { name: "Test".into(), id: PORTAL.into(), origin: ORIGIN.into(), rules };
    IdentitySettings { factors: FactorSettings { codes: Some(CodeSettings::default()), passkeys: Some(passkeys), duo: None }, ..settings() }
}
async fn house() -> House {
    House::with(with_factors(PasskeyRules::default())).await
}
async fn keeper(house: &House, minted: &Minted) -> Elevated {
    let owned = house.identity.owned(minted.session.person).await.unwrap();
    Elevated::of(minted.session.person, &SessionFacts::from(&minted.session.auth), &owned, house.now()).unwrap()
}
/// An app's key, as its person typed it in.
async fn add_app(house: &House, minted: &Minted) -> portcullis_crypto::OtpKey {
    let proof = keeper(house, minted).await;
    let offer = house.identity.offer_app(&proof, "ada@example.com", OtpShape::default(), house.now()).unwrap();
    let secret = data_encoding::BASE32_NOPAD.decode(offer.secret.expose().as_bytes()).unwrap();
    let key = portcullis_crypto::OtpKey::new(offer.shape, secret.into()).unwrap();
    house.identity.add_app(&proof, &offer.sealed, &code(house, &key), "phone", &actor(), house.now()).await.unwrap();
    key
}
fn code(house: &House, key: &portcullis_crypto::OtpKey) -> String {
    key.code_at(u64::try_from(house.now().micros() / 1_000_000).unwrap())
}
async fn add_key(house: &House, minted: &Minted, key: &mut Authenticator) -> Result<(), FactorRefused> {
    let proof = keeper(house, minted).await;
    let offer = house.identity.offer_passkey(&proof, "ada", "Ada", house.now()).await.unwrap();
    house.identity.add_passkey(&proof, &offer.sealed, &key.create(&offer.options), "key", &actor(), house.now()).await
}
fn key() -> Authenticator {
    Authenticator::new(ORIGIN, PORTAL)
}
async fn by_key(house: &House, key: &mut Authenticator) -> Result<Minted, SignInRefused> {
    let offer = house.identity.ask_passkey(None, house.now()).await.unwrap();
    let answer = key.get(&offer.options);
    sign_in(house, &offer.sealed, &answer).await
}
async fn sign_in(house: &House, sealed: &str, answer: &str) -> Result<Minted, SignInRefused> {
    let proven = house.identity.sign_in_with_passkey(sealed, answer, &ctx(), house.now()).await?;
    house.identity.mint(proven, Keep::UntilClosed, &ctx(), house.now()).await
}

#[tokio::test]
async fn a_code_raises_its_persons_session_once() {
    let house = house().await;
    house.person("ada").await;
    house.person("bob").await;
    let (ada, bob) = (house.sign_in("ada").await, house.sign_in("bob").await);
    let app = add_app(&house, &ada).await;
    let first = code(&house, &app);
    let show = async |session: &LiveSession, text: &str| house.identity.second(session, &Shown::Code(text.into()), &ctx(), house.now()).await;
    assert_eq!(show(&ada.session, &first).await.err(), Some(SecondRefused::NotRight), "the code that set it up is spent");
    house.pass(Duration::from_secs(30));
    let next = code(&house, &app);
    assert_eq!(show(&bob.session, &next).await.err(), Some(SecondRefused::NotRight), "of somebody else");
    let proof = show(&ada.session, &next).await.unwrap();
    assert_eq!((proof.aal(), proof.person()), (Aal::Two, ada.session.person));
    let raised = house.identity.raise(proof, &ada.session, &ctx(), house.now()).await.unwrap().unwrap();
    assert!(raised.session.auth.amr.has(Amr::Otp) && raised.session.auth.amr.has(Amr::Pwd) && raised.session.auth.amr.has(Amr::Mfa));
    assert_eq!(raised.session.auth.session, ada.session.auth.session);
    assert!(house.meets(&house.identity, CookieClass::Portal, PORTAL, &ada.cookie_value).await.is_none(), "its cookie from before opens nothing");
    assert_eq!(show(&raised.session, &next).await.err(), Some(SecondRefused::NotRight), "twice");
    // Another node knows as well.
    let other = house.another_with(with_factors(PasskeyRules::default())).await;
    assert_eq!(other.second(&raised.session, &Shown::Code(next.into()), &ctx(), house.now()).await.err(), Some(SecondRefused::NotRight));
    let failures = house.events(EventKind::SignInFailed).await;
    assert_eq!(failures.len(), 4);
    assert!(failures.iter().any(|e| &*e.actor_name == "bob") && failures.iter().all(|e| e.detail.get("method").is_some_and(|m| &**m == "one-time-code")));
}
#[tokio::test]
async fn recovery_codes_work_once_each_and_a_new_sheet_ends_the_old() {
    let house = house().await;
    house.person("ada").await;
    let ada = house.sign_in("ada").await;
    let proof = keeper(&house, &ada).await;
    let old = house.identity.draw_recovery_codes(&proof, &actor(), house.now()).await.unwrap();
    let new = house.identity.draw_recovery_codes(&proof, &actor(), house.now()).await.unwrap();
    let show = async |text: &str| house.identity.second(&ada.session, &Shown::RecoveryCode(text.into()), &ctx(), house.now()).await;
    assert!(show(old[0].expose()).await.is_err());
    assert_eq!(show(&new[0].expose().to_uppercase()).await.unwrap().aal(), Aal::Two);
    assert!(show(new[0].expose()).await.is_err());
    assert_eq!(house.identity.owned(ada.session.person).await.unwrap().recovery_codes, 9);
    assert_eq!(house.events(EventKind::RecoveryCodeUsed).await.len(), 1);
}
#[tokio::test]
async fn a_passkey_signs_in_alone_and_counts_as_two_when_it_knew_its_person() {
    let house = house().await;
    house.person("ada").await;
    let ada = house.sign_in("ada").await;
    let mut key = key();
    add_key(&house, &ada, &mut key).await.unwrap();
    let session = by_key(&house, &mut key).await.unwrap();
    let proved = &session.session.auth;
    assert_eq!((proved.aal, session.session.person), (Aal::Two, ada.session.person));
    assert!(proved.amr.has(Amr::Hwk) && proved.amr.has(Amr::Pin) && !proved.amr.has(Amr::Pwd));
    key.verifies = false;
    assert_eq!(by_key(&house, &mut key).await.err(), Some(SignInRefused::NotRight), "one that knew its person once has to know them always");
    let mut plain = self::key();
    plain.verifies = false;
    add_key(&house, &session, &mut plain).await.unwrap();
    let minted = by_key(&house, &mut plain).await.unwrap();
    assert_eq!(minted.session.auth.aal, Aal::One);
    // A password makes two of it.
    let word = house.identity.sign_in("ada", &typed(PASSWORD), &ctx(), house.now()).await.unwrap();
    assert_eq!(word.joining(minted.session.person, &SessionFacts::from(&minted.session.auth)).aal(), Aal::Two);
}
#[tokio::test]
async fn s19_answers_that_no_honest_key_gives_sign_nobody_in() {
    let house = house().await;
    house.person("ada").await;
    let ada = house.sign_in("ada").await;
    let mut good = key();
    add_key(&house, &ada, &mut good).await.unwrap();
    let refused = Some(SignInRefused::NotRight);
    // Twice the same answer.
    let offer = house.identity.ask_passkey(None, house.now()).await.unwrap();
    let answer = good.get(&offer.options);
    assert!(sign_in(&house, &offer.sealed, &answer).await.is_ok());
    assert_eq!(sign_in(&house, &offer.sealed, &answer).await.err(), refused, "used");
    // An answer to another question, or to one that is too old.
    let other = house.identity.ask_passkey(None, house.now()).await.unwrap();
    let answer = good.get(&offer.options);
    assert_eq!(house.identity.sign_in_with_passkey(&other.sealed, &answer, &ctx(), house.now()).await.err(), refused, "another question");
    let answer = good.get(&other.options);
    house.pass(Duration::from_secs(600));
    assert_eq!(house.identity.sign_in_with_passkey(&other.sealed, &answer, &ctx(), house.now()).await.err(), refused, "too old");
    // Another page, another host, nobody there, another person, nobody named.
    let spoilers: [fn(&mut Authenticator); 5] = [
        |k| k.origin = "https://evil.example.com".into(),
        |k| k.rp_id = "evil.example.com".into(),
        |k| k.present = false,
        |k| k.user_handle = Some(vec![9; 16]),
        |k| k.user_handle = None,
    ];
    for (n, spoil) in spoilers.into_iter().enumerate() {
        let before = (good.origin.clone(), good.rp_id.clone(), good.present, good.user_handle.clone());
        spoil(&mut good);
        assert_eq!(by_key(&house, &mut good).await.err(), refused, "{n}");
        (good.origin, good.rp_id, good.present, good.user_handle) = before;
    }
    // A key that was never added, and one that was removed.
    let mut stranger = key();
    stranger.user_handle.clone_from(&good.user_handle);
    assert_eq!(by_key(&house, &mut stranger).await.err(), refused);
    stranger.id.clone_from(&good.id);
    assert_eq!(by_key(&house, &mut stranger).await.err(), refused, "a known id and another key's signature");
    assert!(by_key(&house, &mut good).await.is_ok());
    for junk in ["", "{}", "null", "[]", &"x".repeat(100_000)] {
        let offer = house.identity.ask_passkey(None, house.now()).await.unwrap();
        assert_eq!(house.identity.sign_in_with_passkey(&offer.sealed, junk, &ctx(), house.now()).await.err(), refused);
    }
    house.identity.disable_person("ada", &actor(), house.now()).await.unwrap();
    assert_eq!(by_key(&house, &mut good).await.err(), refused, "barred");
}
/// Nothing is written between believing an answer and the session, so both may have believed it: one of them is signed in.
#[tokio::test]
async fn s19_of_two_who_were_believed_at_once_one_is_signed_in() {
    let house = house().await;
    house.person("ada").await;
    let ada = house.sign_in("ada").await;
    let mut key = key();
    add_key(&house, &ada, &mut key).await.unwrap();
    let other = house.another_with(with_factors(PasskeyRules::default())).await;
    let believed = async |identity: &portcullis_identity::Identity, sealed: &str, answer: &str| {
        identity.sign_in_with_passkey(sealed, answer, &ctx(), house.now()).await.unwrap()
    };
    // The same answer to the same question, on two nodes.
    let offer = house.identity.ask_passkey(None, house.now()).await.unwrap();
    let answer = key.get(&offer.options);
    let (here, there) = (believed(&house.identity, &offer.sealed, &answer).await, believed(&other, &offer.sealed, &answer).await);
    assert!(other.mint(there, Keep::UntilClosed, &ctx(), house.now()).await.is_ok());
    let sessions = house.records(Kind::Session).await;
    assert_eq!(house.identity.mint(here, Keep::UntilClosed, &ctx(), house.now()).await.err(), Some(SignInRefused::NotRight));
    assert_eq!(house.records(Kind::Session).await, sessions, "and nothing is left of it");
    // Two questions, two answers with one counter.
    let offers = [house.identity.ask_passkey(None, house.now()).await.unwrap(), house.identity.ask_passkey(None, house.now()).await.unwrap()];
    let counter = key.counter;
    let first = key.get(&offers[0].options);
    key.counter = counter;
    let second = key.get(&offers[1].options);
    let (first, second) = (believed(&house.identity, &offers[0].sealed, &first).await, believed(&other, &offers[1].sealed, &second).await);
    assert!(house.identity.mint(first, Keep::UntilClosed, &ctx(), house.now()).await.is_ok());
    assert_eq!(other.mint(second, Keep::UntilClosed, &ctx(), house.now()).await.err(), Some(SignInRefused::NotRight));
    // Each is that person's failure in the ledger.
    let failures = house.events(EventKind::SignInFailed).await;
    assert_eq!(failures.len(), 2);
    assert!(failures.iter().all(|e| *e.object == *ada.session.person.to_string() && e.detail.get("method").is_some_and(|m| &**m == "passkey")));
    // A key that was removed in between opens nothing.
    let offer = house.identity.ask_passkey(None, house.now()).await.unwrap();
    let answer = key.get(&offer.options);
    let late = believed(&house.identity, &offer.sealed, &answer).await;
    house.identity.remove_factor_of("ada", WhichFactors::All, false, &actor(), house.now()).await.unwrap();
    assert_eq!(house.identity.mint(late, Keep::UntilClosed, &ctx(), house.now()).await.err(), Some(SignInRefused::NotRight));
}
/// Whoever is refused for who they are has used up the answer too: it opens nothing when the ban is over.
#[tokio::test]
async fn s19_an_answer_that_was_refused_for_its_person_is_spent() {
    let house = house().await;
    house.person("ada").await;
    let ada = house.sign_in("ada").await;
    let mut key = key();
    add_key(&house, &ada, &mut key).await.unwrap();
    let offer = house.identity.ask_passkey(None, house.now()).await.unwrap();
    let answer = key.get(&offer.options);
    house.identity.ban("ada", None, "", &actor(), house.now()).await.unwrap();
    assert_eq!(sign_in(&house, &offer.sealed, &answer).await.err(), Some(SignInRefused::NotRight));
    house.identity.revoke_ban("ada", &actor(), house.now()).await.unwrap();
    assert_eq!(sign_in(&house, &offer.sealed, &answer).await.err(), Some(SignInRefused::NotRight));
    assert!(by_key(&house, &mut key).await.is_ok());
}
#[tokio::test]
async fn s07_a_clone_is_noticed_and_both_are_shut_out() {
    let house = house().await;
    house.person("ada").await;
    let ada = house.sign_in("ada").await;
    let mut key = key();
    key.counter = 5;
    add_key(&house, &ada, &mut key).await.unwrap();
    assert!(by_key(&house, &mut key).await.is_ok());
    key.counter = 3;
    assert_eq!(by_key(&house, &mut key).await.err(), Some(SignInRefused::NotRight));
    key.counter = 50;
    assert_eq!(by_key(&house, &mut key).await.err(), Some(SignInRefused::NotRight), "not taken any more");
    assert_eq!(house.events(EventKind::FactorCloned).await.len(), 1);
    let seen = house.identity.factors(ada.session.person).await.unwrap();
    assert!(matches!(seen[0].kind, FactorKind::Passkey { cloned: true, .. }));
    assert_eq!(house.identity.owned(ada.session.person).await.unwrap().keys(), 0);
}
#[tokio::test]
async fn rules_hold_when_a_key_is_added_and_at_every_use() {
    let model = uuid::Uuid::from_u128(0xcb69_481e_8ff7_4039_93ec_0a27_29a1_54a8);
    let strict = PasskeyRules { permitted_models: vec![model], bound_only: true, verification: Verification::Required, ..PasskeyRules::default() };
    let house = House::with(with_factors(strict.clone())).await;
    house.person("ada").await;
    let ada = house.sign_in("ada").await;
    let refused = async |change: fn(&mut Authenticator)| {
        let mut key = key();
        key.model = *model.as_bytes();
        change(&mut key);
        add_key(&house, &ada, &mut key).await.err()
    };
    assert_eq!(refused(|k| k.model = [0; 16]).await, Some(FactorRefused::Passkey(PasskeyRefused::Model(uuid::Uuid::nil()))));
    assert!(matches!(refused(|k| k.synced = true).await, Some(FactorRefused::Passkey(_))));
    assert_eq!(refused(|k| k.verifies = false).await, Some(FactorRefused::Passkey(PasskeyRefused::NotVerified)));
    let mut good = key();
    good.model = *model.as_bytes();
    add_key(&house, &ada, &mut good).await.unwrap();
    assert!(by_key(&house, &mut good).await.is_ok());
    house.identity.reload(with_factors(PasskeyRules { prohibited_models: vec![model], ..PasskeyRules::default() })).await.unwrap();
    assert_eq!(by_key(&house, &mut good).await.err(), Some(SignInRefused::NotRight));
    house.identity.reload(settings()).await.unwrap();
    assert_eq!(house.identity.ask_passkey(None, house.now()).await.err(), Some(FactorRefused::Off));
}
#[tokio::test]
async fn s22_what_changes_factors_asks_for_a_recent_and_strong_proof() {
    let house = house().await;
    house.person("ada").await;
    let ada = house.sign_in("ada").await;
    add_app(&house, &ada).await;
    let owned = house.identity.owned(ada.session.person).await.unwrap();
    let facts = SessionFacts::from(&ada.session.auth);
    assert_eq!(Elevated::of(ada.session.person, &facts, &owned, house.now()).err(), Some(NotElevated::Weak));
    let factor = house.identity.factors(ada.session.person).await.unwrap().remove(0);
    // Of somebody else's proof nothing of Ada's changes.
    house.person("bob").await;
    let bob = house.sign_in("bob").await;
    let proof = keeper(&house, &bob).await;
    assert_eq!(house.identity.remove_factor(&proof, factor.id, &actor(), house.now()).await.err(), Some(FactorRefused::Unknown));
    assert_eq!(house.identity.rename_factor(&proof, factor.id, "mine", &actor(), house.now()).await.err(), Some(FactorRefused::Unknown));
    let offer = house.identity.offer_app(&proof, "bob", OtpShape::default(), house.now()).unwrap();
    assert_eq!(house.identity.add_app(&proof, &offer.sealed, "000000", "x", &actor(), house.now()).await.err(), Some(FactorRefused::WrongCode));
}
#[tokio::test]
async fn one_key_is_one_persons_and_goes_with_them() {
    let house = house().await;
    house.person("ada").await;
    house.person("bob").await;
    let (ada, bob) = (house.sign_in("ada").await, house.sign_in("bob").await);
    let mut key = key();
    add_key(&house, &ada, &mut key).await.unwrap();
    assert_eq!(add_key(&house, &bob, &mut key).await.err(), Some(FactorRefused::There));
    house.identity.delete_person("ada", &actor(), house.now()).await.unwrap();
    assert_eq!(house.records(Kind::Factor).await, 0);
    assert_eq!(by_key(&house, &mut key).await.err(), Some(SignInRefused::NotRight));
}
#[tokio::test]
async fn s17_nothing_of_a_factor_is_readable_in_the_store() {
    let house = house().await;
    house.person("ada").await;
    let ada = house.sign_in("ada").await;
    let app = add_app(&house, &ada).await;
    let mut key = key();
    let proof = keeper(&house, &{
        house.pass(Duration::from_secs(30));
        let second = house.identity.second(&ada.session, &Shown::Code(code(&house, &app).into()), &ctx(), house.now()).await.unwrap();
        house.identity.mint_replacing(second, Keep::UntilClosed, &ada.session, &ctx(), house.now()).await.unwrap()
    })
    .await;
    let offer = house.identity.offer_passkey(&proof, "ada", "Ada", house.now()).await.unwrap();
    house.identity.add_passkey(&proof, &offer.sealed, &key.create(&offer.options), "canary-name", &actor(), house.now()).await.unwrap();
    let sheet = house.identity.draw_recovery_codes(&proof, &actor(), house.now()).await.unwrap();
    let mut needles = vec![app.secret_text().into_bytes(), app.secret().expose_bytes().to_vec(), key.id.clone(), b"canary-name".to_vec()];
    needles.push(data_encoding::BASE64URL_NOPAD.encode(&key.id).into_bytes());
    needles.extend(sheet.iter().map(|c| c.expose().as_bytes().to_vec()));
    for entry in std::fs::read_dir(house.dir.path()).unwrap() {
        let path = entry.unwrap().path();
        let Ok(content) = std::fs::read(&path) else { continue };
        for needle in &needles {
            assert!(!content.windows(needle.len()).any(|w| w == needle), "{path:?} {:?}", String::from_utf8_lossy(needle));
        }
    }
}
#[tokio::test]
async fn an_administrator_removes_what_somebody_lost_and_their_sessions_end() {
    let house = house().await;
    house.person("ada").await;
    house.person("bob").await;
    let (ada, bob) = (house.sign_in("ada").await, house.sign_in("bob").await);
    // From before there was anything to prove with.
    let proof = keeper(&house, &ada).await;
    add_key(&house, &ada, &mut key()).await.unwrap();
    house.identity.draw_recovery_codes(&proof, &actor(), house.now()).await.unwrap();
    add_key(&house, &bob, &mut key()).await.unwrap();
    let [first, second] = <[_; 2]>::try_from(house.identity.factors_of("ada@example.com").await.unwrap()).unwrap();
    let others = house.identity.factors_of("bob").await.unwrap().remove(0);
    let remove = |who: &'static str, which| {
        let house = &house;
        async move { house.identity.remove_factor_of(who, which, false, &actor(), house.now()).await }
    };
    assert_eq!(remove("ada", WhichFactors::One(others.id)).await.err(), Some(RemoveRefused::Unknown("ada".into())));
    assert!(matches!(remove("nobody", WhichFactors::All).await, Err(RemoveRefused::Manage(ManageError::UnknownPerson(_)))));
    assert!(ada.session.alive(house.now()), "nothing was removed");
    assert_eq!(remove("ada", WhichFactors::One(first.id)).await.unwrap(), std::slice::from_ref(&first));
    assert!(!ada.session.alive(house.now()) && bob.session.alive(house.now()));
    let event = house.events(EventKind::FactorRemoved).await.remove(0);
    assert_eq!((&*event.actor, &*event.object), ("host:0", &*ada.session.person.to_string()));
    assert_eq!(remove("ada", WhichFactors::All).await.unwrap(), [second]);
    assert_eq!(remove("ada", WhichFactors::All).await.err(), Some(RemoveRefused::None("ada".into())));
    assert_eq!(house.identity.factors_of("bob").await.unwrap(), [others]);
    assert!(house.identity.sign_in("ada", &typed(PASSWORD), &ctx(), house.now()).await.is_ok());
}
#[tokio::test]
async fn s22_a_passkey_opens_while_the_password_is_shut_and_not_against_an_administrators_ban() {
    let house = house().await;
    house.person("ada").await;
    let ada = house.sign_in("ada").await;
    let mut key = key();
    add_key(&house, &ada, &mut key).await.unwrap();
    for _ in 0..10 {
        assert_eq!(house.identity.sign_in("ada", &typed("x"), &ctx(), house.now()).await.err(), Some(SignInRefused::NotRight));
    }
    assert_eq!(house.identity.sign_in("ada", &typed(PASSWORD), &ctx(), house.now()).await.err(), Some(SignInRefused::NotRight));
    assert!(by_key(&house, &mut key).await.is_ok(), "whoever guesses at the password does not shut its owner out");
    for who in ["ada", "192.0.2.7"] {
        house.identity.ban(who, None, "", &actor(), house.now()).await.unwrap();
        assert_eq!(by_key(&house, &mut key).await.err(), Some(SignInRefused::NotRight), "{who}");
        house.identity.revoke_ban(who, &actor(), house.now()).await.unwrap();
    }
    assert!(by_key(&house, &mut key).await.is_ok());
}
#[tokio::test]
async fn a_refused_passkey_is_in_the_ledger_with_its_person_where_it_has_one() {
    let house = house().await;
    house.person("ada").await;
    let ada = house.sign_in("ada").await;
    let mut key = key();
    add_key(&house, &ada, &mut key).await.unwrap();
    key.origin = "https://evil.example.com".into();
    assert!(by_key(&house, &mut key).await.is_err());
    assert!(by_key(&house, &mut self::key()).await.is_err());
    let failures = house.events(EventKind::SignInFailed).await;
    let told: Vec<_> = failures.iter().map(|e| (&*e.object, &*e.actor_name, e.detail.get("method").map(|m| &**m))).collect();
    let person = ada.session.person.to_string();
    assert_eq!(told, [("", "", Some("passkey")), (&*person, "ada", Some("passkey"))]);
}
/// Guesses that are under way when a ban begins: whoever passes the first look is looked at again.
#[tokio::test]
async fn s22_a_right_code_counts_for_nothing_once_a_ban_has_begun() {
    let house = house().await;
    house.person("ada").await;
    let ada = house.sign_in("ada").await;
    let app = add_app(&house, &ada).await;
    // The ban is over at the moment that the first look is told of, and in force at the one that the second look asks for itself.
    let asked = house.now().plus(Duration::from_secs(600));
    house.identity.ban("ada", Some(house.now().plus(Duration::from_secs(300))), "", &actor(), house.now()).await.unwrap();
    let right = app.code_at(u64::try_from(asked.micros() / 1_000_000).unwrap());
    let shown = Shown::Code(right.into());
    assert_eq!(house.identity.second(&ada.session, &shown, &ctx(), asked).await.err(), Some(SecondRefused::NotRight));
    house.pass(Duration::from_secs(640));
    let right = Shown::Code(code(&house, &app).into());
    assert!(house.identity.second(&ada.session, &right, &ctx(), house.now()).await.is_ok(), "over");
}
#[tokio::test]
async fn the_last_way_in_is_taken_away_by_force_only() {
    let house = house().await;
    house.person("ada").await;
    let ada = house.sign_in("ada").await;
    add_key(&house, &ada, &mut key()).await.unwrap();
    // Whoever enrolled with a key has no password.
    let stored = house.store.get(Kind::Credential, ada.session.person.uuid()).await.unwrap().unwrap();
    house.store.commit(portcullis_store::Change::new().delete(Kind::Credential, stored.id, portcullis_store::Expect::Any)).await.unwrap();
    let remove = async |which, force| house.identity.remove_factor_of("ada", which, force, &actor(), house.now()).await;
    assert_eq!(remove(WhichFactors::All, false).await.err(), Some(RemoveRefused::LastWay("ada".into())));
    let key = house.identity.factors_of("ada").await.unwrap().remove(0);
    assert_eq!(remove(WhichFactors::One(key.id), false).await.err(), Some(RemoveRefused::LastWay("ada".into())));
    assert!(ada.session.alive(house.now()), "nothing was removed");
    assert_eq!(remove(WhichFactors::All, true).await.unwrap(), [key]);
    assert!(!ada.session.alive(house.now()));
}
