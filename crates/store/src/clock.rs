//! The clock, as an argument.
//!
//! Why: the store must know what has expired, and a test must be able to say what time it is.

use portcullis_model::Timestamp;

/// Tells the time. The server fills it with the system's clock, tests with a fixed one.
pub trait Clock: Send + Sync {
    fn now(&self) -> Timestamp;
}

impl<C: Clock + ?Sized> Clock for std::sync::Arc<C> {
    fn now(&self) -> Timestamp {
        (**self).now()
    }
}
