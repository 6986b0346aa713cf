//! Following the store's feed: what changed here or on another node changes our caches, then is told.
//!
//! Why: a sign-out on one node must cut a stream on another within two seconds.

use crate::Changed;
use crate::identity::Inner;
use crate::records::{EpochRecord, GroupRecord, HostSessionRecord, Payload as _, PersonRecord, SessionRecord};
use portcullis_model::{GroupId, PersonId, SessionId};
use portcullis_store::{Kind, Notice, StoreError};
use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;
use tokio::sync::broadcast::{Receiver, error::RecvError};
use uuid::Uuid;

/// The setting that holds the cookies' epoch.
pub(crate) const EPOCH: Uuid = Uuid::from_bytes([0xe9, 0x0c, 0, 0, 0, 0, 0x80, 0, 0x80, 0, 0, 0, 0, 0, 0, 1]);
/// How often a store that does not answer is asked again for what it told of.
const AGAIN: Duration = Duration::from_millis(200);

pub(crate) async fn follow(inner: Arc<Inner>, mut feed: Receiver<Notice>) {
    loop {
        match feed.recv().await {
            Ok(notice) if notice.resync => resync(&inner).await,
            Ok(notice) => {
                // A notice is never dropped because the store stumbled: that would be a revocation lost.
                while inner.hear(notice.kind, notice.id, notice.gone).await.is_err() {
                    tokio::time::sleep(AGAIN).await;
                }
            }
            Err(RecvError::Lagged(_)) => resync(&inner).await,
            Err(RecvError::Closed) => return,
        }
    }
}

async fn resync(inner: &Inner) {
    while inner.read_everything_again().await.is_err() {
        tokio::time::sleep(AGAIN).await;
    }
}

impl Inner {
    /// Brings caches up to date with one record, then tells. Doing it twice does no harm.
    pub(crate) async fn hear(&self, kind: Kind, id: Uuid, gone: bool) -> Result<(), StoreError> {
        match kind {
            Kind::Session if gone => self.ended(SessionId::from_uuid(id)),
            Kind::Session => self.read_session_again(SessionId::from_uuid(id)).await?,
            Kind::HostSession if gone => self.host_ended(id),
            Kind::HostSession => self.read_host_again(id).await?,
            Kind::Person => {
                self.lists.known.lock().heard(PersonId::from_uuid(id));
                self.read_person(PersonId::from_uuid(id)).await?;
            }
            Kind::Credential | Kind::Regulation => self.basics.forget(),
            Kind::Group => self.read_group(GroupId::from_uuid(id)).await?,
            Kind::Setting if id == EPOCH => self.read_epoch().await?,
            _ => {}
        }
        Ok(())
    }
    pub(crate) fn ended(&self, id: SessionId) {
        self.ends.fetch_add(1, Ordering::AcqRel);
        if let Some(known) = self.cache.of_session(id).first() {
            self.basics.forget_person(known.person);
        }
        if self.cache.end(id, self.clock.now()) {
            self.tell(Changed::Session(id));
        }
    }
    pub(crate) fn host_ended(&self, id: Uuid) {
        self.ends.fetch_add(1, Ordering::AcqRel);
        let all = self.cache.of_host_session(id);
        for session in &all {
            self.cache.end_one(session, self.clock.now());
        }
        if let Some(session) = all.first() {
            self.tell(Changed::HostSession { session: session.auth.session, id });
        }
    }
    /// Spends the cookies from before the last change: of the portal, or of one host session.
    pub(crate) fn turned(&self, id: SessionId, child: Option<Uuid>, turn: u32) {
        self.ends.fetch_add(1, Ordering::AcqRel);
        for session in self.cache.of_session(id).iter().filter(|s| s.host_session == child && s.turn < turn && !s.is_spent()) {
            self.cache.spend(session, self.clock.now());
        }
    }
    pub(crate) async fn read_session_again(&self, id: SessionId) -> Result<(), StoreError> {
        let known = self.cache.of_session(id);
        let Some(first) = known.first() else { return Ok(()) };
        if let Some(record) = self.store.get(Kind::Session, id.uuid()).await?.and_then(|r| SessionRecord::from_bytes(&r.payload)) {
            *first.shared.ask_on.lock() = record.ask_on.into_iter().collect();
            self.turned(id, None, record.turn);
        }
        Ok(())
    }
    pub(crate) async fn read_host_again(&self, id: Uuid) -> Result<(), StoreError> {
        if self.cache.of_host_session(id).is_empty() {
            return Ok(());
        }
        if let Some(record) = self.store.get(Kind::HostSession, id).await?.and_then(|r| HostSessionRecord::from_bytes(&r.payload)) {
            self.turned(record.session, Some(id), record.turn);
        }
        Ok(())
    }
    /// Reads a person anew, if anyone here looks at them.
    async fn read_person(&self, id: PersonId) -> Result<(), StoreError> {
        let Some(slot) = self.people.get(id) else { return Ok(()) };
        let changed = match self.store.get(Kind::Person, id.uuid()).await? {
            Some(stored) => match PersonRecord::from_bytes(&stored.payload) {
                Some(record) => self.assemble(id, record, stored.version).1,
                None => return Err(StoreError::Damaged { kind: Kind::Person, id: id.uuid() }),
            },
            None => {
                let mut last = slot.facts().record.clone();
                last.disabled = true;
                self.assemble(id, last, u64::MAX).1
            }
        };
        if changed {
            self.tell(Changed::Person(id));
        }
        Ok(())
    }
    async fn read_group(&self, id: GroupId) -> Result<(), StoreError> {
        let stored = self.store.get(Kind::Group, id.uuid()).await?.and_then(|r| GroupRecord::from_bytes(&r.payload));
        self.update_sources(|sources| {
            match stored {
                Some(group) => sources.groups.insert(id, group.name),
                None => sources.groups.remove(&id),
            };
        });
        Ok(())
    }
    pub(crate) async fn read_groups(&self) -> Result<(), StoreError> {
        let mut groups = HashMap::new();
        let mut pages = self.store.pages(Kind::Group);
        while let Some(page) = pages.next().await? {
            groups.extend(page.iter().filter_map(|r| Some((GroupId::from_uuid(r.id), GroupRecord::from_bytes(&r.payload)?.name))));
        }
        self.update_sources(|sources| sources.groups = groups);
        Ok(())
    }
    pub(crate) async fn read_epoch(&self) -> Result<(), StoreError> {
        let stored = self.store.get(Kind::Setting, EPOCH).await?.and_then(|r| EpochRecord::from_bytes(&r.payload));
        let epoch = stored.map_or(1, |e| e.epoch);
        let before = self.cookies.epoch();
        self.cookies.set_epoch(epoch);
        if before != 0 && before != epoch {
            let mut all = Vec::new();
            self.cache.each_session(|id, _| all.push(id));
            all.into_iter().for_each(|id| self.ended(id));
            self.tell(Changed::Everyone);
        }
        Ok(())
    }
    /// After missed notices: everything that is in memory is held against the store.
    async fn read_everything_again(&self) -> Result<(), StoreError> {
        self.lists.known.lock().forget();
        self.read_epoch().await?;
        self.read_groups().await?;
        for slot in self.people.all() {
            self.read_person(slot.id).await?;
        }
        let mut known = Vec::new();
        self.cache.each_session(|id, _| known.push(id));
        for id in known {
            if self.store.get(Kind::Session, id.uuid()).await?.is_none() {
                self.ended(id);
                continue;
            }
            self.read_session_again(id).await?;
            for host in self.cache.of_session(id).iter().filter_map(|s| s.host_session) {
                if self.store.get(Kind::HostSession, host).await?.is_none() {
                    self.host_ended(host);
                } else {
                    self.read_host_again(host).await?;
                }
            }
        }
        self.tell(Changed::Everyone);
        Ok(())
    }
}
