//! HTTP/2 to clients (RFC 9113) over the `h2` crate, without a layer in between.
//!
//! Why: every stream is ours to time, to cut and to reset by itself, and writes are gathered over a whole poll of the
//! connection.

mod coalesce;
mod frames;
mod request;
mod serve;
mod stream;
mod tunnel;

pub(crate) use serve::serve;
