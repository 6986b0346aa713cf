//! A forgotten password: asking for a link, using it, making it worthless.
//!
//! Why: asking is answered alike for everybody and before anybody is looked for (S20); the link works in the browser that asked,
//! which a cookie of its own tells; and no page here signs anybody in.

use crate::cookie::{self, Life};
use crate::enrol::{password_ask, password_fault};
use crate::form::Fields;
use crate::form_token::Form;
use crate::limits::Endpoint;
use crate::reply::{self, Reply};
use crate::visit::Visit;
use http::StatusCode;
use portcullis_crypto::SecretText;
use portcullis_identity::{AskRefused, FlowCookie, MailedRefused, ManageError, ResetRefused};
use portcullis_pages::{EnrolFault, Forgot, ForgotPassword, MailedDeed, MailedLink, NewPassword, NewPasswordTrouble, Trouble};
use std::time::Duration;

/// Longer than any link is good.
const BROWSER_LIFE: Duration = Duration::from_secs(86_400);

/// What the sign-in page offers somebody who forgot their password.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum ResetOffer {
    /// A mailed link, where there is a notifier.
    #[default]
    Here,
    /// The address of another page, as configured.
    Elsewhere(Box<str>),
    Nowhere,
}

/// Where the sign-in page's link leads; empty where there is none.
pub(crate) fn address<'v>(visit: &'v Visit<'_>) -> &'v str {
    match &visit.portal.settings.reset {
        ResetOffer::Here if visit.portal.identity.resets() => "/reset-password",
        ResetOffer::Elsewhere(url) => url,
        ResetOffer::Here | ResetOffer::Nowhere => "",
    }
}
fn is_here(visit: &Visit<'_>) -> bool {
    visit.portal.settings.reset == ResetOffer::Here && visit.portal.identity.resets()
}

/// The browser that asked, if this one did.
pub(crate) fn browser(visit: &Visit<'_>) -> Option<FlowCookie> {
    cookie::read(&visit.request.headers, cookie::RESET).and_then(FlowCookie::parse)
}
/// This browser, and the answer's cookie that will say so.
pub(crate) fn known_browser(visit: &Visit<'_>) -> (FlowCookie, String) {
    let browser = browser(visit).unwrap_or_else(|| visit.portal.identity.new_flow());
    let set = cookie::set(cookie::RESET, &browser.value(), Life::For(BROWSER_LIFE));
    (browser, set)
}

/// `GET /reset-password`
pub(crate) fn show(visit: &Visit<'_>) -> Reply {
    if is_here(visit) { ask_page(visit, Forgot::Ask, "") } else { visit.trouble(Trouble::NotFound) }
}

/// `POST /reset-password` with `username`
pub(crate) fn ask(visit: &Visit<'_>, fields: &Fields) -> Reply {
    if !is_here(visit) {
        return visit.trouble(Trouble::NotFound);
    }
    let typed = fields.get("username");
    if !visit.holds(fields, Form::Reset, None) {
        return ask_page(visit, Forgot::Stale, typed);
    }
    let (browser, set) = known_browser(visit);
    let (state, after) = match visit.wait(Endpoint::ResetStart) {
        Some(wait) => (Forgot::TooOften, Some(wait)),
        None => match visit.portal.identity.ask_reset(typed, &browser, &visit.context(), visit.request.now) {
            Ok(()) => (Forgot::Sent, None),
            Err(AskRefused::Busy) => (Forgot::Busy, Some(Duration::from_secs(5))),
            Err(AskRefused::Off) => return visit.trouble(Trouble::NotFound),
        },
    };
    let mut answer = ask_page(visit, state, typed);
    if state == Forgot::Sent {
        reply::add_cookie(&mut answer, &set);
    }
    if let Some(after) = after {
        reply::retry_after(&mut answer, after);
    }
    answer
}

fn ask_page(visit: &Visit<'_>, state: Forgot, username: &str) -> Reply {
    let page = ForgotPassword { state, username, csrf: &visit.token(Form::Reset, None) };
    visit.page_with_form(page.render(&visit.site()))
}

/// `GET /reset-password/new?token=…`
pub(crate) async fn choose(visit: &Visit<'_>) -> Reply {
    let fields = match visit.query() {
        Ok(fields) => fields,
        Err(trouble) => return visit.trouble(trouble),
    };
    let token = fields.get("token");
    match visit.portal.identity.reset_link(token, browser(visit).as_ref(), visit.request.now).await {
        Ok(username) => new_page(visit, &username, token, &[], None),
        Err(refused) => closed(visit, refused),
    }
}

/// `POST /reset-password/new`
pub(crate) async fn set(visit: &Visit<'_>, fields: &Fields) -> Reply {
    let (identity, now, token) = (&visit.portal.identity, visit.request.now, fields.get("token"));
    let browser = browser(visit);
    let username = match identity.reset_link(token, browser.as_ref(), now).await {
        Ok(username) => username,
        Err(refused) => return closed(visit, refused),
    };
    if !visit.holds(fields, Form::NewPassword, None) {
        return new_page(visit, &username, token, &[], Some(NewPasswordTrouble::Stale));
    }
    if let Some(refused) = visit.limited(Endpoint::ResetFinish) {
        return refused;
    }
    let fault = match identity.passwords().check_form(fields.get("password")) {
        Err(refused) => Some(password_fault(refused)),
        Ok(()) if fields.get("password") != fields.get("password_confirm") => Some(EnrolFault::Differs),
        Ok(()) => None,
    };
    if let Some(fault) = fault {
        return new_page(visit, &username, token, &[fault], None);
    }
    let new = SecretText::from(fields.get("password"));
    match identity.reset_password(token, browser.as_ref(), &new, &visit.context(), now).await {
        Ok(()) => {
            let mut answer = reply::redirect(StatusCode::SEE_OTHER, "/login?done=password-reset");
            reply::add_cookie(&mut answer, &cookie::clear(cookie::RESET));
            answer
        }
        Err(ResetRefused::Link(refused)) => closed(visit, refused),
        Err(ResetRefused::Form(ManageError::Password(refused))) => new_page(visit, &username, token, &[password_fault(refused)], None),
        Err(ResetRefused::Form(ManageError::Busy | ManageError::Unavailable(_))) => {
            new_page(visit, &username, token, &[], Some(NewPasswordTrouble::Unavailable))
        }
        Err(ResetRefused::Form(_)) => new_page(visit, &username, token, &[], Some(NewPasswordTrouble::NotTaken)),
    }
}

fn new_page(visit: &Visit<'_>, username: &str, token: &str, faults: &[EnrolFault], trouble: Option<NewPasswordTrouble>) -> Reply {
    let page =
        NewPassword { username, faults, trouble, rules: password_ask(&visit.portal.identity.passwords()), token, csrf: &visit.token(Form::NewPassword, None) };
    visit.page_with_form(page.render(&visit.site()))
}

/// `GET /reset-password/revoke?token=…`
pub(crate) async fn ask_revoke(visit: &Visit<'_>) -> Reply {
    let fields = match visit.query() {
        Ok(fields) => fields,
        Err(trouble) => return visit.trouble(trouble),
    };
    match visit.portal.identity.can_revoke_reset(fields.get("token"), visit.request.now).await {
        Ok(()) => question(visit, MailedDeed::Revoke, &[], fields.get("token"), false),
        Err(refused) => closed(visit, refused),
    }
}

/// `POST /reset-password/revoke`
pub(crate) async fn revoke(visit: &Visit<'_>, fields: &Fields) -> Reply {
    let token = fields.get("token");
    if !visit.holds(fields, Form::Mailed, None) {
        return question(visit, MailedDeed::Revoke, &[], token, true);
    }
    match visit.portal.identity.revoke_reset(token, &visit.context(), visit.request.now).await {
        Ok(()) => done(visit, MailedDeed::Revoke),
        Err(refused) => closed(visit, refused),
    }
}

pub(crate) fn question(visit: &Visit<'_>, deed: MailedDeed, names: &[&str], token: &str, stale: bool) -> Reply {
    let page = MailedLink { deed, done: false, stale, names, token, csrf: &visit.token(Form::Mailed, None) };
    visit.page_with_form(page.render(&visit.site()))
}
pub(crate) fn done(visit: &Visit<'_>, deed: MailedDeed) -> Reply {
    visit.page(MailedLink { deed, done: true, stale: false, names: &[], token: "", csrf: "" }.render(&visit.site()))
}

/// Used, too old, invented, another browser's: one page.
pub(crate) fn closed(visit: &Visit<'_>, refused: MailedRefused) -> Reply {
    visit.trouble(match refused {
        MailedRefused::NotValid => Trouble::MailedLinkSpent,
        MailedRefused::Unavailable(_) => Trouble::Unavailable,
    })
}
