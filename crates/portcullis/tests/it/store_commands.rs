//! `store …` as an operator uses it.
//!
//! Why: after a restore, a move to another database or a new key, people must still get in, and the ledger must still verify.

use crate::harness::program::{PASSWORD, free_port};
use crate::harness::{Browser, Program, Serve, portcullis, portcullis_in};
use portcullis_testkit::postgres;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Output;

/// A command that is refused: what it says.
fn refused(args: &[&str]) -> String {
    let out = portcullis(args);
    assert_eq!(out.status.code(), Some(2), "{args:?}: {}", String::from_utf8_lossy(&out.stdout));
    String::from_utf8(out.stderr).unwrap()
}
fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}
fn copy_key(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    std::fs::copy(from.join("root.key"), to.join("root.key")).unwrap();
}
fn names(list: &serde_json::Value) -> Vec<String> {
    list.as_array().unwrap().iter().map(|p| p["name"].as_str().unwrap().to_owned()).collect()
}
fn signs_in(url: &str, name: &str) -> bool {
    let done = Browser::new().sign_in(url, name, PASSWORD);
    done.status == 200 && !done.text().contains("name=\"password\"")
}

#[test]
fn a_backup_of_the_running_server_is_restored_into_a_fresh_folder() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| -> PathBuf { folder.path().join(name) };
    let data = at("data");
    let mut program = Program::up_in(&data, &[]);
    program.enrol(&mut Browser::new());
    program.add_person("bob", &[]);
    let backup = at("backup");
    let said = program.run(&["store", "backup", text(&backup)]);
    assert_eq!((&said["records"]["person"], &said["sound"]), (&2.into(), &true.into()), "{said}");
    assert_eq!(backup.metadata().unwrap().permissions().mode() & 0o777, 0o700);
    assert!(!backup.join("root.key").exists(), "the key is kept elsewhere");
    assert!(refused(&["store", "backup", text(&backup), "--data", text(&data)]).contains("overwrites nothing"));
    // What wants the store for itself says so, and what to do.
    for busy in [&["store", "rotate-key"][..], &["store", "copy", "--to", "sqlite:///tmp/portcullis-nowhere/x.db"], &["store", "migrate"]] {
        let why = refused(&[busy, &["--data", text(&data)]].concat());
        assert!(why.contains("a server is running on") && why.contains("stop it first"), "{why}");
    }
    program.add_person("late", &[]);
    assert!(program.terminate());

    let fresh = at("fresh");
    let why = refused(&["store", "restore", text(&backup), "--data", text(&fresh)]);
    assert!(why.contains("put the root key of the backup there first"), "{why}");
    std::fs::create_dir(&fresh).unwrap();
    assert!(portcullis(&["store", "restore", text(&at("nothing")), "--data", text(&fresh)]).status.code() == Some(2));
    // Another installation's key.
    let other = at("other");
    drop(Program::up_in(&other, &[]));
    copy_key(&other, &fresh);
    let why = refused(&["store", "restore", text(&backup), "--data", text(&fresh)]);
    assert!(why.contains("the root key is not the one this store was made with"), "{why}");
    copy_key(&data, &fresh);
    let said = portcullis_in(&fresh, &["store", "restore", text(&backup)]);
    assert_eq!(said["records"]["person"], 2, "{said}");
    assert!(refused(&["store", "restore", text(&backup), "--data", text(&fresh)]).contains("is not empty"));
    assert_eq!(portcullis_in(&fresh, &["audit", "verify"])["intact"], true);
    let program = Program::up_in(&fresh, &[]);
    assert_eq!(names(&program.run(&["user", "list"])), ["ada", "bob"]);
    assert!(signs_in(&program.at("login", "/login"), "ada") && signs_in(&program.at("login", "/login"), "bob"));
    assert_eq!(program.run(&["audit", "verify"])["intact"], true);
}

#[test]
fn people_move_to_postgres_and_back() {
    let Some(server) = postgres::shared() else { return };
    let serve = Serve::new();
    let file = serve.configure("");
    let mut program = serve.start();
    for name in ["ada", "bob"] {
        program.run_with(&serve, &["user", "add", name, "--email", &format!("{name}@example.com")]);
        program.run_with(&serve, &["user", "set-password", name, "--password", PASSWORD]);
    }
    let login = format!("https://login.example.test:{}/login", serve.https);
    assert!(signs_in(&login, "ada"));
    assert!(program.terminate());

    let url = server.database();
    let said = program.run_with(&serve, &["store", "copy", "--to", &url]);
    assert_eq!(said["records"]["person"], 2, "{said}");
    assert!(said["next"][0].as_str().unwrap().contains("store.url") && !said.to_string().contains("postgres://"), "{said}");
    assert!(refused(&["store", "copy", "--to", &url, "-c", text(&file)]).contains("is not empty"));
    let first = std::fs::read_to_string(&file).unwrap();
    let old = format!("  url: sqlite://{}/portcullis.db\n", serve.folder.path().display());
    let shared = format!("data: {}\n{}", serve.folder.path().display(), first.replace(&old, &format!("  url: \"{url}\"\n")));
    assert_ne!(shared.len(), first.len());
    std::fs::write(&file, &shared).unwrap();
    let mut program = serve.start();
    assert_eq!(names(&program.run_with(&serve, &["user", "list"])), ["ada", "bob"]);
    assert!(signs_in(&login, "bob"));
    program.run_with(&serve, &["user", "add", "cy", "--email", "cy@example.com"]);
    assert_eq!(program.run_with(&serve, &["audit", "verify"])["intact"], true);
    let back = serve.path("back");
    let to = format!("sqlite://{}/portcullis.db", back.display());
    assert!(refused(&["store", "copy", "--to", &to, "-c", text(&file)]).contains("is running"));
    // A backup of the running database is the same two files.
    let said = program.run_with(&serve, &["store", "backup", text(&serve.path("backup"))]);
    assert_eq!((&said["records"]["person"], &said["sound"]), (&3.into(), &true.into()), "{said}");
    assert!(program.terminate());

    program.run_with(&serve, &["store", "copy", "--to", &to]);
    std::fs::write(&file, first.replace(&old, &format!("  url: {to}\n"))).unwrap();
    let program = serve.start();
    assert_eq!(names(&program.run_with(&serve, &["user", "list"])), ["ada", "bob", "cy"]);
    assert!(signs_in(&login, "ada"));
    assert_eq!(program.run_with(&serve, &["audit", "verify"])["intact"], true);
}

#[test]
fn a_new_root_key_serves_and_the_old_one_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let mut program = Program::up_in(&data, &[]);
    program.enrol(&mut Browser::new());
    assert!(program.terminate());
    let done = portcullis_in(&data, &["store", "rotate-key"]);
    assert_eq!(done["key"], "data", "{done}");
    let mut program = Program::up_in(&data, &[]);
    assert!(signs_in(&program.at("login", "/login"), "ada"), "the root key is the same");
    assert!(program.terminate());

    let new = folder.path().join("new.key");
    let done = portcullis_in(&data, &["store", "rotate-key", "--new-root-key", text(&new)]);
    assert_eq!(done["key"], "root", "{done}");
    let next = done["next"][0].as_str().unwrap();
    assert!(next.contains(&format!("mv {} {}", new.display(), data.join("root.key").display())), "{next}");
    let up = || -> Output { portcullis(&["up", "--data", text(&data), "--listen", &format!("127.0.0.1:{}", free_port())]) };
    let old = up();
    assert!(!old.status.success() && String::from_utf8_lossy(&old.stderr).contains("the root key is not the one"), "the old key opens nothing");
    std::fs::rename(&new, data.join("root.key")).unwrap();
    let program = Program::up_in(&data, &[]);
    assert!(signs_in(&program.at("login", "/login"), "ada"));
    assert_eq!(program.run(&["audit", "verify"])["intact"], true);
    let told = program.run(&["audit", "search", "--kind", "key.rotated", "--object", "store"]);
    assert_eq!(told.as_array().unwrap().len(), 2, "{told}");
}

#[test]
fn migrate_and_finalize_say_when_there_is_nothing_to_do() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let mut program = Program::up_in(&data, &[]);
    assert!(program.terminate());
    let said = portcullis_in(&data, &["store", "migrate"]);
    assert_eq!((&said["changed"], said["parts"].as_array().map(Vec::len)), (&false.into(), Some(2)), "{said}");
    let out = portcullis(&["store", "migrate", "--data", text(&data)]);
    assert!(String::from_utf8_lossy(&out.stdout).contains("nothing to do"));
    assert_eq!(portcullis_in(&data, &["store", "finalize"])["steps"], 0);
}

#[test]
fn a_copy_of_a_store_onto_itself_is_refused_in_words() {
    let serve = Serve::new();
    let file = serve.configure("");
    drop(serve.start());
    let same = format!("sqlite://{}/./portcullis.db", serve.folder.path().display());
    assert!(refused(&["store", "copy", "--to", &same, "-c", text(&file)]).contains("this is the store that is to be copied"));
}
