//! What the portal asks about applications, as a trait that `server` fills.
//!
//! Why: routes and verdicts are the guard's; a room names what it needs and never reaches sideways (DESIGN §2).

use portcullis_identity::{LiveSession, ReturnTarget};
use portcullis_model::Timestamp;
use std::net::IpAddr;

/// One application that a person may open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Application {
    pub name: Box<str>,
    pub host: Box<str>,
    /// Where it opens: the route's own origin and first path.
    pub url: Box<str>,
    pub description: Box<str>,
    /// It opens after more than this session has shown: a second factor.
    pub second_factor: bool,
}

/// Answers from the current snapshot.
pub trait Launcher: Send + Sync {
    /// The applications that this session may open now, in the order they are shown.
    fn applications(&self, session: &LiveSession, ip: IpAddr, now: Timestamp) -> Vec<Application>;
    /// What the application at a return target is called; `None` when no route of now has that origin, and then nobody is sent there (S3).
    fn application_at(&self, target: &ReturnTarget) -> Option<Box<str>>;
}
