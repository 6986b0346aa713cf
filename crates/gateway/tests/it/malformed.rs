//! S19: what cannot be read is refused, and nobody behind us hears of it.
//!
//! Why: failing open on garbage is how gateways were bypassed.

use crate::support::*;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use std::time::Duration;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s19_garbage_is_never_2xx_and_reaches_nobody() {
    let (address, saw) = origin().await;
    let door = TestDoor::to(http_origin(address));
    let (_running, gate) = plain(&door, |s| s.deadlines.head = Duration::from_millis(200));
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let noise = proptest::collection::vec(any::<u8>(), 1..200);
    let word = prop_oneof![
        Just("GET "),
        Just("/"),
        Just(" HTTP/1.1"),
        Just("\r\n"),
        Just("\n"),
        Just("\r"),
        Just("Host: a.test"),
        Just(":"),
        Just("\0"),
        Just(" "),
        Just("%"),
        Just("Content-Length: "),
        Just("é")
    ];
    let words = proptest::collection::vec(word, 1..12);
    for i in 0..150 {
        let mut wire =
            if i % 2 == 0 { noise.new_tree(&mut runner).unwrap().current() } else { words.new_tree(&mut runner).unwrap().current().concat().into_bytes() };
        wire.extend_from_slice(b"\r\n\r\n");
        let text = String::from_utf8_lossy(&wire).into_owned();
        if text.starts_with("GET / HTTP/1.1\r\nHost: a.test\r\n") {
            continue;
        }
        let mut c = Raw::to(gate).await;
        c.try_send(&wire).await;
        let answer = soon(c.rest()).await;
        assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 4") || answer.starts_with("HTTP/1.1 505"), "{text:?} -> {answer:?}");
    }
    assert_eq!((door.judged(), saw.connections()), (0, 0));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s19_refusals_name_their_reason() {
    let (address, saw) = origin().await;
    let door = TestDoor::to(http_origin(address));
    let (_running, gate) = plain(&door, |_| {});
    let many: String = (0..101).map(|i| format!("x-{i}: 1\r\n")).collect();
    for (wire, status) in [
        ("GET / HTTP/1.1\r\nHost: a b\r\n\r\n".to_owned(), 400),
        ("GET / HTTP/1.1\r\nHost: u@a.test\r\n\r\n".to_owned(), 400),
        ("GET /a/%2e%2e/b HTTP/1.1\r\nHost: a.test\r\n\r\n".to_owned(), 400),
        ("GET /a\\b HTTP/1.1\r\nHost: a.test\r\n\r\n".to_owned(), 400),
        ("GET /%zz HTTP/1.1\r\nHost: a.test\r\n\r\n".to_owned(), 400),
        ("GET / HTTP/1.1\r\nHost: a.test\r\nX: \u{1}\r\n\r\n".to_owned(), 400),
        ("CONNECT a.test:1 HTTP/1.1\r\nHost: a.test:1\r\n\r\n".to_owned(), 405),
        ("TRACE / HTTP/1.1\r\nHost: a.test\r\n\r\n".to_owned(), 405),
        ("delete / HTTP/1.1\r\nHost: a.test\r\n\r\n".to_owned(), 405),
        ("Get / HTTP/1.1\r\nHost: a.test\r\n\r\n".to_owned(), 405),
        ("PRI * HTTP/2.0\r\n\r\n".to_owned(), 505),
        ("GET / HTTP/1.1\r\nHost: a.test\r\nExpect: magic\r\n\r\n".to_owned(), 417),
        (format!("GET / HTTP/1.1\r\nHost: a.test\r\n{many}\r\n"), 431),
        (format!("GET / HTTP/1.1\r\nHost: a.test\r\nX: {}\r\n\r\n", "a".repeat(70_000)), 431),
    ] {
        let mut c = Raw::to(gate).await;
        c.try_send(&wire).await;
        let got = soon(c.response()).await;
        assert_eq!((got.status, got.field("connection").as_deref()), (status, Some("close")), "{wire:.80}");
        assert!(got.text().contains("request_id") && got.field("x-request-id").is_some());
        assert_eq!(soon(c.rest()).await, "");
    }
    assert_eq!(saw.connections(), 0);
    let records = door.records(14).await;
    assert!(records.iter().all(|r| r.error.is_some() && r.target.is_none()));
    // A body that turns out malformed: the origin never sees the end of a request.
    let mut c = Raw::to(gate).await;
    c.send("POST /echo HTTP/1.1\r\nHost: a.test\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\nzz\r\n").await;
    assert_eq!(soon(c.response()).await.status, 400);
    // Whether it saw the beginning depends on who was quicker; the end it never sees.
    assert!(saw.raw.lock().iter().all(|seen| !String::from_utf8_lossy(seen).contains("0\r\n\r\n")));
}
