//! What the proxy says was asked for, in each dialect.
//!
//! Why: the fields of a dialect are each there once or the check is refused: of two values we would read one and somebody else the
//! other (S10). The address goes through the one parser of targets (dossier A §7.2).

use super::{Dialect, ForwardAuth};
use http::header::HeaderMap;
use portcullis_model::{TargetUri, WireTarget};
use std::sync::Arc;

/// The request that is asked about.
#[derive(Debug)]
pub(super) struct Original {
    pub(super) target: Arc<TargetUri>,
    /// Letters A to Z.
    pub(super) method: Box<str>,
    /// Where people who have to sign in are sent.
    pub(super) way: Way,
}

/// Where people who have to sign in are sent.
#[derive(Debug)]
pub(super) enum Way {
    /// To the portal of the host's cookie domain: its place among those that are configured.
    Domain(usize),
    /// The host has a cookie of its own, and passes our paths on.
    Host,
    /// Nowhere was said, and this dialect wants it said.
    Nowhere,
}

/// Why a check cannot be answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum BadCheck {
    #[error("a field that this endpoint needs is missing, or there twice: {0}")]
    Field(&'static str),
    #[error("two fields say different things")]
    Contradiction,
    #[error("the method is not one")]
    Method,
    #[error("the address is not one that can be asked for")]
    Address,
    #[error("the address is not https")]
    Scheme,
    #[error("the portal that was named is none of ours")]
    Portal,
}

/// A check as it arrived.
pub(super) struct Arrived<'a> {
    pub(super) dialect: Dialect,
    pub(super) method: &'a str,
    /// Of the check itself.
    pub(super) target: &'a TargetUri,
    /// What follows the endpoint's own path.
    pub(super) rest: &'a str,
    pub(super) headers: &'a HeaderMap,
}

pub(super) fn read(arrived: &Arrived<'_>, setting: &ForwardAuth, own_portal: &str) -> Result<Original, BadCheck> {
    let (method, target) = match arrived.dialect {
        Dialect::ForwardAuth => (needed(arrived, "x-forwarded-method")?, forwarded(arrived)?),
        Dialect::AuthRequest => (needed(arrived, "x-original-method")?, url(needed(arrived, "x-original-url")?)?),
        Dialect::ExtAuthz => (arrived.method, captured(arrived)?),
        Dialect::Verify => {
            let forwarded_method = once(arrived, "x-forwarded-method")?;
            if let (Some(one), Some(other)) = (forwarded_method, once(arrived, "x-original-method")?)
                && one != other
            {
                return Err(BadCheck::Contradiction);
            }
            let method = forwarded_method.unwrap_or(arrived.method);
            let target = match once(arrived, "x-original-url")? {
                Some(text) => undisputed(arrived, url(text)?)?,
                None => forwarded(arrived)?,
            };
            (method, target)
        }
    };
    if method.is_empty() || method.len() > 32 || !method.bytes().all(|b| b.is_ascii_uppercase()) {
        return Err(BadCheck::Method);
    }
    // Two names in it are nobody's.
    once(arrived, "session-username")?;
    let way = way(arrived, setting, own_portal, target.host())?;
    Ok(Original { target: Arc::new(target), method: method.into(), way })
}

/// The target, where no field of the other kind says something else: a proxy sets one of the two kinds, and passes the other on as its
/// client sent it.
fn undisputed(arrived: &Arrived<'_>, target: TargetUri) -> Result<TargetUri, BadCheck> {
    if let Some(scheme) = once(arrived, "x-forwarded-proto")? {
        is_https(scheme)?;
    }
    let host = once(arrived, "x-forwarded-host")?.map(|host| parse(host, "/")).transpose()?;
    let uri = once(arrived, "x-forwarded-uri")?;
    let same = host.is_none_or(|h| h.host() == target.host() && h.port() == target.port()) && uri.is_none_or(|u| u == target.raw());
    if same { Ok(target) } else { Err(BadCheck::Contradiction) }
}

/// The one value of a field; a second one is a contradiction even where both say the same.
fn once<'a>(arrived: &Arrived<'a>, name: &'static str) -> Result<Option<&'a str>, BadCheck> {
    let mut all = arrived.headers.get_all(name).iter();
    let first = all.next();
    if all.next().is_some() {
        return Err(BadCheck::Field(name));
    }
    match first {
        None => Ok(None),
        Some(value) => match std::str::from_utf8(value.as_bytes()) {
            Ok("") => Ok(None),
            Ok(text) => Ok(Some(text)),
            Err(_) => Err(BadCheck::Field(name)),
        },
    }
}
fn needed<'a>(arrived: &Arrived<'a>, name: &'static str) -> Result<&'a str, BadCheck> {
    once(arrived, name)?.ok_or(BadCheck::Field(name))
}

fn is_https(scheme: &str) -> Result<(), BadCheck> {
    if ["https", "wss"].iter().any(|s| scheme.eq_ignore_ascii_case(s)) { Ok(()) } else { Err(BadCheck::Scheme) }
}

fn parse(authority: &str, path_and_query: &str) -> Result<TargetUri, BadCheck> {
    let path = match path_and_query {
        "" => std::borrow::Cow::Borrowed("/"),
        query if query.starts_with('?') => format!("/{query}").into(),
        path => path.into(),
    };
    TargetUri::parse(WireTarget { https: true, authority: Some(authority), hosts: &[], path_and_query: &path }).map_err(|_| BadCheck::Address)
}

fn forwarded(arrived: &Arrived<'_>) -> Result<TargetUri, BadCheck> {
    let scheme = needed(arrived, "x-forwarded-proto")?;
    let host = needed(arrived, "x-forwarded-host")?;
    let uri = once(arrived, "x-forwarded-uri")?.unwrap_or("");
    is_https(scheme)?;
    parse(host, uri)
}

/// `https://host/path?query`.
pub(super) fn url(text: &str) -> Result<TargetUri, BadCheck> {
    let (scheme, rest) = text.split_once("://").ok_or(BadCheck::Address)?;
    is_https(scheme)?;
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (authority, path) = rest.split_at_checked(end).ok_or(BadCheck::Address)?;
    parse(authority, path)
}

/// The host of the check, with the path behind the endpoint's own: `/api/authz/ext-authz/` and `/path`.
fn captured(arrived: &Arrived<'_>) -> Result<TargetUri, BadCheck> {
    is_https(needed(arrived, "x-forwarded-proto")?)?;
    let own = arrived.target;
    let path = arrived.rest.strip_prefix('/').unwrap_or_default();
    // Only where the proxy puts path after prefix does the rest begin with a slash of its own.
    if !path.is_empty() && !path.starts_with('/') {
        return Err(BadCheck::Address);
    }
    let path = if path.is_empty() { "/" } else { path };
    let whole = own.query().map_or_else(|| path.to_owned(), |query| format!("{path}?{query}"));
    parse(&crate::enforce::host_port(own), &whole)
}

/// Whether the proxy says that it passes `/.portcullis/` of this host on to us, as our recipes do. A client that says so where it is not
/// true is led to a page that is not there, and its domain's cookie does not count.
pub(super) fn passes_our_paths(headers: &HeaderMap) -> bool {
    headers.contains_key("x-portcullis-paths")
}

/// What the proxy may say of the portal only chooses among those that are configured (S3).
fn way(arrived: &Arrived<'_>, setting: &ForwardAuth, own_portal: &str, host: &str) -> Result<Way, BadCheck> {
    let said = match arrived.dialect {
        Dialect::ForwardAuth | Dialect::AuthRequest => parameter(arrived.target.query(), "authelia_url")?,
        Dialect::ExtAuthz => once(arrived, "x-authelia-url")?.map(str::to_owned),
        Dialect::Verify => match parameter(arrived.target.query(), "rd")? {
            Some(rd) => Some(rd),
            None => once(arrived, "x-authelia-url")?.map(str::to_owned),
        },
    };
    // A proxy that passes our paths on needs no cookie that goes to neighbours.
    let found = if passes_our_paths(arrived.headers) { None } else { setting.domains.iter().position(|d| d.holds(host)) };
    // By its origin: what else is written there, a path or a query, is not ours to follow.
    let ours = |said: &str| {
        origin_of(said).is_some_and(|said| origin_of(own_portal) == Some(said) || setting.domains.iter().any(|d| origin_of(&d.portal) == Some(said)))
    };
    match (said, found) {
        (None, _) if arrived.dialect == Dialect::Verify => Ok(Way::Nowhere),
        (None, Some(at)) => Ok(Way::Domain(at)),
        (None, None) => Ok(Way::Host),
        (Some(said), Some(at)) if ours(&said) => Ok(Way::Domain(at)),
        (Some(said), None) if ours(&said) => Ok(Way::Host),
        (Some(_), _) => Err(BadCheck::Portal),
    }
}

/// Scheme and authority of an address.
fn origin_of(url: &str) -> Option<&str> {
    let host = url.find("://")? + 3;
    let end = url.get(host..)?.find(['/', '?', '#', '\\']).map_or(url.len(), |at| host + at);
    url.get(..end)
}

/// A parameter of the check's own query, decoded; empty is absent, twice is a contradiction.
pub(super) fn parameter(query: Option<&str>, name: &'static str) -> Result<Option<String>, BadCheck> {
    let mut found = None;
    for pair in query.unwrap_or_default().split('&') {
        let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
        if key == name && found.replace(decoded(value).ok_or(BadCheck::Field(name))?).is_some() {
            return Err(BadCheck::Field(name));
        }
    }
    Ok(found.filter(|f| !f.is_empty()))
}

/// Form encoding (WHATWG URL §5.1).
fn decoded(text: &str) -> Option<String> {
    let mut out = Vec::with_capacity(text.len());
    let mut bytes = text.bytes();
    while let Some(b) = bytes.next() {
        out.push(match b {
            b'+' => b' ',
            b'%' => {
                let digit = |b: Option<u8>| char::from(b?).to_digit(16).and_then(|d| u8::try_from(d).ok());
                digit(bytes.next())? << 4 | digit(bytes.next())?
            }
            other => other,
        });
    }
    String::from_utf8(out).ok()
}

/// The same the other way, as query values carry addresses.
pub(super) fn encoded(text: &str) -> String {
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    let mut out = String::with_capacity(text.len() + text.len() / 4);
    for b in text.bytes() {
        match b {
            b if b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.' | b'~') => out.push(char::from(b)),
            b' ' => out.push('+'),
            b => {
                out.push('%');
                for half in [b >> 4, b & 15] {
                    out.push(char::from(HEX.get(usize::from(half)).copied().unwrap_or(b'0')));
                }
            }
        }
    }
    out
}
