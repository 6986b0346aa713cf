//! The sign-in ceremony: a state machine whose effects are data, and the proof that it ends in.
//!
//! Why: how strong a sign-in was is decided here and nowhere else. Nothing is sent, rendered or stored; a second factor
//! is one more step between the password and the proof.

mod ceremony;
mod check;
mod enrolment;
mod proof;
mod requirement;

pub use ceremony::{Ask, Candidate, Ceremony, Effect, Event, Missing, Refusal, Standing, Step, Why, begin};
pub use check::{CheckedPassword, PasswordCheck};
pub use enrolment::{Enrolment, HashedPassword, PasswordRefused, acceptable};
pub use proof::{Authenticated, Method};
pub use requirement::{Abilities, Requirement, SessionFacts, aal_of};
