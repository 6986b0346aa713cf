//! Slow clients over HTTP/2: streams that nobody takes, settings that nobody acknowledges.
//!
//! Why: a stream keeps a connection busy, so nothing but its own deadlines ends it (S21).

use crate::h2_paths::{ask, frame, get, headers, two};
use crate::support::*;
use http::Request;
use std::time::{Duration, Instant};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s21_a_stream_nobody_takes_is_reset_alone() {
    let t = two(|s| {
        s.deadlines.take = portcullis_gateway::Pace { bytes: 1024, window: Duration::from_millis(400) };
        s.deadlines.body = portcullis_gateway::Pace { bytes: 1024, window: Duration::from_millis(400) };
    })
    .await;
    let mut send = t.client().await;
    let (stuck, _) = send.send_request(get("/big?10000000"), true).unwrap();
    let stuck = soon(stuck).await.unwrap().into_body();
    let record = t.door.records(1).await.remove(0);
    assert_eq!(record.error, Some("take_timeout"));
    drop(stuck);
    // An upload that stops: 408.
    let post = Request::post("https://a.test/echo").header("content-length", "100").body(()).unwrap();
    let (response, _up) = send.send_request(post, false).unwrap();
    assert_eq!(soon(response).await.unwrap().status(), 408);
    assert_eq!(ask(&mut send, get("/hello")).await.unwrap().1, b"hello");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s21_settings_that_are_never_acknowledged_end_a_busy_connection() {
    let t = two(|s| s.deadlines.settings = Duration::from_millis(400)).await;
    let ask: [(&[u8], &[u8]); 4] = [(b":method", b"GET"), (b":scheme", b"https"), (b":authority", b"a.test"), (b":path", b"/never")];
    let start = Instant::now();
    let mut c = t.raw().await;
    c.send([&b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"[..], &frame(4, 0, 0, &[]), &headers(1, &ask, true, true)].concat()).await;
    soon(c.rest()).await;
    assert!(start.elapsed() < Duration::from_secs(5), "{:?}", start.elapsed());
    assert_eq!(t.door.judged(), 1);
}
