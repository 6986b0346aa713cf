//! Listening: an acceptor thread per listener, workers with a runtime each, start and drain.
//!
//! Why: a connection is given to the worker that has fewest and never moves; nothing on a worker needs a lock.

mod acceptor;
mod gateway;
mod serve;

pub use gateway::{BadStart, Drained, Gateway, Running};
