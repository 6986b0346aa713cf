//! The flow cookie: ties a sign-in under way to the browser that began it.
//!
//! Why: a code that was sent to somebody else's browser must open nothing there (S7, login CSRF).

use data_encoding::BASE64URL_NOPAD;
use portcullis_crypto::{Random, random_bytes, sha256_parts};
use std::fmt;

/// 128 random bits, kept in a host-only cookie on the route's host.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct FlowCookie([u8; 16]);
impl FlowCookie {
    pub fn new(random: &dyn Random) -> Self {
        Self(random_bytes(random))
    }
    /// 22 characters of base64url.
    pub fn value(&self) -> String {
        BASE64URL_NOPAD.encode(&self.0)
    }
    pub fn parse(value: &str) -> Option<Self> {
        bits(value).map(Self)
    }
    /// What sealed targets and codes carry: binding without giving the cookie away.
    pub(crate) fn mark(&self) -> [u8; 32] {
        sha256_parts(&[b"portcullis flow v1", &self.0])
    }
}
/// 128 bits as a cookie carries them: one text for each value, and no other.
pub(crate) fn bits(value: &str) -> Option<[u8; 16]> {
    if value.len() != 22 {
        return None;
    }
    BASE64URL_NOPAD.decode(value.as_bytes()).ok()?.try_into().ok()
}
impl fmt::Debug for FlowCookie {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("FlowCookie([secret])")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use portcullis_crypto::SystemRandom;

    #[test]
    fn reads_what_it_writes_and_nothing_else() {
        let flow = FlowCookie::new(&SystemRandom);
        assert!(FlowCookie::parse(&flow.value()) == Some(flow));
        for bad in ["", "x", "AAAAAAAAAAAAAAAAAAAAAA=", "AAAAAAAAAAAAAAAAAAAAA+", "AAAAAAAAAAAAAAAAAAAAAAA", "AAAAAAAAAAAAAAAAAAAAAB"] {
            assert!(FlowCookie::parse(bad).is_none(), "{bad}");
        }
    }
}
