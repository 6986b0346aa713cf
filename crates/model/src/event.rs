//! A ledger event: who did what to what, when, from where, with which outcome.
//!
//! Why: one closed list of names, so that the ledger is an interface and not prose.

use crate::{Org, Timestamp};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

macro_rules! kinds {
    ($($(#[$doc:meta])* $name:ident = $text:literal),+ $(,)?) => {
        /// What happened. The text is stable.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum EventKind { $($(#[$doc])* #[serde(rename = $text)] $name),+ }
        impl EventKind {
            pub const ALL: &'static [Self] = &[$(Self::$name),+];
            pub const fn as_str(self) -> &'static str { match self { $(Self::$name => $text),+ } }
        }
    };
}
kinds! {
    AccessPermitted = "access.permitted",
    AccessChallenged = "access.challenged",
    AccessDenied = "access.denied",
    /// A live stream lost its permit and was cut.
    AccessCut = "access.cut",
    /// Outcomes of nobody in particular, counted over ten seconds.
    AccessAnonymous = "access.anonymous",
    SignInSucceeded = "sign-in.succeeded",
    SignInFailed = "sign-in.failed",
    SignedOut = "sign-out.done",
    SessionRevoked = "session.revoked",
    PersonCreated = "person.created",
    PersonChanged = "person.changed",
    PersonDisabled = "person.disabled",
    PersonEnabled = "person.enabled",
    PersonDeleted = "person.deleted",
    PasswordSet = "password.set",
    FactorAdded = "factor.added",
    FactorChanged = "factor.changed",
    FactorRemoved = "factor.removed",
    /// A key's counter went back: there may be two of it.
    FactorCloned = "factor.cloned",
    RecoveryCodeUsed = "factor.recovery-code-used",
    /// Duo let somebody through without a question, and that counted.
    FactorBypassed = "factor.bypassed",
    BanBegan = "ban.began",
    BanRevoked = "ban.revoked",
    PersonInvited = "person.invited",
    PersonEnrolled = "person.enrolled",
    RecoveryIssued = "recovery.issued",
    /// Somebody asked for a link to choose a new password with.
    PasswordResetAsked = "password.reset-asked",
    /// Such a link was made worthless over the mail.
    PasswordResetRevoked = "password.reset-revoked",
    /// A change of factors or password was taken back over a mailed link.
    ChangeUndone = "factor.undone",
    /// Somebody confirmed a change with a mailed code.
    CodeConfirmed = "factor.code-confirmed",
    /// Nobody took a mail.
    MailGivenUp = "mail.given-up",
    /// Somebody accepted the privacy notice.
    NoticeAccepted = "notice.accepted",
    GroupCreated = "group.created",
    GroupChanged = "group.changed",
    GroupDeleted = "group.deleted",
    RouteAdded = "route.added",
    /// It leads elsewhere now.
    RouteChanged = "route.changed",
    RouteRemoved = "route.removed",
    ConfigApplied = "config.applied",
    ConfigRefused = "config.refused",
    KeyRotated = "key.rotated",
    ServerStarted = "server.started",
    ServerStopped = "server.stopped",
    ApiDenied = "api.denied",
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Outcome {
    Success,
    Failure,
}

/// One event, before it is chained. `detail` holds small facts by name; secrets never.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    pub time: Timestamp,
    pub org: Org,
    pub kind: EventKind,
    pub outcome: Outcome,
    /// Stable id of who did it (`person id`, `host:0`, `system`), or empty for nobody known.
    pub actor: Box<str>,
    /// How the actor is called, for people who read.
    pub actor_name: Box<str>,
    /// What it was done to: a route's name, a person's id, a session's `sid`.
    pub object: Box<str>,
    pub ip: Option<std::net::IpAddr>,
    pub request_id: Option<Box<str>>,
    pub detail: BTreeMap<Box<str>, Box<str>>,
}
impl Event {
    pub fn new(time: Timestamp, kind: EventKind, outcome: Outcome) -> Self {
        Self {
            time,
            org: Org::default(),
            kind,
            outcome,
            actor: "".into(),
            actor_name: "".into(),
            object: "".into(),
            ip: None,
            request_id: None,
            detail: BTreeMap::new(),
        }
    }
    #[must_use]
    pub fn by(mut self, actor: &str, name: &str) -> Self {
        self.actor = actor.into();
        self.actor_name = name.into();
        self
    }
    #[must_use]
    pub fn on(mut self, object: &str) -> Self {
        self.object = object.into();
        self
    }
    #[must_use]
    pub fn from_ip(mut self, ip: Option<std::net::IpAddr>) -> Self {
        self.ip = ip;
        self
    }
    #[must_use]
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.detail.insert(name.into(), value.into());
        self
    }
}
