//! What the portal is asked, already parsed and dispatched by authority.
//!
//! Why: the portal is a function from this value to a response; it never sees a socket, a runtime or a clock.

use bytes::Bytes;
use http::{HeaderMap, Method};
use portcullis_model::{RequestId, TargetUri, Timestamp};
use std::net::IpAddr;

/// One request on the portal's origin. The body is whole and at most [`PortalRequest::BODY_LIMIT`].
#[derive(Clone, Debug)]
pub struct PortalRequest {
    pub method: Method,
    pub target: TargetUri,
    pub headers: HeaderMap,
    pub body: Bytes,
    /// The client's address after trusted proxies were considered.
    pub peer_ip: IpAddr,
    pub id: RequestId,
    pub now: Timestamp,
}
impl PortalRequest {
    /// Bytes that a form may have; the caller answers 413 to more.
    pub const BODY_LIMIT: usize = 64 * 1024;

    /// A program that names JSON, and no page, among what it takes (RFC 9110 §12.5.1).
    pub(crate) fn asks_json(&self) -> bool {
        let taken = self.headers.get_all("accept").iter().filter_map(|v| v.to_str().ok()).map(str::to_ascii_lowercase).collect::<Vec<_>>().join(",");
        ["application/json", "+json"].iter().any(|kind| taken.contains(kind)) && !taken.contains("html")
    }
    /// A field's value, when it stands exactly once and is text.
    pub(crate) fn field(&self, name: &str) -> Option<&str> {
        let mut all = self.headers.get_all(name).iter();
        let one = all.next()?.to_str().ok()?;
        all.next().is_none().then_some(one)
    }
}
