//! Routes that answer by themselves: a redirect, or a fixed response.
//!
//! Why: a `Location` is built from the route's words and the parsed target, never from a field of the request (S3).

use crate::{PathPattern, rewrite};
use portcullis_model::TargetUri;
use std::fmt::Write as _;

/// A redirect, with Pomerium's meaning of its keys.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Redirect {
    /// Before `scheme`.
    pub https_redirect: bool,
    /// `http` or `https`.
    pub scheme: Option<Box<str>>,
    pub host: Option<Box<str>>,
    pub port: Option<u16>,
    /// Replaces the path, and the query where it has one itself. Before `prefix_rewrite`.
    pub path: Option<Box<str>>,
    pub prefix_rewrite: Option<Box<str>>,
    /// 301, 302, 303, 307 or 308.
    pub response_code: u16,
    pub strip_query: bool,
}
impl Default for Redirect {
    fn default() -> Self {
        Self { https_redirect: false, scheme: None, host: None, port: None, path: None, prefix_rewrite: None, response_code: 301, strip_query: false }
    }
}

/// A fixed answer. The policy is judged first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DirectResponse {
    pub status: u16,
    pub body: Box<str>,
}

impl crate::Route {
    /// The `Location` for a target that this route was found for.
    ///
    /// The port as written is kept only where neither scheme nor host changes.
    pub fn redirect_location(&self, redirect: &Redirect, target: &TargetUri) -> String {
        location(redirect, &self.path, target)
    }
}

fn location(redirect: &Redirect, pattern: &PathPattern, target: &TargetUri) -> String {
    let scheme = if redirect.https_redirect { "https" } else { redirect.scheme.as_deref().unwrap_or(target.scheme()) };
    let host = redirect.host.as_deref().unwrap_or(target.host());
    let same_place = scheme == target.scheme() && redirect.host.is_none();
    let port = redirect.port.or(target.port().filter(|_| same_place)).filter(|p| *p != if scheme == "https" { 443 } else { 80 });

    let mut out = format!("{scheme}://");
    // Writing to a String cannot fail.
    let _ = if host.contains(':') { write!(out, "[{host}]") } else { write!(out, "{host}") };
    if let Some(port) = port {
        let _ = write!(out, ":{port}");
    }
    match (&redirect.path, &redirect.prefix_rewrite) {
        (Some(path), _) => out.push_str(path),
        (None, Some(to)) => out.push_str(&rewrite::replaced(pattern, to, target)),
        (None, None) => out.push_str(target.raw_path()),
    }
    let own_query = redirect.path.as_deref().is_some_and(|p| p.contains('?'));
    if let Some(query) = target.query().filter(|_| !redirect.strip_query && !own_query) {
        out.push('?');
        out.push_str(query);
    }
    out
}
