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
    Duo,
}
impl Way {
    pub const ALL: [Self; 5] = [Self::App, Self::Recovery, Self::Key, Self::Password, Self::Duo];
    /// Its name in the address.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::App => "app",
            Self::Recovery => "recovery",
            Self::Key => "key",
            Self::Password => "password",
            Self::Duo => "duo",
        }
    }
    pub(crate) const fn title(self) -> &'static str {
        match self {
            Self::App => "second-app-title",
            Self::Recovery => "second-recovery-title",
            Self::Key => "second-key-title",
            Self::Password => "second-password-title",
            Self::Duo => "second-duo-title",
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
    /// "No" was pressed on the phone.
    PushDenied,
    /// "It was not me" was pressed on the phone.
    PushReported,
    PushUnanswered,
    /// The phone is asked already, by another browser.
    PushPending,
    /// Duo lets this person in nowhere.
    DuoDenied,
    /// Duo does not know this person.
    DuoUnknown,
    /// No phone that can be asked.
    DuoNoPhone,
    /// Duo would ask nothing, and that is no factor.
    DuoBypass,
    DuoAway,
}
impl SecondTrouble {
    pub const ALL: [Self; 13] = [
        Self::NotRight,
        Self::Stale,
        Self::Unavailable,
        Self::Busy,
        Self::PushDenied,
        Self::PushReported,
        Self::PushUnanswered,
        Self::PushPending,
        Self::DuoDenied,
        Self::DuoUnknown,
        Self::DuoNoPhone,
        Self::DuoBypass,
        Self::DuoAway,
    ];
    pub(crate) const fn look(self, way: Way) -> (u16, &'static str, &'static str) {
        match (self, way) {
            (Self::NotRight, Way::App) => (401, "bad", "second-app-refused"),
            (Self::NotRight, Way::Recovery) => (401, "bad", "second-recovery-refused"),
            (Self::NotRight, Way::Key) => (401, "bad", "second-key-refused"),
            (Self::NotRight, Way::Password) => (401, "bad", "second-password-refused"),
            (Self::NotRight, Way::Duo) => (401, "bad", "second-duo-refused"),
            (Self::PushDenied, _) => (401, "bad", "second-duo-push-denied"),
            (Self::PushReported, _) => (401, "bad", "second-duo-push-reported"),
            (Self::PushUnanswered, _) => (401, "warn", "second-duo-push-unanswered"),
            (Self::PushPending, _) => (409, "warn", "second-duo-push-pending"),
            (Self::DuoDenied, _) => (403, "bad", "second-duo-denied"),
            (Self::DuoUnknown, _) => (403, "warn", "second-duo-unknown"),
            (Self::DuoNoPhone, _) => (403, "warn", "second-duo-no-phone"),
            (Self::DuoBypass, _) => (403, "warn", "second-duo-bypass"),
            (Self::DuoAway, _) => (503, "warn", "second-duo-away"),
            (Self::Stale, _) => (403, "warn", "second-stale"),
            (Self::Unavailable, _) => (503, "warn", "second-unavailable"),
            (Self::Busy, _) => (429, "warn", "second-busy"),
        }
    }
}
