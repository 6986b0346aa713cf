//! The one-time code that carries a sign-in from the portal to a route's host.
//!
//! Why: each host has a cookie of its own (S6), so something must cross; what crosses lives a minute, works once, and only
//! in the browser and on the host that it is for (S7, S32).

use crate::handle::HandleKey;
use crate::identity::Inner;
use crate::records::{CodeRecord, HostSessionRecord, Mark, Payload as _, Proved, SessionRecord};
use crate::resolve::Cookie;
use crate::{CookieClass, FlowCookie, Handle, Handoff, Identity, LiveSession, ReturnTarget, Unavailable};
use data_encoding::BASE64URL_NOPAD;
use portcullis_crypto::{equal, random_bytes, sha256_parts};
use portcullis_model::{SessionId, Timestamp};
use portcullis_store::{Announce, Change, Expect, Kind, Put, StoreError};
use serde_json::Map;
use std::sync::Arc;
use std::time::Duration;
use uuid::Uuid;

const CODE_LIFE: Duration = Duration::from_secs(60);
const PREFIX: &str = "pcc_";

/// A host's new cookie, and where the person goes.
#[derive(Debug)]
pub struct Redeemed {
    pub cookie_value: String,
    pub session: Arc<LiveSession>,
    pub return_to: ReturnTarget,
    /// The cookie's `Max-Age`; none for one that ends with the browser.
    pub max_age: Option<Duration>,
}

/// Why a code gives nothing. The text is for people; which check failed is nobody's business.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CodeRefused {
    #[error("this sign-in link was used already, is too old, or belongs to another browser; open the application again")]
    Refused,
    #[error(transparent)]
    Unavailable(#[from] Unavailable),
}
impl From<StoreError> for CodeRefused {
    fn from(error: StoreError) -> Self {
        Self::Unavailable(error.into())
    }
}

impl Identity {
    /// A code for the handoff's host. The person is signed in there as soon as it is redeemed.
    pub async fn issue_code(&self, session: &LiveSession, handoff: &Handoff, now: Timestamp) -> Result<String, Unavailable> {
        let inner = &self.inner;
        let secret: [u8; 32] = random_bytes(&*inner.random);
        let text = format!("{PREFIX}{}", BASE64URL_NOPAD.encode(&secret));
        let record = CodeRecord {
            session: session.auth.session,
            proved: Some(Proved { aal: session.auth.aal, amr: session.auth.amr, auth_time: session.auth.auth_time }),
            turn: Some(session.turn),
            flow: handoff.flow,
            nonce: handoff.nonce,
            nonce_expires: handoff.expires,
            target: handoff.target.to_parts(),
            domain: handoff.via.as_ref().map(|via| via.domain.clone()),
            expires: now.plus(CODE_LIFE),
        };
        let put = Put::new(Kind::Code, id_of(b"code", text.as_bytes()), Expect::Absent, record.to_bytes()).expires(record.expires);
        inner.store.commit(Change::new().put(put)).await?;
        let host: Box<str> = handoff.target.host().into();
        // They asked to go there again: from now on it needs no further question.
        if session.shared.ask_on.lock().remove(&host) {
            let forget = |record: &mut SessionRecord| {
                let before = record.ask_on.len();
                record.ask_on.retain(|h| *h != host);
                record.ask_on.len() != before
            };
            inner.rewrite_session(session.auth.session, now, forget).await?;
        }
        Ok(text)
    }
    /// Exchanges a code for the host's own cookie; one that this sign-in session has there, `old`, is worthless then. Every
    /// refusal looks the same. For a domain's cookie `host` is what it is bound to: `.example.com`.
    pub async fn redeem_code(&self, code: &str, host: &str, flow: &FlowCookie, old: Option<&Handle>, now: Timestamp) -> Result<Redeemed, CodeRefused> {
        let inner = &self.inner;
        let class = CookieClass::of(host);
        if !code.starts_with(PREFIX) || code.len() != PREFIX.len() + 43 {
            return Err(CodeRefused::Refused);
        }
        let id = id_of(b"code", code.as_bytes());
        let stored = inner.store.get(Kind::Code, id).await?.ok_or(CodeRefused::Refused)?;
        let record = CodeRecord::from_bytes(&stored.payload).ok_or(CodeRefused::Refused)?;
        let target = ReturnTarget::from_parts(&record.target).ok_or(CodeRefused::Refused)?;
        let meant = match &record.domain {
            Some(domain) => host.strip_prefix('.') == Some(&**domain),
            None => target.host() == host,
        };
        let fits = now < record.expires && meant && equal(&record.flow, &flow.mark());
        if !fits {
            return Err(CodeRefused::Refused);
        }
        let (session, slot) = inner.parent(record.session, now).await?.ok_or(CodeRefused::Refused)?;
        // A cookie that was changed since is worth nothing, nor is what it was given.
        if record.turn.is_some_and(|turn| turn != session.turn) {
            return Err(CodeRefused::Refused);
        }
        let proved = record.proved.or_else(|| (session.turn == 0).then(|| session.proved())).ok_or(CodeRefused::Refused)?;
        let mut before = match old {
            Some(old) => inner.host_session_of(old, host, record.session).await?,
            None => None,
        };
        let (handle, cookie_value) = inner.cookies.issue(class, host, &*inner.random);
        let (child, turn) = loop {
            let (child, expect, turn) = match before {
                Some((child, version, turn)) => (child, Expect::Version(version), turn.saturating_add(1)),
                None => (Uuid::from_bytes(*SessionId::new(now, random_bytes(&*inner.random)).uuid().as_bytes()), Expect::Absent, 0),
            };
            let hosted = HostSessionRecord {
                session: record.session,
                host: host.into(),
                handle: handle.digest(),
                created: now,
                proved: Some(proved),
                turn,
                rest: Map::new(),
            };
            let change = Change::new()
                // Used means gone, and the envelope's number stays as a mark: neither opens a second time, on any node.
                .delete(Kind::Code, id, Expect::Version(stored.version))
                .put(
                    Put::new(Kind::Handoff, id_of(b"handoff", &record.nonce), Expect::Absent, Mark { at: now }.to_bytes())
                        .expires(record.nonce_expires.max(record.expires)),
                )
                .put(
                    Put::new(Kind::HostSession, child, expect, hosted.to_bytes())
                        .unique("handle", hosted.handle)
                        .index("session", *record.session.uuid().as_bytes())
                        .expires(session.expires)
                        .announce(if turn == 0 { Announce::ByKind } else { Announce::Always }),
                );
            match inner.store.commit(change).await {
                // Perhaps another tab changed that cookie first: then this one gets a host session of its own.
                Err(StoreError::Conflict) if before.take().is_some() => {}
                Err(StoreError::Conflict) => return Err(CodeRefused::Refused),
                other => break other.map(|_| (child, turn))?,
            }
        };
        let cookie = Cookie { child: Some(child), proved, turn };
        let live = Arc::new(inner.live(record.session, &session, cookie, handle.key(), host, slot));
        inner.cache.insert(&live);
        inner.turned(record.session, Some(child), turn);
        inner.store.watch_actively(true);
        // The parent may have ended after we looked. If that was before this second look, we see it here; if after, its
        // notice finds the child in the cache. A child without a parent opens nothing on any node.
        if inner.store.get(Kind::Session, record.session.uuid()).await?.is_none() {
            inner.host_ended(child);
            inner.store.commit(Change::new().delete(Kind::HostSession, child, Expect::Any)).await?;
            return Err(CodeRefused::Refused);
        }
        let max_age = session.inactivity.is_none().then(|| session.expires.since(now));
        Ok(Redeemed { cookie_value, session: live, return_to: target, max_age })
    }
}

impl Inner {
    /// What this handle opens on that host of that sign-in session: its id, version and turn.
    async fn host_session_of(&self, old: &Handle, host: &str, session: SessionId) -> Result<Option<(Uuid, u64, u32)>, StoreError> {
        let Some(stored) = self.store.find(Kind::HostSession, "handle", &old.digest()).await?.into_iter().next() else { return Ok(None) };
        let record = HostSessionRecord::from_bytes(&stored.payload).filter(|r| *r.host == *host && r.session == session);
        Ok(record.map(|r| (stored.id, stored.version, r.turn)))
    }
    /// The sign-in session behind a code, if it is still alive.
    async fn parent(&self, id: SessionId, now: Timestamp) -> Result<Option<(SessionRecord, Arc<crate::people::PersonSlot>)>, StoreError> {
        let Some(stored) = self.store.get(Kind::Session, id.uuid()).await? else { return Ok(None) };
        let Some(record) = SessionRecord::from_bytes(&stored.payload) else { return Ok(None) };
        if record.epoch != self.cookies.epoch() {
            return Ok(None);
        }
        let Some(slot) = self.person(record.person).await? else { return Ok(None) };
        let alive = self.live(id, &record, Cookie { child: None, proved: record.proved(), turn: 0 }, HandleKey([0; 16]), "", Arc::clone(&slot)).alive(now);
        Ok(alive.then_some((record, slot)))
    }
}

/// A record's id from a secret that is stored nowhere (RFC 9562 §5.8).
pub(crate) fn id_of(purpose: &[u8], secret: &[u8]) -> Uuid {
    let digest = sha256_parts(&[b"portcullis id v1", purpose, secret]);
    let mut half = [0; 16];
    for (to, from) in half.iter_mut().zip(digest) {
        *to = from;
    }
    uuid::Builder::from_custom_bytes(half).into_uuid()
}
