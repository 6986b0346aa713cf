//! What is mailed to people: links to a new password, codes that confirm changes, notices with a way back.
//!
//! Why: whoever reads a mail may act for its person, so everything in one works once, ends soon and is kept as a digest; and
//! asking for one tells nobody whether there is such a person (S20).

mod ask;
mod code;
mod link;
mod notice;
mod record;
mod reset;
mod settings;
mod undo;

pub use ask::{AskRefused, RESETS_AT_ONCE};
pub(crate) use ask::{Asks, answer};
pub use code::{CodeTrouble, MailedCode};
pub use link::MailedRefused;
pub(crate) use notice::Told;
pub(crate) use record::{Deed, Kept};
pub use reset::ResetRefused;
pub use settings::MailSettings;
pub use undo::{Undoing, Undone};
