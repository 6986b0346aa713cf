//! Answers the gateway gives by itself: small problem documents (RFC 9457).
//!
//! Why: a refused request must say so in a form that a program reads, and carry the number a person can quote.

use crate::FailureContext;
use bytes::Bytes;
use http::{HeaderValue, StatusCode, header};

/// Why a request or an exchange failed, as the gateway sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Failure {
    BadRequest,
    BadBody,
    FieldsTooLarge,
    MethodRefused,
    VersionRefused,
    ExpectationRefused,
    HeadTimeout,
    BodyTimeout,
    Panic,
    Unforwardable,
    OriginUnreachable,
    OriginTls,
    OriginClosed,
    OriginMalformed,
    OriginUpgrade,
    OriginTimeout,
    WebSocketRefused,
    Cut,
    ClientGone,
}
impl Failure {
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::BadRequest => "bad_request",
            Self::BadBody => "bad_body",
            Self::FieldsTooLarge => "fields_too_large",
            Self::MethodRefused => "method_refused",
            Self::VersionRefused => "version_refused",
            Self::ExpectationRefused => "expectation_refused",
            Self::HeadTimeout => "head_timeout",
            Self::BodyTimeout => "body_timeout",
            Self::Panic => "panic",
            Self::Unforwardable => "unforwardable",
            Self::OriginUnreachable => "origin_unreachable",
            Self::OriginTls => "origin_tls",
            Self::OriginClosed => "origin_closed",
            Self::OriginMalformed => "origin_malformed",
            Self::OriginUpgrade => "origin_refused_upgrade",
            Self::OriginTimeout => "origin_timeout",
            Self::WebSocketRefused => "websocket_refused",
            Self::Cut => "cut",
            Self::ClientGone => "client_gone",
        }
    }
    pub(crate) const fn status(self) -> StatusCode {
        match self {
            Self::BadRequest | Self::BadBody | Self::ClientGone => StatusCode::BAD_REQUEST,
            Self::FieldsTooLarge => StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE,
            Self::MethodRefused => StatusCode::METHOD_NOT_ALLOWED,
            Self::VersionRefused => StatusCode::HTTP_VERSION_NOT_SUPPORTED,
            Self::ExpectationRefused => StatusCode::EXPECTATION_FAILED,
            Self::HeadTimeout | Self::BodyTimeout => StatusCode::REQUEST_TIMEOUT,
            Self::Panic | Self::Unforwardable => StatusCode::INTERNAL_SERVER_ERROR,
            Self::OriginUnreachable | Self::OriginTls | Self::OriginClosed | Self::OriginMalformed | Self::OriginUpgrade => StatusCode::BAD_GATEWAY,
            Self::OriginTimeout => StatusCode::GATEWAY_TIMEOUT,
            Self::WebSocketRefused => StatusCode::FORBIDDEN,
            // The permit ended before anything was answered: for the client the service is gone, not refused.
            Self::Cut => StatusCode::SERVICE_UNAVAILABLE,
        }
    }
}

/// The default rendering: `application/problem+json` with status, title and request id.
pub fn problem(context: &FailureContext<'_>) -> http::Response<Bytes> {
    let status = context.status;
    // Every part is a number, a fixed phrase or Crockford base 32: nothing here needs escaping.
    let text = format!(
        "{{\"type\":\"about:blank\",\"status\":{},\"title\":\"{}\",\"request_id\":\"{}\"}}\n",
        status.as_u16(),
        status.canonical_reason().unwrap_or("Error"),
        context.id
    );
    let mut response = http::Response::new(Bytes::from(text));
    *response.status_mut() = status;
    let fields = response.headers_mut();
    fields.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
    fields.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if status == StatusCode::METHOD_NOT_ALLOWED {
        fields.insert(header::ALLOW, HeaderValue::from_static("GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS"));
    }
    response
}
