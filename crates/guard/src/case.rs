//! The case of a permit: everything needed to judge it again.
//!
//! Why: a re-judgement asks the same question, at a later time, under the rules of then.

use crate::{Rules, Who};
use portcullis_identity::LiveSession;
use portcullis_model::{Action, RequestId, Resource, ResourceKind, TargetUri, Timestamp};
use portcullis_policy::{AccessRequest, HttpFacts, Permit, Verdict, decide};
use portcullis_route::{Backend, Route};
use std::net::IpAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

pub(crate) struct Case {
    pub(crate) session: Option<Arc<LiveSession>>,
    pub(crate) target: Arc<TargetUri>,
    pub(crate) route: Arc<Route>,
    pub(crate) method: Box<str>,
    pub(crate) preflight: bool,
    pub(crate) websocket: bool,
    pub(crate) ip: IpAddr,
    pub(crate) request: RequestId,
    /// When the exchange was permitted; `authenticated_within` is judged at this instant for ever.
    pub(crate) opened: Timestamp,
    /// The epoch of facts and rules at that decision.
    pub(crate) epoch: u64,
    /// Microseconds; `i64::MAX` when the verdict has no end of its own.
    until: AtomicI64,
    /// The proof that somebody decided. None only for the gateway's own tests.
    _permit: Option<Permit>,
}

/// What a case is built from, beside the permit.
pub(crate) struct Opening<'a> {
    pub(crate) who: &'a Who,
    pub(crate) target: &'a Arc<TargetUri>,
    pub(crate) route: &'a Arc<Route>,
    pub(crate) method: &'a str,
    pub(crate) preflight: bool,
    pub(crate) websocket: bool,
    pub(crate) ip: IpAddr,
    pub(crate) request: RequestId,
    pub(crate) now: Timestamp,
    pub(crate) epoch: u64,
}

impl Case {
    /// A case that can never be judged, for the gateway's own tests: its route is in no table.
    #[cfg(feature = "testing")]
    pub(crate) fn unjudged_for_tests() -> Option<Self> {
        let wire = portcullis_model::WireTarget { https: false, authority: Some("test.invalid"), hosts: &[], path_and_query: "/" };
        let now = Timestamp::from_secs(0);
        let route = Route {
            name: "test".into(),
            description: "".into(),
            from_https: false,
            host: portcullis_route::HostPattern::Exact("test.invalid".into()),
            from_port: None,
            path: portcullis_route::PathPattern::Prefix("/".into()),
            policy: usize::MAX,
            public: false,
            backend: Backend::Origins(Box::new([])),
            allow_encoded_slash: false,
            allow_websockets: false,
            host_header: portcullis_route::HostHeader::Origin,
            prefix_rewrite: None,
            request_edits: Arc::default(),
            response_edits: Arc::default(),
            pass_identity_headers: false,
            identity_remote: false,
            identity_pomerium: false,
            timeout: None,
            idle_timeout: None,
            stored: false,
        };
        Some(Self {
            session: None,
            target: Arc::new(TargetUri::parse(wire).ok()?),
            route: Arc::new(route),
            method: "GET".into(),
            preflight: false,
            websocket: false,
            ip: IpAddr::from([127, 0, 0, 1]),
            request: RequestId::new(now, 0),
            opened: now,
            epoch: 0,
            until: AtomicI64::new(i64::MAX),
            _permit: None,
        })
    }
    pub(crate) fn new(permit: Permit, opening: &Opening<'_>) -> Self {
        let until = permit.until().map_or(i64::MAX, Timestamp::micros);
        Self {
            session: opening.who.session().cloned(),
            target: opening.target.clone(),
            route: opening.route.clone(),
            method: opening.method.into(),
            preflight: opening.preflight,
            websocket: opening.websocket,
            ip: opening.ip,
            request: opening.request,
            opened: opening.now,
            epoch: opening.epoch,
            until: AtomicI64::new(until),
            _permit: Some(permit),
        }
    }
    pub(crate) fn until(&self) -> Timestamp {
        Timestamp::from_micros(self.until.load(Ordering::Relaxed))
    }
    /// Whether the exchange is still permitted. A session that ended, a route that is gone, a policy that changed its mind: no.
    pub(crate) fn still_permitted(&self, rules: &Rules, now: Timestamp) -> bool {
        if self.session.as_ref().is_some_and(|s| !s.alive(now)) {
            return false;
        }
        let Some(route) = rules.routes.find(&self.target) else { return false };
        // The stream runs on what the old route led to: an origin that is no longer behind it, or an upgrade that it no longer
        // lets through, is not permitted by anyone's policy.
        if (self.websocket && !route.allow_websockets) || !leads_on(&self.route.backend, &route.backend) {
            return false;
        }
        let Some(policy) = rules.policy_of(route) else { return false };
        let who = match &self.session {
            Some(session) => Who::Session(session.clone(), session.subject()),
            None => Who::Anonymous,
        };
        let request = AccessRequest {
            subject: who.subject(),
            auth: who.auth(),
            action: Action::HttpRequest,
            resource: Resource { kind: ResourceKind::Route, id: &route.name },
            ip: Some(self.ip),
            http: Some(HttpFacts {
                method: &self.method,
                host: self.target.host(),
                path: self.target.path(),
                target: self.target.raw(),
                preflight: self.preflight,
            }),
            opened: Some(self.opened),
        };
        match decide(policy, &request, now).verdict {
            Verdict::Permit(permit) => {
                self.until.store(permit.until().map_or(i64::MAX, Timestamp::micros), Ordering::Relaxed);
                true
            }
            Verdict::Challenge(_) | Verdict::Deny => false,
        }
    }
}

/// Whether every origin of the old route is still behind the new one.
fn leads_on(old: &Backend, new: &Backend) -> bool {
    match (old, new) {
        (Backend::Origins(old), Backend::Origins(new)) => old.iter().all(|origin| new.contains(origin)),
        // No stream runs on the others.
        _ => true,
    }
}
