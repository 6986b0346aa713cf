//! A route: a match (host and path), the number of its policy, and where permitted requests go.
//!
//! Why: everything here was checked when the configuration was read; a request only selects.

use crate::{DirectResponse, HostPattern, PathPattern, Redirect};
use portcullis_model::{FieldEdits, Origin, TargetUri};
use std::sync::Arc;
use std::time::Duration;

/// One route, as meant.
#[derive(Clone, Debug)]
pub struct Route {
    /// Unique in the table; the name of the resource in decisions, logs and the ledger.
    pub name: Box<str>,
    pub description: Box<str>,
    /// Whether `from` is https. A route is found only by targets of its own scheme.
    pub from_https: bool,
    pub host: HostPattern,
    /// A port that `from` names and that is not its scheme's own: then only targets that name it match. Otherwise any port does.
    pub from_port: Option<u16>,
    pub path: PathPattern,
    /// Index into the configuration's policies.
    pub policy: usize,
    /// Whether anyone at all may pass (`allow_public_unauthenticated_access`).
    pub public: bool,
    pub backend: Backend,
    /// Whether targets with an encoded slash or backslash may take this route.
    pub allow_encoded_slash: bool,
    pub allow_websockets: bool,
    pub host_header: HostHeader,
    /// What replaces the matched prefix, or the whole path of an exact match, on the way to the origin.
    pub prefix_rewrite: Option<Box<str>>,
    pub request_edits: Arc<FieldEdits>,
    pub response_edits: Arc<FieldEdits>,
    /// Whether the signed assertion goes to the origin.
    pub pass_identity_headers: bool,
    /// Whether `Remote-User`, `-Groups`, `-Name` and `-Email` go to the origin.
    pub identity_remote: bool,
    /// Whether Pomerium's identity fields go to the origin.
    pub identity_pomerium: bool,
    /// The longest wait for the origin's response head; `None`: no limit.
    pub timeout: Option<Duration>,
    /// The longest silence on a stream; `None`: no limit.
    pub idle_timeout: Option<Duration>,
    /// Whether it lives in the store (`protect`) and not in the file.
    pub stored: bool,
}

/// What a route leads to.
#[derive(Clone, Debug)]
pub enum Backend {
    /// One origin or several, equal among themselves. Never empty.
    Origins(Box<[Arc<Origin>]>),
    Redirect(Redirect),
    Response(DirectResponse),
    /// Another proxy has the application, and asks about each request.
    ForwardAuth,
}

/// Which `Host` the origin sees.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HostHeader {
    /// The origin's own.
    Origin,
    /// The one the client sent.
    Preserve,
    /// This one.
    Literal(Box<str>),
}

impl Route {
    /// Whether the target's scheme, host, port and path are this route's, taken alone.
    pub fn matches(&self, target: &TargetUri) -> bool {
        self.from_https == target.is_https()
            && self.host.matches(target.host())
            && self.from_port.is_none_or(|p| target.port() == Some(p))
            && self.path.matches(target.path())
    }
    /// The address people open, without a path: `https://wiki.example.com`.
    pub fn from_origin(&self) -> String {
        let scheme = if self.from_https { "https" } else { "http" };
        match self.from_port {
            Some(port) => format!("{scheme}://{}:{port}", self.host),
            None => format!("{scheme}://{}", self.host),
        }
    }
}
