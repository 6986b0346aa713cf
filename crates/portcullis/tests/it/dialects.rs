//! The recorded answers of Authelia's endpoints, asked of ours: every line of `fixtures/authelia/dialects.jsonl`.
//!
//! Why: proxies in the field rely on these answers to the letter. Where ours is another on purpose, the line is in a class with its
//! reason and its exact count; a line that changes class fails the test.

use crate::factors::{add_app_at, now};
use crate::harness::browser::Answer;
use crate::harness::{Browser, Program, Serve, free_port, socket};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::path::PathBuf;
use std::time::Duration;

#[derive(Deserialize)]
struct Line {
    id: String,
    config: String,
    note: String,
    group: String,
    endpoint: String,
    request: Request,
    answer: Wanted,
}
#[derive(Deserialize)]
struct Request {
    method: String,
    path: String,
    host: Option<String>,
    headers: Vec<(String, String)>,
    session: Option<String>,
}
#[derive(Deserialize, Default)]
#[serde(default)]
struct Wanted {
    status: u16,
    location: Option<String>,
    www_authenticate: Option<String>,
    proxy_authenticate: Option<String>,
    remote_user: Option<String>,
    remote_groups: Option<String>,
    remote_name: Option<String>,
    remote_email: Option<String>,
}

const POLICY: &str = "policies:
  access:
    - first_match:
        - { when: [ { http_host: public.example.com } ], then: allow }
        - { when: [ { http_host: deny.example.com } ], then: deny }
        - { when: [ { http_host: two.example.com } ], then: { and: [ { aal: 2 } ] } }
        - { when: [ { http_host: admins.example.com }, { groups: { has: file/admins } } ], then: { and: [ { aal: 1 } ] } }
        - { when: [ { http_host: denyadmins.example.com }, { groups: { has: file/admins } } ], then: deny }
        - { when: [ { http_host: denyadmins.example.com } ], then: { and: [ { aal: 1 } ] } }
        - { when: [ { http_host: [ subj.example.com, admins.example.com ] }, { user: { is: alice } } ], then: { and: [ { aal: 1 } ] } }
        - { when: [ { http_host: [ subj.example.com, admins.example.com ] } ], then: deny }
        - { then: { and: [ { aal: 1 } ] } }
routes:
  - { name: com, from: \"https://example.com\", forward_auth: true, allow_encoded_slash: true, policy: access }
  - { name: any.com, from: \"https://*.example.com\", forward_auth: true, allow_encoded_slash: true, policy: access }
  - { name: org, from: \"https://example.org\", forward_auth: true, allow_encoded_slash: true, policy: access }
  - { name: any.org, from: \"https://*.example.org\", forward_auth: true, allow_encoded_slash: true, policy: access }
";
const ENDPOINTS: &str = "  endpoints:
    - { path: /api/authz/fa-proxy, dialect: forward-auth, strategies: [ { kind: proxy_authorization }, { kind: cookie_session } ] }
    - { path: /api/authz/ar-proxy, dialect: auth-request, strategies: [ { kind: proxy_authorization }, { kind: cookie_session } ] }
    - { path: /api/authz/ar-wwwproxy, dialect: auth-request, strategies: [ { kind: auth_request_proxy_authorization }, { kind: cookie_session } ] }
    - { path: /api/authz/fa-cookie, dialect: forward-auth, strategies: [ { kind: cookie_session } ] }
    - { path: /api/authz/fa-basiconly, dialect: forward-auth, strategies: [ { kind: authorization } ] }
    - { path: /api/authz/fa-cookiefirst, dialect: forward-auth, strategies: [ { kind: cookie_session }, { kind: authorization } ] }
    - { path: /api/authz/ea-cookie, dialect: ext-authz, strategies: [ { kind: cookie_session } ] }
    - { path: /api/authz/fa-both, dialect: forward-auth, strategies: [ { kind: proxy_authorization }, { kind: authorization, cache: 5m }, { kind: cookie_session } ] }
    - { path: /api/authz/lg-custom, dialect: verify, strategies: [ { kind: verify }, { kind: cookie_session } ] }
    - { path: /api/authz/fa-default, dialect: forward-auth }
    - { path: /api/authz/ar-default, dialect: auth-request }
    - { path: /api/authz/fa-bearer, dialect: forward-auth, strategies: [ { kind: authorization }, { kind: cookie_session } ] }
";

fn fixture(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/authelia").join(name)
}

/// One of the recorded set-ups.
struct House {
    _program: Program,
    _serve: Serve,
    checks: u16,
    portal: &'static str,
    /// Where people of example.com are sent.
    com: &'static str,
    sessions: BTreeMap<String, String>,
    passwords: BTreeMap<String, String>,
}
impl House {
    fn new(config: &str) -> Self {
        let serve = Serve::new();
        let checks = free_port();
        std::fs::copy(fixture("users_database.yml"), serve.path("users.yml")).unwrap();
        let portal = "https://auth.example.com";
        let (com, endpoints) = match config {
            "dialect-d2" => (portal, ENDPOINTS),
            "dialect-d5" => ("https://auth.example.com/sub", ""),
            _ => (portal, ""),
        };
        let text = format!(
            "portal: {{ origin: \"{portal}\" }}\nlisten: {{ forward_auth: \"127.0.0.1:{checks}\" }}\nstore: {{ url: \"sqlite://{0}/p.db\", root_key: {{ file: {0}/root.key }} }}\ntrusted_proxies: [127.0.0.1]\nregulation: {{ max_retries: 0 }}\ndirectories: [ {{ file: {{ path: users.yml, search: {{ email: false }} }} }} ]\nforward_auth:\n  cookie_domains:\n    - {{ domain: example.com, portal: \"{com}\" }}\n    - {{ domain: example.org, portal: \"https://login.example.org/portal\" }}\n{endpoints}{POLICY}",
            serve.folder.path().display()
        );
        std::fs::write(serve.path("portcullis.yaml"), text).unwrap();
        let program = serve.start();
        let lines = std::fs::read_to_string(fixture("users.jsonl")).unwrap();
        let known = lines.lines().map(|l| serde_json::from_str::<serde_json::Value>(l).unwrap()).filter(|l| l["kind"] == "user");
        let passwords = known.map(|l| (l["username"].as_str().unwrap().to_owned(), l["password"].as_str().unwrap().to_owned())).collect();
        Self { _program: program, _serve: serve, checks, portal, com, sessions: BTreeMap::new(), passwords }
    }
    /// The cookie of a fresh sign-in: by password, or with a code too.
    fn sign_in(&self, who: &str, level: &str) -> String {
        self.sign_in_at(self.com, "example.com", who, level)
    }
    fn sign_in_at(&self, portal: &str, domain: &str, who: &str, level: &str) -> String {
        let mut browser = Browser { through: Some(self.checks), ..Browser::new() };
        let start = |host: &str| format!("{portal}/?rd=https%3A%2F%2F{host}.{domain}%2F&rm=GET");
        let page = browser.get(&start("app"));
        let back = browser.submit(&page, &[("username", who), ("password", &self.passwords[who])]);
        assert_eq!(back.url, format!("https://app.{domain}/"), "{}", back.text());
        if level == "2" {
            let app = add_app_at(self.portal, &mut browser);
            let asked = browser.get(&start("two"));
            assert!(asked.url.contains("/second-factor"), "{}", asked.url);
            let mut done = asked.clone();
            // The code that confirmed the app is spent: the next one counts.
            for _ in 0..45 {
                done = browser.submit(&done, &[("code", &app.code_at(now() + 30))]);
                if done.url == "https://two.example.com/" {
                    break;
                }
                std::thread::sleep(Duration::from_secs(1));
            }
            assert_eq!(done.url, "https://two.example.com/", "{}", done.text());
        }
        browser.cookie(&format!(".{domain}"), "__Secure-portcullis").unwrap().clone()
    }
    fn cookie(&mut self, who: &str, level: &str) -> String {
        let key = format!("{who}:{level}");
        if !self.sessions.contains_key(&key) {
            let value = self.sign_in(who, level);
            self.sessions.insert(key.clone(), value);
        }
        self.sessions[&key].clone()
    }
    /// The `Cookie` field that stands for a line's session.
    fn cookies(&mut self, session: &str) -> String {
        let name = "__Secure-portcullis";
        let good = |house: &mut Self| house.cookie("alice", "1");
        match session.split(':').collect::<Vec<_>>().as_slice() {
            ["fresh", who, level] => format!("{name}={}", self.sign_in(who, level)),
            ["ck", "garbage"] => format!("{name}=garbage"),
            ["ck", "empty"] => format!("{name}="),
            ["ck", "longgarbage"] => format!("{name}={}", "A".repeat(3000)),
            ["ck", "badchars"] => format!("{name}=a b\"c\\d"),
            ["ck", "wrongname"] => format!("other{name}={}", good(self)),
            ["ck", "twofirstgood"] => format!("{name}={}; {name}=garbage", good(self)),
            ["ck", "twofirstbad"] => format!("{name}=garbage; {name}={}", good(self)),
            ["ck", "quoted"] => format!("{name}=\"{}\"", good(self)),
            // Ours of the one domain, at a host of the other.
            ["ck", "otherdomain"] => format!("{name}={}", self.sign_in_at("https://login.example.org/portal", "example.org", "alice", "1")),
            ["ck", "afterlogout"] => {
                let mut browser = Browser { through: Some(self.checks), ..Browser::new() };
                let page = browser.get(&format!("{}/?rd=https%3A%2F%2Fapp.example.com%2F&rm=GET", self.com));
                browser.submit(&page, &[("username", "alice"), ("password", &self.passwords["alice"])]);
                let value = browser.cookie(".example.com", name).unwrap().clone();
                let page = browser.get(&format!("{}/sign-out", self.portal));
                browser.submit(&page, &[]);
                format!("{name}={value}")
            }
            [who, level] => format!("{name}={}", self.cookie(who, level)),
            other => panic!("{other:?}"),
        }
    }
    /// The bytes of a line's request, with a session where it has one.
    fn raw(&mut self, request: &Request) -> String {
        let host = request.host.as_deref().unwrap_or("authelia.internal:9091");
        let mut raw = format!("{} {} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n", request.method, request.path);
        for (name, value) in &request.headers {
            raw.push_str(&format!("{name}: {value}\r\n"));
        }
        if let Some(session) = &request.session {
            raw.push_str(&format!("cookie: {}\r\n", self.cookies(session)));
        }
        if !matches!(request.method.as_str(), "GET" | "HEAD" | "OPTIONS") {
            raw.push_str("content-length: 0\r\n");
        }
        raw.push_str("\r\n");
        raw
    }
}
fn ask(port: u16, raw: &str) -> Answer {
    let mut wire = std::net::TcpStream::connect(("127.0.0.1", port)).unwrap();
    wire.write_all(raw.as_bytes()).unwrap();
    let mut bytes = Vec::new();
    let _ = wire.read_to_end(&mut bytes);
    socket::parse(&bytes).unwrap_or_else(|| panic!("no answer to {raw:?}"))
}

/// Every class of difference, and how many of the 1,136 lines are in it.
const DIFFERENCES: [(&str, usize); 14] = [
    ("Envoy: people come back with their query", 51),
    ("OPTIONS is no way around a check: 405", 2),
    ("TRACE and the like are refused before anything is asked: 405", 3),
    ("a cookie in quotes is none of ours", 1),
    ("a host in capital letters, or with a dot at its end, is that host", 5),
    ("a host that no forward-auth route has: 403", 29),
    ("a socket's address is written as https", 5),
    ("an address, a method or a field that two readers could take differently is refused", 61),
    ("letters beyond ASCII in an address go back as they came", 9),
    ("no path is the path /", 20),
    ("of two values none counts", 4),
    ("set-up that this house does not have", 16),
    ("the portal is chosen among those that are configured, never given", 40),
    ("what a browser says it fetches for counts", 1),
];

/// Why a line is answered otherwise here.
fn class(line: &Line, got: &Answer) -> &'static str {
    let wanted = &line.answer;
    let (method, group, status) = (line.request.method.as_str(), line.group.as_str(), (got.status, wanted.status));
    let refused = if line.request.path.starts_with("/api/verify") { 401 } else { 400 };
    let is_refused = got.status == refused && got.field("location").is_none() && got.field("www-authenticate").is_none();
    let location = |text: Option<&str>| text.map(|l| l.replace("{portal}", "auth.example.com").replace("{app}", "app.example.com")).unwrap_or_default();
    let (ours, theirs) = (got.field("location").map(str::to_owned).unwrap_or_default(), location(wanted.location.as_deref()));
    let same_but = |from: &str, to: &str| status.0 == status.1 && theirs.replacen(from, to, 1) == ours;
    let (ours_rd, theirs_rd) = (rd(&ours), rd(&theirs));
    let without_query = |l: &str| l.split('?').next().unwrap_or_default().to_owned();
    match () {
        () if got.status == 405 && method == "OPTIONS" => "OPTIONS is no way around a check: 405",
        () if got.status == 405 => "TRACE and the like are refused before anything is asked: 405",
        () if status == (403, 400) || status == (403, 401) => "a host that no forward-auth route has: 403",
        () if group == "hosts" && status.1 == refused => "a host in capital letters, or with a dot at its end, is that host",
        () if status.0 == status.1 && line.endpoint == "ext-authz" && without_query(&ours_rd) == theirs_rd => "Envoy: people come back with their query",
        () if same_but("&rm=", "%2F&rm=") || same_but("app.example.com%3F", "app.example.com%2F%3F") => "no path is the path /",
        () if same_but("wss%3A", "https%3A") => "a socket's address is written as https",
        () if line.note.contains("uri") && line.request.path.starts_with("/api/verify") && ours_rd.ends_with("app.example.com/") => "no path is the path /",
        () if group == "portal" || line.note.contains("rd ") || line.note.contains("portal") => {
            "the portal is chosen among those that are configured, never given"
        }
        () if got.status == refused && is_refused => "an address, a method or a field that two readers could take differently is refused",
        () if status.0 == status.1 && percent(&ours_rd) == percent(&theirs_rd) && !ours.is_empty() && ours != theirs => {
            "letters beyond ASCII in an address go back as they came"
        }
        () if line.note.contains("Sec-Fetch") => "what a browser says it fetches for counts",
        () if line.note.contains("two Authorization") || line.note.contains("twofirstgood") => "of two values none counts",
        () if line.note.contains("quoted") => "a cookie in quotes is none of ours",
        () => "not explained",
    }
}
/// The address in `rd`, decoded once.
fn rd(location: &str) -> String {
    let text = location.split("rd=").nth(1).unwrap_or_default().split('&').next().unwrap_or_default();
    percent(text)
}
fn percent(text: &str) -> String {
    let mut out = Vec::new();
    let mut rest = text.as_bytes();
    while let [first, tail @ ..] = rest {
        let escape = (*first == b'%').then(|| tail.get(..2)).flatten().and_then(|h| u8::from_str_radix(std::str::from_utf8(h).ok()?, 16).ok());
        out.push(escape.unwrap_or(*first));
        rest = if escape.is_some() { &tail[2..] } else { tail };
    }
    String::from_utf8_lossy(&out).into_owned()
}

fn differences(line: &Line, got: &Answer) -> Vec<String> {
    let wanted = &line.answer;
    let place = |text: &str| text.replace("{portal}", "auth.example.com").replace("{portal-org}", "login.example.org").replace("{app}", "app.example.com");
    let mut all = Vec::new();
    if got.status != wanted.status {
        all.push(format!("status {} for {}", got.status, wanted.status));
    }
    let mut field = |name: &str, wanted: Option<String>| {
        let got = got.field(name).map(str::to_owned);
        if got != wanted {
            all.push(format!("{name} {got:?} for {wanted:?}"));
        }
    };
    field("location", wanted.location.as_deref().map(place));
    field("www-authenticate", wanted.www_authenticate.clone());
    field("proxy-authenticate", wanted.proxy_authenticate.clone());
    field("remote-user", wanted.remote_user.clone());
    field("remote-groups", wanted.remote_groups.clone());
    field("remote-name", wanted.remote_name.clone());
    field("remote-email", wanted.remote_email.clone());
    all
}

#[test]
fn recorded_answers_of_the_four_dialects_hold() {
    let text = std::fs::read_to_string(fixture("dialects.jsonl")).unwrap();
    let lines: Vec<Line> = text.lines().map(|l| serde_json::from_str(l).unwrap_or_else(|e| panic!("{e}: {l}"))).collect();
    let mut houses: BTreeMap<String, House> = BTreeMap::new();
    let mut classes: BTreeMap<&str, usize> = BTreeMap::new();
    let (mut equal, mut unexplained, mut asked) = (0, Vec::new(), Vec::new());
    for line in &lines {
        let timed = line.request.session.as_deref().is_some_and(|s| s.starts_with("idle:") || s.starts_with("old:"));
        if line.config == "dialect-d3" || line.config == "dialect-d4" || timed {
            *classes.entry("set-up that this house does not have").or_default() += 1;
            continue;
        }
        let house = houses.entry(line.config.clone()).or_insert_with(|| House::new(&line.config));
        asked.push((line, house.checks, house.raw(&line.request)));
    }
    // Each wrong password is answered late: many at once.
    let answers: Vec<Answer> = std::thread::scope(|scope| {
        let parts: Vec<_> = asked
            .chunks(asked.len().div_ceil(16))
            .map(|part| scope.spawn(move || part.iter().map(|(_, port, raw)| ask(*port, raw)).collect::<Vec<_>>()))
            .collect();
        parts.into_iter().flat_map(|part| part.join().unwrap()).collect()
    });
    for ((line, _, _), got) in asked.iter().zip(&answers) {
        let found = differences(line, got);
        if found.is_empty() {
            equal += 1;
            continue;
        }
        match class(line, got) {
            "not explained" => unexplained.push(format!("{} {} {}: {}", line.id, line.endpoint, line.note, found.join(", "))),
            class => *classes.entry(class).or_default() += 1,
        }
    }
    assert!(unexplained.is_empty(), "{} not explained:\n{}", unexplained.len(), unexplained.join("\n"));
    let expected: BTreeMap<&str, usize> = DIFFERENCES.into_iter().collect();
    assert_eq!((equal, classes), (889, expected));
}
