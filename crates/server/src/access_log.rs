//! The access log: one JSON line a request, on standard output.
//!
//! Why: a worker must never wait for a terminal or a pipe. Lines gather in memory and one thread writes them; when the
//! reader is too slow they are dropped and counted, never queued without end.

use parking_lot::{Condvar, Mutex};
use portcullis_gateway::AccessRecord;
use std::io::Write;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

/// Above this many bytes waiting, lines are dropped.
const LIMIT: usize = 16 * 1024 * 1024;
const GATHER: Duration = Duration::from_millis(50);

struct Shared {
    lines: Mutex<Vec<u8>>,
    wake: Condvar,
    closing: AtomicBool,
    dropped: AtomicU64,
}

/// Closed on drop: what was taken is written first.
pub(crate) struct AccessLog {
    shared: Arc<Shared>,
    writer: Mutex<Option<JoinHandle<()>>>,
}

impl AccessLog {
    pub(crate) fn start() -> std::io::Result<Self> {
        let shared = Arc::new(Shared { lines: Mutex::default(), wake: Condvar::new(), closing: AtomicBool::new(false), dropped: AtomicU64::new(0) });
        let for_writer = shared.clone();
        let writer = std::thread::Builder::new().name("access-log".into()).spawn(move || write(&for_writer))?;
        Ok(Self { shared, writer: Mutex::new(Some(writer)) })
    }
    pub(crate) fn line(&self, record: &AccessRecord) {
        let mut lines = self.shared.lines.lock();
        if lines.len() > LIMIT {
            self.shared.dropped.fetch_add(1, Ordering::Relaxed);
            return;
        }
        let first = lines.is_empty();
        format(record, &mut lines);
        drop(lines);
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

fn write(shared: &Shared) {
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
        let mut out = std::io::stdout().lock();
        // Nobody reads any more: keep serving, keep counting.
        if out.write_all(&batch).and_then(|()| out.flush()).is_err() {
            shared.dropped.fetch_add(1, Ordering::Relaxed);
        }
        batch.clear();
        if batch.capacity() > 1024 * 1024 {
            batch = Vec::new();
        }
    }
}

/// The query is left out: it may hold secrets (S17).
fn format(r: &AccessRecord, out: &mut Vec<u8>) {
    let _ = write!(out, "{{\"time\":\"{}\",\"message\":\"http-request\",\"request-id\":\"{}\",\"method\":\"", r.time, r.id);
    escape(r.method.as_str(), out);
    out.extend_from_slice(b"\",\"host\":\"");
    escape(r.host(), out);
    out.extend_from_slice(b"\",\"path\":\"");
    escape(r.path(), out);
    let status = r.status.map_or(0, |s| s.as_u16());
    let _ = write!(out, "\",\"status\":{status},\"bytes-in\":{},\"bytes-out\":{},\"duration-us\":{},", r.bytes_in, r.bytes_out, r.duration.as_micros());
    if let Some(t) = r.origin_time {
        let _ = write!(out, "\"origin-us\":{},", t.as_micros());
    }
    let _ = write!(out, "\"peer\":\"{}\",\"version\":\"{:?}\",\"decision\":\"{}\"", r.peer, r.version, r.log.decision);
    for (name, value) in [("route", &r.log.route), ("subject", &r.log.subject)] {
        if let Some(value) = value {
            let _ = write!(out, ",\"{name}\":\"");
            escape(value, out);
            out.push(b'"');
        }
    }
    // Reasons explain what did not go through; on the permitted road they are in the ledger.
    if r.log.decision != "permit" && !r.log.reasons.is_empty() {
        out.extend_from_slice(b",\"reasons\":[");
        for (i, reason) in r.log.reasons.iter().enumerate() {
            let _ = write!(out, "{}\"{}\"", if i == 0 { "" } else { "," }, reason.as_str());
        }
        out.push(b']');
    }
    if r.cut {
        out.extend_from_slice(b",\"cut\":true");
    }
    if let Some(error) = r.error {
        let _ = write!(out, ",\"error\":\"{error}\"");
    }
    out.extend_from_slice(b"}\n");
}

/// JSON string content.
fn escape(text: &str, out: &mut Vec<u8>) {
    for b in text.bytes() {
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
    use portcullis_model::{RequestId, Timestamp};

    #[test]
    fn a_line_is_json_whatever_was_asked() {
        let record = AccessRecord {
            id: RequestId::new(Timestamp::from_secs(1), 7),
            time: Timestamp::from_secs(1),
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
        assert_eq!(value["status"], 403);
        assert_eq!(value["reasons"][0], "user-unauthorized");
        assert_eq!(out.iter().filter(|b| **b == b'\n').count(), 1);
    }
}
