//! One visit: the request, what its cookies say, and the pages it is answered with.
//!
//! Why: handlers share how a session is found, how a form is trusted and how a page is finished, each in one place.

use crate::cookie::{self, Life};
use crate::form::Fields;
use crate::form_token::{self, Form};
use crate::limits::{Endpoint, Who};
use crate::portal::Portal;
use crate::reply::{self, Reply};
use crate::request::PortalRequest;
use http::header;
use portcullis_crypto::random_bytes;
use portcullis_identity::{Actor, BROWSER_KNOWN_FOR, CookieClass, DeviceId, LiveSession, Preferences, Resolved, SignInContext, Unavailable};
use portcullis_model::{PersonId, Subject};
use portcullis_pages::{Failure, Nonce, Page, Person, Place, Site, Theme, Trouble};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

/// How pages of the portal call what they belong to.
pub(crate) const APPLICATION: &str = "Portcullis";

pub(crate) struct Visit<'a> {
    pub(crate) portal: &'a Portal,
    pub(crate) request: &'a PortalRequest,
    nonce: Nonce,
    /// The form cookie's value, and whether this answer has to set it.
    browser: String,
    browser_is_new: bool,
    /// What this browser is known by, or will be.
    device: DeviceId,
    /// Of the person whose session was found.
    prefers: OnceLock<Preferences>,
    /// This page's own address, to come back to.
    here: String,
}

impl<'a> Visit<'a> {
    pub(crate) fn new(portal: &'a Portal, request: &'a PortalRequest) -> Self {
        let random = &*portal.random;
        let known = cookie::read(&request.headers, cookie::FORM).filter(|v| form_token::is_browser(v));
        let browser = known.map_or_else(|| form_token::new_browser(random), str::to_owned);
        Self {
            portal,
            request,
            nonce: Nonce::new(random_bytes(random)),
            browser,
            browser_is_new: known.is_none(),
            device: cookie::read(&request.headers, cookie::DEVICE).and_then(DeviceId::parse).unwrap_or_else(|| DeviceId::new(random)),
            prefers: OnceLock::new(),
            here: crate::language::here(request),
        }
    }
    pub(crate) fn site(&self) -> Site<'_> {
        let (settings, headers) = (&self.portal.settings, &self.request.headers);
        let appearance = &settings.appearance;
        let prefers = self.prefers.get();
        let chosen = [prefers.map(|p| &*p.language).filter(|l| !l.is_empty()), cookie::read(headers, cookie::LANGUAGE)];
        let themes = [prefers.map(|p| &*p.theme), cookie::read(headers, cookie::THEME)];
        Site {
            assets: "/assets",
            portal: &settings.origin,
            nonce: &self.nonce,
            appearance,
            language: appearance.languages().choose(&chosen, self.request.field("accept-language")),
            theme: themes.into_iter().flatten().find_map(Theme::parse).unwrap_or(appearance.theme()),
            here: &self.here,
            now: self.request.now,
        }
    }
    pub(crate) fn place(&self) -> Place<'_> {
        // The configured host, never the one that the request named (S13).
        let host = self.portal.settings.origin.split_once("://").map_or("", |(_, host)| host);
        Place { method: self.request.method.as_str(), host, path: self.request.target.path(), request: self.request.id }
    }
    /// A page without a form.
    pub(crate) fn page(&self, page: Page) -> Reply {
        reply::page(page)
    }
    /// A page with a form: its token needs the form cookie.
    pub(crate) fn page_with_form(&self, page: Page) -> Reply {
        let mut reply = reply::page(page);
        if self.browser_is_new {
            reply::add_cookie(&mut reply, &cookie::set(cookie::FORM, &self.browser, Life::Browser));
        }
        reply
    }
    pub(crate) fn trouble(&self, trouble: Trouble) -> Reply {
        let mut reply = if self.request.asks_json() {
            reply::problem(trouble, self.request.id.as_str())
        } else {
            // What failed is not come back to: its address may hold a spent link.
            let site = Site { here: "", ..self.site() };
            reply::page(Failure { trouble, application: APPLICATION, person: None, place: self.place() }.render(&site))
        };
        if trouble.status() == 503 {
            reply::add(&mut reply, header::RETRY_AFTER, "5");
        }
        reply
    }
    /// The refusal, if this address asks too often.
    pub(crate) fn limited(&self, endpoint: Endpoint) -> Option<Reply> {
        Some(self.refused(self.wait(endpoint)?))
    }
    /// The same, if this person was asked for too often, from wherever.
    pub(crate) fn limited_for(&self, endpoint: Endpoint, person: PersonId) -> Option<Reply> {
        Some(self.refused(self.wait_for(endpoint, Who::Person(person))?))
    }
    fn refused(&self, wait: Duration) -> Reply {
        let mut refused = self.trouble(Trouble::TooMany);
        reply::retry_after(&mut refused, wait);
        refused
    }
    /// How long this address has to wait, if it asks too often.
    pub(crate) fn wait(&self, endpoint: Endpoint) -> Option<Duration> {
        self.wait_for(endpoint, Who::Address(self.request.peer_ip))
    }
    pub(crate) fn wait_for(&self, endpoint: Endpoint, who: Who) -> Option<Duration> {
        self.portal.settings.limits.take(endpoint, who, self.request.now).err()
    }
    /// The query, each parameter once.
    pub(crate) fn query(&self) -> Result<Fields, Trouble> {
        Fields::parse(self.request.target.query().unwrap_or_default().as_bytes()).map_err(|_| Trouble::BadRequest)
    }
    /// The form in the body. A query beside it is refused: one request has one set of parameters (S32).
    pub(crate) fn form(&self) -> Result<Fields, Trouble> {
        let content_type = self.request.field("content-type").unwrap_or_default();
        let essence = content_type.split(';').next().unwrap_or_default().trim();
        if !essence.eq_ignore_ascii_case("application/x-www-form-urlencoded") || self.request.target.query().is_some() {
            return Err(Trouble::BadRequest);
        }
        if self.request.body.len() > PortalRequest::BODY_LIMIT {
            return Err(Trouble::TooLarge);
        }
        Fields::parse(&self.request.body).map_err(|_| Trouble::BadRequest)
    }
    pub(crate) fn token(&self, form: Form, session: Option<&LiveSession>) -> String {
        form_token::make(&self.portal.forms, form, &self.browser, sid(session), self.request.now)
    }
    pub(crate) fn holds(&self, fields: &Fields, form: Form, session: Option<&LiveSession>) -> bool {
        !self.browser_is_new && form_token::check(&self.portal.forms, fields.get("csrf"), form, &self.browser, sid(session), self.request.now)
    }
    /// The live portal session that the cookie names; counts as use of it.
    pub(crate) async fn session(&self) -> Result<Option<Arc<LiveSession>>, Unavailable> {
        let (identity, settings) = (&self.portal.identity, &self.portal.settings);
        let now = self.request.now;
        let Some(value) = cookie::read(&self.request.headers, cookie::SESSION) else { return Ok(None) };
        let Some(handle) = identity.read_cookie(CookieClass::Portal, &settings.host, value) else { return Ok(None) };
        let found = match identity.resolve(&handle, CookieClass::Portal, &settings.host, now) {
            Resolved::Live(session) => Some(session),
            Resolved::Dead => None,
            Resolved::Unknown => identity.load(&handle, CookieClass::Portal, &settings.host, now).await?,
        };
        if let Some(session) = &found {
            session.touch(now);
            // What is set once stays: a visit has one person.
            let _ = self.prefers.set(session.preferences());
        }
        Ok(found)
    }
    pub(crate) fn context(&self) -> SignInContext {
        SignInContext {
            ip: Some(self.request.peer_ip),
            request_id: Some(self.request.id.as_str().into()),
            user_agent: self.request.field("user-agent").unwrap_or_default().into(),
            language: self.site().language.tag().into(),
            device: Some(self.device),
        }
    }
    /// The cookie that makes this browser a known one; none where nobody would be told of it.
    pub(crate) fn device_cookie(&self) -> Option<String> {
        let wanted = self.portal.identity.knows_browsers();
        wanted.then(|| cookie::set(cookie::DEVICE, &self.device.value(), Life::For(BROWSER_KNOWN_FOR)))
    }
    /// The person of a session as the author of a change.
    pub(crate) fn actor(&self, session: &LiveSession) -> Actor {
        let subject = session.subject();
        Actor { id: subject.id.clone(), name: subject.user.clone(), ip: Some(self.request.peer_ip), request_id: Some(self.request.id.as_str().into()) }
    }
    /// Whether the browser says this is a page that a person opened. A frame, a fetch or a prefetch gets no code and spends nothing.
    pub(crate) fn is_top_level(&self) -> bool {
        let headers = &self.request.headers;
        let opened = !headers.contains_key("sec-fetch-dest") || self.request.field("sec-fetch-dest") == Some("document");
        self.request.method == http::Method::GET && opened && !headers.contains_key("sec-purpose")
    }
}

fn sid(session: Option<&LiveSession>) -> &str {
    session.map_or("", |s| &s.auth.sid)
}

/// How pages call the person of a session.
pub(crate) fn person(subject: &Subject) -> Person<'_> {
    let account = subject.email.as_ref().map_or(&*subject.user, |e| e.as_str());
    let display_name = if subject.display_name.is_empty() { &*subject.user } else { &*subject.display_name };
    Person { display_name, account }
}
