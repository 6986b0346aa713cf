//! Apache from Debian, with the recipe that `protect --behind apache` wrote.
//!
//! Why: see `harness::behind`.

use crate::harness::behind::{Kind, Room, all};
use std::process::Command;

const APACHE: Kind = Kind { name: "apache", programs: &["/usr/sbin/apache2"], prepare };

const MODULES: [&str; 8] = ["mpm_event", "authz_core", "ssl", "socache_shmcb", "lua", "proxy", "proxy_http", "proxy_wstunnel"];

fn prepare(room: &Room, program: &str, lines: &str) -> Command {
    let own = lines
        .replace(&format!("*:{}", room.port), &format!("127.0.0.1:{}", room.port))
        .replace("/etc/ssl/wiki.pem", &room.path("wiki.crt"))
        .replace("/etc/ssl/wiki.key", &room.path("wiki.key"))
        .replace("127.0.0.1:3000", &room.origin);
    let modules: String = MODULES.iter().map(|m| format!("LoadModule {m}_module /usr/lib/apache2/modules/mod_{m}.so\n")).collect();
    let conf = format!(
        "ServerRoot {root}\nDefaultRuntimeDir {root}\nPidFile {root}/pid\nServerName localhost\nListen 127.0.0.1:{}\nErrorLog {root}/error.log\n{modules}User www-data\nGroup www-data\n{own}",
        room.port,
        root = room.folder.display(),
    );
    std::fs::write(room.path("apache.conf"), conf).unwrap();
    // Its workers read the file as another account.
    std::fs::set_permissions(room.path("recipe/wiki.lua"), std::os::unix::fs::PermissionsExt::from_mode(0o644)).unwrap();
    let mut command = Command::new(program);
    command.args(["-X", "-f", &room.path("apache.conf")]);
    command
}

#[test]
fn s04_s06_apache_with_our_recipe_lets_in_whom_the_rules_let_in_and_passes_nothing_forged() {
    all(&APACHE);
}
