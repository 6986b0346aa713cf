//! One check: who is believed, what was asked for, who asks, and what the judge says.
//!
//! Why: the same order as at our own door, and the same `admit`; the answer says what would have been done here.

use super::answer;
use super::credentials::{self, Found};
use super::original::{self, Arrived, BadCheck, Original, Way, encoded};
use super::{Dialect, Endpoint, ForwardAuth, StrategyKind, domain};
use crate::enforce::{Asked, Facts, Pep, Scene, origin_of};
use crate::forwarding::{self, PeerFacts};
use crate::prepared::Prepared;
use crate::presented::Presented;
use crate::reserved;
use bytes::Bytes;
use http::header::{self, HeaderMap, HeaderValue};
use http::{Method, Response, StatusCode};
use portcullis_crypto::SecretBytes;
use portcullis_guard::{Ask, Unavailable, Verdicted, Who};
use portcullis_identity::{CookieClass, SignInContext, SignInRefused};
use portcullis_model::ReasonSet;
use portcullis_route::Backend;
use std::time::Duration;

/// Who asks, as far as the strategies found.
struct Asker {
    who: Who,
    /// The last strategy that was looked at: its way of asking is the answer's.
    last: StrategyKind,
    /// It found credentials, and they were not right.
    failed: bool,
}

impl Pep {
    /// Whether a path is an endpoint for checks.
    pub fn is_check(&self, path: &str) -> bool {
        self.setting.load().forward_auth.endpoint(path).is_some()
    }
    /// Whether what this peer says of others is believed: its address, and secret and certificate where they are set (S5).
    pub fn believes(&self, peer: PeerFacts<'_>) -> bool {
        forwarding::peer(peer, &self.setting.load().trusted_proxies) == reserved::Peer::TrustedProxy
    }

    /// Whether any domain's hosts share a cookie.
    pub fn has_domains(&self) -> bool {
        !self.setting.load().forward_auth.domains.is_empty()
    }

    /// Answers a check.
    pub async fn check(&self, asked: Asked<'_>) -> (Response<Bytes>, Facts) {
        let setting = self.setting.load_full();
        let none = Facts { decision: "none", ..Facts::default() };
        let path = asked.target.raw_path();
        let Some((endpoint, rest)) = setting.forward_auth.endpoint(path) else { return (answer::empty(StatusCode::NOT_FOUND), none) };
        let head = asked.head.method == Method::HEAD;
        if !self.believes(asked.facts()) {
            self.doubted(asked.facts());
            let text = "403 Forbidden: only the proxies that `trusted_proxies` names may ask here\n";
            return (answer::plain(endpoint.dialect, StatusCode::FORBIDDEN, head, text), none);
        }
        if matches!(endpoint.dialect, Dialect::ForwardAuth | Dialect::AuthRequest) && !head && asked.head.method != Method::GET {
            let mut refused = answer::empty(StatusCode::METHOD_NOT_ALLOWED);
            refused.headers_mut().insert(header::ALLOW, HeaderValue::from_static("GET, HEAD"));
            return (refused, none);
        }
        let arrived = Arrived { dialect: endpoint.dialect, method: asked.head.method.as_str(), target: asked.target, rest, headers: &asked.head.headers };
        match original::read(&arrived, &setting.forward_auth, &setting.portal) {
            Ok(original) => self.judge(&setting.forward_auth, endpoint, &original, &asked).await,
            Err(bad) => {
                tracing::debug!(%bad, request_id = %asked.id, "a check was refused");
                (refused(endpoint.dialect, bad, head), none)
            }
        }
    }

    async fn judge(&self, setting: &ForwardAuth, endpoint: &Endpoint, original: &Original, asked: &Asked<'_>) -> (Response<Bytes>, Facts) {
        // First of all: see `Ask::epoch`.
        let epoch = self.guard.epoch();
        let rules = self.guard.rules();
        let (dialect, target) = (endpoint.dialect, &original.target);
        let head = asked.head.method == Method::HEAD || &*original.method == "HEAD";
        let none = Facts { decision: "none", ..Facts::default() };
        let forbidden = || answer::plain(dialect, StatusCode::FORBIDDEN, head, "403 Forbidden");
        let route = match rules.routes.find(target) {
            Some(route) if matches!(route.backend, Backend::ForwardAuth) => route,
            // An encoded slash that no route allows has two meanings, not none.
            None if target.has_encoded_slash() => return (refused(dialect, BadCheck::Address, head), none),
            _ => return (forbidden(), none),
        };
        let headers = &asked.head.headers;
        let busy = |facts| (answer::empty(StatusCode::SERVICE_UNAVAILABLE), facts);
        let asker = match self.asker(setting, endpoint, original, asked).await {
            Ok(asker) => asker,
            Err(Unavailable) => return busy(none),
        };
        let scene = Scene { route, who: &asker.who, host: target.host() };
        let websocket =
            headers.contains_key("sec-websocket-key") || headers.get(header::UPGRADE).is_some_and(|v| v.as_bytes().eq_ignore_ascii_case(b"websocket"));
        // A page of another site can open a socket with our cookie on it (S8), or with a password that the browser remembers; a program's
        // has no origin.
        let foreign = !of_this_origin(headers, original) && (asker.last == StrategyKind::CookieSession || headers.contains_key(header::ORIGIN));
        if websocket && asker.who.session().is_some() && foreign {
            return (forbidden(), self.facts(&scene, "deny", ReasonSet::EMPTY));
        }
        let trusted = &self.setting.load().trusted_proxies;
        let ip = forwarding::client_ip(asked.peer, reserved::Peer::TrustedProxy, headers, trusted);
        let preflight = &*original.method == "OPTIONS" && headers.contains_key(header::ORIGIN) && headers.contains_key(header::ACCESS_CONTROL_REQUEST_METHOD);
        let ask = Ask { rules: &rules, epoch, route, target, method: &original.method, preflight, websocket: false, ip, request: asked.id };
        let Ok(admission) = self.guard.admit(&asker.who, &ask, asked.now).await else {
            return busy(self.facts(&scene, "none", ReasonSet::EMPTY));
        };
        let reasons = admission.reasons;
        match admission.verdict {
            Verdicted::Permit(_) => match Prepared::of(self, &scene, asked.now) {
                Ok(prepared) => {
                    let mut response = answer::empty(StatusCode::OK);
                    for (name, value) in &prepared.fields {
                        response.headers_mut().insert(name.clone(), value.clone());
                    }
                    (response, Facts { route: Some(prepared.route.clone()), subject: prepared.subject.clone(), decision: "permit", reasons })
                }
                Err(Unavailable) => busy(self.facts(&scene, "none", reasons)),
            },
            // Whoever meant to say who they are is told that it was not right, whatever else.
            Verdicted::Deny if asker.failed => (answer::challenge(dialect, asker.last, head), self.facts(&scene, "deny", reasons)),
            Verdicted::Deny if !head && matches!(original.way, Way::Host) && asker.who.session().is_some() => {
                (answer::not_allowed(dialect, headers), self.facts(&scene, "deny", reasons))
            }
            Verdicted::Deny => (forbidden(), self.facts(&scene, "deny", reasons)),
            Verdicted::Challenge(_) => (self.unauthorised(setting, endpoint, original, &asker, asked, head), self.facts(&scene, "challenge", reasons)),
        }
    }

    fn unauthorised(&self, setting: &ForwardAuth, endpoint: &Endpoint, original: &Original, asker: &Asker, asked: &Asked<'_>, head: bool) -> Response<Bytes> {
        let dialect = endpoint.dialect;
        if asker.failed || asker.last != StrategyKind::CookieSession {
            return answer::challenge(dialect, asker.last, head);
        }
        let target = &original.target;
        let location = match original.way {
            Way::Nowhere => return answer::plain(dialect, StatusCode::UNAUTHORIZED, head, "401 Unauthorized"),
            Way::Domain(at) => setting.domains.get(at).map(|d| {
                let back = format!("{}{}", origin_of(target), target.raw());
                format!("{}/?rd={}&rm={}", d.portal, encoded(&back), original.method)
            }),
            Way::Host => Some(format!("{}/.portcullis/start?to={}", origin_of(target), self.identity.seal_start(target, asked.now))),
        };
        match location {
            Some(location) => answer::sign_in(dialect, &original.method, &asked.head.headers, &location),
            None => answer::empty(StatusCode::SERVICE_UNAVAILABLE),
        }
    }

    /// The strategies in their order; the first that finds somebody, or somebody's mistake, ends the search.
    async fn asker(&self, setting: &ForwardAuth, endpoint: &Endpoint, original: &Original, asked: &Asked<'_>) -> Result<Asker, Unavailable> {
        let headers = &asked.head.headers;
        let must = endpoint.dialect == Dialect::Verify && matches!(original::parameter(asked.target.query(), "auth"), Ok(Some(way)) if way == "basic");
        let mut asker = Asker { who: Who::Anonymous, last: StrategyKind::CookieSession, failed: false };
        for strategy in &endpoint.strategies {
            asker.last = strategy.kind;
            if strategy.kind == StrategyKind::CookieSession {
                asker.who = self.by_cookie(setting, original, asked).await?;
                if asker.who.session().is_some() {
                    break;
                }
                continue;
            }
            match credentials::find(strategy.kind, headers, must && strategy.kind == StrategyKind::Verify) {
                Found::Nothing => continue,
                Found::Malformed => asker.failed = true,
                Found::Basic(basic) => match self.by_password(basic.name, basic.password, strategy.cache, asked).await? {
                    Some(who) => asker.who = who,
                    None => asker.failed = true,
                },
            }
            break;
        }
        Ok(asker)
    }

    /// The host's own cookie, else its domain's. A proxy that names somebody else in `Session-Username` ends the session.
    async fn by_cookie(&self, setting: &ForwardAuth, original: &Original, asked: &Asked<'_>) -> Result<Who, Unavailable> {
        let (headers, host) = (&asked.head.headers, original.target.host());
        let own = Presented::handle(&self.identity, headers, host);
        let mut who = self.guard.identify(own, CookieClass::Host, host, asked.now).await?;
        let shared = if original::passes_our_paths(headers) { None } else { setting.domain_of(host) };
        if let (None, Some(shared)) = (who.session(), shared) {
            who = domain::visitor(self, headers, &shared.domain, asked.now).await?;
        }
        let named = headers.get("session-username").filter(|v| !v.is_empty());
        if let (Some(session), Some(named)) = (who.session(), named)
            && !named.to_str().is_ok_and(|named| named.to_lowercase() == session.subject().user.to_lowercase())
        {
            self.end_here(session, asked).await?;
            who = Who::Anonymous;
        }
        Ok(who)
    }

    /// None: not right, and it is late enough to say so (S20).
    async fn by_password(&self, name: String, password: SecretBytes, cache: Duration, asked: &Asked<'_>) -> Result<Option<Who>, Unavailable> {
        let started = tokio::time::Instant::now();
        let trusted = &self.setting.load_full().trusted_proxies;
        let ip = forwarding::client_ip(asked.peer, reserved::Peer::TrustedProxy, &asked.head.headers, trusted);
        let agent = asked.head.headers.get(header::USER_AGENT).and_then(|v| v.to_str().ok()).unwrap_or_default();
        let ctx = SignInContext { ip: Some(ip), request_id: Some(asked.id.as_str().into()), user_agent: agent.into(), ..SignInContext::default() };
        let (identity, now) = (self.identity.clone(), asked.now);
        let checked = self.control.spawn(async move { identity.basic(&name, &password, cache, &ctx, now).await }).await.map_err(|_| Unavailable)?;
        match checked {
            Ok(session) => {
                let subject = session.subject();
                Ok(Some(Who::Session(session, subject)))
            }
            Err(SignInRefused::NotRight) => {
                tokio::time::sleep_until(started + self.identity.answer_deadline()).await;
                Ok(None)
            }
            Err(SignInRefused::Busy | SignInRefused::Unavailable(_)) => Err(Unavailable),
        }
    }
}

fn refused(dialect: Dialect, bad: BadCheck, head: bool) -> Response<Bytes> {
    let status = if dialect == Dialect::Verify { StatusCode::UNAUTHORIZED } else { StatusCode::BAD_REQUEST };
    let text = format!("{} {}: {bad}\n", status.as_u16(), status.canonical_reason().unwrap_or_default());
    answer::plain(dialect, status, head, &text)
}

/// `Origin` once, and the application's own.
fn of_this_origin(headers: &HeaderMap, original: &Original) -> bool {
    let mut origins = headers.get_all(header::ORIGIN).iter();
    let (Some(one), None) = (origins.next(), origins.next()) else { return false };
    one.as_bytes() == origin_of(&original.target).as_bytes()
}
