//! Passkeys and security keys (WebAuthn Level 3): making one, and showing it.
//!
//! Why: the library checks the protocol; which keys are taken, whose they are and what they prove is decided here, for every door.

use super::Verified;
use super::metadata::{Metadata, MetadataRules, Verdict};
use crate::Method;
use portcullis_model::{Amr, AmrSet, PersonId, Timestamp};
use serde::{Deserialize, Serialize};
use serde_cbor_2::Value;
use std::sync::Arc;
use std::time::Duration;
use url::Url;
use uuid::Uuid;
use webauthn_rs_core::WebauthnCore;
use webauthn_rs_core::error::WebauthnError;
use webauthn_rs_core::proto::{
    AttestationConveyancePreference, AuthenticationState, Credential, PublicKeyCredential, RegisterPublicKeyCredential, RegistrationState,
    UserVerificationPolicy,
};

/// How long the browser may take.
const TIMEOUT: Duration = Duration::from_secs(60);
/// Longer answers are nobody's.
const MAX_ANSWER: usize = 64 * 1024;

/// Whether the key must know its person (fingerprint, face, PIN).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Verification {
    Required,
    #[default]
    Preferred,
    Discouraged,
}
impl Verification {
    const fn policy(self) -> UserVerificationPolicy {
        match self {
            Self::Required => UserVerificationPolicy::Required,
            Self::Preferred => UserVerificationPolicy::Preferred,
            Self::Discouraged => UserVerificationPolicy::Discouraged_DO_NOT_USE,
        }
    }
}

/// Which keys are taken, at enrolment and again at every use.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PasskeyRules {
    pub verification: Verification,
    /// Models (AAGUID) that are taken; empty means all that are not denied.
    pub permitted_models: Vec<Uuid>,
    pub prohibited_models: Vec<Uuid>,
    /// Refuse keys that may be copied between devices.
    pub bound_only: bool,
    /// What is known of models, and how far it is asked.
    pub metadata: Option<(Arc<Metadata>, MetadataRules)>,
}
impl PasskeyRules {
    fn allow(&self, model: Uuid, backup_eligible: bool) -> Result<(), PasskeyRefused> {
        let permitted = self.permitted_models.is_empty() || self.permitted_models.contains(&model);
        if !permitted || self.prohibited_models.contains(&model) {
            return Err(PasskeyRefused::Model(model));
        }
        if self.metadata.as_ref().is_some_and(|(metadata, rules)| !metadata.permits_use(*rules, model)) {
            return Err(PasskeyRefused::Model(model));
        }
        if self.bound_only && backup_eligible { Err(PasskeyRefused::Synced) } else { Ok(()) }
    }
    /// What a new key is held to besides.
    fn allow_new(&self, model: Uuid, credential: &Credential, now: Timestamp) -> Result<(), PasskeyRefused> {
        let Some((metadata, rules)) = &self.metadata else { return Ok(()) };
        match metadata.judge_new(*rules, model, &credential.attestation.data, now) {
            Verdict::Taken => Ok(()),
            Verdict::Model => Err(PasskeyRefused::Model(model)),
            Verdict::Unproven => Err(PasskeyRefused::Unproven(model)),
            Verdict::Outdated => Err(PasskeyRefused::Outdated),
        }
    }
}

/// A key on record. Serializes to what is stored.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Passkey {
    credential: Credential,
    /// The model, as the key said when it was made; zero where it does not say.
    model: Uuid,
}
impl Passkey {
    pub fn id(&self) -> &[u8] {
        &self.credential.cred_id
    }
    pub const fn model(&self) -> Uuid {
        self.model
    }
    /// Whether it may travel between a person's devices.
    pub const fn is_synced(&self) -> bool {
        self.credential.backup_eligible
    }
    pub const fn counter(&self) -> u32 {
        self.credential.counter
    }
}

/// Why a key was not made or not believed. `Display` is for people.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PasskeyRefused {
    #[error("the browser's answer cannot be read; try again")]
    Unreadable,
    #[error("the browser's answer is for another page or is too old; try again")]
    Mismatch,
    #[error("this key is not known here")]
    Unknown,
    #[error("this key did not check who you are; use one with a fingerprint, face or PIN")]
    NotVerified,
    #[error("this kind of key is not permitted here (model {0})")]
    Model(Uuid),
    #[error("this key says that it is of a model (model {0}), and does not prove it")]
    Unproven(Uuid),
    #[error("the list of models is out of date, so no new key can be checked against it")]
    Outdated,
    #[error("keys that are copied between devices are not permitted here; use a security key")]
    Synced,
    /// Its counter went back (WebAuthn §6.1.1): there may be two of it.
    #[error("this key may have been copied; it is not taken any more")]
    Cloned,
}
impl From<WebauthnError> for PasskeyRefused {
    fn from(error: WebauthnError) -> Self {
        match error {
            WebauthnError::CredentialPossibleCompromise => Self::Cloned,
            WebauthnError::UserNotVerified | WebauthnError::UserNotPresent => Self::NotVerified,
            WebauthnError::CredentialNotFound => Self::Unknown,
            _ => Self::Mismatch,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("passkeys need the portal's origin as a URL with a host name")]
pub struct BadRelyingParty;

/// A registration under way. Serializes so that it can be sealed; it names its person.
#[derive(Debug, Serialize, Deserialize)]
pub struct Registering {
    person: PersonId,
    state: RegistrationState,
}
impl Registering {
    pub const fn person(&self) -> PersonId {
        self.person
    }
}
/// A sign-in under way.
#[derive(Debug, Serialize, Deserialize)]
pub struct Asserting {
    /// Absent where anybody's key will do.
    person: Option<PersonId>,
    state: AuthenticationState,
}

/// We, as keys know us: the portal's host, and the one origin that may ask.
#[derive(Clone, Debug)]
pub struct RelyingParty {
    core: WebauthnCore,
    rules: PasskeyRules,
}
impl RelyingParty {
    /// `origin` is the portal's, exactly; `id` its host or a parent of it; `name` is shown by browsers.
    pub fn new(name: &str, id: &str, origin: &str, rules: PasskeyRules) -> Result<Self, BadRelyingParty> {
        let origin = Url::parse(origin).map_err(|_| BadRelyingParty)?;
        let host = origin.domain().ok_or(BadRelyingParty)?;
        let covers = host == id || host.strip_suffix(id).is_some_and(|rest| rest.ends_with('.'));
        if id.is_empty() || !covers {
            return Err(BadRelyingParty);
        }
        Ok(Self { core: WebauthnCore::new_unsafe_experts_only(name, id, vec![origin], TIMEOUT, Some(false), Some(false)), rules })
    }

    /// Options for `navigator.credentials.create` as JSON, and the state to keep. `handle` is what the key stores for its
    /// person; `known` are the keys the person has.
    pub fn register(&self, person: PersonId, name: &str, display_name: &str, known: &[Passkey]) -> Result<(String, Registering), PasskeyRefused> {
        let builder = self.core.new_challenge_register_builder(person.uuid().as_bytes(), name, if display_name.is_empty() { name } else { display_name })?;
        let builder = builder
            .user_verification_policy(self.rules.verification.policy())
            // Without it no model is told, and no list of models could be held to.
            .attestation(self.conveyance())
            .exclude_credentials(Some(known.iter().map(|k| k.id().to_vec()).collect()))
            .reject_synchronised_authenticators(self.rules.bound_only);
        let (challenge, state) = self.core.generate_challenge_register(builder)?;
        let mut options = serde_json::to_value(&challenge.public_key).map_err(|_| PasskeyRefused::Unreadable)?;
        // The library knows "required" and "discouraged" only; what we want is a passkey where the key can be one.
        if let Some(selection) = options.get_mut("authenticatorSelection").and_then(|s| s.as_object_mut()) {
            selection.insert("residentKey".into(), "preferred".into());
            selection.insert("requireResidentKey".into(), false.into());
        }
        Ok((options.to_string(), Registering { person, state }))
    }
    /// Reads the browser's answer. The caller sees to it that no two records have one id.
    pub fn registered(&self, under_way: &Registering, person: PersonId, answer: &str, now: Timestamp) -> Result<Passkey, PasskeyRefused> {
        if under_way.person != person {
            return Err(PasskeyRefused::Mismatch);
        }
        let answer: RegisterPublicKeyCredential = parse(answer)?;
        let credential = self.core.register_credential(&answer, &under_way.state, None)?;
        let model = model_of(&answer.response.attestation_object, &credential.cred_id).ok_or(PasskeyRefused::Unreadable)?;
        self.rules.allow(model, credential.backup_eligible)?;
        self.rules.allow_new(model, &credential, now)?;
        if self.rules.verification == Verification::Required && !credential.user_verified {
            return Err(PasskeyRefused::NotVerified);
        }
        Ok(Passkey { credential, model })
    }

    /// The same, where the key is made over a single-use link: it proves its person as a sign-in by it would.
    pub fn enrolled(&self, under_way: &Registering, answer: &str, now: Timestamp) -> Result<(Passkey, Verified), PasskeyRefused> {
        let key = self.registered(under_way, under_way.person, answer, now)?;
        let amr = amr_of(key.is_synced(), key.credential.user_verified);
        Ok((key, Verified { person: under_way.person, method: Method::Passkey, amr, at: now }))
    }

    /// Options for `navigator.credentials.get` as JSON, and the state to keep. With a person, their keys; without, whoever's.
    pub fn assert(&self, whose: Option<(PersonId, &[Passkey])>) -> Result<(String, Asserting), PasskeyRefused> {
        let keys = whose.map(|(_, keys)| keys.iter().map(|k| k.credential.clone()).collect()).unwrap_or_default();
        let builder = self.core.new_challenge_authenticate_builder(keys, Some(self.rules.verification.policy()))?;
        let (challenge, mut state) = self.core.generate_challenge_authenticate(builder)?;
        let options = serde_json::to_string(&challenge.public_key).map_err(|_| PasskeyRefused::Unreadable)?;
        // The keys are read again from the store when the answer comes: what was removed meanwhile is gone.
        state.set_allowed_credentials(Vec::new());
        Ok((options, Asserting { person: whose.map(|(person, _)| person), state }))
    }
    /// Which key an answer is from, to be looked up: it proves nothing yet.
    pub fn key_of(answer: &str) -> Result<Vec<u8>, PasskeyRefused> {
        Ok(parse::<PublicKeyCredential>(answer)?.raw_id)
    }
    /// Reads the browser's answer for the key on record. Gives the proof, and the key as it has to be stored before the proof is used.
    pub fn asserted(
        &self,
        under_way: &Asserting,
        person: PersonId,
        key: &Passkey,
        answer: &str,
        now: Timestamp,
    ) -> Result<(Verified, Passkey), PasskeyRefused> {
        let answer: PublicKeyCredential = parse(answer)?;
        if under_way.person.is_some_and(|asked| asked != person) {
            return Err(PasskeyRefused::Mismatch);
        }
        // A key that says whose it is must say the person on record; one that was not asked for by name must say it.
        match answer.get_user_unique_id() {
            Some(handle) if handle != person.uuid().as_bytes() => return Err(PasskeyRefused::Mismatch),
            None if under_way.person.is_none() => return Err(PasskeyRefused::Mismatch),
            _ => {}
        }
        let result = self.core.authenticate_single_credential(&answer, &under_way.state, &key.credential)?;
        self.rules.allow(key.model, result.backup_eligible())?;
        if self.rules.verification == Verification::Required && !result.user_verified() {
            return Err(PasskeyRefused::NotVerified);
        }
        let mut used = key.clone();
        used.credential.counter = result.counter();
        used.credential.backup_state = result.backup_state();
        let amr = amr_of(result.backup_eligible(), result.user_verified());
        Ok((Verified { person, method: Method::Passkey, amr, at: now }, used))
    }
    fn conveyance(&self) -> AttestationConveyancePreference {
        if self.rules.metadata.is_some() {
            // Changed by nobody on its way, or it would prove nothing.
            AttestationConveyancePreference::Direct
        } else if !self.rules.permitted_models.is_empty() || !self.rules.prohibited_models.is_empty() {
            AttestationConveyancePreference::Indirect
        } else {
            AttestationConveyancePreference::None
        }
    }
    /// What the maker calls a model.
    pub fn description(&self, model: Uuid) -> Option<&str> {
        self.rules.metadata.as_ref().and_then(|(metadata, _)| metadata.description(model))
    }
}

/// What a key proves (RFC 8176 §2): that it was there and touched, and, where it checked its person, who touched it.
fn amr_of(synced: bool, verified: bool) -> AmrSet {
    let amr = AmrSet::default().with(if synced { Amr::Swk } else { Amr::Hwk }).with(Amr::User);
    if verified { amr.with(Amr::Pin) } else { amr }
}

fn parse<T: for<'de> Deserialize<'de>>(answer: &str) -> Result<T, PasskeyRefused> {
    if answer.len() > MAX_ANSWER {
        return Err(PasskeyRefused::Unreadable);
    }
    serde_json::from_str(answer).map_err(|_| PasskeyRefused::Unreadable)
}

/// The model (AAGUID) in the attested data (WebAuthn §6.5.1), read by the same parser as the library reads the rest: what else
/// an answer carries is the browser's to choose, and may look like it.
fn model_of(attestation: &[u8], id: &[u8]) -> Option<Uuid> {
    let Value::Map(object) = serde_cbor_2::from_slice(attestation).ok()? else { return None };
    let Value::Bytes(data) = object.get(&Value::Text("authData".into()))? else { return None };
    // Hash of the host, flags, counter; then model, length and id.
    let (model, rest) = data.get(37..)?.split_first_chunk::<16>()?;
    let (length, rest) = rest.split_first_chunk::<2>()?;
    let stands = rest.get(..usize::from(u16::from_be_bytes(*length)))? == id;
    stands.then(|| Uuid::from_bytes(*model))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn s19_a_model_is_read_where_it_stands_and_nowhere_else() {
        let attested = |model: u8| [&[0; 37][..], &[model; 16], &[0, 2], b"id", &[0xa0]].concat();
        // What a browser may put before the data of the key: the same bytes with another model.
        let object = |data: Vec<u8>| {
            let planted = Value::Map([(Value::Text("x".into()), Value::Bytes(attested(7)))].into());
            let parts = [(Value::Text("attStmt".into()), planted), (Value::Text("authData".into()), Value::Bytes(data))];
            serde_cbor_2::to_vec(&Value::Map(parts.into())).unwrap()
        };
        assert_eq!(model_of(&object(attested(9)), b"id"), Some(Uuid::from_bytes([9; 16])));
        assert_eq!(model_of(&object(attested(9)), b"it"), None);
        assert_eq!(model_of(&object(vec![0; 54]), b"id"), None);
        assert_eq!(model_of(b"\xff", b"id"), None);
    }
}
