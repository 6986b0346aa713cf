//! The answer, taken by the session that asked.
//!
//! Why: what the phone said raises that session and no other, once; the phone that answered is the one asked next time.

use super::record::PushRecord;
use crate::factors::record::StoredFactor;
use crate::factors::{FactorRecord, Held, SecondRefused};
use crate::identity::Inner;
use crate::regulation::{Counted, Door};
use crate::{Identity, LiveSession, SignInContext, Unavailable};
use portcullis_authn::{Authenticated, Device, PushRefused, PushState, SessionFacts};
use portcullis_model::{EventKind, PersonId, Timestamp};
use portcullis_store::{Change, Expect, Kind, StoreError};
use serde_json::Map;

/// What a page shows of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PushView {
    /// This session asked nobody.
    None,
    /// With the phone's name.
    Waiting(Box<str>),
    Allowed(Box<str>),
    Refused(PushRefused),
}

impl Identity {
    /// How the question stands that this session asked. Changes nothing.
    pub async fn push(&self, session: &LiveSession, now: Timestamp) -> Result<PushView, Unavailable> {
        let found = self.inner.push_of(session.person).await?.map(|(record, _)| record);
        let Some(record) = found.filter(|r| r.session == session.auth.session) else { return Ok(PushView::None) };
        let Some(push) = record.push else { return Ok(PushView::None) };
        let name = push.device().name.clone();
        Ok(match push.state(now) {
            PushState::Waiting => PushView::Waiting(name),
            PushState::Allowed(_) => PushView::Allowed(name),
            PushState::Refused(why) => PushView::Refused(why),
        })
    }
    /// The session's proof with the phone's answer. To be minted at once, in the session's place.
    pub async fn finish_push(&self, session: &LiveSession, ctx: &SignInContext, now: Timestamp) -> Result<Authenticated, SecondRefused> {
        let inner = &self.inner;
        let person = session.person;
        let counted = Counted::of(Some(person), Door::Second, ctx);
        let banned = inner.is_banned(&counted, now).await?;
        let offered = inner.asks_by_duo(person).await?;
        let Some((record, version)) = inner.push_of(person).await?.filter(|_| offered && !banned) else { return Err(SecondRefused::NotRight) };
        let Some(push) = record.push.filter(|_| record.session == session.auth.session) else { return Err(SecondRefused::NotRight) };
        let device = push.device().clone();
        let verified = push.proves(person, now).ok_or(SecondRefused::NotRight)?;
        // Taken away first: of two that come for it at once, one gets it.
        let change = Change::new().delete(Kind::Push, PushRecord::id_of(person), Expect::Version(version));
        let change = inner.remembering(change, person, device, (ctx, &session.subject().user, now)).await?;
        match inner.store.commit(change).await {
            Err(StoreError::Conflict | StoreError::Taken(_)) => return Err(SecondRefused::NotRight),
            other => other.map(|_| ())?,
        }
        let proof = verified.raising(person, &SessionFacts::from(&session.auth)).ok_or(SecondRefused::NotRight)?;
        inner.count_success(&counted).await?;
        Ok(proof)
    }
    /// The phone that Duo asked last, by its name.
    pub async fn push_device(&self, person: PersonId) -> Result<Option<Box<str>>, Unavailable> {
        let device = |f: StoredFactor| if let Held::Duo { device } = f.record.held { Some(device.name) } else { None };
        Ok(self.inner.factors_of(person).await?.into_iter().find_map(device))
    }
}

impl Inner {
    async fn remembering(
        &self,
        change: Change,
        person: PersonId,
        device: Device,
        (ctx, user, now): (&SignInContext, &str, Timestamp),
    ) -> Result<Change, StoreError> {
        let actor = ctx.of(&person.to_string(), user);
        let known = self.factors_of(person).await?.into_iter().find(|f| matches!(f.record.held, Held::Duo { .. }));
        let (kind, id, expect, created) = match &known {
            Some(StoredFactor { record, id, version }) if matches!(&record.held, Held::Duo { device: old } if *old == device) => {
                (None, *id, Expect::Version(*version), record.created)
            }
            Some(StoredFactor { id, version, .. }) => (Some(EventKind::FactorChanged), *id, Expect::Version(*version), now),
            None => (Some(EventKind::FactorAdded), self.new_uuid(now), Expect::Absent, now),
        };
        let rest = known.map_or_else(Map::new, |f| f.record.rest);
        let name = device.name.clone();
        let record = FactorRecord { person, name, held: Held::Duo { device }, created, last_used: Some(now), rest };
        let change = match kind {
            Some(kind) => change.event(actor.did(now, kind, &person.to_string()).with("factor", "duo").with("name", &record.name)),
            None => change,
        };
        Ok(change.put(record.put(id, expect)))
    }
}
