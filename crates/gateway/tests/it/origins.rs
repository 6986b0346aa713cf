//! Origins: kinds, pool, failures.
//!
//! Why: which socket is used again decides whether one person's answer can reach another.

use crate::support::*;
use portcullis_model::{Origin, OriginScheme, OriginTls};
use std::sync::Arc;
use std::time::Duration;
use tokio::io::AsyncWriteExt;
use tokio::net::{TcpListener, UnixListener};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s10_sockets_are_used_again_only_when_clean() {
    let (address, saw) = origin().await;
    let door = TestDoor::to(http_origin(address));
    let (_running, gate) = plain(&door, |_| {});
    let mut c = Raw::to(gate).await;
    for _ in 0..3 {
        c.get("/hello").await;
    }
    c.get("/chunked").await;
    c.get("/204").await;
    assert_eq!(saw.connections(), 1);
    let got = c.get("/extra").await;
    assert_eq!(got.text(), "ok");
    assert_eq!(c.get("/hello").await.text(), "hello", "unread bytes must not answer the next request");
    assert_eq!(saw.connections(), 2);
    c.get("/close").await;
    assert_eq!(c.get("/hello").await.text(), "hello");
    assert_eq!(saw.connections(), 3);
    // One on which the origin speaks unasked, when its answer was long over.
    assert_eq!(c.get("/later").await.text(), "ok");
    tokio::time::sleep(Duration::from_millis(150)).await;
    assert_eq!(c.get("/hello").await.text(), "hello");
    assert_eq!(saw.connections(), 4);
    // One whose request never ended: what it got next would be the rest of that body.
    let mut early = Raw::to(gate).await;
    early.send("POST /early HTTP/1.1\r\nHost: a.test\r\nContent-Length: 1000000\r\n\r\nabc").await;
    assert_eq!(soon(early.response()).await.status, 413);
    for _ in 0..2 {
        assert_eq!(c.get("/hello").await.text(), "hello");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stale_socket_is_tried_again_once() {
    // Closes each connection as soon as a second request comes on it.
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let seen = Arc::new(parking_lot::Mutex::new(Vec::new()));
    let log = seen.clone();
    tokio::spawn(async move {
        while let Ok((mut s, _)) = listener.accept().await {
            let log = log.clone();
            tokio::spawn(async move {
                use tokio::io::AsyncReadExt;
                let mut buf = [0u8; 4096];
                let n = s.read(&mut buf).await.unwrap_or(0);
                log.lock().push(String::from_utf8_lossy(&buf[..n]).split(' ').next().unwrap().to_owned());
                s.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok").await.unwrap();
                let _ = s.read(&mut buf).await;
            });
        }
    });
    let door = TestDoor::to(http_origin(address));
    let (_running, gate) = plain(&door, |_| {});
    let mut c = Raw::to(gate).await;
    assert_eq!(c.get("/").await.text(), "ok");
    assert_eq!(c.get("/").await.text(), "ok");
    c.send("POST / HTTP/1.1\r\nHost: a.test\r\n\r\n").await;
    assert_eq!(c.response().await.status, 502, "a POST may have been acted on");
    assert_eq!(*seen.lock(), ["GET", "GET"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn failures_have_their_statuses() {
    let (address, _) = origin().await;
    let door = TestDoor::to(http_origin(address));
    *door.timeout.lock() = Some(Duration::from_millis(200));
    let (_running, gate) = plain(&door, |_| {});
    let mut c = Raw::to(gate).await;
    assert_eq!(soon(c.get("/never")).await.status, 504);
    for path in ["/bad-te-cl", "/bad-cl", "/bad-lf", "/bad-fold", "/bad-huge", "/surprise101", "/interim?9"] {
        assert_eq!(soon(c.get(path)).await.status, 502, "{path}");
    }
    assert_eq!(c.get("/interim?8").await.text(), "ok");
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    *door.origin.lock() = Arc::new(http_origin(free));
    let got = soon(c.get("/hello")).await;
    assert_eq!((got.status, got.field("x-request-id").is_some()), (502, true));
    let mut nowhere = http_origin(free);
    nowhere.host = "no-such-host.invalid".into();
    *door.origin.lock() = Arc::new(nowhere);
    assert_eq!(soon(c.get("/hello")).await.status, 502);
    // A response that breaks off takes the connection with it: it must not look complete.
    *door.origin.lock() = Arc::new(http_origin(address));
    c.send("GET /short?200 HTTP/1.1\r\nHost: a.test\r\n\r\n").await;
    let all = soon(c.rest()).await;
    assert!(all.contains("content-length: 10") && all.ends_with("abc"), "{all}");
    // Where nothing had left yet, it is a plain 502.
    let mut c = Raw::to(gate).await;
    c.send("GET /short?0 HTTP/1.1\r\nHost: a.test\r\n\r\n").await;
    let all = soon(c.rest()).await;
    assert!(all.starts_with("HTTP/1.1 502 ") || all.ends_with("abc"), "{all}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn unix_sockets_and_tls() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("app.sock");
    let listener = UnixListener::bind(&path).unwrap();
    let saw = Arc::new(Saw::default());
    let all = saw.clone();
    tokio::spawn(async move {
        while let Ok((s, _)) = listener.accept().await {
            tokio::spawn(serve(s, all.clone()));
        }
    });
    let origin = Origin { scheme: OriginScheme::Unix(path), host: "".into(), port: 0, authority: "app".into(), tls: OriginTls::default() };
    let door = TestDoor::to(origin);
    let (_running, gate) = plain(&door, |_| {});
    let mut c = Raw::to(gate).await;
    assert_eq!(c.get("/hello").await.text(), "hello");
    assert_eq!(c.get("/hello").await.text(), "hello");
    assert_eq!(saw.connections(), 1);
    assert!(saw.last_head().contains("host: app\r\n"));

    let pki = crate::tls::Pki::new();
    let (address, saw) = crate::tls::tls_origin(&pki, &["origin.test"]).await;
    let with = |tls| Origin { scheme: OriginScheme::Https, host: "127.0.0.1".into(), port: address.port(), authority: address.to_string().into(), tls };
    let ca = Some(pki.ca_pem().into());
    *door.origin.lock() = Arc::new(with(OriginTls { server_name: Some("origin.test".into()), custom_ca: ca.clone(), skip_verify: false }));
    assert_eq!(c.get("/hello").await.text(), "hello");
    assert_eq!(c.get("/big?100000").await.body.len(), 100_000);
    assert_eq!(saw.connections(), 1);
    *door.origin.lock() = Arc::new(with(OriginTls { server_name: Some("other.test".into()), custom_ca: ca, skip_verify: false }));
    assert_eq!(c.get("/hello").await.status, 502, "another name");
    *door.origin.lock() = Arc::new(with(OriginTls::default()));
    assert_eq!(c.get("/hello").await.status, 502, "an unknown root");
    *door.origin.lock() = Arc::new(with(OriginTls { skip_verify: true, ..OriginTls::default() }));
    assert_eq!(c.get("/hello").await.text(), "hello");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn unused_sockets_are_closed() {
    let (address, saw) = origin().await;
    let door = TestDoor::to(http_origin(address));
    let (_running, gate) = plain(&door, |s| s.deadlines.pooled = Duration::from_millis(100));
    let mut c = Raw::to(gate).await;
    c.get("/hello").await;
    tokio::time::sleep(Duration::from_millis(500)).await;
    c.get("/hello").await;
    assert_eq!(saw.connections(), 2);
}
