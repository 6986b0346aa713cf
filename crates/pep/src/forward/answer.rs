//! The answers of a check, by dialect and by kind of client.
//!
//! Why: each proxy reads a status and some fields and nothing else (dossier A §7.3). The answers to nginx are empty: it does not read a
//! body, and would open a connection for each check.

use super::{Dialect, StrategyKind};
use bytes::Bytes;
use http::header::{self, HeaderMap, HeaderName, HeaderValue};
use http::{Response, StatusCode};

const REALM: HeaderValue = HeaderValue::from_static("Basic realm=\"Authorization Required\"");

/// What the client should get in place of 401: our recipe for nginx reads it.
const STATUS: HeaderName = HeaderName::from_static("x-portcullis-status");

/// An answer with nothing in it.
pub(super) fn empty(status: StatusCode) -> Response<Bytes> {
    let mut response = Response::new(Bytes::new());
    *response.status_mut() = status;
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// A status, with itself as text where the dialect shows it to people.
pub(super) fn plain(dialect: Dialect, status: StatusCode, head: bool, text: &str) -> Response<Bytes> {
    let mut response = empty(status);
    if dialect != Dialect::AuthRequest && !head {
        *response.body_mut() = Bytes::copy_from_slice(text.as_bytes());
        response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8"));
    }
    response
}

/// Whoever is signed in and may not come in learns how to come back as somebody else, where our pages are on their host.
pub(super) fn not_allowed(dialect: Dialect, headers: &HeaderMap) -> Response<Bytes> {
    if dialect == Dialect::AuthRequest || !follows_redirects(headers) {
        return plain(dialect, StatusCode::FORBIDDEN, false, "403 Forbidden");
    }
    let mut response = empty(StatusCode::FORBIDDEN);
    *response.body_mut() = Bytes::from_static(NOT_ALLOWED);
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    response
}
const NOT_ALLOWED: &[u8] =
    b"<!doctype html><title>403 Forbidden</title><h1>403 Forbidden</h1><p>This account may not open this. <a href=\"/.portcullis/sign-out\">Sign out</a> to come back with another.</p>\n";

/// Sign in first, there.
pub(super) fn sign_in(dialect: Dialect, method: &str, headers: &HeaderMap, location: &str) -> Response<Bytes> {
    let kind = kind_of_client(method, headers);
    // nginx takes a redirect of a check for a failure.
    let status = if dialect == Dialect::AuthRequest { StatusCode::UNAUTHORIZED } else { kind };
    let Ok(to) = HeaderValue::from_str(location) else { return empty(StatusCode::INTERNAL_SERVER_ERROR) };
    let mut response = empty(status);
    response.headers_mut().insert(header::LOCATION, to);
    if dialect == Dialect::AuthRequest {
        response.headers_mut().insert(STATUS, HeaderValue::from(kind.as_u16()));
    }
    if dialect != Dialect::AuthRequest && method != "HEAD" {
        let (code, reason) = (status.as_u16(), status.canonical_reason().unwrap_or_default());
        // Built by us of letters, digits and escapes; the ampersand is all there is to escape.
        let body = format!("<a href=\"{}\">{code} {reason}</a>", location.replace('&', "&amp;"));
        *response.body_mut() = Bytes::from(body);
        response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    }
    response
}

fn kind_of_client(method: &str, headers: &HeaderMap) -> StatusCode {
    if !follows_redirects(headers) {
        return StatusCode::UNAUTHORIZED;
    }
    if matches!(method, "GET" | "HEAD" | "OPTIONS") { StatusCode::FOUND } else { StatusCode::SEE_OTHER }
}

/// Whether it is a person's navigation. Where the browser says what it fetches for, that counts too.
fn follows_redirects(headers: &HeaderMap) -> bool {
    let field = |name: &str| headers.get(name).and_then(|v| v.to_str().ok());
    if field("x-requested-with").is_some_and(|v| v.eq_ignore_ascii_case("xmlhttprequest")) {
        return false;
    }
    if field("sec-fetch-mode").is_some_and(|mode| mode != "navigate") {
        return false;
    }
    // A socket that is being opened follows nothing.
    if headers.contains_key("sec-websocket-key") || field("upgrade").is_some_and(|v| v.eq_ignore_ascii_case("websocket")) {
        return false;
    }
    let accept = field("accept").unwrap_or_default();
    let first = accept.split(',').next().unwrap_or_default().split(';').next().unwrap_or_default().trim();
    first == "*/*" || accept.split(',').any(|item| item.split(';').next().is_some_and(|kind| kind.trim() == "text/html"))
}

/// Name and password are asked for.
pub(super) fn challenge(dialect: Dialect, by: StrategyKind, head: bool) -> Response<Bytes> {
    let (status, name) = match by {
        StrategyKind::ProxyAuthorization => (StatusCode::PROXY_AUTHENTICATION_REQUIRED, header::PROXY_AUTHENTICATE),
        _ => (StatusCode::UNAUTHORIZED, header::WWW_AUTHENTICATE),
    };
    let text = format!("{} {}", status.as_u16(), status.canonical_reason().unwrap_or_default());
    let mut response = plain(dialect, status, head, &text);
    response.headers_mut().insert(name, REALM);
    response
}
