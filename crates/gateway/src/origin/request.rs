//! A request's head as bytes for an origin.
//!
//! Why: framing, `Host` and `Connection` are written from what we know, never copied from what came in.

use crate::door::{Permitted, Upgrade};
use crate::failure::Failure;
use crate::fields;
use http::Method;
use http::header::{self, HeaderName};

/// How the body follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Framing {
    None,
    Length(u64),
    Chunked,
}

/// Appends the head to `out`. `key` is the WebSocket key where an upgrade is asked for.
pub(super) fn write_head(out: &mut Vec<u8>, permitted: &Permitted, framing: Framing) -> Result<(), Failure> {
    let head = &permitted.received.head;
    let target = permitted.rewritten.as_deref().unwrap_or_else(|| permitted.received.target.raw()).as_bytes();
    // It comes from a checked target; a rewrite that spoiled it must not become a second request line.
    if !(target.starts_with(b"/") || target == b"*") || target.iter().any(|b| *b <= 0x20 || *b == 0x7f) {
        return Err(Failure::Unforwardable);
    }
    out.extend_from_slice(head.method.as_str().as_bytes());
    out.push(b' ');
    out.extend_from_slice(target);
    out.extend_from_slice(b" HTTP/1.1\r\nhost: ");
    out.extend_from_slice(permitted.host.as_bytes());
    out.extend_from_slice(b"\r\n");
    for (name, value) in &head.headers {
        if !is_ours(name) {
            field(out, name.as_str().as_bytes(), value.as_bytes());
        }
    }
    out.extend_from_slice(permitted.lines.as_bytes());
    out.extend_from_slice(permitted.shared_lines.as_bytes());
    if permitted.received.upgrade == Upgrade::WebSocket {
        out.extend_from_slice(b"connection: Upgrade\r\nupgrade: websocket\r\n");
    }
    match framing {
        // A method that usually has a body says that it has none (RFC 9110 §8.6).
        Framing::None if matches!(head.method, Method::POST | Method::PUT | Method::PATCH) => out.extend_from_slice(b"content-length: 0\r\n"),
        Framing::None => {}
        Framing::Length(n) => field(out, b"content-length", itoa::Buffer::new().format(n).as_bytes()),
        Framing::Chunked => out.extend_from_slice(b"transfer-encoding: chunked\r\n"),
    }
    out.extend_from_slice(b"\r\n");
    Ok(())
}

fn field(out: &mut Vec<u8>, name: &[u8], value: &[u8]) {
    out.extend_from_slice(name);
    out.extend_from_slice(b": ");
    out.extend_from_slice(value);
    out.extend_from_slice(b"\r\n");
}

/// Fields that this module writes itself.
fn is_ours(name: &HeaderName) -> bool {
    *name == header::HOST || *name == header::CONTENT_LENGTH || *name == header::EXPECT || fields::is_hop(name)
}
