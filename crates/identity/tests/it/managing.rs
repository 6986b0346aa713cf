//! Managing people and groups.
//!
//! Why: every refusal says what to mend, and every change is in the ledger.

use crate::house::*;
use portcullis_identity::*;
use portcullis_model::{Email, EventKind, Role};
use portcullis_store::Kind;

fn named(username: &str, email: Option<&str>) -> NewPerson {
    NewPerson { username: username.into(), email: email.map(Into::into), ..NewPerson::default() }
}

#[tokio::test]
async fn names_and_addresses_are_unique_whatever_their_case() {
    let house = House::new().await;
    let add = async |new: NewPerson| house.identity.add_person(&new, &actor(), house.now()).await.err();
    assert_eq!(add(named("ada", Some("ada@example.com"))).await, None);
    assert_eq!(add(named("ADA", None)).await, Some(ManageError::NameTaken("ADA".into())));
    assert_eq!(add(named("bob", Some("ADA@example.com"))).await, Some(ManageError::EmailTaken("ADA@example.com".into())));
    for bad in ["", "a b", "a@b", "a/b", "host:0", "-a", ".a", "\u{430}da", "a\n", &"x".repeat(65)] {
        assert_eq!(add(named(bad, None)).await, Some(ManageError::BadName), "{bad}");
    }
    assert!(matches!(add(named("bob", Some("bob@evil@example.com"))).await, Some(ManageError::BadEmail(_))));
    assert_eq!(add(NewPerson { groups: vec!["nope".into()], ..named("bob", None) }).await, Some(ManageError::UnknownGroup("nope".into())));
    assert_eq!(house.records(Kind::Person).await, 1);
}
#[tokio::test]
async fn of_many_who_want_a_name_at_once_one_gets_it() {
    let house = House::new().await;
    let far = house.another().await;
    let mut won = 0;
    let now = house.now();
    let tries: Vec<_> = (0..10)
        .map(|n| {
            let identity = if n % 2 == 0 { house.identity.clone() } else { far.clone() };
            tokio::spawn(async move { identity.add_person(&named("ada", Some(&format!("{n}@example.com"))), &actor(), now).await })
        })
        .collect();
    for one in tries {
        match one.await.unwrap() {
            Ok(_) => won += 1,
            Err(error) => assert_eq!(error, ManageError::NameTaken("ada".into())),
        }
    }
    assert_eq!((won, house.records(Kind::Person).await, house.events(EventKind::PersonCreated).await.len()), (1, 1, 1));
}
#[tokio::test]
async fn every_change_is_in_the_ledger_with_its_author() {
    let house = House::new().await;
    house.person("ada").await;
    house.person("bob").await;
    house.identity.add_group("ops", "Operators", &actor(), house.now()).await.unwrap();
    house.identity.add_member("internal/ops", "ada@example.com", &actor(), house.now()).await.unwrap();
    house.identity.remove_member("ops", "ada", &actor(), house.now()).await.unwrap();
    house.identity.delete_group("ops", &actor(), house.now()).await.unwrap();
    house.identity.disable_person("ada", &actor(), house.now()).await.unwrap();
    house.identity.enable_person("ada", &actor(), house.now()).await.unwrap();
    house.identity.invite("ada", &actor(), house.now()).await.unwrap();
    house.identity.recover(Some("ada"), &actor(), house.now()).await.unwrap();
    house.identity.delete_person("ada", &actor(), house.now()).await.unwrap();
    for (kind, count) in [
        (EventKind::PersonCreated, 2),
        (EventKind::PasswordSet, 2),
        (EventKind::GroupCreated, 1),
        (EventKind::GroupChanged, 2),
        (EventKind::GroupDeleted, 1),
        (EventKind::PersonDisabled, 1),
        (EventKind::PersonEnabled, 1),
        (EventKind::PersonInvited, 1),
        (EventKind::RecoveryIssued, 1),
        (EventKind::PersonDeleted, 1),
    ] {
        let events = house.events(kind).await;
        assert_eq!(events.len(), count, "{kind:?}");
        assert!(events.iter().all(|e| &*e.actor == "host:0" && e.request_id.is_some()), "{kind:?}");
        assert!(!format!("{events:?}").contains(PASSWORD));
    }
    assert_eq!((house.records(Kind::Invitation).await, house.records(Kind::Person).await), (0, 1), "links go with the person");
}
#[tokio::test]
async fn a_group_given_again_brings_no_old_members() {
    let house = House::new().await;
    house.person("ada").await;
    let portal = house.sign_in("ada").await;
    let add = async || house.identity.add_group("ops", "", &actor(), house.now()).await;
    add().await.unwrap();
    assert_eq!(add().await, Err(ManageError::GroupTaken("ops".into())));
    house.identity.add_member("ops", "ada", &actor(), house.now()).await.unwrap();
    assert!(portal.session.subject().groups.has("internal/ops"));
    assert_eq!(house.identity.group_members("ops").await.unwrap().len(), 1);
    house.identity.delete_group("ops", &actor(), house.now()).await.unwrap();
    add().await.unwrap();
    assert!(!portal.session.subject().groups.has("ops"));
    assert!(house.identity.group_members("ops").await.unwrap().is_empty());
    assert_eq!(house.identity.add_member("nope", "ada", &actor(), house.now()).await, Err(ManageError::UnknownGroup("nope".into())));
    assert_eq!(house.identity.add_member("ops", "nobody", &actor(), house.now()).await, Err(ManageError::UnknownPerson("nobody".into())));
    for bad in ["", " ops", "a/b", "a\nb", &"x".repeat(65)] {
        assert_eq!(house.identity.add_group(bad, "", &actor(), house.now()).await, Err(ManageError::BadGroupName), "{bad}");
    }
}
#[tokio::test]
async fn lists_show_everyone() {
    let house = House::new().await;
    for n in 0..30 {
        house.identity.add_person(&named(&format!("user{n}"), None), &actor(), house.now()).await.unwrap();
    }
    house.person("ada").await;
    let all = house.identity.list_people().await.unwrap();
    assert_eq!(all.len(), 31);
    assert_eq!(all.iter().filter(|p| p.enrolled).count(), 1);
    let ada = house.identity.show_person("ADA@example.com").await.unwrap();
    assert_eq!((&*ada.username, ada.enrolled, ada.roles.clone()), ("ada", true, vec![Role::Member]));
    assert_eq!(house.identity.show_person(&ada.id.unwrap().to_string()).await.unwrap(), ada);
    assert!(matches!(house.identity.show_person("nobody").await, Err(ManageError::UnknownPerson(_))));
}
#[tokio::test]
async fn a_page_of_people_is_right_after_every_change() {
    let house = House::new().await;
    let find = async |query: &'static str, after: Option<&'static str>, most: usize| {
        let (people, more) = house.identity.find_people(Some(query), after, most).await.unwrap();
        (people.into_iter().map(|p| p.username.to_string()).collect::<Vec<_>>(), more)
    };
    assert!(!house.identity.has_people().await.unwrap());
    assert_eq!(find("", None, 5).await, (vec![], false));
    for n in 0..30 {
        house.identity.add_person(&named(&format!("user{n}"), None), &actor(), house.now()).await.unwrap();
    }
    assert!(house.identity.has_people().await.unwrap());
    assert_eq!(find("USER1", None, 3).await, (vec!["user1".into(), "user10".into(), "user11".into()], true));
    assert_eq!(find("user1", Some("user18"), 3).await, (vec!["user19".into()], false));
    house.identity.delete_person("user10", &actor(), house.now()).await.unwrap();
    house.person("ada").await;
    assert_eq!(find("user1", None, 2).await, (vec!["user1".into(), "user11".into()], true));
    assert_eq!(find("da@exa", None, 2).await, (vec!["ada".into()], false));
    house.identity.disable_person("user11", &actor(), house.now()).await.unwrap();
    house.identity.set_roles("user12", &[Role::Administrator], &actor(), house.now()).await.unwrap();
    // Whatever way is taken: the same of each.
    let mut all = house.identity.list_people().await.unwrap();
    all.sort_by(|a, b| a.username.cmp(&b.username));
    assert_eq!(house.identity.find_people(None, None, 100).await.unwrap(), (all, false));
}
#[tokio::test]
async fn the_last_administrator_stays() {
    let house = House::new().await;
    house.person("ada").await;
    house.person("bob").await;
    house.identity.set_roles("ada", &[Role::Administrator], &actor(), house.now()).await.unwrap();
    let last = Err(ManageError::LastAdministrator("ada".into()));
    assert_eq!(house.identity.disable_person("ada", &actor(), house.now()).await, last);
    assert_eq!(house.identity.delete_person("ada", &actor(), house.now()).await, last);
    assert_eq!(house.identity.set_roles("ada", &[], &actor(), house.now()).await, last);
    house.identity.set_roles("bob", &[Role::Administrator], &actor(), house.now()).await.unwrap();
    house.identity.delete_person("ada", &actor(), house.now()).await.unwrap();
}
#[tokio::test]
async fn administrators_of_the_configuration_change_with_a_reload() {
    let house = House::new().await;
    house.person("ada").await;
    let portal = house.sign_in("ada").await;
    let mut changes = house.identity.changes();
    let named = vec![Administrator::Email(Email::parse("ada@example.com").unwrap())];
    house.identity.reload(IdentitySettings { administrators: named, ..settings() }).await.unwrap();
    assert!(portal.session.subject().roles.has(Role::Administrator));
    assert_eq!(changes.recv().await, Ok(Changed::Person(portal.session.person)));
    house.identity.reload(settings()).await.unwrap();
    assert!(!portal.session.subject().roles.has(Role::Administrator));
    assert!(portal.session.alive(house.now()));
    changes.recv().await.unwrap();
    house.identity.reload(settings()).await.unwrap();
    assert!(changes.try_recv().is_err(), "a reload that changes nothing tells nothing");
}
#[tokio::test]
async fn a_new_password_ends_the_other_sessions_and_the_links() {
    let house = House::new().await;
    house.person("ada").await;
    let (here, there) = (house.sign_in("ada").await, house.sign_in("ada").await);
    let link = house.identity.invite("ada", &actor(), house.now()).await.unwrap();
    let set = house.identity.set_password("ada", &"another password".into(), Some(&here.session), &actor(), house.now()).await;
    assert_eq!(set, Ok(()));
    assert!(here.session.alive(house.now()) && !there.session.alive(house.now()));
    assert!(house.identity.link(link.expose(), house.now()).await.is_err());
    assert!(house.identity.sign_in("ada", &typed(PASSWORD), &ctx(), house.now()).await.is_err());
    assert!(house.identity.sign_in("ada", &typed("another password"), &ctx(), house.now()).await.is_ok());
    assert!(matches!(house.identity.set_password("ada", &"short".into(), None, &actor(), house.now()).await, Err(ManageError::Password(_))));
}
#[tokio::test]
async fn the_last_administrator_of_the_configuration_stays_too() {
    let house = House::new().await;
    house.person("ada").await;
    house.person("bob").await;
    let by_mail = |who: &str| Administrator::Email(Email::parse(&format!("{who}@example.com")).unwrap());
    house.identity.reload(IdentitySettings { administrators: vec![by_mail("ada"), by_mail("nobody")], ..settings() }).await.unwrap();
    let refused = house.identity.disable_person("ada", &actor(), house.now()).await.unwrap_err();
    assert_eq!(refused, ManageError::LastAdministrator("ada".into()));
    assert!(refused.to_string().contains("`administrators:`") && refused.to_string().contains("portcullis recover"));
    assert_eq!(house.identity.delete_person("ada", &actor(), house.now()).await, Err(refused.clone()));
    assert_eq!(house.identity.set_roles("ada", &[], &actor(), house.now()).await, Ok(()), "the configuration still says it");
    house.identity.reload(IdentitySettings { administrators: vec![by_mail("ada"), by_mail("bob")], ..settings() }).await.unwrap();
    house.identity.disable_person("ada", &actor(), house.now()).await.unwrap();
    assert_eq!(house.identity.disable_person("bob", &actor(), house.now()).await, Err(ManageError::LastAdministrator("bob".into())));
}
#[tokio::test]
async fn disabling_twice_is_one_event() {
    let house = House::new().await;
    house.person("ada").await;
    for _ in 0..2 {
        house.identity.disable_person("ada", &actor(), house.now()).await.unwrap();
    }
    assert_eq!(house.events(EventKind::PersonDisabled).await.len(), 1);
}
