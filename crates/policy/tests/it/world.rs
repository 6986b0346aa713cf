//! People, sessions and requests to judge in tests.
//!
//! Why: a test says what matters to it, and nothing else.

use portcullis_document::read_yaml;
use portcullis_model::{
    Aal, Action, Amr, AmrSet, AuthContext, Email, Groups, Resource, ResourceKind, Role, RoleSet, SessionId, Subject, SubjectKind, Timestamp,
};
use portcullis_policy::{AccessRequest, Decision, HttpFacts, Policy, Verdict, compile, decide, parse};
use std::time::Duration;

pub(crate) const NOW: Timestamp = Timestamp::from_secs(1_795_000_000);

pub(crate) fn policy(yaml: &str) -> Policy {
    compile(vec![parse(&read_yaml(yaml).unwrap()).unwrap()], &())
}

#[derive(Clone, Debug)]
pub(crate) struct World {
    pub(crate) subject: Subject,
    pub(crate) auth: Option<AuthContext>,
    pub(crate) method: &'static str,
    pub(crate) path: &'static str,
    pub(crate) host: &'static str,
    /// Beside the path.
    pub(crate) query: &'static str,
    pub(crate) ip: &'static str,
    pub(crate) opened: Option<Timestamp>,
    pub(crate) http: bool,
}
impl World {
    pub(crate) fn stranger() -> Self {
        Self {
            subject: Subject::anonymous(),
            auth: None,
            method: "GET",
            path: "/",
            host: "app.example.com",
            query: "",
            ip: "192.0.2.1",
            opened: None,
            http: true,
        }
    }
    /// Ada: aal 1 by password, signed in an hour ago, in `eng` and `ops`, a member.
    pub(crate) fn ada() -> Self {
        let subject = Subject {
            kind: SubjectKind::Person,
            id: "p-1".into(),
            user: "ada".into(),
            email: Email::parse("ada@example.com").ok(),
            display_name: "Ada".into(),
            groups: Groups::new(vec!["internal/eng".into(), "internal/ops".into()], vec!["eng".into(), "ops".into()]),
            roles: RoleSet::default().with(Role::Member),
            claims: [("level".into(), vec![5.into()])].into(),
        };
        let auth = AuthContext {
            session: SessionId::new(NOW, [1; 10]),
            sid: "sid".into(),
            aal: Aal::One,
            amr: AmrSet::default().with(Amr::Pwd),
            auth_time: NOW.minus(Duration::from_secs(3600)),
            expires: NOW.plus(Duration::from_secs(100_000_000)),
        };
        Self { subject, auth: Some(auth), ..Self::stranger() }
    }
    pub(crate) fn host() -> Self {
        Self { subject: Subject::host(0), ..Self::stranger() }
    }
    /// The target, for [`Self::request`].
    pub(crate) fn target(&self) -> String {
        if self.query.is_empty() { self.path.to_owned() } else { format!("{}?{}", self.path, self.query) }
    }
    pub(crate) fn request(&self) -> AccessRequest<'_> {
        self.request_to(self.path)
    }
    pub(crate) fn request_to<'a>(&'a self, target: &'a str) -> AccessRequest<'a> {
        AccessRequest {
            subject: &self.subject,
            auth: self.auth.as_ref(),
            action: Action::HttpRequest,
            resource: Resource { kind: ResourceKind::Route, id: "app" },
            ip: self.ip.parse().ok(),
            http: self.http.then_some(HttpFacts { method: self.method, host: self.host, path: self.path, target, preflight: false }),
            opened: self.opened,
        }
    }
    pub(crate) fn decide(&self, policy: &Policy, now: Timestamp) -> Decision {
        decide(policy, &self.request_to(&self.target()), now)
    }
    /// `permit`, `challenge` or `deny` at the usual time.
    pub(crate) fn asks(&self, yaml: &str) -> &'static str {
        self.decide(&policy(yaml), NOW).verdict.as_str()
    }
}

/// The challenge in short: `sign-in aal2 fresh600 amr:hwk`.
pub(crate) fn short(decision: &Decision) -> String {
    let Verdict::Challenge(challenge) = &decision.verdict else { return decision.verdict.as_str().to_owned() };
    let mut out = Vec::new();
    if challenge.sign_in {
        out.push("sign-in".to_owned());
    }
    out.extend(challenge.aal.map(|aal| format!("aal{}", u8::from(aal))));
    out.extend(challenge.fresh_within.map(|d| format!("fresh{}", d.as_secs())));
    out.extend(challenge.amr.iter().map(|amr| format!("amr:{}", amr.as_str())));
    out.join(" ")
}
