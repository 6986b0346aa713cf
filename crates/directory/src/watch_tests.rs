//! Tests of the watched file.
//!
//! Why: every way in which a file changes under a running server.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use super::*;
use std::fs;

const HASH: &str = "$argon2id$v=19$m=8192,t=1,p=1$y2V9VWXZRiV8NRdFP4cgvA$l0eSibghf7nfLc508xHh0w/SyNOW7o9cG+lIujHrkqo";

fn file(groups: &str) -> String {
    format!("users:\n  alice:\n    displayname: Alice\n    password: '{HASH}'\n    groups: [{groups}]\n")
}
fn open(path: &Path) -> FileDirectory {
    FileDirectory::open(Settings { name: "users".into(), path: path.to_owned(), rules: Rules::default(), writable: true }).unwrap()
}
fn groups(d: &FileDirectory) -> Vec<String> {
    d.snapshot().get("alice").unwrap().groups.iter().map(ToString::to_string).collect()
}
async fn within_a_second(what: impl Fn() -> bool) {
    for _ in 0..50 {
        if what() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("not within a second");
}

#[tokio::test]
async fn s28_a_write_in_place_holds_within_a_second() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("users.yml");
    fs::write(&path, file("dev")).unwrap();
    let directory = open(&path);
    let mut changes = directory.changes();
    assert_eq!(groups(&directory), ["dev"]);
    fs::write(&path, file("ops")).unwrap();
    within_a_second(|| groups(&directory) == ["ops"]).await;
    assert!(changes.has_changed().unwrap());
    changes.mark_unchanged();
}
#[tokio::test]
async fn s28_a_file_put_in_the_place_of_the_old_holds_within_a_second() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("users.yml");
    fs::write(&path, file("dev")).unwrap();
    let directory = open(&path);
    for n in ["ops", "sre"] {
        let new = dir.path().join("users.yml.new");
        fs::write(&new, file(n)).unwrap();
        fs::rename(&new, &path).unwrap();
        within_a_second(|| groups(&directory) == [n]).await;
    }
}
#[tokio::test]
async fn a_bad_file_keeps_the_old_people_and_says_where() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("users.yml");
    fs::write(&path, file("dev")).unwrap();
    let directory = open(&path);
    for bad in ["", "users:\n  alice:\n    displayname: Alice\n    password: secret-canary\n"] {
        fs::write(&path, bad).unwrap();
        within_a_second(|| directory.trouble().is_some()).await;
        assert_eq!(groups(&directory), ["dev"]);
    }
    within_a_second(|| directory.trouble().is_some_and(|t| t.contains("users.yml:4:"))).await;
    assert!(!directory.trouble().unwrap().contains("secret-canary"));
    fs::remove_file(&path).unwrap();
    within_a_second(|| directory.trouble().is_some_and(|t| t.contains("gone"))).await;
    fs::write(&path, file("ops")).unwrap();
    within_a_second(|| groups(&directory) == ["ops"] && directory.trouble().is_none()).await;
}
#[tokio::test]
async fn a_password_that_is_written_holds_at_once_and_the_next_edit_as_well() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("users.yml");
    fs::write(&path, format!("# ours\n{}", file("dev"))).unwrap();
    let directory = open(&path);
    let new = HASH.replace("y2V9", "AAAA");
    directory.set_password("alice", new.as_str().into()).await.unwrap();
    assert_eq!(directory.snapshot().get("alice").unwrap().hash, Some(new.as_str().into()));
    assert_eq!(fs::read_to_string(&path).unwrap(), format!("# ours\n{}", file("dev").replace(HASH, &new)));
    assert!(matches!(directory.set_password("nobody", new.as_str().into()).await, Err(WriteError::Nobody)));
    fs::write(&path, file("ops")).unwrap();
    within_a_second(|| groups(&directory) == ["ops"]).await;
    let kept = FileDirectory::open(Settings { writable: false, ..directory.settings().clone() }).unwrap();
    assert!(matches!(kept.set_password("alice", new.into()).await, Err(WriteError::Off)));
}
#[tokio::test]
async fn a_missing_file_is_an_error_with_its_name() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("none.yml");
    let refused = FileDirectory::open(Settings { name: "users".into(), path, rules: Rules::default(), writable: true }).err().unwrap();
    assert!(refused.to_string().contains("none.yml"));
}
