//! The other ways in which an origin may read a path.
//!
//! Why: a Java origin takes `/admin;x` for `/admin`, a careless one stops at a decoded `#` or `?`, and one that allows encoded
//! slashes may still decode them. A request that is on one route for us and on another for its reader is on none (S1, S2).

use crate::{PathPattern, Route};
use portcullis_model::TargetUri;

/// Whether `same` holds for every other reading of the target's path. Nearly always there is none.
pub(super) fn agree(target: &TargetUri, same: impl Fn(&str) -> bool) -> bool {
    let path = target.path();
    if target.has_encoded_slash() {
        let decoded = decode_fully(path);
        if !same(&collapsed(&decoded)) || !others(&decoded, &same) {
            return false;
        }
    }
    others(path, &same)
}

/// Whether a rewritten path still begins with one slash for a reader who decodes: `/admin/%2Fevil.example` must not become
/// `/%2Fevil.example`, which such a reader takes for `//evil.example`.
pub(super) fn rewrites_safely(route: &Route, target: &TargetUri) -> bool {
    match (&route.prefix_rewrite, &route.path) {
        (Some(to), PathPattern::Prefix(prefix)) if &**to == "/" => {
            target.raw_after(prefix.len()).is_some_and(|rest| !decode_fully(rest.trim_start_matches('/')).starts_with('/'))
        }
        _ => true,
    }
}

fn others(path: &str, same: &impl Fn(&str) -> bool) -> bool {
    if !path.bytes().any(|b| matches!(b, b';' | b'?' | b'#')) {
        return true;
    }
    let cut = path.find(['?', '#']).and_then(|at| path.get(..at)).unwrap_or(path);
    same(&collapsed(cut)) && same(&collapsed(&bare(cut))) && same(&collapsed(&bare(path)))
}

/// Without path parameters (RFC 3986 §3.3): every segment up to its first `;`.
fn bare(path: &str) -> String {
    let segments: Vec<&str> = path.split('/').map(|s| s.split(';').next().unwrap_or_default()).collect();
    segments.join("/")
}

/// Runs of slashes as one; an empty path is the root.
fn collapsed(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    for c in path.chars() {
        if c != '/' || !out.ends_with('/') {
            out.push(c);
        }
    }
    if out.is_empty() { "/".to_owned() } else { out }
}

/// The kept escapes decoded, as often as they go, backslashes as slashes. Linear: each replacement shortens.
fn decode_fully(path: &str) -> String {
    let mut out: Vec<u8> = Vec::with_capacity(path.len());
    for b in path.bytes() {
        out.push(if b == b'\\' { b'/' } else { b });
        while let [.., b'%', h, l] = out.as_slice() {
            let digit = |b: u8| (b as char).to_digit(16);
            let (Some(h), Some(l)) = (digit(*h), digit(*l)) else { break };
            let byte = u8::try_from(h * 16 + l).unwrap_or(b'/');
            out.truncate(out.len() - 3);
            out.push(if byte == b'\\' { b'/' } else { byte });
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}
