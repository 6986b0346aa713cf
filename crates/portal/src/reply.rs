//! Responses: pages, redirects, assets.
//!
//! Why: every answer of the portal carries the same protective fields, whoever builds it.

use crate::visit::APPLICATION;
use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Response, StatusCode, header};
use portcullis_pages::{Asset, Page, Problem, Trouble, security_headers};
use std::time::Duration;

/// The portal's answer.
pub type Reply = Response<Bytes>;

pub(crate) fn page(page: Page) -> Reply {
    let mut reply = Response::new(Bytes::from(page.html));
    *reply.status_mut() = StatusCode::from_u16(page.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    put(&mut reply, page.headers);
    reply
}

/// What went wrong, for a program (RFC 9457).
pub(crate) fn problem(trouble: Trouble, request: &str) -> Reply {
    let (title, detail) = (trouble.title(APPLICATION), trouble.detail(APPLICATION));
    let body = Problem { kind: "about:blank", status: trouble.status(), title: &title, detail: &detail, request_id: request, ..Problem::default() }.to_json();
    let mut reply = Response::new(Bytes::from(body));
    *reply.status_mut() = StatusCode::from_u16(trouble.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    put(&mut reply, security_headers(None, &[]));
    reply.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(Problem::CONTENT_TYPE));
    reply
}

/// A redirect to an address that the portal made itself: a path of its own, or a return target from a sealed hand-off (S3).
pub(crate) fn redirect(status: StatusCode, to: &str) -> Reply {
    let mut reply = Response::new(Bytes::new());
    put(&mut reply, security_headers(None, &[]));
    match HeaderValue::from_str(to) {
        Ok(location) => {
            *reply.status_mut() = status;
            reply.headers_mut().insert(header::LOCATION, location);
        }
        // Not reachable from a target that was parsed once; closed all the same.
        Err(_) => *reply.status_mut() = StatusCode::INTERNAL_SERVER_ERROR,
    }
    reply
}

pub(crate) fn asset(asset: &Asset, asked: &HeaderMap) -> Reply {
    let (body, encoding) = asset.for_client(asked.get(header::ACCEPT_ENCODING).and_then(|v| v.to_str().ok()));
    let mut reply = Response::new(body);
    put(&mut reply, security_headers(None, &[]));
    let fields = reply.headers_mut();
    fields.insert(header::CONTENT_TYPE, HeaderValue::from_static(asset.content_type));
    fields.insert(header::CACHE_CONTROL, HeaderValue::from_static(Asset::CACHE_CONTROL));
    fields.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    if let Some(encoding) = encoding {
        fields.insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding));
    }
    reply
}

pub(crate) fn text(body: &'static str) -> Reply {
    let mut reply = Response::new(Bytes::from_static(body.as_bytes()));
    put(&mut reply, security_headers(None, &[]));
    reply.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8"));
    reply
}

pub(crate) fn json(body: String) -> Reply {
    let mut reply = Response::new(Bytes::from(body));
    put(&mut reply, security_headers(None, &[]));
    reply.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    reply
}

pub(crate) fn add_cookie(reply: &mut Reply, cookie: &str) {
    if let Ok(value) = HeaderValue::from_str(cookie) {
        reply.headers_mut().append(header::SET_COOKIE, value);
    }
}

/// Whole seconds, rounded up: who comes back then is let in (RFC 9110 §10.2.3).
pub(crate) fn retry_after(reply: &mut Reply, wait: Duration) {
    let secs = wait.as_secs() + u64::from(wait.subsec_nanos() > 0);
    reply.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(secs.max(1)));
}

pub(crate) fn add(reply: &mut Reply, name: HeaderName, value: &'static str) {
    reply.headers_mut().insert(name, HeaderValue::from_static(value));
}

fn put(reply: &mut Reply, fields: Vec<(&'static str, String)>) {
    for (name, value) in fields {
        if let Ok(value) = HeaderValue::from_str(&value) {
            reply.headers_mut().insert(HeaderName::from_static(name), value);
        }
    }
}
