//! One request, enforced: `Received → Routed → Identified → Permitted`.
//!
//! Why: the order is the security: strip before anyone reads, identify before judging, judge before anything is sent.

use crate::doubts::Doubts;
use crate::forward::ForwardAuth;
use crate::forwarding::{self, PeerFacts, TrustedProxy};
use crate::prepared::Prepared;
use crate::presented::Presented;
use crate::render::Renderer;
use crate::reserved::Peer;
use crate::{added, challenge, cookies, denial, here, hops, reserved, reserved_path};
use arc_swap::ArcSwap;
use bytes::Bytes;
use http::header::{self, HeaderValue};
use http::{Method, Response};
use portcullis_crypto::MacKey;
use portcullis_custody::Custody;
use portcullis_guard::{Ask, Guard, LivePermit, Rules, Unavailable, Verdicted, Who};
use portcullis_identity::{Actor, CodeRefused, CookieClass, FlowCookie, Handle, Identity, LiveSession, Redeemed};
use portcullis_model::{FieldEdits, FieldLines, Origin, ReasonSet, RequestId, TargetUri, Timestamp};
use portcullis_pages::Trouble;
use portcullis_route::{Backend, HostHeader, Route};
use std::borrow::Cow;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::runtime::Handle as Runtime;

/// What of the configuration the enforcement point needs beside the rules. Swapped whole at a reload.
#[derive(Clone, Debug)]
pub struct Setting {
    /// The portal's origin, `https://login.example.com`.
    pub portal: Box<str>,
    pub trusted_proxies: Vec<TrustedProxy>,
    pub forward_auth: ForwardAuth,
}

/// Whether the client asks for a WebSocket.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Handshake {
    None,
    WebSocket,
}

/// A received request. The head is edited in place; what is left in it after a permit is what the origin gets.
#[derive(Debug)]
pub struct Asked<'a> {
    pub target: &'a Arc<TargetUri>,
    pub head: &'a mut http::request::Parts,
    /// The form a POST to one of our own paths carried; at most 16 KiB.
    pub form: Option<Bytes>,
    pub peer: IpAddr,
    pub peer_text: &'a HeaderValue,
    /// The digest of the certificate that the peer showed.
    pub certificate: Option<[u8; 32]>,
    pub handshake: Handshake,
    pub id: RequestId,
    pub now: Timestamp,
}

impl Asked<'_> {
    pub(crate) fn facts(&self) -> PeerFacts<'_> {
        PeerFacts { ip: self.peer, certificate: self.certificate, headers: &self.head.headers }
    }
}

/// The right to forward, and how.
#[derive(Debug)]
pub struct Forward {
    pub permit: LivePermit,
    pub origin: Arc<Origin>,
    /// Fields beside those of the head, for this request and for every one of this person on this route.
    pub lines: FieldLines,
    pub shared_lines: Arc<FieldLines>,
    /// The target, where the route changes it.
    pub rewritten: Option<Box<str>>,
    pub host: HeaderValue,
    pub response: Arc<FieldEdits>,
    /// Shared caches must not keep the answer.
    pub private: bool,
    pub websocket: bool,
    pub timeout: Option<Duration>,
    pub idle_timeout: Option<Duration>,
}

#[derive(Debug)]
pub enum Outcome {
    Reply(Response<Bytes>),
    Forward(Box<Forward>),
}

/// What the access log says.
#[derive(Clone, Debug, Default)]
pub struct Facts {
    pub route: Option<Arc<str>>,
    pub subject: Option<Arc<str>>,
    pub decision: &'static str,
    pub reasons: ReasonSet,
}

pub struct Pep {
    pub(crate) guard: Arc<Guard>,
    pub(crate) identity: Arc<Identity>,
    pub(crate) custody: Arc<Custody>,
    pub(crate) renderer: Renderer,
    pub(crate) setting: ArcSwap<Setting>,
    pub(crate) form_key: MacKey,
    pub(crate) control: Runtime,
    pub(crate) doubts: Doubts,
}

/// The rooms below.
#[derive(Clone)]
pub struct Rooms {
    pub guard: Arc<Guard>,
    pub identity: Arc<Identity>,
    pub custody: Arc<Custody>,
}

/// Everything known once a request is routed and identified.
pub(crate) struct Scene<'a> {
    pub(crate) route: &'a Arc<Route>,
    pub(crate) who: &'a Who,
    pub(crate) host: &'a str,
}

impl Pep {
    /// `control` is where store work runs; `form_key` binds our forms to their sessions.
    pub fn new(rooms: Rooms, renderer: Renderer, form_key: MacKey, control: Runtime, setting: Setting) -> Self {
        let Rooms { guard, identity, custody } = rooms;
        Self { guard, identity, custody, renderer, setting: ArcSwap::from_pointee(setting), form_key, control, doubts: Doubts::default() }
    }
    pub fn swap_setting(&self, setting: Setting) {
        self.setting.store(Arc::new(setting));
        self.doubts.forget();
    }
    /// Whether any route is on this host.
    pub fn guards(&self, host: &str) -> bool {
        self.guard.rules().routes.has_host(host)
    }
    /// The address a request is logged and counted by: the peer's, or what a chain of trusted proxies says.
    pub fn client_ip(&self, peer: PeerFacts<'_>) -> IpAddr {
        let setting = self.setting.load();
        let trusted = &setting.trusted_proxies;
        let is = forwarding::peer(peer, trusted);
        if is == Peer::Stranger {
            self.doubts.ignored(peer, trusted);
        }
        forwarding::client_ip(peer.ip, is, peer.headers, trusted)
    }
    /// Whoever asked was refused because they are not believed; the log says what is missing.
    pub fn doubted(&self, peer: PeerFacts<'_>) {
        self.doubts.refused(peer, &self.setting.load().trusted_proxies);
    }
    /// Whether a trusted proxy in front of us says that the client came by https.
    pub fn came_by_https(&self, peer: PeerFacts<'_>) -> bool {
        self.believes(peer) && forwarding::says_https(peer.headers)
    }
    /// Whether this request is for one of our own pages on a guarded host, and so may bring a form.
    pub fn is_ours(&self, target: &TargetUri) -> bool {
        reserved_path::is(target.path())
    }

    pub async fn handle(&self, mut asked: Asked<'_>) -> (Outcome, Facts) {
        // First of all: see `Ask::epoch`.
        let epoch = self.guard.epoch();
        let rules = self.guard.rules();
        if !rules.routes.has_host(asked.target.host()) {
            // The page that says so needs its style: the same bytes for everybody.
            if let Some(asset) = reserved_path::asset_answer(self, &asked) {
                return (Outcome::Reply(asset), Facts { decision: "none", ..Facts::default() });
            }
            return (self.trouble(&asked, Trouble::UnknownHost, ""), Facts { decision: "none", ..Facts::default() });
        }
        if reserved_path::is(asked.target.path()) {
            return (Outcome::Reply(Box::pin(reserved_path::answer(self, &rules, &asked)).await), Facts { decision: "none", ..Facts::default() });
        }
        let Some(route) = rules.routes.find(asked.target) else {
            // A plain request for a host of an installation that is https: the same address, over TLS.
            if asked.target.scheme() == "http" && self.setting.load().portal.starts_with("https://") {
                return (Outcome::Reply(to_https(&asked, &self.setting.load().portal)), Facts { decision: "none", ..Facts::default() });
            }
            // An encoded slash that no route of this host allows has two meanings, not none.
            let trouble = if asked.target.has_encoded_slash() { Trouble::BadRequest } else { Trouble::NotFound };
            return (self.trouble(&asked, trouble, ""), Facts { decision: "none", ..Facts::default() });
        };
        if matches!(route.backend, Backend::ForwardAuth) {
            // Another proxy has it: there is nothing here that could be forwarded.
            return (self.trouble(&asked, Trouble::UnknownHost, ""), Facts { route: Some(Arc::from(&*route.name)), decision: "none", ..Facts::default() });
        }
        if asked.target.has_encoded_slash() && !route.allow_encoded_slash {
            return (self.trouble(&asked, Trouble::BadRequest, ""), Facts { route: Some(Arc::from(&*route.name)), decision: "none", ..Facts::default() });
        }
        self.enforce(&rules, epoch, route, &mut asked).await
    }

    async fn enforce(&self, rules: &Rules, epoch: u64, route: &Arc<Route>, asked: &mut Asked<'_>) -> (Outcome, Facts) {
        let setting = self.setting.load();
        let peer = forwarding::peer(asked.facts(), &setting.trusted_proxies);
        if peer == Peer::Stranger {
            self.doubts.ignored(asked.facts(), &setting.trusted_proxies);
        }
        let ip = forwarding::client_ip(asked.peer, peer, &asked.head.headers, &setting.trusted_proxies);
        let Some(mark) = hops::next(&asked.head.headers) else {
            let facts = Facts { route: Some(Arc::from(&*route.name)), decision: "none", ..Facts::default() };
            return (self.trouble(asked, Trouble::RoundAndRound, &route.name), facts);
        };
        reserved::strip(&mut asked.head.headers, peer, &route.request_edits);
        let host = asked.target.host();
        let presented = Presented::of(&self.identity, &asked.head.headers, host);
        let handle = match &presented {
            Some(presented) => presented.handle,
            None => cookies::value(&asked.head.headers, cookies::SESSION).and_then(|v| self.identity.read_cookie(CookieClass::Host, host, v)),
        };
        let Ok(who) = self.guard.identify(handle, CookieClass::Host, host, asked.now).await else {
            return (
                self.trouble(asked, Trouble::Unavailable, &route.name),
                Facts { route: Some(Arc::from(&*route.name)), decision: "none", ..Facts::default() },
            );
        };
        let scene = Scene { route, who: &who, host };
        // A page of another site can open a socket with our cookie on it (S8): only our own origin may.
        if asked.handshake == Handshake::WebSocket && who.session().is_some() && !same_origin(asked) {
            let facts = self.facts(&scene, "deny", ReasonSet::EMPTY);
            return (self.trouble(asked, Trouble::CrossSite, &route.name), facts);
        }
        let method = asked.head.method.clone();
        let ask = Ask {
            rules,
            epoch,
            route,
            target: asked.target,
            method: method.as_str(),
            preflight: is_preflight(asked.head),
            websocket: asked.handshake == Handshake::WebSocket,
            ip,
            request: asked.id,
        };
        let Ok(admission) = self.guard.admit(&who, &ask, asked.now).await else {
            let facts = self.facts(&scene, "none", ReasonSet::EMPTY);
            return (self.trouble(asked, Trouble::Unavailable, &route.name), facts);
        };
        match admission.verdict {
            Verdicted::Permit(permit) => self.permit(&scene, presented.as_deref(), asked, permit, mark, admission.reasons),
            Verdicted::Challenge(need) => {
                let facts = self.facts(&scene, "challenge", admission.reasons);
                (Outcome::Reply(challenge::render(self, &scene, asked, &need, Some(&ask), admission.reasons)), facts)
            }
            Verdicted::Deny => {
                let facts = self.facts(&scene, "deny", admission.reasons);
                (Outcome::Reply(denial::render(self, &scene, &ask, asked, admission.reasons)), facts)
            }
        }
    }

    fn permit(
        &self,
        scene: &Scene<'_>,
        presented: Option<&Presented>,
        asked: &mut Asked<'_>,
        permit: LivePermit,
        mark: &HeaderValue,
        reasons: ReasonSet,
    ) -> (Outcome, Facts) {
        let route = scene.route;
        let prepared = match Prepared::of(self, scene, asked.now) {
            Ok(prepared) => prepared,
            // No signature, no forwarding: an application that relies on the assertion must never see a request without.
            Err(Unavailable) => {
                let facts = self.facts(scene, "none", reasons);
                return (self.trouble(asked, Trouble::Unavailable, &route.name), facts);
            }
        };
        let facts = Facts { route: Some(prepared.route.clone()), subject: prepared.subject.clone(), decision: "permit", reasons };
        let origin = match &route.backend {
            Backend::Origins(origins) => {
                let n = origins.len().max(1);
                let turn = if n == 1 { 0 } else { asked.id.as_str().bytes().fold(0usize, |a, b| a.wrapping_mul(31).wrapping_add(usize::from(b))) % n };
                origins.get(turn).cloned()
            }
            Backend::Redirect(redirect) => return (Outcome::Reply(here::redirect(route, redirect, asked)), facts),
            Backend::Response(response) => return (Outcome::Reply(here::direct(route, response)), facts),
            Backend::ForwardAuth => None,
        };
        let Some(origin) = origin else {
            return (self.trouble(asked, Trouble::Unavailable, &route.name), facts);
        };
        let public_host = authority(asked.target);
        let headers = &mut asked.head.headers;
        match presented {
            Some(presented) => presented.strip(headers),
            None => cookies::strip(headers),
        }
        if headers.get_all(header::AUTHORIZATION).iter().any(is_our_token) {
            headers.remove(header::AUTHORIZATION);
        }
        let told = forwarding::fields(headers, asked.peer_text, asked.target, &public_host);
        let Ok(lines) = added::lines(headers, told, mark, &route.request_edits, &prepared) else {
            return (self.trouble(asked, Trouble::Unavailable, &route.name), facts);
        };
        let host = match &route.host_header {
            HostHeader::Preserve => Some(public_host),
            HostHeader::Origin => HeaderValue::from_str(&origin.authority).ok(),
            HostHeader::Literal(host) => HeaderValue::from_str(host).ok(),
        };
        let Some(host) = host else {
            return (self.trouble(asked, Trouble::Unavailable, &route.name), facts);
        };
        let forward = Forward {
            permit,
            origin,
            lines,
            shared_lines: prepared.lines.clone(),
            rewritten: match route.rewritten(asked.target) {
                Cow::Borrowed(_) => None,
                Cow::Owned(path) => Some(path.into()),
            },
            host,
            response: route.response_edits.clone(),
            private: !route.public,
            websocket: route.allow_websockets,
            // A route without one has no limit, which to the gateway is zero; its own default is for nobody here.
            timeout: Some(route.timeout.unwrap_or(Duration::ZERO)),
            idle_timeout: route.idle_timeout,
        };
        (Outcome::Forward(Box::new(forward)), facts)
    }

    pub(crate) fn facts(&self, scene: &Scene<'_>, decision: &'static str, reasons: ReasonSet) -> Facts {
        let subject = scene.who.session().map(|_| Arc::from(&*scene.who.subject().user));
        Facts { route: Some(Arc::from(&*scene.route.name)), subject, decision, reasons }
    }
    /// Who presents this host's cookie.
    pub(crate) async fn visitor(&self, asked: &Asked<'_>) -> Result<Who, Unavailable> {
        let host = asked.target.host();
        let handle = cookies::value(&asked.head.headers, cookies::SESSION).and_then(|v| self.identity.read_cookie(CookieClass::Host, host, v));
        self.guard.identify(handle, CookieClass::Host, host, asked.now).await
    }
    /// Store work leaves the worker: it belongs to the control plane.
    pub(crate) async fn redeem(&self, code: &str, bound: &str, old: Option<Handle>, flow: &FlowCookie, now: Timestamp) -> Result<Redeemed, CodeRefused> {
        let (identity, code, host, flow) = (self.identity.clone(), code.to_owned(), bound.to_owned(), *flow);
        let task = self.control.spawn(async move { identity.redeem_code(&code, &host, &flow, old.as_ref(), now).await });
        task.await.unwrap_or(Err(CodeRefused::Unavailable(portcullis_identity::Unavailable)))
    }
    pub(crate) async fn end_here(&self, session: &Arc<LiveSession>, asked: &Asked<'_>) -> Result<(), Unavailable> {
        let (identity, session, now) = (self.identity.clone(), session.clone(), asked.now);
        let subject = session.subject();
        let actor = Actor { id: subject.id.clone(), name: subject.user.clone(), ip: Some(asked.peer), request_id: Some(asked.id.as_str().into()) };
        let task = self.control.spawn(async move { identity.sign_out_host(&session, &actor, now).await });
        task.await.map_err(|_| Unavailable)?.map_err(|_| Unavailable)
    }
    pub(crate) fn trouble(&self, asked: &Asked<'_>, trouble: Trouble, application: &str) -> Outcome {
        Outcome::Reply(self.renderer.trouble(asked, trouble, application, &self.setting.load().portal))
    }
}

/// Host and, where it was written, port: as the client named us.
pub(crate) fn authority(target: &TargetUri) -> HeaderValue {
    HeaderValue::try_from(host_port(target)).unwrap_or_else(|_| HeaderValue::from_static("invalid"))
}
pub(crate) fn host_port(target: &TargetUri) -> String {
    let host = target.host();
    let v6 = host.bytes().any(|b| b == b':');
    let mut out = String::with_capacity(host.len() + 8);
    if v6 {
        out.push('[');
    }
    out.push_str(host);
    if v6 {
        out.push(']');
    }
    if let Some(port) = target.port() {
        out.push(':');
        // By hand: every request is told its host, and the formatting machinery costs more than the rest of this.
        let mut unit = 10_000;
        while unit > 1 && port < unit {
            unit /= 10;
        }
        while unit > 0 {
            out.push(char::from(b'0' + u8::try_from(port / unit % 10).unwrap_or(0)));
            unit /= 10;
        }
    }
    out
}
pub(crate) fn origin_of(target: &TargetUri) -> String {
    format!("{}://{}", target.scheme(), host_port(target))
}

fn same_origin(asked: &Asked<'_>) -> bool {
    let mut origins = asked.head.headers.get_all(header::ORIGIN).iter();
    let (Some(one), None) = (origins.next(), origins.next()) else { return false };
    one.to_str().is_ok_and(|o| o == origin_of(asked.target))
}

fn is_preflight(head: &http::request::Parts) -> bool {
    head.method == Method::OPTIONS && head.headers.contains_key(header::ORIGIN) && head.headers.contains_key(header::ACCESS_CONTROL_REQUEST_METHOD)
}

/// Bearer values with our typed prefix are credentials for us.
fn is_our_token(value: &HeaderValue) -> bool {
    let bytes = value.as_bytes();
    let rest = bytes.get(..7).filter(|p| p.eq_ignore_ascii_case(b"bearer ")).and(bytes.get(7..)).unwrap_or_default().trim_ascii_start();
    rest.starts_with(b"pcs_") || rest.starts_with(b"pct_")
}

/// The same address over TLS, at the port people reach the portal by.
fn to_https(asked: &Asked<'_>, portal: &str) -> Response<Bytes> {
    let host = asked.target.host();
    let host = if host.contains(':') { format!("[{host}]") } else { host.to_owned() };
    let port = portal.rsplit_once(':').map(|(_, p)| p).filter(|p| !p.is_empty() && p.bytes().all(|b| b.is_ascii_digit()));
    let authority = port.map_or_else(|| host.clone(), |p| format!("{host}:{p}"));
    crate::render::redirect(http::StatusCode::PERMANENT_REDIRECT, &format!("https://{authority}{}", asked.target.raw()))
}
