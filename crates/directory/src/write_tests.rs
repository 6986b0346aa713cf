//! Tests of writing a password into a users file.
//!
//! Why: the file is somebody's own; a change of one password must be the change of one value.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use super::*;
use std::os::unix::fs::PermissionsExt as _;

const OLD: &str = "$argon2id$v=19$m=8192,t=1,p=1$y2V9VWXZRiV8NRdFP4cgvA$l0eSibghf7nfLc508xHh0w/SyNOW7o9cG+lIujHrkqo";
const NEW: &str = "$argon2id$v=19$m=8192,t=1,p=1$AAAAVWXZRiV8NRdFP4cgvA$l0eSibghf7nfLc508xHh0w/SyNOW7o9cG+lIujHrkqo";

fn written(text: &str, who: &str) -> Result<String, WriteError> {
    with_hash(text, Rules::default(), who, &NEW.into()).map(|(text, _)| text)
}

#[test]
fn one_value_changes_and_everything_else_stays() {
    for quoted in [format!("'{OLD}'"), format!("\"{OLD}\""), OLD.to_owned()] {
        let file = |hash: &str| {
            format!(
                "# Ours.\nteam: unknown\nusers:\n  'bob':\n    displayname: Bob # the builder\n    password: {quoted}\n  alice: # first\n    password:   {hash}   # of May\n    displayname: \"Alice é\"\n    favourite: blue\n"
            )
        };
        assert_eq!(written(&file(&quoted), "alice").unwrap(), file(&format!("'{NEW}'")));
    }
    let flow = format!("users: {{ alice: {{ displayname: A, password: '{OLD}' }} }}\n");
    assert_eq!(written(&flow, "alice").unwrap(), flow.replace(OLD, NEW));
    let windows = format!("users:\r\n  alice:\r\n    displayname: A\r\n    password: '{OLD}'\r\n");
    assert_eq!(written(&windows, "alice").unwrap(), windows.replace(OLD, NEW));
}
#[test]
fn what_would_change_somebody_else_is_left_alone() {
    let shared = format!("users:\n  alice:\n    displayname: A\n    password: &x '{OLD}'\n  bob:\n    displayname: B\n    password: *x\n");
    for who in ["alice", "bob"] {
        assert!(matches!(written(&shared, who), Err(WriteError::Form)), "{who}");
    }
    let block = format!("users:\n  alice:\n    displayname: A\n    password: >-\n      {OLD}\n");
    assert!(matches!(written(&block, "alice"), Err(WriteError::Form)));
    assert!(matches!(written(&block, "carol"), Err(WriteError::Nobody)));
}
#[test]
fn the_file_is_replaced_whole_with_its_mode_and_a_link_stays_a_link() {
    let dir = tempfile::tempdir().unwrap();
    let (real, link) = (dir.path().join("real.yml"), dir.path().join("users.yml"));
    fs::write(&real, "old").unwrap();
    fs::set_permissions(&real, fs::Permissions::from_mode(0o640)).unwrap();
    std::os::unix::fs::symlink(&real, &link).unwrap();
    fs::write(dir.path().join(".real.yml.portcullis-new"), "left behind").unwrap();
    let before = fs::metadata(&real).unwrap().ino();
    replace(&link, "new").unwrap();
    let after = fs::metadata(&real).unwrap();
    assert_eq!((fs::read_to_string(&link).unwrap().as_str(), after.permissions().mode() & 0o777), ("new", 0o640));
    assert!(after.ino() != before && fs::symlink_metadata(&link).unwrap().is_symlink());
    assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 2, "nothing is left behind");
}
