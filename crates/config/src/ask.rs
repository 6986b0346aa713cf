//! A question put to a configuration: who asks for what, and what is the answer?
//!
//! Why: `explain` and the policy tests run the table and the judge that enforce, so that what they say is what happens.

use crate::suppose::KnownPerson;
use crate::{Administrator, CheckedConfig, FileDirectory, LdapDirectory};
use portcullis_attributes::Expression;
use portcullis_document::Span;
use portcullis_model::{
    Aal, Action, AmrSet, AuthContext, BadTarget, Email, Reason, ReasonSet, Resource, ResourceKind, SessionId, Subject, TargetUri, Timestamp, WireTarget,
};
use portcullis_policy::{AccessRequest, HttpFacts, Policy, Trace, explain};
use portcullis_route::{Route, RouteTable};
use serde_json::Value;
use std::collections::BTreeMap;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

/// Somebody's request, supposed. Without `user` nobody is signed in.
#[derive(Clone, Debug)]
pub struct Question {
    /// The name to sign in with; an e-mail address counts as both.
    pub user: Option<Box<str>>,
    pub email: Option<Email>,
    /// Whom a users file states under that name.
    pub known: Option<KnownPerson>,
    /// In place of the groups that are known. Bare names are of the internal directory; others are `source/name`.
    pub groups: Option<Vec<Box<str>>>,
    /// On top of those that are known.
    pub claims: BTreeMap<Box<str>, Vec<Value>>,
    pub aal: Aal,
    pub amr: AmrSet,
    /// How long before `at` the person signed in.
    pub authenticated_ago: Duration,
    pub ip: Option<IpAddr>,
    pub at: Timestamp,
    pub asked: Asked,
}

/// What is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    pub method: Box<str>,
    pub target: TargetUri,
}
impl Asked {
    /// Reads `GET https://wiki.example.com/path?query`.
    pub fn parse(text: &str) -> Result<Self, BadAsked> {
        let (method, url) = text.trim().rsplit_once(' ').ok_or(BadAsked::NoMethod)?;
        let method = method.trim();
        if method.is_empty() || !method.bytes().all(|b| b.is_ascii_uppercase() || b == b'-') {
            return Err(BadAsked::Method);
        }
        let (https, rest) = match (url.strip_prefix("https://"), url.strip_prefix("http://")) {
            (Some(rest), _) => (true, rest),
            (_, Some(rest)) => (false, rest),
            _ => return Err(BadAsked::Scheme),
        };
        let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
        let (authority, path) = rest.split_at(end);
        let path = match path {
            p if p.starts_with('/') => p.to_owned(),
            p => format!("/{p}"),
        };
        let target = TargetUri::parse(WireTarget { https, authority: Some(authority), hosts: &[], path_and_query: &path })?;
        Ok(Self { method: method.into(), target })
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadAsked {
    #[error("the method is missing: rules may tell one from another, as in `GET https://wiki.example.com/`")]
    NoMethod,
    #[error("the method is not one")]
    Method,
    #[error("the address does not begin with https:// or http://")]
    Scheme,
    #[error("every server refuses it: {0}")]
    Target(#[from] BadTarget),
}

/// What the judge says.
#[derive(Clone, Debug)]
pub struct Answer {
    /// `permit`, `challenge` or `deny`.
    pub decision: &'static str,
    /// The route the request is on; none: 404, or 400 for an encoded slash.
    pub route: Option<Arc<Route>>,
    /// The reasons, in the judge's words.
    pub reasons: ReasonSet,
    /// The criterion that decides.
    pub deciding: Option<Deciding>,
    /// How it came to that. Absent without a route.
    pub trace: Option<Trace>,
}
/// A criterion, and where it is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deciding {
    /// As written, on one line.
    pub source: Box<str>,
    /// What the step is called, where it is in one of `first_match`.
    pub step: Option<Box<str>>,
    /// `policy staff`, `route wiki`.
    pub document: Box<str>,
    pub span: Span,
}

/// Answers a supposed question.
pub fn evaluate(config: &CheckedConfig, question: &Question) -> Answer {
    Judge::of(config).question(question)
}

/// Answers for a subject who is known, at an instant, from an address.
pub fn evaluate_as(config: &CheckedConfig, subject: &Subject, auth: Option<&AuthContext>, asked: &Asked, ip: Option<IpAddr>, at: Timestamp) -> Answer {
    Judge::of(config).subject(subject, auth, asked, ip, at)
}

/// What is needed to answer: also before a whole configuration exists.
pub(crate) struct Judge<'a> {
    pub(crate) routes: &'a RouteTable,
    pub(crate) policies: &'a [Arc<Policy>],
    pub(crate) documents: &'a [Box<[Box<str>]>],
    pub(crate) administrators: &'a [Administrator],
    pub(crate) directories: &'a [FileDirectory],
    /// The one directory besides the server's own, where there is exactly one.
    pub(crate) only_other: Option<&'a str>,
    pub(crate) user_attributes: &'a [(Box<str>, Expression)],
}

pub(crate) fn only_other<'a>(files: &'a [FileDirectory], ldap: &'a [LdapDirectory]) -> Option<&'a str> {
    let mut names = files.iter().map(|d| &*d.name).chain(ldap.iter().map(|d| &*d.name));
    names.next().filter(|_| names.next().is_none())
}

impl<'a> Judge<'a> {
    fn of(config: &'a CheckedConfig) -> Self {
        Self {
            routes: &config.routes,
            policies: &config.policies,
            documents: &config.policy_documents,
            administrators: &config.administrators,
            directories: &config.directories,
            only_other: config.only_other_directory(),
            user_attributes: &config.user_attributes,
        }
    }
    pub(crate) fn question(&self, q: &Question) -> Answer {
        let subject = crate::suppose::suppose(q, self);
        let auth = (!subject.is_anonymous()).then(|| AuthContext {
            session: SessionId::new(q.at, [0; 10]),
            sid: "supposed".into(),
            aal: q.aal,
            amr: q.amr,
            auth_time: q.at.minus(q.authenticated_ago),
            expires: q.at.plus(Duration::from_secs(3600)),
        });
        self.subject(&subject, auth.as_ref(), &q.asked, q.ip, q.at)
    }

    fn subject(&self, subject: &Subject, auth: Option<&AuthContext>, asked: &Asked, ip: Option<IpAddr>, at: Timestamp) -> Answer {
        let found = self.routes.find(&asked.target).and_then(|route| Some((route, self.policies.get(route.policy)?)));
        let Some((route, policy)) = found else {
            return Answer { decision: "deny", route: None, reasons: ReasonSet::of(Reason::RouteNotFound), deciding: None, trace: None };
        };
        let request = AccessRequest {
            subject,
            auth,
            action: Action::HttpRequest,
            resource: Resource { kind: ResourceKind::Route, id: &route.name },
            ip,
            http: Some(HttpFacts { method: &asked.method, host: asked.target.host(), path: asked.target.path(), target: asked.target.raw(), preflight: false }),
            opened: None,
        };
        let trace = explain(policy, &request, at);
        let deciding = trace.deciding.and_then(|id| {
            let (source, span) = policy.criterion(id)?;
            let in_rule = |r: &&portcullis_policy::RuleTrace| r.lists.iter().any(|l| l.criteria.iter().any(|c| c.id == id));
            let number = trace.rules.iter().find(in_rule).map_or(0, |r| r.document);
            let document = self.documents.get(route.policy).and_then(|d| d.get(number)).cloned().unwrap_or_default();
            Some(Deciding { source: source.into(), step: policy.step(id).map(Into::into), document, span })
        });
        let reasons = trace.allow_reasons.union(trace.deny_reasons);
        Answer { decision: trace.verdict, route: Some(Arc::clone(route)), reasons, deciding, trace: Some(trace) }
    }
}
