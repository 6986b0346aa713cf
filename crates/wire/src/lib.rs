//! Serialised types of the management API, `/api/v1`.
//!
//! Why: what goes over the wire is a contract of its own; the house's nouns may change behind it.

mod audit;
mod bans;
mod factors;
mod mail;
mod people;
mod problem;
mod routes;
mod sessions;

pub use audit::{AuditEvent, AuditQuery, AuditReport};
pub use bans::{Ban, NewBan};
pub use factors::{Factor, NewApp};
pub use mail::{MailTrial, MailTried};
pub use people::{Group, GroupMember, Invitation, NewGroup, NewPerson, Person, PersonFacts, Refreshed, SetPassword};
pub use problem::Problem;
pub use routes::{NewRoute, ProxySecret, Recipe, Route, Status};
pub use sessions::{Revoked, Session};

use serde::{Deserialize, Serialize};

/// A page of a listing.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Listing<T> {
    pub items: Vec<T>,
    /// Pass as `after` to get the next page; absent on the last.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub next: Option<String>,
}
