//! What is known of a request when it is judged.
//!
//! Why: every door hands over the same facts; criteria read these and nothing else.

use crate::query;
use portcullis_model::{Aal, Action, AmrSet, AuthContext, Resource, Subject, SubjectKind, Timestamp};
use std::borrow::Cow;
use std::net::IpAddr;

/// A request to judge.
#[derive(Clone, Copy, Debug)]
pub struct AccessRequest<'a> {
    pub subject: &'a Subject,
    /// The session, where there is one.
    pub auth: Option<&'a AuthContext>,
    pub action: Action,
    pub resource: Resource<'a>,
    /// The client's address; `::ffff:a.b.c.d` is taken as IPv4.
    pub ip: Option<IpAddr>,
    pub http: Option<HttpFacts<'a>>,
    /// Set when a live stream is judged again: when it opened. `authenticated_within` is judged at that instant.
    pub opened: Option<Timestamp>,
}

/// What an HTTP request adds.
#[derive(Clone, Copy, Debug)]
pub struct HttpFacts<'a> {
    pub method: &'a str,
    pub host: &'a str,
    /// The path that routes match: decoded once, without the query (`TargetUri::path()`).
    pub path: &'a str,
    /// Path and query as sent (`TargetUri::raw()`).
    pub target: &'a str,
    /// `OPTIONS` with `Origin` and `Access-Control-Request-Method`.
    pub preflight: bool,
}

impl<'a> HttpFacts<'a> {
    /// The query as sent, without the question mark.
    pub(crate) fn query(&self) -> Option<&'a str> {
        self.target.split_once('?').map(|(_, query)| query)
    }
    /// The path with the query, as `http_resource` reads it. Only a path that was decoded costs an allocation, where a query follows.
    pub(crate) fn resource(&self) -> Cow<'a, str> {
        match self.target.split_once('?') {
            None | Some((_, "")) => Cow::Borrowed(self.path),
            Some((path, _)) if path == self.path => Cow::Borrowed(self.target),
            Some((_, query)) => Cow::Owned(format!("{}?{query}", self.path)),
        }
    }
}

/// How strong and how old a sign-in is: real, or supposed.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Standing {
    pub(crate) aal: Option<Aal>,
    pub(crate) amr: AmrSet,
    pub(crate) auth_time: Timestamp,
}
impl Standing {
    /// Of somebody without a session.
    pub(crate) fn none() -> Self {
        Self { aal: None, amr: AmrSet::default(), auth_time: Timestamp::from_micros(i64::MIN) }
    }
}

/// What counts as not known yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Veil {
    Nothing,
    /// Whatever a step-up could change.
    Session,
    /// Whatever a sign-in could change, save the standing, which is supposed.
    Person,
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct Facts<'a> {
    pub(crate) subject: &'a Subject,
    /// Somebody signed in, or a process of this host.
    pub(crate) known: bool,
    pub(crate) person: bool,
    pub(crate) standing: Standing,
    pub(crate) email: &'a str,
    pub(crate) domain: Option<&'a str>,
    pub(crate) action: Action,
    pub(crate) ip: Option<IpAddr>,
    pub(crate) http: Option<HttpFacts<'a>>,
    /// In which way the query is read.
    pub(crate) query: query::Reading,
    pub(crate) now: Timestamp,
    /// The instant at which freshness is judged.
    pub(crate) opened: Timestamp,
    pub(crate) veil: Veil,
}
impl<'a> Facts<'a> {
    pub(crate) fn of(request: &AccessRequest<'a>, now: Timestamp) -> Self {
        let subject = request.subject;
        // A session past its end is nobody's.
        let live = request.auth.is_none_or(|auth| auth.expires > now);
        let known = live && !subject.is_anonymous();
        let standing =
            request.auth.filter(|_| known).map_or_else(Standing::none, |auth| Standing { aal: Some(auth.aal), amr: auth.amr, auth_time: auth.auth_time });
        Self {
            subject,
            known,
            person: live && subject.kind == SubjectKind::Person,
            standing,
            email: subject.email.as_ref().map_or("", |e| e.as_str()),
            domain: subject.email.as_ref().map(|e| e.domain()),
            action: request.action,
            ip: request.ip.map(|ip| ip.to_canonical()),
            http: request.http,
            query: query::Reading::First,
            now,
            opened: request.opened.unwrap_or(now),
            veil: Veil::Nothing,
        }
    }
    /// Nobody is known to be asking, so signing in may help.
    pub(crate) fn anonymous(&self) -> bool {
        !self.known && self.subject.kind != SubjectKind::Host
    }
}
