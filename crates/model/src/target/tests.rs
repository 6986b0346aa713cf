//! Tests of the target URI: corpora of what is refused, and readers of many habits who must all agree on what is not.
//!
//! Why: S1, S2 and S19 are about readers that differ; each reader here is one that exists behind some proxy.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use super::*;
use proptest::prelude::*;

fn target(path: &str) -> Result<TargetUri, BadTarget> {
    TargetUri::parse(WireTarget { https: true, authority: None, hosts: &[b"app.example.com"], path_and_query: path })
}
fn authority(https: bool, line: Option<&str>, hosts: &[&[u8]]) -> Result<(String, Option<u16>), BadTarget> {
    TargetUri::parse(WireTarget { https, authority: line, hosts, path_and_query: "/" }).map(|t| (t.host().to_owned(), t.port()))
}

// Readers. None of them shares code with the constructor.

fn decode_once(path: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    let mut rest = path;
    while let [first, tail @ ..] = rest {
        let escape = (*first == b'%').then(|| tail.get(..2)).flatten().and_then(|h| std::str::from_utf8(h).ok()).and_then(|h| u8::from_str_radix(h, 16).ok());
        match escape {
            Some(byte) => {
                out.push(byte);
                rest = &tail[2..];
            }
            None => {
                out.push(*first);
                rest = tail;
            }
        }
    }
    out
}
fn merge_slashes(path: &[u8]) -> Vec<u8> {
    let mut out = path.to_vec();
    out.dedup_by(|b, a| *a == b'/' && *b == b'/');
    out
}
/// RFC 3986 §5.2.4, after taking backslashes for slashes.
fn remove_dots(path: &[u8]) -> Vec<u8> {
    let slashed: Vec<u8> = path.iter().map(|b| if *b == b'\\' { b'/' } else { *b }).collect();
    let mut out: Vec<&[u8]> = Vec::new();
    let segments: Vec<&[u8]> = slashed.split(|b| *b == b'/').skip(1).collect();
    for (i, s) in segments.iter().enumerate() {
        let last = i + 1 == segments.len();
        match *s {
            b"." if last => out.push(b""),
            b"." => {}
            b".." => {
                out.pop();
                if last {
                    out.push(b"");
                }
            }
            other => out.push(other),
        }
    }
    [b"/".as_slice(), &out.join(&b'/')].concat()
}
fn without_parameters(path: &[u8]) -> Vec<u8> {
    let segments: Vec<&[u8]> = path.split(|b| *b == b'/').map(|s| s.split(|b| *b == b';').next().unwrap()).collect();
    segments.join(&b'/')
}
fn cut(path: &[u8]) -> Vec<u8> {
    path.split(|b| matches!(b, b'?' | b'#')).next().unwrap().to_vec()
}

/// Pieces of paths: plain words, and every way to write what confuses readers.
fn piece() -> impl Strategy<Value = String> {
    prop_oneof![
        6 => Just("/".to_owned()),
        4 => prop::sample::select(vec!["a", "admin", "public", "x.js", "Admin", "~u", "%61dmin", "%41"]).prop_map(str::to_owned),
        3 => prop::sample::select(vec![".", "..", "...", "%2e", "%2E", "%2e%2E", ".%2e", "%252e", "%25%32%65", "%25252E", ";", ";x=1", "..;x", "%3b", "%23", "%3f", "..%23", "..%3f"]).prop_map(str::to_owned),
        2 => prop::sample::select(vec!["//", "%2f", "%2F", "%5c", "%5C", "\\", "%252f", "%255C", "%25%32%46", "%2"]).prop_map(str::to_owned),
        1 => prop::sample::select(vec!["%00", "%0a", "%7f", "%2500", "%c3%a9", "%C3%A9", "\u{e9}", "%c0%ae", "%ff", "%c2%85", "%zz", "%", "#", " ", "\t", "?", "?q=/..", "%25", "%2541", "%u002e"]).prop_map(str::to_owned),
    ]
}
fn path() -> impl Strategy<Value = String> {
    prop::collection::vec(piece(), 0..10).prop_map(|p| format!("/{}", p.concat()))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4000, ..ProptestConfig::default() })]

    /// What is not refused means the same to every reader: nobody finds a dot segment in it, at any depth of decoding.
    #[test]
    fn s01_every_reader_means_what_was_judged(text in path()) {
        let Ok(t) = target(&text) else { return Ok(()) };
        let raw = t.raw_path().as_bytes().to_vec();
        prop_assert_eq!(t.raw(), &text);
        if !t.has_encoded_slash() {
            prop_assert_eq!(t.path().as_bytes(), merge_slashes(&decode_once(&raw)));
        }
        let mut readings = vec![raw];
        for _ in 0..4 {
            readings.push(decode_once(readings.last().unwrap()));
        }
        for reading in &readings {
            for form in [reading.clone(), cut(reading), without_parameters(reading), without_parameters(&cut(reading))] {
                let plain: Vec<u8> = form.iter().map(|b| if *b == b'\\' { b'/' } else { *b }).collect();
                prop_assert_eq!(remove_dots(&form), plain, "{} reads as {:?}", text, String::from_utf8_lossy(&form));
            }
            prop_assert!(!reading.starts_with(b"//") && !reading.starts_with(b"/\\"), "{}", text);
            prop_assert!(reading.iter().all(|b| *b >= 0x20 && *b != 0x7f), "{}", text);
        }
        // A slash that appears only by decoding is told.
        let slashes = |r: &[u8]| r.iter().filter(|b| matches!(b, b'/' | b'\\')).count();
        prop_assert_eq!(t.has_encoded_slash(), slashes(&readings[0]) != slashes(readings.last().unwrap()), "{}", text);
    }

    /// The matched form, with an encoded slash in it, still tells encoded slashes from real ones and from doubly encoded ones.
    #[test]
    fn s01_the_encoded_form_is_unambiguous(text in path()) {
        let Ok(t) = target(&text) else { return Ok(()) };
        if t.has_encoded_slash() {
            prop_assert_eq!(decode_once(t.path().as_bytes()).iter().filter(|b| **b != b'/').count(), decode_once(t.raw_path().as_bytes()).iter().filter(|b| **b != b'/').count());
            let again = target(t.path());
            if t.path().is_ascii() && !t.path().contains(['?', '#', ' ']) {
                let again = again.unwrap();
                prop_assert_eq!(again.path(), t.path());
            }
        } else {
            let lower = t.path().to_ascii_lowercase();
            prop_assert!(!lower.contains("%2f") && !lower.contains("%5c"), "{}", text);
        }
    }

    /// Any place of the matched form is found again in the raw one.
    #[test]
    fn s01_the_rest_of_a_path_is_found_in_the_bytes(text in path(), at in 0usize..40) {
        let Ok(t) = target(&text) else { return Ok(()) };
        let at = at.min(t.path().len());
        if let Some(rest) = t.raw_after(at) {
            prop_assert!(t.raw_path().ends_with(rest));
            let before = t.raw_path().strip_suffix(rest).unwrap();
            if !t.has_encoded_slash() {
                prop_assert_eq!(merge_slashes(&decode_once(before.as_bytes())), t.path().as_bytes()[..at].to_vec());
            }
        } else {
            prop_assert!(t.has_encoded_slash() || !t.path().is_char_boundary(at), "{} {}", text, at);
        }
    }

    /// S19: no garbage panics, and none of it passes as something else.
    #[test]
    fn s19_garbage_is_refused_or_kept(path in "\\PC{0,40}", host in proptest::collection::vec(any::<u8>(), 0..30)) {
        let read = TargetUri::parse(WireTarget { https: false, authority: None, hosts: &[&host], path_and_query: &path });
        if let Ok(t) = read {
            prop_assert!(t.raw() == path && (path == "*" || path.starts_with('/')));
            prop_assert!(t.host().bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b"-_.:".contains(&b)), "{}", t.host());
        }
    }
}

#[test]
fn s01_what_readers_read_differently_is_refused() {
    use BadTarget::{BadEscape, BadStart, Control, DotSegment, EncodedSlash};
    for (text, why) in [
        ("/a/../b", DotSegment),
        ("/a/./b", DotSegment),
        ("/..", DotSegment),
        ("/%2e%2e/b", DotSegment),
        ("/%2E%2e", DotSegment),
        ("/.%2e/b", DotSegment),
        ("/a/..;x/b", DotSegment),
        ("/a/%2e%2e%3bx/b", DotSegment),
        ("/a/.;/b", DotSegment),
        ("/a/..%23", DotSegment),
        ("/a/..%3fx", DotSegment),
        ("/%252e%252e/b", DotSegment),
        ("/%25252e%25252e/b", DotSegment),
        ("/%25%32%65%25%32%65/b", DotSegment),
        ("/a%2f..%2fb", DotSegment),
        ("/a%252f..%252fb", DotSegment),
        ("/a%5c..%5cb", DotSegment),
        ("/a\\b", EncodedSlash),
        ("/\\evil.example", EncodedSlash),
        ("//evil.example", BadStart),
        ("/%2fevil.example", BadStart),
        ("/%5cevil.example", BadStart),
        ("/%252fevil.example", BadStart),
        ("", BadStart),
        ("a", BadStart),
        ("*x", BadStart),
        ("*?x", BadStart),
        ("https://a/b", BadStart),
        ("?x", BadStart),
        ("/a#b", Control),
        ("/a?b#c", Control),
        ("/a b", Control),
        ("/a\tb", Control),
        ("/a?b\nc", Control),
        ("/a%00", Control),
        ("/a%0d%0ab", Control),
        ("/a%2500", Control),
        ("/a%7f", Control),
        ("/a%c2%85", Control),
        ("/a%ff", Control),
        ("/%c0%ae%c0%ae/", Control),
        ("/a%", BadEscape),
        ("/a%2", BadEscape),
        ("/a%zz", BadEscape),
        ("/a%u002e", BadEscape),
        ("/a%+1", BadEscape),
    ] {
        assert_eq!(target(text).map(|t| t.path().to_owned()), Err(why), "{text}");
    }
    assert_eq!(target(&format!("/{}", "a".repeat(LONGEST))), Err(BadTarget::TooLong));
    assert!(target(&format!("/{}", "%25".repeat(5000))).is_ok());
}

#[test]
fn the_matched_form_is_decoded_once() {
    for (raw, matched, slash) in [
        ("/", "/", false),
        ("*", "*", false),
        ("/a.b/...", "/a.b/...", false),
        ("/a//b///", "/a/b/", false),
        ("/%61dmin/%C3%A9", "/admin/\u{e9}", false),
        ("/\u{e9}", "/\u{e9}", false),
        ("/a%20b%25", "/a b%", false),
        ("/a%2541", "/a%41", false),
        ("/a;x=1/b", "/a;x=1/b", false),
        ("/a%2fb", "/a%2Fb", true),
        ("/a%2Fb%61", "/a%2Fba", true),
        ("/a%5cb", "/a%5Cb", true),
        ("/a%252fb", "/a%252fb", true),
        ("/a%2fb%2541", "/a%2Fb%2541", true),
        ("/Admin", "/Admin", false),
    ] {
        let t = target(raw).unwrap();
        assert_eq!((t.path(), t.has_encoded_slash(), t.raw()), (matched, slash, raw));
    }
    let t = target("/a?b=/../c&d=%2e%2e").unwrap();
    assert_eq!((t.path(), t.query(), t.raw_path()), ("/a", Some("b=/../c&d=%2e%2e"), "/a"));
    assert_eq!(target("/a?").unwrap().query(), Some(""));
    assert_eq!(target("/a").unwrap().query(), None);
    assert_eq!(format!("{:?}", target("/a?b").unwrap()), "https://app.example.com/a?b");
}

#[test]
fn the_rest_begins_after_a_run_of_slashes() {
    for (raw, length, rest) in [
        ("/admin/x", 6, Some("/x")),
        ("/admin//x", 6, Some("//x")),
        ("/admin//x", 7, Some("x")),
        ("/%61dmin/%78", 6, Some("/%78")),
        ("/a%2Fb/c", 6, Some("/c")),
        ("/a%2Fb/c", 3, None),
        ("/a", 2, Some("")),
        ("/a", 3, None),
        ("/%C3%A9x", 3, Some("x")),
        ("/x", 0, Some("/x")),
    ] {
        assert_eq!(target(raw).unwrap().raw_after(length), rest, "{raw} {length}");
    }
}

#[test]
fn s19_one_host_or_none() {
    use BadTarget::{BadHost, HostMismatch, ManyHosts, NoHost, UserInfo};
    let ok = |host: &str, port| Ok((host.to_owned(), port));
    assert_eq!(authority(true, None, &[b"App.Example.COM."]), ok("app.example.com", None));
    assert_eq!(authority(true, None, &[b"app.example.com:8443"]), ok("app.example.com", Some(8443)));
    assert_eq!(authority(true, Some("a.test"), &[b"A.test:443"]), ok("a.test", None));
    assert_eq!(authority(false, Some("a.test:80"), &[b"a.test"]), ok("a.test", Some(80)));
    assert_eq!(authority(true, None, &[b"[2001:DB8:0::1]:443"]), ok("2001:db8::1", Some(443)));
    assert_eq!(authority(true, None, &[b"192.0.2.1"]), ok("192.0.2.1", None));
    assert_eq!(authority(true, None, &[]), Err(NoHost));
    assert_eq!(authority(true, None, &[b"a.test", b"a.test"]), Err(ManyHosts));
    assert_eq!(authority(true, Some("a.test"), &[b"b.test"]), Err(HostMismatch));
    assert_eq!(authority(true, Some("a.test"), &[b"a.test:80"]), Err(HostMismatch));
    assert_eq!(authority(false, Some("a.test"), &[b"a.test:443"]), Err(HostMismatch));
    assert_eq!(authority(true, None, &[b"ada@a.test"]), Err(UserInfo));
    assert_eq!(authority(true, None, &[b"a.test@"]), Err(UserInfo));
    for bad in [
        "",
        ".",
        "a..b",
        ".a",
        "a..",
        "a b",
        "a/b",
        "a\\b",
        "a?b",
        "a#b",
        "a,b",
        "a:b",
        "a:",
        "a:0",
        "a:99999",
        "a:080808",
        "a:80:90",
        "[::1",
        "::1",
        "[::1]x",
        "[fe80::1%25eth0]",
        "[]",
        "%61",
        "*.a",
        "\u{e9}.test",
        "a\u{0}",
    ] {
        assert_eq!(authority(true, None, &[bad.as_bytes()]), Err(BadHost), "{bad:?}");
    }
    assert_eq!(authority(true, None, &[b"\xff"]), Err(BadHost));
    assert_eq!(authority(true, None, &["a".repeat(64).as_bytes()]), Err(BadHost));
    assert_eq!(authority(true, None, &[["a"; 128].join(".").as_bytes()]), Err(BadHost));
}
