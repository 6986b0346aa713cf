//! Quiet: a warm request asks no database, and neither does an idle server.
//!
//! Why: speed is the product too; what is counted here cannot creep back in.

use crate::harness::{Browser, Origin, Serve, portcullis};
use std::time::Duration;

#[test]
fn no_query_on_a_warm_request_and_none_while_idle() {
    let (serve, origin) = (Serve::new(), Origin::start());
    let hash = String::from_utf8(portcullis(&["hash", "password", "--password", "correct horse"]).stdout).unwrap();
    std::fs::write(serve.path("users.yml"), format!("users:\n  ada:\n    displayname: Ada\n    password: '{}'\n    email: ada@example.com\n", hash.trim()))
        .unwrap();
    serve.configure(&format!(
        "directories:\n  - file: {{ path: users.yml }}\nroutes:\n  - name: app\n    from: https://app.example.test:{}\n    to: {}\n    pass_identity_headers: true\n    allow_any_authenticated_user: true\n",
        serve.https,
        origin.url()
    ));
    let program = serve.start();
    let url = format!("https://app.example.test:{}/", program.port);
    let mut ada = Browser::new();
    assert_eq!(ada.sign_in(&url, "ada", "correct horse").status, 200);
    ada.once("GET", &url, &[], b"");
    let queries = || {
        let text = Browser::new().once("GET", &format!("http://127.0.0.1:{}/metrics", serve.private), &[], b"").text();
        let line = text.lines().find(|l| l.starts_with("portcullis_store_statements ")).expect("the counter is there").to_owned();
        line.rsplit(' ').next().unwrap().parse::<f64>().unwrap()
    };
    std::thread::sleep(Duration::from_millis(500));
    let before = queries();
    assert!(before > 0.0, "the counter counts");
    for _ in 0..50 {
        assert_eq!(ada.once("GET", &url, &[], b"").status, 200);
    }
    assert_eq!(queries(), before, "a warm request ran a statement");
    std::thread::sleep(Duration::from_secs(5));
    assert_eq!(queries(), before, "an idle server ran a statement");
    assert_eq!(origin.seen().len() as f64, 52.0);
}
