//! The private listener: `/healthz`, `/readyz`, `/metrics`, and nothing else.
//!
//! Why: health is told on its own listener by exact path, so no user agent and no field makes a guarded request "healthy" (S23).

use bytes::Bytes;
use http::uri::Authority;
use http::{Method, Request, Response, StatusCode, header};
use http_body_util::Full;
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use std::convert::Infallible;
use std::future::Future;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::sync::Semaphore;

const CONNECTIONS: usize = 64;
const LIFETIME: Duration = Duration::from_secs(60);

/// What the listener asks of the server.
pub(crate) trait Vitals: Send + Sync + 'static {
    /// Whether requests can be judged; the error is the reason why not.
    fn ready(&self) -> impl Future<Output = Result<(), String>> + Send;
    /// What is not well though requests are judged.
    fn remarks(&self) -> Vec<String>;
    fn metrics(&self) -> String;
}

pub(crate) async fn bind(address: SocketAddr) -> std::io::Result<TcpListener> {
    TcpListener::bind(address).await
}

/// `head`: how long a request's head may take.
pub(crate) async fn serve(listener: TcpListener, vitals: Arc<impl Vitals>, head: Duration, stop: impl Future<Output = ()>) {
    let loopback = listener.local_addr().is_ok_and(|at| at.ip().to_canonical().is_loopback());
    let slots = Arc::new(Semaphore::new(CONNECTIONS));
    let mut tasks = tokio::task::JoinSet::new();
    tokio::pin!(stop);
    loop {
        tokio::select! {
            accepted = listener.accept() => {
                let (Ok((stream, _)), Ok(slot)) = (accepted, slots.clone().try_acquire_owned()) else { continue };
                let vitals = vitals.clone();
                tasks.spawn(async move {
                    let service = service_fn(move |request| { let vitals = vitals.clone(); async move { Ok::<_, Infallible>(answer(&request, &*vitals, loopback).await) } });
                    let mut builder = hyper::server::conn::http1::Builder::new();
                    builder.timer(TokioTimer::new()).header_read_timeout(head).max_buf_size(16 * 1024);
                    let _ = tokio::time::timeout(LIFETIME, builder.serve_connection(TokioIo::new(stream), service)).await;
                    drop(slot);
                });
            }
            Some(_) = tasks.join_next(), if !tasks.is_empty() => {}
            () = &mut stop => return,
        }
    }
}

/// Whether the request is for an address or for localhost. A page of a stranger can point a name of its own at loopback and read
/// what is answered there (S27).
fn names_this_host(request: &Request<Incoming>) -> bool {
    let mut hosts = request.headers().get_all(header::HOST).iter();
    let (Some(host), None) = (hosts.next(), hosts.next()) else { return false };
    let Some(authority) = host.to_str().ok().and_then(|h| h.parse::<Authority>().ok()) else { return false };
    let name = authority.host().trim_start_matches('[').trim_end_matches(']');
    name.eq_ignore_ascii_case("localhost") || name.parse::<IpAddr>().is_ok()
}

async fn answer(request: &Request<Incoming>, vitals: &impl Vitals, loopback: bool) -> Response<Full<Bytes>> {
    if loopback && !names_this_host(request) {
        return text(StatusCode::FORBIDDEN, "text/plain", "ask for this host by its address or as localhost\n".into());
    }
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return text(StatusCode::METHOD_NOT_ALLOWED, "text/plain", "only GET\n".into());
    }
    match request.uri().path() {
        "/healthz" => text(StatusCode::OK, "text/plain", "ok\n".into()),
        "/readyz" => match vitals.ready().await {
            Ok(()) => {
                let remarks: String = vitals.remarks().iter().map(|r| format!("{r}\n")).collect();
                text(StatusCode::OK, "text/plain", format!("ready\n{remarks}"))
            }
            Err(why) => text(StatusCode::SERVICE_UNAVAILABLE, "text/plain", format!("not ready: {why}\n")),
        },
        "/metrics" => text(StatusCode::OK, "application/openmetrics-text; version=1.0.0; charset=utf-8", vitals.metrics()),
        _ => text(StatusCode::NOT_FOUND, "text/plain", "not here: /healthz, /readyz, /metrics\n".into()),
    }
}

fn text(status: StatusCode, kind: &'static str, body: String) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::new(Bytes::from(body)));
    *response.status_mut() = status;
    response.headers_mut().insert(header::CONTENT_TYPE, http::HeaderValue::from_static(kind));
    response.headers_mut().insert(header::CACHE_CONTROL, http::HeaderValue::from_static("no-store"));
    response
}
