//! The access log: one JSON line a request, on standard output or in a file.
//!
//! Why: a worker must never wait for a terminal or a pipe. Lines gather in memory and one thread writes them; when the
//! reader is too slow they are dropped and counted, never queued without end.

use parking_lot::{Condvar, Mutex};
use portcullis_gateway::AccessRecord;
use portcullis_model::Timestamp;
use std::cell::RefCell;
use std::io::Write;
use std::net::IpAddr;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

/// Above this many bytes waiting, lines are dropped.
const LIMIT: usize = 16 * 1024 * 1024;
const GATHER: Duration = Duration::from_millis(50);

thread_local! {
    /// A line is written here first, so that the lock is held for a copy only.
    static LINE: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
}

struct Shared {
    lines: Mutex<Vec<u8>>,
    wake: Condvar,
    closing: AtomicBool,
    dropped: AtomicU64,
}

/// Where the lines go.
#[derive(Debug)]
pub(crate) enum Lines {
    Stdout,
    /// A file that grows: behind `up` in a terminal.
    File(std::fs::File),
}
impl Lines {
    /// Continues a file that only its owner may read; one that has grown large makes room for a new one.
    pub(crate) fn file(path: &Path) -> std::io::Result<Self> {
        if std::fs::metadata(path).is_ok_and(|m| m.len() > LIMIT as u64) {
            std::fs::rename(path, path.with_extension("log.1"))?;
        }
        std::fs::OpenOptions::new().append(true).create(true).mode(0o600).open(path).map(Self::File)
    }
    fn write(&mut self, batch: &[u8]) -> std::io::Result<()> {
        match self {
            Self::File(file) => file.write_all(batch),
            Self::Stdout => {
                let mut out = std::io::stdout().lock();
                out.write_all(batch)?;
                out.flush()
            }
        }
    }
}

/// Closed on drop: what was taken is written first.
pub(crate) struct AccessLog {
    shared: Arc<Shared>,
    writer: Mutex<Option<JoinHandle<()>>>,
}

impl AccessLog {
    pub(crate) fn start(lines: Lines) -> std::io::Result<Self> {
        let shared = Arc::new(Shared { lines: Mutex::default(), wake: Condvar::new(), closing: AtomicBool::new(false), dropped: AtomicU64::new(0) });
        let for_writer = shared.clone();
        let writer = std::thread::Builder::new().name("access-log".into()).spawn(move || write(&for_writer, lines))?;
        Ok(Self { shared, writer: Mutex::new(Some(writer)) })
    }
    pub(crate) fn line(&self, record: &AccessRecord) {
        let first = LINE.with_borrow_mut(|line| {
            line.clear();
            format(record, line);
            let mut lines = self.shared.lines.lock();
            if lines.len() > LIMIT {
                self.shared.dropped.fetch_add(1, Ordering::Relaxed);
                return false;
            }
            let first = lines.is_empty();
            lines.extend_from_slice(line);
            first
        });
        if first {
            self.shared.wake.notify_one();
        }
    }
    /// Lines lost to a reader that was too slow.
    pub(crate) fn dropped(&self) -> u64 {
        self.shared.dropped.load(Ordering::Relaxed)
    }
    pub(crate) fn close(&self) {
        self.shared.closing.store(true, Ordering::Release);
        self.shared.wake.notify_one();
        if let Some(writer) = self.writer.lock().take() {
            let _ = writer.join();
        }
    }
}
impl Drop for AccessLog {
    fn drop(&mut self) {
        self.close();
    }
}

fn write(shared: &Shared, mut to: Lines) {
    let mut batch = Vec::new();
    loop {
        {
            let mut lines = shared.lines.lock();
            while lines.is_empty() {
                if shared.closing.load(Ordering::Acquire) {
                    return;
                }
                shared.wake.wait(&mut lines);
            }
        }
        if !shared.closing.load(Ordering::Acquire) {
            std::thread::sleep(GATHER);
        }
        std::mem::swap(&mut batch, &mut *shared.lines.lock());
        // Nobody reads any more, or the disk is full: keep serving, keep counting.
        if to.write(&batch).is_err() {
            shared.dropped.fetch_add(1, Ordering::Relaxed);
        }
        batch.clear();
        if batch.capacity() > 1024 * 1024 {
            batch = Vec::new();
        }
    }
}

/// The query is left out: it may hold secrets (S17). Written by hand: the formatting machinery costs as much as a decision.
fn format(r: &AccessRecord, out: &mut Vec<u8>) {
    out.extend_from_slice(b"{\"time\":\"");
    time(r.time, out);
    text(out, "\",\"message\":\"http-request\",\"request-id\":\"", r.id.as_str());
    escaped(out, "\",\"method\":\"", r.method.as_str());
    escaped(out, "\",\"host\":\"", r.host());
    escaped(out, "\",\"path\":\"", r.path());
    number(out, "\",\"status\":", r.status.map_or(0, |s| u64::from(s.as_u16())));
    number(out, ",\"bytes-in\":", r.bytes_in);
    number(out, ",\"bytes-out\":", r.bytes_out);
    number(out, ",\"duration-us\":", micros(r.duration));
    if let Some(t) = r.origin_time {
        number(out, ",\"origin-us\":", micros(t));
    }
    out.extend_from_slice(b",\"peer\":\"");
    address(r.peer, out);
    text(out, "\",\"version\":\"", version(r.version));
    text(out, "\",\"decision\":\"", r.log.decision);
    out.push(b'"');
    for (name, value) in [(",\"route\":\"", &r.log.route), (",\"subject\":\"", &r.log.subject)] {
        if let Some(value) = value {
            escaped(out, name, value);
            out.push(b'"');
        }
    }
    // Reasons explain what did not go through; on the permitted road they are in the ledger.
    if r.log.decision != "permit" && !r.log.reasons.is_empty() {
        out.extend_from_slice(b",\"reasons\":[");
        for (i, reason) in r.log.reasons.iter().enumerate() {
            text(out, if i == 0 { "\"" } else { ",\"" }, reason.as_str());
            out.push(b'"');
        }
        out.push(b']');
    }
    if r.cut {
        out.extend_from_slice(b",\"cut\":true");
    }
    if let Some(error) = r.error {
        text(out, ",\"error\":\"", error);
        out.push(b'"');
    }
    out.extend_from_slice(b"}\n");
}

fn text(out: &mut Vec<u8>, before: &str, value: &str) {
    out.extend_from_slice(before.as_bytes());
    out.extend_from_slice(value.as_bytes());
}

fn number(out: &mut Vec<u8>, before: &str, n: u64) {
    text(out, before, itoa::Buffer::new().format(n));
}

fn micros(d: Duration) -> u64 {
    u64::try_from(d.as_micros()).unwrap_or(u64::MAX)
}

/// RFC 3339 with microseconds; the second's text is kept, since thousands of lines share it.
fn time(at: Timestamp, out: &mut Vec<u8>) {
    thread_local! {
        static SECOND: RefCell<(i64, String)> = const { RefCell::new((i64::MIN, String::new())) };
    }
    SECOND.with_borrow_mut(|(second, known)| {
        if *second != at.secs() {
            *second = at.secs();
            *known = Timestamp::from_secs(at.secs()).rfc3339();
            known.truncate(19);
        }
        out.extend_from_slice(known.as_bytes());
    });
    let fraction = 1_000_000 + u64::try_from(at.micros().rem_euclid(1_000_000)).unwrap_or(0);
    let start = out.len();
    number(out, "", fraction);
    // The leading 1 kept the zeros; it becomes the point.
    if let Some(first) = out.get_mut(start) {
        *first = b'.';
    }
    out.push(b'Z');
}

/// The last peer's text is kept: a connection, and a proxy in front, brings many requests.
fn address(ip: IpAddr, out: &mut Vec<u8>) {
    thread_local! {
        static PEER: RefCell<Option<(IpAddr, String)>> = const { RefCell::new(None) };
    }
    PEER.with_borrow_mut(|known| match known {
        Some((of, text)) if *of == ip => out.extend_from_slice(text.as_bytes()),
        _ => {
            let text = ip.to_string();
            out.extend_from_slice(text.as_bytes());
            *known = Some((ip, text));
        }
    });
}

fn version(version: http::Version) -> &'static str {
    match version {
        http::Version::HTTP_10 => "HTTP/1.0",
        http::Version::HTTP_11 => "HTTP/1.1",
        http::Version::HTTP_2 => "HTTP/2.0",
        http::Version::HTTP_3 => "HTTP/3.0",
        _ => "HTTP/0.9",
    }
}

/// What JSON does not take as it is (RFC 8259 §7).
const ODD: [u8; 256] = {
    let (mut all, mut at) = ([0; 256], 0);
    while at < all.len() {
        if matches!(at, 0..=0x1f | 0x22 | 0x5c | 0x7f) {
            all[at] = 1;
        }
        at += 1;
    }
    all
};

/// JSON string content.
fn escaped(out: &mut Vec<u8>, before: &str, value: &str) {
    out.extend_from_slice(before.as_bytes());
    // No early end, and a look-up for each sign: nearly everything is plain.
    if value.bytes().fold(0, |odd, b| odd | ODD.get(usize::from(b)).copied().unwrap_or(1)) == 0 {
        out.extend_from_slice(value.as_bytes());
        return;
    }
    for b in value.bytes() {
        match b {
            b'"' | b'\\' => out.extend_from_slice(&[b'\\', b]),
            0..=0x1f | 0x7f => {
                let _ = write!(out, "\\u{b:04x}");
            }
            b => out.push(b),
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use portcullis_gateway::LogFacts;
    use portcullis_model::RequestId;

    #[test]
    fn a_line_is_json_whatever_was_asked() {
        let record = AccessRecord {
            id: RequestId::new(Timestamp::from_secs(1), 7),
            time: Timestamp::from_micros(1_000_042),
            method: http::Method::from_bytes(b"GET").unwrap(),
            target: None,
            status: Some(http::StatusCode::FORBIDDEN),
            bytes_in: 1,
            bytes_out: 2,
            duration: Duration::from_micros(9),
            origin_time: None,
            peer: "192.0.2.1".parse().unwrap(),
            version: http::Version::HTTP_2,
            log: LogFacts {
                route: Some("a\"\\\n".into()),
                subject: None,
                decision: "deny",
                reasons: portcullis_model::ReasonSet::of(portcullis_model::Reason::UserUnauthorized),
            },
            cut: true,
            error: None,
        };
        let mut out = Vec::new();
        format(&record, &mut out);
        let value: serde_json::Value = serde_json::from_slice(&out).unwrap();
        assert_eq!(value["route"], "a\"\\\n");
        assert_eq!(value["time"], "1970-01-01T00:00:01.000042Z");
        assert_eq!(value["peer"], "192.0.2.1");
        assert_eq!(value["duration-us"], 9);
        assert_eq!(value["status"], 403);
        assert_eq!(value["reasons"][0], "user-unauthorized");
        assert_eq!(out.iter().filter(|b| **b == b'\n').count(), 1);
    }
}
