//! Answers that need no origin: redirects and direct responses of a route, once permitted.
//!
//! Why: they pass the same judge as everything else, and carry the route's response fields.

use crate::enforce::Asked;
use bytes::Bytes;
use http::header::{self, HeaderName, HeaderValue};
use http::{Response, StatusCode};
use portcullis_route::{DirectResponse, Redirect, Route};

pub(crate) fn redirect(route: &Route, redirect: &Redirect, asked: &Asked<'_>) -> Response<Bytes> {
    let status = StatusCode::from_u16(redirect.response_code).unwrap_or(StatusCode::FOUND);
    let mut response = crate::render::redirect(status, &route.redirect_location(redirect, asked.target));
    edit(route, &mut response);
    response
}

pub(crate) fn direct(route: &Route, direct: &DirectResponse) -> Response<Bytes> {
    let mut response = Response::new(Bytes::copy_from_slice(direct.body.as_bytes()));
    *response.status_mut() = StatusCode::from_u16(direct.status).unwrap_or(StatusCode::OK);
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8"));
    if !route.public {
        response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("private"));
    }
    edit(route, &mut response);
    response
}

fn edit(route: &Route, response: &mut Response<Bytes>) {
    for name in &route.response_edits.remove {
        response.headers_mut().remove(&**name);
    }
    for (name, value) in &route.response_edits.set {
        if let (Ok(name), Ok(value)) = (HeaderName::from_bytes(name.as_bytes()), HeaderValue::from_str(value)) {
            response.headers_mut().insert(name, value);
        }
    }
}
