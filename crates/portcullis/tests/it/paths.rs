//! Paths: one meaning for us and for whoever stands behind us.
//!
//! Why: a rule on `/admin` must hold for every spelling of it that the application would take for it (S1, S2).

use crate::harness::{Browser, Origin, Serve};

const ROUTES: &str = "routes:\n  - name: open\n    from: https://app.example.test:PORT\n    prefix: /public\n    to: ORIGIN\n    allow_public_unauthenticated_access: true\n  - name: shut\n    from: https://app.example.test:PORT\n    to: ORIGIN\n    policy:\n      - allow: { and: [ { email: { is: nobody@example.com } } ] }\n";

#[test]
fn s01_no_spelling_of_a_closed_path_reaches_the_origin_through_an_open_one() {
    let origin = Origin::start();
    let serve = Serve::new();
    serve.configure(&ROUTES.replace("PORT", &serve.https.to_string()).replace("ORIGIN", &origin.url()));
    let program = serve.start();
    let at = |path: &str| format!("https://app.example.test:{}{path}", program.port);
    let browser = Browser::new();
    let ask = |path: &str| browser.clone().once("GET", &at(path), &[("accept", "application/json")], b"").status;
    assert_eq!(ask("/public"), 200);
    assert_eq!(ask("/public/x?y=/admin"), 200);
    assert_eq!(ask("/admin"), 401);
    origin.forget();
    for path in [
        "/public/../admin",
        "/public/..%2fadmin",
        "/public/%2e%2e/admin",
        "/public/%2E%2e%2Fadmin",
        "/public/..;/admin",
        "/public/..;x=y/admin",
        "/public/%252e%252e/admin",
        "/public\\..\\admin",
        "/public/..%5cadmin",
        "/public%2f..%2fadmin",
        "/public/.%2e/admin",
        "/public/./../admin",
        "//public/../admin",
        "/publicx",
        "/PUBLIC/",
        "/public%00/",
        "/%70ublic/../admin",
        "/admin?/public",
        "/admin%23/public",
        "/admin;/public",
        "/admin/%2e%2e/public/../admin",
        "/admin/..%252fpublic",
    ] {
        let status = ask(path);
        assert!(matches!(status, 400 | 401 | 403 | 404), "{path}: {status}");
    }
    assert!(origin.seen().is_empty(), "{:?}", origin.seen());
    // What goes through goes through as it was sent.
    ask("/public/a%20b/%C3%BC?q=%2F..%2F");
    assert_eq!(origin.last().path(), "/public/a%20b/%C3%BC?q=%2F..%2F");
}

#[test]
fn s02_nothing_appended_opens_a_denied_address() {
    let origin = Origin::start();
    let serve = Serve::new();
    serve.configure(&ROUTES.replace("PORT", &serve.https.to_string()).replace("ORIGIN", &origin.url()));
    let program = serve.start();
    for tail in ["", "?x=/public", "?/public", "/public", "%3f/public", "%23/public", "%2e/public", "/public/"] {
        let url = format!("https://app.example.test:{}/admin{tail}", program.port);
        let status = Browser::new().once("GET", &url, &[("accept", "application/json")], b"").status;
        assert!(matches!(status, 400 | 401 | 403), "{tail}: {status}");
    }
    for host in ["app.example.test.evil.test", "evil-app.example.test", "app.example.test."] {
        let url = format!("https://app.example.test:{}/public", program.port);
        let answer = Browser::new().once("GET", &url, &[("host", host)], b"");
        assert!(answer.status >= 400, "{host}: {}", answer.status);
    }
    assert!(origin.seen().is_empty());
}
