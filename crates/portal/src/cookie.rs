//! The portal's cookies: the session's, the one that forms are bound to, and what was chosen for this browser.
//!
//! Why: all are `__Host-`, so no other host can set or read them (S6); a name that stands twice is nobody's.

use http::{HeaderMap, header};
use std::time::Duration;

/// The portal session.
pub(crate) const SESSION: &str = "__Host-portcullis-portal";
/// A random value that form tokens are made for; says nothing about a person.
pub(crate) const FORM: &str = "__Host-portcullis-form";

/// Says which browser asked for a link to a new password.
pub(crate) const RESET: &str = "__Host-portcullis-reset";
/// By which a browser is known when somebody signs in with it again.
pub(crate) const DEVICE: &str = "__Host-portcullis-device";
/// The language that was chosen in this browser.
pub(crate) const LANGUAGE: &str = "__Host-portcullis-language";
/// The theme that was chosen in this browser.
pub(crate) const THEME: &str = "__Host-portcullis-theme";

/// The cookie's value if it stands exactly once. A second one means that somebody else wrote one of them.
pub(crate) fn read<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let mut found = None;
    for field in headers.get_all(header::COOKIE) {
        // Cut first, read then: an application's cookie in another alphabet must not take ours with it.
        for pair in field.as_bytes().split(|b| *b == b';') {
            let Some((key, value)) = std::str::from_utf8(pair).ok().and_then(|p| p.trim().split_once('=')) else { continue };
            if key == name && found.replace(value).is_some() {
                return None;
            }
        }
    }
    found
}

/// How long a browser keeps a cookie.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Life {
    /// Until the browser ends.
    Browser,
    For(Duration),
}

/// A `Set-Cookie` value. `Lax`, because the person comes here by a link from another host.
pub(crate) fn set(name: &str, value: &str, life: Life) -> String {
    let age = match life {
        Life::Browser => String::new(),
        Life::For(span) => format!("; Max-Age={}", span.as_secs()),
    };
    format!("{name}={value}; Path=/; Secure; HttpOnly; SameSite=Lax{age}")
}

/// A `Set-Cookie` value that takes the cookie away.
pub(crate) fn clear(name: &str) -> String {
    set(name, "", Life::For(Duration::ZERO))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn with(fields: &[&str]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for f in fields {
            headers.append(header::COOKIE, f.parse().unwrap());
        }
        headers
    }
    #[test]
    fn one_cookie_is_read_and_two_of_a_name_are_none() {
        assert_eq!(read(&with(&["a=1; __Host-portcullis-portal=v; b=2"]), SESSION), Some("v"));
        assert_eq!(read(&with(&["a=1", "__Host-portcullis-portal=v"]), SESSION), Some("v"));
        assert_eq!(read(&with(&["__Host-portcullis-portal=v; __Host-portcullis-portal=w"]), SESSION), None);
        assert_eq!(read(&with(&["__Host-portcullis-portal=v", "__Host-portcullis-portal=w"]), SESSION), None);
        assert_eq!(read(&with(&["x__Host-portcullis-portal=v"]), SESSION), None);
        assert_eq!(read(&with(&[]), SESSION), None);
    }
    #[test]
    fn s06_cookies_are_host_only() {
        let text = set(SESSION, "v", Life::Browser);
        assert_eq!(text, "__Host-portcullis-portal=v; Path=/; Secure; HttpOnly; SameSite=Lax");
        assert!(!text.contains("Domain"));
        assert_eq!(set(SESSION, "v", Life::For(Duration::from_secs(60))), format!("{text}; Max-Age=60"));
        assert!(clear(SESSION).ends_with("Max-Age=0"));
    }
}
