//! `serve`: TLS, reload, signals.
//!
//! Why: an operator changes a file and nothing falls over; a bad file changes nothing.

use crate::harness::socket::Wire;
use crate::harness::{Browser, Origin, Serve, portcullis};
use std::process::Command;
use std::time::{Duration, Instant};

fn users(serve: &Serve) {
    let hash = String::from_utf8(portcullis(&["hash", "password", "--password", "correct horse"]).stdout).unwrap();
    let one = |n: &str, g: &str| format!("  {n}:\n    displayname: {n}\n    password: '{}'\n    email: {n}@example.com\n    groups: [{g}]\n", hash.trim());
    std::fs::write(serve.path("users.yml"), format!("users:\n{}{}", one("ada", "admins"), one("bob", "staff"))).unwrap();
}
fn routes(serve: &Serve, origin: &Origin, policy: &str) -> String {
    format!(
        "administrators: [ada@example.com]\ndirectories:\n  - file: {{ path: users.yml }}\nroutes:\n  - name: app\n    from: https://app.example.test:{}\n    to: {}\n    allow_websockets: true\n    pass_identity_headers: true\n    identity_headers: [remote, pomerium]\n    policy:\n      - allow: {{ or: [ {policy} ] }}\n",
        serve.https,
        origin.url()
    )
}
const BOTH: &str = "{ email: ada@example.com }, { email: bob@example.com }";

#[test]
fn people_of_a_file_sign_in_over_tls_and_identity_fields_arrive() {
    let (serve, origin) = (Serve::new(), Origin::start());
    users(&serve);
    serve.configure(&routes(&serve, &origin, BOTH));
    let program = serve.start();
    let mut ada = Browser::new();
    let done = ada.sign_in(&format!("https://app.example.test:{}/x", program.port), "ada", "correct horse");
    assert_eq!(done.status, 200, "{}", done.text());
    let seen = origin.last();
    assert_eq!(seen.field("remote-user"), Some("ada"));
    assert_eq!(seen.field("remote-email"), Some("ada@example.com"));
    assert!(seen.field("remote-groups").unwrap().contains("admins"));
    assert_eq!(seen.field("x-pomerium-claim-email"), Some("ada@example.com"));
    assert_eq!(seen.field("x-forwarded-proto"), Some("https"));
    assert!(program.run_with(&serve, &["user", "show", "ada"])["roles"].to_string().contains("administrator"));
}

#[test]
fn a_reload_cuts_who_lost_access_and_a_reload_that_changes_nothing_cuts_nobody() {
    let (serve, origin) = (Serve::new(), Origin::start());
    users(&serve);
    serve.configure(&routes(&serve, &origin, BOTH));
    let program = serve.start();
    let url = |p: &str| format!("https://app.example.test:{}{p}", program.port);
    let stream = |name: &str| {
        let mut browser = Browser::new();
        browser.sign_in(&url("/"), name, "correct horse");
        let (mut wire, _) = browser.open("GET", &url("/events"), &[("accept", "text/event-stream")], b"");
        wire.until("data: hello");
        wire
    };
    let (mut ada, mut bob): (Wire, Wire) = (stream("ada"), stream("bob"));
    // Nothing but a comment changed.
    serve.configure(&format!("# a comment\n{}", routes(&serve, &origin, BOTH)));
    assert!(!ada.ends_within(Duration::from_millis(2500)) && !bob.ends_within(Duration::from_millis(200)));
    // A bad file keeps the old rules, and says why.
    serve.configure("routes: [ { name: x } ]\n");
    assert!(!ada.ends_within(Duration::from_millis(2500)));
    serve.configure(&routes(&serve, &origin, "{ email: bob@example.com }"));
    assert!(ada.ends_within(Duration::from_millis(3000)), "Ada lost access");
    assert!(!bob.ends_within(Duration::from_millis(500)), "Bob did not");
}

#[test]
fn sighup_reloads_and_sigterm_drains() {
    let (serve, origin) = (Serve::new(), Origin::start());
    users(&serve);
    serve.configure(&routes(&serve, &origin, BOTH));
    let mut program = serve.start();
    let other = format!("https://other.example.test:{}/", program.port);
    let status = || Browser::new().once("GET", &other, &[("accept", "application/json")], b"").status;
    assert_eq!(status(), 404);
    serve.configure(&format!(
        "{}  - name: other\n    from: https://other.example.test:{}\n    to: {}\n    allow_any_authenticated_user: true\n",
        routes(&serve, &origin, BOTH),
        serve.https,
        origin.url()
    ));
    Command::new("kill").args(["-HUP", &program.pid().to_string()]).status().unwrap();
    let at = Instant::now();
    while status() != 401 {
        assert!(at.elapsed() < Duration::from_secs(2), "a file change holds within 2 s");
        std::thread::sleep(Duration::from_millis(50));
    }
    assert!(program.terminate(), "SIGTERM ends it with 0");
}

#[test]
fn a_route_that_asks_for_a_second_factor_says_so_and_does_not_loop() {
    let (serve, origin) = (Serve::new(), Origin::start());
    users(&serve);
    let text = routes(&serve, &origin, "{ email: ada@example.com }").replace("or: [", "and: [ { aal: 2 },");
    serve.configure(&text);
    let program = serve.start();
    let mut ada = Browser::new();
    let page = ada.sign_in(&format!("https://app.example.test:{}/", program.port), "ada", "correct horse");
    assert_eq!(page.status, 200);
    assert!(page.text().to_lowercase().contains("second factor"), "{}", page.text());
    // Its address is told as it was typed, with the port.
    assert!(page.text().contains(&format!(">app.example.test:{}<", program.port)), "{}", page.text());
    let launcher = ada.get(&format!("https://login.example.test:{}/", program.port)).text();
    assert!(launcher.contains("Asks for second factor"), "{launcher}");
    assert!(origin.seen().is_empty());
}

#[test]
fn an_origin_that_is_not_there_is_told_with_the_address_that_was_asked_for() {
    let serve = Serve::new();
    let origin = format!("http://127.0.0.1:{}", crate::harness::free_port());
    serve.configure(&format!(
        "routes:\n  - name: app\n    from: https://app.example.test:{}\n    to: {origin}\n    allow_public_unauthenticated_access: true\n",
        serve.https
    ));
    let program = serve.start();
    let url = format!("https://app.example.test:{}/x", program.port);
    let page = Browser::new().once("GET", &url, &[("accept", "text/html")], b"");
    assert!(page.status == 502 && page.text().contains(&format!("app.example.test:{}/x", program.port)), "{}", page.text());
    // A program is told what happened in a sentence.
    let problem = Browser::new().once("GET", &url, &[("accept", "application/json")], b"").json();
    assert!(problem["detail"].as_str().unwrap().contains("got no connection to app"), "{problem}");
}

#[test]
fn a_second_process_on_the_same_folder_is_refused() {
    let serve = Serve::new();
    serve.configure("");
    let _program = serve.start();
    let out = portcullis(&["serve", "-c", serve.path("portcullis.yaml").to_str().unwrap()]);
    assert_eq!(out.status.code(), Some(2), "{}", String::from_utf8_lossy(&out.stderr));
}

#[test]
fn redirects_and_fixed_answers_pass_the_judge() {
    let serve = Serve::new();
    users(&serve);
    let at = format!("https://app.example.test:{}", serve.https);
    serve.configure(&format!(
        "directories:\n  - file: {{ path: users.yml }}\nroutes:\n  - name: moved\n    from: {at}\n    prefix: /old\n    redirect: {{ host_redirect: new.example.test, prefix_rewrite: /new, response_code: 302 }}\n    allow_public_unauthenticated_access: true\n  - name: fixed\n    from: {at}\n    path: /robots.txt\n    response: {{ status: 200, body: \"go away\" }}\n    allow_public_unauthenticated_access: true\n  - name: shut\n    from: {at}\n    path: /secret\n    response: {{ status: 200, body: \"for ada\" }}\n    policy:\n      - allow: {{ and: [ {{ email: ada@example.com }} ] }}\n"
    ));
    let _program = serve.start();
    let moved = Browser::new().once("GET", &format!("{at}/old/a?b=c"), &[], b"");
    assert_eq!(moved.status, 302);
    let to = moved.field("location").unwrap();
    assert!(to.starts_with("https://new.example.test") && to.ends_with("/new/a?b=c"), "{to}");
    assert_eq!(Browser::new().once("GET", &format!("{at}/robots.txt"), &[], b"").text(), "go away");
    let secret = format!("{at}/secret");
    assert_eq!(Browser::new().once("GET", &secret, &[("accept", "application/json")], b"").status, 401);
    assert_eq!(Browser::new().sign_in(&secret, "ada", "correct horse").text(), "for ada");
    assert_eq!(Browser::new().sign_in(&secret, "bob", "correct horse").status, 403);
    assert_eq!(Browser::new().once("GET", &format!("{at}/elsewhere"), &[], b"").status, 404);
}

#[test]
fn a_route_that_leads_elsewhere_or_forbids_sockets_cuts_what_ran_on_it() {
    let (serve, origin, other) = (Serve::new(), Origin::start(), Origin::start());
    users(&serve);
    serve.configure(&routes(&serve, &origin, BOTH));
    let program = serve.start();
    let url = |p: &str| format!("https://app.example.test:{}{p}", program.port);
    let mut ada = Browser::new();
    ada.sign_in(&url("/"), "ada", "correct horse");
    let own = format!("https://app.example.test:{}", program.port);
    let fields = [
        ("upgrade", "websocket"),
        ("connection", "Upgrade"),
        ("sec-websocket-version", "13"),
        ("sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ=="),
        ("origin", own.as_str()),
    ];
    let mut socket = ada.open("GET", &url("/ws"), &fields, b"").0;
    assert!(socket.until("\r\n\r\n").starts_with("HTTP/1.1 101"));
    let mut events = ada.open("GET", &url("/events"), &[("accept", "text/event-stream")], b"").0;
    events.until("data: hello");
    serve.configure(&routes(&serve, &origin, BOTH).replace("allow_websockets: true", "allow_websockets: false"));
    assert!(socket.ends_within(Duration::from_millis(3000)), "the route lets no socket through any more");
    assert!(!events.ends_within(Duration::from_millis(500)), "an event stream is none");
    serve.configure(&routes(&serve, &other, BOTH));
    assert!(events.ends_within(Duration::from_millis(3000)), "its origin is no longer behind the route");
}

#[test]
fn a_program_is_told_of_the_second_factor_before_anybody_signs_in() {
    let (serve, origin) = (Serve::new(), Origin::start());
    users(&serve);
    let ask = |policy: &str| {
        serve.configure(&routes(&serve, &origin, "X").replace("or: [ X", policy));
        let program = serve.start();
        let url = format!("https://app.example.test:{}/", program.port);
        Browser::new().once("GET", &url, &[("accept", "application/json")], b"").json()
    };
    let two = ask("and: [ { aal: 2 }, { email: ada@example.com }");
    assert!(two["title"].as_str().unwrap().contains("second factor"), "{two}");
    assert!(two["detail"].as_str().unwrap().starts_with("This application asks for a second factor; sign in at login_url"), "{two}");
    assert!(two["reasons"].to_string().contains("aal-insufficient"), "{two}");
    let one = ask("or: [ { aal: 2 }, { email: ada@example.com }");
    assert_eq!(one["title"], "Sign in first", "{one}");
}

#[test]
fn the_host_and_the_account_page_tell_the_same_two_ends_of_a_session() {
    let (serve, origin) = (Serve::new(), Origin::start());
    users(&serve);
    serve.configure(&routes(&serve, &origin, BOTH));
    let program = serve.start();
    let mut ada = Browser::new();
    ada.sign_in(&format!("https://app.example.test:{}/", program.port), "ada", "correct horse");
    let ends = |page: String| {
        let after = |what: &str| page.split(&format!("<dt>{what}</dt><dd>")).nth(1).map(|rest| rest.split("</dd>").next().unwrap().to_owned());
        let plain = |text: String| text.split('>').nth(1).and_then(|t| t.split('<').next()).map_or(text.clone(), str::to_owned);
        (after("Ends when unused").map(plain), after("Ends at the latest").map(plain))
    };
    let here = ends(ada.once("GET", &format!("https://app.example.test:{}/.portcullis/user", program.port), &[("accept", "text/html")], b"").text());
    let account = ends(ada.get(&format!("https://login.example.test:{}/account", program.port)).text());
    assert!(here.0.is_some() && here.1.is_some() && here.0 != here.1, "{here:?}");
    assert_eq!(here, account);
}
