//! People's pages: sign-in, launcher, account, enrolment, sign-out.
//!
//! Why: the portal turns forms into questions to `identity` and answers into pages. It decides no rule, opens no socket and
//! reads no clock, so the whole of it is tested as a function.

mod accept;
mod account;
mod application;
mod cookie;
mod enrol;
mod form;
mod form_token;
mod language;
mod launcher;
mod limits;
mod login;
mod network;
mod portal;
mod preferences;
mod purpose;
mod push;
mod reply;
mod request;
mod reset;
mod same_origin;
mod second_factor;
mod security;
mod sign_out;
mod strength;
#[cfg(test)]
mod testing;
mod undo;
mod visit;

pub use application::{Application, Launcher};
pub use limits::{Bucket, Counts, Endpoint, Limits};
pub use portal::{Portal, PortalSettings};
pub use reply::Reply;
pub use request::PortalRequest;
pub use reset::ResetOffer;
