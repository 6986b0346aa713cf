//! Envoy from its package at PyPI, with the recipe that `protect --behind envoy` wrote.
//!
//! Why: see `harness::behind`.

use crate::harness::behind::{Kind, Room, all};
use std::process::Command;

/// `scripts/setup-tests.sh` puts it there.
const ENVOY: Kind = Kind { name: "envoy", programs: &[concat!(env!("CARGO_MANIFEST_DIR"), "/../../.venv/bin/envoy")], prepare };

fn prepare(room: &Room, program: &str, lines: &str) -> Command {
    let (_, port) = room.origin.split_once(':').unwrap();
    let own = lines
        .replace("/etc/ssl/wiki.pem", &room.path("wiki.crt"))
        .replace("/etc/ssl/wiki.key", &room.path("wiki.key"))
        .replace("port_value: 3000", &format!("port_value: {port}"));
    std::fs::write(room.path("envoy.yaml"), own).unwrap();
    let mut command = Command::new(program);
    command.args(["-c", &room.path("envoy.yaml"), "--use-dynamic-base-id", "--concurrency", "1", "-l", "warning"]);
    command
}

#[test]
fn s04_s06_envoy_with_our_recipe_lets_in_whom_the_rules_let_in_and_passes_nothing_forged() {
    all(&ENVOY);
}
