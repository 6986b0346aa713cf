//! Where a person goes back to after signing in.
//!
//! Why: an open redirect needs a URL from a request (S3). This one is made from a parsed target of a route and keeps its
//! origin, path and query as they were judged.

use portcullis_model::{TargetUri, WireTarget};
use serde::{Deserialize, Serialize};
use std::fmt::Write as _;

/// Longer paths are not carried through a sign-in: the person comes back to the host's first page.
const MAX_PATH: usize = 4_096;

/// An origin and a path on it. There is no way to make one but from a [`TargetUri`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReturnTarget {
    https: bool,
    host: Box<str>,
    port: Option<u16>,
    path_and_query: Box<str>,
}
impl ReturnTarget {
    pub fn of(target: &TargetUri) -> Self {
        let raw = target.raw();
        let fits = raw.starts_with('/') && raw.len() <= MAX_PATH;
        Self { https: target.scheme() == "https", host: target.host().into(), port: target.port(), path_and_query: if fits { raw.into() } else { "/".into() } }
    }
    pub fn host(&self) -> &str {
        &self.host
    }
    pub const fn port(&self) -> Option<u16> {
        self.port
    }
    pub fn path_and_query(&self) -> &str {
        &self.path_and_query
    }
    /// `https://wiki.example.com`, with the port where one was written.
    pub fn origin(&self) -> String {
        let mut out = String::from(if self.https { "https://" } else { "http://" });
        if self.host.contains(':') {
            let _infallible = write!(out, "[{}]", self.host);
        } else {
            out.push_str(&self.host);
        }
        if let Some(port) = self.port {
            let _infallible = write!(out, ":{port}");
        }
        out
    }
    pub fn url(&self) -> String {
        let mut out = self.origin();
        out.push_str(&self.path_and_query);
        out
    }
    /// The target again, parsed by the rules of now.
    pub fn target(&self) -> Option<TargetUri> {
        let origin = self.origin();
        let authority = origin.split_once("://").map(|(_, a)| a);
        TargetUri::parse(WireTarget { https: self.https, authority, hosts: &[], path_and_query: &self.path_and_query }).ok()
    }
    pub(crate) fn to_parts(&self) -> Parts {
        Parts {
            https: self.https,
            authority: self.origin().split_once("://").map(|(_, a)| a.to_owned()).unwrap_or_default(),
            path: self.path_and_query.to_string(),
        }
    }
    /// Parsed anew: what was sealed long ago must still be a target by the rules of now.
    pub(crate) fn from_parts(parts: &Parts) -> Option<Self> {
        let wire = WireTarget { https: parts.https, authority: Some(&parts.authority), hosts: &[], path_and_query: &parts.path };
        TargetUri::parse(wire).ok().map(|t| Self::of(&t))
    }
}

/// The form inside a seal.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Parts {
    https: bool,
    authority: String,
    path: String,
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use super::*;

    fn target(host: &str, path: &str) -> Option<ReturnTarget> {
        let hosts: [&[u8]; 1] = [host.as_bytes()];
        TargetUri::parse(WireTarget { https: true, authority: None, hosts: &hosts, path_and_query: path }).ok().map(|t| ReturnTarget::of(&t))
    }
    /// What a browser takes for the authority (WHATWG URL: a backslash is a slash, tabs and newlines vanish).
    fn browser_host(url: &str) -> String {
        let url: String = url.chars().filter(|c| !matches!(c, '\t' | '\n' | '\r')).collect::<String>().replace('\\', "/");
        let rest = url.strip_prefix("https://").unwrap().trim_start_matches('/');
        let authority = rest.split(['/', '?', '#']).next().unwrap();
        authority.rsplit('@').next().unwrap().to_owned()
    }

    #[test]
    fn s03_hostile_targets_never_leave_the_origin() {
        let hosts = ["app.example.com", "app.example.com:8443", "[2001:db8::1]:443", "APP.example.com."];
        let paths = [
            "/",
            "//evil.test",
            "//evil.test/",
            "///evil.test",
            "/\\evil.test",
            "\\\\evil.test",
            "/%5cevil.test",
            "/%2f%2fevil.test",
            "/\t/evil.test",
            "/%09/evil.test",
            "/%0d%0aLocation:%20https://evil.test",
            "/%0a",
            "https://evil.test/",
            "HTTPS://evil.test",
            "HtTp://evil.test",
            "javascript:alert(1)",
            "/javascript:alert(1)",
            "data:text/html,x",
            "/@evil.test",
            "@evil.test",
            "/..;/evil.test",
            "/../evil.test",
            "/.%2e/evil.test",
            "/x?next=//evil.test",
            "/x?rd=https://evil.test&rd=https://evil.test",
            "/x#@evil.test",
            "/\u{3002}evil.test",
            "/evil\u{ff0e}test",
            "*",
            "",
            "?",
            ".evil.test",
            ":80@evil.test",
            "/x\u{0}y",
            "/;//evil.test",
            "/x;@evil.test",
            "/%00",
            "/%",
            "/%zz",
            "//",
            "/?//evil.test",
            "/?\\evil.test",
        ];
        let mut made = 0;
        for host in hosts {
            let origin = target(host, "/").unwrap().origin();
            for path in paths {
                let Some(back) = target(host, path) else { continue };
                made += 1;
                let url = back.url();
                assert!(url.starts_with(&format!("{origin}/")), "{url}");
                assert!(!url.get(origin.len() + 1..).unwrap().starts_with(['/', '\\']), "{url}");
                assert_eq!(format!("https://{}", browser_host(&url)), origin, "{url}");
                assert!(url.bytes().all(|b| b > 0x20 && b != 0x7f), "{url:?}");
                assert_eq!(ReturnTarget::from_parts(&back.to_parts()), Some(back));
            }
        }
        assert!(made >= 16, "the harmless ones are made: {made}");
    }
    #[test]
    fn s03_hosts_that_are_none_make_no_target() {
        for host in [
            "app.example.com@evil.test",
            "evil.test/app.example.com",
            "app.example.com:80:90",
            "app\u{3002}example.com",
            "a b",
            "",
            "app.example.com%2eevil.test",
            "[::1",
            "app.example.com\\evil.test",
        ] {
            assert!(target(host, "/").is_none(), "{host}");
        }
    }
    #[test]
    fn an_overlong_path_comes_back_to_the_first_page() {
        let back = target("app.example.com", &format!("/{}", "x".repeat(5_000))).unwrap();
        assert_eq!(back.url(), "https://app.example.com/");
    }
}
