//! Error pages: what happened, why, what to do next.
//!
//! Why: every refusal has a way on; where an origin failed, the drawing shows that the person and the gate were not it.

use crate::language::Language;
use crate::page::{Draft, Page, Person, Place, Shown, Site, finish};
use serde::Serialize;

macro_rules! troubles {
    ($($(#[$doc:meta])* $name:ident = $status:literal $key:literal $title:literal $text:literal $next:literal $step:expr;)+) => {
        /// What went wrong.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Trouble { $($(#[$doc])* $name),+ }
        impl Trouble {
            pub const ALL: &'static [Self] = &[$(Self::$name),+];
            pub const fn status(self) -> u16 { match self { $(Self::$name => $status),+ } }
            /// A stable name for logs and problem documents.
            pub const fn as_str(self) -> &'static str { match self { $(Self::$name => $key),+ } }
            const fn keys(self) -> [&'static str; 3] { match self { $(Self::$name => [$title, $text, $next]),+ } }
            /// Where an origin failed: the word under its picture.
            const fn step(self) -> Option<&'static str> { match self { $(Self::$name => $step),+ } }
        }
    };
}
troubles! {
    BadRequest = 400 "bad-request" "error-bad-request-title" "error-bad-request-text" "error-bad-request-next" None;
    /// The browser was sent round three times: its cookies don't come back.
    Loop = 400 "sign-in-loop" "error-loop-title" "error-loop-text" "error-loop-next" None;
    /// A return from sign-in whose code is spent, too old or another browser's.
    CodeRefused = 400 "code-refused" "error-code-title" "error-code-text" "error-code-next" None;
    /// A form that another site sent, or that lost its cookie.
    CrossSite = 403 "cross-site" "error-cross-site-title" "error-cross-site-text" "error-cross-site-next" None;
    Forbidden = 403 "forbidden" "error-forbidden-title" "error-forbidden-text" "error-forbidden-next" None;
    NotFound = 404 "not-found" "error-not-found-title" "error-not-found-text" "error-not-found-next" None;
    /// No route has this host.
    UnknownHost = 404 "unknown-host" "error-unknown-host-title" "error-unknown-host-text" "error-unknown-host-next" None;
    MethodNotAllowed = 405 "method-not-allowed" "error-method-title" "error-method-text" "error-method-next" None;
    RequestTimeout = 408 "request-timeout" "error-request-timeout-title" "error-request-timeout-text" "error-request-timeout-next" None;
    /// An enrolment or recovery link that is spent, too old or unknown; which of them isn't said.
    LinkSpent = 410 "link-spent" "error-link-title" "error-link-text" "error-link-next" None;
    /// A link that was mailed: spent, too old, unknown or another browser's; which of them isn't said.
    MailedLinkSpent = 410 "mailed-link-spent" "error-link-title" "error-mailed-link-text" "error-mailed-link-next" None;
    TooLarge = 413 "too-large" "error-too-large-title" "error-too-large-text" "error-too-large-next" None;
    WrongConnection = 421 "wrong-connection" "error-wrong-connection-title" "error-wrong-connection-text" "error-wrong-connection-next" None;
    TooMany = 429 "too-many" "error-too-many-title" "error-too-many-text" "error-too-many-next" None;
    HeadTooLarge = 431 "head-too-large" "error-head-too-large-title" "error-head-too-large-text" "error-head-too-large-next" None;
    Internal = 500 "internal" "error-internal-title" "error-internal-text" "error-internal-next" None;
    /// The origin's answer broke the rules of HTTP, or ended in the middle.
    OriginBroken = 502 "origin-broken" "error-origin-broken-title" "error-origin-broken-text" "error-origin-next" Some("error-path-broken");
    /// Nothing listens there, or its certificate isn't trusted.
    OriginUnreachable = 502 "origin-unreachable" "error-origin-unreachable-title" "error-origin-unreachable-text" "error-origin-next" Some("error-path-unreachable");
    /// We can't read what we need to decide, so the gate stays closed.
    Unavailable = 503 "unavailable" "error-unavailable-title" "error-unavailable-text" "error-unavailable-next" None;
    /// Every place is taken just now.
    Busy = 503 "busy" "error-busy-title" "error-busy-text" "error-busy-next" None;
    OriginTimeout = 504 "origin-timeout" "error-origin-timeout-title" "error-origin-timeout-text" "error-origin-next" Some("error-path-silent");
    /// The origin sends back to us what we sent to it.
    RoundAndRound = 508 "round-and-round" "error-round-title" "error-round-text" "error-round-next" None;
}
impl Trouble {
    /// The title in English: also what a problem document says.
    pub fn title(self, application: &str) -> String {
        self.titled(Language::english(), application)
    }
    /// What happened, in English, for a problem document.
    pub fn detail(self, application: &str) -> String {
        let ([_, text, _], english) = (self.keys(), Language::english());
        let application = if application.is_empty() { english.plain("error-application", &[]) } else { application.to_owned() };
        english.plain(text, &[("app", &application)])
    }
    fn titled(self, language: &Language, application: &str) -> String {
        let [title, ..] = self.keys();
        language.plain(title, &[("app", application)])
    }
    /// Whether the same request may well succeed a little later.
    const fn passes(self) -> bool {
        matches!(self.status(), 408 | 421 | 429 | 500 | 502 | 503 | 504)
    }
}

pub struct Failure<'a> {
    pub trouble: Trouble,
    /// The route's name for people; empty where no route is known.
    pub application: &'a str,
    pub person: Option<Person<'a>>,
    pub place: Place<'a>,
}
impl Failure<'_> {
    pub fn render(&self, site: &Site<'_>) -> Page {
        let [_, text, next] = self.trouble.keys();
        let application = match self.application {
            "" => site.language.plain("error-application", &[]),
            name => name.to_owned(),
        };
        let status = self.trouble.status();
        let facts = Facts {
            text,
            next,
            step: self.trouble.step(),
            passes: self.trouble.passes() && self.place.method == "GET",
            tone: if status == 403 { "bad" } else { "warn" },
            signed_in: self.person.is_some(),
            place: self.place.into(),
            application: &application,
        };
        let title = self.trouble.titled(site.language, &application);
        finish(Draft { template: "failure.html", status, title, form_targets: &[] }, &facts, site)
    }
}

#[derive(Serialize)]
struct Facts<'a> {
    text: &'static str,
    next: &'static str,
    step: Option<&'static str>,
    passes: bool,
    tone: &'static str,
    signed_in: bool,
    place: Shown,
    application: &'a str,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_program_is_told_is_plain_and_whole() {
        for trouble in Trouble::ALL {
            let said = trouble.detail("Wiki");
            assert!(said.ends_with('.') && !said.contains(['<', '{']), "{said}");
        }
        assert!(Trouble::OriginTimeout.detail("").starts_with("The request was permitted and sent on. Portcullis waited for The application"));
    }
}
