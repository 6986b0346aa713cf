//! Who is believed to be the mail server, and what is said before that is known.
//!
//! Why: a link that somebody in between can read is an account.

use crate::world::{NAME, World};
use portcullis_notify::{Encryption, SmtpSecurity};
use portcullis_pages::MailKind;
use portcullis_testkit::smtp::{Authority, Behaviour, ScramEnd, StartTls};

const SECRETS: (&str, &str) = ("gate", "hunter22");

fn wants_password() -> Behaviour {
    Behaviour { auth: Some((SECRETS.0.into(), SECRETS.1.into())), ..Behaviour::default() }
}

#[tokio::test]
async fn both_ways_to_encrypt_sign_in_and_deliver() {
    for (encryption, implicit) in [(Encryption::StartTls, false), (Encryption::Implicit, true)] {
        let world = World::new(Behaviour { implicit, ..wants_password() }).await;
        world.queue(&world.letter(MailKind::PasskeyAdded), 1).await;
        let postman = world.postman(world.encrypted(encryption, Some(SECRETS)));
        assert_eq!(postman.check().await, Ok(()));
        assert_eq!(postman.round().await.unwrap(), None);
        let all = world.server.received();
        assert_eq!(all.len(), 1, "{:?}", world.server.heard());
        assert!(all[0].encrypted && all[0].user.as_deref() == Some("gate"), "{:?}", all[0]);
        assert_eq!((all[0].from.as_str(), &all[0].to[..]), ("gate@example.test", &["ada@example.com".to_owned()][..]));
        assert_eq!(all[0].field("subject").unwrap(), "[Gate] A passkey was added");
        assert!(all[0].text().contains("further passkey"), "{}", all[0].text());
        assert_eq!(world.left().await, 0);
    }
}

#[tokio::test]
async fn a_server_that_is_not_the_one_it_should_be_gets_nothing_and_the_mail_waits() {
    let world = World::new(wants_password()).await;
    let stranger = Authority::new();
    let wrong = [stranger.certificate(NAME), world.authority.certificate("other.example.test"), world.authority.expired(NAME)];
    world.queue(&world.letter(MailKind::PasskeyAdded), 1).await;
    let postman = world.postman(world.encrypted(Encryption::StartTls, Some(SECRETS)));
    for certificate in &wrong {
        world.server.show(certificate);
        assert!(postman.check().await.is_err());
        let next = postman.round().await.unwrap().expect("it is tried again");
        assert!(next > world.now() && world.left().await == 1);
        world.clock.set(next);
    }
    let heard = world.server.heard().join("\n");
    assert!(heard.lines().all(|l| l.starts_with("EHLO ") || l == "STARTTLS"), "{heard}");
    // The right one comes back, and so does the mail.
    world.server.show(&world.authority.certificate(NAME));
    assert_eq!(postman.round().await.unwrap(), None);
    assert_eq!((world.server.received().len(), world.left().await), (1, 0));
}

#[tokio::test]
async fn starttls_that_was_stripped_refused_or_spoken_into_ends_the_connection() {
    for starttls in [StartTls::Stripped, StartTls::Refused, StartTls::Injected] {
        let world = World::new(Behaviour { starttls, ..wants_password() }).await;
        world.queue(&world.letter(MailKind::PasskeyAdded), 1).await;
        let postman = world.postman(world.encrypted(Encryption::StartTls, Some(SECRETS)));
        let said = postman.check().await.unwrap_err().to_string();
        assert!(postman.round().await.unwrap().is_some());
        assert_eq!((world.server.received().len(), world.left().await), (0, 1), "{starttls:?}");
        let heard = world.server.heard().join("\n");
        assert!(!heard.contains("MAIL") && !heard.contains("AUTH") && !heard.contains("tls "), "{starttls:?}: {heard}");
        let expected = match starttls {
            StartTls::Stripped => "offers no STARTTLS",
            StartTls::Refused => "454",
            _ => "before it was asked",
        };
        assert!(said.contains(expected), "{starttls:?}: {said}");
    }
}

#[tokio::test]
async fn in_plain_nobody_signs_in() {
    let world = World::new(Behaviour::default()).await;
    world.queue(&world.letter(MailKind::PasskeyAdded), 1).await;
    let postman = world.postman(world.settings(SmtpSecurity::Plain));
    assert_eq!(postman.round().await.unwrap(), None);
    let all = world.server.received();
    assert!(all.len() == 1 && !all[0].encrypted && all[0].user.is_none());
    assert!(world.server.heard().iter().all(|l| !l.contains("AUTH") && l != "STARTTLS"));
}

#[tokio::test]
async fn a_wrong_password_is_told_without_being_shown() {
    let world = World::new(wants_password()).await;
    world.queue(&world.letter(MailKind::PasskeyAdded), 1).await;
    let postman = world.postman(world.encrypted(Encryption::StartTls, Some(("gate", "guessed-it"))));
    let said = postman.check().await.unwrap_err().to_string();
    assert!(said.contains("535") && !said.contains("guessed"), "{said}");
    assert!(postman.round().await.unwrap().is_some());
    assert_eq!(world.left().await, 1, "a password can be mended");
}

#[tokio::test]
async fn the_best_way_to_sign_in_that_is_offered_is_taken() {
    for (ways, said) in [
        ("PLAIN LOGIN SCRAM-SHA-1 SCRAM-SHA-256", "AUTH SCRAM-SHA-256 "),
        ("PLAIN SCRAM-SHA-1", "AUTH SCRAM-SHA-1 "),
        ("CRAM-MD5 PLAIN", "AUTH PLAIN "),
        ("CRAM-MD5", "AUTH CRAM-MD5"),
    ] {
        let world = World::new(Behaviour { ways, ..wants_password() }).await;
        world.queue(&world.letter(MailKind::PasskeyAdded), 1).await;
        let postman = world.postman(world.encrypted(Encryption::StartTls, Some(SECRETS)));
        assert_eq!(postman.round().await.unwrap(), None, "{ways}: {:?}", world.server.heard());
        let all = world.server.received();
        assert!(all.len() == 1 && all[0].encrypted && all[0].user.as_deref() == Some("gate"), "{ways}: {all:?}");
        let heard = world.server.heard();
        let tries: Vec<&String> = heard.iter().filter(|l| l.contains("AUTH ")).collect();
        assert!(tries.len() == 1 && tries[0].starts_with(&format!("tls {said}")), "{ways}: {heard:?}");
    }
    let world = World::new(Behaviour { ways: "GSSAPI SCRAM-SHA-256-PLUS", ..wants_password() }).await;
    let said = world.postman(world.encrypted(Encryption::StartTls, Some(SECRETS))).check().await.unwrap_err().to_string();
    assert!(said.contains("no way that is known"), "{said}");
}

#[tokio::test]
async fn a_server_that_does_not_know_the_password_gets_no_mail_and_no_second_try() {
    const WAYS: &str = "PLAIN SCRAM-SHA-256";
    for (scram, rounds, expected) in [
        (ScramEnd::Invents, 4_096, "did not prove"),
        (ScramEnd::LetsIn, 4_096, "did not prove"),
        (ScramEnd::Proves, 1, "asks for 1 rounds"),
        (ScramEnd::Proves, 2_000_000, "asks for 2000000 rounds"),
    ] {
        let world = World::new(Behaviour { ways: WAYS, scram, rounds, ..wants_password() }).await;
        world.queue(&world.letter(MailKind::PasskeyAdded), 1).await;
        let postman = world.postman(world.encrypted(Encryption::StartTls, Some(SECRETS)));
        let said = postman.check().await.unwrap_err().to_string();
        assert!(said.contains(expected), "{scram:?} {rounds}: {said}");
        assert!(postman.round().await.unwrap().is_some());
        let heard = world.server.heard().join("\n");
        assert!(!heard.contains("MAIL") && !heard.contains("AUTH PLAIN"), "{scram:?} {rounds}: {heard}");
        assert_eq!((world.server.received().len(), world.left().await), (0, 1));
    }
    // The right server, and a wrong password.
    let world = World::new(Behaviour { ways: WAYS, ..wants_password() }).await;
    let said = world.postman(world.encrypted(Encryption::StartTls, Some(("gate", "guessed-it")))).check().await.unwrap_err().to_string();
    assert!(said.contains("535") && !said.contains("guessed"), "{said}");
}
