//! The task that sends what is queued.
//!
//! Why: it sleeps until something is queued or due, so an idle server asks its store for nothing; one of several nodes sends,
//! because a try is claimed first.

use crate::compose::compose;
use crate::queue::{Queued, backoff};
use crate::{Letter, NotSent, Settings, Way, folder, smtp};
use arc_swap::ArcSwapOption;
use portcullis_model::{Event, EventKind, Outcome, Timestamp};
use portcullis_store::{Change, Clock, Expect, Kind, Notice, Store, StoreError};
use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;
use tokio::sync::Notify;
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;
use uuid::Uuid;

/// After a store that did not answer.
const AGAIN: Duration = Duration::from_secs(5);
const PAGE: u32 = 100;

pub struct Postman {
    store: Store,
    clock: Arc<dyn Clock>,
    settings: ArcSwapOption<Settings>,
    changed: Notify,
    /// In a row: the server was not reached.
    unreached: AtomicU32,
}

/// What became of a letter.
enum Fate {
    Gone,
    Waits(Timestamp),
    /// The server is not there for any of them.
    Nobody(Timestamp),
}

impl Postman {
    /// Without settings letters wait until there are some, or until they are given up.
    pub fn new(store: Store, clock: Arc<dyn Clock>, settings: Option<Settings>) -> Arc<Self> {
        let settings = ArcSwapOption::from_pointee(settings);
        Arc::new(Self { store, clock, settings, changed: Notify::new(), unreached: AtomicU32::new(0) })
    }
    /// What holds from the next letter on.
    pub fn set(&self, settings: Option<Settings>) {
        self.settings.store(settings.map(Arc::new));
        self.unreached.store(0, Ordering::Relaxed);
        self.changed.notify_one();
    }
    /// Sends until it is stopped.
    pub async fn run(self: Arc<Self>, stop: impl Future<Output = ()>) {
        tokio::pin!(stop);
        let mut feed = self.store.feed();
        loop {
            let round = tokio::select! {
                round = self.round() => round,
                () = &mut stop => return,
            };
            let wait = match round {
                Ok(None) => None,
                Ok(Some(next)) => Some(next.since(self.clock.now()).max(Duration::from_millis(50))),
                Err(error) => {
                    tracing::warn!(%error, "queued mail cannot be read; it is tried again");
                    Some(AGAIN)
                }
            };
            tokio::select! {
                () = due(wait) => {}
                () = queued(&mut feed) => {}
                () = self.changed.notified() => {}
                () = &mut stop => return,
            }
        }
    }
    /// Tries everything that is due once. Says when the next one is.
    pub async fn round(&self) -> Result<Option<Timestamp>, StoreError> {
        let Some(settings) = self.settings.load_full() else { return Ok(None) };
        let mut next: Option<Timestamp> = None;
        let mut after = None;
        loop {
            let page = self.store.list(Kind::Mail, after, PAGE).await?;
            let Some(last) = page.last().map(|r| r.id) else { return Ok(next) };
            after = Some(last);
            for record in page {
                let Some(queued) = Queued::read(&record) else {
                    // Of a newer version, which another node may know.
                    tracing::debug!(mail = %record.id, "a queued mail cannot be read here");
                    continue;
                };
                match self.deal(queued, &settings).await? {
                    Fate::Gone => {}
                    Fate::Waits(at) => next = Some(next.map_or(at, |n| n.min(at))),
                    Fate::Nobody(at) => return Ok(Some(at)),
                }
            }
        }
    }
    /// Whether the way works, without sending anything.
    pub async fn check(&self) -> Result<(), NotSent> {
        match self.settings.load_full().as_deref() {
            None => Ok(()),
            Some(Settings { way: Way::Smtp(smtp), .. }) => smtp::check(smtp).await,
            Some(Settings { way: Way::Folder(path), .. }) => folder::check(path).await,
        }
    }
    /// The check of the start, where it is wanted: it tells and stops nothing.
    pub async fn first_check(&self) {
        if !self.settings.load().as_ref().is_some_and(|s| s.check) {
            return;
        }
        match self.check().await {
            Ok(()) => tracing::info!("mail can be sent"),
            Err(error) => tracing::error!(%error, "mail cannot be sent; it is queued until it can be"),
        }
    }
    /// Sends at once, past the queue: for whoever tries the way out and waits.
    pub async fn send_now(&self, letter: &Letter, id: Uuid) -> Result<(), NotSent> {
        let settings = self.settings.load_full().ok_or_else(|| NotSent::Never("there is no `notifier` in the configuration".to_owned()))?;
        deliver(letter, id, &settings).await
    }
    async fn deal(&self, mut queued: Queued, settings: &Settings) -> Result<Fate, StoreError> {
        let now = self.clock.now();
        if now >= queued.give_up {
            return self.give_up(&queued, "nobody took it in time", now).await;
        }
        if queued.next > now {
            return Ok(Fate::Waits(queued.next));
        }
        match self.store.commit(Change::new().put(queued.claim(now))).await {
            // Another node has it.
            Err(StoreError::Conflict) => return Ok(Fate::Waits(now.plus(AGAIN))),
            other => drop(other?),
        }
        let sent = deliver(&queued.letter, queued.id, settings).await;
        let now = self.clock.now();
        if !matches!(sent, Err(NotSent::Unreachable(_))) {
            self.unreached.store(0, Ordering::Relaxed);
        }
        let kind = queued.letter.kind.as_str();
        match sent {
            Ok(()) => {
                tracing::debug!(mail = kind, tries = queued.tries, "mail sent");
                self.forget(Change::new().delete(Kind::Mail, queued.id, Expect::Version(queued.version))).await?;
                Ok(Fate::Gone)
            }
            Err(NotSent::Never(why)) => self.give_up(&queued, &why, now).await,
            Err(NotSent::Later(why)) => {
                tracing::warn!(mail = kind, tries = queued.tries, why, "mail was put off");
                self.put_off(&mut queued, now).await.map(Fate::Waits)
            }
            Err(NotSent::Unreachable(why)) => {
                let times = self.unreached.fetch_add(1, Ordering::Relaxed).saturating_add(1);
                tracing::warn!(mail = kind, times, why, "mail could not be sent; all of it waits");
                let own = self.put_off(&mut queued, now).await?;
                Ok(Fate::Nobody(own.min(now.plus(backoff(times)))))
            }
        }
    }
    async fn put_off(&self, queued: &mut Queued, now: Timestamp) -> Result<Timestamp, StoreError> {
        let (put, next) = queued.later(now);
        self.forget(Change::new().put(put)).await?;
        Ok(next)
    }
    async fn give_up(&self, queued: &Queued, why: &str, now: Timestamp) -> Result<Fate, StoreError> {
        let (kind, person) = (queued.letter.kind.as_str(), queued.letter.person.to_string());
        tracing::error!(mail = kind, person, tries = queued.tries, why, "mail is given up");
        let event = Event::new(now, EventKind::MailGivenUp, Outcome::Failure).by("system", "system").on(&person).with("mail", kind).with("cause", why);
        self.forget(Change::new().event(event).delete(Kind::Mail, queued.id, Expect::Version(queued.version))).await?;
        Ok(Fate::Gone)
    }
    /// A write that somebody else's may have overtaken: then it is theirs.
    async fn forget(&self, change: Change) -> Result<(), StoreError> {
        match self.store.commit(change).await {
            Err(StoreError::Conflict) => Ok(()),
            other => other.map(drop),
        }
    }
}

async fn deliver(letter: &Letter, id: Uuid, settings: &Settings) -> Result<(), NotSent> {
    let composed = compose(letter, id, settings)?;
    match &settings.way {
        Way::Smtp(smtp) => Box::pin(smtp::send(smtp, &composed)).await,
        Way::Folder(path) => folder::write(path, id, composed).await,
    }
}

async fn due(wait: Option<Duration>) {
    match wait {
        Some(wait) => tokio::time::sleep(wait).await,
        None => std::future::pending().await,
    }
}

/// Until a letter is queued, here or on another node.
async fn queued(feed: &mut Receiver<Notice>) {
    loop {
        match feed.recv().await {
            Ok(notice) if notice.resync || (notice.kind == Kind::Mail && !notice.gone) => return,
            Ok(_) => {}
            Err(RecvError::Lagged(_)) => return,
            Err(RecvError::Closed) => std::future::pending().await,
        }
    }
}
impl std::fmt::Debug for Postman {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Postman")
    }
}
