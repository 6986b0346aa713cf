//! HAProxy from Debian, with the recipe that `protect --behind haproxy` wrote.
//!
//! Why: see `harness::behind`.

use crate::harness::behind::{Kind, Room, all};
use std::process::Command;

const HAPROXY: Kind = Kind { name: "haproxy", programs: &["/usr/sbin/haproxy"], prepare };

fn prepare(room: &Room, program: &str, lines: &str) -> Command {
    let own = lines
        .replace(&format!("bind :{}", room.port), &format!("bind 127.0.0.1:{}", room.port))
        .replace("/etc/ssl/wiki.pem", &room.path("wiki.pem"))
        .replace("127.0.0.1:3000", &room.origin);
    let (global, rest) = own.split_once("frontend").unwrap();
    let conf = format!("{global}defaults\n    mode http\n    timeout connect 5s\n    timeout client 60s\n    timeout server 60s\nfrontend{rest}");
    std::fs::write(room.path("haproxy.cfg"), conf).unwrap();
    let mut command = Command::new(program);
    command.args(["-db", "-f", &room.path("haproxy.cfg")]);
    command
}

#[test]
fn s04_s06_haproxy_with_our_recipe_lets_in_whom_the_rules_let_in_and_passes_nothing_forged() {
    all(&HAPROXY);
}
