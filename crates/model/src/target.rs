//! The target URI: what the whole house means by "this request's address".
//!
//! Why: one request, one meaning (S1, S10, S19). It has one constructor, which refuses the ambiguous; routes, policies
//! and logs read the matched form while the bytes go on exactly as they were sent.

use std::fmt;

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
    matched: Box<str>,
    encoded_slash: bool,
}

impl TargetUri {
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
    /// The path that routes and policies match: decoded once, runs of `/` as one, case kept. Where an encoded slash is
    /// present (only routes that allow it see such a target) those escapes stay as written.
    pub fn path(&self) -> &str {
        &self.matched
    }
    /// Whether the path holds an encoded slash or backslash: only a route that says `allow_encoded_slash` may take it.
    pub fn has_encoded_slash(&self) -> bool {
        self.encoded_slash
    }
}
impl fmt::Debug for TargetUri {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}://{}", self.scheme(), self.host)?;
        if let Some(p) = self.port {
            write!(f, ":{p}")?;
        }
        f.write_str(&self.raw)
    }
}

impl TargetUri {
    /// The only way to make one.
    pub fn parse(wire: WireTarget<'_>) -> Result<Self, BadTarget> {
        let (host, port) = authority(&wire)?;
        let raw = wire.path_and_query;
        if raw.len() > 16 * 1024 {
            return Err(BadTarget::TooLong);
        }
        let path_end = raw.find('?').unwrap_or(raw.len());
        let path = raw.get(..path_end).unwrap_or_default();
        if raw.bytes().any(|b| b <= 0x20 || b == 0x7f || b == b'#') {
            return Err(BadTarget::Control);
        }
        if path == "*" {
            return Ok(Self { https: wire.https, host, port, raw: "*".into(), path_end: 1, matched: "*".into(), encoded_slash: false });
        }
        if !path.starts_with('/') || path.starts_with("//") {
            return Err(BadTarget::BadStart);
        }
        let (matched, encoded_slash) = decode(path)?;
        Ok(Self { https: wire.https, host, port, raw: raw.into(), path_end, matched: matched.into(), encoded_slash })
    }
}

fn authority(wire: &WireTarget<'_>) -> Result<(Box<str>, Option<u16>), BadTarget> {
    let field = match wire.hosts {
        [] => None,
        [one] => Some(std::str::from_utf8(one).map_err(|_| BadTarget::BadHost)?),
        _ => return Err(BadTarget::ManyHosts),
    };
    let from_field = field.map(split_authority).transpose()?;
    let from_line = wire.authority.map(split_authority).transpose()?;
    match (from_line, from_field) {
        (Some(a), Some(b)) if a != b => Err(BadTarget::HostMismatch),
        (Some(a), _) | (None, Some(a)) => Ok(a),
        (None, None) => Err(BadTarget::NoHost),
    }
}

fn split_authority(text: &str) -> Result<(Box<str>, Option<u16>), BadTarget> {
    if text.contains('@') {
        return Err(BadTarget::UserInfo);
    }
    let (host, port) = if let Some(rest) = text.strip_prefix('[') {
        let (addr, after) = rest.split_once(']').ok_or(BadTarget::BadHost)?;
        let addr: std::net::Ipv6Addr = addr.parse().map_err(|_| BadTarget::BadHost)?;
        let port = match after {
            "" => None,
            p => Some(p.strip_prefix(':').ok_or(BadTarget::BadHost)?),
        };
        (addr.to_string(), port)
    } else {
        let (host, port) = match text.split_once(':') {
            Some((h, p)) => (h, Some(p)),
            None => (text, None),
        };
        let host = host.strip_suffix('.').unwrap_or(host);
        let ok = !host.is_empty()
            && host.len() <= 253
            && host.split('.').all(|l| !l.is_empty() && l.len() <= 63 && l.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_'));
        if !ok {
            return Err(BadTarget::BadHost);
        }
        (host.to_ascii_lowercase(), port)
    };
    let port = match port {
        None => None,
        Some(p) if !p.is_empty() && p.len() <= 5 && p.bytes().all(|b| b.is_ascii_digit()) => Some(p.parse().map_err(|_| BadTarget::BadHost)?),
        Some(_) => return Err(BadTarget::BadHost),
    };
    Ok((host.into(), port))
}

/// Decodes once, collapses slashes, refuses dot segments however they are written.
fn decode(path: &str) -> Result<(String, bool), BadTarget> {
    let mut out: Vec<u8> = Vec::with_capacity(path.len());
    let mut encoded_slash = false;
    let bytes = path.as_bytes();
    let mut i = 0;
    while let Some(&b) = bytes.get(i) {
        match b {
            b'%' => {
                let hex = |n: usize| bytes.get(i + n).and_then(|c| (*c as char).to_digit(16));
                let (Some(h), Some(l)) = (hex(1), hex(2)) else { return Err(BadTarget::BadEscape) };
                match u8::try_from(h * 16 + l).map_err(|_| BadTarget::BadEscape)? {
                    0..=0x1f | 0x7f => return Err(BadTarget::Control),
                    b'/' | b'\\' => {
                        encoded_slash = true;
                        out.extend(bytes.get(i..i + 3).unwrap_or_default());
                    }
                    c => out.push(c),
                }
                i += 3;
            }
            b'\\' => return Err(BadTarget::EncodedSlash),
            b'/' if out.last() == Some(&b'/') => i += 1,
            _ => {
                out.push(b);
                i += 1;
            }
        }
    }
    let text = String::from_utf8(out).map_err(|_| BadTarget::Control)?;
    if text.chars().any(char::is_control) {
        return Err(BadTarget::Control);
    }
    for segment in text.split('/') {
        // A segment is judged as readers behind us might: after one more decoding, and without path parameters (`..;x`).
        let bare = segment.split(';').next().unwrap_or_default();
        let again = bare.to_ascii_lowercase().replace("%2e", ".");
        if matches!(bare, "." | "..") || matches!(again.as_str(), "." | "..") {
            return Err(BadTarget::DotSegment);
        }
        let lower = segment.to_ascii_lowercase();
        if lower.split("%2f").flat_map(|s| s.split("%5c")).any(|s| matches!(s.split(';').next().unwrap_or_default(), "." | "..")) {
            return Err(BadTarget::DotSegment);
        }
    }
    Ok((text, encoded_slash))
}
