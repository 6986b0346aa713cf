//! S21: every wait for a client ends.
//!
//! Why: sockets are held by those who dribble; everyone else must not notice.

use crate::support::*;
use portcullis_gateway::{ListenerKind, Pace};
use std::time::{Duration, Instant};

fn short(s: &mut portcullis_gateway::Settings) {
    let ms = Duration::from_millis;
    s.deadlines.handshake = ms(400);
    s.deadlines.head = ms(400);
    s.deadlines.body = Pace { bytes: 1024, window: ms(400) };
    s.deadlines.take = Pace { bytes: 1024, window: ms(500) };
    s.deadlines.idle = ms(600);
    s.deadlines.settings = ms(400);
}

/// Sends a byte every 20 ms until the other end closes.
async fn dribble<S: tokio::io::AsyncRead + tokio::io::AsyncWrite + Unpin>(c: &mut Raw<S>, bytes: &[u8]) -> (Duration, String) {
    let start = Instant::now();
    let mut at = bytes.iter().cycle();
    loop {
        c.try_send([*at.next().unwrap()]).await;
        if let Ok(0) = tokio::time::timeout(Duration::from_millis(20), c.more()).await {
            return (start.elapsed(), String::from_utf8_lossy(&c.buf).into_owned());
        }
        assert!(start.elapsed() < Duration::from_secs(5), "never closed");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s21_dribbled_heads_and_bodies_end_by_their_deadline() {
    let (address, _) = origin().await;
    let door = TestDoor::to(http_origin(address));
    let (_running, gate) = plain(&door, short);
    let mut tasks = tokio::task::JoinSet::new();
    for _ in 0..50 {
        tasks.spawn(async move {
            let mut c = Raw::to(gate).await;
            c.send("GET / HTTP/1.1\r\n").await;
            let (took, answer) = dribble(&mut c, b"x-header-that-never-ends").await;
            assert!(took < Duration::from_millis(3500) && answer.starts_with("HTTP/1.1 408"), "{took:?} {answer}");
        });
        tasks.spawn(async move {
            let mut c = Raw::to(gate).await;
            c.send("POST /echo HTTP/1.1\r\nHost: a.test\r\nContent-Length: 100000\r\n\r\n").await;
            let (took, answer) = dribble(&mut c, b"x").await;
            assert!(took < Duration::from_millis(3500) && answer.starts_with("HTTP/1.1 408"), "{took:?} {answer}");
        });
        tasks.spawn(async move {
            let start = Instant::now();
            let mut c = Raw::to(gate).await;
            assert_eq!(c.rest().await, "", "a connection without a request");
            assert!(start.elapsed() < Duration::from_millis(2000));
        });
    }
    // An ordinary client among them.
    for _ in 0..10 {
        let start = Instant::now();
        let mut c = Raw::to(gate).await;
        assert_eq!(c.get("/hello").await.status, 200);
        assert!(start.elapsed() < Duration::from_millis(200), "{:?}", start.elapsed());
    }
    while let Some(done) = tasks.join_next().await {
        done.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s21_a_client_that_takes_nothing_is_closed() {
    let (address, _) = origin().await;
    let door = TestDoor::to(http_origin(address));
    let (_running, gate) = plain(&door, short);
    let mut c = Raw::to(gate).await;
    c.send("GET /big?200000000 HTTP/1.1\r\nHost: a.test\r\n\r\n").await;
    let start = Instant::now();
    let record = door.records(1).await.remove(0);
    assert!(start.elapsed() < Duration::from_secs(3));
    assert_eq!(record.error, Some("take_timeout"));
    // Waiting for the origin does not count against the client.
    let mut c = Raw::to(gate).await;
    c.send("GET /sse HTTP/1.1\r\nHost: a.test\r\n\r\n").await;
    tokio::time::sleep(Duration::from_millis(1200)).await;
    assert_eq!(door.records.lock().len(), 1);
    c.head().await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s21_idle_connections_and_stalled_handshakes_end() {
    let (address, _) = origin().await;
    let door = TestDoor::to(http_origin(address));
    let (_running, gate) = plain(&door, short);
    let mut c = Raw::to(gate).await;
    c.get("/hello").await;
    let start = Instant::now();
    assert_eq!(soon(c.rest()).await, "");
    assert!(start.elapsed() > Duration::from_millis(300) && start.elapsed() < Duration::from_secs(2));

    let pki = crate::tls::Pki::new();
    let (_running, gate) = crate::tls::gateway(&door, &pki, &[&["a.test"]], short);
    for first in [&b""[..], b"\x16\x03\x01\x02\x00\x01", b"GET / HTTP/1.1\r\n"] {
        let start = Instant::now();
        let mut c = Raw::to(gate).await;
        c.send(first).await;
        soon(c.rest()).await;
        assert!(start.elapsed() < Duration::from_secs(2));
    }
    // HTTP/2: no preface, half a preface, no acknowledgement of our SETTINGS, a header block without end, silence.
    let preface = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
    let settings: &[u8] = &[0, 0, 0, 4, 0, 0, 0, 0, 0];
    let ack: &[u8] = &[0, 0, 0, 4, 1, 0, 0, 0, 0];
    for wire in [
        vec![],
        preface[..10].to_vec(),
        [preface, settings].concat(),
        [preface, settings, ack, &[0, 0, 1, 1, 0, 0, 0, 0, 1, 0x82]].concat(),
        [preface, settings, ack].concat(),
    ] {
        let start = Instant::now();
        let mut c = Raw { stream: crate::tls::connect(&pki, gate, "a.test", &["h2"]).await, buf: Vec::new() };
        c.send(&wire).await;
        soon(c.rest()).await;
        assert!(start.elapsed() < Duration::from_secs(8), "{wire:?} {:?}", start.elapsed());
    }
    assert_eq!(door.judged(), 1);
}

#[test]
fn s21_every_deadline_is_set() {
    let d = portcullis_gateway::Deadlines::default();
    let s = Duration::from_secs;
    assert_eq!((d.handshake, d.head, d.idle, d.settings, d.connect), (s(10), s(15), s(75), s(15), s(10)));
    assert_eq!((d.body, d.take), (Pace { bytes: 1024, window: s(30) }, Pace { bytes: 1024, window: s(60) }));
    let _ = ListenerKind::Http;
}
