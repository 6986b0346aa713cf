//! Live streams: cut when they are no longer permitted, and only then.
//!
//! Why: one revocation closes every door, within a second, and nobody else's.

use crate::harness::program::PASSWORD;
use crate::harness::socket::Wire;
use crate::harness::{Browser, Origin, Program};
use std::io::{Read, Write};
use std::time::{Duration, Instant};

const SOON: Duration = Duration::from_millis(1000);

struct House {
    program: Program,
    _origin: Origin,
    ada: Browser,
    bob: Browser,
}

/// A wiki that everyone signed in may open, and Ada and Bob in front of it.
fn house() -> House {
    let origin = Origin::start();
    let program = Program::up(&[]);
    program.run(&["group", "add", "staff"]);
    program.run(&["protect", &format!("wiki={}", origin.url()), "--allow", "group:staff"]);
    let [ada, bob] = ["ada", "bob"].map(|name| {
        program.add_person(name, &["staff"]);
        let mut browser = Browser::new();
        let done = browser.sign_in(&program.at("wiki", "/"), name, PASSWORD);
        assert_eq!(done.status, 200, "{}", done.text());
        browser
    });
    House { program, _origin: origin, ada, bob }
}

impl House {
    fn events(&self, browser: &Browser) -> Wire {
        let (mut wire, _) = browser.open("GET", &self.program.at("wiki", "/events"), &[("accept", "text/event-stream")], b"");
        let head = wire.until("data: hello");
        assert!(head.starts_with("HTTP/1.1 200"), "{head}");
        wire
    }
    fn socket(&self, browser: &Browser) -> Wire {
        let origin = format!("http://wiki.localhost:{}", self.program.port);
        let mut wire = self.handshake(browser, Some(&origin));
        let head = wire.until("\r\n\r\n");
        assert!(head.starts_with("HTTP/1.1 101"), "{head}");
        wire.write_all(b"ping").unwrap();
        let mut echo = [0; 4];
        wire.read_exact(&mut echo).unwrap();
        assert_eq!(&echo, b"ping");
        wire
    }
    fn handshake(&self, browser: &Browser, origin: Option<&str>) -> Wire {
        let mut fields =
            vec![("upgrade", "websocket"), ("connection", "Upgrade"), ("sec-websocket-version", "13"), ("sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ==")];
        if let Some(origin) = origin {
            fields.push(("origin", origin));
        }
        browser.open("GET", &self.program.at("wiki", "/ws"), &fields, b"").0
    }
    /// Both of Ada's streams end within a second of `what`; both of Bob's go on.
    fn cuts_ada_only(&self, what: impl FnOnce(&Self)) {
        let (mut a1, mut a2) = (self.events(&self.ada), self.socket(&self.ada));
        let (mut b1, mut b2) = (self.events(&self.bob), self.socket(&self.bob));
        what(self);
        let at = Instant::now();
        assert!(a1.ends_within(SOON), "Ada's event stream was not cut");
        assert!(a2.ends_within(SOON), "Ada's socket was not cut");
        eprintln!("cut within {:?}", at.elapsed());
        b1.set_timeout(Duration::from_secs(5));
        b1.until("hello");
        b2.set_timeout(Duration::from_secs(5));
        b2.write_all(b"pong").unwrap();
        let mut echo = [0; 4];
        b2.read_exact(&mut echo).unwrap();
    }
}

#[test]
fn s07_sign_out_everywhere_cuts_live_streams() {
    let house = house();
    house.cuts_ada_only(|h| {
        let mut ada = h.ada.clone();
        let page = ada.get(&h.program.at("login", "/sign-out"));
        assert_eq!(ada.submit(&page, &[]).status, 200);
    });
}
#[test]
fn signing_out_here_cuts_this_hosts_streams() {
    let house = house();
    house.cuts_ada_only(|h| {
        let mut ada = h.ada.clone();
        let page = ada.get(&h.program.at("wiki", "/.portcullis/sign-out"));
        assert_eq!(ada.submit(&page, &[]).status, 200);
    });
}
#[test]
fn disabling_a_person_cuts_their_streams() {
    let house = house();
    house.cuts_ada_only(|h| drop(h.program.run(&["user", "disable", "ada"])));
}
#[test]
fn deleting_a_person_cuts_their_streams() {
    let house = house();
    house.cuts_ada_only(|h| drop(h.program.run(&["user", "delete", "ada"])));
}
#[test]
fn leaving_a_group_cuts_what_it_opened() {
    let house = house();
    house.cuts_ada_only(|h| drop(h.program.run(&["group", "remove-member", "staff", "ada"])));
}
#[test]
fn revoking_a_session_cuts_its_streams() {
    let house = house();
    house.cuts_ada_only(|h| drop(h.program.run(&["session", "revoke", "--user", "ada"])));
}
#[test]
fn removing_a_route_cuts_everyone_on_it() {
    let house = house();
    let (mut a, mut b) = (house.events(&house.ada), house.socket(&house.bob));
    house.program.run(&["route", "remove", "wiki"]);
    assert!(a.ends_within(SOON) && b.ends_within(SOON));
}
#[test]
fn a_new_route_cuts_nobody() {
    let house = house();
    let (mut a, mut b) = (house.events(&house.ada), house.socket(&house.bob));
    house.program.run(&["protect", "other=http://127.0.0.1:9", "--allow", "signed-in"]);
    assert!(!a.ends_within(SOON) && !b.ends_within(SOON));
}

#[test]
fn s08_a_socket_opens_only_from_its_own_origin() {
    let house = house();
    let own = format!("http://wiki.localhost:{}", house.program.port);
    for origin in
        [Some("https://evil.test"), Some("null"), Some("http://demo.localhost"), Some("http://wiki.localhost"), Some("http://wiki.localhost.evil.test"), None]
    {
        let mut wire = house.handshake(&house.ada, origin);
        let head = wire.until("\r\n\r\n");
        assert!(head.starts_with("HTTP/1.1 403"), "{origin:?}: {head}");
    }
    let mut stranger = house.handshake(&Browser::new(), Some(&own));
    assert!(stranger.until("\r\n\r\n").starts_with("HTTP/1.1 401"));
    house.socket(&house.ada);
}

#[test]
fn many_streams_of_one_person_are_all_cut() {
    let house = house();
    let mut streams: Vec<Wire> = (0..20).map(|_| house.socket(&house.ada)).collect();
    house.program.run(&["session", "revoke", "--user", "ada"]);
    let until = Instant::now() + SOON;
    for wire in &mut streams {
        assert!(wire.ends_within(until.saturating_duration_since(Instant::now()).max(Duration::from_millis(50))));
    }
}
