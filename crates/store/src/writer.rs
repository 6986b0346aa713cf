//! The writer: one task that makes changes and events durable, many at a time.
//!
//! Why: a chain has one end, so one task holds it; whoever comes while it writes shares the next write with all who wait.

mod mark;
mod reconcile;

use crate::backend::{Backend, RawChange};
use crate::feed::Feed;
use crate::ledger::{Beside, Checkpoint, Head, Ledger, LedgerRow, Sealing, Written};
use crate::store::Keys;
use crate::{Clock, Notice, OpenError, StoreError};
use portcullis_crypto::{Random, random_bytes};
use portcullis_model::Event;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{mpsc, oneshot};
use tokio::time::Instant;

/// Longest time a caller waits.
const PATIENCE: Duration = Duration::from_secs(2);
/// Most jobs in one write.
const BATCH: usize = 256;
/// A checkpoint is signed after so many events, or so long after the first event that none covers.
const CHECKPOINT_EVENTS: u64 = 1000;
const CHECKPOINT_AFTER: Duration = Duration::from_secs(60);
/// A write that takes so long is given up.
const STUCK: Duration = Duration::from_secs(5);

/// Where to hand in work.
#[derive(Clone)]
pub(crate) struct Jobs(mpsc::Sender<Job>);

enum Job {
    Write(Work),
    Checkpoint(oneshot::Sender<Result<(), StoreError>>),
    Close(oneshot::Sender<()>),
}

struct Work {
    change: RawChange,
    events: Vec<Event>,
    reply: oneshot::Sender<Result<(), StoreError>>,
}

impl Jobs {
    pub(crate) async fn submit(&self, change: RawChange, events: Vec<Event>) -> Result<(), StoreError> {
        if change.is_empty() && events.is_empty() {
            return Ok(());
        }
        let (reply, answer) = oneshot::channel();
        self.ask(Job::Write(Work { change, events, reply }), answer).await
    }
    pub(crate) async fn checkpoint(&self) -> Result<(), StoreError> {
        let (reply, answer) = oneshot::channel();
        self.ask(Job::Checkpoint(reply), answer).await
    }
    pub(crate) async fn close(&self) {
        let (reply, answer) = oneshot::channel();
        if self.0.send(Job::Close(reply)).await.is_ok() {
            let _ = answer.await;
        }
    }
    async fn ask(&self, job: Job, answer: oneshot::Receiver<Result<(), StoreError>>) -> Result<(), StoreError> {
        let closed = || StoreError::Unavailable("the store is closed".into());
        let asked = async {
            self.0.send(job).await.map_err(|_| closed())?;
            answer.await.map_err(|_| closed())?
        };
        tokio::time::timeout(PATIENCE, asked).await.unwrap_or_else(|_| Err(StoreError::Unavailable("the write took longer than 2 seconds".into())))
    }
}

pub(crate) struct Writer {
    backend: Arc<dyn Backend>,
    keys: Arc<Keys>,
    random: Arc<dyn Random>,
    clock: Arc<dyn Clock>,
    feed: Arc<Feed>,
    node: Box<str>,
    /// The end of the chain; `None` after a failure, when only the database knows.
    head: Option<Head>,
    /// What is known beside it; `None` until it was read once.
    beside: Option<Beside>,
    written: Written,
    uncovered: u64,
    due: Option<Instant>,
    /// When the records shall hear of events that came without a change.
    mark_due: Option<Instant>,
    last_mark: Option<Instant>,
}

/// A write that failed; whether it may have happened all the same.
struct Failed {
    error: StoreError,
    in_doubt: bool,
}

impl Writer {
    /// Finds the chain's end, settles what an earlier run left open, and begins to work.
    pub(crate) async fn start(ledger: &Ledger, random: Arc<dyn Random>, clock: Arc<dyn Clock>, feed: Arc<Feed>, node: Box<str>) -> Result<Jobs, OpenError> {
        let (sender, receiver) = mpsc::channel(4096);
        let (backend, keys, written) = (ledger.backend.clone(), ledger.keys.clone(), ledger.written.clone());
        let (head, beside, due, mark_due, last_mark) = (None, None, None, None, None);
        let mut writer = Self { backend, keys, random, clock, feed, node, head, beside, written, uncovered: 0, due, mark_due, last_mark };
        let head = writer.find_head().await?;
        writer.know(head);
        tokio::spawn(writer.run(receiver));
        Ok(Jobs(sender))
    }

    async fn run(mut self, mut jobs: mpsc::Receiver<Job>) {
        loop {
            let first = match self.due.into_iter().chain(self.mark_due).min() {
                None => jobs.recv().await,
                Some(due) => match tokio::time::timeout_at(due, jobs.recv()).await {
                    Ok(job) => job,
                    Err(_) => {
                        self.tend().await;
                        continue;
                    }
                },
            };
            let (batch, then) = gather(first, &mut jobs);
            if !batch.is_empty() {
                self.write(batch).await;
                self.mark_if_due().await;
            }
            match then {
                Then::GoOn if self.uncovered < CHECKPOINT_EVENTS => {}
                Then::GoOn => self.checkpoint_or_warn().await,
                Then::Checkpoint(reply) => {
                    let done = self.checkpoint().await;
                    let _ = reply.send(done);
                }
                Then::Close(reply) => {
                    self.checkpoint_or_warn().await;
                    self.mark_or_warn().await;
                    self.backend.close().await;
                    let _ = reply.send(());
                    return;
                }
                Then::End => {
                    self.checkpoint_or_warn().await;
                    return self.mark_or_warn().await;
                }
            }
        }
    }

    async fn write(&mut self, batch: Vec<Work>) {
        let began = self.clock.now();
        let mut attempts_left = 2;
        let outcome = loop {
            let tried = tokio::time::timeout(STUCK, self.try_write(&batch)).await;
            let failed = match tried {
                Ok(Ok(results)) => break Ok(results),
                Ok(Err(failed)) => failed,
                Err(_) => Failed { error: StoreError::Unavailable("the database does not answer".into()), in_doubt: true },
            };
            self.head = None;
            // Nothing happened: two nodes may have locked each other out, or a connection had died unnoticed.
            if failed.in_doubt || attempts_left == 0 {
                break Err(failed.error);
            }
            attempts_left -= 1;
        };
        match outcome {
            Ok(results) => {
                self.feed.answered();
                for (work, result) in batch.into_iter().zip(results) {
                    let _ = work.reply.send(result);
                }
            }
            Err(error) => {
                tracing::warn!(%error, "the store could not write");
                self.feed.failed(began);
                for work in batch {
                    let _ = work.reply.send(Err(error.clone()));
                }
            }
        }
    }

    async fn try_write(&mut self, batch: &[Work]) -> Result<Vec<Result<(), StoreError>>, Failed> {
        let mut head = match &self.head {
            Some(head) => head.clone(),
            None => self.find_head().await?,
        };
        let sealer = self.keys.sealer()?;
        let mac = self.keys.event_mac();
        let sealing = Sealing { sealer: &sealer, mac: &mac, random: &*self.random };
        let mut unit = self.backend.begin().await?;
        let changes: Vec<&RawChange> = batch.iter().map(|work| &work.change).filter(|change| !change.is_empty()).collect();
        unit.prepare(&changes).await?;
        let mut results = Vec::with_capacity(batch.len());
        let mut rows: Vec<LedgerRow> = Vec::new();
        let mut notices: Vec<Notice> = Vec::new();
        let mut settled = None;
        for (n, work) in batch.iter().enumerate() {
            let change_id = (!work.change.is_empty()).then(|| random_bytes::<16>(&*self.random));
            // The chain's end as it is if this change is taken.
            let (mut end, before) = (head.clone(), rows.len());
            for event in &work.events {
                rows.push(sealing.link(&mut end, &self.node, event, change_id)?);
            }
            if change_id.is_some() {
                let is_last = n + 1 == batch.len();
                let mark = if is_last && self.backend.has_separate_ledger() { Some(self.seal_settled(&end)?) } else { None };
                match unit.apply(&work.change, batch.len() == 1, mark.as_deref()).await {
                    Ok(()) => settled = mark,
                    Err(refusal @ (StoreError::Conflict | StoreError::Taken(_))) => {
                        rows.truncate(before);
                        results.push(Err(refusal));
                        continue;
                    }
                    Err(error) => return Err(error.into()),
                }
            }
            head = end;
            notices.extend_from_slice(&work.change.notices);
            results.push(Ok(()));
        }
        if results.iter().all(Result::is_err) {
            return Ok(results);
        }
        if !rows.is_empty() {
            unit.append(&rows).await?;
        }
        if !notices.is_empty() {
            unit.announce(&mut notices).await?;
        }
        let settled = match settled {
            Some(settled) => settled,
            None => self.seal_settled(&head)?,
        };
        if let Err(error) = unit.commit(settled).await {
            self.feed.doubt(&notices);
            return Err(Failed { error, in_doubt: true });
        }
        self.know(head);
        self.wrote(rows.len());
        if changes.is_empty() {
            self.mark_soon();
        } else {
            self.marked();
        }
        for notice in notices {
            self.feed.tell(notice);
        }
        Ok(results)
    }

    fn wrote(&mut self, events: usize) {
        if events > 0 {
            self.uncovered += events as u64;
            self.due.get_or_insert_with(|| Instant::now() + CHECKPOINT_AFTER);
        }
    }

    async fn checkpoint_or_warn(&mut self) {
        if let Err(error) = self.checkpoint().await {
            tracing::warn!(%error, "no checkpoint of the ledger could be signed");
            self.due = Some(Instant::now() + CHECKPOINT_AFTER);
        }
    }

    async fn checkpoint(&mut self) -> Result<(), StoreError> {
        if self.uncovered == 0 {
            self.due = None;
            return Ok(());
        }
        let line = self.backend.last_checkpoint(&self.node).await?;
        let before = line.as_deref().and_then(Checkpoint::from_line);
        let heads = self.backend.heads().await?;
        let known = self.beside.as_ref().and_then(|b| b.checkpoints.get(&*self.node)).copied().unwrap_or(0);
        let made = Checkpoint::make(&self.keys.checkpoint_mac(), &self.node, self.clock.now(), heads, before.as_ref(), known);
        self.backend.add_checkpoint(&made).await?;
        (self.uncovered, self.due) = (0, None);
        self.know_checkpoint(made.number);
        self.mark_or_warn().await;
        Ok(())
    }
}

impl From<StoreError> for Failed {
    fn from(error: StoreError) -> Self {
        Self { error, in_doubt: false }
    }
}

/// What comes after a batch.
enum Then {
    GoOn,
    Checkpoint(oneshot::Sender<Result<(), StoreError>>),
    Close(oneshot::Sender<()>),
    End,
}

/// Everything that waits already, up to the first job that isn't a write.
fn gather(first: Option<Job>, jobs: &mut mpsc::Receiver<Job>) -> (Vec<Work>, Then) {
    let mut batch = Vec::new();
    let mut next = first;
    loop {
        match next {
            // A caller who has given up was told that it failed; it must not happen behind his back.
            Some(Job::Write(work)) if work.reply.is_closed() => {}
            Some(Job::Write(work)) => batch.push(work),
            Some(Job::Checkpoint(reply)) => return (batch, Then::Checkpoint(reply)),
            Some(Job::Close(reply)) => return (batch, Then::Close(reply)),
            None => return (batch, Then::End),
        }
        if batch.len() >= BATCH {
            return (batch, Then::GoOn);
        }
        next = match jobs.try_recv() {
            Ok(job) => Some(job),
            Err(mpsc::error::TryRecvError::Empty) => return (batch, Then::GoOn),
            Err(mpsc::error::TryRecvError::Disconnected) => None,
        };
    }
}
