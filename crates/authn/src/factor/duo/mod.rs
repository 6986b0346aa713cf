//! Duo: a question on the person's phone, asked over Duo's Auth API v2.
//!
//! Why: what is asked and what an answer means is decided here, as data; somebody else sends it. Only an answer that was read here
//! becomes a proof.

mod answer;
mod push;
mod request;

pub use answer::{Bypass, Device, DuoAnswer, DuoTrouble, Preauth};
pub use push::{PUSH_LIFE, Push, PushRefused, PushState};
pub use request::{DuoKeys, DuoRequest};
