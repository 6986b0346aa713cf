//! The criteria: what a policy can ask about a request. One a file.
//!
//! Why: a new question is a new file and one line here.

mod aal;
mod accept;
mod action;
mod amr;
mod authenticated_user;
mod authenticated_within;
mod claim;
mod cors_preflight;
mod date;
mod day_of_week;
mod domain;
mod email;
mod groups;
mod http_host;
mod http_method;
mod http_path;
mod http_query;
mod http_resource;
mod reject;
mod role;
mod source_ip;
mod time_of_day;
mod user;

pub(crate) use http_host::parents;

use crate::condition::Condition;
use crate::facts::{Facts, Veil};
use crate::reading::Reading;
use portcullis_document::Node;
use portcullis_model::{Reason, Timestamp};

/// What a criterion is about: decides who can have it at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum About {
    /// The request itself.
    Request,
    /// Whoever is known to ask: a person, or a process of this host.
    Subject,
    /// A person.
    Person,
    /// A person's sign-in.
    Session,
}

/// A criterion: read, asked, told.
pub(crate) trait Criterion: Sized {
    const ABOUT: About;
    const SUB_PATH: bool = false;
    /// Reads the data; puts faults into `reading` and gives nothing if there were errors.
    fn parse(sub_path: &str, data: &Node, reading: &mut Reading) -> Option<Self>;
    /// Asked only of those whom it can be about. Never allocates.
    fn check(&self, facts: &Facts<'_>) -> Finding;
    fn condition(&self) -> Condition;
    /// The next instant at which the answer may change because of time alone.
    fn next_change(&self, _now: Timestamp) -> Option<Timestamp> {
        None
    }
    /// What it comes to. Those that are about a person only for some of their data answer by themselves.
    #[inline]
    fn judge(&self, facts: &Facts<'_>) -> (Truth, Reason) {
        judge(self, facts)
    }
}

/// The larger ones are boxed, so that a policy stays small enough for the nearest cache.
impl<C: Criterion> Criterion for Box<C> {
    const ABOUT: About = C::ABOUT;
    const SUB_PATH: bool = C::SUB_PATH;
    fn parse(sub_path: &str, data: &Node, reading: &mut Reading) -> Option<Self> {
        C::parse(sub_path, data, reading).map(Self::new)
    }
    #[inline]
    fn check(&self, facts: &Facts<'_>) -> Finding {
        C::check(self, facts)
    }
    fn condition(&self) -> Condition {
        C::condition(self)
    }
    fn next_change(&self, now: Timestamp) -> Option<Timestamp> {
        C::next_change(self, now)
    }
    #[inline]
    fn judge(&self, facts: &Facts<'_>) -> (Truth, Reason) {
        C::judge(self, facts)
    }
}

/// Whether a criterion holds, and why.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Finding {
    pub(crate) holds: bool,
    pub(crate) reason: Reason,
}
impl Finding {
    #[inline]
    pub(crate) const fn new(holds: bool, pass: Reason, fail: Reason) -> Self {
        Self { holds, reason: if holds { pass } else { fail } }
    }
}

/// What a criterion comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Truth {
    False = 0,
    True = 1,
    /// It depends on what signing in would show.
    Unknown = 2,
}

macro_rules! criteria {
    ($($kind:ident = $name:literal : $type:ty),+ $(,)?) => {
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub(crate) enum Kind { $($kind),+ }
        impl Kind {
            const ALL: &'static [(&'static str, Self)] = &[$(($name, Self::$kind)),+];
            pub(crate) fn parse(name: &str) -> Option<Self> { Self::ALL.iter().find(|(n, _)| *n == name).map(|(_, k)| *k) }
            pub(crate) fn names() -> impl Iterator<Item = &'static str> { Self::ALL.iter().map(|(n, _)| *n) }
            pub(crate) const fn has_sub_path(self) -> bool { match self { $(Self::$kind => <$type as Criterion>::SUB_PATH),+ } }
        }

        /// A criterion with its data.
        #[derive(Clone, Debug)]
        pub(crate) enum Check { $($kind($type)),+ }
        impl Check {
            pub(crate) fn parse(kind: Kind, sub_path: &str, data: &Node, reading: &mut Reading) -> Option<Self> {
                match kind { $(Kind::$kind => <$type>::parse(sub_path, data, reading).map(Self::$kind)),+ }
            }
            pub(crate) const fn about(&self) -> About { match self { $(Self::$kind(_) => <$type as Criterion>::ABOUT),+ } }
            pub(crate) fn condition(&self) -> Condition { match self { $(Self::$kind(c) => c.condition()),+ } }
            pub(crate) fn next_change(&self, now: Timestamp) -> Option<Timestamp> { match self { $(Self::$kind(c) => c.next_change(now)),+ } }
            /// What the criterion comes to. About somebody who is not there it never holds, whatever its data ask
            /// (a stranger has no e-mail that could be "not x").
            #[inline]
            pub(crate) fn judge(&self, facts: &Facts<'_>) -> (Truth, Reason) { match self { $(Self::$kind(c) => Criterion::judge(c, facts)),+ } }
        }
    };
}
criteria! {
    Accept = "accept": accept::Accept,
    Reject = "reject": reject::Reject,
    AuthenticatedUser = "authenticated_user": authenticated_user::AuthenticatedUser,
    User = "user": user::User,
    Email = "email": email::OfEmail,
    Domain = "domain": domain::Domain,
    Groups = "groups": groups::InGroups,
    Claim = "claim": Box<claim::Claim>,
    SourceIp = "source_ip": Box<source_ip::SourceIp>,
    HttpHost = "http_host": Box<http_host::HttpHost>,
    HttpMethod = "http_method": http_method::HttpMethod,
    HttpPath = "http_path": http_path::HttpPath,
    HttpQuery = "http_query": Box<http_query::HttpQuery>,
    HttpResource = "http_resource": Box<http_resource::HttpResource>,
    CorsPreflight = "cors_preflight": cors_preflight::CorsPreflight,
    Date = "date": Box<date::Date>,
    DayOfWeek = "day_of_week": Box<day_of_week::DayOfWeek>,
    TimeOfDay = "time_of_day": Box<time_of_day::TimeOfDay>,
    Aal = "aal": aal::AtLeast,
    Amr = "amr": amr::Methods,
    AuthenticatedWithin = "authenticated_within": authenticated_within::Within,
    Action = "action": action::OfAction,
    Role = "role": role::InRole,
}

/// Criteria that existing policies may use and that are not judged yet. They are faults, never ignored.
pub(crate) const LATER: [&str; 16] = [
    "client_certificate",
    "invalid_client_certificate",
    "device",
    "mcp_tool",
    "ssh_publickey",
    "ssh_ca",
    "ssh_username",
    "ssh_username_matches_email",
    "ssh_username_matches_claim",
    "record",
    "country",
    "acl",
    "org",
    "owner",
    "service_account",
    "pomerium_routes",
];

/// One for each kind, so that what the criterion is about is settled at compile time.
#[inline]
fn judge<C: Criterion>(criterion: &C, facts: &Facts<'_>) -> (Truth, Reason) {
    let (there, veiled) = match C::ABOUT {
        About::Request => (true, false),
        About::Subject => (facts.known, facts.veil == Veil::Person),
        About::Person => (facts.person, facts.veil == Veil::Person),
        About::Session => (facts.person || facts.veil == Veil::Person, facts.veil == Veil::Session),
    };
    if veiled {
        return (Truth::Unknown, Reason::UserUnauthenticated);
    }
    if !there {
        return (Truth::False, Reason::UserUnauthenticated);
    }
    let finding = criterion.check(facts);
    (if finding.holds { Truth::True } else { Truth::False }, finding.reason)
}

impl Check {
    /// Whether its answer hangs on a sign-in, seen through the veil: what a challenge leaves open.
    pub(crate) fn hangs_on(&self, veiled: &Facts<'_>) -> bool {
        self.judge(veiled).0 == Truth::Unknown || (self.about() == About::Session && veiled.veil == Veil::Person)
    }
}
