//! People of a real OpenLDAP server: found, checked, grouped, their passwords changed; and a server that is away or lies.
//!
//! Why: what a directory answers decides who comes in; each answer that is none must end as none.

use portcullis_attributes::{Names, Template};
use portcullis_crypto::SecretText;
use portcullis_directory::ldap::{
    Attributes, Bind, Found, Further, GroupSearch, Incomplete, LdapDirectory, LdapFailure, LdapSettings, Nested, PasswordFailure, PasswordWay, Server, Sought,
    States, Tls, ValueKind,
};
use portcullis_testkit::slapd::{self, ACCOUNT, ACCOUNT_PASSWORD, BASE, PASSWORD, Slapd};
use std::time::{Duration, Instant};

const NOW: i64 = 1_800_000_000;

pub(crate) fn tcp(port: u16, ldaps: bool) -> Server {
    Server::Tcp { host: "127.0.0.1".into(), port, ldaps }
}
pub(crate) fn template(text: &str) -> Template {
    let names = Names { distinguished_name: "entryDN", username: "uid", display_name: "displayName", mail: "mail", member_of: "memberOf" };
    Template::parse(text, names, |_| true).unwrap()
}
pub(crate) fn settings(server: Server) -> LdapSettings {
    LdapSettings {
        name: "corp".into(),
        servers: vec![server],
        start_tls: false,
        tls: Tls::default(),
        timeout: Duration::from_secs(3),
        connections: 3,
        wait: Duration::from_secs(3),
        bind: Bind::As { dn: ACCOUNT.into(), password: ACCOUNT_PASSWORD.into() },
        users_dn: format!("ou=people,{BASE}").into(),
        groups_dn: format!("ou=groups,{BASE}").into(),
        users_filter: template("(&(|({username_attribute}={input})({mail_attribute}={input}))(objectClass=inetOrgPerson))"),
        groups_filter: template("(&(member={dn})(objectClass=groupOfNames))"),
        group_search: GroupSearch::Filter,
        nested_groups: Nested::No,
        incomplete_groups: Incomplete::Refuse,
        attributes: Attributes {
            distinguished_name: "entryDN".into(),
            username: "uid".into(),
            display_name: "displayName".into(),
            mail: "mail".into(),
            member_of: "memberOf".into(),
            group_name: "cn".into(),
            id: "entryUUID".into(),
            further: vec![
                Further { attribute: "givenName".into(), claim: "given_name".into(), kind: ValueKind::Text, many: false, of_address: false },
                Further { attribute: "employeeNumber".into(), claim: "number".into(), kind: ValueKind::Integer, many: false, of_address: false },
                Further { attribute: "employeeType".into(), claim: "wrong".into(), kind: ValueKind::Integer, many: true, of_address: false },
            ],
        },
        permit_referrals: false,
        change_passwords: true,
        password_way: PasswordWay::Modify,
        states: States { password_policy: true, shadow: true, ..States::default() },
    }
}
pub(crate) fn open(settings: LdapSettings) -> LdapDirectory {
    LdapDirectory::open(settings).unwrap()
}
fn plain(slapd: &Slapd) -> LdapDirectory {
    open(settings(tcp(slapd.port, false)))
}
fn authority(slapd: &Slapd) -> Tls {
    Tls { authorities: Some(std::fs::read(slapd.authority()).unwrap()), ..Tls::default() }
}
pub(crate) async fn found(directory: &LdapDirectory, typed: &str) -> Option<Found> {
    directory.find(typed, NOW).await.unwrap().person()
}
fn groups(found: &Found) -> Vec<&str> {
    found.person.groups.iter().map(|g| &**g).collect()
}
fn secret(text: &str) -> SecretText {
    text.into()
}

#[tokio::test]
async fn a_person_is_found_by_name_and_address_with_everything_that_is_stated() {
    let Some(slapd) = slapd::own() else { return };
    let directory = plain(&slapd);
    for typed in ["alice", "ALICE", "alice@example.com", "al@example.com", "AL@example.com"] {
        let alice = found(&directory, typed).await.unwrap_or_else(|| panic!("{typed}"));
        let person = &alice.person;
        assert_eq!((&*person.username, &*person.display_name), ("alice", "alice of the tests"));
        assert_eq!(person.email.as_ref().map(|e| e.as_str()), Some("alice@example.com"));
        assert_eq!(groups(&alice), ["admins", "staff"]);
        assert_eq!(person.claims["emails"].len(), 2);
        assert_eq!((person.claims["given_name"][0].as_str(), person.claims["number"][0].as_i64()), (Some("Alice"), Some(7)));
        assert!(!person.claims.contains_key("wrong"), "a value of another kind says nothing");
        assert!(!person.disabled && person.hash.is_none());
    }
    assert!(found(&directory, "carol").await.is_none());
    assert!(directory.trouble().is_none());
}
#[tokio::test]
async fn a_password_is_the_servers_to_judge() {
    let Some(slapd) = slapd::own() else { return };
    let directory = plain(&slapd);
    let alice = found(&directory, "alice").await.unwrap();
    assert_eq!(directory.check(&alice, &secret(PASSWORD)).await, Ok(true));
    for wrong in ["", "wrong", "\0", &format!("{PASSWORD}\0"), "correct horse battery ", &"x".repeat(4_000)] {
        assert_eq!(directory.check(&alice, &secret(wrong)).await, Ok(false), "{wrong:?}");
    }
}
#[tokio::test]
async fn s25_no_name_changes_what_is_asked() {
    let Some(slapd) = slapd::own() else { return };
    slapd.add(
        &slapd::person("o\\,u=x", "")
            .replace("dn: uid=o\\,u=x", "dn: uid=o\\,u\\=x")
            .replace("uid: o\\,u=x", "uid: o,u=x")
            .replace("mail: o\\,u=x@", "mail: odd@"),
    );
    slapd.add(&slapd::group("odd", &["uid=o\\,u\\=x,ou=people"]));
    let directory = plain(&slapd);
    for typed in [
        "*",
        "*)(uid=*",
        "alice)(uid=*",
        "alice*",
        "a*e",
        "\\2a",
        "\\61lice",
        "alice\0",
        "alice)",
        "(alice",
        "alice))(|(uid=*",
        "admin)(&)",
        "|",
        "&",
        "alice,ou=people,dc=example,dc=com",
        "uid=alice",
        " alice",
        "alice\n",
        "",
        "alice\u{202e}",
    ] {
        let hit = found(&directory, typed).await;
        // Blanks at the ends mean nothing to the server's matching rule, and the name is the directory's own in any case.
        assert!(hit.is_none() || (typed.trim() == "alice" && &*hit.unwrap().person.username == "alice"), "{typed:?}");
    }
    let odd = found(&directory, "o,u=x").await.unwrap();
    assert_eq!((&*odd.person.username, groups(&odd)), ("o,u=x", vec!["odd"]));
    assert_eq!(directory.check(&odd, &secret(PASSWORD)).await, Ok(true));
}
#[tokio::test]
async fn of_two_entries_nobody_is_meant() {
    let Some(slapd) = slapd::own() else { return };
    slapd.add(&slapd::person("carol", "mail: shared@example.com\n"));
    slapd.add(&slapd::person("dave", "mail: shared@example.com\nmail: alice\n"));
    slapd.add(&format!("dn: ou=more,ou=people,{BASE}\nobjectClass: organizationalUnit\nou: more\n"));
    slapd.add(&slapd::person("bob", "").replace("ou=people", "ou=more,ou=people"));
    slapd.add(&slapd::person("twice", "uid: other\n"));
    let directory = plain(&slapd);
    for typed in ["shared@example.com", "bob"] {
        assert!(matches!(directory.find(typed, NOW).await, Ok(Sought::Several)), "{typed}");
    }
    assert!(found(&directory, "twice").await.is_none());
    // Whoever writes another's name as their own address does not shut them out.
    assert_eq!(&*found(&directory, "alice").await.unwrap().person.username, "alice");
    // Whoever is signed in is followed by name: somebody else's address does not put them out.
    assert!(directory.look("alice", None, NOW).await.unwrap().is_some());
    assert!(directory.look("carol", None, NOW).await.unwrap().is_some());
}
#[tokio::test]
async fn groups_come_by_filter_by_member_of_and_from_groups() {
    let Some(slapd) = slapd::own() else { return };
    let direct = settings(tcp(slapd.port, false));
    let nested = open(LdapSettings { nested_groups: Nested::ByGroup, ..direct.clone() });
    assert_eq!(groups(&found(&nested, "bob").await.unwrap()), ["everybody", "staff"]);
    // A ring of groups ends.
    slapd.modify(&format!("dn: cn=staff,ou=groups,{BASE}\nchangetype: modify\nadd: member\nmember: cn=everybody,ou=groups,{BASE}\n"));
    assert_eq!(groups(&found(&nested, "bob").await.unwrap()), ["everybody", "staff"]);
    for filter in ["(|{memberof:rdn})", "(|{memberof:dn})"] {
        let stated = open(LdapSettings { group_search: GroupSearch::MemberOf, groups_filter: template(filter), ..direct.clone() });
        assert_eq!(groups(&found(&stated, "alice").await.unwrap()), ["admins", "staff"], "{filter}");
        slapd.add(&slapd::person("nobody", ""));
        assert!(groups(&found(&stated, "nobody").await.unwrap()).is_empty());
        slapd.delete(&format!("uid=nobody,ou=people,{BASE}"));
    }
}
#[tokio::test]
async fn a_person_in_five_hundred_groups_has_them_all_and_one_in_too_many_does_not_come() {
    let Some(slapd) = slapd::own() else { return };
    let many: String = (0..1_100)
        .map(|n| slapd::group(&format!("team-{n:04}-with-a-name-of-some-length"), &[if n < 500 { "uid=alice,ou=people" } else { "uid=bob,ou=people" }]))
        .collect();
    slapd.add(&many);
    slapd.add(&(0..600).map(|n| slapd::group(&format!("more-{n:04}-with-a-name-of-some-length-too"), &["uid=bob,ou=people"])).collect::<String>());
    let directory = plain(&slapd);
    assert_eq!(found(&directory, "alice").await.unwrap().person.groups.len(), 502);
    let bob = found(&directory, "bob").await.unwrap();
    assert!(bob.unclear.is_some() && groups(&bob).is_empty());
    assert!(directory.trouble().is_none(), "one person is not the server's trouble");
}
#[tokio::test]
async fn who_is_locked_or_expired_is_told_apart_from_who_is_gone() {
    let Some(slapd) = slapd::own() else { return };
    let directory = plain(&slapd);
    let change = |value: &str| format!("dn: uid=alice,ou=people,{BASE}\nchangetype: modify\nreplace: pwdAccountLockedTime\n{value}");
    slapd.modify(&change("pwdAccountLockedTime: 000001010000Z\n"));
    assert!(found(&directory, "alice").await.unwrap().person.disabled);
    slapd.modify(&change("pwdAccountLockedTime: 20260101000000Z\n"));
    let locked = found(&directory, "alice").await.unwrap();
    assert!(locked.locked_for_now && !locked.person.disabled);
    slapd.modify(&change(""));
    assert!(!found(&directory, "alice").await.unwrap().locked_for_now);
    let today = NOW / 86_400;
    for (day, closed) in [(today - 1, true), (today, true), (today + 1, false), (-1, false)] {
        slapd.modify(&format!(
            "dn: uid=bob,ou=people,{BASE}\nchangetype: modify\nreplace: objectClass\nobjectClass: inetOrgPerson\nobjectClass: shadowAccount\n-\nreplace: shadowExpire\nshadowExpire: {day}\n"
        ));
        assert_eq!(found(&directory, "bob").await.unwrap().person.disabled, closed, "{day}");
    }
    slapd.delete(&format!("uid=bob,ou=people,{BASE}"));
    assert!(directory.look("bob", None, NOW).await.unwrap().is_none());
}
#[tokio::test]
async fn encryption_is_there_or_nothing_is_said() {
    let Some(slapd) = slapd::own() else { return };
    let ldaps = settings(tcp(slapd.tls_port, true));
    let start_tls = LdapSettings { start_tls: true, ..settings(tcp(slapd.port, false)) };
    for good in
        [LdapSettings { tls: authority(&slapd), ..ldaps.clone() }, LdapSettings { tls: Tls { only_1_3: true, ..authority(&slapd) }, ..start_tls.clone() }]
    {
        let directory = open(good);
        let alice = found(&directory, "alice").await.unwrap();
        assert_eq!(directory.check(&alice, &secret(PASSWORD)).await, Ok(true));
    }
    let named = Tls { server_name: Some("ldap.example.test".into()), ..authority(&slapd) };
    assert!(found(&open(LdapSettings { tls: named, ..ldaps.clone() }), "alice").await.is_some());
    let wrong = Tls { server_name: Some("other.example.test".into()), ..authority(&slapd) };
    // The system's authorities do not know it; its name is another; nobody listens for TLS there.
    for bad in [ldaps.clone(), start_tls.clone(), LdapSettings { tls: wrong, ..start_tls }, settings(tcp(slapd.port, true))] {
        let directory = open(bad);
        assert!(matches!(directory.find("alice", NOW).await, Err(LdapFailure::Tls(_))));
        assert!(directory.trouble().is_some());
    }
    assert!(found(&open(settings(Server::Socket(slapd.socket()))), "alice").await.is_some());
}
/// A server that answers the first message with these bytes and then lies still.
async fn liar(answer: &'static [u8]) -> (u16, tokio::task::JoinHandle<Vec<u8>>) {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let heard = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut heard = vec![0; 4096];
        let n = stream.read(&mut heard).await.unwrap();
        heard.truncate(n);
        stream.write_all(answer).await.unwrap();
        let mut more = Vec::new();
        let _ = tokio::time::timeout(Duration::from_millis(500), stream.read_to_end(&mut more)).await;
        heard.extend(more);
        heard
    });
    (port, heard)
}
#[tokio::test]
async fn a_server_that_strips_start_tls_hears_no_password() {
    // protocolError; success to a bind that was never sent; text of another protocol.
    for answer in [
        &b"\x30\x0c\x02\x01\x01\x78\x07\x0a\x01\x02\x04\x00\x04\x00"[..],
        b"\x30\x0c\x02\x01\x01\x61\x07\x0a\x01\x00\x04\x00\x04\x00",
        b"220 mail.example.com ESMTP\r\n",
    ] {
        let (port, heard) = liar(answer).await;
        let directory = open(LdapSettings { start_tls: true, ..settings(tcp(port, false)) });
        let refused = directory.find("alice", NOW).await.unwrap_err();
        assert!(matches!(refused, LdapFailure::NoStartTls | LdapFailure::Unreachable(_)), "{refused}");
        let heard = heard.await.unwrap();
        assert_eq!(heard.len(), 31, "only the question for TLS was sent");
        assert!(!heard.windows(7).any(|w| w == b"account"));
    }
}
#[tokio::test]
async fn s21_a_server_that_answers_nonsense_or_nothing_is_left_in_time() {
    for answer in [
        &b"\x30\x0c\x02\x01\x01\x61\x07\x0a\x01\x00\x04\x00\x0f\x00"[..],
        b"\x30\x03\x02\x01\x01",
        b"\x30\x84\x7f\xff\xff\xff",
        b"\x30\x05\x02\x01\x01\x61\x00",
        b"",
    ] {
        let (port, _heard) = liar(answer).await;
        let directory = open(LdapSettings { timeout: Duration::from_millis(400), ..settings(tcp(port, false)) });
        let start = Instant::now();
        assert!(directory.find("alice", NOW).await.is_err(), "{answer:?}");
        assert!(start.elapsed() < Duration::from_secs(2), "{answer:?}: {:?}", start.elapsed());
    }
}
#[tokio::test]
async fn the_next_server_is_asked_when_the_first_is_away_and_a_dead_connection_is_replaced() {
    let (Some(mut first), Some(second)) = (slapd::own(), slapd::own()) else { return };
    let both = LdapSettings { servers: vec![tcp(first.port, false), tcp(second.port, false)], ..settings(tcp(1, false)) };
    second.leave("alice", "admins");
    let directory = open(both);
    assert_eq!(groups(&found(&directory, "alice").await.unwrap()), ["admins", "staff"]);
    first.stop();
    let alice = found(&directory, "alice").await.unwrap();
    assert_eq!(groups(&alice), ["staff"], "the second one's word");
    assert_eq!(directory.check(&alice, &secret(PASSWORD)).await, Ok(true));
    first.resume();
    drop(second);
    // Both rested connections are dead; the first server, that was down, is asked again.
    assert_eq!(groups(&found(&directory, "alice").await.unwrap()), ["admins", "staff"]);
    assert!(directory.trouble().is_none());
    first.stop();
    assert!(directory.find("alice", NOW).await.is_err() && directory.trouble().is_some());
    let start = Instant::now();
    assert!(directory.check(&alice, &secret(PASSWORD)).await.is_err(), "no answer is no refusal");
    assert!(start.elapsed() < Duration::from_secs(1), "and it is told at once");
    first.resume();
    tokio::time::sleep(Duration::from_millis(2_100)).await;
    assert!(found(&directory, "alice").await.is_some() && directory.trouble().is_none());
}
#[tokio::test]
async fn many_at_once_share_few_connections() {
    let Some(slapd) = slapd::own() else { return };
    let directory = std::sync::Arc::new(plain(&slapd));
    let all: Vec<_> = (0..60)
        .map(|_| {
            let directory = directory.clone();
            tokio::spawn(async move { directory.find("alice", NOW).await.map(|f| f.person().is_some()) })
        })
        .collect();
    for one in all {
        assert_eq!(one.await.unwrap(), Ok(true));
    }
    let none = open(LdapSettings { bind: Bind::As { dn: ACCOUNT.into(), password: "wrong".into() }, ..settings(tcp(slapd.port, false)) });
    assert!(matches!(none.find("alice", NOW).await, Err(LdapFailure::Account(_))));
    let anonymous = open(LdapSettings { bind: Bind::Anonymous, ..settings(tcp(slapd.port, false)) });
    assert!(matches!(anonymous.find("alice", NOW).await, Err(LdapFailure::Hidden { .. })), "nobody may look here, so nobody is said to be gone");
}
#[tokio::test]
async fn a_password_is_changed_by_its_owner_and_reset_by_the_account_under_the_servers_rules() {
    let Some(slapd) = slapd::own() else { return };
    let directory = plain(&slapd);
    let set = async |old: Option<&str>, new: &str| directory.set_password(("alice", None), old.map(secret).as_ref(), &secret(new), NOW).await;
    let is = async |password: &str| directory.check(&found(&directory, "alice").await.unwrap(), &secret(password)).await.unwrap();
    assert_eq!(set(Some("wrong"), "another password").await, Err(PasswordFailure::WrongOld));
    assert_eq!(set(Some(PASSWORD), "short").await, Err(PasswordFailure::Rules));
    assert!(is(PASSWORD).await);
    assert_eq!(set(Some(PASSWORD), "another password").await, Ok(()));
    assert!(is("another password").await && !is(PASSWORD).await);
    assert_eq!(set(Some("another password"), PASSWORD).await, Err(PasswordFailure::Rules), "it was had before");
    assert_eq!(set(None, "a third password").await, Ok(()));
    assert!(is("a third password").await);
    assert_eq!(directory.set_password(("nobody", None), None, &secret("a third password"), NOW).await, Err(PasswordFailure::Nobody));
    let off = open(LdapSettings { change_passwords: false, ..settings(tcp(slapd.port, false)) });
    assert_eq!(off.set_password(("alice", None), None, &secret("a third password"), NOW).await, Err(PasswordFailure::Off));
}
#[tokio::test]
async fn referrals_lead_to_servers_of_the_list_only_and_never_in_a_ring() {
    let (Some(here), Some(there)) = (slapd::own(), slapd::own()) else { return };
    let refer = |at: &Slapd, to: u16| {
        at.add_referral(&format!(
            "dn: ou=elsewhere,ou=people,{BASE}\nobjectClass: referral\nobjectClass: extensibleObject\nou: elsewhere\nref: ldap://127.0.0.1:{to}/ou=people,{BASE}\n"
        ));
    };
    there.add(&slapd::person("remote", ""));
    refer(&here, there.port);
    refer(&there, here.port);
    let alone = LdapSettings { permit_referrals: true, ..settings(tcp(here.port, false)) };
    let both = LdapSettings { servers: vec![tcp(here.port, false), tcp(there.port, false)], ..alone.clone() };
    assert!(found(&open(LdapSettings { permit_referrals: false, ..both.clone() }), "remote").await.is_none());
    assert!(found(&open(alone), "remote").await.is_none(), "a server that nobody named is not asked");
    let start = Instant::now();
    let directory = open(both);
    assert!(found(&directory, "remote").await.is_some());
    assert!(found(&directory, "alice").await.is_some(), "the same entry on both is one");
    assert!(start.elapsed() < Duration::from_secs(3));
}
