//! The cookies around a sign-in, on the route's host: the flow, the bounces, and "ask first".
//!
//! Why: a return from the portal counts only in the browser that was sent there (S7). One flow cookie serves all tabs of a
//! browser, so nothing piles up.

use crate::cookies;
use http::header::{HeaderMap, HeaderValue};
use portcullis_crypto::Random;
use portcullis_identity::FlowCookie;

const FLOW: &str = "__Host-portcullis-flow";
const BOUNCE: &str = "__Host-portcullis-bounce";
const ASK_FIRST: &str = "__Host-portcullis-ask";
const FLOW_SECONDS: u64 = 15 * 60;
const BOUNCE_SECONDS: u64 = 60;
const ASK_SECONDS: u64 = 12 * 60 * 60;

/// The browser's flow; a new one, with its `Set-Cookie`, where it brought none. A kept one is extended.
pub(crate) fn current_or_new(headers: &HeaderMap, random: &dyn Random) -> (FlowCookie, Option<HeaderValue>) {
    let flow = current(headers).unwrap_or_else(|| FlowCookie::new(random));
    let set = cookies::set(FLOW, &flow.to_string(), Some(FLOW_SECONDS));
    (flow, set)
}
pub(crate) fn current(headers: &HeaderMap) -> Option<FlowCookie> {
    cookies::value(headers, FLOW).and_then(FlowCookie::parse)
}

/// How many returns from sign-in this browser made here within the last minute.
pub(crate) fn bounces(headers: &HeaderMap) -> u8 {
    cookies::value(headers, BOUNCE).and_then(|v| v.parse().ok()).unwrap_or(0)
}
pub(crate) fn one_more_bounce(headers: &HeaderMap) -> Option<HeaderValue> {
    cookies::set(BOUNCE, &bounces(headers).saturating_add(1).to_string(), Some(BOUNCE_SECONDS))
}
pub(crate) fn forget_bounces() -> Option<HeaderValue> {
    cookies::set(BOUNCE, "", Some(0))
}

/// After signing out here, the next visit asks before it signs in again.
pub(crate) fn asks_first(headers: &HeaderMap) -> bool {
    cookies::value(headers, ASK_FIRST).is_some()
}
pub(crate) fn ask_first_from_now() -> Option<HeaderValue> {
    cookies::set(ASK_FIRST, "1", Some(ASK_SECONDS))
}
pub(crate) fn forget_ask_first(headers: &HeaderMap) -> Option<HeaderValue> {
    asks_first(headers).then(|| cookies::set(ASK_FIRST, "", Some(0))).flatten()
}
