//! The door of the gateway: each request to the room it is for.
//!
//! Why: gateway, pep and portal never meet; this is the one place where their types touch.

use crate::access_log::AccessLog;
use crate::metrics::Metrics;
use arc_swap::ArcSwap;
use bytes::Bytes;
use http::header::{self, HeaderValue};
use http::{Method, Response};
use http_body_util::{BodyExt, Limited};
use portcullis_gateway::{AccessRecord, Answer, Door, FailureContext, LogFacts, Permitted, Received, Reply, ResponseRules, Upgrade};
use portcullis_pages::{Place, Trouble};
use portcullis_pep::{Asked, Facts, Forward, Handshake, Outcome, PeerFacts, Pep, Reader, Renderer, trouble_response};
use portcullis_portal::{Portal, PortalRequest};
use std::sync::Arc;
use tokio::runtime::Handle as Runtime;

/// The greatest body that one of our own pages takes.
const FORM: usize = 64 * 1024;

/// Which authority is the portal's. Swapped at a reload.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct PortalOrigin {
    pub(crate) https: bool,
    pub(crate) host: Box<str>,
    /// As text, `https://login.example.com`.
    pub(crate) text: Box<str>,
    /// Whether browsers are told to come by https only (RFC 6797). Never with our own authority: whoever clicked through its
    /// warning could not click through any more.
    pub(crate) hsts: bool,
}

pub(crate) struct Dispatch {
    pub(crate) pep: Arc<Pep>,
    pub(crate) portal: ArcSwap<Portal>,
    pub(crate) origin: ArcSwap<PortalOrigin>,
    pub(crate) renderer: Renderer,
    pub(crate) control: Runtime,
    pub(crate) log: AccessLog,
    pub(crate) metrics: Metrics,
    pub(crate) now: fn() -> portcullis_model::Timestamp,
}

impl Door for Dispatch {
    async fn answer(&self, request: Box<Received>) -> Answer {
        let origin = self.origin.load();
        let hsts = origin.hsts && request.conn.tls.is_some() && has_name(request.target.host());
        let mut answer = self.decide(request, &origin).await;
        if hsts {
            match &mut answer {
                Answer::Reply(reply) => {
                    reply.response.headers_mut().entry(header::STRICT_TRANSPORT_SECURITY).or_insert(HSTS);
                }
                Answer::Forward(permitted) if !edits_hsts(&permitted.response.edits) => permitted.response.add.push((header::STRICT_TRANSPORT_SECURITY, HSTS)),
                Answer::Forward(_) => {}
            }
        }
        answer
    }

    fn done(&self, record: &AccessRecord) {
        self.metrics.count(record);
        self.log.line(record);
    }

    fn failure(&self, context: &FailureContext<'_>) -> Response<Bytes> {
        let trouble = match (context.status.as_u16(), context.reason) {
            (408, _) => Trouble::RequestTimeout,
            (413, _) => Trouble::TooLarge,
            (421, _) => Trouble::WrongConnection,
            (431, _) => Trouble::HeadTooLarge,
            (502, "origin_unreachable" | "origin_refused" | "origin_tls") => Trouble::OriginUnreachable,
            (502, _) => Trouble::OriginBroken,
            (503, _) => Trouble::Busy,
            (504, _) => Trouble::OriginTimeout,
            (404, _) => Trouble::NotFound,
            (405 | 501, _) => Trouble::MethodNotAllowed,
            (400..=499, _) => Trouble::BadRequest,
            _ => Trouble::Internal,
        };
        let host = context.route.and(context.host).map(|host| authority(host, context.port)).unwrap_or_default();
        let place = Place { method: "GET", host: &host, path: context.path.unwrap_or("/"), request: context.id };
        let origin = self.origin.load();
        let mut response = trouble_response(
            &self.renderer,
            trouble,
            context.route.unwrap_or(""),
            None,
            place,
            &origin.text,
            (self.now)(),
            context.accept_html,
            Reader::default(),
        );
        *response.status_mut() = context.status;
        response
    }
}

/// A host as an address names it.
fn authority(host: &str, port: Option<u16>) -> String {
    let host = if host.contains(':') { format!("[{host}]") } else { host.to_owned() };
    match port {
        Some(port) => format!("{host}:{port}"),
        None => host,
    }
}

impl Dispatch {
    async fn decide(&self, mut request: Box<Received>, origin: &PortalOrigin) -> Answer {
        if !request.target.is_https() && self.pep.came_by_https(facts(&request)) {
            request.target = Arc::new((*request.target).clone().over_https());
        }
        let host = request.target.host();
        let ours = *host == *origin.host;
        // A connection made for one host may carry requests for another that its certificate does not name (RFC 9110
        // §15.5.20): those belong on a connection of their own. Where the client asked for this very host, it took what it got.
        let asked_for = request.conn.tls.as_ref().is_some_and(|tls| tls.sni.as_deref() == Some(host));
        // A proxy of the house asks us by a name of its own.
        if !asked_for && !request.conn.listener.is_private() && !request.conn.covers(host) && (ours || self.pep.guards(host)) {
            return self.own(&request, Trouble::WrongConnection);
        }
        // Paths of checks are ours alone: on the listener for proxies, and on the portal's host.
        let private = request.conn.listener.is_private();
        // Health checks of containers ask here, as they did before a move.
        if private && request.target.raw() == "/api/health" {
            return healthy();
        }
        if private && !self.pep.believes(facts(&request)) {
            self.pep.doubted(facts(&request));
            return not_a_proxy();
        }
        if (private || ours) && self.pep.is_check(request.target.raw_path()) {
            let (response, facts) = self.pep.check(asked(&mut request, None)).await;
            return Answer::Reply(Reply { response, log: log(facts) });
        }
        if self.pep.has_domains()
            && request.target.is_https()
            && let Some(response) = Box::pin(self.pep.domain_portal(&asked(&mut request, None), ours)).await
        {
            return Answer::Reply(Reply { response, log: LogFacts { route: Some("portal".into()), decision: "none", ..LogFacts::default() } });
        }
        if ours {
            // Boxed: the state of a rare road is not carried by every request.
            return Box::pin(self.portal(request, origin)).await;
        }
        let form = if self.pep.is_ours(&request.target) && request.head.method == Method::POST {
            match Box::pin(collect(&mut request)).await {
                Some(form) => Some(form),
                None => return self.own(&request, Trouble::TooLarge),
            }
        } else {
            None
        };
        match self.pep.handle(asked(&mut request, form)).await {
            (Outcome::Reply(response), facts) => Answer::Reply(Reply { response, log: log(facts) }),
            (Outcome::Forward(forward), facts) => Answer::Forward(Box::new(permitted(*forward, request, facts))),
        }
    }

    /// Portal work runs on the control plane; this worker only waits for the answer.
    async fn portal(&self, mut request: Box<Received>, origin: &PortalOrigin) -> Answer {
        if origin.https && !request.target.is_https() {
            let location = format!("{}{}", origin.text, request.target.raw());
            let mut response = Response::new(Bytes::new());
            *response.status_mut() = http::StatusCode::PERMANENT_REDIRECT;
            if let Ok(value) = http::HeaderValue::from_str(&location) {
                response.headers_mut().insert(http::header::LOCATION, value);
            }
            return Answer::Reply(Reply { response, log: LogFacts::default() });
        }
        let Some(body) = collect(&mut request).await else { return self.own(&request, Trouble::TooLarge) };
        let portal = self.portal.load_full();
        let asked = PortalRequest {
            method: request.head.method.clone(),
            target: (*request.target).clone(),
            peer_ip: self.pep.client_ip(facts(&request)),
            headers: std::mem::take(&mut request.head.headers),
            body,
            id: request.id,
            now: request.now,
        };
        let answered = self.control.spawn(async move { portal.handle(asked).await }).await;
        match answered {
            Ok(response) => Answer::Reply(Reply { response, log: LogFacts { route: Some("portal".into()), decision: "none", ..LogFacts::default() } }),
            Err(error) => {
                tracing::error!(%error, request_id = %request.id, "the portal failed on a request");
                self.own(&request, Trouble::Internal)
            }
        }
    }
    fn own(&self, request: &Received, trouble: Trouble) -> Answer {
        let html = request.head.headers.get(http::header::ACCEPT).is_none_or(|a| a.to_str().is_ok_and(|a| a.contains("text/html") || a.contains("*/*")));
        let place = Place { method: request.head.method.as_str(), host: "", path: request.target.raw_path(), request: request.id };
        let response =
            trouble_response(&self.renderer, trouble, "", None, place, &self.origin.load().text, request.now, html, Reader::of(&request.head.headers));
        Answer::Reply(Reply { response, log: LogFacts { decision: "none", ..LogFacts::default() } })
    }
}

fn facts(request: &Received) -> PeerFacts<'_> {
    PeerFacts { ip: request.conn.peer.ip(), certificate: request.conn.tls.as_ref().and_then(|tls| tls.client), headers: &request.head.headers }
}

fn asked(request: &mut Received, form: Option<Bytes>) -> Asked<'_> {
    let handshake = match request.upgrade {
        Upgrade::WebSocket => Handshake::WebSocket,
        Upgrade::None => Handshake::None,
    };
    Asked {
        target: &request.target,
        head: &mut request.head,
        form,
        peer: request.conn.peer.ip(),
        peer_text: &request.conn.peer_text,
        certificate: request.conn.tls.as_ref().and_then(|tls| tls.client),
        handshake,
        id: request.id,
        now: request.now,
    }
}

/// On the listener for proxies, to anybody else.
fn healthy() -> Answer {
    let mut response = Response::new(Bytes::from_static(b"{\"status\":\"OK\"}\n"));
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    Answer::Reply(Reply { response, log: LogFacts { decision: "none", ..LogFacts::default() } })
}
fn not_a_proxy() -> Answer {
    let mut response = Response::new(Bytes::from_static(b"403 Forbidden: only the proxies that `trusted_proxies` names may ask here\n"));
    *response.status_mut() = http::StatusCode::FORBIDDEN;
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8"));
    Answer::Reply(Reply { response, log: LogFacts { decision: "none", ..LogFacts::default() } })
}

const HSTS: HeaderValue = HeaderValue::from_static("max-age=31536000");

/// A name that can be told to be https only: no address, and nothing of this host.
fn has_name(host: &str) -> bool {
    host != "localhost" && !host.ends_with(".localhost") && host.parse::<std::net::IpAddr>().is_err()
}
fn edits_hsts(edits: &portcullis_model::FieldEdits) -> bool {
    let name = header::STRICT_TRANSPORT_SECURITY.as_str();
    edits.remove.iter().any(|n| **n == *name) || edits.set.iter().any(|(n, _)| **n == *name)
}

async fn collect(request: &mut Received) -> Option<Bytes> {
    Limited::new(&mut request.body, FORM).collect().await.ok().map(|body| body.to_bytes())
}

fn log(facts: Facts) -> LogFacts {
    LogFacts { route: facts.route, subject: facts.subject, decision: facts.decision, reasons: facts.reasons }
}

fn permitted(forward: Forward, received: Box<Received>, facts: Facts) -> Permitted {
    Permitted {
        permit: forward.permit,
        received,
        origin: forward.origin,
        lines: forward.lines,
        shared_lines: forward.shared_lines,
        rewritten: forward.rewritten,
        host: forward.host,
        response: ResponseRules { edits: forward.response, private: forward.private, add: Vec::new() },
        websocket: forward.websocket,
        timeout: forward.timeout,
        idle_timeout: forward.idle_timeout,
        log: log(facts),
    }
}
