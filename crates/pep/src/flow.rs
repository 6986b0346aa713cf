//! The cookies around a sign-in, on the route's host: the flow and the bounces.
//!
//! Why: a return from the portal counts only in the browser that was sent there (S7). One flow cookie serves all tabs of a
//! browser, so nothing piles up.

use crate::cookies;
use http::header::{HeaderMap, HeaderValue};
use portcullis_crypto::Random;
use portcullis_identity::FlowCookie;

const FLOW: &str = "__Host-portcullis-flow";
const BOUNCE: &str = "__Host-portcullis-bounce";
const FLOW_SECONDS: u64 = 15 * 60;
const BOUNCE_SECONDS: u64 = 60;

/// The browser's flow; a new one, with its `Set-Cookie`, where it brought none. A kept one is extended.
pub(crate) fn current_or_new(headers: &HeaderMap, random: &dyn Random) -> (FlowCookie, Option<HeaderValue>) {
    let flow = current(headers).unwrap_or_else(|| FlowCookie::new(random));
    let set = cookies::set(FLOW, &flow.value(), Some(FLOW_SECONDS));
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
