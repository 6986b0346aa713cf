//! How long what is mailed is good.
//!
//! Why: without these nothing is mailed, and nothing is asked that only a mail could answer.

use std::time::Duration;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MailSettings {
    /// Whether people may choose a new password over a mailed link.
    pub resets: bool,
    /// How long such a link is good.
    pub reset: Duration,
    /// How long a change can be taken back.
    pub undo: Duration,
    /// How long a code is good.
    pub code: Duration,
    /// How long changes can be made after a code.
    pub elevation: Duration,
    /// Of a code.
    pub characters: u8,
    /// Whether a second factor spares its person the code.
    pub skip_second: bool,
    /// Whether people are told of a browser that signs in as them for the first time.
    pub new_browsers: bool,
}
impl Default for MailSettings {
    fn default() -> Self {
        let minutes = |n: u64| Duration::from_secs(60 * n);
        Self {
            resets: true,
            reset: minutes(5),
            undo: Duration::from_secs(3 * 86_400),
            code: minutes(5),
            elevation: minutes(10),
            characters: 8,
            skip_second: true,
            new_browsers: true,
        }
    }
}
