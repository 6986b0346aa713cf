//! A withdrawn permit ends its exchange within a second, and no other.
//!
//! Why: one revocation closes everything that is open.

use crate::support::*;
use crate::websocket::handshake;
use std::time::{Duration, Instant};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_cut_ends_exactly_its_own_streams() {
    let (address, _) = origin().await;
    let door = TestDoor::to(http_origin(address));
    let (_running, gate) = plain(&door, |_| {});
    let mut socket = Raw::to(gate).await;
    socket.send(handshake("/ws-a")).await;
    soon(socket.head()).await.unwrap();
    let mut other = Raw::to(gate).await;
    other.send(handshake("/ws-b")).await;
    soon(other.head()).await.unwrap();
    let mut events = Raw::to(gate).await;
    events.send("GET /sse HTTP/1.1\r\nHost: a.test\r\n\r\n").await;
    soon(events.head()).await.unwrap();
    // A download whose origin is slow, and one whose client is.
    let mut slow = Raw::to(gate).await;
    slow.send("GET /trickle HTTP/1.1\r\nHost: a.test\r\n\r\n").await;
    soon(slow.head()).await.unwrap();
    let mut stuck = Raw::to(gate).await;
    stuck.send("GET /big?100000000 HTTP/1.1\r\nHost: a.test\r\n\r\n").await;
    soon(stuck.head()).await.unwrap();
    let mut upload = Raw::to(gate).await;
    upload.send("POST /echo HTTP/1.1\r\nHost: a.test\r\nContent-Length: 100\r\n\r\n").await;
    for _ in 0..3 {
        tokio::time::sleep(Duration::from_millis(50)).await;
        upload.send("x").await;
    }
    let mut poll = Raw::to(gate).await;
    poll.send("GET /never HTTP/1.1\r\nHost: a.test\r\n\r\n").await;
    tokio::time::sleep(Duration::from_millis(1200)).await;

    let start = Instant::now();
    for path in ["/ws-a", "/sse", "/trickle", "/big", "/echo", "/never"] {
        door.cut(path);
    }
    soon(socket.rest()).await;
    soon(events.rest()).await;
    let rest = soon(slow.rest()).await;
    assert!(!rest.ends_with("0\r\n\r\n"));
    assert_eq!(soon(upload.response()).await.status, 503);
    assert_eq!(soon(poll.response()).await.status, 503);
    assert!(start.elapsed() < Duration::from_secs(1), "{:?}", start.elapsed());
    let records = door.records(6).await;
    assert!(records.iter().all(|r| r.cut), "{records:#?}");
    // The neighbour lives.
    other.send("still here").await;
    assert_eq!(soon(other.exactly(10)).await, b"still here");
}
