//! Following people of directory servers.
//!
//! Why: a server rings no bell. Whoever is signed in is looked at again, each node its own; what changed is written to the person's
//! record, and from there ends what no longer holds, on every node (S28). A server that does not answer ends nothing: it has said
//! nothing. A new sign-in then waits for it.

use crate::identity::Inner;
use crate::lookup::Stored;
use crate::records::PersonRecord;
use crate::whose::Said;
use crate::{Identity, ManageError, Unavailable};
use futures_util::StreamExt as _;
use parking_lot::Mutex;
use portcullis_directory::ldap::{LdapDirectory, LdapFailure};
use portcullis_model::{PersonId, Timestamp};
use portcullis_store::StoreError;
use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// A server is asked about so many people at once.
const AT_ONCE: usize = 4;
/// A look that is no older than that is of this sign-in.
const JUST_NOW: Duration = Duration::from_secs(10);
/// How often it is looked whether there is anybody to follow, where no server is named.
const IDLE: Duration = Duration::from_secs(30);

/// A directory server and how often its people are looked at again.
#[derive(Debug)]
pub(crate) struct Server {
    pub(crate) directory: Arc<LdapDirectory>,
    pub(crate) refresh: Duration,
}

/// Who was looked at when, by this node.
#[derive(Debug, Default)]
pub(crate) struct Followed {
    looked: Mutex<HashMap<PersonId, Timestamp>>,
    looks: AtomicU64,
    failed: AtomicU64,
}

/// Nobody could be asked: the store's fault or the server's.
#[derive(Debug, thiserror::Error)]
pub(crate) enum LookFailure {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Server(#[from] LdapFailure),
}
impl From<LookFailure> for Unavailable {
    fn from(failure: LookFailure) -> Self {
        match failure {
            LookFailure::Store(error) => error.into(),
            // Told where it happened.
            LookFailure::Server(_) => Self,
        }
    }
}
impl From<LookFailure> for ManageError {
    fn from(failure: LookFailure) -> Self {
        match failure {
            LookFailure::Store(error) => error.into(),
            LookFailure::Server(_) => Self::Unavailable(Unavailable),
        }
    }
}

/// What a refresh found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Refreshed {
    pub looked_at: usize,
    pub changed: usize,
    /// About whom no server could be asked.
    pub failed: usize,
}

/// How following goes, for metrics.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Followings {
    pub looks: u64,
    pub failed: u64,
}

impl Identity {
    /// Looks again now: at one person, or at everybody of a directory server who is signed in here.
    pub async fn refresh_people(&self, who: Option<&str>) -> Result<Refreshed, ManageError> {
        let inner = &self.inner;
        let Some(who) = who else { return Ok(inner.look_at_all(None).await) };
        let (id, record, _) = inner.anyone(who).await?;
        if inner.server_of(&record).is_none() {
            return Ok(Refreshed::default());
        }
        let changed = inner.look_again(id).await?;
        Ok(Refreshed { looked_at: 1, changed: usize::from(changed), failed: 0 })
    }
    pub fn followings(&self) -> Followings {
        let of = &self.inner.followed;
        Followings { looks: of.looks.load(Ordering::Relaxed), failed: of.failed.load(Ordering::Relaxed) }
    }
}

/// Round after round, as often as the most impatient server asks.
pub(crate) async fn keep(inner: Arc<Inner>) {
    loop {
        let every = inner.servers.load().iter().map(|s| s.refresh).min();
        tokio::time::sleep(every.unwrap_or(IDLE)).await;
        let Some(every) = every else { continue };
        let start = tokio::time::Instant::now();
        let done = inner.look_at_all(Some(every)).await;
        if start.elapsed() > Duration::from_secs(60) {
            tracing::warn!(people = done.looked_at, took = ?start.elapsed(), "looking at everybody who is signed in took longer than a minute; changes hold later than they should");
        }
        inner.followed.looked.lock().retain(|_, at| inner.clock.now().since(*at) < Duration::from_secs(600));
    }
}

impl Inner {
    pub(crate) fn server(&self, name: &str) -> Option<Arc<LdapDirectory>> {
        self.servers.load().iter().find(|s| s.directory.name() == name).map(|s| Arc::clone(&s.directory))
    }
    pub(crate) fn server_of(&self, person: &PersonRecord) -> Option<Arc<LdapDirectory>> {
        self.server(person.source.as_deref()?)
    }
    /// Whether a directory server is not answering: then "not right" would say more than is known.
    pub(crate) fn a_server_is_away(&self) -> bool {
        self.servers.load().iter().any(|s| s.directory.trouble().is_some())
    }
    pub(crate) fn seconds(&self) -> i64 {
        self.clock.now().micros().div_euclid(1_000_000)
    }
    /// Everybody of a server whose session is live here and whom nobody looked at for that long.
    async fn look_at_all(&self, after: Option<Duration>) -> Refreshed {
        let now = self.clock.now();
        let due =
            |id: &PersonId| after.is_none_or(|after| self.followed.looked.lock().get(id).is_none_or(|at| now.since(*at) + Duration::from_millis(500) >= after));
        // The slot is pointed at by this list, by the map and by sessions; without sessions nobody has to be followed.
        let people = self.people.all().into_iter().filter(|slot| Arc::strong_count(slot) > 2);
        let people: Vec<PersonId> = people.filter(|slot| self.server_of(&slot.facts().record).is_some()).map(|slot| slot.id).filter(due).collect();
        let looks = futures_util::stream::iter(people).map(|id| self.look_again(id)).buffer_unordered(AT_ONCE);
        looks
            .fold(Refreshed::default(), |mut all, look| async move {
                match look {
                    Ok(changed) => {
                        all.looked_at += 1;
                        all.changed += usize::from(changed);
                    }
                    Err(_) => all.failed += 1,
                }
                all
            })
            .await
    }
    /// Asks the server about one person, and writes what changed. Says whether anything did.
    pub(crate) async fn look_again(&self, id: PersonId) -> Result<bool, LookFailure> {
        let Some(stored) = self.stored(id).await? else { return Ok(false) };
        let Some(server) = self.server_of(&stored.1) else { return Ok(false) };
        self.followed.looks.fetch_add(1, Ordering::Relaxed);
        let entry = stored.1.entry.as_deref().and_then(|e| server.kept(e));
        if stored.1.displaced && entry.is_none() {
            // By the name somebody else would be found.
            let gone = Said::gone(&stored.1);
            return self.keep(stored, gone).await;
        }
        match server.look(&stored.1.username, entry.as_ref(), self.seconds()).await {
            Ok(Some(found)) => self.take_in(&server, stored, &found).await,
            Ok(None) => {
                let gone = Said::gone(&stored.1);
                self.keep(stored, gone).await
            }
            Err(why) => {
                self.followed.failed.fetch_add(1, Ordering::Relaxed);
                Err(why.into())
            }
        }
    }
    pub(crate) fn looked_at(&self, id: PersonId) {
        self.followed.looked.lock().insert(id, self.clock.now());
    }
    /// Before a session is made: the server has to have said just now that the person may come.
    pub(crate) async fn must_be_current(&self, id: PersonId) -> Result<(), LookFailure> {
        if self.was_looked_at(id, JUST_NOW) { Ok(()) } else { self.look_again(id).await.map(drop) }
    }
    /// Before a cookie from before is believed: the server is asked, and if it does not answer, what it said last counts.
    pub(crate) async fn better_be_current(&self, (id, record, version): Stored) -> Result<Option<Stored>, StoreError> {
        let refresh = record.source.as_deref().and_then(|name| self.servers.load().iter().find(|s| s.directory.name() == name).map(|s| s.refresh));
        let Some(refresh) = refresh.filter(|r| !self.was_looked_at(id, *r)) else { return Ok(Some((id, record, version))) };
        let looked = tokio::time::timeout(refresh.min(Duration::from_secs(2)), self.look_again(id)).await;
        match looked {
            Ok(Ok(true)) => self.stored(id).await,
            Ok(Err(LookFailure::Store(error))) => Err(error),
            Ok(Ok(false) | Err(LookFailure::Server(_))) | Err(_) => Ok(Some((id, record, version))),
        }
    }
    fn was_looked_at(&self, id: PersonId, within: Duration) -> bool {
        self.followed.looked.lock().get(&id).is_some_and(|at| self.clock.now().since(*at) < within)
    }
}
