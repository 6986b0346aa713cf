//! Ways to show a second factor, and why one was not taken.
//!
//! Why: the address, the form and the words of a refusal follow from the way.

/// A way to show the second factor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    App,
    Recovery,
    Key,
    Password,
}
impl Way {
    pub const ALL: [Self; 4] = [Self::App, Self::Recovery, Self::Key, Self::Password];
    /// Its name in the address.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::App => "app",
            Self::Recovery => "recovery",
            Self::Key => "key",
            Self::Password => "password",
        }
    }
    pub(crate) const fn title(self) -> &'static str {
        match self {
            Self::App => "second-app-title",
            Self::Recovery => "second-recovery-title",
            Self::Key => "second-key-title",
            Self::Password => "second-password-title",
        }
    }
}

/// Why the form is shown again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SecondTrouble {
    NotRight,
    /// The form was too old or came without its cookie.
    Stale,
    Unavailable,
    /// Too many tries: wait.
    Busy,
}
impl SecondTrouble {
    pub const ALL: [Self; 4] = [Self::NotRight, Self::Stale, Self::Unavailable, Self::Busy];
    pub(crate) const fn look(self, way: Way) -> (u16, &'static str, &'static str) {
        match (self, way) {
            (Self::NotRight, Way::App) => (401, "bad", "second-app-refused"),
            (Self::NotRight, Way::Recovery) => (401, "bad", "second-recovery-refused"),
            (Self::NotRight, Way::Key) => (401, "bad", "second-key-refused"),
            (Self::NotRight, Way::Password) => (401, "bad", "second-password-refused"),
            (Self::Stale, _) => (403, "warn", "second-stale"),
            (Self::Unavailable, _) => (503, "warn", "second-unavailable"),
            (Self::Busy, _) => (429, "warn", "second-busy"),
        }
    }
}
