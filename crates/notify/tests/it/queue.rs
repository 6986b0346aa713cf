//! The queue: kept, retried, sent once, given up.
//!
//! Why: a notice that is lost is an intruder unseen.

use crate::world::World;
use portcullis_crypto::SecretText;
use portcullis_notify::{Encryption, Letter, SmtpSecurity, Way};
use portcullis_pages::MailKind;
use portcullis_store::Filter;
use portcullis_testkit::smtp::Behaviour;
use std::os::unix::fs::PermissionsExt;
use std::time::Duration;

#[tokio::test]
async fn two_nodes_send_once() {
    let world = World::new(Behaviour::default()).await;
    for n in 0..10 {
        world.queue(&world.letter(MailKind::PasskeyAdded), n).await;
    }
    let (one, two) = (world.postman(world.settings(SmtpSecurity::Plain)), world.postman(world.settings(SmtpSecurity::Plain)));
    let (a, b) = tokio::join!(one.round(), two.round());
    a.unwrap();
    b.unwrap();
    world.clock.advance(Duration::from_secs(10));
    one.round().await.unwrap();
    let mut ids: Vec<String> = world.server.received().iter().map(|m| m.field("message-id").unwrap()).collect();
    ids.sort();
    ids.dedup();
    assert_eq!((ids.len(), world.server.received().len(), world.left().await), (10, 10, 0));
}

#[tokio::test]
async fn a_server_that_comes_back_gets_what_waited_and_another_word_is_final() {
    let world = World::new(Behaviour { rcpt: Some("450 later".into()), ..Behaviour::default() }).await;
    world.queue(&world.letter(MailKind::PasskeyAdded), 1).await;
    let postman = world.postman(world.settings(SmtpSecurity::Plain));
    let next = postman.round().await.unwrap().unwrap();
    assert_eq!(next, world.now().plus(Duration::from_secs(5)));
    assert_eq!(postman.round().await.unwrap(), Some(next), "not before its time");
    world.clock.set(next);
    assert_eq!(postman.round().await.unwrap(), Some(next.plus(Duration::from_secs(15))), "further and further apart");
    world.clock.advance(Duration::from_secs(15));
    world.server.behave(Behaviour::default());
    assert_eq!(postman.round().await.unwrap(), None);
    assert_eq!(world.server.received().len(), 1);
    // Nobody of that name, ever.
    world.server.behave(Behaviour { rcpt: Some("550 unknown".into()), ..Behaviour::default() });
    world.queue(&world.letter(MailKind::AppAdded), 2).await;
    assert_eq!(postman.round().await.unwrap(), None);
    assert_eq!((world.server.received().len(), world.left().await), (1, 0));
    let told = world.store.ledger().search(&Filter::default()).await.unwrap();
    let event = &told.iter().find(|e| e.event.kind.as_str() == "mail.given-up").expect("it is in the ledger").event;
    assert_eq!(event.detail.get("mail").map(|m| &**m), Some("app-added"));
    assert!(event.detail.get("cause").unwrap().contains("550"), "{event:?}");
}

#[tokio::test]
async fn a_link_is_given_up_with_its_end_and_a_notice_after_some_days() {
    let world = World::new(Behaviour { hang_up: 1_000, ..Behaviour::default() }).await;
    let link =
        Letter { secret: Some(SecretText::from("pcm_x")), until: Some(world.now().plus(Duration::from_secs(300))), ..world.letter(MailKind::ResetPassword) };
    world.queue(&link, 1).await;
    world.queue(&world.letter(MailKind::PasskeyAdded), 2).await;
    let postman = world.postman(world.encrypted(Encryption::StartTls, None));
    assert!(postman.round().await.unwrap().is_some());
    assert_eq!(world.left().await, 2);
    world.clock.advance(Duration::from_secs(300));
    postman.round().await.unwrap();
    assert_eq!(world.left().await, 1);
    world.clock.advance(Duration::from_secs(3 * 86_400));
    assert_eq!(postman.round().await.unwrap(), None);
    assert_eq!(world.left().await, 0);
}

#[tokio::test]
async fn what_is_queued_wakes_the_postman() {
    let world = World::new(Behaviour::default()).await;
    let postman = world.postman(world.settings(SmtpSecurity::Plain));
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let task = tokio::spawn(postman.clone().run(async { drop(stopped.await) }));
    tokio::time::sleep(Duration::from_millis(50)).await;
    let before = world.store.queries();
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert_eq!(world.store.queries(), before, "idle asks nothing");
    world.queue(&world.letter(MailKind::Test), 1).await;
    for _ in 0..200 {
        if !world.server.received().is_empty() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert_eq!(world.server.received().len(), 1);
    stop.send(()).unwrap();
    task.await.unwrap();
}

#[tokio::test]
async fn s17_a_queued_link_is_nowhere_in_the_database() {
    let world = World::new(Behaviour::default()).await;
    let letter = Letter { secret: Some(SecretText::from("pcm_CANARY")), factor: "CANARY-key".into(), ..world.letter(MailKind::PasskeyAdded) };
    world.queue(&letter, 1).await;
    assert!(!format!("{letter:?}").contains("pcm_CANARY"));
    for file in std::fs::read_dir(world.folder.path()).unwrap() {
        let bytes = std::fs::read(file.unwrap().path()).unwrap_or_default();
        assert!(!String::from_utf8_lossy(&bytes).contains("CANARY"));
    }
}

#[tokio::test]
async fn the_folder_is_for_the_servers_user_only() {
    let world = World::new(Behaviour::default()).await;
    let folder = world.folder.path().join("mails");
    world.queue(&world.letter(MailKind::PasskeyAdded), 1).await;
    let postman = world.postman(world.by(Way::Folder(folder.clone())));
    assert_eq!(postman.round().await.unwrap(), None);
    let all: Vec<_> = std::fs::read_dir(&folder).unwrap().map(|f| f.unwrap()).collect();
    assert_eq!(all.len(), 1);
    assert!(all[0].file_name().to_str().unwrap().ends_with(".eml"));
    assert_eq!(all[0].metadata().unwrap().permissions().mode() & 0o777, 0o600);
    assert_eq!(std::fs::metadata(&folder).unwrap().permissions().mode() & 0o777, 0o700);
    assert!(std::fs::read_to_string(all[0].path()).unwrap().contains("\r\nTo: "));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nodes_on_one_database_hear_of_mails_and_send_each_once() {
    let Some(database) = portcullis_testkit::postgres::shared() else { return };
    let (world, url) = (World::new(Behaviour::default()).await, database.database());
    let (a, b) = (world.node(&url, "a").await, world.node(&url, "b").await);
    let (one, two) = (world.postman_at(&a, world.settings(SmtpSecurity::Plain)), world.postman_at(&b, world.settings(SmtpSecurity::Plain)));
    let (stop, stopped) = tokio::sync::watch::channel(false);
    let raised = |mut flag: tokio::sync::watch::Receiver<bool>| async move { drop(flag.wait_for(|s| *s).await) };
    let tasks = [tokio::spawn(one.run(raised(stopped.clone()))), tokio::spawn(two.run(raised(stopped)))];
    for n in 0..20 {
        let letter = world.letter(MailKind::PasskeyAdded);
        let id = portcullis_model::PersonId::new(world.now(), [n; 10]).uuid();
        let node = if n % 2 == 0 { &a } else { &b };
        node.commit(portcullis_store::Change::new().put(letter.put(id))).await.unwrap();
    }
    for _ in 0..500 {
        if world.server.received().len() >= 20 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    tokio::time::sleep(Duration::from_millis(200)).await;
    let mut ids: Vec<String> = world.server.received().iter().map(|m| m.field("message-id").unwrap()).collect();
    let sent = ids.len();
    ids.sort();
    ids.dedup();
    assert_eq!((sent, ids.len()), (20, 20));
    assert!(a.list(portcullis_store::Kind::Mail, None, 100).await.unwrap().is_empty());
    stop.send(true).unwrap();
    for task in tasks {
        task.await.unwrap();
    }
    a.close().await;
    b.close().await;
}

#[tokio::test]
async fn a_mail_of_a_newer_version_is_left_for_a_node_that_knows_it() {
    let world = World::new(Behaviour::default()).await;
    let id = portcullis_model::PersonId::new(world.now(), [3; 10]).uuid();
    let newer = br#"{"schema":9,"kind":"a-kind-of-tomorrow"}"#.to_vec();
    let put = portcullis_store::Put::new(portcullis_store::Kind::Mail, id, portcullis_store::Expect::Absent, newer);
    world.store.commit(portcullis_store::Change::new().put(put)).await.unwrap();
    world.queue(&world.letter(MailKind::Test), 1).await;
    assert_eq!(world.postman(world.settings(SmtpSecurity::Plain)).round().await.unwrap(), None);
    assert_eq!((world.server.received().len(), world.left().await), (1, 1));
}

#[tokio::test]
async fn a_mail_speaks_its_readers_language_or_the_houses() {
    let world = World::new(Behaviour::default()).await;
    for (n, language) in [(1, "de"), (2, "ja"), (3, "tlh"), (4, "")] {
        world.clock.advance(Duration::from_millis(2));
        world.queue(&Letter { language: language.into(), ..world.letter(MailKind::PasskeyAdded) }, n).await;
    }
    world.postman(world.settings(SmtpSecurity::Plain)).round().await.unwrap();
    let texts: Vec<String> = world.server.received().iter().map(|m| m.text()).collect();
    assert_eq!(texts.len(), 4);
    assert!(texts[0].contains("Passkey") && texts[0].contains("Guten Tag"), "{}", texts[0]);
    assert!(!texts[1].is_ascii() && texts[1] != texts[0], "{}", texts[1]);
    assert!(texts[2] == texts[3] && texts[3].contains("further passkey"), "{}", texts[3]);
}
