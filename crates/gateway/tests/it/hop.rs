//! S12: `Connection` cannot take away what we set, and hop-by-hop fields stay where they are.
//!
//! Why: an identity field that a client can remove is an identity field a client can choose.

use crate::support::*;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s12_connection_cannot_remove_our_fields() {
    let (address, saw) = origin().await;
    let door = TestDoor::to(http_origin(address));
    let ours = [
        ("x-portcullis-assertion", "jwt"),
        ("x-forwarded-for", "192.0.2.1"),
        ("x-forwarded-proto", "https"),
        ("x-forwarded-host", "a.test"),
        ("remote-user", "ada"),
        ("x-pomerium-jwt-assertion", "jwt"),
    ];
    *door.set.lock() = ours.to_vec();
    let (_running, gate) = plain(&door, |_| {});
    for (name, value) in ours {
        for spelled in [name.to_owned(), name.to_ascii_uppercase(), format!("close, {name}"), format!("{name},,{name}"), format!("keep-alive ,\t{name} ")] {
            let mut c = Raw::to(gate).await;
            c.send(format!("GET / HTTP/1.1\r\nHost: a.test\r\nConnection: {spelled}\r\nConnection: host, content-length\r\n{name}: spoofed\r\n\r\n")).await;
            assert_eq!(soon(c.response()).await.status, 200);
            let head = saw.last_head();
            assert!(head.contains(&format!("\r\n{name}: {value}\r\n")), "{spelled}: {head}");
            assert!(head.contains("\r\nhost: ") && !head.to_ascii_lowercase().contains("connection"), "{head}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s12_hop_by_hop_fields_do_not_travel() {
    let (address, saw) = origin().await;
    let door = TestDoor::to(http_origin(address));
    let (_running, gate) = plain(&door, |_| {});
    let mut c = Raw::to(gate).await;
    c.send("GET / HTTP/1.1\r\nHost: a.test\r\nConnection: x-mine, keep-alive\r\nX-Mine: 1\r\nKeep-Alive: 5\r\nProxy-Connection: x\r\nProxy-Authorization: x\r\nTE: trailers\r\nTrailer: x\r\nUpgrade: h2c\r\nHTTP2-Settings: x\r\nExpect: 100-continue\r\nX-Stays: 1\r\nCookie: a=1\r\nCookie: b=2\r\n\r\n").await;
    soon(c.response()).await;
    let head = saw.last_head().to_ascii_lowercase();
    let mut lines: Vec<_> = head.trim_end().lines().collect();
    lines.sort_unstable();
    assert_eq!(lines, ["cookie: a=1; b=2", "get / http/1.1", &format!("host: {address}"), "x-stays: 1"]);
    let got = c.get("/close").await;
    assert!(!got.head.contains("x-hop") && !got.head.contains("connection"), "{}", got.head);
}
