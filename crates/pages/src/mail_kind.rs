//! What mails there are.
//!
//! Why: the word of each is stored with a queued mail and names an administrator's template; it does not change.

use serde::{Deserialize, Serialize};

macro_rules! kinds {
    ($($(#[$doc:meta])* $name:ident = $text:literal),+ $(,)?) => {
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
        pub enum MailKind { $($(#[$doc])* #[serde(rename = $text)] $name),+ }
        impl MailKind {
            pub const ALL: &'static [Self] = &[$(Self::$name),+];
            pub const fn as_str(self) -> &'static str { match self { $(Self::$name => $text),+ } }
        }
    };
}
kinds! {
    /// A link to choose a new password with.
    ResetPassword = "reset-password",
    /// A code that confirms a change.
    ConfirmCode = "confirm-code",
    PasswordChanged = "password-changed",
    /// Over the link of [`MailKind::ResetPassword`].
    PasswordReset = "password-reset",
    /// By an administrator.
    PasswordSetForYou = "password-set-for-you",
    PasskeyAdded = "passkey-added",
    PasskeyRemoved = "passkey-removed",
    AppAdded = "app-added",
    AppRemoved = "app-removed",
    CodesMade = "codes-made",
    CodesRemoved = "codes-removed",
    PhoneForgotten = "phone-forgotten",
    /// By an administrator.
    FactorsRemovedForYou = "factors-removed-for-you",
    /// A browser signed in that the person had not used before.
    NewBrowser = "new-browser",
    /// Over the link in one of the others.
    Undone = "undone",
    Test = "test",
}
impl MailKind {
    /// Where the link of a mail leads, below the portal's origin.
    pub const RESET: &'static str = "/reset-password/new";
    pub const REVOKE: &'static str = "/reset-password/revoke";
    pub const UNDO: &'static str = "/undo";

    /// The keys of its title and its text.
    pub(crate) const fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::ResetPassword => ("mail-reset-password-title", "mail-reset-password-text"),
            Self::ConfirmCode => ("mail-confirm-code-title", "mail-confirm-code-text"),
            Self::PasswordChanged => ("mail-password-changed-title", "mail-password-changed-text"),
            Self::PasswordReset => ("mail-password-reset-title", "mail-password-reset-text"),
            Self::PasswordSetForYou => ("mail-password-set-for-you-title", "mail-password-set-for-you-text"),
            Self::PasskeyAdded => ("mail-passkey-added-title", "mail-passkey-added-text"),
            Self::PasskeyRemoved => ("mail-passkey-removed-title", "mail-passkey-removed-text"),
            Self::AppAdded => ("mail-app-added-title", "mail-app-added-text"),
            Self::AppRemoved => ("mail-app-removed-title", "mail-app-removed-text"),
            Self::CodesMade => ("mail-codes-made-title", "mail-codes-made-text"),
            Self::CodesRemoved => ("mail-codes-removed-title", "mail-codes-removed-text"),
            Self::PhoneForgotten => ("mail-phone-forgotten-title", "mail-phone-forgotten-text"),
            Self::FactorsRemovedForYou => ("mail-factors-removed-for-you-title", "mail-factors-removed-for-you-text"),
            Self::NewBrowser => ("mail-new-browser-title", "mail-new-browser-text"),
            Self::Undone => ("mail-undone-title", "mail-undone-text"),
            Self::Test => ("mail-test-title", "mail-test-text"),
        }
    }
    /// What the link that takes a change back says of itself; none where there is no such link.
    pub(crate) const fn undo(self) -> Option<&'static str> {
        Some(match self {
            Self::PasswordChanged | Self::PasswordReset => "mail-undo-password",
            Self::NewBrowser => "mail-undo-sign-in",
            Self::PasskeyAdded | Self::AppAdded | Self::CodesMade => "mail-undo-added",
            Self::PasskeyRemoved | Self::AppRemoved | Self::CodesRemoved | Self::PhoneForgotten => "mail-undo-removed",
            Self::ResetPassword | Self::ConfirmCode | Self::PasswordSetForYou | Self::FactorsRemovedForYou | Self::Undone | Self::Test => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::contract;

    #[test]
    fn every_mail_has_its_words() {
        for kind in MailKind::ALL {
            let (title, text) = kind.words();
            assert!(title.contains(kind.as_str()) && text.contains(kind.as_str()), "{kind:?}");
            for key in [title, text] {
                assert!(contract().contains_key(key), "no message {key}");
            }
        }
    }
}
