//! HTTP/2: the same exchanges, S11's bad fields and floods.
//!
//! Why: what is legal in one protocol must not become another request in the other.

use crate::support::*;
use crate::tls::{Pki, connect, gateway};
use bytes::Bytes;
use h2::client::SendRequest;
use h2::{Reason, RecvStream};
use http::{HeaderMap, Request};
use portcullis_gateway::{Running, Settings};
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

pub(crate) struct Two {
    pub(crate) door: Arc<TestDoor>,
    pub(crate) saw: Arc<Saw>,
    _running: Running,
    gate: SocketAddr,
    pki: Pki,
}
pub(crate) async fn two(tune: impl FnOnce(&mut Settings)) -> Two {
    let (address, saw) = origin().await;
    let door = TestDoor::to(http_origin(address));
    let pki = Pki::new();
    let (running, gate) = gateway(&door, &pki, &[&["a.test"]], tune);
    Two { door, saw, _running: running, gate, pki }
}
impl Two {
    pub(crate) async fn client(&self) -> SendRequest<Bytes> {
        let stream = connect(&self.pki, self.gate, "a.test", &["h2"]).await;
        // Room for everyone on the connection, so that one stream that is not read stops only itself.
        let (send, connection) = h2::client::Builder::new().initial_connection_window_size(1 << 24).handshake(stream).await.unwrap();
        tokio::spawn(connection);
        send
    }
    pub(crate) async fn raw(&self) -> Raw<tokio_rustls::client::TlsStream<tokio::net::TcpStream>> {
        Raw { stream: connect(&self.pki, self.gate, "a.test", &["h2"]).await, buf: Vec::new() }
    }
}
async fn all(mut body: RecvStream) -> (Vec<u8>, Option<HeaderMap>) {
    let mut out = Vec::new();
    while let Some(data) = body.data().await {
        let data = data.unwrap();
        body.flow_control().release_capacity(data.len()).unwrap();
        out.extend_from_slice(&data);
    }
    (out, body.trailers().await.unwrap())
}
pub(crate) fn get(path: &str) -> Request<()> {
    Request::get(format!("https://a.test{path}")).body(()).unwrap()
}
pub(crate) async fn ask(send: &mut SendRequest<Bytes>, request: Request<()>) -> Result<(http::response::Parts, Vec<u8>), h2::Error> {
    *send = send.clone().ready().await?;
    let (response, _) = send.send_request(request, true)?;
    let (parts, body) = soon(response).await?.into_parts();
    Ok((parts, soon(all(body)).await.0))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn requests_and_bodies_go_through() {
    let t = two(|_| {}).await;
    let mut send = t.client().await;
    let (parts, body) = ask(&mut send, get("/hello?q")).await.unwrap();
    assert_eq!((parts.status.as_u16(), body.as_slice(), parts.headers["content-length"].to_str().unwrap()), (200, &b"hello"[..], "5"));
    assert!(parts.headers.contains_key("x-request-id") && parts.headers.contains_key("date"));
    assert!(t.saw.last_head().starts_with("GET /hello?q HTTP/1.1\r\nhost: 127.0.0.1:"));
    assert_eq!(ask(&mut send, get("/chunked")).await.unwrap().1, b"onetwothree");
    assert_eq!(ask(&mut send, get("/big?3000000")).await.unwrap().1.len(), 3_000_000);
    assert_eq!(ask(&mut send, get("/until-close")).await.unwrap().1, b"to the end");
    assert_eq!(ask(&mut send, get("/reply")).await.unwrap().1, b"mine");
    assert_eq!(ask(&mut send, get("/204")).await.unwrap().0.status, 204);
    assert_eq!(ask(&mut send, get("/panic")).await.unwrap().0.status, 500);
    let head = Request::head("https://a.test/hello").body(()).unwrap();
    let (parts, body) = ask(&mut send, head).await.unwrap();
    assert_eq!((parts.headers["content-length"].to_str().unwrap(), body.len()), ("5", 0));
    // Cookies arrive as one field; a body with and without a length.
    let cookies = Request::get("https://a.test/hello").header("cookie", "a=1").header("cookie", "b=2").header("te", "trailers").body(()).unwrap();
    ask(&mut send, cookies).await.unwrap();
    let head = t.saw.last_head();
    assert!(head.contains("cookie: a=1; b=2\r\n") && !head.contains("te:"), "{head}");
    for length in [None, Some("200000")] {
        let mut request = Request::post("https://a.test/echo");
        if let Some(n) = length {
            request = request.header("content-length", n);
        }
        let (response, mut up) = send.send_request(request.body(()).unwrap(), false).unwrap();
        let sending = tokio::spawn(async move {
            for _ in 0..20 {
                up.reserve_capacity(10_000);
                let mut left = Bytes::from(vec![b'b'; 10_000]);
                while !left.is_empty() {
                    while up.capacity() == 0 {
                        std::future::poll_fn(|cx| up.poll_capacity(cx)).await.unwrap().unwrap();
                    }
                    let n = up.capacity().min(left.len());
                    up.send_data(left.split_to(n), false).unwrap();
                }
            }
            up.send_data(Bytes::new(), true).unwrap();
        });
        let body = soon(all(soon(response).await.unwrap().into_body())).await.0;
        sending.await.unwrap();
        assert_eq!(body.len(), 200_000);
        assert_eq!(t.saw.last_head().contains("content-length: 200000"), length.is_some());
    }
    // Many at once on one connection.
    let mut tasks = tokio::task::JoinSet::new();
    for _ in 0..100 {
        let mut send = send.clone();
        tasks.spawn(async move { ask(&mut send, get("/hello")).await.unwrap().1 });
    }
    while let Some(body) = tasks.join_next().await {
        assert_eq!(body.unwrap(), b"hello");
    }
    let records = t.door.records(111).await;
    assert!(records.iter().all(|r| r.version == http::Version::HTTP_2 && (r.error.is_none() || r.path() == "/panic")));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn trailers_go_on_only_for_grpc() {
    let t = two(|_| {}).await;
    let mut send = t.client().await;
    for (path, trailer) in [("/grpc", Some("0")), ("/chunked", None)] {
        send = send.ready().await.unwrap();
        let (response, _) = send.send_request(get(path), true).unwrap();
        let (_, trailers) = soon(all(soon(response).await.unwrap().into_body())).await;
        let trailers = trailers.unwrap_or_default();
        assert_eq!(trailers.get("grpc-status").map(|v| v.to_str().unwrap()), trailer, "{path}");
        for ours in ["set-cookie", "x-trailer", "x-request-id", "strict-transport-security"] {
            assert!(!trailers.contains_key(ours), "{path} {ours}");
        }
    }
}

/// A HEADERS frame from literal fields.
pub(crate) fn headers(stream: u32, fields: &[(&[u8], &[u8])], end_stream: bool, end_headers: bool) -> Vec<u8> {
    let mut block = Vec::new();
    for (name, value) in fields {
        block.push(0);
        for text in [name, value] {
            assert!(text.len() < 127);
            block.push(text.len() as u8);
            block.extend_from_slice(text);
        }
    }
    frame(1, u8::from(end_stream) | if end_headers { 4 } else { 0 }, stream, &block)
}
pub(crate) fn frame(kind: u8, flags: u8, stream: u32, payload: &[u8]) -> Vec<u8> {
    let mut out = (payload.len() as u32).to_be_bytes()[1..].to_vec();
    out.extend_from_slice(&[kind, flags]);
    out.extend_from_slice(&stream.to_be_bytes());
    out.extend_from_slice(payload);
    out
}
fn preface() -> Vec<u8> {
    [&b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"[..], &frame(4, 0, 0, &[]), &frame(4, 1, 0, &[])].concat()
}
const GOOD: [(&[u8], &[u8]); 4] = [(b":method", b"GET"), (b":scheme", b"https"), (b":authority", b"a.test"), (b":path", b"/hello")];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s11_fields_that_would_change_meaning_are_refused() {
    let t = two(|_| {}).await;
    let with = |extra: &[(&'static [u8], &'static [u8])]| [&GOOD[..], extra].concat();
    let swap = |name: &[u8], value: &'static [u8]| GOOD.iter().map(|(n, v)| (*n, if *n == name { value } else { *v })).collect::<Vec<_>>();
    let bad = vec![
        with(&[(b"transfer-encoding", b"chunked")]),
        with(&[(b"connection", b"close")]),
        with(&[(b"connection", b"x-portcullis-assertion")]),
        with(&[(b"keep-alive", b"5")]),
        with(&[(b"proxy-connection", b"x")]),
        with(&[(b"upgrade", b"websocket")]),
        with(&[(b"http2-settings", b"x")]),
        with(&[(b"te", b"chunked")]),
        with(&[(b"x", b"a\r\nX-Injected: 1")]),
        with(&[(b"x", b"a\nb")]),
        with(&[(b"x", b"a\rb")]),
        with(&[(b"x", b"a\0b")]),
        with(&[(b"x", b" lead")]),
        with(&[(b"X-Upper", b"1")]),
        with(&[(b"x y", b"1")]),
        with(&[(b"x:y", b"1")]),
        with(&[(b"x\r\ny", b"1")]),
        with(&[(b"", b"1")]),
        with(&[(b"host", b"b.test")]),
        with(&[(b"host", b"a.test"), (b"host", b"a.test")]),
        with(&[(b"content-length", b"5")]),
        with(&[(b"content-length", b"0"), (b"content-length", b"0")]),
        with(&[(b"content-length", b"0, 0")]),
        with(&[(b":path", b"/two")]),
        with(&[(b":status", b"200")]),
        with(&[(b":protocol", b"websocket")]),
        with(&[(b"expect", b"magic")]),
        swap(b":method", b"GET / HTTP/1.1\r\nX: y"),
        swap(b":method", b"CONNECT"),
        swap(b":method", b"TRACE"),
        swap(b":method", b"delete"),
        swap(b":path", b"/a b"),
        swap(b":path", b"/a\r\nX: y"),
        swap(b":path", b"//evil.test/"),
        swap(b":path", b"/a/../b"),
        swap(b":path", b"*"),
        swap(b":path", b""),
        swap(b":path", b"https://b.test/"),
        swap(b":scheme", b"http"),
        swap(b":scheme", b"https://b.test/?"),
        swap(b":authority", b"u@a.test"),
        swap(b":authority", b"a.test/x"),
        swap(b":authority", b"a.test:99999"),
        swap(b":authority", b""),
        GOOD[..3].to_vec(),
        [&[(&b"x"[..], &b"1"[..])], &GOOD[..]].concat(),
    ];
    for fields in bad {
        let mut c = t.raw().await;
        c.send([preface(), headers(1, &fields, true, true)].concat()).await;
        // An error frame or a 4xx comes, or the connection ends.
        let _ = tokio::time::timeout(Duration::from_millis(100), c.rest()).await;
        let shown: Vec<_> = fields.iter().map(|(n, v)| format!("{}={}", n.escape_ascii(), v.escape_ascii())).collect();
        assert_eq!((t.saw.connections(), t.door.judged()), (0, 0), "{shown:?}");
    }
    // The protocol library drops a fragment before anyone sees it: what is judged is still what is forwarded (S1).
    for (n, fields) in [(1, GOOD.to_vec()), (2, swap(b":path", b"/hello#/public"))] {
        let mut c = t.raw().await;
        c.send([preface(), headers(1, &fields, true, true)].concat()).await;
        for _ in 0..200 {
            if t.saw.requests() == n {
                break;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        assert_eq!((t.saw.requests(), t.door.judged()), (n, n), "the good one is good");
        assert!(t.saw.last_head().starts_with("GET /hello HTTP/1.1\r\n") && t.door.seen.lock()[n - 1].starts_with("GET /hello "));
    }
    // A body that is not as long as it says ends in an error, never in a request an origin would take for whole.
    let mut c = t.raw().await;
    let post: Vec<_> = [(&b":method"[..], &b"POST"[..])]
        .into_iter()
        .chain(GOOD[1..3].iter().copied())
        .chain([(&b":path"[..], &b"/echo"[..]), (b"content-length", b"10")])
        .collect();
    c.send([preface(), headers(1, &post, false, true), frame(0, 1, 1, b"abc")].concat()).await;
    tokio::time::sleep(Duration::from_millis(200)).await;
    assert!(t.saw.raw.lock().iter().all(|r| !String::from_utf8_lossy(r).contains("POST /echo") || r.ends_with(b"\r\n\r\n") || r.ends_with(b"abc")));
    let ended = t.door.records.lock().iter().find(|r| r.path() == "/echo").map(|r| r.error);
    assert!(ended.is_none_or(|e| e.is_some()), "{ended:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s11_floods_do_not_reach_a_bystander() {
    let t = two(|_| {}).await;
    let flood = |n: u32, make: &dyn Fn(u32) -> Vec<u8>| (0..n).flat_map(|i| make(2 * i + 1)).collect::<Vec<u8>>();
    let rapid = flood(20_000, &|id| [headers(id, &GOOD, true, true), frame(3, 0, id, &8u32.to_be_bytes())].concat());
    let pings = flood(50_000, &|_| frame(6, 0, 0, &[0; 8]));
    let settings = flood(50_000, &|_| frame(4, 0, 0, &[]));
    let empty_data = [
        headers(1, &[(b":method", b"POST"), (b":scheme", b"https"), (b":authority", b"a.test"), (b":path", b"/sink")], false, true),
        flood(50_000, &|_| frame(0, 0, 1, b"")),
    ]
    .concat();
    let continuation = [headers(1, &GOOD, true, false), flood(20_000, &|_| frame(9, 0, 1, &[0, 1, b'x', 1, b'y']))].concat();
    let priority = flood(20_000, &|id| headers(id, &GOOD[..2], false, true));
    for (name, wire) in
        [("rapid reset", rapid), ("ping", pings), ("settings", settings), ("empty data", empty_data), ("continuation", continuation), ("malformed", priority)]
    {
        let mut attacker = t.raw().await;
        let attack = tokio::spawn(async move {
            attacker.try_send(&preface()).await;
            for part in wire.chunks(64 * 1024) {
                attacker.try_send(part).await;
            }
            let _ = tokio::time::timeout(Duration::from_secs(1), attacker.rest()).await;
        });
        let mut send = t.client().await;
        let mut worst = Duration::ZERO;
        for _ in 0..30 {
            let start = Instant::now();
            assert_eq!(ask(&mut send, get("/hello")).await.unwrap().1, b"hello");
            worst = worst.max(start.elapsed());
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        attack.await.unwrap();
        assert!(worst < Duration::from_millis(1500), "{name}: {worst:?}");
    }
    // A rapid reset is ended by us, long before all of it was served.
    assert!(t.door.judged() < 6 * 30 + 2_000, "{}", t.door.judged());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s11_resets_after_acceptance_are_bounded_too() {
    let t = two(|_| {}).await;
    let mut send = t.client().await;
    let mut ended = None;
    for i in 0..1_000 {
        let Ok(ready) = send.clone().ready().await else {
            ended = Some(i);
            break;
        };
        send = ready;
        let Ok((response, mut stream)) = send.send_request(get("/never"), true) else {
            ended = Some(i);
            break;
        };
        // Only when it was judged: resets of what nobody has looked at yet have another limit.
        for _ in 0..100 {
            if t.door.judged() > i {
                break;
            }
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        stream.send_reset(Reason::CANCEL);
        drop(response);
    }
    assert!(ended.is_some_and(|i| i < 1_000), "{ended:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_cut_resets_one_stream_and_leaves_its_neighbours() {
    let t = two(|_| {}).await;
    let mut send = t.client().await;
    let (cut, _) = send.send_request(get("/sse"), true).unwrap();
    let mut cut = soon(cut).await.unwrap().into_body();
    assert_eq!(soon(cut.data()).await.unwrap().unwrap(), "data: 1\n\n");
    // A download the client does not take: no window is ever given back.
    let (stuck, _) = send.send_request(get("/big?10000000"), true).unwrap();
    let mut stuck = soon(stuck).await.unwrap().into_body();
    let (other, _) = send.send_request(get("/trickle"), true).unwrap();
    let mut other = soon(other).await.unwrap().into_body();
    tokio::time::sleep(Duration::from_millis(300)).await;
    let start = Instant::now();
    t.door.cut("/sse");
    t.door.cut("/big");
    let error = soon(async {
        loop {
            if let Err(e) = cut.data().await.unwrap() {
                break e;
            }
        }
    })
    .await;
    assert_eq!(error.reason(), Some(Reason::CANCEL));
    let error = soon(async {
        loop {
            match stuck.data().await {
                Some(Err(e)) => break e,
                Some(Ok(_)) => {}
                None => panic!("ended well"),
            }
        }
    })
    .await;
    assert_eq!(error.reason(), Some(Reason::CANCEL));
    assert!(start.elapsed() < Duration::from_secs(1));
    assert!(soon(other.data()).await.unwrap().is_ok());
    let records = t.door.records(2).await;
    assert!(records.iter().all(|r| r.cut));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_drain_says_goaway_and_lets_streams_finish() {
    let Two { door: _door, saw: _saw, _running: running, gate, pki } = two(|_| {}).await;
    let stream = connect(&pki, gate, "a.test", &["h2"]).await;
    let (mut send, connection) = h2::client::handshake(stream).await.unwrap();
    let over = tokio::spawn(connection);
    let (response, mut up) = send.send_request(Request::post("https://a.test/echo").body(()).unwrap(), false).unwrap();
    up.send_data(Bytes::from_static(b"ab"), false).unwrap();
    tokio::time::sleep(Duration::from_millis(100)).await;
    let draining = tokio::spawn(running.drain(Duration::from_secs(5)));
    tokio::time::sleep(Duration::from_millis(100)).await;
    up.send_data(Bytes::from_static(b"cd"), true).unwrap();
    assert_eq!(soon(all(soon(response).await.unwrap().into_body())).await.0, b"abcd");
    soon(over).await.unwrap().unwrap();
    assert_eq!(soon(draining).await.unwrap().forced, 0);
}
