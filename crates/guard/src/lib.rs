//! The one decision function, and the register of live permits.
//!
//! Why: every door reaches a verdict here and nowhere else, so no door can forget a rule (S18).

mod case;
mod live;

#[cfg(feature = "testing")]
pub use live::Cutter;
pub use live::LivePermit;
