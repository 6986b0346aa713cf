//! People of a users file.
//!
//! Why: a change in the file holds for the next request, not for the next sign-in (S28).

use crate::house::*;
use portcullis_crypto::SystemRandom;
use portcullis_crypto::password;
use portcullis_identity::*;
use portcullis_model::Role;
use portcullis_store::Kind;
use std::path::{Path, PathBuf};
use std::time::Duration;

fn write(path: &Path, users: &[(&str, &str)]) {
    let hash = password::hash(PASSWORD, LIGHT, &SystemRandom).unwrap();
    let mut yaml = String::from("users:\n");
    for (name, more) in users {
        yaml.push_str(&format!("  {name}:\n    displayname: Name of {name}\n    password: '{hash}'\n{more}"));
    }
    let new = path.with_extension("new");
    std::fs::write(&new, yaml).unwrap();
    std::fs::rename(&new, path).unwrap();
}
fn with_file(path: PathBuf) -> IdentitySettings {
    let file = FileSettings { name: "users".into(), path, rules: FileRules::default(), writable: true };
    IdentitySettings { directories: vec![Directory { file, authoritative: Authority::default() }], ..settings() }
}
async fn house(users: &[(&str, &str)]) -> (House, PathBuf, tempfile::TempDir) {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("users.yml");
    write(&path, users);
    (House::with(with_file(path.clone())).await, path, dir)
}

#[tokio::test]
async fn a_person_of_a_file_signs_in_by_name_or_address_and_keeps_an_id() {
    let (house, _, _dir) = house(&[("ann", "    email: ann@example.com\n    groups: [staff]\n")]).await;
    let one = house.sign_in("ann").await;
    let proof = house.identity.sign_in("ANN@example.com", &typed(PASSWORD), &ctx(), house.now()).await.unwrap();
    assert_eq!(proof.person(), one.session.person);
    let subject = one.session.subject();
    assert_eq!((&*subject.user, &*subject.display_name, subject.email.as_ref().map(|e| e.as_str())), ("ann", "Name of ann", Some("ann@example.com")));
    assert!(subject.groups.has("users/staff") && subject.groups.has("staff") && !subject.groups.has("internal/staff"));
    assert_eq!(house.records(Kind::Person).await, 1);
    assert_eq!(house.records(Kind::Credential).await, 0, "the hash stays in the file");
    assert!(house.identity.sign_in("ann", &typed("wrong"), &ctx(), house.now()).await.is_err());
}
#[tokio::test]
async fn s28_a_changed_group_holds_within_a_second_without_a_new_sign_in() {
    let (house, path, _dir) = house(&[("ann", "    groups: [staff]\n"), ("bob", "    groups: [staff]\n")]).await;
    let (ann, bob) = (house.sign_in("ann").await, house.sign_in("bob").await);
    let mut changes = house.identity.changes();
    write(&path, &[("ann", "    groups: [ops]\n"), ("bob", "    groups: [staff]\n")]);
    soon(async || ann.session.subject().groups.has("ops")).await;
    assert!(!ann.session.subject().groups.has("staff") && ann.session.alive(house.now()));
    assert_eq!(changes.recv().await, Ok(Changed::Person(ann.session.person)));
    assert!(changes.try_recv().is_err(), "nobody else is told of");
    assert!(bob.session.subject().groups.has("staff"));
}
#[tokio::test]
async fn s28_who_leaves_the_file_is_out_within_a_second_and_stays_out() {
    let (house, path, _dir) = house(&[("ann", ""), ("bob", "")]).await;
    let (ann, bob) = (house.sign_in("ann").await, house.sign_in("bob").await);
    let wiki = house.visit(&ann.session, WIKI).await;
    for gone in [&[("bob", "")][..], &[("ann", "    disabled: true\n"), ("bob", "")]] {
        let again = if gone.len() == 1 { None } else { Some(house.sign_in("ann").await) };
        write(&path, gone);
        soon(async || !wiki.session.alive(house.now()) && again.as_ref().is_none_or(|a| !a.session.alive(house.now()))).await;
        soon(async || house.identity.list_sessions(None, house.now()).await.unwrap().len() == 1).await;
        assert!(house.identity.sign_in("ann", &typed(PASSWORD), &ctx(), house.now()).await.is_err());
        write(&path, &[("ann", ""), ("bob", "")]);
        // Asking again and again must not end in a ban.
        soon(async || {
            house.pass(Duration::from_secs(121));
            house.identity.sign_in("ann", &typed(PASSWORD), &ctx(), house.now()).await.is_ok()
        })
        .await;
        assert!(house.meets(&house.identity, CookieClass::Portal, PORTAL, &ann.cookie_value).await.is_none(), "a session does not wake up");
        assert!(house.meets(&house.identity, CookieClass::Host, WIKI, &wiki.cookie_value).await.is_none());
    }
    assert!(bob.session.alive(house.now()));
}
#[tokio::test]
async fn a_bad_file_keeps_everyone_and_says_why() {
    let (house, path, _dir) = house(&[("ann", "")]).await;
    let ann = house.sign_in("ann").await;
    std::fs::write(&path, "users: {}\n").unwrap();
    soon(async || !house.identity.directory_trouble().is_empty()).await;
    assert!(ann.session.alive(house.now()));
    assert!(house.identity.sign_in("ann", &typed(PASSWORD), &ctx(), house.now()).await.is_ok());
}
#[tokio::test]
async fn a_name_means_one_person_and_the_internal_directory_comes_first() {
    let (house, path, _dir) = house(&[("ann", "    email: ann@example.com\n    groups: [admins]\n")]).await;
    let taken = house.identity.add_person(&NewPerson { username: "ann".into(), ..NewPerson::default() }, &actor(), house.now()).await;
    assert_eq!(taken.err(), Some(ManageError::NameTaken("ann".into())));
    house.person("bob").await;
    write(&path, &[("ann", ""), ("bob", "    email: other@example.com\n    groups: [admins]\n")]);
    soon(async || house.identity.list_people().await.unwrap().iter().any(|p| p.id.is_none() && &*p.username == "bob")).await;
    let listed = async |query: &'static str| {
        let (found, _) = house.identity.find_people(Some(query), None, 9).await.unwrap();
        found.into_iter().map(|p| (p.username, p.source, p.id.is_some())).collect::<Vec<_>>()
    };
    assert_eq!(listed("bob").await, [("bob".into(), None, true), ("bob".into(), Some("users".into()), false)]);
    assert_eq!(listed("other@EXAM").await, [("bob".into(), Some("users".into()), false)]);
    let bob = house.sign_in("bob").await;
    assert!(bob.session.subject().groups.is_empty(), "the file's bob is somebody else");
    let by_address = house.identity.sign_in("other@example.com", &typed(PASSWORD), &ctx(), house.now()).await;
    assert_eq!(by_address.err(), Some(SignInRefused::NotRight));
}
#[tokio::test]
async fn what_a_file_states_is_not_changed_elsewhere_and_internal_groups_may_be_added() {
    let (house, _, _dir) = house(&[("ann", "    groups: [staff]\n")]).await;
    let ann = house.sign_in("ann").await;
    let refused = ManageError::InDirectory { name: "ann".into(), source_name: "users".into() };
    assert_eq!(house.identity.delete_person("ann", &actor(), house.now()).await, Err(refused.clone()));
    assert_eq!(house.identity.invite("ann", &actor(), house.now()).await.err(), Some(refused));
    house.identity.add_group("ops", "", &actor(), house.now()).await.unwrap();
    house.identity.add_member("ops", "ann", &actor(), house.now()).await.unwrap();
    house.identity.set_roles("ann", &[Role::Auditor], &actor(), house.now()).await.unwrap();
    let subject = ann.session.subject();
    assert!(subject.groups.has("ops") && subject.groups.has("staff") && subject.roles.has(Role::Auditor));
    house.identity.disable_person("ann", &actor(), house.now()).await.unwrap();
    assert!(!ann.session.alive(house.now()), "disabled here although the file has them");
    assert!(house.identity.sign_in("ann", &typed(PASSWORD), &ctx(), house.now()).await.is_err());
}
#[tokio::test]
async fn a_password_of_a_file_is_changed_in_the_file_and_ends_the_other_sessions() {
    let (house, path, _dir) = house(&[("ann", "    groups: [staff] # all of us\n")]).await;
    let (here, there) = (house.sign_in("ann").await, house.sign_in("ann").await);
    let before = house.identity.sign_in("ann", &typed(PASSWORD), &ctx(), house.now()).await.unwrap();
    house.pass(std::time::Duration::from_secs(1));
    house.identity.set_password("ann", &"another password".into(), Some(&here.session), &actor(), house.now()).await.unwrap();
    assert!(here.session.alive(house.now()) && !there.session.alive(house.now()));
    assert!(std::fs::read_to_string(&path).unwrap().contains("groups: [staff] # all of us"));
    assert_eq!(house.identity.sign_in("ann", &typed(PASSWORD), &ctx(), house.now()).await.err(), Some(SignInRefused::NotRight));
    assert!(house.identity.sign_in("ann", &typed("another password"), &ctx(), house.now()).await.is_ok());
    let stale = house.identity.mint(before, portcullis_identity::Keep::UntilClosed, &ctx(), house.now()).await;
    assert!(stale.is_err(), "what the old password proved is worth nothing");
    let short = house.identity.set_password("ann", &"short".into(), None, &actor(), house.now()).await;
    assert!(matches!(short, Err(ManageError::Password(_))));
    let mut kept = with_file(path.clone());
    kept.directories[0].file.writable = false;
    house.identity.reload(kept).await.unwrap();
    let off = ManageError::PasswordNotTaken { source_name: "users".into(), why: portcullis_identity::PasswordRefusedThere::Off };
    assert_eq!(house.identity.set_password("ann", &"a third password".into(), None, &actor(), house.now()).await, Err(off));
    assert!(!house.identity.password_of(here.session.person).await.unwrap().unwrap().changeable);
}
#[tokio::test]
async fn a_hash_that_the_pool_could_never_run_is_refused_at_load_by_name() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("users.yml");
    std::fs::write(&path, "users:\n  greedy:\n    displayname: G\n    password: '$argon2id$v=19$m=524288,t=1,p=4$y2V9VWXZRiV8NRdFP4cgvA$l0eSibghf7nfLc508xHh0w/SyNOW7o9cG+lIujHrkqo'\n").unwrap();
    let house = House::new().await;
    let refused = house.identity.reload(with_file(path)).await.unwrap_err().to_string();
    assert!(refused.contains("`greedy`") && refused.contains("users.yml:4:"), "{refused}");
    for name in ["internal", "", "a/b"] {
        let mut bad = with_file("x".into());
        bad.directories[0].file.name = name.into();
        assert!(matches!(house.identity.reload(bad).await, Err(OpenError::Name(_))));
    }
}
#[tokio::test]
async fn s18_whose_name_is_taken_by_a_directory_before_is_out_at_once() {
    let (house, path, dir) = house(&[("ann", "    groups: [staff]\n")]).await;
    let ann = house.sign_in("ann").await;
    let wiki = house.visit(&ann.session, WIKI).await;
    let before = dir.path().join("before.yml");
    write(&before, &[("ann", "    groups: [ops]\n")]);
    let mut two = with_file(path);
    let file = FileSettings { name: "before".into(), path: before, rules: FileRules::default(), writable: true };
    two.directories.insert(0, Directory { file, authoritative: Authority::default() });
    house.identity.reload(two).await.unwrap();
    assert!(!ann.session.alive(house.now()) && !wiki.session.alive(house.now()));
    assert!(house.meets(&house.identity, CookieClass::Host, WIKI, &wiki.cookie_value).await.is_none());
    let other = house.sign_in("ann").await;
    assert_ne!(other.session.person, ann.session.person, "the same name, another person");
    assert!(other.session.subject().groups.has("before/ops") && !other.session.subject().groups.has("users/staff"));
}
#[tokio::test]
async fn a_group_of_a_file_is_said_to_be_kept_there() {
    let (house, _, _dir) = house(&[("ann", "    groups: [admins]\n")]).await;
    for name in ["users/admins", "users/nosuch", "admins"] {
        let kept = Err(ManageError::InDirectory { name: name.into(), source_name: "users".into() });
        assert_eq!(house.identity.add_member(name, "ann", &actor(), house.now()).await, kept);
        assert_eq!(house.identity.remove_member(name, "ann", &actor(), house.now()).await, kept);
        assert_eq!(house.identity.delete_group(name, &actor(), house.now()).await, kept);
    }
    for name in ["nosuch", "other/admins"] {
        assert_eq!(house.identity.delete_group(name, &actor(), house.now()).await, Err(ManageError::UnknownGroup(name.into())));
    }
}

#[tokio::test]
async fn a_password_of_a_file_is_reset_over_the_mail_and_one_that_cannot_be_written_is_not() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("users.yml");
    write(&path, &[("ann", "    email: ann@example.com\n")]);
    for writable in [true, false] {
        let mut settings = with_file(path.clone());
        settings.mail = Some(MailSettings::default());
        settings.directories[0].file.writable = writable;
        let house = House::with(settings).await;
        let browser = house.identity.new_flow();
        house.identity.ask_reset("ANN@example.com", &browser, &ctx(), house.now()).unwrap();
        let mails = async || house.store.list(Kind::Mail, None, 10).await.unwrap();
        if !writable {
            tokio::time::sleep(Duration::from_millis(600)).await;
            assert!(mails().await.is_empty(), "nobody is promised what cannot be done");
            continue;
        }
        soon(async || !mails().await.is_empty()).await;
        let mail: serde_json::Value = serde_json::from_slice(&mails().await[0].payload).unwrap();
        let link = mail["secret"].as_str().unwrap();
        house.identity.reset_password(link, Some(&browser), &"quite another horse".into(), &ctx(), house.now()).await.unwrap();
        house.pass(Duration::from_secs(1));
        assert!(house.identity.sign_in("ann", &typed("quite another horse"), &ctx(), house.now()).await.is_ok());
        assert!(house.identity.sign_in("ann", &typed(PASSWORD), &ctx(), house.now()).await.is_err());
        assert!(!std::fs::read_to_string(&path).unwrap().contains("quite another"));
    }
}
