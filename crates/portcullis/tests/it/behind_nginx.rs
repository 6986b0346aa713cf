//! nginx from Debian, with the recipe that `protect --behind nginx` wrote.
//!
//! Why: see `harness::behind`.

use crate::harness::behind::{Kind, Room, all};
use std::process::Command;

pub(crate) const NGINX: Kind = Kind { name: "nginx", programs: &["/usr/sbin/nginx"], prepare };

fn prepare(room: &Room, program: &str, lines: &str) -> Command {
    let own = lines
        .replace(&format!("listen {} ssl", room.port), &format!("listen 127.0.0.1:{} ssl", room.port))
        .replace("listen 80", &format!("listen 127.0.0.1:{}", room.plain))
        .replace("/etc/ssl/wiki.pem", &room.path("wiki.crt"))
        .replace("/etc/ssl/wiki.key", &room.path("wiki.key"))
        .replace("127.0.0.1:3000", &room.origin);
    let conf = format!(
        "daemon off;\npid {};\nerror_log stderr;\nevents {{}}\nhttp {{\naccess_log off;\nclient_body_temp_path {b};\nproxy_temp_path {p};\nfastcgi_temp_path {p};\nuwsgi_temp_path {p};\nscgi_temp_path {p};\n{own}}}\n",
        room.path("pid"),
        b = room.path("body"),
        p = room.path("temp"),
    );
    std::fs::write(room.path("nginx.conf"), conf).unwrap();
    let mut command = Command::new(program);
    command.args(["-p", &room.path(""), "-e", "stderr", "-c", &room.path("nginx.conf")]);
    command
}

#[test]
fn s04_s06_nginx_with_our_recipe_lets_in_whom_the_rules_let_in_and_passes_nothing_forged() {
    all(&NGINX);
}
