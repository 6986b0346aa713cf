//! Words of the house: the nouns and newtypes every storey speaks in.
//!
//! Why: one meaning per word. This crate does no I/O, reads no clock, draws no random bytes.

mod action;
mod assurance;
mod claims;
mod edits;
mod email;
mod event;
mod groups;
mod id;
mod length;
mod lines;
mod mailbox;
mod origin;
mod reason;
mod request_id;
mod subject;
mod target;
mod time;

pub use action::{Action, Resource, ResourceKind};
pub use assurance::{Aal, Amr, AmrSet, AuthContext};
pub use claims::standard_claims;
pub use edits::FieldEdits;
pub use email::{BadEmail, Email};
pub use event::{Event, EventKind, Outcome};
pub use groups::Groups;
pub use id::{GroupId, Org, PersonId, SessionId};
pub use length::{duration, length_text};
pub use lines::{BadField, FieldLines};
pub use mailbox::Mailbox;
pub use origin::{Origin, OriginScheme, OriginTls};
pub use reason::{Reason, ReasonSet};
pub use request_id::RequestId;
pub use subject::{Role, RoleSet, Subject, SubjectKind};
pub use target::{BadTarget, TargetUri, WireTarget, decodes_to_slash, other_readings};
pub use time::Timestamp;
