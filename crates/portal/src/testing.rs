//! Requests for tests.
//!
//! Why: a test names what it changes and nothing else.

#![allow(clippy::unwrap_used)]

use crate::request::PortalRequest;
use bytes::Bytes;
use http::{HeaderMap, Method};
use portcullis_model::{RequestId, TargetUri, Timestamp, WireTarget};

pub(crate) const NOW: Timestamp = Timestamp::from_secs(1_795_000_000);

pub(crate) fn request(method: &str, path: &str) -> PortalRequest {
    let hosts: [&[u8]; 1] = [b"login.example.com"];
    PortalRequest {
        method: Method::from_bytes(method.as_bytes()).unwrap(),
        target: TargetUri::parse(WireTarget { https: true, authority: None, hosts: &hosts, path_and_query: path }).unwrap(),
        headers: HeaderMap::new(),
        body: Bytes::new(),
        peer_ip: [203, 0, 113, 24].into(),
        id: RequestId::new(NOW, 7),
        now: NOW,
    }
}
