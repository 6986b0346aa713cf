//! Pages, messages, styles: everything a person sees, drawn from plain facts.
//!
//! Why: a page decides nothing. It takes facts that a door already holds, so every word and every escape lives in one crate.

mod account;
mod asset;
mod catalogue;
mod denied;
mod engine;
mod enrol;
mod failure;
mod headers;
mod icon;
mod launcher;
mod moment;
mod page;
mod problem;
mod sign_in;
mod sign_out;
mod step_up;
mod user;

pub use account::{Account, SessionRow};
pub use asset::{Asset, asset, assets};
pub use denied::{Condition, Denied, Met};
pub use enrol::{Enrol, EnrolFault, EnrolKind, Field};
pub use failure::{Failure, Trouble};
pub use headers::{Nonce, security_headers};
pub use launcher::{Launcher, Tile};
pub use page::{Page, Person, Place, Site};
pub use problem::{Problem, problem};
pub use sign_in::{Asker, SignIn, SignInTrouble};
pub use sign_out::{SignOut, SignOutScope, SignedOut};
pub use step_up::StepUp;
pub use user::User;
