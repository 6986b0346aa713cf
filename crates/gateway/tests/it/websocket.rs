//! WebSockets over HTTP/1.1: handshake, tunnel, refusals.
//!
//! Why: after the 101 nothing reads what flows; before it, everything does.

use crate::support::*;
use std::sync::atomic::Ordering;
use std::time::Duration;

pub const KEY: &str = "dGhlIHNhbXBsZSBub25jZQ==";
pub fn handshake(path: &str) -> String {
    format!(
        "GET {path} HTTP/1.1\r\nHost: a.test\r\nConnection: keep-alive, Upgrade\r\nUpgrade: WebSocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {KEY}\r\n\r\n"
    )
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s08_bytes_flow_both_ways() {
    let (address, saw) = origin().await;
    let door = TestDoor::to(http_origin(address));
    let (_running, gate) = plain(&door, |_| {});
    let mut c = Raw::to(gate).await;
    c.send(handshake("/ws")).await;
    let head = soon(c.head()).await.unwrap();
    assert!(
        head.starts_with("HTTP/1.1 101 ") && head.to_ascii_lowercase().contains(&format!("sec-websocket-accept: {}", accept(KEY).to_ascii_lowercase())),
        "{head}"
    );
    assert!(saw.last_head().contains("connection: Upgrade\r\nupgrade: websocket\r\n"));
    c.send("hello").await;
    assert_eq!(soon(c.exactly(5)).await, b"hello");
    let block = vec![b'w'; 1_000_000];
    let (mut r, mut w) = c.stream.into_split();
    let sent = block.clone();
    let writing = tokio::spawn(async move {
        tokio::io::AsyncWriteExt::write_all(&mut w, &sent).await.unwrap();
        w
    });
    let mut got = vec![0u8; block.len()];
    soon(tokio::io::AsyncReadExt::read_exact(&mut r, &mut got)).await.unwrap();
    assert!(got == block);
    drop((writing.await.unwrap(), r));
    let record = &door.records(1).await[0];
    assert_eq!((record.status.map(|s| s.as_u16()), record.bytes_in, record.bytes_out, record.error), (Some(101), 1_000_005, 1_000_005, None));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s08_a_route_that_forbids_them_is_obeyed() {
    let (address, saw) = origin().await;
    let door = TestDoor::to(http_origin(address));
    door.websocket.store(false, Ordering::SeqCst);
    let (_running, gate) = plain(&door, |_| {});
    let mut c = Raw::to(gate).await;
    c.send(handshake("/ws")).await;
    assert_eq!(soon(c.response()).await.status, 403);
    assert_eq!(saw.connections(), 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s08_a_door_may_refuse_a_handshake() {
    let (address, saw) = origin().await;
    let door = TestDoor::to(http_origin(address));
    let (_running, gate) = plain(&door, |_| {});
    let mut c = Raw::to(gate).await;
    c.send(handshake("/reply")).await;
    assert_eq!(soon(c.response()).await.text(), "mine");
    assert_eq!(saw.connections(), 0);
    assert!(door.seen.lock()[0].ends_with("WebSocket"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_silent_tunnel_ends_where_the_route_says_so() {
    let (address, _) = origin().await;
    let door = TestDoor::to(http_origin(address));
    *door.idle_timeout.lock() = Some(Duration::from_millis(300));
    let (_running, gate) = plain(&door, |_| {});
    let mut c = Raw::to(gate).await;
    c.send(handshake("/ws")).await;
    soon(c.head()).await.unwrap();
    for _ in 0..4 {
        tokio::time::sleep(Duration::from_millis(150)).await;
        c.send("x").await;
        assert_eq!(soon(c.exactly(1)).await, b"x");
    }
    let before = std::time::Instant::now();
    assert_eq!(soon(c.rest()).await, "");
    assert!(before.elapsed() < Duration::from_secs(2));
    assert_eq!(door.records(1).await[0].error, Some("idle_timeout"));
}
