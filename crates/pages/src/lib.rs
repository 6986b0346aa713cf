//! Pages, messages, styles: everything a person sees, drawn from plain facts.
//!
//! Why: a page decides nothing. It takes facts that a door already holds, so every word and every escape lives in one crate.

mod account;
mod add_app;
mod add_key;
mod asset;
mod change_password;
mod confirm_remove;
mod contract;
mod denied;
mod engine;
mod enrol;
mod escape;
mod factor_rows;
mod factor_trouble;
mod failure;
mod headers;
mod icon;
mod key_ask;
mod language;
mod launcher;
mod mail;
mod mail_kind;
mod mail_templates;
mod message_check;
#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod message_tests;
mod messages;
mod moment;
mod page;
mod problem;
mod query;
mod recovery_sheet;
mod second_factor;
mod security;
mod sign_in;
mod sign_out;
mod step_up;
mod user;
mod way;

pub use account::{Account, SessionRow};
pub use add_app::AddApp;
pub use add_key::AddKey;
pub use asset::{Asset, asset, assets};
pub use change_password::ChangePassword;
pub use confirm_remove::{ConfirmRemove, Removed};
pub use denied::{Condition, Denied, Met};
pub use enrol::{Enrol, EnrolFault, EnrolKind, Field};
pub use factor_rows::{AppRow, Done, KeyRow, PasswordRow, RecoveryRow};
pub use factor_trouble::FactorTrouble;
pub use failure::{Failure, Trouble};
pub use headers::{Nonce, security_headers};
pub use key_ask::KeyAsk;
pub use language::Language;
pub use launcher::{Launcher, Tile};
pub use mail::{Mail, MailText};
pub use mail_kind::MailKind;
pub use mail_templates::{BadMailTemplate, MailTemplates};
pub use message_check::{MessageFault, message_faults};
pub use page::{Page, Person, Place, Site};
pub use problem::{Problem, problem};
pub use recovery_sheet::RecoverySheet;
pub use second_factor::SecondFactor;
pub use security::Security;
pub use sign_in::{Asker, SignIn, SignInTrouble};
pub use sign_out::{SignOut, SignOutScope, SignedOut};
pub use step_up::StepUp;
pub use user::User;
pub use way::{SecondTrouble, Way};
