//! The sign-in ceremony: a state machine whose effects are data, and the proof that it ends in.
//!
//! Why: how strong a sign-in was is decided here and nowhere else. Nothing is sent, rendered or stored; a second factor
//! is one more step between the password and the proof.

mod ceremony;
mod check;
mod elevated;
mod enrolment;
mod factor;
mod password_rules;
mod proof;
mod regulation;
mod requirement;

pub use ceremony::{Ask, Candidate, Ceremony, Effect, Event, Missing, Refusal, Standing, Step, Why, begin};
pub use check::{CheckedPassword, DirectoryCheck, PasswordCheck};
pub use elevated::{Elevated, NotElevated};
pub use enrolment::{Enrolment, HashedPassword};
pub use factor::{
    Asserting, BadMetadata, BadRelyingParty, Bypass, CodeCheck, Device, DuoAnswer, DuoKeys, DuoRequest, DuoTrouble, Metadata, MetadataRules, Owned, PUSH_LIFE,
    Passkey, PasskeyRefused, PasskeyRules, Preauth, Push, PushRefused, PushState, RECOVERY_CODES, RecoveryCheck, Registering, RelyingParty, Verification,
    Verified, recovery_code_digest, recovery_codes,
};
pub use password_rules::{CharacterClass, PasswordRefused, PasswordRules, score};
pub use proof::{Authenticated, Method};
pub use regulation::{Attempts, Banned, Regulation};
pub use requirement::{Abilities, Requirement, SessionFacts, aal_of};
