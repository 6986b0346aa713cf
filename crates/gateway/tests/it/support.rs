//! A door that permits, an origin that tells what it saw, raw clients.
//!
//! Why: every test says only what it is about.

use bytes::Bytes;
use http::HeaderValue;
use parking_lot::Mutex;
use portcullis_gateway::*;
use portcullis_guard::LivePermit;
use portcullis_model::{FieldEdits, FieldLines, Origin, OriginScheme, OriginTls, Timestamp};
use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

pub type Cut = Box<dyn Fn() + Send + Sync>;

/// Permits everything to one origin, unless the path begins with `/reply`, `/panic` or `/read`.
pub struct TestDoor {
    pub origin: Mutex<Arc<Origin>>,
    pub judged: AtomicUsize,
    pub records: Mutex<Vec<AccessRecord>>,
    /// Cuts by path.
    pub cutters: Mutex<HashMap<String, Cut>>,
    pub websocket: AtomicBool,
    pub timeout: Mutex<Option<Duration>>,
    pub idle_timeout: Mutex<Option<Duration>>,
    pub rules: Mutex<ResponseRules>,
    /// Fields set before forwarding, as a pep does.
    pub set: Mutex<Vec<(&'static str, &'static str)>>,
    pub seen: Mutex<Vec<String>>,
    /// Bodies of `/keep`, held past their exchange.
    pub kept: Mutex<Vec<RequestBody>>,
}
impl Door for TestDoor {
    async fn answer(&self, mut received: Box<Received>) -> Answer {
        self.judged.fetch_add(1, Ordering::SeqCst);
        let path = received.target.path().to_owned();
        self.seen.lock().push(format!("{} {} {:?}", received.head.method, received.target.raw(), received.upgrade));
        if path.starts_with("/panic") {
            panic!("a door that fails");
        }
        if !received.conn.covers(received.target.host()) {
            return reply(421, "wrong connection");
        }
        if path.starts_with("/reply") {
            return reply(200, "mine");
        }
        if path.starts_with("/keep") {
            self.kept.lock().push(received.body);
            return reply(200, "kept");
        }
        if path.starts_with("/read") {
            use http_body_util::BodyExt;
            // As a portal does: the body is read on another runtime.
            let body = received.body;
            let read = std::thread::spawn(move || {
                tokio::runtime::Builder::new_current_thread()
                    .enable_all()
                    .build()
                    .unwrap()
                    .block_on(async move { body.collect().await.map(|b| b.to_bytes().len()) })
            });
            let got = tokio::task::spawn_blocking(move || read.join().unwrap()).await.unwrap();
            return match got {
                Ok(n) => reply(200, &n.to_string()),
                Err(e) => reply(400, &e.to_string()),
            };
        }
        for (name, value) in self.set.lock().iter() {
            received.head.headers.insert(*name, HeaderValue::from_static(value));
        }
        let (permit, cutter) = LivePermit::unjudged_for_tests();
        self.cutters.lock().insert(path, Box::new(move || cutter.cut()));
        let origin = self.origin.lock().clone();
        Answer::Forward(Box::new(Permitted {
            permit,
            received,
            host: HeaderValue::from_str(&origin.authority).unwrap(),
            origin,
            lines: FieldLines::default(),
            shared_lines: Arc::default(),
            rewritten: None,
            response: self.rules.lock().clone(),
            websocket: self.websocket.load(Ordering::SeqCst),
            timeout: *self.timeout.lock(),
            idle_timeout: *self.idle_timeout.lock(),
            log: LogFacts { route: Some("r".into()), decision: "permit", ..LogFacts::default() },
        }))
    }
    fn done(&self, record: &AccessRecord) {
        self.records.lock().push(record.clone());
    }
}
fn reply(status: u16, text: &str) -> Answer {
    let response = http::Response::builder().status(status).body(Bytes::copy_from_slice(text.as_bytes())).unwrap();
    Answer::Reply(Reply { response, log: LogFacts { decision: "reply", ..LogFacts::default() } })
}

impl TestDoor {
    pub fn to(origin: Origin) -> Arc<Self> {
        Arc::new(Self {
            origin: Mutex::new(Arc::new(origin)),
            judged: AtomicUsize::new(0),
            records: Mutex::default(),
            cutters: Mutex::default(),
            websocket: AtomicBool::new(true),
            timeout: Mutex::default(),
            idle_timeout: Mutex::default(),
            rules: Mutex::new(ResponseRules { edits: Arc::new(FieldEdits::default()), private: false, add: vec![] }),
            set: Mutex::default(),
            seen: Mutex::default(),
            kept: Mutex::default(),
        })
    }
    pub fn judged(&self) -> usize {
        self.judged.load(Ordering::SeqCst)
    }
    pub fn cut(&self, path: &str) {
        self.cutters.lock()[path]();
    }
    /// Waits for that many records.
    pub async fn records(&self, n: usize) -> Vec<AccessRecord> {
        for _ in 0..300 {
            if self.records.lock().len() >= n {
                break;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        let all = self.records.lock().clone();
        assert_eq!(all.len(), n, "{all:?}");
        all
    }
}

pub fn clock() -> Clock {
    Arc::new(|| {
        let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap();
        Timestamp::from_micros(now.as_micros() as i64)
    })
}
pub fn any_port(kind: ListenerKind) -> Listen {
    Listen { address: "127.0.0.1:0".parse().unwrap(), kind }
}
/// A gateway with one plain listener.
pub fn plain(door: &Arc<TestDoor>, tune: impl FnOnce(&mut Settings)) -> (Running, SocketAddr) {
    let mut settings = Settings::new(clock());
    settings.listen = vec![any_port(ListenerKind::Http)];
    settings.workers = 1;
    tune(&mut settings);
    let running = Gateway::start(settings, door.clone(), None).unwrap();
    let address = running.local_addrs()[0].0;
    (running, address)
}

pub fn http_origin(address: SocketAddr) -> Origin {
    Origin {
        scheme: OriginScheme::Http,
        host: address.ip().to_string().into(),
        port: address.port(),
        authority: address.to_string().into(),
        tls: OriginTls::default(),
    }
}

/// What an origin saw.
#[derive(Default)]
pub struct Saw {
    pub connections: AtomicUsize,
    pub requests: AtomicUsize,
    pub heads: Mutex<Vec<String>>,
    /// Raw bytes of every connection.
    pub raw: Mutex<Vec<Vec<u8>>>,
}
impl Saw {
    pub fn connections(&self) -> usize {
        self.connections.load(Ordering::SeqCst)
    }
    pub fn requests(&self) -> usize {
        self.requests.load(Ordering::SeqCst)
    }
    pub fn last_head(&self) -> String {
        self.heads.lock().last().unwrap().clone()
    }
}

/// An HTTP/1.1 origin whose paths say what it does.
pub async fn origin() -> (SocketAddr, Arc<Saw>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let saw = Arc::new(Saw::default());
    let all = saw.clone();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            stream.set_nodelay(true).unwrap();
            tokio::spawn(serve(stream, all.clone()));
        }
    });
    (address, saw)
}

struct Reader<S> {
    stream: S,
    buf: Vec<u8>,
    saw: Arc<Saw>,
    index: usize,
}
impl<S: AsyncRead + AsyncWrite + Unpin> Reader<S> {
    async fn fill(&mut self) -> Option<()> {
        let mut chunk = vec![0u8; 65536];
        let n = self.stream.read(&mut chunk).await.ok()?;
        self.buf.extend_from_slice(&chunk[..n]);
        self.saw.raw.lock()[self.index].extend_from_slice(&chunk[..n]);
        (n > 0).then_some(())
    }
    async fn until(&mut self, end: &[u8]) -> Option<Vec<u8>> {
        loop {
            if let Some(at) = self.buf.windows(end.len()).position(|w| w == end) {
                let rest = self.buf.split_off(at + end.len());
                return Some(std::mem::replace(&mut self.buf, rest));
            }
            self.fill().await?;
        }
    }
    async fn exactly(&mut self, n: usize) -> Option<Vec<u8>> {
        while self.buf.len() < n {
            self.fill().await?;
        }
        let rest = self.buf.split_off(n);
        Some(std::mem::replace(&mut self.buf, rest))
    }
    async fn body(&mut self, head: &str) -> Option<Vec<u8>> {
        let lower = head.to_ascii_lowercase();
        if lower.contains("transfer-encoding: chunked") {
            let mut out = Vec::new();
            loop {
                let line = self.until(b"\r\n").await?;
                let size = usize::from_str_radix(std::str::from_utf8(&line).unwrap().trim(), 16).unwrap();
                if size == 0 {
                    self.until(b"\r\n").await?;
                    return Some(out);
                }
                out.extend(self.exactly(size).await?);
                self.exactly(2).await?;
            }
        }
        let n = lower.lines().find_map(|l| l.strip_prefix("content-length: ").and_then(|n| n.parse().ok())).unwrap_or(0);
        self.exactly(n).await
    }
}

/// Serves one connection of any kind.
pub async fn serve<S: AsyncRead + AsyncWrite + Unpin>(stream: S, saw: Arc<Saw>) -> Option<()> {
    saw.connections.fetch_add(1, Ordering::SeqCst);
    let index = {
        let mut raw = saw.raw.lock();
        raw.push(Vec::new());
        raw.len() - 1
    };
    let mut r = Reader { stream, buf: Vec::new(), saw: saw.clone(), index };
    loop {
        let head = String::from_utf8_lossy(&r.until(b"\r\n\r\n").await?).into_owned();
        saw.requests.fetch_add(1, Ordering::SeqCst);
        saw.heads.lock().push(head.clone());
        let target = head.split(' ').nth(1)?.to_owned();
        let (path, query) = target.split_once('?').unwrap_or((&target, ""));
        let n: usize = query.parse().unwrap_or(0);
        match path {
            "/early" => {
                r.stream.write_all(b"HTTP/1.1 413 Too Large\r\nContent-Length: 5\r\n\r\nearly").await.ok()?;
                while r.fill().await.is_some() {}
                return None;
            }
            "/both" => {
                // Answers every byte as it comes, in both directions at once.
                r.stream.write_all(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n").await.ok()?;
                loop {
                    let size = usize::from_str_radix(String::from_utf8_lossy(&r.until(b"\r\n").await?).trim(), 16).unwrap();
                    let data = r.exactly(size).await?;
                    r.exactly(2).await?;
                    if size == 0 {
                        r.stream.write_all(b"0\r\n\r\n").await.ok()?;
                        break;
                    }
                    r.stream.write_all(format!("{size:x}\r\n{}\r\n", String::from_utf8_lossy(&data)).as_bytes()).await.ok()?;
                }
                continue;
            }
            "/sink" => {
                std::future::pending::<()>().await;
            }
            _ => {}
        }
        let body = if path == "/ws" || path.starts_with("/ws-") { Vec::new() } else { r.body(&head).await? };
        let out = &mut r.stream;
        match path {
            "/echo" => {
                out.write_all(format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n", body.len()).as_bytes()).await.ok()?;
                out.write_all(&body).await.ok()?;
            }
            "/chunked" => {
                out.write_all(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n").await.ok()?;
                for part in ["one", "two", "three"] {
                    tokio::time::sleep(Duration::from_millis(10)).await;
                    out.write_all(format!("{:x};ext=1\r\n{part}\r\n", part.len()).as_bytes()).await.ok()?;
                }
                out.write_all(b"0\r\nX-Trailer: 1\r\n\r\n").await.ok()?;
            }
            "/grpc" => {
                out.write_all(b"HTTP/1.1 200 OK\r\nContent-Type: application/grpc\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\ngrpc-status: 0\r\nset-cookie: a=1\r\nx-request-id: forged\r\nstrict-transport-security: max-age=0\r\n\r\n")
                    .await
                    .ok()?;
            }
            "/big" => {
                out.write_all(format!("HTTP/1.1 200 OK\r\nContent-Length: {n}\r\n\r\n").as_bytes()).await.ok()?;
                let block = vec![b'x'; 65536];
                let mut left = n;
                while left > 0 {
                    let k = left.min(block.len());
                    out.write_all(&block[..k]).await.ok()?;
                    left -= k;
                }
            }
            "/sse" => {
                out.write_all(b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n9\r\ndata: 1\n\n\r\n").await.ok()?;
                std::future::pending::<()>().await;
            }
            "/trickle" => {
                out.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n").await.ok()?;
                loop {
                    out.write_all(b"drip").await.ok()?;
                    tokio::time::sleep(Duration::from_millis(50)).await;
                }
            }
            "/never" => std::future::pending().await,
            "/until-close" => {
                out.write_all(b"HTTP/1.1 200 OK\r\n\r\nto the end").await.ok()?;
                return None;
            }
            "/short" => {
                out.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc").await.ok()?;
                tokio::time::sleep(Duration::from_millis(n as u64)).await;
                return None;
            }
            "/interim" => {
                for _ in 0..n {
                    out.write_all(b"HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n").await.ok()?;
                }
                out.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok").await.ok()?;
            }
            "/surprise101" => out.write_all(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: upgrade\r\n\r\n").await.ok()?,
            "/close" => {
                out.write_all(b"HTTP/1.1 200 OK\r\nConnection: close, x-hop\r\nX-Hop: 1\r\nContent-Length: 2\r\n\r\nok").await.ok()?;
                return None;
            }
            "/extra" => out.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokHTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\npoison").await.ok()?,
            "/later" => {
                out.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok").await.ok()?;
                tokio::time::sleep(std::time::Duration::from_millis(50)).await;
                out.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\npoison").await.ok()?;
            }
            "/once" => {
                // Answers, then closes its idle connection silently.
                out.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok").await.ok()?;
                return None;
            }
            "/204" => out.write_all(b"HTTP/1.1 204 No Content\r\n\r\n").await.ok()?,
            "/304" => out.write_all(b"HTTP/1.1 304 Not Modified\r\nETag: \"x\"\r\nContent-Length: 5\r\n\r\n").await.ok()?,
            "/bad-te-cl" => out.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n").await.ok()?,
            "/bad-cl" => out.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 2\r\n\r\nok").await.ok()?,
            "/bad-lf" => out.write_all(b"HTTP/1.1 200 OK\nContent-Length: 2\n\nok").await.ok()?,
            "/bad-fold" => out.write_all(b"HTTP/1.1 200 OK\r\nX: a\r\n b\r\nContent-Length: 2\r\n\r\nok").await.ok()?,
            "/bad-huge" => out.write_all(format!("HTTP/1.1 200 OK\r\nX: {}\r\n\r\n", "a".repeat(70_000)).as_bytes()).await.ok()?,
            "/fields" => {
                out.write_all(
                    b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nKeep-Alive: timeout=5\r\nSet-Cookie: app=1\r\nSet-Cookie: __Host-portcullis=steal\r\nCache-Control: public, max-age=9\r\nX-Drop: 1\r\n\r\nok",
                )
                .await
                .ok()?;
            }
            p if p.starts_with("/ws") => {
                let key = head.lines().find_map(|l| l.strip_prefix("sec-websocket-key: ")).unwrap_or("").to_owned();
                let accept = if p == "/ws-wrong" { "AAAAAAAAAAAAAAAAAAAAAAAAAAA=".to_owned() } else { accept(&key) };
                if p == "/ws-late" {
                    tokio::time::sleep(Duration::from_millis(300)).await;
                }
                if p == "/ws-no" {
                    out.write_all(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\nno").await.ok()?;
                    continue;
                }
                let answer = format!("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: {accept}\r\n\r\n");
                out.write_all(answer.as_bytes()).await.ok()?;
                let early = std::mem::take(&mut r.buf);
                r.stream.write_all(&early).await.ok()?;
                loop {
                    r.fill().await?;
                    let all = std::mem::take(&mut r.buf);
                    r.stream.write_all(&all).await.ok()?;
                }
            }
            _ => out.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello").await.ok()?,
        }
    }
}

pub fn accept(key: &str) -> String {
    let mut digest = aws_lc_rs::digest::Context::new(&aws_lc_rs::digest::SHA1_FOR_LEGACY_USE_ONLY);
    digest.update(key.as_bytes());
    digest.update(b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11");
    data_encoding::BASE64.encode(digest.finish().as_ref())
}

/// A raw client.
pub struct Raw<S = TcpStream> {
    pub stream: S,
    pub buf: Vec<u8>,
}
impl Raw {
    pub async fn to(address: SocketAddr) -> Self {
        let stream = TcpStream::connect(address).await.unwrap();
        stream.set_nodelay(true).unwrap();
        Self { stream, buf: Vec::new() }
    }
}
pub struct Got {
    pub status: u16,
    pub head: String,
    pub body: Vec<u8>,
}
impl Got {
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
    pub fn field(&self, name: &str) -> Option<String> {
        self.head.lines().find_map(|l| l.split_once(": ").filter(|(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, v)| v.to_owned()))
    }
}
impl<S: AsyncRead + AsyncWrite + Unpin> Raw<S> {
    pub async fn send(&mut self, text: impl AsRef<[u8]>) {
        self.stream.write_all(text.as_ref()).await.unwrap();
        self.stream.flush().await.unwrap();
    }
    /// Sends what the other end still takes.
    pub async fn try_send(&mut self, text: impl AsRef<[u8]>) {
        let _ = self.stream.write_all(text.as_ref()).await;
        let _ = self.stream.flush().await;
    }
    pub async fn more(&mut self) -> usize {
        let mut chunk = vec![0u8; 65536];
        let n = self.stream.read(&mut chunk).await.unwrap_or(0);
        self.buf.extend_from_slice(&chunk[..n]);
        n
    }
    /// Everything until the other end closes.
    pub async fn rest(&mut self) -> String {
        while self.more().await > 0 {}
        String::from_utf8_lossy(&std::mem::take(&mut self.buf)).into_owned()
    }
    pub async fn head(&mut self) -> Option<String> {
        loop {
            if let Some(at) = self.buf.windows(4).position(|w| w == b"\r\n\r\n") {
                let rest = self.buf.split_off(at + 4);
                return Some(String::from_utf8(std::mem::replace(&mut self.buf, rest)).unwrap());
            }
            if self.more().await == 0 {
                return None;
            }
        }
    }
    pub async fn exactly(&mut self, n: usize) -> Vec<u8> {
        while self.buf.len() < n {
            assert!(self.more().await > 0, "closed after {} of {n}", self.buf.len());
        }
        let rest = self.buf.split_off(n);
        std::mem::replace(&mut self.buf, rest)
    }
    pub async fn response(&mut self) -> Got {
        self.try_response().await.expect("no response")
    }
    pub async fn try_response(&mut self) -> Option<Got> {
        let head = self.head().await?;
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        let lower = head.to_ascii_lowercase();
        let mut body = Vec::new();
        if lower.contains("transfer-encoding: chunked") {
            loop {
                let mut line = Vec::new();
                while !line.ends_with(b"\r\n") {
                    line.extend(self.exactly(1).await);
                }
                let size = usize::from_str_radix(std::str::from_utf8(&line).unwrap().trim(), 16).unwrap();
                if size == 0 {
                    let mut trailers = Vec::new();
                    while !trailers.ends_with(b"\r\n\r\n") && trailers != b"\r\n" {
                        trailers.extend(self.exactly(1).await);
                    }
                    break;
                }
                body.extend(self.exactly(size).await);
                self.exactly(2).await;
            }
        } else if let Some(n) = lower.lines().find_map(|l| l.strip_prefix("content-length: ").and_then(|n| n.parse().ok())) {
            if status != 304 && status != 204 {
                body = self.exactly(n).await;
            }
        } else if status != 304 && status != 204 && status != 101 {
            while self.more().await > 0 {}
            body = std::mem::take(&mut self.buf);
        }
        Some(Got { status, head, body })
    }
    pub async fn get(&mut self, path: &str) -> Got {
        self.send(format!("GET {path} HTTP/1.1\r\nHost: a.test\r\n\r\n")).await;
        self.response().await
    }
}

/// `what` within a second or two, or the test fails.
pub async fn soon<F: Future>(what: F) -> F::Output {
    tokio::time::timeout(Duration::from_secs(10), what).await.expect("in time")
}
