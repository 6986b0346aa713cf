//! What a person could show, as far as we know.
//!
//! Why: whether a challenge can be met at all is answered before anything is asked in vain.

use portcullis_model::{Amr, AmrSet};

/// The factors that a person has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Owned {
    pub password: bool,
    pub app: bool,
    /// Recovery codes that are left.
    pub recovery_codes: usize,
    /// Passkeys that stay in their device.
    pub bound_keys: usize,
    /// Passkeys that travel between a person's devices.
    pub synced_keys: usize,
    /// Duo asks people like this one, whether it knows this one or not.
    pub push_offered: bool,
    /// Duo asked this one before, on a phone that we remember.
    pub push: bool,
}
impl Owned {
    pub const fn keys(&self) -> usize {
        self.bound_keys + self.synced_keys
    }
    /// Whether there is anything but a password. Who might have a phone at Duo and never used it here has nothing yet.
    pub const fn has_second(&self) -> bool {
        self.app || self.push || self.keys() > 0
    }
    /// Every method reference that showing all of it would give.
    pub(crate) fn amr(&self) -> AmrSet {
        let key = [(self.bound_keys > 0, Amr::Hwk), (self.synced_keys > 0, Amr::Swk), (self.keys() > 0, Amr::User), (self.keys() > 0, Amr::Pin)];
        let others = [(self.password, Amr::Pwd), (self.app || self.recovery_codes > 0, Amr::Otp), (self.push_offered, Amr::Mca)];
        key.into_iter().chain(others).filter(|(has, _)| *has).fold(AmrSet::default(), |s, (_, a)| s.with(a))
    }
}
