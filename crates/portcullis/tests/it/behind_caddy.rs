//! Caddy from Debian, with the recipe that `protect --behind caddy` wrote.
//!
//! Why: see `harness::behind`.

use crate::harness::behind::{Kind, Room, all};
use std::process::Command;

const CADDY: Kind = Kind { name: "caddy", programs: &["/usr/bin/caddy"], prepare };

fn prepare(room: &Room, program: &str, lines: &str) -> Command {
    let own = lines.replace("127.0.0.1:3000", &room.origin);
    let (import, site) = own.split_once('\n').unwrap();
    // Its certificate is the test's; everything else is as it was printed.
    let site = site.replacen("{\n", &format!("{{\n\ttls {} {}\n", room.path("wiki.crt"), room.path("wiki.key")), 1);
    let conf = format!(
        "{{\n\tadmin off\n\tauto_https off\n\tdefault_bind 127.0.0.1\n\thttp_port {}\n\tstorage file_system {}\n}}\n{import}\n{site}",
        room.plain,
        room.path("caddy")
    );
    std::fs::write(room.path("Caddyfile"), conf).unwrap();
    let mut command = Command::new(program);
    command.env("XDG_DATA_HOME", room.path("data")).env("XDG_CONFIG_HOME", room.path("config"));
    command.args(["run", "--adapter", "caddyfile", "--config", &room.path("Caddyfile")]);
    command
}

#[test]
fn s04_s06_caddy_with_our_recipe_lets_in_whom_the_rules_let_in_and_passes_nothing_forged() {
    all(&CADDY);
}
