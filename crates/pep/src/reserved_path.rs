//! `/.portcullis/…` on every guarded host: callback, sign-out, user, jwks.json, health, assets. Nothing else.
//!
//! Why: these paths live on the application's origin, so nothing here consents, enrols or signs out globally.

use crate::enforce::{Asked, Outcome, Pep};
use crate::forward::start;
use crate::{callback, sign_out, user};
use bytes::Bytes;
use http::header::{self, HeaderValue};
use http::{Method, Response, StatusCode};
use portcullis_guard::Rules;
use portcullis_pages::{Asset, Trouble};

const ROOT: &str = "/.portcullis";

pub(crate) fn is(path: &str) -> bool {
    path.strip_prefix(ROOT).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

pub(crate) async fn answer(pep: &Pep, rules: &Rules, asked: &Asked<'_>) -> Response<Bytes> {
    // Compared as sent: one spelling, so no two readers can differ about these paths.
    let path = asked.target.raw_path();
    let mut response = match path.strip_prefix(ROOT).unwrap_or_default() {
        "/callback" => callback::answer(pep, asked).await,
        "/start" => start::on_host(pep, rules, asked).await,
        "/sign-out" => sign_out::answer(pep, rules, asked).await,
        "/user" => user::answer(pep, rules, asked).await,
        "/jwks.json" => read_only(pep, asked, || jwks(pep, asked)),
        "/health" => read_only(pep, asked, || plain(StatusCode::OK, "text/plain; charset=utf-8", Bytes::from_static(b"ok\n"), "no-store")),
        _ => asset_answer(pep, asked).unwrap_or_else(|| trouble(pep, asked, Trouble::NotFound)),
    };
    if asked.head.method == Method::HEAD {
        *response.body_mut() = Bytes::new();
    }
    response
}

/// One of our style sheets, scripts and icons, asked for by GET or HEAD.
pub(crate) fn asset_answer(pep: &Pep, asked: &Asked<'_>) -> Option<Response<Bytes>> {
    if !matches!(asked.head.method, Method::GET | Method::HEAD) {
        return None;
    }
    let appearance = pep.renderer.appearance();
    let found = asked.target.raw_path().strip_prefix(ROOT)?.strip_prefix("/assets/").and_then(|name| appearance.asset(name))?;
    let accepted = asked.head.headers.get(header::ACCEPT_ENCODING).and_then(|v| v.to_str().ok());
    let (body, encoding) = found.for_client(accepted);
    let body = if asked.head.method == Method::HEAD { Bytes::new() } else { body };
    let mut response = plain(StatusCode::OK, found.content_type, body, Asset::CACHE_CONTROL);
    if let Some(encoding) = encoding {
        response.headers_mut().insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding));
    }
    response.headers_mut().insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    Some(response)
}

pub(crate) fn trouble(pep: &Pep, asked: &Asked<'_>, trouble: Trouble) -> Response<Bytes> {
    match pep.trouble(asked, trouble, "") {
        Outcome::Reply(response) => response,
        Outcome::Forward(_) => Response::new(Bytes::new()),
    }
}

fn read_only(pep: &Pep, asked: &Asked<'_>, answer: impl FnOnce() -> Response<Bytes>) -> Response<Bytes> {
    if matches!(asked.head.method, Method::GET | Method::HEAD) { answer() } else { trouble(pep, asked, Trouble::MethodNotAllowed) }
}

/// The keys that verify assertions (RFC 7517), readable by anyone from anywhere.
fn jwks(pep: &Pep, asked: &Asked<'_>) -> Response<Bytes> {
    let keys = pep.custody.jwks();
    let known = asked.head.headers.get(header::IF_NONE_MATCH).is_some_and(|v| v.as_bytes() == keys.etag.as_bytes());
    let mut response = if known {
        plain(StatusCode::NOT_MODIFIED, "application/json", Bytes::new(), "public, max-age=60")
    } else {
        plain(StatusCode::OK, "application/json", Bytes::from(keys.json.clone()), "public, max-age=60")
    };
    let headers = response.headers_mut();
    if let Ok(etag) = HeaderValue::from_str(&keys.etag) {
        headers.insert(header::ETAG, etag);
    }
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    response
}

fn plain(status: StatusCode, kind: &'static str, body: Bytes, cache: &'static str) -> Response<Bytes> {
    let mut response = Response::new(body);
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(cache));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_reserved_paths_are_these() {
        assert!(is("/.portcullis") && is("/.portcullis/") && is("/.portcullis/callback"));
        assert!(!is("/.portcullisx") && !is("/a/.portcullis/callback") && !is("/"));
    }
}
