//! Whether a request that changes something came from our own page.
//!
//! Why: a form on another site must not sign anybody in or out (login and logout CSRF); the browser itself says where a form stood.

use crate::request::PortalRequest;

/// Checks `Sec-Fetch-Site` and `Origin` (Fetch, WHATWG). Each that is present must say "our own page"; `null` and repetitions
/// don't. Browsers send at least one with every form, so a request with neither comes from a program, which holds nobody
/// else's cookies; its form token is checked all the same.
pub(crate) fn is_ours(request: &PortalRequest, origin: &str) -> bool {
    let says = |name: &str, wanted: &str| !request.headers.contains_key(name) || request.field(name) == Some(wanted);
    says("sec-fetch-site", "same-origin") && says("origin", origin)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::testing;

    #[test]
    fn only_our_own_pages_pass() {
        let ours = |fields: &[(&'static str, &str)]| {
            let mut request = testing::request("POST", "/login");
            for (name, value) in fields {
                request.headers.append(*name, value.parse().unwrap());
            }
            is_ours(&request, "https://login.example.com")
        };
        assert!(ours(&[]));
        assert!(ours(&[("origin", "https://login.example.com")]));
        assert!(ours(&[("sec-fetch-site", "same-origin")]));
        assert!(ours(&[("sec-fetch-site", "same-origin"), ("origin", "https://login.example.com")]));
        for bad in ["null", "https://evil.test", "https://login.example.com.evil.test", "http://login.example.com", "https://login.example.com:8443", ""] {
            assert!(!ours(&[("origin", bad)]), "{bad}");
            assert!(!ours(&[("sec-fetch-site", "same-origin"), ("origin", bad)]), "{bad}");
        }
        for bad in ["cross-site", "same-site", "none", "SAME-ORIGIN", "same-origin, same-origin"] {
            assert!(!ours(&[("sec-fetch-site", bad), ("origin", "https://login.example.com")]), "{bad}");
        }
        assert!(!ours(&[("origin", "https://login.example.com"), ("origin", "https://login.example.com")]));
    }
}
