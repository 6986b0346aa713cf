//! The way to origins: sockets, TLS, requests out, responses in.
//!
//! Why: our own small HTTP/1.1 client is polled inside the request's task: no connection task, no channel, no lock.

mod body;
mod connect;
mod exchange;
mod io;
mod pool;
mod request;
mod response;
mod rules;
mod tls;
mod upload;

pub(crate) use body::{Broken, OriginBody, Piece};
pub(crate) use exchange::{Forwarded, TunnelStart, forward};
pub(crate) use io::OriginIo;
pub(crate) use pool::sweep;
