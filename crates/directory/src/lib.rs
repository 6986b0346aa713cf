//! People from files, in the form of Authelia's `users_database.yml`, watched.
//!
//! Why: a file is the directory that a small place already has. This crate reads it and keeps it current; it mints nothing.

mod entry;
mod file;
mod read;
mod snapshot;
mod watch;
mod write;

pub use file::read_file;
pub use read::{EmailSignIn, Rules, read};
pub use snapshot::{Person, Snapshot};
pub use watch::{FileDirectory, OpenError, Settings, load};
pub use write::WriteError;
