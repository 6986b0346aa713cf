//! Identity: the room of people and sign-in sessions.
//!
//! Why: one owner for who somebody is and whether they are still signed in. It decides no access, and it mints a session
//! only from a proof of the ceremony.

use crate::basic::Basics;
use crate::cache::Cache;
use crate::calibrate::Deadline;
use crate::cookie::CookieKeys;
use crate::factors::{Parties, Pushes, StateKeys};
use crate::facts::{Source, Sources};
use crate::follow::{Followed, Server};
use crate::handoff::HandoffKeys;
use crate::hash_pool::HashPool;
use crate::hosts::Hosts;
use crate::listing::Lists;
use crate::mailed::{self, Asks};
use crate::people::People;
use crate::regulation::Turns;
use crate::{Changed, FlowCookie, Handoff, HandoffRefused, IdentitySettings, ReturnTarget, Unavailable, Via};
use arc_swap::ArcSwap;
use parking_lot::Mutex;
use portcullis_authn::{Abilities, PasswordRules, Requirement};
use portcullis_crypto::{KeyRing, MacKey, Random};
use portcullis_directory::FileDirectory;
use portcullis_directory::ldap::{BadTls, LdapDirectory};
use portcullis_model::{Groups, TargetUri, Timestamp};
use portcullis_store::{Clock, Store, StoreError};
use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use std::time::Duration;
use tokio::sync::broadcast;
use tokio::task::JoinHandle;

/// People, groups, credentials and sessions. Dropping it ends its tasks.
#[derive(Debug)]
pub struct Identity {
    pub(crate) inner: Arc<Inner>,
    tasks: Vec<JoinHandle<()>>,
}

pub(crate) struct Inner {
    /// For tasks that must not keep it alive.
    pub(crate) me: std::sync::Weak<Inner>,
    pub(crate) store: Store,
    pub(crate) random: Arc<dyn Random>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) cookies: CookieKeys,
    pub(crate) handoffs: HandoffKeys,
    pub(crate) sid: MacKey,
    pub(crate) states: StateKeys,
    pub(crate) turns: Turns,
    pub(crate) pushes: Pushes,
    pub(crate) asks: Asks,
    pub(crate) parties: ArcSwap<Parties>,
    pub(crate) settings: ArcSwap<IdentitySettings>,
    pub(crate) sources: ArcSwap<Sources>,
    pub(crate) directories: Mutex<Vec<Watched>>,
    pub(crate) servers: ArcSwap<Vec<Server>>,
    pub(crate) followed: Followed,
    pub(crate) cache: Cache,
    pub(crate) hosts: Hosts,
    pub(crate) people: People,
    pub(crate) lists: Lists,
    /// Held while facts are put together and put in place, so that old sources never overwrite new ones.
    pub(crate) assembling: Mutex<()>,
    pub(crate) pool: HashPool,
    pub(crate) ratings: HashPool,
    pub(crate) basics: Basics,
    pub(crate) deadline: Deadline,
    /// Grows whenever something ends: a load that overlaps with an end looks again.
    pub(crate) ends: AtomicU64,
    pub(crate) changes: broadcast::Sender<Changed>,
}
impl std::fmt::Debug for Inner {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Identity")
    }
}

/// An open directory and the task that hears its bell.
#[derive(Debug)]
pub(crate) struct Watched {
    pub(crate) directory: Arc<FileDirectory>,
    bell: JoinHandle<()>,
}
impl Drop for Watched {
    fn drop(&mut self) {
        self.bell.abort();
    }
}

/// Why identity did not open, or did not take new settings.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    #[error(transparent)]
    Directory(#[from] portcullis_directory::OpenError),
    #[error("a directory cannot be named {0:?}: names are different from each other and from `internal`, and have letters, digits, `-`, `_` or `.` only")]
    Name(Box<str>),
    #[error("the LDAP directory {0:?} cannot be used: {1}")]
    Ldap(Box<str>, BadTls),
    #[error(transparent)]
    Passkeys(#[from] portcullis_authn::BadRelyingParty),
    #[error("Duo cannot be used: {0}")]
    Duo(#[from] portcullis_outbound::BadServer),
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("no thread could be started for password hashing: {0}")]
    Threads(std::io::Error),
}

impl Identity {
    /// Opens the room: reads groups and directories, starts the hash pool and the tasks that follow the store's feed.
    /// Needs a tokio runtime, on which its tasks then live.
    pub async fn open(
        store: Store,
        keys: &KeyRing,
        random: Arc<dyn Random>,
        clock: Arc<dyn Clock>,
        settings: IdentitySettings,
    ) -> Result<Arc<Self>, OpenError> {
        check_names(&settings)?;
        // Subscribed before the first read: what changes in between is heard.
        let feed = store.feed();
        let hashing = settings.hashing;
        let ratings = crate::password::rating_pool().map_err(OpenError::Threads)?;
        let pool = HashPool::start(hashing.threads, hashing.queue, hashing.memory_cap_kib).map_err(OpenError::Threads)?;
        let (changes, _) = broadcast::channel(4_096);
        let (asks, asked) = Asks::new();
        let inner = Arc::new_cyclic(|me| Inner {
            me: me.clone(),
            cookies: CookieKeys::new(keys, 0),
            handoffs: HandoffKeys::new(keys),
            sid: keys.derive_mac("session sid v1"),
            states: StateKeys::new(keys),
            turns: Turns::default(),
            pushes: Pushes::default(),
            asks,
            parties: ArcSwap::default(),
            settings: ArcSwap::from_pointee(settings.clone()),
            sources: ArcSwap::default(),
            directories: Mutex::default(),
            servers: ArcSwap::default(),
            followed: Followed::default(),
            cache: Cache::new(),
            hosts: Hosts::default(),
            people: People::default(),
            lists: Lists::default(),
            assembling: Mutex::default(),
            pool,
            ratings,
            basics: Basics::new(keys),
            deadline: Deadline::default(),
            ends: AtomicU64::new(0),
            changes,
            store,
            random,
            clock,
        });
        inner.read_epoch().await?;
        inner.read_groups().await?;
        inner.take_settings(settings).await?;
        let answering = tokio::spawn(mailed::answer(Arc::downgrade(&inner), asked));
        let tasks = vec![
            tokio::spawn(crate::feed::follow(Arc::clone(&inner), feed)),
            tokio::spawn(crate::touch::keep(Arc::clone(&inner))),
            tokio::spawn(crate::follow::keep(Arc::clone(&inner))),
            answering,
        ];
        Ok(Arc::new(Self { inner, tasks }))
    }
    /// Takes new settings; on an error the old ones stay in force as a whole. Directories that did not change stay open.
    pub async fn reload(&self, settings: IdentitySettings) -> Result<(), OpenError> {
        check_names(&settings)?;
        self.inner.take_settings(settings).await
    }
    /// What is told after caches were updated; a receiver that lagged treats it as [`Changed::Everyone`].
    pub fn changes(&self) -> broadcast::Receiver<Changed> {
        self.inner.changes.subscribe()
    }
    /// How long after its arrival every sign-in is answered, right or wrong, known or not (S20).
    pub fn answer_deadline(&self) -> Duration {
        let hashes = self.inner.deadline.get();
        let Some(slowest) = self.inner.servers.load().iter().map(|s| s.directory.slowest()).max() else { return hashes };
        // A look and a password check, one after the other, in steps that do not show which of them was slow.
        let steps = u64::try_from((hashes + slowest * 2).as_millis()).unwrap_or(0).div_ceil(100);
        Duration::from_millis(steps * 100)
    }
    /// What a new password must be like.
    pub fn passwords(&self) -> PasswordRules {
        self.inner.settings.load().passwords.clone()
    }
    /// The methods that this installation offers.
    pub fn abilities(&self) -> Abilities {
        self.inner.parties.load().abilities()
    }
    /// Seals a return target for the portal. Good for ten minutes and one redemption.
    pub fn begin_handoff(&self, target: &TargetUri, flow: &FlowCookie, need: &Requirement, now: Timestamp) -> String {
        self.inner.handoffs.seal(target, None, flow, need, &*self.inner.random, now)
    }
    /// The same for a cookie that a whole domain shares.
    pub fn begin_domain_handoff(&self, target: &TargetUri, via: Via, flow: &FlowCookie, need: &Requirement, now: Timestamp) -> String {
        self.inner.handoffs.seal(target, Some(via), flow, need, &*self.inner.random, now)
    }
    /// A target for our own page on its host: good for as long as a sign-in may take.
    pub fn seal_start(&self, target: &TargetUri, now: Timestamp) -> String {
        self.inner.handoffs.seal_start(target, &*self.inner.random, now)
    }
    pub fn open_start(&self, sealed: &str, now: Timestamp) -> Option<ReturnTarget> {
        self.inner.handoffs.open_start(sealed, now)
    }
    pub fn open_handoff(&self, sealed: &str, now: Timestamp) -> Result<Handoff, HandoffRefused> {
        self.inner.handoffs.open(sealed, now)
    }
    /// A new flow cookie for a browser that has none.
    pub fn new_flow(&self) -> FlowCookie {
        FlowCookie::new(&*self.inner.random)
    }
    /// Why a directory's file as it now is was not taken, or its server does not answer, by directory.
    pub fn directory_trouble(&self) -> Vec<(Box<str>, String)> {
        let list = self.inner.directories.lock();
        let files = list.iter().filter_map(|w| Some((w.directory.name().into(), w.directory.trouble()?)));
        let servers = self.inner.servers.load();
        files.chain(servers.iter().filter_map(|s| Some((s.directory.name().into(), s.directory.trouble()?)))).collect()
    }
    /// Writes what is known of the sessions' use; call it before the store closes.
    pub async fn flush(&self) -> Result<(), Unavailable> {
        self.inner.flush_touches().await
    }
}
impl Drop for Identity {
    fn drop(&mut self) {
        for task in &self.tasks {
            task.abort();
        }
        self.inner.pushes.end();
        self.inner.directories.lock().clear();
    }
}

fn check_names(settings: &IdentitySettings) -> Result<(), OpenError> {
    let mut seen = vec![Groups::INTERNAL];
    let servers = settings.ldap.iter().map(|l| &*l.settings.name);
    for name in settings.directories.iter().map(|d| &*d.file.name).chain(servers) {
        let plain = !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b));
        if !plain || seen.contains(&name) {
            return Err(OpenError::Name(name.into()));
        }
        seen.push(name);
    }
    Ok(())
}

impl Inner {
    async fn take_settings(self: &Arc<Self>, settings: IdentitySettings) -> Result<(), OpenError> {
        let parties = Parties::of(&settings.factors)?;
        let mut fresh = Vec::with_capacity(settings.directories.len());
        for wanted in &settings.directories {
            let mut file = wanted.file.clone();
            // One cap for all: a hash that the pool could never run is refused here, by name.
            file.rules.memory_cap_kib = settings.hashing.memory_cap_kib.min(self.settings.load().hashing.memory_cap_kib);
            let same = self.directories.lock().iter().find(|w| *w.directory.settings() == file).map(|w| Arc::clone(&w.directory));
            let directory = match same {
                Some(open) => open,
                None => Arc::new(FileDirectory::open(file)?),
            };
            fresh.push(directory);
        }
        let mut servers = Vec::with_capacity(settings.ldap.len());
        for wanted in &settings.ldap {
            let same = self.servers.load().iter().find(|s| *s.directory.settings() == wanted.settings).map(|s| Arc::clone(&s.directory));
            let directory = match same {
                Some(open) => open,
                None => Arc::new(LdapDirectory::open(wanted.settings.clone()).map_err(|e| OpenError::Ldap(wanted.settings.name.clone(), e))?),
            };
            servers.push(Server { directory, refresh: wanted.refresh });
        }
        let before = self.sources.load_full();
        let watched: Vec<Watched> = fresh.into_iter().map(|d| self.watch(d)).collect();
        *self.directories.lock() = watched;
        self.servers.store(Arc::new(servers));
        self.parties.store(Arc::new(parties));
        self.settings.store(Arc::new(settings));
        self.reassemble();
        self.end_those_who_left(&before).await;
        self.calibrate().await;
        Ok(())
    }
    fn watch(self: &Arc<Self>, directory: Arc<FileDirectory>) -> Watched {
        let mut bell = directory.changes();
        let inner = Arc::downgrade(self);
        let task = tokio::spawn(async move {
            while bell.changed().await.is_ok() {
                let Some(inner) = inner.upgrade() else { return };
                let before = inner.sources.load_full();
                inner.reassemble();
                inner.end_those_who_left(&before).await;
                inner.calibrate().await;
            }
        });
        Watched { directory, bell: task }
    }
    /// Takes the directories' snapshots and the settings of now, and puts everyone's facts together again.
    pub(crate) fn reassemble(&self) {
        let settings = self.settings.load_full();
        let directories = {
            let open = self.directories.lock();
            let of = |w: &Watched| settings.directories.iter().find(|d| *d.file.name == *w.directory.name()).map(|d| Source::of(d, w.directory.snapshot()));
            open.iter().filter_map(of).collect::<Vec<_>>()
        };
        let mut all = Vec::with_capacity(directories.len() + settings.ldap.len());
        let mut files = directories.into_iter();
        for at in 0..=files.len() {
            all.extend(settings.ldap.iter().filter(|l| l.after == at).map(Source::of_server));
            all.extend(files.next());
        }
        let directories = all;
        self.update_sources(|sources| {
            sources.administrators.clone_from(&settings.administrators);
            sources.directories = directories;
            sources.attributes.clone_from(&settings.attributes);
        });
        // Who a file states, and what of it counts, may be other than before.
        self.lists.known.lock().forget();
    }
    /// Changes what facts are made from, then everyone's facts, then tells.
    pub(crate) fn update_sources(&self, change: impl FnOnce(&mut Sources)) {
        let changed: Vec<_> = {
            let _one_at_a_time = self.assembling.lock();
            let old = self.sources.load();
            let mut new = Sources::clone(&old);
            change(&mut new);
            let new = Arc::new(new);
            self.sources.store(Arc::clone(&new));
            let again = |slot: Arc<crate::people::PersonSlot>| {
                let facts = slot.facts();
                let (_, changed) = self.people.set(slot.id, new.whole(slot.id, facts.record.clone(), facts.version));
                changed.then_some(slot.id)
            };
            self.people.all().into_iter().filter_map(again).collect()
        };
        for id in changed {
            self.tell(Changed::Person(id));
        }
    }
    pub(crate) fn tell(&self, changed: Changed) {
        // Nobody listening is no fault.
        let _no_listener = self.changes.send(changed);
    }
}
