//! The other ways in which a path may be read by an origin.
//!
//! Why: a Java origin takes `/admin;x` for `/admin`, a careless one stops at a decoded `#` or `?`, and one that is given encoded
//! slashes may still decode them. Whoever routes or judges a path has to ask for each of these (S1, S2).

/// How many decodings are looked at one by one. No origin is known that decodes more often than twice.
const LEVELS: usize = 3;

/// Every other reading of a path as it is matched; nearly always there is none, and nothing is allocated. `decodes`: whether escapes
/// that were left in it may be decoded further on.
pub fn other_readings(path: &str, decodes: bool) -> Vec<String> {
    let mut all = Vec::new();
    others(path, &mut all);
    if !decodes || !path.contains('%') {
        return all;
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
        either(&reading, &mut all);
    }
    either(&decode_fully(&reading), &mut all);
    all
}

/// A backslash is a slash for some and a letter of its segment for others: `/;%5C%2Fadmin` is `/admin` to who drops
/// parameters before slashes are made of it.
fn either(path: &str, all: &mut Vec<String>) {
    let mut as_read = |path: &str| {
        all.push(collapsed(path));
        others(path, all);
    };
    as_read(path);
    if path.contains('\\') {
        as_read(&path.replace('\\', "/"));
    }
}

fn others(path: &str, all: &mut Vec<String>) {
    if !path.bytes().any(|b| matches!(b, b';' | b'?' | b'#')) {
        return;
    }
    let cut = path.find(['?', '#']).and_then(|at| path.get(..at)).unwrap_or(path);
    all.extend([collapsed(cut), collapsed(&bare(cut)), collapsed(&bare(path))]);
}

/// Whether what is behind a prefix still begins with a slash for a reader who decodes.
pub fn decodes_to_slash(rest: &str) -> bool {
    decode_fully(rest.trim_start_matches('/')).starts_with(['/', '\\'])
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
