//! What an operator does with a whole store: back up, restore, copy, give it other keys, upgrade.
//!
//! Why: each of these touches every row, so each is one function that happens whole or not at all and says what it did.

mod backup;
mod contents;
mod copy;
mod line;
mod migrate;
mod place;
mod restore;
mod rotate;
mod transfer;

pub use backup::{Backed, BackupError, backup};
pub use contents::Contents;
pub use copy::copy;
pub use migrate::{Upgrade, finalize, migrate};
pub use restore::restore;
pub use rotate::{NewKey, RotateError, Rotated, rotate};
pub use transfer::FillError;
