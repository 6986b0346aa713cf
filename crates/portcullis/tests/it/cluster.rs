//! Two nodes on one PostgreSQL.
//!
//! Why: a person signs out where they happen to be; every node must hear of it, also after one was killed.

use crate::harness::{Browser, Origin, Program, Serve, portcullis};
use portcullis_testkit::postgres;
use std::time::Duration;

/// From the sign-out to the cut on the other node.
const SOON: Duration = Duration::from_secs(2);

struct Nodes {
    first: Serve,
    second: Serve,
    origin: Origin,
}

impl Nodes {
    /// The same portal and routes behind two ports, as behind a balancer.
    fn new(url: &str) -> Self {
        let nodes = Self { first: Serve::new(), second: Serve::new(), origin: Origin::start() };
        let hash = String::from_utf8(portcullis(&["hash", "password", "--password", "correct horse"]).stdout).unwrap();
        for node in [&nodes.first, &nodes.second] {
            let users = format!("users:\n  ada:\n    displayname: Ada\n    password: '{}'\n    email: ada@example.com\n", hash.trim());
            std::fs::write(node.path("users.yml"), users).unwrap();
            let folder = node.folder.path().display().to_string();
            // One portal address for both: cookies and codes are good on either.
            let text = format!(
                "portal:\n  origin: https://login.example.test:{portal}\nlisten:\n  https: \"127.0.0.1:{port}\"\n  metrics: \"127.0.0.1:{private}\"\ntls:\n  internal: true\ndata: {folder}\nstore:\n  url: \"{url}\"\n  root_key: {{ file: {folder}/root.key }}\ndirectories:\n  - file: {{ path: users.yml }}\nroutes:\n  - name: app\n    from: https://app.example.test\n    to: {origin}\n    allow_any_authenticated_user: true\n",
                portal = nodes.first.https,
                port = node.https,
                private = node.private,
                origin = nodes.origin.url(),
            );
            std::fs::write(node.path("portcullis.yaml"), text).unwrap();
        }
        nodes
    }
}

fn at(program: &Program, path: &str) -> String {
    format!("https://app.example.test:{}{path}", program.port)
}

#[test]
fn sign_out_on_one_node_cuts_a_stream_on_the_other_also_after_one_was_killed() {
    let Some(server) = postgres::shared() else { return };
    let nodes = Nodes::new(&server.database());
    let first = nodes.first.start();
    let second = nodes.second.start();
    for killed in [false, true] {
        if killed {
            // A third node comes and dies without a word; the others must not wait for it.
            let third = Serve::new();
            let text = std::fs::read_to_string(nodes.second.path("portcullis.yaml")).unwrap();
            let (old, new) = (nodes.second.folder.path().display().to_string(), third.folder.path().display().to_string());
            let text = text
                .replace(&old, &new)
                .replace(&nodes.second.https.to_string(), &third.https.to_string())
                .replace(&nodes.second.private.to_string(), &third.private.to_string());
            std::fs::write(third.path("portcullis.yaml"), text).unwrap();
            std::fs::copy(nodes.second.path("users.yml"), third.path("users.yml")).unwrap();
            drop(third.start().kill_9());
        }
        let mut ada = Browser::new();
        let done = ada.sign_in(&at(&first, "/"), "ada", "correct horse");
        assert_eq!(done.status, 200, "{}", done.text());
        // The cookie of the host opens the other node as well.
        assert_eq!(ada.once("GET", &at(&second, "/"), &[], b"").status, 200);
        let (mut stream, _) = ada.open("GET", &at(&second, "/events"), &[("accept", "text/event-stream")], b"");
        stream.until("data: hello");
        let page = ada.get(&format!("https://login.example.test:{}/sign-out", first.port));
        assert_eq!(ada.submit(&page, &[]).status, 200);
        assert!(stream.ends_within(SOON), "the other node's stream was not cut (killed: {killed})");
        let mut copy = ada.clone();
        assert_ne!(copy.once("GET", &at(&second, "/"), &[("accept", "application/json")], b"").status, 200);
    }
}

#[test]
fn a_route_added_on_one_node_holds_on_the_other() {
    let Some(server) = postgres::shared() else { return };
    let nodes = Nodes::new(&server.database());
    for node in [&nodes.first, &nodes.second] {
        let text = std::fs::read_to_string(node.path("portcullis.yaml")).unwrap();
        std::fs::write(node.path("portcullis.yaml"), format!("domain: example.test\n{text}")).unwrap();
    }
    let first = nodes.first.start();
    let second = nodes.second.start();
    first.run_with(&nodes.first, &["protect", &format!("wiki={}", nodes.origin.url())]);
    let url = format!("https://wiki.example.test:{}/", second.port);
    let at = std::time::Instant::now();
    loop {
        if Browser::new().once("GET", &url, &[("accept", "application/json")], b"").status == 401 {
            break;
        }
        assert!(at.elapsed() < SOON, "the other node does not know the route");
        std::thread::sleep(Duration::from_millis(50));
    }
}
