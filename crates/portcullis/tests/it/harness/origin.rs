//! An origin that remembers every byte of every request, and answers by path.
//!
//! Why: what an application behind the gate really receives is the only proof that it receives nothing else.
//!
//! `/events` streams forever, `/ws` upgrades and echoes, `/slow` never answers, `/public-cache` asks to be cached by all,
//! `/set-ours` tries to set our cookies; everything else is answered with the request's own head.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::Duration;

#[derive(Clone, Debug)]
pub(crate) struct Seen {
    pub(crate) line: String,
    pub(crate) fields: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}
impl Seen {
    pub(crate) fn field(&self, name: &str) -> Option<&str> {
        self.fields.iter().find(|(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, v)| v.as_str())
    }
    pub(crate) fn path(&self) -> &str {
        self.line.split(' ').nth(1).unwrap_or("")
    }
}

#[derive(Clone)]
pub(crate) struct Origin {
    address: SocketAddr,
    seen: Arc<Mutex<Vec<Seen>>>,
}
impl Origin {
    pub(crate) fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let seen = Arc::new(Mutex::new(Vec::new()));
        let for_thread = seen.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let seen = for_thread.clone();
                std::thread::spawn(move || serve(stream, &seen));
            }
        });
        Self { address, seen }
    }
    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }
    pub(crate) fn seen(&self) -> Vec<Seen> {
        self.seen.lock().unwrap().clone()
    }
    pub(crate) fn last(&self) -> Seen {
        self.seen().pop().expect("the origin saw a request")
    }
    pub(crate) fn forget(&self) {
        self.seen.lock().unwrap().clear();
    }
}

fn serve(stream: TcpStream, seen: &Mutex<Vec<Seen>>) {
    let mut reader = BufReader::new(stream.try_clone().unwrap());
    let mut writer = stream;
    while let Some(request) = read(&mut reader) {
        seen.lock().unwrap().push(request.clone());
        if !answer(&request, &mut reader, &mut writer) {
            return;
        }
    }
}

fn read(reader: &mut BufReader<TcpStream>) -> Option<Seen> {
    let mut line = String::new();
    if reader.read_line(&mut line).ok()? == 0 {
        return None;
    }
    let mut fields = Vec::new();
    loop {
        let mut raw = Vec::new();
        reader.read_until(b'\n', &mut raw).ok()?;
        let text = String::from_utf8_lossy(&raw).trim_end().to_owned();
        if text.is_empty() {
            break;
        }
        let (n, v) = text.split_once(':')?;
        fields.push((n.trim().to_owned(), v.trim().to_owned()));
    }
    let mut request = Seen { line: line.trim_end().to_owned(), fields, body: Vec::new() };
    if let Some(length) = request.field("content-length").and_then(|v| v.parse::<usize>().ok()) {
        request.body = vec![0; length];
        reader.read_exact(&mut request.body).ok()?;
    } else if request.field("transfer-encoding").is_some() {
        loop {
            let mut size = String::new();
            reader.read_line(&mut size).ok()?;
            let n = usize::from_str_radix(size.trim().split(';').next()?, 16).ok()?;
            let mut chunk = vec![0; n + 2];
            reader.read_exact(&mut chunk).ok()?;
            if n == 0 {
                break;
            }
            request.body.extend_from_slice(&chunk[..n]);
        }
    }
    Some(request)
}

fn answer(request: &Seen, reader: &mut BufReader<TcpStream>, writer: &mut TcpStream) -> bool {
    let path = request.path().split('?').next().unwrap_or("");
    if path.ends_with("/events") {
        let head = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n";
        if writer.write_all(head.as_bytes()).is_err() {
            return false;
        }
        loop {
            if writer.write_all(b"d\r\ndata: hello\n\n\r\n").is_err() {
                return false;
            }
            std::thread::sleep(Duration::from_millis(100));
        }
    }
    if path.ends_with("/ws") {
        let key = request.field("sec-websocket-key").unwrap_or("");
        let head = format!("HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: upgrade\r\nsec-websocket-accept: {}\r\n\r\n", accept(key));
        if writer.write_all(head.as_bytes()).is_err() {
            return false;
        }
        let mut buffer = [0; 4096];
        while let Ok(n @ 1..) = reader.read(&mut buffer) {
            if writer.write_all(&buffer[..n]).is_err() {
                break;
            }
        }
        return false;
    }
    if path.ends_with("/slow") {
        std::thread::sleep(Duration::from_secs(60));
        return false;
    }
    let more = match path {
        "/public-cache" => "cache-control: public, max-age=60, s-maxage=600\r\n",
        "/set-ours" => "set-cookie: __Host-portcullis=evil; Path=/; Secure\r\nset-cookie: theirs=1; Path=/\r\n",
        _ => "",
    };
    let mut body = format!("{}\n", request.line);
    for (n, v) in &request.fields {
        body.push_str(&format!("{n}: {v}\n"));
    }
    let head = format!("HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\n{more}content-length: {}\r\n\r\n", body.len());
    let silent = request.line.starts_with("HEAD ");
    writer.write_all(head.as_bytes()).and_then(|()| if silent { Ok(()) } else { writer.write_all(body.as_bytes()) }).is_ok()
}

/// RFC 6455 §4.2.2.
fn accept(key: &str) -> String {
    use aws_lc_rs::digest;
    let hash = digest::digest(&digest::SHA1_FOR_LEGACY_USE_ONLY, format!("{key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11").as_bytes());
    data_encoding::BASE64.encode(hash.as_ref())
}
