//! What every request relies on: bodies both ways, answers, records.
//!
//! Why: the happy paths of HTTP/1.1.

use crate::support::*;
use std::time::Duration;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn requests_and_bodies_go_through() {
    let (address, saw) = origin().await;
    let door = TestDoor::to(http_origin(address));
    let (_running, gate) = plain(&door, |_| {});
    let mut c = Raw::to(gate).await;
    let got = c.get("/hello?x=1").await;
    assert_eq!((got.status, got.text().as_str()), (200, "hello"));
    assert!(got.field("x-request-id").is_some_and(|id| id.len() == 16));
    assert!(got.field("date").is_some());
    assert!(saw.last_head().starts_with("GET /hello?x=1 HTTP/1.1\r\nhost: 127.0.0.1:"));
    c.send("POST /echo HTTP/1.1\r\nHost: a.test\r\nContent-Length: 5\r\n\r\nabcde").await;
    assert_eq!(c.response().await.text(), "abcde");
    c.send("POST /echo HTTP/1.1\r\nHost: a.test\r\nTransfer-Encoding: chunked\r\n\r\n3;x=y\r\nabc\r\n2\r\nde\r\n0\r\nT: 1\r\n\r\n").await;
    assert_eq!(c.response().await.text(), "abcde");
    assert!(saw.last_head().contains("transfer-encoding: chunked") && !saw.last_head().contains("content-length"));
    let got = c.get("/chunked").await;
    assert_eq!(got.text(), "onetwothree");
    assert_eq!(c.get("/big?300000").await.body.len(), 300_000);
    let got = c.get("/until-close").await;
    assert_eq!(got.text(), "to the end");
    assert!(got.head.contains("transfer-encoding: chunked"));
    c.send("HEAD /hello HTTP/1.1\r\nHost: a.test\r\n\r\n").await;
    let head = c.head().await.unwrap();
    assert!(head.contains("content-length: 5"), "{head}");
    assert_eq!(c.get("/204").await.status, 204);
    let got = c.get("/304").await;
    assert_eq!((got.status, got.field("etag").as_deref(), got.field("content-length").as_deref()), (304, Some("\"x\""), Some("5")));
    assert_eq!(c.get("/hello").await.text(), "hello");
    let records = door.records(10).await;
    assert!(records.iter().all(|r| r.error.is_none() && !r.cut && r.host() == "a.test" && r.log.decision == "permit"), "{records:?}");
    assert_eq!((records[1].bytes_in, records[1].bytes_out, records[1].method.as_str()), (5, 5, "POST"));
    assert!(records[0].origin_time.is_some() && records[0].path() == "/hello");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_large_upload_streams_and_may_be_answered_early() {
    let (address, _) = origin().await;
    let door = TestDoor::to(http_origin(address));
    let (_running, gate) = plain(&door, |_| {});
    let mut c = Raw::to(gate).await;
    let body = vec![b'z'; 3_000_000];
    c.send(format!("POST /echo HTTP/1.1\r\nHost: a.test\r\nContent-Length: {}\r\n\r\n", body.len())).await;
    let (mut r, mut w) = c.stream.into_split();
    let writing = tokio::spawn(async move { tokio::io::AsyncWriteExt::write_all(&mut w, &body).await.map(|()| w) });
    let mut got = Vec::new();
    let mut chunk = vec![0u8; 65536];
    while got.len() < 3_000_000 {
        let n = soon(tokio::io::AsyncReadExt::read(&mut r, &mut chunk)).await.unwrap();
        assert!(n > 0);
        got.extend_from_slice(&chunk[..n]);
    }
    writing.await.unwrap().unwrap();
    assert_eq!(door.records(1).await[0].bytes_in, 3_000_000);

    let mut c = Raw::to(gate).await;
    c.send("POST /early HTTP/1.1\r\nHost: a.test\r\nContent-Length: 1000000\r\n\r\nabc").await;
    let got = soon(c.response()).await;
    assert_eq!((got.status, got.text().as_str()), (413, "early"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn both_directions_flow_at_once() {
    let (address, _) = origin().await;
    let door = TestDoor::to(http_origin(address));
    let (_running, gate) = plain(&door, |_| {});
    let mut c = Raw::to(gate).await;
    c.send("POST /both HTTP/1.1\r\nHost: a.test\r\nTransfer-Encoding: chunked\r\n\r\n").await;
    let head = soon(c.head()).await.unwrap();
    assert!(head.starts_with("HTTP/1.1 200"));
    for i in 0..5 {
        c.send(format!("1\r\n{i}\r\n")).await;
        assert_eq!(soon(c.exactly(6)).await, format!("1\r\n{i}\r\n").into_bytes());
    }
    c.send("0\r\n\r\n").await;
    assert_eq!(soon(c.exactly(5)).await, b"0\r\n\r\n");
    assert_eq!(c.get("/hello").await.text(), "hello");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn events_arrive_as_they_happen() {
    let (address, _) = origin().await;
    let door = TestDoor::to(http_origin(address));
    let (_running, gate) = plain(&door, |s| s.deadlines.response = Duration::from_millis(200));
    let mut c = Raw::to(gate).await;
    c.send("GET /sse HTTP/1.1\r\nHost: a.test\r\n\r\n").await;
    soon(c.head()).await.unwrap();
    assert_eq!(soon(c.exactly(14)).await, b"9\r\ndata: 1\n\n\r\n");
    tokio::time::sleep(Duration::from_millis(500)).await;
    assert!(door.records.lock().is_empty(), "a stream outlives the response timeout");
    drop(c);
    let record = &door.records(1).await[0];
    assert_eq!(record.error, Some("client_gone"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn own_answers_pipelining_and_http10() {
    let (address, saw) = origin().await;
    let door = TestDoor::to(http_origin(address));
    let (_running, gate) = plain(&door, |_| {});
    let mut c = Raw::to(gate).await;
    c.send("\r\nGET /reply HTTP/1.1\r\nHost: a.test\r\n\r\nGET /hello HTTP/1.1\r\nHost: a.test\r\n\r\nGET /reply HTTP/1.1\r\nHost: a.test\r\n\r\n").await;
    assert_eq!(c.response().await.text(), "mine");
    assert_eq!(c.response().await.text(), "hello");
    assert_eq!(c.response().await.text(), "mine");
    // An unread small body is read away; a large one ends the connection after the answer.
    c.send("POST /reply HTTP/1.1\r\nHost: a.test\r\nContent-Length: 5\r\n\r\nabcde").await;
    assert_eq!(c.response().await.text(), "mine");
    assert_eq!(c.get("/reply").await.text(), "mine");
    c.send("POST /reply HTTP/1.1\r\nHost: a.test\r\nContent-Length: 5000000\r\n\r\nabcde").await;
    let got = c.response().await;
    assert_eq!((got.text().as_str(), got.field("connection").as_deref()), ("mine", Some("close")));
    assert_eq!(soon(c.rest()).await, "");
    // The door reads a body on another runtime.
    let mut c = Raw::to(gate).await;
    c.send("POST /read HTTP/1.1\r\nHost: a.test\r\nExpect: 100-continue\r\nContent-Length: 70000\r\n\r\n").await;
    assert_eq!(soon(c.head()).await.unwrap(), "HTTP/1.1 100 Continue\r\n\r\n");
    c.send(vec![b'a'; 70_000]).await;
    assert_eq!(soon(c.response()).await.text(), "70000");
    assert_eq!(c.get("/hello").await.text(), "hello");
    let mut c = Raw::to(gate).await;
    c.send("GET /chunked HTTP/1.0\r\nHost: a.test\r\n\r\n").await;
    let all = soon(c.rest()).await;
    assert!(all.ends_with("\r\n\r\nonetwothree") && !all.contains("chunked"), "{all}");
    assert!(saw.last_head().starts_with("GET /chunked HTTP/1.1"));
    let mut c = Raw::to(gate).await;
    c.send("OPTIONS * HTTP/1.1\r\nHost: a.test\r\n\r\n").await;
    assert_eq!(c.response().await.text(), "hello");
    assert!(saw.last_head().starts_with("OPTIONS * HTTP/1.1"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_panic_is_one_500() {
    let (address, _) = origin().await;
    let door = TestDoor::to(http_origin(address));
    let (_running, gate) = plain(&door, |_| {});
    let mut c = Raw::to(gate).await;
    let got = c.get("/panic").await;
    assert_eq!(got.status, 500);
    assert!(got.text().contains("\"request_id\":") && got.field("content-type").as_deref() == Some("application/problem+json"));
    assert_eq!(c.get("/hello").await.text(), "hello");
    assert_eq!(door.records(2).await[0].error, Some("panic"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn response_rules_are_applied() {
    let (address, _) = origin().await;
    let door = TestDoor::to(http_origin(address));
    {
        let mut rules = door.rules.lock();
        rules.private = true;
        rules.edits = std::sync::Arc::new(portcullis_model::FieldEdits { remove: vec!["x-drop".into()], set: vec![("x-set".into(), "1".into())] });
        rules.add.push((http::header::STRICT_TRANSPORT_SECURITY, http::HeaderValue::from_static("max-age=1")));
    }
    let (_running, gate) = plain(&door, |_| {});
    let mut c = Raw::to(gate).await;
    let got = c.get("/fields").await;
    assert_eq!(got.field("cache-control").as_deref(), Some("max-age=9, private"));
    assert_eq!((got.field("x-set").as_deref(), got.field("strict-transport-security").as_deref()), (Some("1"), Some("max-age=1")));
    assert!(!got.head.contains("steal") && got.head.contains("app=1") && !got.head.contains("x-drop") && !got.head.contains("keep-alive"), "{}", got.head);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s10_a_body_held_too_long_never_reads_the_next_request() {
    let (address, _) = origin().await;
    let door = TestDoor::to(http_origin(address));
    let (_running, gate) = plain(&door, |_| {});
    let mut c = Raw::to(gate).await;
    c.send("POST /keep HTTP/1.1\r\nHost: a.test\r\nContent-Length: 3\r\n\r\nabc").await;
    assert_eq!(soon(c.response()).await.text(), "kept");
    c.send("POST /both HTTP/1.1\r\nHost: a.test\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n").await;
    soon(c.head()).await.unwrap();
    soon(c.exactly(6)).await;
    c.send("6\r\nse").await;
    let mut kept = door.kept.lock().pop().unwrap();
    let read = soon(std::future::poll_fn(|cx| kept.poll_data(cx))).await;
    assert_eq!(read.unwrap().unwrap_err(), portcullis_gateway::BodyError::Gone);
    c.send("cret\r\n0\r\n\r\n").await;
    let mut body = Vec::new();
    while !body.ends_with(b"0\r\n\r\n") {
        body.extend(soon(c.exactly(1)).await);
    }
    let letters: String = String::from_utf8(body).unwrap().chars().filter(char::is_ascii_alphabetic).collect();
    assert_eq!(letters, "secret");
}
