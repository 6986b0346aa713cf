//! HAProxy from Debian, with the recipe that `protect --behind haproxy` wrote.
//!
//! Why: see `harness::behind`.

use crate::harness::behind::{Behind, Kind, Room, all};
use crate::harness::browser::Url;
use crate::harness::socket::Wire;
use std::io::Write;
use std::process::Command;
use std::time::Duration;

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

/// A socket over HTTP/2 (RFC 8441) comes without a key, and is one all the same.
#[test]
fn s08_haproxy_asks_about_a_socket_over_http_2_as_a_socket() {
    let Some(behind) = Behind::start(&HAPROXY) else { return };
    let ada = behind.ada("/");
    let cookie = ada.cookies["wiki.example.test"].iter().map(|(n, v)| format!("{n}={v}")).collect::<Vec<_>>().join("; ");
    let (own, host) = (behind.at(""), behind.at("").replace("https://", ""));
    for (from, seen) in [("https://evil.test", 0), (&*own, 1)] {
        behind.origin.forget();
        let fields = [
            (":method", "CONNECT"),
            (":protocol", "websocket"),
            (":scheme", "https"),
            (":path", "/ws"),
            (":authority", &*host),
            ("sec-websocket-version", "13"),
            ("origin", from),
            ("cookie", &cookie),
        ];
        let mut wire = Wire::connect(&Url::parse(&own));
        wire.write_all(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n").unwrap();
        wire.write_all(&frame(4, 0, 0, &[])).unwrap();
        let literal: Vec<u8> = fields.iter().flat_map(|(n, v)| [&[0][..], &length(n.len()), n.as_bytes(), &length(v.len()), v.as_bytes()].concat()).collect();
        wire.write_all(&frame(1, 4, 1, &literal)).unwrap();
        assert!(!wire.ends_within(Duration::from_secs(2)), "{from}: {}", behind.log());
        assert_eq!(behind.origin.seen().len(), seen, "{from}: {:?} {}", behind.origin.seen(), behind.log());
    }
    assert_eq!(behind.origin.last().field("remote-user"), Some("ada"));
}

/// RFC 9113 §4.1.
fn frame(kind: u8, flags: u8, stream: u8, payload: &[u8]) -> Vec<u8> {
    let size = u32::try_from(payload.len()).unwrap().to_be_bytes();
    [&size[1..], &[kind, flags, 0, 0, 0, stream], payload].concat()
}
/// RFC 7541 §5.1, with seven bits.
fn length(n: usize) -> Vec<u8> {
    let (mut out, mut left) = (vec![u8::try_from(n.min(127)).unwrap()], n.saturating_sub(127));
    if n >= 127 {
        while left >= 128 {
            out.push(u8::try_from(left % 128).unwrap() | 128);
            left /= 128;
        }
        out.push(u8::try_from(left).unwrap());
    }
    out
}
