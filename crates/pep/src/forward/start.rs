//! From a check's answer to the portal and back: on the application's own host, and at the portal of a cookie domain.
//!
//! Why: a check cannot set a cookie with every proxy, so its answer leads to one of our own pages, which can. Where a person goes on to
//! is a sealed target, or an address that has to be a forward-auth route's of now, in the portal's own domain (S3, S32).

use super::{CookieDomain, domain, original};
use crate::challenge::{self, append};
use crate::enforce::{Asked, Pep};
use crate::render::redirect;
use crate::{callback, flow, forwarding, reserved_path};
use bytes::Bytes;
use http::header::{self, HeaderValue};
use http::{Method, Response, StatusCode};
use portcullis_guard::{Ask, Challenge, Openable, Rules, Who};
use portcullis_identity::{CodeRefused, Via};
use portcullis_model::TargetUri;
use portcullis_pages::Trouble;
use portcullis_route::Backend;
use std::sync::Arc;

/// `/.portcullis/start?to=…`.
pub(crate) async fn on_host(pep: &Pep, rules: &Rules, asked: &Asked<'_>) -> Response<Bytes> {
    if !matches!(asked.head.method, Method::GET | Method::HEAD) {
        return reserved_path::trouble(pep, asked, Trouble::MethodNotAllowed);
    }
    let sealed = asked.target.query().and_then(|q| q.strip_prefix("to=")).unwrap_or_default();
    let target = pep.identity.open_start(sealed, asked.now).and_then(|t| t.target()).filter(|t| t.host() == asked.target.host());
    let Some(target) = target.map(Arc::new) else { return to(&format!("{}/", crate::enforce::origin_of(asked.target))) };
    // Our own way to sign in, asked about as if it were this application's: the other proxy has the portal's host here too.
    let flow = target.query().and_then(|q| q.strip_prefix("flow=")).filter(|_| target.raw_path() == "/login");
    if flow.is_some_and(|flow| pep.identity.open_handoff(flow, asked.now).is_ok()) {
        tracing::error!(
            host = target.host(),
            "a proxy asks about the portal's sign-in page as if it were on this host: give the portal's host its own place there"
        );
        return reserved_path::trouble(pep, asked, Trouble::RoundAndRound);
    }
    let Ok(who) = pep.visitor(asked).await else { return reserved_path::trouble(pep, asked, Trouble::Unavailable) };
    match needed(pep, rules, &who, &target, "GET", asked) {
        Needed::Nothing => back(pep, asked, &target),
        Needed::Unknown => reserved_path::trouble(pep, asked, Trouble::NotFound),
        Needed::Challenge(need, name) => challenge::to_portal(pep, asked, &target, None, &need, &name),
    }
}

impl Pep {
    /// Answers for the portal of a cookie domain; `None` where this request is not for one. `own`: the host is that of the portal itself,
    /// which has pages of its own.
    pub async fn domain_portal(&self, asked: &Asked<'_>, own: bool) -> Option<Response<Bytes>> {
        let setting = self.setting.load_full();
        let host = asked.target.host();
        let path = asked.target.raw_path();
        let (shared, rest) = setting.forward_auth.portal_at(host, path)?;
        let start = asked.target.query().is_some_and(|q| q.split('&').any(|p| p.starts_with("rd=")));
        match rest {
            "" | "/" if start => Some(self.domain_start(asked, shared).await),
            "/.portcullis/callback" => Some(self.domain_callback(asked, shared).await),
            rest if rest.starts_with("/.portcullis/assets/") => reserved_path::asset_answer(self, asked),
            "/logout" => Some(to(&format!("{}/sign-out", setting.portal))),
            _ if own => None,
            _ => Some(to(&format!("{}/", setting.portal))),
        }
    }

    async fn domain_start(&self, asked: &Asked<'_>, shared: &CookieDomain) -> Response<Bytes> {
        if !matches!(asked.head.method, Method::GET | Method::HEAD) {
            return reserved_path::trouble(self, asked, Trouble::MethodNotAllowed);
        }
        let query = asked.target.query();
        let rd = original::parameter(query, "rd").ok().flatten();
        let target = rd.and_then(|rd| original::url(&rd).ok()).filter(|t| shared.holds(t.host())).map(Arc::new);
        let method = original::parameter(query, "rm").ok().flatten().filter(|m| m.len() <= 32 && m.bytes().all(|b| b.is_ascii_uppercase()));
        let rules = self.guard.rules();
        let elsewhere = || to(&format!("{}/", self.setting.load().portal));
        let Some(target) = target else { return elsewhere() };
        let Ok(who) = domain::visitor(self, &asked.head.headers, &shared.domain, asked.now).await else {
            return reserved_path::trouble(self, asked, Trouble::Unavailable);
        };
        match needed(self, &rules, &who, &target, method.as_deref().unwrap_or("GET"), asked) {
            Needed::Unknown => elsewhere(),
            Needed::Nothing => back(self, asked, &target),
            Needed::Challenge(need, name) => {
                let via = Via { domain: shared.domain.clone(), portal: shared.portal.clone() };
                challenge::to_portal(self, asked, &target, Some(via), &need, &name)
            }
        }
    }

    async fn domain_callback(&self, asked: &Asked<'_>, shared: &CookieDomain) -> Response<Bytes> {
        let refuse = |trouble| reserved_path::trouble(self, asked, trouble);
        if asked.head.method != Method::GET {
            return refuse(Trouble::MethodNotAllowed);
        }
        let headers = &asked.head.headers;
        let (Some(code), Some(flow)) = (callback::only_code(asked.target.query()), flow::current(headers)) else { return refuse(Trouble::CodeRefused) };
        let old = domain::handle(self, headers, &shared.domain);
        match self.redeem(code, &domain::bound(&shared.domain), old, &flow, asked.now).await {
            Ok(redeemed) => {
                let mut response = to(&redeemed.return_to.url());
                append(&mut response, domain::set(&shared.domain, &redeemed.cookie_value, redeemed.max_age.map(|d| d.as_secs())));
                append(&mut response, flow::one_more_bounce(headers));
                response.headers_mut().insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
                response
            }
            Err(CodeRefused::Unavailable(_)) => refuse(Trouble::Unavailable),
            Err(CodeRefused::Refused) => refuse(Trouble::CodeRefused),
        }
    }
}

enum Needed {
    /// Nothing that signing in could change.
    Nothing,
    Challenge(Challenge, Box<str>),
    /// No forward-auth route is there.
    Unknown,
}

/// What the person is short of for that address, as its route judges.
fn needed(pep: &Pep, rules: &Rules, who: &Who, target: &Arc<TargetUri>, method: &str, asked: &Asked<'_>) -> Needed {
    let Some(route) = rules.routes.find(target).filter(|r| matches!(r.backend, Backend::ForwardAuth)) else { return Needed::Unknown };
    let setting = pep.setting.load();
    let headers = &asked.head.headers;
    let ip = forwarding::client_ip(asked.peer, forwarding::peer(asked.facts(), &setting.trusted_proxies), headers, &setting.trusted_proxies);
    let ask = Ask { rules, epoch: 0, route, target, method, preflight: false, websocket: false, ip, request: asked.id };
    match pep.guard.could_open(who, &ask, asked.now) {
        Openable::AfterChallenge(need) => Needed::Challenge(need, route.name.clone()),
        Openable::Yes | Openable::No => Needed::Nothing,
    }
}

/// Back to the application, which judges again; three times within a minute, and no further.
fn back(pep: &Pep, asked: &Asked<'_>, target: &TargetUri) -> Response<Bytes> {
    if let Some(page) = challenge::loop_page(pep, asked, "") {
        return page;
    }
    let mut response = to(&format!("{}{}", crate::enforce::origin_of(target), target.raw()));
    append(&mut response, flow::one_more_bounce(&asked.head.headers));
    response
}

fn to(location: &str) -> Response<Bytes> {
    redirect(StatusCode::FOUND, location)
}
