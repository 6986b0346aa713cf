//! What a sign-in is for, and what comes next of it.
//!
//! Why: the sign-in page, the second factor and the way back ask the same question; it is answered in one place, by `authn`.

use crate::accept;
use crate::form::Fields;
use crate::reply::{self, Reply};
use crate::visit::{Visit, person};
use http::StatusCode;
use portcullis_authn::{Ask, Elevated, Missing, Owned, Requirement, SessionFacts, Step, Why, begin};
use portcullis_identity::{Handoff, LiveSession, Unavailable};
use portcullis_pages::{Asker, Place, SignInTrouble, StepUp, Trouble};
use std::sync::Arc;

/// Where the person goes afterwards.
pub(crate) enum To {
    /// An application, with its name.
    Application(Box<Handoff>, Box<str>),
    /// A page where factors are changed: it asks for a recent, strong proof.
    Security(&'static str),
    Launcher,
}

pub(crate) struct Purpose<'f> {
    pub(crate) flow: &'f str,
    pub(crate) to: To,
    /// The person came with a link that is no good.
    pub(crate) lost: bool,
}

/// The value of `flow` that means the security page. It is no sealed hand-off and can never be one.
pub(crate) const SECURITY: &str = "security";
/// Where people see what they have.
pub(crate) const SECURITY_PAGE: &str = "/account/security";
/// Its pages that one comes back to, by the word in an address.
const PAGES: [(&str, &str); 4] = [
    ("keys", "/account/security/keys/add"),
    ("app", "/account/security/app/add"),
    ("codes", "/account/security/codes"),
    ("password", "/account/security/password"),
];
pub(crate) fn word_of(page: &str) -> Option<&'static str> {
    PAGES.iter().find(|(_, known)| *known == page).map(|(word, _)| *word)
}
pub(crate) fn page_of(word: &str) -> Option<&'static str> {
    PAGES.iter().find(|(known, _)| *known == word).map(|(_, page)| *page)
}
/// The value of `flow` that leads back to that page.
pub(crate) fn to_security(page: &str) -> String {
    word_of(page).map_or_else(|| SECURITY.to_owned(), |word| format!("{SECURITY}.{word}"))
}
fn security_page(flow: &str) -> Option<&'static str> {
    let rest = flow.strip_prefix(SECURITY)?;
    if rest.is_empty() { Some(SECURITY_PAGE) } else { page_of(rest.strip_prefix('.')?) }
}

/// The value of `flow` of somebody who gives the browser to another person: it leads to the first page.
pub(crate) const ACCOUNT: &str = "account";

pub(crate) enum Next {
    On,
    /// The privacy notice first.
    Accept,
    Form(Option<SignInTrouble>),
    /// One more factor, of those the person has.
    Second,
    /// Nothing helps; `enroll` says whether adding a factor would.
    StepUp {
        enroll: bool,
    },
}

impl<'f> Purpose<'f> {
    pub(crate) fn of(visit: &Visit<'_>, fields: &'f Fields) -> Self {
        let flow = fields.get("flow");
        if flow.is_empty() {
            return Self { flow, to: To::Launcher, lost: false };
        }
        if flow == ACCOUNT {
            return Self { flow: "", to: To::Launcher, lost: false };
        }
        if let Some(page) = security_page(flow) {
            return Self { flow, to: To::Security(page), lost: false };
        }
        // Only what we sealed ourselves, and only to an origin that is a route's now (S3, S32).
        let opened = visit.portal.identity.open_handoff(flow, visit.request.now).ok();
        match opened.and_then(|handoff| visit.portal.launcher.application_at(&handoff.target).map(|name| (handoff, name))) {
            Some((handoff, name)) => Self { flow, to: To::Application(Box::new(handoff), name), lost: false },
            None => Self { flow: "", to: To::Launcher, lost: true },
        }
    }
    pub(crate) fn origin(&self) -> Option<String> {
        match &self.to {
            To::Application(handoff, _) => Some(handoff.target.origin()),
            To::Security(_) | To::Launcher => None,
        }
    }
    pub(crate) fn asker<'a>(&'a self, origin: Option<&'a str>) -> Option<Asker<'a>> {
        match (&self.to, origin) {
            (To::Application(handoff, name), Some(origin)) => Some(Asker { name, origin, via: handoff.via.as_ref().map_or("", |via| via.origin()) }),
            _ => None,
        }
    }
    /// `to` as a query of our own pages.
    pub(crate) fn query(&self) -> String {
        if self.flow.is_empty() { String::new() } else { format!("?flow={}", self.flow) }
    }
    /// To the sign-in page, which knows what comes next.
    pub(crate) fn to_sign_in(&self, status: StatusCode) -> Reply {
        reply::redirect(status, &format!("/login{}", self.query()))
    }
    /// Whose session a step of the sign-in is for; whoever has none begins there.
    pub(crate) async fn session(&self, visit: &Visit<'_>, status: StatusCode) -> Result<Arc<LiveSession>, Reply> {
        match visit.session().await {
            Ok(Some(session)) => Ok(session),
            Ok(None) => Err(self.to_sign_in(status)),
            Err(_) => Err(visit.trouble(Trouble::Unavailable)),
        }
    }
    fn need(&self, owned: &Owned) -> Requirement {
        match &self.to {
            To::Application(handoff, _) => handoff.requirement,
            To::Security(_) => Elevated::asks(owned),
            To::Launcher => Requirement::default(),
        }
    }
    /// What the session is still short of.
    pub(crate) async fn next(&self, visit: &Visit<'_>, session: Option<&LiveSession>) -> Result<Next, Unavailable> {
        let identity = &visit.portal.identity;
        let facts = session.map(|s| SessionFacts::from(&s.auth));
        // What the person has matters only where the session is not enough, or where it decides what is asked.
        let enough = !matches!(self.to, To::Security(_)) && facts.is_some_and(|f| self.need(&Owned::default()).is_met_by(&f, visit.request.now));
        let owned = match session {
            Some(session) if !enough => identity.owned(session.person).await?,
            _ => Owned::default(),
        };
        let step = begin(&self.need(&owned), facts.as_ref().map(|f| (f, &owned)), identity.abilities(), visit.request.now);
        Ok(match step {
            Step::Satisfied => match (&self.to, session) {
                (_, Some(session)) if accept::missing(visit, session).is_some() => Next::Accept,
                (To::Application(handoff, _), Some(session)) if session.asks_on(handoff.target.host()) => Next::Form(Some(SignInTrouble::SignedOutHere)),
                _ => Next::On,
            },
            Step::Ask(Ask::Password(Why::Fresh)) => Next::Form(Some(SignInTrouble::Again)),
            Step::Ask(Ask::Second) => Next::Second,
            Step::CannotMeet(missing) => Next::StepUp { enroll: missing == Missing::Factor },
            _ => Next::Form(self.lost.then_some(SignInTrouble::LostWay)),
        })
    }
    /// To the application with a one-time code, to the security page, or to the launcher.
    pub(crate) async fn on(&self, visit: &Visit<'_>, session: &LiveSession, status: StatusCode) -> Reply {
        let handoff = match &self.to {
            To::Application(handoff, _) => handoff,
            To::Security(page) => return reply::redirect(status, page),
            To::Launcher => return reply::redirect(status, "/"),
        };
        match visit.portal.identity.issue_code(session, handoff, visit.request.now).await {
            Ok(code) => reply::redirect(status, &format!("{}?code={code}", handoff.callback())),
            Err(_) => visit.trouble(Trouble::Unavailable),
        }
    }
    /// The page that says what is missing; none where there is nobody whose factor could be missing.
    pub(crate) fn step_up(&self, visit: &Visit<'_>, session: Option<&LiveSession>, enroll: bool) -> Option<Reply> {
        let (To::Application(handoff, name), Some(session)) = (&self.to, session) else { return None };
        let subject = session.subject();
        let origin = handoff.target.origin();
        // With the port, where it is not the scheme's own.
        let host = origin.split_once("://").map_or(&*origin, |(_, authority)| authority);
        let place = Place { method: "GET", host, path: "/", request: visit.request.id };
        let page = StepUp { application: name, person: person(&subject), place, status: 200, enroll, flow: self.flow };
        Some(visit.page(page.render(&visit.site())))
    }
}
