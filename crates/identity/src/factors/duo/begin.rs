//! One press: whom Duo knows is asked, once.
//!
//! Why: a question on somebody's phone costs them attention, and enough of them wear anybody down; so there is one at a time, only
//! after a password, and each one that is refused counts as a wrong answer does.

use super::record::PushRecord;
use super::{Duo, Unheard, read};
use crate::factors::Held;
use crate::factors::record::StoredFactor;
use crate::identity::Inner;
use crate::regulation::{Counted, Door};
use crate::{Identity, LiveSession, SignInContext};
use portcullis_authn::{Authenticated, Device, Preauth, Push, SessionFacts};
use portcullis_model::{Amr, Event, EventKind, Outcome, PersonId, Timestamp};
use portcullis_store::{Change, Expect, Kind, StoreError};
use serde_json::Map;

/// What became of a press.
#[derive(Debug)]
pub enum PushBegun {
    /// The phone has been asked.
    Asked,
    /// There are several, and none was chosen.
    Choose(Vec<Device>),
    /// Duo needs no answer, and the configuration takes that for one.
    Bypassed(Box<Authenticated>),
}

/// Why nobody was asked.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PushNotBegun {
    /// Banned, or not asked by Duo at all: as if it were not there.
    #[error("that was not right; try again")]
    NotRight,
    #[error("the phone is being asked already")]
    Pending,
    #[error("Duo does not let this person in")]
    Denied,
    /// With the page to enrol on, where it is shown.
    #[error("Duo does not know this person")]
    Unknown(Option<Box<str>>),
    #[error("this person has no phone at Duo that can be asked")]
    NoDevice,
    /// Duo would let the person through, and that is no second factor.
    #[error("Duo asks nothing of this person")]
    Bypass,
    #[error("Duo cannot be reached")]
    Away,
    #[error(transparent)]
    Unavailable(#[from] crate::Unavailable),
}
impl From<StoreError> for PushNotBegun {
    fn from(error: StoreError) -> Self {
        match error {
            // Another press was there first.
            StoreError::Conflict => Self::Pending,
            other => Self::Unavailable(other.into()),
        }
    }
}
impl From<Unheard> for PushNotBegun {
    fn from(why: Unheard) -> Self {
        tracing::warn!("Duo: {why}");
        Self::Away
    }
}

/// What the person wants.
#[derive(Clone, Copy, Debug)]
enum Wanted<'a> {
    /// The phone of the last time.
    Usual,
    /// This one, of Duo's list.
    Device(&'a str),
    /// To see the list.
    List,
}

impl Identity {
    /// Asks the person's phone, or says what has to be chosen first. `place` is what the question names.
    pub async fn begin_push(
        &self,
        session: &LiveSession,
        device: Option<&str>,
        place: &str,
        ctx: &SignInContext,
        now: Timestamp,
    ) -> Result<PushBegun, PushNotBegun> {
        self.inner.press(session, device.map_or(Wanted::Usual, Wanted::Device), place, ctx, now).await
    }
    /// The phones that could be asked, whichever was asked last.
    pub async fn push_devices(&self, session: &LiveSession, ctx: &SignInContext, now: Timestamp) -> Result<PushBegun, PushNotBegun> {
        self.inner.press(session, Wanted::List, "", ctx, now).await
    }
}

impl Inner {
    async fn press(&self, session: &LiveSession, wanted: Wanted<'_>, place: &str, ctx: &SignInContext, now: Timestamp) -> Result<PushBegun, PushNotBegun> {
        let parties = self.parties.load_full();
        let person = session.person;
        let subject = session.subject();
        let duo = parties.duo.as_ref().filter(|duo| duo.asks(&subject)).ok_or(PushNotBegun::NotRight)?;
        // A question on a phone adds to a password; alone, or beside a key that knew nobody, it is no second factor.
        if !session.auth.amr.has(Amr::Pwd) {
            return Err(PushNotBegun::NotRight);
        }
        let counted = Counted::of(Some(person), Door::Second, ctx);
        if self.is_banned(&counted, now).await? {
            return Err(PushNotBegun::NotRight);
        }
        let before = self.push_of(person).await?;
        if let Some((record, _)) = before.as_ref().filter(|(record, _)| record.is_waiting(now)) {
            return if record.session == session.auth.session { Ok(PushBegun::Asked) } else { Err(PushNotBegun::Pending) };
        }
        let answer = duo.send(&duo.settings.keys.preauth(&subject.user, now), duo.settings.timeout).await.map_err(Unheard::from)?;
        let devices = match Preauth::read(read(&answer), &duo.settings.keys.host).map_err(Unheard::from)? {
            Preauth::Ask(devices) => devices,
            Preauth::Bypass(bypass) if duo.settings.accept_bypass => {
                self.note(session, ctx, now, Outcome::Success, "bypassed").await?;
                let proof = bypass.accepted(person, now).raising(person, &SessionFacts::from(&session.auth));
                return proof.map(|proof| PushBegun::Bypassed(Box::new(proof))).ok_or(PushNotBegun::NotRight);
            }
            Preauth::Bypass(_) => return self.not_begun(session, ctx, now, "bypass is not accepted", PushNotBegun::Bypass).await,
            Preauth::Deny => return self.not_begun(session, ctx, now, "Duo does not let in", PushNotBegun::Denied).await,
            Preauth::Enrol(page) => {
                let page = page.filter(|_| duo.settings.self_enrollment);
                return self.not_begun(session, ctx, now, "not known to Duo", PushNotBegun::Unknown(page)).await;
            }
        };
        let Some(device) = self.chosen(person, wanted, &devices).await? else {
            return if devices.is_empty() { Err(PushNotBegun::NoDevice) } else { Ok(PushBegun::Choose(devices)) };
        };
        let expect = before.map_or(Expect::Absent, |(_, version)| Expect::Version(version));
        self.ask(duo, session, device, expect, (place, ctx, now)).await
    }
    /// What is to be asked: what the person chose, else the phone of the last time, else the only one. Only Duo's list counts.
    async fn chosen(&self, person: PersonId, wanted: Wanted<'_>, devices: &[Device]) -> Result<Option<Device>, StoreError> {
        let listed = |id: &str| devices.iter().find(|d| &*d.id == id).cloned();
        match (wanted, devices) {
            (Wanted::List, _) => Ok(None),
            (Wanted::Device(id), _) => Ok(listed(id)),
            (Wanted::Usual, [only]) => Ok(Some(only.clone())),
            (Wanted::Usual, _) => {
                let device = |f: StoredFactor| if let Held::Duo { device } = f.record.held { Some(device) } else { None };
                Ok(self.factors_of(person).await?.into_iter().find_map(device).and_then(|d| listed(&d.id)))
            }
        }
    }
    async fn ask(
        &self,
        duo: &Duo,
        session: &LiveSession,
        device: Device,
        expect: Expect,
        (place, ctx, now): (&str, &SignInContext, Timestamp),
    ) -> Result<PushBegun, PushNotBegun> {
        let person = session.person;
        let mut record = PushRecord { person, session: session.auth.session, began: now, push: None, rest: Map::new() };
        // Written first: of two presses at once one asks.
        self.store.commit(Change::new().put(record.put(expect))).await?;
        let request = duo.settings.keys.push(&session.subject().user, &device, ctx.ip, place, now);
        let asked = async {
            let answer = duo.send(&request, duo.settings.timeout).await?;
            Ok::<_, Unheard>(Push::asked(person, device, read(&answer), now)?)
        };
        let push = match asked.await {
            Ok(push) => push,
            Err(why) => {
                // Whether the phone rings all the same is not known; nobody waits for it.
                if let Some((_, version)) = self.push_of(person).await?.filter(|(record, _)| record.began == now) {
                    self.store.commit(Change::new().delete(Kind::Push, PushRecord::id_of(person), Expect::Version(version))).await?;
                }
                return Err(why.into());
            }
        };
        record.push = Some(push);
        // Only what this press wrote: another one may have begun meanwhile.
        let version = self.push_of(person).await?.filter(|(record, _)| record.began == now).map(|(_, version)| version).ok_or(PushNotBegun::Pending)?;
        self.store.commit(Change::new().put(record.put(Expect::Version(version)))).await?;
        self.pushes.wait(self.me.clone(), (person, now), session.subject(), ctx.clone());
        Ok(PushBegun::Asked)
    }
    async fn not_begun(&self, session: &LiveSession, ctx: &SignInContext, now: Timestamp, why: &str, refused: PushNotBegun) -> Result<PushBegun, PushNotBegun> {
        self.note(session, ctx, now, Outcome::Failure, why).await?;
        Err(refused)
    }
    /// What Duo decided without asking anybody.
    async fn note(&self, session: &LiveSession, ctx: &SignInContext, now: Timestamp, outcome: Outcome, why: &str) -> Result<(), StoreError> {
        let subject = session.subject();
        let kind = if outcome == Outcome::Success { EventKind::FactorBypassed } else { EventKind::SignInFailed };
        let mut event = Event::new(now, kind, outcome).by(&subject.id, &subject.user).on(&subject.id).from_ip(ctx.ip);
        event.request_id.clone_from(&ctx.request_id);
        self.store.append(vec![event.with("method", "duo").with("why", why)]).await
    }
}
