//! Failed sign-ins, counted in the store by person and by address.
//!
//! Why: one count for a person under every name they have, at every door and on every node (S22); who is banned is refused like
//! anybody else and does the same work (S20).

mod bans;
mod count;
mod record;
mod seen;
mod turn;

pub use bans::BanRefused;
pub(crate) use count::{Counted, Door};
pub use seen::{BanDoor, BanSubject, BanView};
pub(crate) use turn::Turns;

use portcullis_authn::Regulation;
use std::time::Duration;

/// The rules in force.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RegulationSettings {
    pub person: Regulation,
    /// Many people may share an address: it is given more tries.
    pub address: Regulation,
}
impl Default for RegulationSettings {
    fn default() -> Self {
        let rule = |max_retries| Regulation { max_retries, find_time: Duration::from_secs(120), ban_time: Duration::from_secs(300) };
        Self { person: rule(10), address: rule(50) }
    }
}
