//! S10: the number of requests an origin sees equals the number judged.
//!
//! Why: one corpus of desync tricks, each on its own connection, read by lenient readers on the other side.

use crate::support::*;

/// How many requests a reader sees in raw bytes, by either of the two classic misreadings.
fn requests_in(raw: &[u8], chunked_wins: bool) -> usize {
    let mut rest = raw;
    let mut count = 0;
    while !rest.is_empty() {
        // As lenient as the worst: a head ends at any empty line, CR or not.
        let text = String::from_utf8_lossy(rest).into_owned();
        let end = ["\r\n\r\n", "\n\n", "\n\r\n"].iter().filter_map(|e| text.find(e).map(|at| at + e.len())).min();
        let Some(end) = end else { return count + 1 };
        count += 1;
        let head = text[..end].to_ascii_lowercase();
        rest = &rest[end..];
        let chunked = head.contains("transfer-encoding") && head.contains("chunked");
        let length = head
            .lines()
            .find_map(|l| l.trim().strip_prefix("content-length").and_then(|v| v.trim_start_matches([' ', ':', '\t']).trim().parse::<usize>().ok()));
        if chunked && (chunked_wins || length.is_none()) {
            loop {
                let Some(at) = rest.windows(2).position(|w| w == b"\r\n") else { return count };
                let size = usize::from_str_radix(String::from_utf8_lossy(&rest[..at]).split(';').next().unwrap().trim(), 16).unwrap_or(0);
                let skip = (at + 2 + size + 2).min(rest.len());
                rest = &rest[skip..];
                if size == 0 {
                    break;
                }
            }
        } else if let Some(n) = length {
            rest = &rest[n.min(rest.len())..];
        }
    }
    count
}

const SMUGGLED: &str = "GET /smuggled HTTP/1.1\r\nHost: a.test\r\n\r\n";

fn corpus() -> Vec<(&'static str, String)> {
    let post = |fields: &str, body: &str| format!("POST /hello HTTP/1.1\r\nHost: a.test\r\n{fields}\r\n\r\n{body}");
    let chunked = format!("0\r\n\r\n{SMUGGLED}");
    let n = chunked.len();
    let mut all = vec![
        ("CL.TE", post(&format!("Content-Length: {n}\r\nTransfer-Encoding: chunked"), &chunked)),
        ("TE.CL", post("Transfer-Encoding: chunked\r\nContent-Length: 4", &format!("{:x}\r\n{SMUGGLED}\r\n0\r\n\r\n", SMUGGLED.len()))),
        ("CL.CL", post(&format!("Content-Length: 0\r\nContent-Length: {}", SMUGGLED.len()), SMUGGLED)),
        ("CL twice the same", post("Content-Length: 0\r\nContent-Length: 0", SMUGGLED)),
        ("CL list", post("Content-Length: 0, 0", SMUGGLED)),
        ("CL plus", post("Content-Length: +0", SMUGGLED)),
        ("CL octal", post("Content-Length: 0x0", SMUGGLED)),
        ("CL space", post("Content-Length : 0", SMUGGLED)),
        ("CL underscore", post("Content_Length: 40", SMUGGLED)),
        ("CL folded", post("Content-Length:\r\n 0", SMUGGLED)),
        ("chunk extension", post("Transfer-Encoding: chunked", &format!("0;a=\"\r\n\r\n{SMUGGLED}"))),
        ("chunk bare LF", post("Transfer-Encoding: chunked", &format!("2\nhi\n0\n\n{SMUGGLED}"))),
        ("chunk LF in extension", post("Transfer-Encoding: chunked", &format!("2;\nxx\r\nhi\r\n0\r\n\r\n{SMUGGLED}"))),
        ("chunk size overflow", post("Transfer-Encoding: chunked", &format!("10000000000000002\r\nhi\r\n0\r\n\r\n{SMUGGLED}"))),
        ("chunk size sign", post("Transfer-Encoding: chunked", &format!("-1\r\nhi\r\n0\r\n\r\n{SMUGGLED}"))),
        ("chunk spill", post("Transfer-Encoding: chunked", &format!("2\r\nhixx0\r\n\r\n{SMUGGLED}"))),
        ("trailer CL", post("Transfer-Encoding: chunked", &format!("0\r\nContent-Length: 40\r\n\r\n{SMUGGLED}"))),
        ("trailer bare LF", post("Transfer-Encoding: chunked", &format!("0\r\nX: y\n\r\n{SMUGGLED}"))),
        ("GET with body", format!("GET /hello HTTP/1.1\r\nHost: a.test\r\nContent-Length: {}\r\n\r\n{SMUGGLED}", SMUGGLED.len())),
        ("HEAD with body", format!("HEAD /hello HTTP/1.1\r\nHost: a.test\r\nContent-Length: {}\r\n\r\n{SMUGGLED}", SMUGGLED.len())),
        ("bare LF everywhere", "GET /hello HTTP/1.1\nHost: a.test\n\n".to_owned() + SMUGGLED),
        ("bare LF once", format!("GET /hello HTTP/1.1\r\nHost: a.test\nX: y\r\n\r\n{SMUGGLED}")),
        ("bare LF end", format!("GET /hello HTTP/1.1\r\nHost: a.test\r\n\n{SMUGGLED}")),
        ("bare CR", format!("GET /hello HTTP/1.1\r\nHost: a.test\r\nX: a\rTransfer-Encoding: chunked\r\n\r\n{SMUGGLED}")),
        ("bare CR end", format!("GET /hello HTTP/1.1\r\nHost: a.test\r\r{SMUGGLED}")),
        ("NUL", format!("GET /hello HTTP/1.1\r\nHost: a.test\r\nX: a\0b\r\n\r\n{SMUGGLED}")),
        ("CR LF in target", format!("GET /hello%0d%0aX:y HTTP/1.1\r\nHost: a.test\r\n\r\n{SMUGGLED}")),
        ("no version", format!("GET /hello\r\n\r\n{SMUGGLED}")),
        ("HTTP/0.9", format!("GET /hello HTTP/0.9\r\nHost: a.test\r\n\r\n{SMUGGLED}")),
        ("HTTP/1.2", format!("GET /hello HTTP/1.2\r\nHost: a.test\r\n\r\n{SMUGGLED}")),
        ("HTTP/2.0", format!("GET /hello HTTP/2.0\r\nHost: a.test\r\n\r\n{SMUGGLED}")),
        ("HTTP/1.0 chunked", format!("POST /hello HTTP/1.0\r\nHost: a.test\r\nTransfer-Encoding: chunked\r\n\r\n{chunked}")),
        ("HTTP/1.0 keep-alive", format!("GET /hello HTTP/1.0\r\nHost: a.test\r\nConnection: keep-alive\r\n\r\n{SMUGGLED}")),
        ("two spaces", format!("GET  /hello HTTP/1.1\r\nHost: a.test\r\n\r\n{SMUGGLED}")),
        ("tab", format!("GET\t/hello\tHTTP/1.1\r\nHost: a.test\r\n\r\n{SMUGGLED}")),
        ("leading space", format!(" GET /hello HTTP/1.1\r\nHost: a.test\r\n\r\n{SMUGGLED}")),
        ("two empty lines", format!("\r\n\r\nGET /hello HTTP/1.1\r\nHost: a.test\r\n\r\n{SMUGGLED}")),
        ("empty LF line", format!("\nGET /hello HTTP/1.1\r\nHost: a.test\r\n\r\n{SMUGGLED}")),
        ("two hosts", format!("GET /hello HTTP/1.1\r\nHost: a.test\r\nHost: b.test\r\n\r\n{SMUGGLED}")),
        ("no host", format!("GET /hello HTTP/1.1\r\n\r\n{SMUGGLED}")),
        ("host differs", format!("GET http://b.test/hello HTTP/1.1\r\nHost: a.test\r\n\r\n{SMUGGLED}")),
        (
            "h2c",
            format!(
                "GET /hello HTTP/1.1\r\nHost: a.test\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQCAAAAAAIAAAAA\r\n\r\n{SMUGGLED}"
            ),
        ),
        ("unknown upgrade", format!("GET /hello HTTP/1.1\r\nHost: a.test\r\nConnection: Upgrade\r\nUpgrade: foo\r\n\r\n{SMUGGLED}")),
        ("connect", format!("CONNECT a.test:443 HTTP/1.1\r\nHost: a.test:443\r\n\r\n{SMUGGLED}")),
        ("plain pipelining", format!("GET /hello HTTP/1.1\r\nHost: a.test\r\n\r\n{SMUGGLED}")),
        ("honest chunks", post("Transfer-Encoding: chunked", &format!("{:x};a=b;c=\"d\"\r\n{SMUGGLED}\r\n0\r\n\r\n", SMUGGLED.len()))),
    ];
    for te in [
        "Transfer-Encoding : chunked",
        "Transfer-Encoding:\tchunked\r\nTransfer-Encoding: x",
        "Transfer-Encoding: xchunked",
        "Transfer-Encoding: chunked, identity",
        "Transfer-Encoding: identity, chunked",
        "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity",
        "Transfer-Encoding: \u{b}chunked",
        "Transfer-Encoding: chunked\u{b}",
        "Transfer-Encoding:\r\n chunked",
        "X: y\r\n Transfer-Encoding: chunked",
        "X: y\r\n\tTransfer-Encoding: chunked",
        "Transfer-Encoding: 'chunked'",
        "Transfer-Encoding: \"chunked\"",
        "Transfer-Encoding: chunked;q=1",
        "Transfer-Encoding: cow\r\nTransfer-Encoding: chunked",
        "transfer_encoding: chunked",
        "Transfer-Encoding\0: chunked",
        "\0Transfer-Encoding: chunked",
        "TrAnSfEr-EnCoDiNg: ChUnKeD, ",
    ] {
        all.push((te, post(&format!("Content-Length: {n}\r\n{te}"), &chunked)));
        all.push((te, post(te, &chunked)));
    }
    all
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s10_an_origin_sees_what_was_judged() {
    for (name, wire) in corpus() {
        let (address, saw) = origin().await;
        let door = TestDoor::to(http_origin(address));
        let (running, gate) = plain(&door, |s| s.deadlines.head = std::time::Duration::from_millis(300));
        let mut c = Raw::to(gate).await;
        c.try_send(&wire).await;
        // Whatever it was, it comes to an end: an answer and a close, or an idle connection that we leave.
        let _ = tokio::time::timeout(std::time::Duration::from_millis(600), c.rest()).await;
        drop(c);
        running.drain(std::time::Duration::from_millis(50)).await;
        let judged = door.judged();
        // A body that proved malformed takes its request with it: the origin saw its beginning, or nothing.
        let broken = door.records.lock().iter().filter(|r| r.error == Some("bad_body")).count();
        let matches = |seen: usize| seen <= judged && seen + broken >= judged;
        assert!(broken <= 1 && matches(saw.requests()), "{name}: {judged} judged, {:?}", saw.heads.lock());
        for chunked_wins in [true, false] {
            let seen: usize = saw.raw.lock().iter().map(|raw| requests_in(raw, chunked_wins)).sum();
            assert!(
                matches(seen),
                "{name}: {seen} seen, {judged} judged, read with chunked first {chunked_wins}: {:?}",
                saw.raw.lock().iter().map(|r| String::from_utf8_lossy(r).into_owned()).collect::<Vec<_>>()
            );
        }
        assert_eq!(
            saw.heads.lock().iter().filter(|h| h.contains("/smuggled")).count(),
            door.seen.lock().iter().filter(|s| s.contains("/smuggled")).count(),
            "{name}"
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s10_one_request_in_many_pieces_is_one() {
    let (address, saw) = origin().await;
    let door = TestDoor::to(http_origin(address));
    let (_running, gate) = plain(&door, |_| {});
    let wire = "POST /echo HTTP/1.1\r\nHost: a.test\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n";
    for step in [1, 2, 3, 7] {
        let mut c = Raw::to(gate).await;
        for part in wire.as_bytes().chunks(step) {
            c.send(part).await;
            tokio::time::sleep(std::time::Duration::from_millis(1)).await;
        }
        assert_eq!(soon(c.response()).await.text(), "abc");
    }
    assert_eq!((saw.requests(), door.judged()), (4, 4));
}

/// Only CR LF ends a line: readers differ about the rest, so it is not mended but refused.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s10_bare_line_feeds_are_refused() {
    let (address, saw) = origin().await;
    let door = TestDoor::to(http_origin(address));
    let (_running, gate) = plain(&door, |_| {});
    for head in [
        "GET /hello HTTP/1.1\nHost: a.test\n\n",
        "GET /hello HTTP/1.1\nHost: a.test\r\n\r\n",
        "GET /hello HTTP/1.1\r\nHost: a.test\nX: y\r\n\r\n",
        "GET /hello HTTP/1.1\r\nHost: a.test\r\nX: y\n\r\n",
        "GET /hello HTTP/1.1\r\nHost: a.test\r\n\n",
    ] {
        let mut c = Raw::to(gate).await;
        c.try_send(head).await;
        assert_eq!(soon(c.response()).await.status, 400, "{head:?}");
    }
    assert_eq!((door.judged(), saw.connections()), (0, 0));
}

/// A body that nobody read is read away before the next head: what stands in it is no request.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s10_an_unread_body_is_no_request() {
    let (address, _) = origin().await;
    let door = TestDoor::to(http_origin(address));
    let (_running, gate) = plain(&door, |_| {});
    let bodies = [
        (format!("Content-Length: {}", SMUGGLED.len()), SMUGGLED.to_owned()),
        ("Transfer-Encoding: chunked".to_owned(), format!("{:x}\r\n{SMUGGLED}\r\n0\r\n\r\n", SMUGGLED.len())),
    ];
    for (framing, body) in &bodies {
        for late in [false, true] {
            let mut c = Raw::to(gate).await;
            c.send(format!("POST /reply HTTP/1.1\r\nHost: a.test\r\n{framing}\r\n\r\n")).await;
            if late {
                tokio::time::sleep(std::time::Duration::from_millis(50)).await;
            }
            // A chunked body has no length to read away up to: then the connection ends.
            c.try_send(format!("{body}GET /hello HTTP/1.1\r\nHost: a.test\r\nConnection: close\r\n\r\n")).await;
            let all = soon(c.rest()).await;
            assert!(all.contains("mine") && (all.contains("hello") || framing.starts_with('T')), "{framing} {late}: {all}");
        }
    }
    let seen = door.seen.lock();
    assert!(seen.iter().all(|s| !s.contains("/smuggled")), "{seen:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s10_no_client_byte_goes_up_before_the_101() {
    let (address, saw) = origin().await;
    let door = TestDoor::to(http_origin(address));
    let (_running, gate) = plain(&door, |_| {});
    let handshake = |path: &str| {
        format!(
            "GET {path} HTTP/1.1\r\nHost: a.test\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
        )
    };
    // The origin refuses: what followed is the next request, and is judged.
    let mut c = Raw::to(gate).await;
    c.send(handshake("/ws-no") + SMUGGLED).await;
    assert_eq!(soon(c.response()).await.status, 403);
    assert_eq!(soon(c.response()).await.text(), "hello");
    assert_eq!((saw.requests(), door.judged()), (2, 2));
    assert!(door.seen.lock()[1].contains("/smuggled"));
    assert!(!String::from_utf8_lossy(&saw.raw.lock()[0]).contains("smuggled"), "it went on a connection of its own");
    // The origin takes its time: nothing arrives there before it said yes.
    let mut c = Raw::to(gate).await;
    c.send(handshake("/ws-late") + "early bird").await;
    tokio::time::sleep(std::time::Duration::from_millis(150)).await;
    assert!(!saw.raw.lock().iter().any(|r| String::from_utf8_lossy(r).contains("early bird")));
    assert!(soon(c.head()).await.unwrap().starts_with("HTTP/1.1 101"));
    assert_eq!(soon(c.exactly(10)).await, b"early bird");
    // A 101 that accepts nothing is not believed.
    let mut c = Raw::to(gate).await;
    c.send(handshake("/ws-wrong")).await;
    assert_eq!(soon(c.response()).await.status, 502);
}
