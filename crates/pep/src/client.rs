//! What kind of client asks: a person's navigation, a program, a socket.
//!
//! Why: only a top-level navigation can follow a sign-in; everything else needs a status it understands, and never
//! becomes a return target.

use crate::enforce::Handshake;
use http::Method;
use http::header::{self, HeaderMap};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Client {
    /// A browser opening a page: redirected, shown pages.
    Navigation,
    /// Anything that reads statuses: fetch, XHR, scripts, gRPC, sub-resources.
    Program,
    /// A WebSocket handshake.
    Socket,
}

impl Client {
    pub(crate) fn of(method: &Method, handshake: Handshake, headers: &HeaderMap) -> Self {
        if handshake == Handshake::WebSocket {
            return Self::Socket;
        }
        if !matches!(*method, Method::GET | Method::HEAD) {
            return Self::Program;
        }
        let field = |name: &str| headers.get(name).and_then(|v| v.to_str().ok());
        if let Some(mode) = field("sec-fetch-mode") {
            return if mode == "navigate" && field("sec-fetch-dest") == Some("document") { Self::Navigation } else { Self::Program };
        }
        let grpc = field("content-type").is_some_and(|t| t.starts_with("application/grpc"));
        if grpc || field("x-requested-with").is_some_and(|v| v.eq_ignore_ascii_case("xmlhttprequest")) || field("service-worker").is_some() {
            return Self::Program;
        }
        if prefers_html(headers) { Self::Navigation } else { Self::Program }
    }
}

/// Whether a page suits this client best (RFC 9110 §12.5.1); no `Accept`, or `*/*`, is a page too.
pub(crate) fn prefers_html(headers: &HeaderMap) -> bool {
    let mut html = None::<f32>;
    let mut other = None::<f32>;
    let mut any = None::<f32>;
    let mut seen = false;
    for item in headers.get_all(header::ACCEPT).iter().filter_map(|v| v.to_str().ok()).flat_map(|v| v.split(',')) {
        let mut parts = item.split(';').map(str::trim);
        let Some(kind) = parts.next().filter(|k| !k.is_empty()) else { continue };
        seen = true;
        let q = parts.find_map(|p| p.strip_prefix("q=")).and_then(|q| q.parse::<f32>().ok()).unwrap_or(1.0);
        let slot = match kind.to_ascii_lowercase().as_str() {
            "text/html" | "application/xhtml+xml" | "text/*" => &mut html,
            "*/*" => &mut any,
            "application/json" | "application/*" | "text/plain" | "text/event-stream" | "application/problem+json" => &mut other,
            k if k.starts_with("application/grpc") => &mut other,
            _ => continue,
        };
        *slot = Some(slot.unwrap_or(0.0).max(q));
    }
    if !seen {
        return true;
    }
    let html = html.or(if other.is_none() { any } else { None });
    html.is_some_and(|h| h > 0.0 && other.is_none_or(|o| h >= o))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use http::HeaderValue;

    fn client(method: Method, fields: &[(&'static str, &str)]) -> Client {
        let mut h = HeaderMap::new();
        for (n, v) in fields {
            h.append(*n, HeaderValue::from_str(v).unwrap());
        }
        let handshake = if h.contains_key("upgrade") { Handshake::WebSocket } else { Handshake::None };
        Client::of(&method, handshake, &h)
    }

    #[test]
    fn only_top_level_navigations_are_redirected() {
        use Client::{Navigation, Program, Socket};
        let chrome = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8";
        for (want, method, fields) in [
            (Navigation, Method::GET, vec![("sec-fetch-mode", "navigate"), ("sec-fetch-dest", "document"), ("accept", chrome)]),
            (Program, Method::GET, vec![("sec-fetch-mode", "navigate"), ("sec-fetch-dest", "iframe"), ("accept", chrome)]),
            (Program, Method::GET, vec![("sec-fetch-mode", "no-cors"), ("sec-fetch-dest", "image")]),
            (Program, Method::GET, vec![("sec-fetch-mode", "cors"), ("sec-fetch-dest", "empty"), ("accept", "*/*")]),
            (Program, Method::GET, vec![("sec-fetch-mode", "same-origin"), ("sec-fetch-dest", "serviceworker")]),
            (Program, Method::GET, vec![("sec-fetch-mode", "cors"), ("sec-fetch-dest", "manifest")]),
            (Program, Method::POST, vec![("sec-fetch-mode", "navigate"), ("sec-fetch-dest", "document"), ("accept", chrome)]),
            (Navigation, Method::GET, vec![]),
            (Navigation, Method::GET, vec![("accept", "*/*")]),
            (Navigation, Method::GET, vec![("accept", chrome)]),
            (Program, Method::GET, vec![("accept", "application/json")]),
            (Program, Method::GET, vec![("accept", "application/json, text/html;q=0.5")]),
            (Program, Method::GET, vec![("accept", "application/json, */*")]),
            (Program, Method::GET, vec![("accept", "text/event-stream")]),
            (Program, Method::GET, vec![("accept", "image/png")]),
            (Program, Method::GET, vec![("content-type", "application/grpc+proto")]),
            (Program, Method::GET, vec![("x-requested-with", "XMLHttpRequest"), ("accept", chrome)]),
            (Socket, Method::GET, vec![("upgrade", "websocket"), ("connection", "upgrade")]),
        ] {
            assert_eq!(client(method.clone(), &fields), want, "{method} {fields:?}");
        }
    }
}
