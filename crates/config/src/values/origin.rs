//! The two addresses of a route: where people go, and where it leads.
//!
//! Why: the very same reader serves the file and `protect`.

use super::address::{host_name, split_port};
use portcullis_model::{OriginScheme, TargetUri, WireTarget};
use portcullis_route::HostPattern;
use std::path::PathBuf;

/// What `from` says.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct FromUrl {
    pub(crate) https: bool,
    pub(crate) host: HostPattern,
    /// Absent where it is the scheme's own.
    pub(crate) port: Option<u16>,
}

/// What an entry of `to` says.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct OriginUrl {
    pub(crate) scheme: OriginScheme,
    pub(crate) host: Box<str>,
    pub(crate) port: u16,
    /// The `Host` of the origin's own.
    pub(crate) authority: Box<str>,
    /// More than `/`, where there is more.
    pub(crate) path: Option<Box<str>>,
}

/// Reads `https://wiki.example.com`. The error is what is wrong and what to do.
pub(crate) fn from_url(text: &str) -> Result<FromUrl, (String, String)> {
    // Not shown: it may be a password.
    if text.contains('@') {
        return Err(("this address carries user information".to_owned(), "remove it".into()));
    }
    let Some((scheme, rest)) = text.split_once("://") else {
        return Err((format!("`{text}` has no scheme"), format!("write https://{}", without_half(text))));
    };
    let https = match scheme {
        "https" => true,
        "http" => false,
        "tcp+https" | "udp+https" | "ssh" => return Err((format!("`{scheme}` routes are not supported yet"), "remove the route".into())),
        _ => return Err((format!("`{scheme}` is not a scheme of routes"), "write https:// or http://".into())),
    };
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (authority, path) = rest.split_at(end);
    if !matches!(path, "" | "/") {
        return Err((format!("`{text}` has a path"), format!("write `{path}` as `path:` or `prefix:`")));
    }
    let (host, port) = split_port(authority).ok_or_else(|| (format!("the port of `{text}` is not one"), "write a number from 1 to 65535".to_owned()))?;
    let host = HostPattern::parse(host).map_err(|e| (format!("`{text}`: {e}"), "write https:// and a host name".to_owned()))?;
    Ok(FromUrl { https, host, port: port.filter(|p| *p != if https { 443 } else { 80 }) })
}

/// Reads `http://127.0.0.1:3000`, `https://wiki.internal/base`, `unix:///run/wiki.sock`.
pub(crate) fn origin_url(text: &str) -> Result<OriginUrl, (String, String)> {
    // Not shown: it may be a password (S17).
    if text.contains('@') {
        return Err(("this address carries user information".to_owned(), "remove it; `set_request_headers` can set Authorization".into()));
    }
    let example = || "write http://HOST:PORT, https://HOST:PORT or unix:///PATH".to_owned();
    let Some((scheme, rest)) = text.split_once("://") else {
        let rest = without_half(text);
        return Err((format!("`{text}` has no scheme"), format!("write http://{rest} or https://{rest}")));
    };
    let (https, scheme) = match scheme {
        "http" => (false, OriginScheme::Http),
        "https" => (true, OriginScheme::Https),
        "unix" => return socket(text, rest),
        "h2c" | "https+unix" | "tcp" | "udp" | "ssh" => return Err((format!("`{scheme}` origins are not supported yet"), example())),
        _ => return Err((format!("`{scheme}` is not a scheme of origins"), example())),
    };
    if rest.contains(['?', '#']) {
        return Err((format!("`{text}` has a query or fragment"), "remove it".into()));
    }
    if let Some((_, weight)) = rest.rsplit_once(',').filter(|(_, w)| w.bytes().all(|b| b.is_ascii_digit())) {
        return Err((format!("the weight `{weight}` of an origin is not supported yet"), "remove it with its comma".into()));
    }
    let end = rest.find('/').unwrap_or(rest.len());
    let (authority, path) = rest.split_at(end);
    let (host, port) = split_port(authority).ok_or_else(|| (format!("the port of `{text}` is not one"), "write a number from 1 to 65535".to_owned()))?;
    let host = host_name(host).map_err(|_| (format!("`{text}` has no host that can be reached"), example()))?;
    let path = match path {
        "" | "/" => None,
        path => Some(origin_path(path).map_err(|what| (format!("the path of `{text}` {what}"), "write a plain path".to_owned()))?),
    };
    let own = if https { 443 } else { 80 };
    let port = port.unwrap_or(own);
    let shown = if host.contains(':') { format!("[{host}]") } else { host.to_string() };
    let authority = if port == own { shown } else { format!("{shown}:{port}") };
    Ok(OriginUrl { scheme, host, port, authority: authority.into(), path })
}

/// What follows a mistyped `https://`: `http//wiki`, `https:/wiki`, `//wiki`.
fn without_half(text: &str) -> &str {
    let rest = ["https", "http"].into_iter().find_map(|s| text.strip_prefix(s).filter(|rest| rest.starts_with("//") || rest.starts_with(":/")));
    rest.unwrap_or(text).trim_start_matches([':', '/'])
}

fn socket(text: &str, path: &str) -> Result<OriginUrl, (String, String)> {
    // The kernel's limit on a socket's path is 108 bytes, its end included.
    let clean = path.starts_with('/') && path.len() > 1 && path.len() < 108 && !path.contains(['?', '#', ',']) && !path.chars().any(char::is_control);
    if !clean {
        return Err((format!("`{text}` is not a socket's address"), "write unix:/// and the path of the socket, shorter than 108 bytes".into()));
    }
    Ok(OriginUrl { scheme: OriginScheme::Unix(PathBuf::from(path)), host: "".into(), port: 0, authority: "localhost".into(), path: None })
}

/// A path that can be put before the rest of any request: as bytes to send, with nothing in it that two readers read differently.
/// The error continues a sentence.
pub(crate) fn origin_path(path: &str) -> Result<Box<str>, String> {
    let bad = |what: &str| Err(what.to_owned());
    let target = match TargetUri::parse(WireTarget { https: true, authority: Some("a"), hosts: &[], path_and_query: path }) {
        Ok(target) => target,
        Err(e) => return Err(format!("cannot be sent: {e}")),
    };
    if target.query().is_some() {
        return bad("has a query");
    }
    if target.has_encoded_slash() {
        return bad("has an encoded slash");
    }
    if path.contains("//") || path.contains(';') || !path.is_ascii() || target.path().contains(['?', '#']) {
        return bad("has `//`, `;`, an encoded `?` or `#`, or letters that must be percent-encoded");
    }
    Ok(path.into())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use super::*;

    #[test]
    fn origins_are_read() {
        let shown = |t: &str| origin_url(t).map(|o| (o.host.to_string(), o.port, o.authority.to_string(), o.path.map(|p| p.to_string()))).ok();
        assert_eq!(shown("http://127.0.0.1:3000"), Some(("127.0.0.1".into(), 3000, "127.0.0.1:3000".into(), None)));
        assert_eq!(shown("https://Wiki.Internal/"), Some(("wiki.internal".into(), 443, "wiki.internal".into(), None)));
        assert_eq!(shown("http://[::1]:80/base/"), Some(("::1".into(), 80, "[::1]".into(), Some("/base/".into()))));
        assert_eq!(origin_url("unix:///run/wiki.sock").unwrap().scheme, OriginScheme::Unix("/run/wiki.sock".into()));
    }
    #[test]
    fn s01_a_rewrite_is_a_plain_path() {
        for bad in ["", "a", "//a", "/a//b", "/a/../b", "/%2e%2e/", "/a%2fb", "/a?b", "/a#b", "/a b", "/a;b", "/%zz", "/a%3fb", "/a%23", "/\u{e9}"] {
            assert!(origin_path(bad).is_err(), "{bad}");
        }
        assert!(origin_path("/a/%C3%A9/").is_ok());
    }
    #[test]
    fn a_mistyped_scheme_is_not_repeated_in_the_hint() {
        for bad in ["http//wiki.example.com", "https:/wiki.example.com", "//wiki.example.com", "wiki.example.com"] {
            assert_eq!(from_url(bad).unwrap_err().1, "write https://wiki.example.com", "{bad}");
        }
        assert_eq!(origin_url("http//127.0.0.1:1").unwrap_err().1, "write http://127.0.0.1:1 or https://127.0.0.1:1");
        assert_eq!(origin_url("https:8443").unwrap_err().1, "write http://https:8443 or https://https:8443");
    }
    #[test]
    fn other_addresses_are_refused() {
        for bad in [
            "127.0.0.1:3000",
            "ftp://a",
            "h2c://a",
            "http://",
            "http://a:b",
            "http://u:p@a",
            "http://a?x",
            "http://a,3",
            "unix://run/a",
            "unix:///",
            "http://a b",
            "tcp://a:1",
        ] {
            assert!(origin_url(bad).is_err(), "{bad}");
        }
        for bad in ["wiki.example.com", "https://wiki.example.com/x", "https://a?b", "tcp+https://a:1", "https://u@a", "https://a.*.b", "ftp://a", "https://"] {
            assert!(from_url(bad).is_err(), "{bad}");
        }
        assert_eq!(from_url("https://Wiki.example.com:443/"), Ok(FromUrl { https: true, host: HostPattern::Exact("wiki.example.com".into()), port: None }));
    }
}
