//! The brake on failed sign-ins as meant.
//!
//! Why: the table, the check and the server take the defaults from one place.

use std::time::Duration;

/// When failures become a ban.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Regulation {
    /// Failures of one person that ban the person; 0: none do.
    pub person: u32,
    /// Failures from one address that ban the address; 0: none do.
    pub address: u32,
    pub find_time: Duration,
    pub ban_time: Duration,
}
impl Default for Regulation {
    fn default() -> Self {
        Self { person: 10, address: 50, find_time: Duration::from_secs(120), ban_time: Duration::from_secs(300) }
    }
}
