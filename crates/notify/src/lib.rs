//! Mail: queued in the store with the change that it tells of, sent later, retried, given up after a while.
//!
//! Why: nobody waits for a mail server, and what was promised survives a restart. Links begin with the configured origin: no
//! request is anywhere near (S13).

mod compose;
mod folder;
mod letter;
mod postman;
mod queue;
mod settings;
mod smtp;

pub use letter::Letter;
pub use postman::Postman;
pub use settings::{Credentials, Encryption, Settings, Smtp, SmtpSecurity, Way};
pub use smtp::NotSent;
