//! The target URI: what the whole house means by "this request's address".
//!
//! Why: one request, one meaning (S1, S10, S19). It has one constructor, which refuses the ambiguous; routes, policies
//! and logs read the matched form while the bytes go on exactly as they were sent.

mod authority;
mod path;
mod readings;
#[cfg(test)]
mod tests;

pub use readings::{decodes_to_slash, other_readings};
use std::fmt;

/// The longest path with query that is read, in bytes.
const LONGEST: usize = 16 * 1024;

/// The request's target as it came off the wire, before anyone has an opinion.
#[derive(Clone, Copy, Debug)]
pub struct WireTarget<'a> {
    pub https: bool,
    /// `:authority` or the authority of an absolute-form target, if there was one.
    pub authority: Option<&'a str>,
    /// Every `Host` field, in order.
    pub hosts: &'a [&'a [u8]],
    /// Path and query exactly as sent (origin form).
    pub path_and_query: &'a str,
}

/// Why a target is refused. All of them are 400.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadTarget {
    #[error("the request names no host")]
    NoHost,
    #[error("the request names more than one host")]
    ManyHosts,
    #[error("Host and the request's authority differ")]
    HostMismatch,
    #[error("the host is not a name or an address")]
    BadHost,
    #[error("the host carries user information")]
    UserInfo,
    #[error("the path does not begin with one slash")]
    BadStart,
    #[error("the path has a dot segment")]
    DotSegment,
    #[error("the path has an encoded slash or backslash")]
    EncodedSlash,
    #[error("the path has a control character or is not text")]
    Control,
    #[error("the path has a wrong percent escape")]
    BadEscape,
    #[error("the target is too long")]
    TooLong,
}

/// A request's address, parsed once.
#[derive(Clone, PartialEq, Eq)]
pub struct TargetUri {
    https: bool,
    host: Box<str>,
    port: Option<u16>,
    raw: Box<str>,
    path_end: usize,
    /// Absent where it is the raw path, letter for letter: nearly always.
    matched: Option<Box<str>>,
    encoded_slash: bool,
}

impl TargetUri {
    /// The only way to make one.
    ///
    /// Refused, besides what is not a URI at all (RFC 9112 §3.2, RFC 3986 §3): more than one `Host`, a `Host` that differs from
    /// the authority, userinfo, a fragment, a path that begins with `//` under any number of decodings, a backslash, control
    /// characters, bytes that are not UTF-8, and dot segments under any number of decodings, with or without path parameters
    /// (`..;x`) or a fragment behind them (`..%23`). An encoded slash or backslash, however deeply encoded (`%2F`, `%252f`), is
    /// not refused but told: see [`TargetUri::has_encoded_slash`].
    pub fn parse(wire: WireTarget<'_>) -> Result<Self, BadTarget> {
        let (host, port) = authority::read(&wire)?;
        let raw = wire.path_and_query;
        if raw.len() > LONGEST {
            return Err(BadTarget::TooLong);
        }
        if raw.bytes().any(|b| b <= 0x20 || b == 0x7f || b == b'#') {
            return Err(BadTarget::Control);
        }
        let path_end = raw.find('?').unwrap_or(raw.len());
        let path = raw.get(..path_end).unwrap_or_default();
        let read = match raw {
            // `OPTIONS *` asks about the server itself (RFC 9112 §3.2.4); no route matches it.
            "*" => path::Read::default(),
            _ => path::read(path)?,
        };
        Ok(Self { https: wire.https, host, port, raw: raw.into(), path_end, matched: read.matched.map(Into::into), encoded_slash: read.encoded_slash })
    }
    /// The same target as the client wrote it to a proxy of ours that ended TLS and is believed.
    #[must_use]
    pub fn over_https(mut self) -> Self {
        self.https = true;
        self
    }
    /// Whether the client reached us over TLS.
    pub fn is_https(&self) -> bool {
        self.https
    }
    /// `https` or `http`, as the client reached us.
    pub fn scheme(&self) -> &'static str {
        if self.https { "https" } else { "http" }
    }
    /// Lower case, without port or trailing dot; an IPv6 address without brackets.
    pub fn host(&self) -> &str {
        &self.host
    }
    /// The port that was written, if one was.
    pub fn port(&self) -> Option<u16> {
        self.port
    }
    /// Path and query as sent: what goes to the origin.
    pub fn raw(&self) -> &str {
        &self.raw
    }
    /// The path as sent, without the query.
    pub fn raw_path(&self) -> &str {
        self.raw.get(..self.path_end).unwrap_or("/")
    }
    /// The query as sent, without the question mark.
    pub fn query(&self) -> Option<&str> {
        self.raw.get(self.path_end + 1..)
    }
    /// The path that routes and policies match: decoded once, runs of `/` as one, case kept. Where an encoded slash is present
    /// (only routes that allow it see such a target) `%2F`, `%5C` and `%25` stay encoded, in upper case, so that no two
    /// meanings share one form.
    pub fn path(&self) -> &str {
        self.matched.as_deref().unwrap_or_else(|| self.raw_path())
    }
    /// Whether the path holds an encoded slash or backslash: only a route that says `allow_encoded_slash` may take it.
    pub fn has_encoded_slash(&self) -> bool {
        self.encoded_slash
    }
    /// The part of the raw path whose matched form is what follows the first `length` bytes of [`TargetUri::path`]. `None` where
    /// no such place exists. Slashes of a run that ends at that place belong to the part before it.
    pub fn raw_after(&self, length: usize) -> Option<&str> {
        match self.matched {
            None => self.raw_path().get(length..),
            Some(_) => path::raw_after(self.raw_path(), self.encoded_slash, length),
        }
    }
}
impl fmt::Debug for TargetUri {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}://", self.scheme())?;
        if self.host.contains(':') {
            write!(f, "[{}]", self.host)?
        } else {
            f.write_str(&self.host)?
        }
        if let Some(p) = self.port {
            write!(f, ":{p}")?;
        }
        f.write_str(&self.raw)
    }
}
