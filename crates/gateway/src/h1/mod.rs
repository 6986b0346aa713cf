//! HTTP/1.1 to clients (RFC 9112): one strict reader, one writer.
//!
//! Why: a proxy that reads leniently lets two readers see two requests (S10). The codec is our own, so that strictness,
//! deadlines and the memory of an idle connection are decided here and not by a library's defaults.

mod head;
mod respond;
mod serve;
mod wire;

pub(crate) use head::{MAX_FIELDS, decimal};
pub(crate) use respond::may_trail;
pub(crate) use serve::serve;
pub(crate) use wire::Wire;
