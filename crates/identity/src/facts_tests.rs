//! Tests of the facts about a person.
//!
//! Why: a group or an address from the wrong source is a way in.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use super::*;
use portcullis_directory::{Rules, read};
use portcullis_model::Timestamp;

const HASH: &str = "$argon2id$v=19$m=8192,t=1,p=1$y2V9VWXZRiV8NRdFP4cgvA$l0eSibghf7nfLc508xHh0w/SyNOW7o9cG+lIujHrkqo";

fn people(entries: &[(&str, &str)]) -> Arc<Snapshot> {
    let mut yaml = String::from("users:\n");
    for (name, more) in entries {
        yaml.push_str(&format!("  {name}:\n    displayname: N\n    password: '{HASH}'\n{more}"));
    }
    Arc::new(read(&yaml, Rules::default()).unwrap().0)
}
fn source(name: &str, people: Arc<Snapshot>) -> Source {
    Source { name: name.into(), authoritative: Authority::default(), people, server: false }
}
fn gid(n: u8) -> GroupId {
    GroupId::new(Timestamp::from_secs(1), [n; 10])
}
fn pid() -> PersonId {
    PersonId::new(Timestamp::from_secs(1), [9; 10])
}
fn record(username: &str, source: Option<&str>, groups: Vec<GroupId>) -> PersonRecord {
    PersonRecord { email: Some("ann@example.com".into()), groups, source: source.map(Into::into), ..PersonRecord::named(username, Timestamp::from_secs(1)) }
}

#[test]
fn a_bare_group_is_the_internal_one_and_the_only_other_source() {
    let file = people(&[("ann", "    groups: [staff, 'internal/admins', 'a/b']\n")]);
    let mut sources = Sources { groups: HashMap::from([(gid(1), "ops".into())]), directories: vec![source("users", file)], ..Sources::default() };
    let groups = sources.facts(pid(), record("ann", Some("users"), vec![gid(1), gid(2)]), 1).subject.groups.clone();
    for yes in ["internal/ops", "ops", "users/staff", "staff", "users/internal/admins"] {
        assert!(groups.has(yes), "{yes}");
    }
    // A file may not state a group of another source by writing its name with a slash.
    for no in ["internal/admins", "admins", "a/b", "internal/staff", "users/ops", "other/staff"] {
        assert!(!groups.has(no), "{no}");
    }
    sources.directories.push(source("more", people(&[("bob", "")])));
    let groups = sources.facts(pid(), record("ann", Some("users"), vec![gid(1)]), 1).subject.groups.clone();
    assert!(groups.has("ops") && groups.has("users/staff") && !groups.has("staff"), "with two others a bare name means neither");
}
#[test]
fn who_left_the_directory_is_barred_and_has_nothing_of_it() {
    let sources = Sources { directories: vec![source("users", people(&[("bob", "    disabled: true\n")]))], ..Sources::default() };
    let gone = sources.facts(pid(), record("ann", Some("users"), Vec::new()), 1);
    assert!(gone.barred && gone.subject.groups.is_empty());
    assert!(sources.facts(pid(), record("bob", Some("users"), Vec::new()), 1).barred);
    assert!(!sources.facts(pid(), record("ann", None, Vec::new()), 1).barred);
    assert!(sources.facts(pid(), record("ann", Some("unmounted"), Vec::new()), 1).barred);
}
#[test]
fn of_two_directories_with_a_name_only_the_first_ones_person_counts() {
    let sources = Sources { directories: vec![source("one", people(&[("ann", "")])), source("two", people(&[("ann", "")]))], ..Sources::default() };
    assert!(!sources.facts(pid(), record("ann", Some("one"), Vec::new()), 1).barred);
    assert!(sources.facts(pid(), record("ann", Some("two"), Vec::new()), 1).barred);
}
#[test]
fn a_narrowed_directory_counts_for_its_part_only() {
    let file = people(&[("ann", "    email: ann@evil.test\n    groups: [staff]\n")]);
    let narrowed = Authority { domains: Some(vec!["example.com".into()]), groups: Counts::No };
    let sources = Sources {
        administrators: vec![Administrator::Email(Email::parse("ann@evil.test").unwrap()), Administrator::Group("users/staff".into())],
        directories: vec![Source { name: "users".into(), authoritative: narrowed, people: file, server: false }],
        ..Sources::default()
    };
    let facts = sources.facts(pid(), record("ann", Some("users"), Vec::new()), 1);
    assert!(facts.subject.email.is_none() && facts.subject.groups.is_empty());
    assert!(!facts.subject.roles.has(Role::Administrator));
}
#[test]
fn administrators_are_named_by_address_group_or_record() {
    let admin = |sources: &Sources, record: PersonRecord| sources.facts(pid(), record, 1).subject.roles.has(Role::Administrator);
    let by = |administrators| Sources { administrators, groups: HashMap::from([(gid(1), "admins".into())]), ..Sources::default() };
    assert!(admin(&by(vec![Administrator::Email(Email::parse("ANN@example.com").unwrap())]), record("ann", None, Vec::new())));
    assert!(admin(&by(vec![Administrator::Group("admins".into())]), record("ann", None, vec![gid(1)])));
    assert!(!admin(&by(vec![Administrator::Group("admins".into())]), record("ann", None, vec![gid(2)])));
    assert!(!admin(&by(Vec::new()), record("ann", None, vec![gid(1)])));
    let mut first = record("ann", None, Vec::new());
    first.roles.push(Role::Administrator);
    let facts = by(Vec::new()).facts(pid(), first, 1);
    assert!(facts.subject.roles.has(Role::Administrator) && facts.subject.roles.has(Role::Member));
}
