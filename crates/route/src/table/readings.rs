//! The other ways in which an origin may read a path.
//!
//! Why: a Java origin takes `/admin;x` for `/admin`, a careless one stops at a decoded `#` or `?`, and one that allows encoded
//! slashes may still decode them. A request that is on one route for us and on another for its reader is on none (S1, S2).

use crate::{PathPattern, Route};
use portcullis_model::TargetUri;

/// How many decodings are looked at one by one. No origin is known that decodes more often than twice.
const LEVELS: usize = 3;

/// Whether `same` holds for every other reading of the target's path. Nearly always there is none.
pub(super) fn agree(target: &TargetUri, same: impl Fn(&str) -> bool) -> bool {
    let path = target.path();
    if !target.has_encoded_slash() {
        return others(path, &same);
    }
    // Decoded once, twice, … and to the end: a parameter hides what follows it up to the next slash, and each decoding brings
    // slashes to light that the one before did not know.
    let mut reading = path.to_owned();
    for _ in 0..LEVELS {
        let deeper = decode_once(&reading);
        if deeper == reading {
            break;
        }
        reading = deeper;
        if !either(&reading, &same) {
            return false;
        }
    }
    others(path, &same) && either(&decode_fully(&reading), &same)
}

/// A backslash is a slash for some and a letter of its segment for others: `/;%5C%2Fadmin` is `/admin` to who drops
/// parameters before slashes are made of it.
fn either(path: &str, same: &impl Fn(&str) -> bool) -> bool {
    let as_read = |path: &str| same(&collapsed(path)) && others(path, same);
    as_read(path) && (!path.contains('\\') || as_read(&path.replace('\\', "/")))
}

/// Whether a rewritten path still begins with one slash for a reader who decodes: `/admin/%2Fevil.example` must not become
/// `/%2Fevil.example`, which such a reader takes for `//evil.example`.
pub(super) fn rewrites_safely(route: &Route, target: &TargetUri) -> bool {
    match (&route.prefix_rewrite, &route.path) {
        (Some(to), PathPattern::Prefix(prefix)) if &**to == "/" => {
            target.raw_after(prefix.len()).is_some_and(|rest| !decode_fully(rest.trim_start_matches('/')).starts_with(['/', '\\']))
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

/// Runs of slashes, of either kind, as one; an empty path is the root.
fn collapsed(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    for c in path.chars().map(|c| if c == '\\' { '/' } else { c }) {
        if c != '/' || !out.ends_with('/') {
            out.push(c);
        }
    }
    if out.is_empty() { "/".to_owned() } else { out }
}

/// Every escape decoded, but not what comes of it.
fn decode_once(path: &str) -> String {
    let mut out: Vec<u8> = Vec::with_capacity(path.len());
    let mut rest = path.as_bytes();
    while let [first, tail @ ..] = rest {
        let escaped = match rest {
            [b'%', h, l, ..] => hex(*h, *l),
            _ => None,
        };
        out.push(escaped.unwrap_or(*first));
        rest = if escaped.is_some() { tail.get(2..).unwrap_or_default() } else { tail };
    }
    String::from_utf8_lossy(&out).into_owned()
}

/// The kept escapes decoded, as often as they go. Linear: each replacement shortens.
fn decode_fully(path: &str) -> String {
    let mut out: Vec<u8> = Vec::with_capacity(path.len());
    for b in path.bytes() {
        out.push(b);
        while let [.., b'%', h, l] = out.as_slice() {
            let Some(byte) = hex(*h, *l) else { break };
            out.truncate(out.len() - 3);
            out.push(byte);
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

fn hex(high: u8, low: u8) -> Option<u8> {
    let digit = |b: u8| (b as char).to_digit(16);
    u8::try_from(digit(high)? * 16 + digit(low)?).ok()
}
