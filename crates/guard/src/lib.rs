//! The one decision function, and the register of live permits.
//!
//! Why: every door reaches a verdict here and nowhere else, so no door can forget a rule (S18).

mod anonymous;
mod case;
mod guard;
mod live;
mod recent;
mod registry;
mod roles;
mod rules;
mod who;

pub use guard::{Admission, Ask, Guard, Openable, Unavailable, Verdicted};
#[cfg(feature = "testing")]
pub use live::Cutter;
pub use live::LivePermit;
/// What a verdict is made of, as doors render it. The judge itself is not a door's to call.
pub use portcullis_policy::{Challenge, Effect, Operator, Outcome, Trace};
pub use rules::Rules;
pub use who::Who;
