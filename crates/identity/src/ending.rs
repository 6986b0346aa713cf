//! Ending sessions: signing out here, everywhere, and revoking.
//!
//! Why: one place that removes the record, the event with it, then the caches, and tells the doors.

use crate::facts::Sources;
use crate::identity::Inner;
use crate::records::{HostSessionRecord, Payload as _, SessionRecord};
use crate::{Actor, CookieClass, Identity, LiveSession, Unavailable};
use portcullis_model::{Event, EventKind, PersonId, SessionId, Timestamp};
use portcullis_store::{Announce, Change, Expect, Kind, StoreError};

impl Identity {
    /// Ends this host's cookie. The sign-in session lives on, and asks before it signs in here again.
    pub async fn sign_out_host(&self, session: &LiveSession, actor: &Actor, now: Timestamp) -> Result<(), Unavailable> {
        let inner = &self.inner;
        let Some(id) = session.host_session.filter(|_| session.class != CookieClass::Portal) else {
            return self.sign_out_everywhere(session, actor, now).await;
        };
        let event = actor.did(now, EventKind::SignedOut, &session.auth.sid).with("host", &session.host);
        inner.store.commit(Change::new().event(event).delete(Kind::HostSession, id, Expect::Any)).await?;
        inner.cache.end_one(session, now);
        inner.host_ended(id);
        inner.tell(crate::Changed::HostSession { session: session.auth.session, id });
        inner.remember_to_ask(session, now).await?;
        Ok(())
    }
    /// Ends the sign-in session with every cookie of it.
    pub async fn sign_out_everywhere(&self, session: &LiveSession, actor: &Actor, now: Timestamp) -> Result<(), Unavailable> {
        let event = actor.did(now, EventKind::SignedOut, &session.auth.sid).with("host", "*");
        self.inner.end_sessions(vec![session.auth.session], vec![event]).await?;
        Ok(())
    }
    /// Ends a session by the id that is shown. Says whether there was one.
    pub async fn revoke_session(&self, sid: &str, actor: &Actor, now: Timestamp) -> Result<bool, Unavailable> {
        let found = self.inner.store.find(Kind::Session, "sid", sid.as_bytes()).await?;
        let Some(stored) = found.into_iter().next() else { return Ok(false) };
        let whose = SessionRecord::from_bytes(&stored.payload).map(|s| s.person);
        let person = whose.map(|p| p.to_string()).unwrap_or_default();
        let event = actor.did(now, EventKind::SessionRevoked, sid).with("person", &person);
        self.inner.end_sessions(vec![SessionId::from_uuid(stored.id)], vec![event]).await?;
        whose.into_iter().for_each(|p| self.inner.basics.forget_person(p));
        Ok(true)
    }
}

impl Inner {
    /// Adds to a change what ends a session: the session and its children.
    pub(crate) async fn ending(&self, change: Change, id: SessionId) -> Result<Change, StoreError> {
        let children = self.store.find(Kind::HostSession, "session", id.uuid().as_bytes()).await?;
        let change = change.delete(Kind::Session, id.uuid(), Expect::Any);
        Ok(children.into_iter().fold(change, |c, child| c.delete(Kind::HostSession, child.id, Expect::Any)))
    }
    /// The same for several.
    pub(crate) async fn ending_all(&self, mut change: Change, ids: &[SessionId]) -> Result<Change, StoreError> {
        for id in ids {
            change = self.ending(change, *id).await?;
        }
        Ok(change)
    }
    pub(crate) async fn end_sessions(&self, ids: Vec<SessionId>, events: Vec<Event>) -> Result<(), StoreError> {
        let change = self.ending_all(Change { events, ..Change::default() }, &ids).await?;
        self.store.commit(change).await?;
        ids.into_iter().for_each(|id| self.ended(id));
        Ok(())
    }
    /// All sessions of a person that the store knows.
    pub(crate) async fn sessions_of(&self, person: PersonId) -> Result<Vec<SessionId>, StoreError> {
        let found = self.store.find(Kind::Session, "person", person.uuid().as_bytes()).await?;
        Ok(found.into_iter().map(|r| SessionId::from_uuid(r.id)).collect())
    }
    /// The host goes on the list of those where the next visit asks first.
    async fn remember_to_ask(&self, session: &LiveSession, now: Timestamp) -> Result<(), StoreError> {
        let host: Box<str> = Box::from(&*session.host);
        session.shared.ask_on.lock().insert(host.clone());
        self.rewrite_session(session.auth.session, now, |record| {
            if record.ask_on.contains(&host) {
                return false;
            }
            record.ask_on.push(host.clone());
            true
        })
        .await
    }
    /// Changes a session's record, again if somebody else was faster; `change` says whether there is anything to write.
    pub(crate) async fn rewrite_session(&self, id: SessionId, now: Timestamp, change: impl Fn(&mut SessionRecord) -> bool) -> Result<(), StoreError> {
        for _ in 0..5 {
            let Some(stored) = self.store.get(Kind::Session, id.uuid()).await? else { return Ok(()) };
            let Some(mut record) = SessionRecord::from_bytes(&stored.payload).filter(|r| now < r.expires) else { return Ok(()) };
            if !change(&mut record) {
                return Ok(());
            }
            let put = self.session_put(id, &record, Expect::Version(stored.version)).announce(Announce::Always);
            match self.store.commit(Change::new().put(put)).await {
                Err(StoreError::Conflict) => {}
                other => return other.map(|_| ()),
            }
        }
        Err(StoreError::Conflict)
    }
    /// Sessions of people whom a directory no longer has, or now calls disabled: ended for good, not asleep until the
    /// directory changes its mind.
    pub(crate) async fn end_those_who_left(&self, before: &Sources) {
        let after = self.sources.load_full();
        for source in &before.directories {
            for person in source.people.iter().filter(|p| !p.disabled) {
                let still = after.source(&source.name).and_then(|s| s.people.get(&person.username)).is_some_and(|p| !p.disabled);
                if still {
                    continue;
                }
                if let Err(error) = self.end_person_of(&source.name, &person.username).await {
                    // They are barred by their facts in any case; what stays is a record that opens nothing.
                    tracing::error!(%error, directory = &*source.name, "sessions of someone who left could not be deleted");
                }
            }
        }
    }
    async fn end_person_of(&self, source: &str, username: &str) -> Result<(), StoreError> {
        let Some((id, record, _)) = self.find_of_source(source, username).await? else { return Ok(()) };
        let sessions = self.sessions_of(id).await?;
        if sessions.is_empty() {
            return Ok(());
        }
        let now = self.clock.now();
        let event = Actor::system().did(now, EventKind::SessionRevoked, &id.to_string()).with("person", &record.username).with("cause", "left the directory");
        self.end_sessions(sessions, vec![event]).await
    }
    /// A host session's record, for listing.
    pub(crate) async fn hosts_of(&self, id: SessionId) -> Result<Vec<Box<str>>, StoreError> {
        let children = self.store.find(Kind::HostSession, "session", id.uuid().as_bytes()).await?;
        Ok(children.iter().filter_map(|r| HostSessionRecord::from_bytes(&r.payload)).map(|c| c.host).collect())
    }
}
