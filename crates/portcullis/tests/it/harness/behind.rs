//! A proxy from Debian that keeps its application, with our recipe included as it was written, and an origin that remembers.
//!
//! Why: what a proxy really does with fields, bodies and our answers cannot be read off its manual.

use super::browser::Answer;
use super::{Browser, Origin, Program, Serve, free_port, portcullis};
use rcgen::{CertificateParams, KeyPair};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// What a test of a proxy says about it: its name, its program, and its configuration around the lines that `protect` printed.
pub(crate) struct Kind {
    pub(crate) name: &'static str,
    pub(crate) programs: &'static [&'static str],
    /// Writes its files and says how it is started in the foreground.
    pub(crate) prepare: fn(&Room, &str, &str) -> Command,
}

/// Where a proxy lives.
pub(crate) struct Room {
    pub(crate) folder: PathBuf,
    pub(crate) port: u16,
    pub(crate) plain: u16,
    /// `127.0.0.1:3000`
    pub(crate) origin: String,
}
impl Room {
    pub(crate) fn new(serve: &Serve, origin: &Origin) -> Self {
        let folder = serve.path("proxy");
        std::fs::create_dir(&folder).unwrap();
        // Some give their work to another account, which has to come through.
        for open in [&folder, folder.parent().unwrap()] {
            std::fs::set_permissions(open, std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
        }
        let room = Self { folder, port: free_port(), plain: free_port(), origin: origin.url().replace("http://", "") };
        room.certificate();
        room
    }
    pub(crate) fn path(&self, name: &str) -> String {
        self.folder.join(name).display().to_string()
    }
    /// Certificate and key, apart and as one file: `wiki.crt`, `wiki.key`, `wiki.pem`.
    fn certificate(&self) {
        let key = KeyPair::generate().unwrap();
        let certificate = CertificateParams::new(vec!["wiki.example.test".into()]).unwrap().self_signed(&key).unwrap();
        std::fs::write(self.folder.join("wiki.crt"), certificate.pem()).unwrap();
        std::fs::write(self.folder.join("wiki.key"), key.serialize_pem()).unwrap();
        std::fs::write(self.folder.join("wiki.pem"), certificate.pem() + &key.serialize_pem()).unwrap();
    }
}

pub(crate) struct Behind {
    pub(crate) serve: Serve,
    pub(crate) program: Program,
    pub(crate) origin: Origin,
    pub(crate) room: Room,
    kind: &'static str,
    proxy: Running,
}

/// The proxy's process, ended with this.
pub(crate) struct Running {
    child: Child,
    log: PathBuf,
}
impl Running {
    /// Started, and listening.
    pub(crate) fn start(name: &str, command: &mut Command, room: &Room) -> Self {
        let path = room.folder.join("log");
        let log = std::fs::File::create(&path).unwrap();
        let child = command.stdin(Stdio::null()).stdout(log.try_clone().unwrap()).stderr(log).spawn().unwrap();
        let running = Self { child, log: path };
        let until = Instant::now() + Duration::from_secs(20);
        while std::net::TcpStream::connect(("127.0.0.1", room.port)).is_err() {
            assert!(Instant::now() < until, "{name} does not listen: {}", running.log());
            std::thread::sleep(Duration::from_millis(50));
        }
        running
    }
    pub(crate) fn log(&self) -> String {
        std::fs::read_to_string(&self.log).unwrap_or_default()
    }
}

pub(crate) const SECRET: &str = "0123456789abcdef0123456789abcdef";

impl Behind {
    /// None, and a loud line, where the proxy is not installed; under `PORTCULLIS_TESTS_STRICT=1` a failure.
    pub(crate) fn start(kind: &Kind) -> Option<Self> {
        let Some(program) = kind.programs.iter().find(|p| Path::new(p).exists()) else {
            eprintln!("SKIPPED {}: not installed", kind.name);
            assert!(std::env::var_os("PORTCULLIS_TESTS_STRICT").is_none_or(|v| v != "1"), "{} is needed", kind.name);
            return None;
        };
        let serve = Serve::new();
        let hash = String::from_utf8(portcullis(&["hash", "password", "--password", "correct horse"]).stdout).unwrap();
        let people =
            format!("users:\n  ada:\n    displayname: Ada Okafor\n    password: '{}'\n    email: ada@example.com\n    groups: [admins, staff]\n", hash.trim());
        std::fs::write(serve.path("users.yml"), people).unwrap();
        std::fs::write(serve.path("proxy.secret"), SECRET).unwrap();
        let checks = free_port();
        serve.configure(&format!(
            "trusted_proxies: [ {{ network: 127.0.0.1, secret: \"{SECRET}\" }} ]\nadministrators: [ada@example.com]\nregulation: {{ max_retries: 0 }}\ndirectories:\n  - file: {{ path: users.yml }}\nroutes:\n  - {{ name: wiki, from: \"https://wiki.example.test\", forward_auth: true, pass_identity_headers: true, policy: [ {{ allow: {{ and: [ {{ groups: {{ has: file/staff }} }} ] }} }} ] }}\n"
        ));
        let file = serve.path("portcullis.yaml");
        let text = std::fs::read_to_string(&file).unwrap().replacen("listen:\n", &format!("listen:\n  forward_auth: \"127.0.0.1:{checks}\"\n"), 1);
        std::fs::write(&file, text).unwrap();
        let running = serve.start();
        let origin = Origin::start();
        let room = Room::new(&serve, &origin);
        let what = format!("wiki=wiki.example.test:{}", room.port);
        let (to, secret) = (room.path("recipe"), serve.path("proxy.secret").display().to_string());
        let added = running.run_with(&serve, &["protect", "--behind", kind.name, &what, "--write-to", &to, "--secret-file", &secret]);
        let lines = added["recipe"]["lines"].as_str().unwrap();
        assert!(lines.lines().count() <= 12, "{lines}");
        let mut command = (kind.prepare)(&room, program, lines);
        let proxy = Running::start(kind.name, &mut command, &room);
        Some(Self { serve, program: running, origin, room, kind: kind.name, proxy })
    }
    pub(crate) fn log(&self) -> String {
        self.proxy.log()
    }
    /// Has the proxy read its files again.
    pub(crate) fn reload(&self) {
        assert!(Command::new("kill").args(["-HUP", &self.proxy.child.id().to_string()]).status().unwrap().success());
    }
    pub(crate) fn at(&self, path: &str) -> String {
        format!("https://wiki.example.test:{}{path}", self.room.port)
    }
    /// A browser's navigation.
    pub(crate) fn visit(&self, browser: &mut Browser, path: &str) -> Answer {
        browser.once("GET", &self.at(path), &[("accept", "text/html")], b"")
    }
    /// Ada, signed in by way of the portal from this address.
    pub(crate) fn ada(&self, path: &str) -> Browser {
        let mut ada = Browser::new();
        let sent = self.visit(&mut ada, path);
        assert_eq!(sent.status, 302, "{}: {} {}", self.kind, sent.text(), self.log());
        let page = ada.follow(sent);
        assert!(page.url.starts_with(&format!("https://login.example.test:{}/", self.program.port)), "{}", page.url);
        let back = ada.submit(&page, &[("username", "ada"), ("password", "correct horse")]);
        assert_eq!((back.status, back.url.as_str()), (200, &*self.at(path)), "{}: {} {}", self.kind, back.text(), self.log());
        ada
    }
    /// Another text in the configuration, and the first answer that shows that it is in force.
    pub(crate) fn change(&self, from: &str, to: &str, until: impl Fn() -> bool) {
        let file = self.serve.path("portcullis.yaml");
        let text = std::fs::read_to_string(&file).unwrap();
        assert!(text.contains(from), "{from}");
        std::fs::write(&file, text.replace(from, to)).unwrap();
        let limit = Instant::now() + Duration::from_secs(10);
        while !until() {
            assert!(Instant::now() < limit, "{}: the change is not in force", self.kind);
            std::thread::sleep(Duration::from_millis(50));
        }
    }
    /// The greatest memory that our process ever had, in KiB.
    pub(crate) fn greatest_memory(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.program.pid())).unwrap();
        status.lines().find_map(|l| l.strip_prefix("VmHWM:")).and_then(|l| l.trim().split(' ').next()).unwrap().parse().unwrap()
    }
}
impl Drop for Running {
    fn drop(&mut self) {
        // Masters tell their workers.
        let _ = Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status();
        let until = Instant::now() + Duration::from_secs(5);
        while Instant::now() < until && matches!(self.child.try_wait(), Ok(None)) {
            std::thread::sleep(Duration::from_millis(20));
        }
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Everything that has to hold behind each of them.
pub(crate) fn all(kind: &Kind) {
    let Some(behind) = Behind::start(kind) else { return };
    strangers(&behind);
    let ada = behind.ada("/deep/page?x=1&y=%20z");
    s04_identity_cannot_be_forged(&behind, &ada);
    s06_cookies_stay_here(&behind, &ada);
    methods_and_programs(&behind, &ada);
    s08_sockets(&behind, &ada);
    s04_only_websocket_takes_a_connection_over(&behind, &ada);
    s12_connection_and_trace_take_nothing_out_and_tell_nothing(&behind, &ada);
    s10_nothing_is_read_twice(&behind, &ada);
    uploads(&behind, &ada);
    a_second_factor_when_the_rules_change(&behind, &ada);
    signing_out(&behind, ada);
    closed_without_us(behind);
}

fn strangers(behind: &Behind) {
    let mut nobody = Browser::new();
    let sent = behind.visit(&mut nobody, "/a?b=1");
    assert_eq!(sent.status, 302, "{} {}", sent.text(), behind.log());
    assert!(sent.field("location").unwrap().starts_with(&behind.at("/.portcullis/start?to=")), "{:?}", sent.head);
    for fields in [&[("accept", "application/json")][..], &[("accept", "text/html"), ("x-requested-with", "XMLHttpRequest")]] {
        assert_eq!(nobody.once("GET", &behind.at("/"), fields, b"").status, 401, "{fields:?}");
    }
    assert_eq!(nobody.once("POST", &behind.at("/form"), &[("accept", "text/html")], b"a=b").status, 303);
    // Our own questions are not for browsers.
    for path in ["/.portcullis-check", "/api/authz/auth-request", "/api/verify"] {
        assert!(matches!(behind.visit(&mut nobody, path).status, 302 | 404), "{path}");
    }
    assert!(behind.origin.seen().is_empty(), "{}: {:?}", behind.kind, behind.origin.seen());
}

const FORGED: [&str; 16] = [
    "remote-user",
    "Remote_User",
    "REMOTE.USER",
    "remote-groups",
    "remote-email",
    "x-portcullis-assertion",
    "X_Portcullis_Assertion",
    "X-Portcullis_Assertion",
    "x-portcullis-user",
    "x-pomerium-claim-email",
    "x-forwarded-user",
    "X_Forwarded_User",
    "x-forwarded-email",
    "x-original-url",
    "x-rewrite-url",
    "x-http-method-override",
];

/// None of the fields that only we set has what the client sent.
fn s04_identity_cannot_be_forged(behind: &Behind, ada: &Browser) {
    behind.origin.forget();
    let mut fields: Vec<(&str, &str)> = FORGED.iter().map(|name| (*name, "forged")).collect();
    fields.extend([
        ("accept", "text/html"),
        ("x-forwarded-for", "6.6.6.6"),
        ("x-forwarded-host", "evil.test"),
        ("x-forwarded-proto", "http"),
        ("x-mine", "kept"),
    ]);
    fields.extend([("x-forwarded-method", "GET"), ("x-forwarded-uri", "/elsewhere"), ("x-original-method", "GET")]);
    let answer = ada.clone().once("GET", &behind.at("/who"), &fields, b"");
    assert_eq!(answer.status, 200, "{} {}", answer.text(), behind.log());
    let seen = behind.origin.last();
    for (name, value) in &seen.fields {
        assert!(!["forged", "evil.test", "/elsewhere"].contains(&value.as_str()) && !value.contains("6.6.6.6"), "{}: {name}: {value}", behind.kind);
    }
    assert_eq!((seen.field("remote-user"), seen.field("remote-email"), seen.field("remote-name")), (Some("ada"), Some("ada@example.com"), Some("Ada Okafor")));
    assert!(seen.field("remote-groups").unwrap().split(',').any(|g| g.contains("staff")));
    assert_eq!(seen.field("x-portcullis-assertion").map(|a| a.split('.').count()), Some(3), "a signed one");
    for once in ["remote-user", "x-portcullis-assertion", "x-forwarded-for", "x-forwarded-proto", "x-forwarded-host", "host"] {
        assert_eq!(seen.fields.iter().filter(|(n, _)| n.eq_ignore_ascii_case(once)).count(), 1, "{}: {once} in {:?}", behind.kind, seen.fields);
    }
    assert_eq!((seen.field("x-mine"), seen.field("x-forwarded-proto")), (Some("kept"), Some("https")));
    // Envoy names its own host in place of a loopback peer.
    let from = seen.field("x-forwarded-for").unwrap();
    assert!(from == "127.0.0.1" || behind.kind == "envoy" && from.parse::<std::net::IpAddr>().is_ok(), "{}: {from}", behind.kind);
    assert_eq!(seen.field("x-portcullis-proxy-secret"), None);
}

fn s06_cookies_stay_here(behind: &Behind, ada: &Browser) {
    behind.origin.forget();
    let mut with = ada.clone();
    let jar = with.cookies.entry("wiki.example.test".into()).or_default();
    jar.insert("theirs".into(), "1".into());
    jar.insert("__Secure-portcullis".into(), "stray".into());
    jar.insert("a__Host-portcullis".into(), "theirs-too".into());
    assert_eq!(behind.visit(&mut with, "/").status, 200);
    let seen = behind.origin.last();
    let cookies: Vec<&str> = seen.fields.iter().filter(|(n, _)| n.eq_ignore_ascii_case("cookie")).flat_map(|(_, v)| v.split(';')).map(str::trim).collect();
    assert!(cookies.contains(&"theirs=1") && cookies.contains(&"a__Host-portcullis=theirs-too"), "{}: {cookies:?}", behind.kind);
    assert!(!cookies.iter().any(|c| c.starts_with("__Host-portcullis") || c.starts_with("__Secure-portcullis")), "{}: {cookies:?}", behind.kind);
    // More of ours than anybody counts with.
    let many: String = (0..40).map(|n| format!("__Host-portcullis-flow-{n}=x; ")).collect();
    let _ = behind.visit(&mut with, "/");
    let _ = with.once("GET", &behind.at("/"), &[("accept", "text/html"), ("cookie", &many)], b"");
    for seen in behind.origin.seen() {
        assert!(seen.fields.iter().all(|(_, v)| !v.contains("__Host-portcullis-")), "{}: {:?}", behind.kind, seen.fields);
    }
}

fn methods_and_programs(behind: &Behind, ada: &Browser) {
    behind.origin.forget();
    let answer = ada.clone().once("POST", &behind.at("/form?q=1"), &[("accept", "text/html"), ("authorization", "Basic YTpi")], b"a=b");
    assert_eq!(answer.status, 200, "{} {}", answer.text(), behind.log());
    let seen = behind.origin.last();
    assert_eq!((seen.line.as_str(), &*seen.body), ("POST /form?q=1 HTTP/1.1", &b"a=b"[..]));
    assert_eq!(seen.field("authorization"), Some("Basic YTpi"), "the application's own");
    assert_eq!(ada.clone().once("GET", &behind.at("/"), &[("accept", "application/json")], b"").status, 200);
    assert_eq!(ada.clone().once("DELETE", &behind.at("/thing/1"), &[], b"").status, 200);
}

/// A socket is opened by pages of this very host only.
fn s08_sockets(behind: &Behind, ada: &Browser) {
    behind.origin.forget();
    let open = |browser: &Browser, origin: &str| {
        let fields = [
            ("connection", "Upgrade"),
            ("upgrade", "websocket"),
            ("sec-websocket-version", "13"),
            ("sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ=="),
            ("origin", origin),
        ];
        let (mut wire, _) = browser.open("GET", &behind.at("/ws"), &fields, b"");
        let head = wire.until("\r\n\r\n");
        (head, wire)
    };
    let (head, mut wire) = open(ada, &behind.at(""));
    assert!(head.starts_with("HTTP/1.1 101"), "{}: {head} {}", behind.kind, behind.log());
    std::io::Write::write_all(&mut wire, b"echo").unwrap();
    assert_eq!(wire.until("echo"), "echo");
    assert_eq!(behind.origin.last().field("remote-user"), Some("ada"));
    behind.origin.forget();
    for (browser, from) in [(ada, "https://evil.test"), (&Browser::new(), &*behind.at(""))] {
        let (head, _) = open(browser, from);
        assert!(head.starts_with("HTTP/1.1 4") || head.starts_with("HTTP/1.1 3"), "{}: {head}", behind.kind);
    }
    assert!(behind.origin.seen().is_empty(), "{}", behind.kind);
}

/// The head of the answer to this very text, and what follows within two seconds.
fn raw(behind: &Behind, text: &str) -> String {
    let mut wire = super::socket::Wire::connect(&super::browser::Url::parse(&behind.at("/")));
    wire.set_timeout(Duration::from_secs(2));
    std::io::Write::write_all(&mut wire, text.replace('\n', "\r\n").as_bytes()).unwrap();
    let mut all = Vec::new();
    let _ = std::io::Read::read_to_end(&mut wire, &mut all);
    String::from_utf8_lossy(&all).into_owned()
}

/// What the application speaks after another switch of protocols nobody would judge.
fn s04_only_websocket_takes_a_connection_over(behind: &Behind, ada: &Browser) {
    let (host, cookie) = (behind.at("").replace("https://", ""), cookie(ada));
    for upgrade in ["h2c", "foo/1", "TLS/1.0", "websocket, h2c", "h2c, websocket", "websocket\nUpgrade: h2c", "h2c\nUpgrade: websocket"] {
        for key in ["", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\nSec-WebSocket-Version: 13\n"] {
            behind.origin.forget();
            let said = raw(
                behind,
                &format!(
                    "GET /x HTTP/1.1\nHost: {host}\nCookie: {cookie}\nOrigin: https://{host}\nConnection: Upgrade, HTTP2-Settings\nUpgrade: {upgrade}\nHTTP2-Settings: AAMAAABkAAQAoAAA\n{key}\n"
                ),
            );
            assert!(!said.starts_with("HTTP/1.1 101"), "{}: {upgrade}: {said}", behind.kind);
            for seen in behind.origin.seen() {
                let ups: Vec<_> = seen.fields.iter().filter(|(n, _)| n.eq_ignore_ascii_case("upgrade")).map(|(_, v)| v.as_str()).collect();
                assert!(ups.is_empty() || ups == ["websocket"], "{}: {upgrade}: {ups:?}", behind.kind);
                assert_eq!(seen.field("http2-settings"), None, "{}: {upgrade}", behind.kind);
            }
        }
    }
}

fn s12_connection_and_trace_take_nothing_out_and_tell_nothing(behind: &Behind, ada: &Browser) {
    let (host, cookie) = (behind.at("").replace("https://", ""), cookie(ada));
    behind.origin.forget();
    let named = "close, Remote-User, Remote-Groups, Remote-Email, X-Portcullis-Assertion, X-Forwarded-For, X-Forwarded-Proto, X-Forwarded-Host";
    let said = raw(behind, &format!("GET /x?authelia_url=y HTTP/1.1\nHost: {host}\nCookie: {cookie}\nAccept: text/html\nConnection: {named}\n\n"));
    if said.starts_with("HTTP/1.1 400") {
        // Envoy takes that for an attack, and is right.
        assert!(behind.origin.seen().is_empty(), "{}", behind.kind);
    } else {
        assert!(said.starts_with("HTTP/1.1 200"), "{}: {said}", behind.kind);
        let seen = behind.origin.last();
        for name in ["remote-user", "remote-groups", "remote-email", "x-portcullis-assertion", "x-forwarded-for", "x-forwarded-proto", "x-forwarded-host"] {
            assert!(seen.field(name).is_some(), "{}: {name} in {:?}", behind.kind, seen.fields);
        }
    }
    for path in ["/x", "/.portcullis/user"] {
        let said = raw(behind, &format!("TRACE {path} HTTP/1.1\nHost: {host}\nCookie: {cookie}\nMax-Forwards: 0\nConnection: close\n\n"));
        assert!(said.starts_with("HTTP/1.1 4") && !said.contains(SECRET), "{}: {path}: {said}", behind.kind);
        assert!(!said.to_lowercase().contains("x-portcullis-assertion"), "{}: {path}: {said}", behind.kind);
    }
    // Who names no kind of answer is a program.
    let said = raw(behind, &format!("GET /x HTTP/1.1\nHost: {host}\nConnection: close\n\n"));
    assert!(said.starts_with("HTTP/1.1 401"), "{}: {said}", behind.kind);
}

fn cookie(ada: &Browser) -> String {
    ada.cookies["wiki.example.test"].iter().map(|(n, v)| format!("{n}={v}")).collect::<Vec<_>>().join("; ")
}

/// What two readers could take differently never comes through.
fn s10_nothing_is_read_twice(behind: &Behind, ada: &Browser) {
    behind.origin.forget();
    let cookie = cookie(ada);
    let raw = |line: &str, host: &str| {
        let url = super::browser::Url::parse(&behind.at("/"));
        let mut wire = super::socket::Wire::connect(&url);
        wire.set_timeout(Duration::from_secs(20));
        let text = format!("{line} HTTP/1.1\r\nhost: {host}\r\naccept: text/html\r\ncookie: {cookie}\r\nconnection: close\r\n\r\n");
        std::io::Write::write_all(&mut wire, text.as_bytes()).unwrap();
        let mut all = Vec::new();
        let _ = std::io::Read::read_to_end(&mut wire, &mut all);
        super::socket::parse(&all).map_or(0, |a| a.status)
    };
    for line in ["GET /a/../admin", "GET /a/%2e%2e/admin", "GET /%2e%2e/admin"] {
        let status = raw(line, "wiki.example.test");
        // Redirected to the path that is meant, or refused; or passed on as it was judged.
        assert!(status >= 300 || behind.origin.seen().iter().all(|s| !s.path().contains("..")), "{}: {line}: {status}", behind.kind);
    }
    behind.origin.forget();
    // Another host is not this one's: the portal's own would be sent round without end.
    for other in ["evil.test", "login.example.test"] {
        let status = raw("GET /login?flow=x", other);
        assert!((400..500).contains(&status) || behind.kind == "caddy" && status == 200, "{}: {other}: {status}", behind.kind);
        assert!(behind.origin.seen().is_empty(), "{}: {:?}", behind.kind, behind.origin.seen());
    }
}

fn uploads(behind: &Behind, ada: &Browser) {
    const SIZE: usize = 100 * 1024 * 1024;
    let before = behind.greatest_memory();
    let body = vec![b'x'; SIZE];
    let answer = ada.clone().once("POST", &behind.at("/upload"), &[("accept", "text/html"), ("content-type", "application/octet-stream")], &body);
    assert_eq!(answer.status, 200, "{} {}", answer.text(), behind.log());
    assert_eq!(behind.origin.last().body.len(), SIZE);
    behind.origin.forget();
    let grown = behind.greatest_memory().saturating_sub(before);
    assert!(grown < 16 * 1024, "{}: our process grew by {grown} KiB", behind.kind);
}

fn a_second_factor_when_the_rules_change(behind: &Behind, ada: &Browser) {
    let status = || behind.visit(&mut ada.clone(), "/").status;
    let (one, two) = ("{ groups: { has: file/staff } }", "{ groups: { has: file/staff } }, { aal: 2 }");
    behind.change(one, two, || status() == 302);
    let page = ada.clone().get(behind.visit(&mut ada.clone(), "/").field("location").unwrap());
    assert!(page.url.starts_with(&format!("https://login.example.test:{}/", behind.program.port)), "{}", page.url);
    behind.change(two, "{ groups: { has: file/admins-of-old } }", || status() == 403);
    // The way to come back as somebody else; Apache shows its own page.
    let refused = behind.visit(&mut ada.clone(), "/picture.png");
    assert!(
        behind.kind == "apache" || refused.status == 403 && refused.text().contains("href=\"/.portcullis/sign-out\""),
        "{}: {}",
        behind.kind,
        refused.text()
    );
    behind.change("file/admins-of-old", "file/staff", || status() == 200);
}

fn signing_out(behind: &Behind, mut ada: Browser) {
    let page = ada.get(&behind.at("/.portcullis/sign-out"));
    let copy = ada.clone();
    ada.submit(&page, &[]);
    for mut browser in [ada, copy] {
        assert_eq!(behind.visit(&mut browser, "/").status, 302, "{}", behind.kind);
    }
    let mut again = behind.ada("/");
    let mut elsewhere = again.clone();
    let page = elsewhere.get(&format!("https://login.example.test:{}/sign-out", behind.program.port));
    elsewhere.submit(&page, &[]);
    assert_eq!(behind.visit(&mut again, "/").status, 302, "{}: at the portal too", behind.kind);
}

fn closed_without_us(mut behind: Behind) {
    let mut ada = behind.ada("/");
    behind.origin.forget();
    assert!(behind.program.terminate());
    let refused = behind.visit(&mut ada, "/");
    assert!((500..600).contains(&refused.status), "{}: {}", behind.kind, refused.status);
    let page = behind.visit(&mut ada, "/.portcullis/sign-out");
    assert!((500..600).contains(&page.status), "{}: {}", behind.kind, page.status);
    assert!(behind.origin.seen().is_empty(), "{}", behind.kind);
}
