//! The access record: one per request, handed over when the request is over, however it ended.
//!
//! Why: what is written on drop cannot be forgotten on a path nobody thought of.

use crate::worker::Worker;
use crate::{Connection, Door, LogFacts};
use http::{Method, StatusCode, Version};
use portcullis_model::{RequestId, TargetUri, Timestamp};
use std::net::IpAddr;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// What happened to one request.
#[derive(Clone, Debug)]
pub struct AccessRecord {
    pub id: RequestId,
    /// When the request's head was complete.
    pub time: Timestamp,
    pub method: Method,
    /// Absent when the request had no single meaning.
    pub target: Option<Arc<TargetUri>>,
    /// Absent when no response was begun.
    pub status: Option<StatusCode>,
    /// Body bytes taken from the client.
    pub bytes_in: u64,
    /// Body (or tunnel) bytes given to the client.
    pub bytes_out: u64,
    pub duration: Duration,
    /// From the forwarding to the origin's response head.
    pub origin_time: Option<Duration>,
    pub peer: IpAddr,
    pub version: Version,
    pub log: LogFacts,
    /// The permit was withdrawn while bytes still flowed.
    pub cut: bool,
    /// What went wrong, in one stable word.
    pub error: Option<&'static str>,
}
impl AccessRecord {
    /// The host asked for, or empty.
    pub fn host(&self) -> &str {
        self.target.as_ref().map_or("", |t| t.host())
    }
    /// The path as sent, without the query, or empty.
    pub fn path(&self) -> &str {
        self.target.as_ref().map_or("", |t| t.raw_path())
    }
}

/// Fills a record and hands it over on drop.
pub(crate) struct Recorder<D: Door> {
    /// The worker's own count, so that no two threads fight over one.
    worker: Arc<Worker<D>>,
    id: RequestId,
    record: AccessRecord,
    started: Instant,
    taken: Option<Arc<AtomicU64>>,
    finished: bool,
}
impl<D: Door> Recorder<D> {
    pub(crate) fn new(worker: Arc<Worker<D>>, conn: &Connection, id: RequestId, time: Timestamp, method: Method, version: Version) -> Self {
        let record = AccessRecord {
            id,
            time,
            method,
            target: None,
            status: None,
            bytes_in: 0,
            bytes_out: 0,
            duration: Duration::ZERO,
            origin_time: None,
            peer: conn.peer.ip(),
            version,
            log: LogFacts::default(),
            cut: false,
            error: None,
        };
        Self { worker, id, record, started: Instant::now(), taken: None, finished: false }
    }
    /// The counter that the request's body adds to.
    pub(crate) fn count_body(&mut self, taken: Option<Arc<AtomicU64>>) {
        self.taken = taken;
    }
    pub(crate) fn edit(&mut self, with: impl FnOnce(&mut AccessRecord)) {
        with(&mut self.record);
    }
    /// A response begins.
    pub(crate) fn answered(&mut self, status: StatusCode) {
        self.record.status = Some(status);
    }
    pub(crate) fn error(&mut self, word: &'static str) {
        self.edit(|r| {
            r.error.get_or_insert(word);
        });
    }
    /// Marks the end that was meant: the response went out whole.
    pub(crate) fn finish(&mut self) {
        self.finished = true;
    }
    pub(crate) fn id(&self) -> RequestId {
        self.id
    }
    pub(crate) fn get(&self) -> &AccessRecord {
        &self.record
    }
}
impl<D: Door> Drop for Recorder<D> {
    fn drop(&mut self) {
        let record = &mut self.record;
        record.duration = self.started.elapsed();
        if let Some(taken) = &self.taken {
            record.bytes_in = record.bytes_in.saturating_add(taken.load(Ordering::Relaxed));
        }
        if !self.finished && record.error.is_none() && !record.cut {
            record.error = Some("client_gone");
        }
        // A door that panics here must not take the process with it (a panic while unwinding aborts).
        if catch_unwind(AssertUnwindSafe(|| self.worker.door.done(&self.record))).is_err() {
            tracing::error!("the door panicked while it took an access record");
        }
    }
}
