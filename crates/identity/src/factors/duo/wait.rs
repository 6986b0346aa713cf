//! Waiting for an answer from a phone.
//!
//! Why: Duo holds a request until there is news, up to a minute; that is waited for by a task, so no page and no thread does. What
//! it hears is written down, and every node's pages see it.

use super::{Unheard, read};
use crate::SignInContext;
use crate::identity::Inner;
use crate::regulation::{Counted, Door};
use parking_lot::Mutex;
use portcullis_authn::{PUSH_LIFE, PushRefused, PushState};
use portcullis_model::{Event, EventKind, Outcome, PersonId, Subject, Timestamp};
use portcullis_store::{Change, Expect, StoreError};
use std::sync::{Arc, Weak};
use std::time::Duration;
use tokio::task::JoinSet;
use tokio::time::Instant;

/// Between two looks where Duo did not answer, or answered at once without news.
const PAUSE: Duration = Duration::from_secs(1);
/// So many are waited for at once on a node. One more is answered, and nobody hears it: its person asks again.
const MOST: usize = 2_000;

/// The tasks that wait. They end with identity.
#[derive(Debug, Default)]
pub(crate) struct Pushes(Mutex<JoinSet<()>>);

impl Pushes {
    pub(super) fn wait(&self, inner: Weak<Inner>, of: (PersonId, Timestamp), subject: Arc<Subject>, ctx: SignInContext) {
        let mut tasks = self.0.lock();
        while tasks.try_join_next().is_some() {}
        if tasks.len() < MOST {
            tasks.spawn(wait(inner, of, subject, ctx));
        }
    }
    pub(crate) fn end(&self) {
        self.0.lock().abort_all();
    }
}

/// `of`: whose question, and when it was begun. What the person asked since is another wait's.
async fn wait(inner: Weak<Inner>, of: (PersonId, Timestamp), subject: Arc<Subject>, ctx: SignInContext) {
    let until = Instant::now() + PUSH_LIFE;
    loop {
        let Some(inner) = inner.upgrade() else { return };
        let left = until.saturating_duration_since(Instant::now());
        match inner.hear_phone(of, left, &subject, &ctx).await {
            Ok(Heard::Over) => return,
            Ok(Heard::NoNews) => {}
            Err(error) => tracing::warn!(%error, "an answer of Duo's could not be written down; it is asked for again"),
        }
        if left.is_zero() {
            return;
        }
        drop(inner);
        tokio::time::sleep(PAUSE).await;
    }
}

enum Heard {
    Over,
    NoNews,
}

impl Inner {
    /// One look. After the last one (`left` is zero) nobody answers any more.
    async fn hear_phone(&self, (person, began): (PersonId, Timestamp), left: Duration, subject: &Subject, ctx: &SignInContext) -> Result<Heard, StoreError> {
        let Some((mut record, version)) = self.push_of(person).await?.filter(|(record, _)| record.began == began) else { return Ok(Heard::Over) };
        let Some(mut push) = record.push.take().filter(|p| p.state(record.began) == PushState::Waiting) else { return Ok(Heard::Over) };
        if left.is_zero() {
            push.give_up();
        } else {
            let parties = self.parties.load_full();
            let Some(duo) = &parties.duo else { return Ok(Heard::Over) };
            let asked = async {
                let answer = duo.send(&duo.settings.keys.status(&push, self.clock.now()), left).await?;
                Ok::<_, Unheard>(push.hear(read(&answer), self.clock.now())?)
            };
            if let Err(why) = asked.await {
                tracing::warn!("Duo: {why}");
                return Ok(Heard::NoNews);
            }
        }
        let now = self.clock.now();
        let state = push.state(record.began);
        if state == PushState::Waiting {
            return Ok(Heard::NoNews);
        }
        record.push = Some(push);
        let mut change = Change::new().put(record.put(Expect::Version(version)));
        if let PushState::Refused(why) = state {
            let mut event = Event::new(now, EventKind::SignInFailed, Outcome::Failure).from_ip(ctx.ip).with("method", "duo").with("why", why.word());
            event = event.by(&subject.id, &subject.user).on(&subject.id);
            event.request_id.clone_from(&ctx.request_id);
            change = change.event(event);
        }
        match self.store.commit(change).await {
            // Somebody else wrote it: the person began anew, or was removed.
            Err(StoreError::Conflict) => return Ok(Heard::Over),
            other => other.map(|_| ())?,
        }
        // Whoever asks without being wanted is stopped as whoever guesses is.
        if matches!(state, PushState::Refused(PushRefused::Denied | PushRefused::Reported | PushRefused::Unanswered)) {
            self.count_failure(&Counted::of(Some(person), Door::Second, ctx), ctx, now).await?;
        }
        Ok(Heard::Over)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::super::record::PushRecord;
    use super::*;
    use crate::{Identity, IdentitySettings};
    use portcullis_authn::Device;
    use portcullis_crypto::{KeyRing, SecretBytes, SystemRandom};
    use portcullis_model::SessionId;
    use portcullis_store::{Store, StoreSettings};
    use portcullis_testkit::clock::FixedClock;
    use serde_json::Map;

    /// A wait whose question is over must not answer the one that the person asked since.
    #[tokio::test]
    async fn an_earlier_wait_leaves_a_later_question_alone() {
        let (dir, earlier) = (tempfile::tempdir().unwrap(), Timestamp::from_secs(1_800_000_000));
        let later = earlier.plus(Duration::from_secs(90));
        let (clock, keys) = (Arc::new(FixedClock::at(later)), || KeyRing::new(SecretBytes::from(vec![7; 32])).unwrap());
        let store = Store::open(StoreSettings::embedded(dir.path()), keys(), Arc::new(SystemRandom), clock.clone()).await.unwrap();
        let settings = IdentitySettings::new("login.example.com");
        let identity = Identity::open(store.clone(), &keys(), Arc::new(SystemRandom), clock, settings).await.unwrap();
        let person = PersonId::new(earlier, [1; 10]);
        let device = Device { id: "DP1".into(), name: "phone".into() };
        let push = serde_json::json!({ "person": person, "device": device, "txid": "t-2", "asked": later, "state": "waiting" });
        let push = Some(serde_json::from_value(push).unwrap());
        let record = PushRecord { person, session: SessionId::new(later, [2; 10]), began: later, push, rest: Map::new() };
        store.commit(Change::new().put(record.put(Expect::Absent))).await.unwrap();
        let ctx = SignInContext { ip: None, request_id: None, user_agent: "".into(), language: "en".into(), device: None };
        let ends = async |began| {
            let heard = identity.inner.hear_phone((person, began), Duration::ZERO, &Subject::anonymous(), &ctx).await.unwrap();
            assert!(matches!(heard, Heard::Over));
            !identity.inner.push_of(person).await.unwrap().unwrap().0.is_waiting(later)
        };
        assert!(!ends(earlier).await);
        assert!(ends(later).await, "its own does end it");
    }
}
