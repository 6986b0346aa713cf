//! Looking at sign-in sessions, and the number that ends all of them.
//!
//! Why: a person sees where they are signed in; an operator can close every door with one change.

use crate::failure::ManageError;
use crate::feed::EPOCH;
use crate::records::{EpochRecord, Payload as _, SessionRecord};
use crate::{Actor, Identity};
use portcullis_model::{Aal, AmrSet, EventKind, PersonId, SessionId, Timestamp};
use portcullis_store::{Change, Expect, Kind, Put, Record};
use std::net::IpAddr;

/// A session, to be shown. `sid` is what [`Identity::revoke_session`] takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionView {
    pub sid: Box<str>,
    pub person: PersonId,
    pub username: Box<str>,
    pub aal: Aal,
    pub amr: AmrSet,
    pub created: Timestamp,
    pub last_used: Timestamp,
    pub expires: Timestamp,
    pub ip: Option<IpAddr>,
    pub user_agent: Box<str>,
    /// The hosts it has a cookie on.
    pub hosts: Vec<Box<str>>,
}

impl Identity {
    /// The sessions of one person (id, user name or address), or of everyone.
    pub async fn list_sessions(&self, who: Option<&str>, now: Timestamp) -> Result<Vec<SessionView>, ManageError> {
        let inner = &self.inner;
        let mut out = Vec::new();
        if let Some(who) = who {
            let (id, _, _) = inner.anyone(who).await?;
            for stored in inner.store.find(Kind::Session, "person", id.uuid().as_bytes()).await? {
                out.extend(self.session_view(&stored, now).await?);
            }
            return Ok(out);
        }
        let mut after = None;
        loop {
            let page = inner.store.list(Kind::Session, after, 500).await?;
            let Some(last) = page.last().map(|r| r.id) else { return Ok(out) };
            after = Some(last);
            for stored in &page {
                out.extend(self.session_view(stored, now).await?);
            }
        }
    }
    /// Ends every session of everyone: no cookie made before is worth anything after it.
    pub async fn end_every_session(&self, actor: &Actor, now: Timestamp) -> Result<(), ManageError> {
        let inner = &self.inner;
        let stored = inner.store.get(Kind::Setting, EPOCH).await?;
        let (epoch, expect) = match &stored {
            Some(r) => (EpochRecord::from_bytes(&r.payload).map_or(1, |e| e.epoch), Expect::Version(r.version)),
            None => (1, Expect::Absent),
        };
        let put = Put::new(Kind::Setting, EPOCH, expect, EpochRecord { epoch: epoch.saturating_add(1) }.to_bytes());
        let event = actor.did(now, EventKind::SessionRevoked, "*").with("cause", "every session");
        inner.store.commit(Change::new().event(event).put(put)).await?;
        inner.hear(Kind::Setting, EPOCH, false).await?;
        Ok(())
    }
    async fn session_view(&self, stored: &Record, now: Timestamp) -> Result<Option<SessionView>, ManageError> {
        let inner = &self.inner;
        let id = SessionId::from_uuid(stored.id);
        let Some(record) = SessionRecord::from_bytes(&stored.payload).filter(|r| now < r.expires && r.epoch == inner.cookies.epoch()) else { return Ok(None) };
        let Some((_, person, _)) = inner.stored(record.person).await? else { return Ok(None) };
        // Memory knows of requests that are not written down yet.
        let here = inner.cache.of_session(id).first().map(|s| Timestamp::from_micros(s.shared.last_used.load(std::sync::atomic::Ordering::Relaxed)));
        let last_used = here.map_or(record.last_used, |h| h.max(record.last_used));
        if record.inactivity.is_some_and(|idle| now.since(last_used).as_micros() >= u128::from(idle)) {
            return Ok(None);
        }
        Ok(Some(SessionView {
            sid: inner.sid_of(id).into(),
            person: record.person,
            username: person.username,
            aal: record.aal,
            amr: record.amr,
            created: record.created,
            last_used,
            expires: record.expires,
            ip: record.ip,
            user_agent: record.user_agent,
            hosts: inner.hosts_of(id).await?,
        }))
    }
}
