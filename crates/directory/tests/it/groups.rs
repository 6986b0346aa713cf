//! Groups of a real OpenLDAP server that cannot all be read: hidden, too deep, with names that cannot be kept.
//!
//! Why: a rule that denies by a group must not miss one, and nobody must be shut out over one that the configuration leaves out.

use super::ldap::{found, open, settings, tcp, template};
use portcullis_directory::ldap::{GroupSearch, Incomplete, LdapFailure, LdapSettings, Nested};
use portcullis_testkit::slapd::{self, ACCOUNT, BASE};

const NOW: i64 = 1_800_000_000;

#[tokio::test]
async fn groups_that_cannot_all_be_read_are_said_to_be_unclear() {
    let Some(mut slapd) = slapd::own() else { return };
    let direct = settings(tcp(slapd.port, false));
    let nested = LdapSettings { nested_groups: Nested::ByGroup, ..direct.clone() };
    let stated = LdapSettings { group_search: GroupSearch::MemberOf, groups_filter: template("(|{memberof:rdn})"), ..direct.clone() };
    let why = async |settings: &LdapSettings, name: &str| found(&open(settings.clone()), name).await.unwrap().unclear;
    for settings in [&direct, &nested, &stated] {
        assert_eq!((why(settings, "alice").await, why(settings, "bob").await), (None, None));
    }
    // A name that is too long.
    slapd.add(&slapd::person("carol", ""));
    slapd.add(&slapd::group("long", &["uid=carol,ou=people"]).replace("cn: long\n", &format!("cn: long\ncn: {}\n", "x".repeat(256))));
    for settings in [&direct, &nested, &stated] {
        assert!(why(settings, "carol").await.unwrap().contains("255 bytes"));
    }
    let enough = LdapSettings { incomplete_groups: Incomplete::Ignore, ..direct.clone() };
    assert_eq!(why(&enough, "carol").await, None);
    slapd.delete(&format!("cn=long,ou=groups,{BASE}"));
    // Eleven levels above the first one are one too many; ten are not.
    let mut below = "uid=carol,ou=people".to_owned();
    for level in 0..=11 {
        slapd.add(&slapd::group(&format!("level-{level:02}"), &[&below]));
        below = format!("cn=level-{level:02},ou=groups");
        let unclear = why(&nested, "carol").await;
        assert_eq!(unclear.is_some(), level == 11, "{level}: {unclear:?}");
    }
    assert_eq!(why(&direct, "carol").await, None, "groups of groups do not count there");
    // Left out by the filter, or elsewhere: nobody hid them.
    let narrow = LdapSettings { groups_filter: template("(&(member={dn})(cn=staff))"), ..direct.clone() };
    let elsewhere = LdapSettings { groups_dn: format!("ou=services,{BASE}").into(), ..direct.clone() };
    assert_eq!((why(&narrow, "alice").await, why(&elsewhere, "alice").await), (None, None));
    // Not to be seen: a group, a group above one, a group's name.
    let rule = |what: &str| format!("access to {what} by dn.exact=\"{ACCOUNT}\" none by * none\n");
    slapd.restrict(&rule(&format!("dn.exact=\"cn=admins,ou=groups,{BASE}\"")));
    for settings in [&direct, &nested, &stated] {
        assert!(why(settings, "alice").await.unwrap().contains("cn=admins"));
        assert_eq!(why(settings, "bob").await, None);
    }
    slapd.restrict(&rule(&format!("dn.exact=\"cn=everybody,ou=groups,{BASE}\"")));
    assert_eq!(why(&direct, "bob").await, None);
    assert!(why(&nested, "bob").await.unwrap().contains("cn=everybody"));
    slapd.restrict(&rule(&format!("dn.exact=\"cn=admins,ou=groups,{BASE}\" attrs=cn")));
    assert!(why(&direct, "alice").await.unwrap().contains("name of the group"));
    // Nothing of all groups: no word on anybody.
    slapd.restrict(&rule(&format!("dn.subtree=\"ou=groups,{BASE}\"")));
    let directory = open(direct.clone());
    assert!(matches!(directory.find("alice", NOW).await, Err(LdapFailure::Hidden { .. })) && directory.trouble().is_some());
    assert!(found(&directory, "nobody").await.is_none() && directory.trouble().is_some(), "an unknown name does not end the trouble");
    assert_eq!(found(&open(enough), "alice").await.map(|f| (f.unclear, f.person.groups.len())), Some((None, 0)));
    slapd.restrict("");
    assert!(found(&directory, "alice").await.is_some() && directory.trouble().is_none());
}
