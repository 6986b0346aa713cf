//! An HTTP/2 request, from its pseudo-fields to one meaning (RFC 9113 §8.2, §8.3).
//!
//! Why: what is legal in HTTP/2 and would be read differently in HTTP/1.1 must not reach an origin (S11).

use crate::door::Upgrade;
use crate::failure::Failure;
use crate::{fields, h1};
use h2::ext::Protocol;
use http::header::{self, HeaderName};
use http::request::Parts;
use http::{Method, Version};
use portcullis_model::{TargetUri, WireTarget};
use std::sync::Arc;

/// A request that has one meaning.
#[derive(Debug)]
pub(super) struct RequestHead {
    pub(super) parts: Parts,
    pub(super) target: Arc<TargetUri>,
    pub(super) upgrade: Upgrade,
    pub(super) length: Option<u64>,
}

/// The h2 crate has refused connection-specific fields, upper case and wrong pseudo-fields already; this reads the rest.
pub(super) fn read(mut parts: Parts, max_fields: usize) -> Result<RequestHead, Failure> {
    let (target, upgrade, length) = meaning(&mut parts, max_fields)?;
    Ok(RequestHead { parts, target, upgrade, length })
}

fn meaning(parts: &mut Parts, max_fields: usize) -> Result<(Arc<TargetUri>, Upgrade, Option<u64>), Failure> {
    if parts.headers.len() > max_fields {
        return Err(Failure::FieldsTooLarge);
    }
    let mut upgrade = Upgrade::None;
    if parts.method == Method::CONNECT {
        // RFC 8441: a CONNECT with :protocol is an opening handshake. Any other CONNECT has no tunnel route here.
        let websocket = parts.extensions.get::<Protocol>().is_some_and(|p| p.as_str() == "websocket");
        let version_ok = parts.headers.get(header::SEC_WEBSOCKET_VERSION).is_some_and(|v| v.as_bytes() == b"13");
        if !websocket {
            return Err(Failure::MethodRefused);
        }
        if !version_ok || parts.headers.contains_key(header::SEC_WEBSOCKET_KEY) {
            return Err(Failure::BadRequest);
        }
        upgrade = Upgrade::WebSocket;
        parts.method = Method::GET;
    } else if parts.method == Method::TRACE || parts.method.as_str().eq_ignore_ascii_case("track") || fields::is_folded(&parts.method) {
        return Err(Failure::MethodRefused);
    }
    if parts.uri.scheme_str() != Some("https") {
        return Err(Failure::BadRequest);
    }
    let mut length = None;
    let mut drops = false;
    let mut cookies = 0;
    let mut hosts: [&[u8]; 2] = [b""; 2];
    let mut host_count = 0;
    for (name, value) in &parts.headers {
        // Values of HTTP/2 may hold what the parser of HTTP/1.1 would never let through. A control character would be no `HeaderValue`.
        let value = value.as_bytes();
        if value.first().is_some_and(u8::is_ascii_whitespace) || value.last().is_some_and(u8::is_ascii_whitespace) {
            return Err(Failure::BadRequest);
        }
        if *name == header::HOST {
            *hosts.get_mut(host_count).ok_or(Failure::BadRequest)? = value;
            host_count += 1;
        } else if *name == header::COOKIE {
            cookies += 1;
        } else if *name == header::CONTENT_LENGTH {
            let n = h1::decimal(value).ok_or(Failure::BadRequest)?;
            if length.replace(n).is_some() {
                return Err(Failure::BadRequest);
            }
        } else if fields::is_hop(name) {
            if *name != header::TE && *name != header::TRAILER && !name.as_str().starts_with("proxy-a") {
                return Err(Failure::BadRequest);
            }
            drops = true;
        } else if *name == header::EXPECT {
            if !value.eq_ignore_ascii_case(b"100-continue") {
                return Err(Failure::ExpectationRefused);
            }
            drops = true;
        }
    }
    let path_and_query = match parts.uri.path_and_query().map(|p| p.as_str()) {
        Some("*") if parts.method == Method::OPTIONS => "*",
        Some(p) => p,
        None => return Err(Failure::BadRequest),
    };
    let wire =
        WireTarget { https: true, authority: parts.uri.authority().map(|a| a.as_str()), hosts: hosts.get(..host_count).unwrap_or_default(), path_and_query };
    let target = TargetUri::parse(wire).map_err(|_| Failure::BadRequest)?;
    if drops {
        const DROPPED: [HeaderName; 5] = [header::TE, header::TRAILER, header::PROXY_AUTHORIZATION, header::PROXY_AUTHENTICATE, header::EXPECT];
        for name in &DROPPED {
            parts.headers.remove(name);
        }
    }
    if cookies > 1 {
        fields::join_cookies(&mut parts.headers);
    }
    if target.raw() == "*" && parts.method != Method::OPTIONS {
        return Err(Failure::BadRequest);
    }
    parts.version = Version::HTTP_2;
    Ok((Arc::new(target), upgrade, length))
}
