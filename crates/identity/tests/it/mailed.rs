//! Links, codes and notices by mail, over a real store.
//!
//! Why: whoever holds a mail may act for its person: once, soon, and where it was asked for.

use crate::house::*;
use portcullis_identity::*;
use portcullis_model::EventKind;
use portcullis_store::Kind;
use portcullis_testkit::authenticator::Authenticator;
use serde_json::Value;
use std::time::Duration;

const ORIGIN: &str = "https://login.example.com";
const NEW: &str = "quite another horse";

pub(crate) fn with_mail() -> IdentitySettings {
    let passkeys = PasskeySettings { name: "Test".into(), id: PORTAL.into(), origin: ORIGIN.into(), rules: PasskeyRules::default() };
    let factors = FactorSettings { codes: Some(CodeSettings::default()), passkeys: Some(passkeys), duo: None };
    IdentitySettings { factors, mail: Some(MailSettings::default()), ..settings() }
}
async fn house() -> House {
    House::with(with_mail()).await
}
/// The queued mails, oldest first.
async fn mails(house: &House) -> Vec<Value> {
    house.store.list(Kind::Mail, None, 1000).await.unwrap().iter().map(|r| serde_json::from_slice(&r.payload).unwrap()).collect()
}
async fn mails_of(house: &House, kind: &str) -> Vec<Value> {
    mails(house).await.into_iter().filter(|m| m["kind"] == kind).collect()
}
fn secret(mail: &Value) -> String {
    let name = if mail["kind"] == "confirm-code" { "code" } else { "secret" };
    mail[name].as_str().unwrap().to_owned()
}
/// The newest secret of a kind, once there are so many of them.
async fn wait_for(house: &House, kind: &str, n: usize) -> String {
    soon(async || mails_of(house, kind).await.len() >= n).await;
    secret(mails_of(house, kind).await.last().unwrap())
}
async fn ask(house: &House, name: &str, browser: &FlowCookie) {
    // Mails sort by their time.
    house.pass(Duration::from_millis(2));
    house.identity.ask_reset(name, browser, &ctx(), house.now()).unwrap();
}
async fn signs_in(house: &House, name: &str, password: &str) -> bool {
    house.identity.sign_in(name, &typed(password), &ctx(), house.now()).await.is_ok()
}
async fn keeper(house: &House, minted: &Minted) -> Elevated {
    let owned = house.identity.owned(minted.session.person).await.unwrap();
    Elevated::of(minted.session.person, &SessionFacts::from(&minted.session.auth), &owned, house.now()).unwrap()
}
async fn add_key(house: &House, minted: &Minted, name: &str) -> Authenticator {
    let proof = keeper(house, minted).await;
    let offer = house.identity.offer_passkey(&proof, "ada", "Ada", house.now()).await.unwrap();
    let mut key = Authenticator::new(ORIGIN, PORTAL);
    house.identity.add_passkey(&proof, &offer.sealed, &key.create(&offer.options), name, &actor(), house.now()).await.unwrap();
    key
}

#[tokio::test]
async fn a_reset_link_works_once_and_only_in_the_browser_that_asked() {
    let house = house().await;
    house.person("ada").await;
    let before = house.sign_in("ada").await;
    let (mine, other) = (house.identity.new_flow(), house.identity.new_flow());
    ask(&house, "Ada@Example.com", &mine).await;
    let link = wait_for(&house, "reset-password", 1).await;
    let set = async |browser: Option<&FlowCookie>, link: &str| house.identity.reset_password(link, browser, &NEW.into(), &ctx(), house.now()).await;
    for (browser, link) in [(Some(&other), link.as_str()), (None, &link), (Some(&mine), "pcm_invented"), (Some(&mine), "")] {
        assert_eq!(set(browser, link).await, Err(ResetRefused::Link(MailedRefused::NotValid)));
        assert!(house.identity.reset_link(link, browser, house.now()).await.is_err());
    }
    let short = house.identity.reset_password(&link, Some(&mine), &"short".into(), &ctx(), house.now()).await;
    assert!(matches!(short, Err(ResetRefused::Form(ManageError::Password(_)))), "{short:?}");
    assert_eq!(house.identity.reset_link(&link, Some(&mine), house.now()).await.unwrap().as_ref(), "ada", "looking and mistyping spend nothing");
    assert_eq!(set(Some(&mine), &link).await, Ok(()));
    assert_eq!(set(Some(&mine), &link).await, Err(ResetRefused::Link(MailedRefused::NotValid)), "once");
    assert!(signs_in(&house, "ada", NEW).await && !signs_in(&house, "ada", PASSWORD).await);
    assert!(!before.session.alive(house.now()), "every session ended");
    assert_eq!(mails_of(&house, "password-reset").await.len(), 1, "and the person is told");
    assert_eq!(house.events(EventKind::PasswordResetAsked).await.len(), 1);
}

#[tokio::test]
async fn a_newer_link_the_end_and_a_revocation_make_a_link_worthless() {
    let house = house().await;
    house.person("ada").await;
    let mine = house.identity.new_flow();
    ask(&house, "ada", &mine).await;
    let first = wait_for(&house, "reset-password", 1).await;
    ask(&house, "ada", &mine).await;
    let second = wait_for(&house, "reset-password", 2).await;
    let good = async |link: &str| house.identity.reset_link(link, Some(&mine), house.now()).await.is_ok();
    assert!(!good(&first).await && good(&second).await);
    assert_eq!(house.identity.revoke_reset(&first, &ctx(), house.now()).await, Err(MailedRefused::NotValid));
    assert_eq!(house.identity.revoke_reset(&second, &ctx(), house.now()).await, Ok(()));
    assert!(!good(&second).await);
    ask(&house, "ada", &mine).await;
    let third = wait_for(&house, "reset-password", 3).await;
    house.pass(Duration::from_secs(299));
    assert!(good(&third).await);
    house.pass(Duration::from_secs(1));
    assert!(!good(&third).await);
    // A password that is set in between makes it worthless too.
    ask(&house, "ada", &mine).await;
    let fourth = wait_for(&house, "reset-password", 4).await;
    house.identity.set_password("ada", &PASSWORD.into(), None, &actor(), house.now()).await.unwrap();
    assert!(!good(&fourth).await);
}

#[tokio::test]
async fn s20_who_cannot_be_mailed_gets_no_mail_and_whoever_asks_gets_the_same_answer() {
    let house = house().await;
    house.person("ada").await;
    house.person("shut").await;
    house.identity.disable_person("shut", &actor(), house.now()).await.unwrap();
    let silent = NewPerson { username: "silent".into(), ..NewPerson::default() };
    house.identity.add_person(&silent, &actor(), house.now()).await.unwrap();
    // Invited, or with a passkey alone: nobody gets a first password over a mailbox.
    let invited = NewPerson { username: "invited".into(), email: Some("invited@example.com".into()), ..NewPerson::default() };
    house.identity.add_person(&invited, &actor(), house.now()).await.unwrap();
    let before = mails(&house).await.len();
    let browser = house.identity.new_flow();
    for name in [
        "nobody",
        "shut",
        "silent",
        "invited",
        "invited@example.com",
        "",
        "ada\r\nBcc: eve@evil.test",
        "ada@example.com,eve@evil.test",
        "\"ada\"@example.com",
        &"x".repeat(10_000),
    ] {
        assert_eq!(house.identity.ask_reset(name, &browser, &SignInContext { ip: None, ..ctx() }, house.now()), Ok(()), "{name}");
    }
    ask(&house, "ada", &browser).await;
    wait_for(&house, "reset-password", 1).await;
    // They were looked at in order: what came before ada's is done.
    assert_eq!(mails(&house).await.len(), before + 1);
    let mail = &mails_of(&house, "reset-password").await[0];
    assert_eq!((mail["to"].as_str(), mail["language"].as_str()), (Some("ada@example.com"), Some("de")), "in the language of the page");
}

#[tokio::test]
async fn s22_one_person_is_mailed_so_often_and_no_more_whoever_asks() {
    let house = house().await;
    house.person("ada").await;
    let browser = house.identity.new_flow();
    let from = |ip: u8| SignInContext { ip: Some([192, 0, 2, ip].into()), ..ctx() };
    for ip in 2..12 {
        assert_eq!(house.identity.ask_reset("ada", &browser, &from(ip), house.now()), Ok(()));
    }
    house.person("bob").await;
    assert_eq!(house.identity.ask_reset("bob", &browser, &from(20), house.now()), Ok(()));
    soon(async || mails_of(&house, "reset-password").await.iter().any(|m| m["to"] == "bob@example.com")).await;
    let to_ada = mails_of(&house, "reset-password").await.iter().filter(|m| m["to"] == "ada@example.com").count();
    assert_eq!(to_ada, 5);
}

#[tokio::test]
async fn without_a_notifier_nothing_is_mailed_and_nothing_offered() {
    let house = House::new().await;
    house.person("ada").await;
    assert!(!house.identity.resets());
    assert_eq!(house.identity.ask_reset("ada", &house.identity.new_flow(), &ctx(), house.now()), Err(AskRefused::Off));
    let minted = house.sign_in("ada").await;
    let owned = house.identity.owned(minted.session.person).await.unwrap();
    assert_eq!(house.identity.mailed_code(&minted.session, &owned).await, Ok(MailedCode::NotAsked));
    assert_eq!((mails(&house).await.len(), house.records(Kind::Mailed).await), (0, 0));
}

#[tokio::test]
async fn a_changed_password_is_told_and_the_link_shuts_it_out() {
    let house = house().await;
    let ada = house.person("ada").await;
    let thief = house.sign_in("ada").await;
    let wanted = Preferences { language: "fr".into(), ..Preferences::default() };
    house.identity.set_preferences(&thief.session, wanted, &actor(), house.now()).await.unwrap();
    house.identity.set_password("ada", &NEW.into(), Some(&thief.session), &actor(), house.now()).await.unwrap();
    let link = wait_for(&house, "password-changed", 1).await;
    assert_eq!(mails_of(&house, "password-changed").await[0]["language"], "fr", "as they prefer");
    assert_eq!(house.identity.undo_link(&link, house.now()).await, Ok(Undoing::Password));
    assert!(signs_in(&house, "ada", NEW).await, "looking changes nothing");
    let browser = house.identity.new_flow();
    // Whatever people's own passwords must be like.
    let strict = PasswordRules { min_length: 128, classes: CharacterClass::ALL.to_vec(), ..PasswordRules::default() };
    house.identity.reload(IdentitySettings { passwords: strict, ..with_mail() }).await.unwrap();
    let undone = house.identity.undo(&link, &browser, &ctx(), house.now()).await.unwrap();
    house.identity.reload(with_mail()).await.unwrap();
    assert!(!thief.session.alive(house.now()) && !signs_in(&house, "ada", NEW).await && !signs_in(&house, "ada", PASSWORD).await);
    assert_eq!(house.identity.undo(&link, &browser, &ctx(), house.now()).await.err(), Some(MailedRefused::NotValid), "once");
    let choose = undone.choose.expect("another password is to be chosen").expose().clone();
    assert!(house.identity.reset_link(&choose, None, house.now()).await.is_err(), "in this browser only");
    house.identity.reset_password(&choose, Some(&browser), &"a third horse".into(), &ctx(), house.now()).await.unwrap();
    assert!(signs_in(&house, "ada", "a third horse").await);
    assert_eq!(house.events(EventKind::ChangeUndone).await.len(), 1);
    assert_eq!(mails_of(&house, "undone").await.len(), 1);
    assert!(ada.id.is_some());
}

#[tokio::test]
async fn an_added_key_goes_and_a_removed_app_comes_back_over_the_mail() {
    let house = house().await;
    house.person("ada").await;
    let minted = house.sign_in("ada").await;
    add_key(&house, &minted, "not mine").await;
    let link = wait_for(&house, "passkey-added", 1).await;
    assert_eq!(mails_of(&house, "passkey-added").await[0]["factor"], "not mine");
    let browser = house.identity.new_flow();
    house.identity.undo(&link, &browser, &ctx(), house.now()).await.unwrap();
    assert!(house.identity.factors(minted.session.person).await.unwrap().is_empty() && !minted.session.alive(house.now()));
    // An app, removed by somebody else, and one of theirs in its place.
    let minted = house.sign_in("ada").await;
    let add_app = async |minted: &Minted, name: &str| {
        let proof = keeper(&house, minted).await;
        let offer = house.identity.offer_app(&proof, "ada", OtpShape::default(), house.now()).unwrap();
        let secret = data_encoding::BASE32_NOPAD.decode(offer.secret.expose().as_bytes()).unwrap();
        let key = portcullis_crypto::OtpKey::new(offer.shape, secret.into()).unwrap();
        let code = key.code_at(u64::try_from(house.now().secs()).unwrap());
        house.identity.add_app(&proof, &offer.sealed, &code, name, &actor(), house.now()).await.unwrap();
        (key, proof)
    };
    let (mine, proof) = add_app(&minted, "phone").await;
    let id = house.identity.factors(minted.session.person).await.unwrap()[0].id;
    house.identity.remove_factor(&proof, id, &actor(), house.now()).await.unwrap();
    let link = wait_for(&house, "app-removed", 1).await;
    add_app(&minted, "not mine").await;
    assert_eq!(house.identity.undo_link(&link, house.now()).await, Ok(Undoing::Removed));
    house.identity.undo(&link, &browser, &ctx(), house.now()).await.unwrap();
    let left = house.identity.factors(minted.session.person).await.unwrap();
    assert_eq!((left.len(), &*left[0].name), (1, "phone"));
    house.pass(Duration::from_secs(60));
    let again = house.sign_in("ada").await;
    let code = mine.code_at(u64::try_from(house.now().secs()).unwrap());
    assert!(house.identity.second(&again.session, &Shown::Code(code.as_str().into()), &ctx(), house.now()).await.is_ok(), "its codes count again");
    // After its end a link does nothing.
    house.person("bob").await;
    let bob = house.sign_in("bob").await;
    add_key(&house, &bob, "late").await;
    let late = wait_for(&house, "passkey-added", 2).await;
    house.pass(Duration::from_secs(3 * 86_400));
    assert_eq!(house.identity.undo_link(&late, house.now()).await, Err(MailedRefused::NotValid));
}

#[tokio::test]
async fn what_an_administrator_changes_is_told_without_a_way_back() {
    let house = house().await;
    house.person("ada").await;
    let minted = house.sign_in("ada").await;
    add_key(&house, &minted, "key").await;
    house.identity.remove_factor_of("ada", WhichFactors::All, false, &actor(), house.now()).await.unwrap();
    let told = mails_of(&house, "factors-removed-for-you").await;
    assert_eq!((told.len(), told[0]["secret"].is_null()), (1, true));
    let set = mails_of(&house, "password-set-for-you").await;
    assert_eq!((set.len(), set[0]["secret"].is_null()), (1, true), "the one of the beginning");
}

#[tokio::test]
async fn a_code_confirms_its_session_once_and_is_not_guessed() {
    let house = house().await;
    house.person("ada").await;
    let (here, there) = (house.sign_in("ada").await, house.sign_in("ada").await);
    let owned = house.identity.owned(here.session.person).await.unwrap();
    let asked = async |minted: &Minted| house.identity.mailed_code(&minted.session, &owned).await.unwrap();
    assert_eq!(asked(&here).await, MailedCode::Asked(None));
    let send = async || {
        house.pass(Duration::from_millis(2));
        house.identity.send_code(&here.session, &actor(), &ctx(), house.now()).await
    };
    let show = async |minted: &Minted, code: &str| house.identity.confirm_code(&minted.session, code, &actor(), house.now()).await;
    send().await.unwrap();
    let first = wait_for(&house, "confirm-code", 1).await;
    assert_eq!(first.len(), 8);
    assert_eq!(show(&there, &first).await, Err(CodeTrouble::NotRight), "another session's");
    send().await.unwrap();
    let second = wait_for(&house, "confirm-code", 2).await;
    assert_eq!(show(&here, &first).await, Err(CodeTrouble::NotRight), "a newer one came");
    assert_eq!(show(&here, &second.to_lowercase()).await, Ok(()));
    assert_eq!(show(&here, &second).await, Err(CodeTrouble::NotRight), "once");
    let until = house.now().plus(Duration::from_secs(600));
    assert_eq!((asked(&here).await, asked(&there).await), (MailedCode::Asked(Some(until)), MailedCode::Asked(None)));
    assert!(Elevated::by_code(here.session.person, &owned, Some(until), house.now()).is_ok());
    assert_eq!(Elevated::by_code(here.session.person, &owned, Some(until), until).err(), Some(NotElevated::Unconfirmed));
    // Whoever got a mail that they did not ask for ends what somebody else began.
    send().await.unwrap();
    let stopped = wait_for(&house, "confirm-code", 3).await;
    let stop = mails_of(&house, "confirm-code").await.last().unwrap()["secret"].as_str().unwrap().to_owned();
    assert_eq!(house.identity.undo_link(&stop, house.now()).await, Ok(Undoing::Code));
    let undone = house.identity.undo(&stop, &house.identity.new_flow(), &ctx(), house.now()).await.unwrap();
    assert!(undone.choose.is_some() && !here.session.alive(house.now()) && !there.session.alive(house.now()));
    assert_eq!(show(&here, &stopped).await, Err(CodeTrouble::NotRight));
    let here = house.sign_in("ada").await;
    let send = async || {
        house.pass(Duration::from_millis(2));
        house.identity.send_code(&here.session, &actor(), &ctx(), house.now()).await
    };
    // Five guesses, and the right one comes too late.
    house.pass(Duration::from_secs(301));
    send().await.unwrap();
    let third = wait_for(&house, "confirm-code", 4).await;
    for _ in 0..5 {
        assert_eq!(show(&here, "AAAA2222").await, Err(CodeTrouble::NotRight));
    }
    assert_eq!(show(&here, &third).await, Err(CodeTrouble::NotRight));
    send().await.unwrap();
    send().await.unwrap();
    assert_eq!(send().await, Err(CodeTrouble::TooMany));
    house.pass(Duration::from_secs(300));
    let last = wait_for(&house, "confirm-code", 6).await;
    assert_eq!(show(&here, &last).await, Err(CodeTrouble::NotRight), "too old");
    // Who has a second factor shows that.
    assert_eq!(house.identity.mailed_code(&here.session, &Owned { app: true, ..owned }).await, Ok(MailedCode::NotAsked));
}

#[tokio::test]
async fn what_an_administrator_settled_is_not_undone_over_an_old_mail() {
    let house = house().await;
    house.person("ada").await;
    let settle: [&str; 3] = ["factors", "password", "disable"];
    for (n, how) in settle.into_iter().enumerate() {
        let thief = house.sign_in("ada").await;
        add_key(&house, &thief, "not hers").await;
        let id = house.identity.factors(thief.session.person).await.unwrap()[0].id;
        house.pass(Duration::from_millis(2));
        let proof = Elevated::by_code(thief.session.person, &Owned::default(), Some(house.now().plus(Duration::from_secs(9))), house.now()).unwrap();
        house.identity.remove_factor(&proof, id, &actor(), house.now()).await.unwrap();
        let link = wait_for(&house, "passkey-removed", n + 1).await;
        assert!(house.identity.undo_link(&link, house.now()).await.is_ok());
        let other = add_key(&house, &thief, "another").await;
        match how {
            "factors" => drop(house.identity.remove_factor_of("ada", WhichFactors::All, false, &actor(), house.now()).await.unwrap()),
            "password" => house.identity.set_password("ada", &PASSWORD.into(), None, &actor(), house.now()).await.unwrap(),
            _ => house.identity.disable_person("ada", &actor(), house.now()).await.unwrap(),
        }
        assert_eq!(house.identity.undo_link(&link, house.now()).await, Err(MailedRefused::NotValid), "{how}");
        drop(other);
        let _ = house.identity.remove_factor_of("ada", WhichFactors::All, false, &actor(), house.now()).await;
    }
}

#[tokio::test]
async fn browsers_are_remembered_up_to_twenty_and_told_of_five_times_a_day() {
    let house = House::with(with_mail()).await;
    house.person("ada").await;
    let from = |n: u8| SignInContext { device: DeviceId::parse(&data_encoding::BASE64URL_NOPAD.encode(&[n; 16])), ..ctx() };
    let sign_in = async |n: u8| {
        let proof = house.identity.sign_in("ada", &typed(PASSWORD), &from(n), house.now()).await.unwrap();
        house.identity.mint(proof, Keep::UntilClosed, &from(n), house.now()).await.unwrap();
        house.pass(Duration::from_secs(1));
    };
    let told = async || mails_of(&house, "new-browser").await.len();
    sign_in(0).await;
    assert_eq!(told().await, 0, "the first one is no news");
    sign_in(0).await;
    sign_in(1).await;
    sign_in(1).await;
    assert_eq!(told().await, 1);
    for n in 2..21 {
        sign_in(n).await;
    }
    assert_eq!(told().await, 5, "no more in a day");
    house.pass(Duration::from_secs(86_400));
    sign_in(20).await;
    assert_eq!(told().await, 5, "one that is known");
    sign_in(0).await;
    assert_eq!(told().await, 6, "the oldest had to make room");
    // Two at once: both sign in.
    let (one, two) = (from(101), from(102));
    let (a, b) = (
        house.identity.sign_in("ada", &typed(PASSWORD), &one, house.now()).await.unwrap(),
        house.identity.sign_in("ada", &typed(PASSWORD), &two, house.now()).await.unwrap(),
    );
    let both = tokio::join!(house.identity.mint(a, Keep::UntilClosed, &one, house.now()), house.identity.mint(b, Keep::UntilClosed, &two, house.now()));
    assert!(both.0.is_ok() && both.1.is_ok());
    house.identity.delete_person("ada", &actor(), house.now()).await.unwrap();
    assert_eq!(house.records(Kind::Device).await, 0);
}
