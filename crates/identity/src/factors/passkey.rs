//! Passkeys: adding one, asking for one, and signing in with one.
//!
//! Why: a key names its person, so a sign-in by it needs no name; it is found by its id and believed only after its signature.

use super::record::StoredFactor;
use super::sealed::{Opened, Purpose};
use super::view::name_of;
use super::{FactorRecord, FactorRefused, Held};
use crate::identity::Inner;
use crate::mailed::{Deed, Told};
use crate::mint::Proven;
use crate::records::Payload as _;
use crate::regulation::{Counted, Door};
use crate::{Actor, Identity, SignInContext, SignInRefused};
use portcullis_authn::{Asserting, Elevated, Passkey, PasskeyRefused, Registering, RelyingParty, Verified};
use portcullis_model::{Event, EventKind, Outcome, PersonId, Timestamp};
use portcullis_pages::MailKind;
use portcullis_store::{Change, Expect, Kind, Put, StoreError};
use serde_json::Map;

/// More than anybody carries.
const MOST: usize = 32;

/// What a page hands to the browser, and what it sends back with the answer.
#[derive(Debug)]
pub struct PasskeyOffer {
    /// JSON for `navigator.credentials`.
    pub options: String,
    pub sealed: String,
}

impl Identity {
    /// Begins adding a key.
    pub async fn offer_passkey(&self, proof: &Elevated, name: &str, display_name: &str, now: Timestamp) -> Result<PasskeyOffer, FactorRefused> {
        let inner = &self.inner;
        let parties = inner.parties.load_full();
        let party = parties.passkeys.as_ref().ok_or(FactorRefused::Off)?;
        let known = inner.keys_of(proof.person()).await?;
        if known.len() >= MOST {
            return Err(FactorRefused::TooMany);
        }
        let (options, state) = party.register(proof.person(), name, display_name, &known)?;
        Ok(PasskeyOffer { options, sealed: inner.states.seal(Purpose::AddPasskey, &state, &*inner.random, now) })
    }
    /// Stores the key that the browser's answer is about.
    pub async fn add_passkey(&self, proof: &Elevated, sealed: &str, answer: &str, name: &str, actor: &Actor, now: Timestamp) -> Result<(), FactorRefused> {
        let inner = &self.inner;
        let parties = inner.parties.load_full();
        let party = parties.passkeys.as_ref().ok_or(FactorRefused::Off)?;
        let name = name_of(name)?;
        let opened = inner.states.open::<Registering>(Purpose::AddPasskey, sealed, now).ok_or(FactorRefused::Stale)?;
        let key = party.registered(&opened.state, proof.person(), answer, now)?;
        let record = FactorRecord {
            person: proof.person(),
            name,
            held: Held::Passkey { key: Box::new(key), cloned: false },
            created: now,
            last_used: None,
            rest: Map::new(),
        };
        let event = actor.did(now, EventKind::FactorAdded, &proof.person().to_string()).with("factor", "passkey").with("name", &record.name);
        let id = inner.new_uuid(now);
        let change = Change::new().event(event).put(opened.mark(now)).put(record.put(id, Expect::Absent));
        let undo = Some(Deed::UndoAdded { factors: vec![id] });
        let told = Told { kind: MailKind::PasskeyAdded, person: proof.person(), actor, factor: &record.name, undo, now };
        match inner.store.commit(inner.telling(change, told).await?).await {
            Err(StoreError::Taken(_)) => Err(FactorRefused::There),
            other => Ok(other.map(|_| ())?),
        }
    }
    /// Asks for a key: of this person, or, for a sign-in without a name, of anybody.
    pub async fn ask_passkey(&self, person: Option<PersonId>, now: Timestamp) -> Result<PasskeyOffer, FactorRefused> {
        let inner = &self.inner;
        let parties = inner.parties.load_full();
        let party = parties.passkeys.as_ref().ok_or(FactorRefused::Off)?;
        let keys = match person {
            Some(person) => inner.keys_of(person).await?,
            None => Vec::new(),
        };
        let (options, state) = party.assert(person.map(|p| (p, keys.as_slice())))?;
        Ok(PasskeyOffer { options, sealed: inner.states.seal(Purpose::ShowPasskey, &state, &*inner.random, now) })
    }
    /// A sign-in by key alone. Every refusal looks the same. What is proved counts once it is minted, and is written with the session.
    pub async fn sign_in_with_passkey(&self, sealed: &str, answer: &str, ctx: &SignInContext, now: Timestamp) -> Result<Proven, SignInRefused> {
        let inner = &self.inner;
        if let Some((verified, used)) = inner.believe_passkey(sealed, answer, None, ctx, now).await? {
            let person = verified.person();
            let barred = inner.person(person).await?.is_none_or(|slot| slot.is_barred());
            let counted = Counted::of(Some(person), Door::Key, ctx);
            if !barred
                && !inner.is_banned(&counted, now).await?
                && let Some(proof) = verified.alone()
            {
                return Ok(Proven::by_key(proof, used));
            }
            // Refused for its person: the answer is spent all the same.
            inner.spend(used).await?;
        }
        // Whose key it is, where it is anybody's: a failure of a known person is that person's event.
        let whose = inner.key_named_in(answer).await?.map(|factor| factor.record.person);
        inner.key_failed(whose, ctx, now).await?;
        Err(SignInRefused::NotRight)
    }
}

impl Inner {
    async fn keys_of(&self, person: PersonId) -> Result<Vec<Passkey>, StoreError> {
        let key = |f: StoredFactor| match f.record.held {
            Held::Passkey { key, cloned: false } => Some(*key),
            _ => None,
        };
        Ok(self.factors_of(person).await?.into_iter().filter_map(key).collect())
    }
    /// Believes a key's answer, and writes that it was used. `None` when it is not to be believed. `whose` is the person of the session
    /// it is to raise.
    pub(crate) async fn show_passkey(
        &self,
        sealed: &str,
        answer: &str,
        whose: Option<PersonId>,
        ctx: &SignInContext,
        now: Timestamp,
    ) -> Result<Option<Verified>, StoreError> {
        let Some((verified, used)) = self.believe_passkey(sealed, answer, whose, ctx, now).await? else { return Ok(None) };
        Ok(self.spend(used).await?.then_some(verified))
    }
    /// Writes that an answer was used. `false`: somebody was faster.
    async fn spend(&self, used: [Put; 2]) -> Result<bool, StoreError> {
        match self.store.commit(used.into_iter().fold(Change::new(), Change::put)).await {
            Err(StoreError::Conflict) => Ok(false),
            other => other.map(|_| true),
        }
    }
    /// A failed sign-in by a key, of its person where it is somebody's.
    pub(crate) async fn key_failed(&self, whose: Option<PersonId>, ctx: &SignInContext, now: Timestamp) -> Result<(), StoreError> {
        let whose = match whose {
            Some(person) => self.person(person).await?.map(|slot| (person, slot.subject().user.clone())),
            None => None,
        };
        self.record_failure("passkey", whose.as_ref(), ctx, now).await
    }
    /// What a key's answer proves, and what has to be written for it to count: that the question was answered, and the key's counter.
    async fn believe_passkey(
        &self,
        sealed: &str,
        answer: &str,
        whose: Option<PersonId>,
        ctx: &SignInContext,
        now: Timestamp,
    ) -> Result<Option<(Verified, [Put; 2])>, StoreError> {
        let parties = self.parties.load_full();
        let Some(party) = &parties.passkeys else { return Ok(None) };
        let Some(opened) = self.states.open::<Asserting>(Purpose::ShowPasskey, sealed, now) else { return Ok(None) };
        let Some(factor) = self.key_named_in(answer).await? else { return Ok(None) };
        if whose.is_some_and(|person| person != factor.record.person) {
            return Ok(None);
        }
        self.take_answer(party, &opened, factor, answer, ctx, now).await
    }
    /// The key that an answer says it is of. Nothing is believed by it.
    async fn key_named_in(&self, answer: &str) -> Result<Option<StoredFactor>, StoreError> {
        let Ok(id) = RelyingParty::key_of(answer) else { return Ok(None) };
        let Some(stored) = self.store.find(Kind::Factor, "passkey", &id).await?.into_iter().next() else { return Ok(None) };
        Ok(FactorRecord::from_bytes(&stored.payload).map(|record| StoredFactor { id: stored.id, version: stored.version, record }))
    }
    async fn take_answer(
        &self,
        party: &RelyingParty,
        opened: &Opened<Asserting>,
        mut factor: StoredFactor,
        answer: &str,
        ctx: &SignInContext,
        now: Timestamp,
    ) -> Result<Option<(Verified, [Put; 2])>, StoreError> {
        let Held::Passkey { key, cloned } = &mut factor.record.held else { return Ok(None) };
        let outcome = if *cloned { Err(PasskeyRefused::Cloned) } else { party.asserted(&opened.state, factor.record.person, key, answer, now) };
        match outcome {
            Ok((verified, used)) => {
                **key = used;
                factor.record.last_used = Some(now);
                // The counter is written before, or with, what it proves: of two answers with one counter, one counts.
                Ok(Some((verified, [opened.mark(now), factor.record.put(factor.id, Expect::Version(factor.version))])))
            }
            Err(PasskeyRefused::Cloned) if !*cloned => {
                *cloned = true;
                let person = factor.record.person.to_string();
                let event =
                    Event::new(now, EventKind::FactorCloned, Outcome::Failure).by(&person, "").on(&person).from_ip(ctx.ip).with("name", &factor.record.name);
                self.store.commit(Change::new().event(event).put(factor.record.put(factor.id, Expect::Version(factor.version)))).await?;
                Ok(None)
            }
            Err(_) => Ok(None),
        }
    }
}
