//! WebSockets over a stream of HTTP/2 (RFC 8441).
//!
//! Why: the handshake has no key and no 101 there; what holds over HTTP/1.1 holds here too (S8, S10).

use crate::h2_paths::{ask, get, two};
use crate::support::*;
use bytes::Bytes;
use h2::Reason;
use http::Request;
use std::time::Duration;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn websockets_over_a_stream() {
    let t = two(|_| {}).await;
    let mut send = t.client().await;
    ask(&mut send, get("/hello")).await.unwrap();
    assert!(send.is_extended_connect_protocol_enabled());
    let connect = |path: &str| {
        let mut r = Request::builder().method("CONNECT").uri(format!("https://a.test{path}")).header("sec-websocket-version", "13").body(()).unwrap();
        r.extensions_mut().insert(h2::ext::Protocol::from_static("websocket"));
        r
    };
    let (response, mut up) = send.send_request(connect("/ws-a"), false).unwrap();
    let response = soon(response).await.unwrap();
    assert_eq!(response.status(), 200);
    assert!(!response.headers().contains_key("sec-websocket-accept"));
    assert!(t.saw.last_head().starts_with("GET /ws-a HTTP/1.1\r\n") && t.saw.last_head().contains("sec-websocket-key: "));
    let mut down = response.into_body();
    up.send_data(Bytes::from_static(b"hello"), false).unwrap();
    assert_eq!(soon(down.data()).await.unwrap().unwrap(), "hello");
    t.door.cut("/ws-a");
    assert_eq!(soon(down.data()).await.unwrap().unwrap_err().reason(), Some(Reason::CANCEL));
    let (response, _up) = send.send_request(connect("/ws-no"), false).unwrap();
    assert_eq!(soon(response).await.unwrap().status(), 403);
    assert!(t.door.records(3).await[1].cut);
    assert!(t.door.seen.lock()[1].ends_with("WebSocket"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s10_no_byte_of_a_stream_goes_up_before_the_101() {
    let t = two(|_| {}).await;
    let mut send = t.client().await;
    ask(&mut send, get("/hello")).await.unwrap();
    let mut request = Request::builder().method("CONNECT").uri("https://a.test/ws-late").header("sec-websocket-version", "13").body(()).unwrap();
    request.extensions_mut().insert(h2::ext::Protocol::from_static("websocket"));
    let (response, mut up) = send.send_request(request, false).unwrap();
    up.send_data(Bytes::from_static(b"early bird"), false).unwrap();
    tokio::time::sleep(Duration::from_millis(150)).await;
    assert!(!t.saw.raw.lock().iter().any(|r| String::from_utf8_lossy(r).contains("early bird")));
    let response = soon(response).await.unwrap();
    assert_eq!(response.status(), 200);
    assert_eq!(soon(response.into_body().data()).await.unwrap().unwrap(), "early bird");
}
