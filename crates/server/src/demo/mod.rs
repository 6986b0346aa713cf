//! The demonstration application of `up`: a real origin, reached through the pool like any other.
//!
//! Why: the first page behind the gate shows what an application learns about its visitor, and how it checks it. It
//! believes nothing but a verified assertion.

mod page;
mod verify;

use bytes::Bytes;
use http::{Method, Request, Response, StatusCode, header};
use http_body_util::BodyExt;
use http_body_util::combinators::BoxBody;
use hyper::body::{Frame, Incoming};
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use std::convert::Infallible;
use std::future::Future;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::task::JoinSet;
use verify::Verifier;

const CONNECTIONS: usize = 1024;

/// A bound demonstration, not yet serving: its address goes into the configuration first.
pub(crate) struct Demo {
    listener: TcpListener,
    address: SocketAddr,
}

impl Demo {
    /// On any free port but the gate's own, which is not taken yet.
    pub(crate) async fn bind(gate: u16) -> std::io::Result<Self> {
        let first = TcpListener::bind(("127.0.0.1", 0)).await?;
        // The first one is held meanwhile, so the second has another port.
        let listener = if first.local_addr()?.port() == gate { TcpListener::bind(("127.0.0.1", 0)).await? } else { first };
        let address = listener.local_addr()?;
        Ok(Self { listener, address })
    }
    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }
    /// Serves until `stop`. `gate` is where the gateway listens, `authority` the demonstration's own host there.
    pub(crate) async fn serve(self, gate: SocketAddr, authority: String, portal: String, stop: impl Future<Output = ()>) {
        let app = Arc::new(App { verifier: Verifier::new(gate, authority, portal.clone()), portal });
        let mut tasks = JoinSet::new();
        tokio::pin!(stop);
        loop {
            tokio::select! {
                accepted = self.listener.accept(), if tasks.len() < CONNECTIONS => {
                    let Ok((stream, _)) = accepted else { continue };
                    let app = app.clone();
                    tasks.spawn(async move {
                        let service = service_fn(move |request| { let app = app.clone(); async move { Ok::<_, Infallible>(app.answer(request).await) } });
                        let mut builder = hyper::server::conn::http1::Builder::new();
                        builder.timer(TokioTimer::new()).header_read_timeout(Duration::from_secs(75));
                        let _ = builder.serve_connection(TokioIo::new(stream), service).await;
                    });
                }
                Some(_) = tasks.join_next(), if !tasks.is_empty() => {}
                () = &mut stop => return,
            }
        }
    }
}

struct App {
    verifier: Verifier,
    portal: String,
}

type Body = BoxBody<Bytes, Infallible>;

impl App {
    async fn answer(&self, request: Request<Incoming>) -> Response<Body> {
        if !matches!(*request.method(), Method::GET | Method::HEAD) {
            return reply(StatusCode::METHOD_NOT_ALLOWED, "text/plain; charset=utf-8", "only GET\n".into());
        }
        let assertion = request.headers().get("x-portcullis-assertion").and_then(|v| v.to_str().ok());
        let visitor = self.verifier.verify(assertion).await;
        match (request.uri().path(), visitor) {
            ("/", visitor) => reply(StatusCode::OK, "text/html; charset=utf-8", page::draw(&visitor, &self.portal)),
            ("/me", Ok(visitor)) => reply(StatusCode::OK, "application/json", serde_json::to_string(&visitor.claims).unwrap_or_default()),
            ("/me", Err(why)) => reply(StatusCode::FORBIDDEN, "application/json", serde_json::json!({ "error": why.to_string() }).to_string()),
            ("/events", Ok(_)) => events(),
            ("/events", Err(why)) => reply(StatusCode::FORBIDDEN, "text/plain; charset=utf-8", format!("{why}\n")),
            _ => reply(StatusCode::NOT_FOUND, "text/plain; charset=utf-8", "The demonstration has /, /me and /events.\n".into()),
        }
    }
}

fn reply(status: StatusCode, kind: &'static str, text: String) -> Response<Body> {
    let mut response = Response::new(http_body_util::Full::new(Bytes::from(text)).boxed());
    *response.status_mut() = status;
    response.headers_mut().insert(header::CONTENT_TYPE, http::HeaderValue::from_static(kind));
    response.headers_mut().insert(header::CACHE_CONTROL, http::HeaderValue::from_static("no-store"));
    response
}

/// A stream of server-sent events, one a second: watch it end when the session does.
fn events() -> Response<Body> {
    let ticks = Ticks { every: tokio::time::interval(Duration::from_secs(1)), count: 0 };
    let mut response = Response::new(ticks.boxed());
    response.headers_mut().insert(header::CONTENT_TYPE, http::HeaderValue::from_static("text/event-stream"));
    response.headers_mut().insert(header::CACHE_CONTROL, http::HeaderValue::from_static("no-store"));
    response
}

struct Ticks {
    every: tokio::time::Interval,
    count: u64,
}
impl hyper::body::Body for Ticks {
    type Data = Bytes;
    type Error = Infallible;
    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        self.every.poll_tick(cx).map(|_| {
            self.count += 1;
            Some(Ok(Frame::data(Bytes::from(format!("data: {}\n\n", self.count)))))
        })
    }
}
