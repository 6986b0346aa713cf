//! People from files, in the form of Authelia's `users_database.yml`, watched; and people from LDAP servers.
//!
//! Why: these are the directories that places already have. This crate reads them and keeps them current; it mints nothing.

mod entry;
mod file;
pub mod ldap;
mod read;
mod snapshot;
mod watch;
mod write;

pub use file::read_file;
pub use read::{EmailSignIn, Rules, read};
pub use snapshot::{Person, Snapshot};
pub use watch::{FileDirectory, OpenError, Settings, load};
pub use write::WriteError;
