//! Active Directory's own ways, against a server in process that writes down what it heard.
//!
//! Why: a password in the wrong bytes, or a disabled account that is let in, shows with no other directory.

use super::ldap::{open, settings, template};
use portcullis_directory::ldap::{Attributes, Bind, LdapFailure, LdapSettings, Nested, PasswordFailure, PasswordWay, States};
use portcullis_testkit::active_directory::{ActiveDirectory, PERSON, Shared};

/// 2027-01-15, in seconds and in Active Directory's steps.
const NOW: i64 = 1_800_000_000;
const NOW_IN_STEPS: i64 = (NOW + 11_644_473_600) * 10_000_000;

fn server(more: &[(&str, &str)]) -> ActiveDirectory {
    let mut person: Vec<(String, String)> = [
        ("sAMAccountName", "ann"),
        ("displayName", "Ann Lee"),
        ("mail", "ann@corp.test"),
        ("userAccountControl", "512"),
        ("accountExpires", "9223372036854775807"),
    ]
    .into_iter()
    .filter(|(name, _)| more.iter().all(|(n, _)| n != name))
    .map(|(n, v)| (n.into(), v.into()))
    .collect();
    person.extend(more.iter().map(|(n, v)| ((*n).into(), (*v).into())));
    let passwords = vec![("CN=svc".into(), "svc".into()), (PERSON.into(), "old password".into())];
    ActiveDirectory::start(Shared { person, groups: vec!["Staff".into(), "Domain Users".into()], passwords, ..Shared::default() })
}
fn corp(server: &ActiveDirectory) -> LdapSettings {
    LdapSettings {
        bind: Bind::As { dn: "CN=svc".into(), password: "svc".into() },
        users_dn: "DC=corp,DC=test".into(),
        groups_dn: "DC=corp,DC=test".into(),
        users_filter: template("(&(|(sAMAccountName={input})(mail={input}))(sAMAccountType=805306368)(!(userAccountControl:1.2.840.113556.1.4.803:=2)))"),
        groups_filter: template("(&(member:1.2.840.113556.1.4.1941:={dn})(|(sAMAccountType=268435456)(sAMAccountType=536870912)))"),
        nested_groups: Nested::InServer,
        attributes: Attributes {
            username: "sAMAccountName".into(),
            display_name: "displayName".into(),
            mail: "mail".into(),
            group_name: "cn".into(),
            id: "objectGUID".into(),
            ..Attributes::default()
        },
        password_way: PasswordWay::ActiveDirectory,
        states: States { active_directory: true, ..States::default() },
        ..settings(super::ldap::tcp(server.port, false))
    }
}
fn quoted(text: &str) -> Vec<u8> {
    format!("\"{text}\"").encode_utf16().flat_map(u16::to_le_bytes).collect()
}

#[tokio::test]
async fn a_person_of_active_directory_has_the_groups_of_the_chain() {
    let server = server(&[]);
    let directory = open(corp(&server));
    let ann = directory.find("ann", NOW).await.unwrap().person().unwrap();
    assert_eq!((&*ann.person.username, ann.person.disabled), ("ann", false));
    assert_eq!(ann.person.groups.iter().map(|g| &**g).collect::<Vec<_>>(), ["Domain Users", "Staff"]);
    let searches = &server.shared.lock().unwrap().searches;
    let has = |text: &str| searches.iter().any(|s| s.windows(text.len()).any(|w| w == text.as_bytes()));
    assert!(has("1.2.840.113556.1.4.1941") && has(PERSON) && has("1.2.840.113556.1.4.803"));
    assert_eq!(searches.len(), 2, "the server follows the chain, group by group is not asked");
}
#[tokio::test]
async fn disabled_expired_and_locked_accounts_are_known_by_their_attributes() {
    let before = (NOW_IN_STEPS - 1).to_string();
    let after = (NOW_IN_STEPS + 10_000_000).to_string();
    for (attribute, value, disabled, locked) in [
        ("userAccountControl", "514", true, false),
        ("userAccountControl", "66048", false, false),
        ("accountExpires", before.as_str(), true, false),
        ("accountExpires", after.as_str(), false, false),
        ("accountExpires", "0", false, false),
        ("msDS-User-Account-Control-Computed", "16", false, true),
        ("msDS-User-Account-Control-Computed", "8388608", false, false),
    ] {
        let server = server(&[(attribute, value)]);
        let ann = open(corp(&server)).find("ann", NOW).await.unwrap().person().unwrap();
        assert_eq!((ann.person.disabled, ann.locked_for_now), (disabled, locked), "{attribute} {value}");
    }
}
#[tokio::test]
async fn a_password_goes_as_quoted_utf_16_old_out_and_new_in_or_replaced() {
    let server = server(&[]);
    let directory = open(corp(&server));
    directory.set_password(("ann", None), Some(&"old password".into()), &"nüw password".into(), NOW).await.unwrap();
    let name = || "unicodePwd".to_owned();
    let heard = std::mem::take(&mut server.shared.lock().unwrap().changes);
    assert_eq!(heard, [(1, name(), quoted("old password")), (0, name(), quoted("nüw password"))]);
    directory.set_password(("ann", None), None, &"nüw password".into(), NOW).await.unwrap();
    let shared = &mut *server.shared.lock().unwrap();
    assert_eq!(std::mem::take(&mut shared.changes), [(2, name(), quoted("nüw password"))]);
    assert_eq!(shared.controls, ["1.2.840.113556.1.4.2239"], "resets keep the history rule");
}
#[tokio::test]
async fn what_active_directory_says_of_a_password_is_told_apart() {
    let server = server(&[]);
    let directory = open(corp(&server));
    for (code, words, refused) in [
        (19, "0000052D: Constraint violation", PasswordFailure::Rules),
        (53, "0000001F: SvcErr: DSID-031A12D2", PasswordFailure::Rules),
        (19, "00000056: AtrErr: DSID-03191083", PasswordFailure::WrongOld),
        (50, "00000005: SecErr", PasswordFailure::Forbidden),
    ] {
        server.shared.lock().unwrap().modified = (code, words.into());
        assert_eq!(directory.set_password(("ann", None), Some(&"old password".into()), &"new password".into(), NOW).await, Err(refused), "{words}");
    }
    assert_eq!(directory.set_password(("ann", None), Some(&"wrong".into()), &"new password".into(), NOW).await, Err(PasswordFailure::WrongOld));
}
#[tokio::test]
async fn who_is_renamed_is_found_by_their_guid() {
    let server = server(&[]);
    let guid = vec![0x2c, 0x4f, 0x20, 0x73, 0x49, 0xb9, 0x39, 0x4c, 0xa3, 0xae, 0x79, 0xfb, 0x51, 0x19, 0xe6, 0x76];
    server.shared.lock().unwrap().guid = Some(guid);
    let directory = open(corp(&server));
    let id = directory.find("ann", NOW).await.unwrap().person().unwrap().id.unwrap();
    assert_eq!(id.as_str(), "objectguid=#2c4f207349b9394ca3ae79fb5119e676");
    server.shared.lock().unwrap().person[0].1 = "lee".into();
    assert!(directory.look("ann", None, NOW).await.unwrap().is_none());
    let lee = directory.look("ann", Some(&id), NOW).await.unwrap().unwrap();
    assert_eq!((&*lee.person.username, lee.id.as_ref(), directory.count(&id).await), ("lee", Some(&id), Ok(1)));
    // Another entry under the old name.
    server.shared.lock().unwrap().person[0].1 = "ann".into();
    server.shared.lock().unwrap().guid.as_mut().unwrap()[0] = 0xff;
    assert!(directory.look("ann", Some(&id), NOW).await.unwrap().is_none());
    server.shared.lock().unwrap().guid = None;
    assert!(matches!(directory.look("ann", Some(&id), NOW).await, Err(LdapFailure::Id(_))), "what is not said says nothing");
}
