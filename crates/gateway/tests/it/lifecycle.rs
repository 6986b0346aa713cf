//! Start, limits, drain.
//!
//! Why: a reload must not cost anyone a request, and a flood must not cost everyone.

use crate::support::*;
use portcullis_gateway::{BadStart, Gateway, ListenerKind, Settings};
use std::time::{Duration, Instant};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_drain_lets_requests_finish() {
    let (address, _) = origin().await;
    let door = TestDoor::to(http_origin(address));
    let (running, gate) = plain(&door, |s| s.workers = 2);
    let mut idle = Raw::to(gate).await;
    idle.get("/hello").await;
    let mut busy = Raw::to(gate).await;
    busy.send("POST /echo HTTP/1.1\r\nHost: a.test\r\nContent-Length: 4\r\n\r\nab").await;
    tokio::time::sleep(Duration::from_millis(50)).await;
    assert_eq!(running.connections(), 2);
    let draining = tokio::spawn(running.drain(Duration::from_secs(5)));
    assert_eq!(soon(idle.rest()).await, "");
    assert!(tokio::net::TcpStream::connect(gate).await.is_err(), "nobody listens any more");
    busy.send("cd").await;
    let got = soon(busy.response()).await;
    assert_eq!((got.text().as_str(), got.field("connection").as_deref()), ("abcd", Some("close")));
    assert_eq!(soon(busy.rest()).await, "");
    assert_eq!(soon(draining).await.unwrap().forced, 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_drain_ends_at_its_deadline() {
    let (address, _) = origin().await;
    let door = TestDoor::to(http_origin(address));
    let (running, gate) = plain(&door, |_| {});
    let mut c = Raw::to(gate).await;
    c.send("GET /sse HTTP/1.1\r\nHost: a.test\r\n\r\n").await;
    c.head().await.unwrap();
    let start = Instant::now();
    assert_eq!(running.drain(Duration::from_millis(300)).await.forced, 1);
    assert!(start.elapsed() < Duration::from_secs(2));
    soon(c.rest()).await;
    door.records(1).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn connections_are_bounded_and_places_given_back() {
    let (address, _) = origin().await;
    let door = TestDoor::to(http_origin(address));
    let (running, gate) = plain(&door, |s| s.limits.connections = 3);
    let mut three = Vec::new();
    for _ in 0..3 {
        let mut c = Raw::to(gate).await;
        assert_eq!(c.get("/hello").await.status, 200);
        three.push(c);
    }
    let mut fourth = Raw::to(gate).await;
    assert_eq!(soon(fourth.rest()).await, "");
    three.pop();
    for _ in 0..100 {
        if running.connections() == 2 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    let mut again = Raw::to(gate).await;
    assert_eq!(again.get("/hello").await.status, 200);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn wrong_starts_are_refused() {
    let (address, _) = origin().await;
    let door = TestDoor::to(http_origin(address));
    let mut settings = Settings::new(clock());
    settings.listen = vec![any_port(ListenerKind::Https)];
    assert!(matches!(Gateway::start(settings.clone(), door.clone(), None), Err(BadStart::NoTls)));
    settings.listen[0].kind = ListenerKind::Http;
    settings.listen[0].address = address;
    assert!(matches!(Gateway::start(settings, door, None), Err(BadStart::Listen(a, _)) if a == address));
}
