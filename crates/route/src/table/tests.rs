//! Tests of the table: precedence, clashes, and targets that readers read differently.
//!
//! Why: which route a request is on decides who judges it (S1, S2).

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use super::*;
use crate::{Backend, DirectResponse, HostHeader, HostPattern, PathPattern, Redirect};
use portcullis_model::{BadTarget, FieldEdits, WireTarget};
use proptest::prelude::*;

fn route(name: &str, from: &str, path: PathPattern) -> Route {
    let (https, rest) = match from.strip_prefix("https://") {
        Some(rest) => (true, rest),
        None => (false, from.strip_prefix("http://").unwrap()),
    };
    let (host, port) = match rest.rsplit_once(':').filter(|_| !rest.ends_with(']')) {
        Some((host, port)) => (host, Some(port.parse().unwrap())),
        None => (rest, None),
    };
    Route {
        name: name.into(),
        description: "".into(),
        from_https: https,
        host: HostPattern::parse(host).unwrap(),
        from_port: port,
        path,
        policy: 0,
        public: false,
        backend: Backend::Response(DirectResponse { status: 200, body: "".into() }),
        allow_encoded_slash: false,
        allow_websockets: false,
        host_header: HostHeader::Origin,
        prefix_rewrite: None,
        request_edits: Arc::new(FieldEdits::default()),
        response_edits: Arc::new(FieldEdits::default()),
        pass_identity_headers: false,
        identity_remote: false,
        identity_pomerium: false,
        timeout: None,
        idle_timeout: None,
        stored: false,
    }
}
fn prefix(path: &str) -> PathPattern {
    PathPattern::prefix(path).unwrap()
}
fn exact(path: &str) -> PathPattern {
    PathPattern::exact(path).unwrap()
}
fn regex(source: &str, priority: i64) -> PathPattern {
    PathPattern::regex(source, priority).unwrap()
}
fn target(url: &str) -> Result<TargetUri, BadTarget> {
    let (scheme, rest) = url.split_once("://").unwrap();
    let at = rest.find('/').unwrap();
    TargetUri::parse(WireTarget { https: scheme == "https", authority: Some(&rest[..at]), hosts: &[], path_and_query: &rest[at..] })
}
fn on<'t>(table: &'t RouteTable, url: &str) -> Option<&'t str> {
    table.find(&target(url).unwrap_or_else(|e| panic!("{url}: {e}"))).map(|r| &*r.name)
}

#[test]
fn s02_exact_beats_longest_prefix_beats_expression() {
    let routes = vec![
        route("all", "https://a.test", regex("/.*", 0)),
        route("numbers", "https://a.test", regex("/users/[0-9]+", 5)),
        route("admin", "https://a.test", prefix("/admin")),
        route("deep", "https://a.test", prefix("/admin/deep")),
        route("below", "https://a.test", prefix("/admin/deep/")),
        route("one", "https://a.test", exact("/admin/deep/one")),
    ];
    // File order never matters.
    for turn in 0..routes.len() {
        let mut turned = routes.clone();
        turned.rotate_left(turn);
        let table = RouteTable::build(turned).unwrap();
        for (path, name) in [
            ("/", "all"),
            ("/users/7", "numbers"),
            ("/users/7/x", "all"),
            ("/admin", "admin"),
            ("/admin/", "admin"),
            ("/administrator", "all"),
            ("/admin/deep", "deep"),
            ("/admin/deeper", "admin"),
            ("/admin/deep/x", "below"),
            ("/admin/deep/one", "one"),
            ("/admin/deep/one/", "below"),
            ("/%61dmin//deep///one", "one"),
            ("/Admin", "all"),
        ] {
            assert_eq!(on(&table, &format!("https://a.test{path}")), Some(name), "{path}");
        }
    }
}

#[test]
fn s02_exact_hosts_never_fall_through() {
    let table = RouteTable::build(vec![
        route("any", "https://*.example.com", prefix("/")),
        route("inner", "https://*.b.example.com", prefix("/x")),
        route("wiki", "https://wiki.example.com", prefix("/docs")),
        route("port", "https://wiki.example.com:8443", prefix("/")),
        route("plain", "http://plain.example.com", prefix("/")),
        route("six", "https://[2001:db8::1]", prefix("/")),
    ])
    .unwrap();
    for (url, name) in [
        ("https://a.example.com/", Some("any")),
        ("https://a.c.example.com:9999/", Some("any")),
        ("https://a.b.example.com/x", Some("inner")),
        ("https://a.b.example.com/y", None),
        ("https://b.example.com/y", Some("any")),
        ("https://wiki.example.com/docs", Some("wiki")),
        ("https://WIKI.example.com.:443/docs", Some("wiki")),
        ("https://wiki.example.com/other", None),
        ("https://wiki.example.com:8443/other", Some("port")),
        ("https://wiki.example.com:8443/docs", Some("port")),
        ("https://wiki.example.com:1/docs", Some("wiki")),
        ("https://example.com/", None),
        ("https://evilexample.com/", None),
        ("https://example.com.evil/", None),
        ("http://plain.example.com/", Some("plain")),
        ("http://wiki.example.com/docs", None),
        ("https://[2001:DB8::1]/", Some("six")),
    ] {
        assert_eq!(on(&table, url), name, "{url}");
    }
    assert!(table.has_host("plain.example.com") && table.has_host("x.example.com") && !table.has_host("example.com"));
    assert!(!RouteTable::build(vec![route("p", "http://p.test", prefix("/"))]).unwrap().has_https_host("p.test"));
    assert_eq!(table.by_name("wiki").map(|r| r.from_origin()).as_deref(), Some("https://wiki.example.com"));
    assert_eq!(table.by_name("six").map(|r| r.from_origin()).as_deref(), Some("https://[2001:db8::1]"));
    assert_eq!((table.len(), table.iter().next().map(|r| &*r.name)), (6, Some("any")));
}

#[test]
fn every_tie_is_told_with_both_names() {
    let clashes = RouteTable::build(vec![
        route("a", "https://a.test", prefix("/x")),
        route("b", "https://A.test", prefix("/x")),
        route("c", "https://a.test", exact("/x")),
        route("d", "https://a.test", exact("/x")),
        route("e", "https://a.test", regex("/1", 3)),
        route("f", "https://a.test", regex("/2", 3)),
        route("a", "https://other.test", prefix("/")),
        route("g", "https://a.test:8443", prefix("/x")),
        route("h", "http://a.test", prefix("/x")),
        route("i", "https://*.test", prefix("/x")),
        route("j", "https://*.test", prefix("/x")),
    ])
    .unwrap_err();
    let told: Vec<(&str, &str)> = clashes.iter().map(|c| (&*c.names.0, &*c.names.1)).collect();
    assert_eq!(told, [("a", "b"), ("c", "d"), ("e", "f"), ("a", "a"), ("i", "j")]);
    assert_eq!(clashes[0].to_string(), "routes `a` and `b` match the same requests (https://a.test prefix /x)");
    assert_eq!(clashes[0].routes, (0, 1));
}

fn doors() -> RouteTable {
    RouteTable::build(vec![
        Route { allow_encoded_slash: true, ..route("site", "https://a.test", prefix("/")) },
        route("admin", "https://a.test", prefix("/admin")),
        Route { allow_encoded_slash: true, ..route("api", "https://a.test", prefix("/api")) },
        route("api-admin", "https://a.test", prefix("/api/admin")),
        route("status", "https://a.test", exact("/status")),
    ])
    .unwrap()
}

#[test]
fn s01_what_readers_route_differently_is_on_no_route() {
    let table = doors();
    for (path, name) in [
        ("/api/v4/projects/group%2Fproject", Some("api")),
        ("/x%2Fy", Some("site")),
        ("/x;v=1/y", Some("site")),
        ("/admin/x;v=1", Some("admin")),
        ("/x%23y", Some("site")),
        // A reader who decodes again arrives elsewhere.
        ("/api%2Fadmin", None),
        ("/api/%2Fadmin", None),
        ("/api%2Fx", None),
        ("/api%5Cx", None),
        ("/api/x%252Fy", Some("api")),
        ("/api%252Fadmin", None),
        // One who leaves parameters out.
        ("/admin;x", None),
        ("/admin;x/y", None),
        ("/;x/admin", None),
        ("/status;jsessionid=1", None),
        ("/x;%2Fadmin", Some("site")),
        ("/;%2Fadmin", None),
        // One for whom a backslash is no slash until parameters are gone.
        ("/;%5C%2Fadmin", None),
        ("/;%5c%23%2Fadmin", None),
        ("/;%255c%2Fadmin", None),
        // One who decodes once sees one segment where another sees two.
        ("/;%252f%23/admin%2F", None),
        // One who stops at a decoded mark.
        ("/admin%23", None),
        ("/admin%3Fx", None),
        ("/status%23", None),
        ("/status%3F/x", None),
        ("/admin;a%23b", None),
        // Not allowed there at all, and not taken by the wider route that allows it.
        ("/admin/x%2Fy", None),
        ("/api/admin/x%2Fy", None),
    ] {
        assert_eq!(on(&table, &format!("https://a.test{path}")), name, "{path}");
    }
    let star = TargetUri::parse(WireTarget { https: true, authority: Some("a.test"), hosts: &[], path_and_query: "*" }).unwrap();
    assert!(table.find(&star).is_none());
}

/// Readers of the same bytes; none shares code with the table.
fn readings(raw: &str) -> Vec<String> {
    let decode = |s: &str| {
        let bytes = s.as_bytes();
        let (mut out, mut i) = (Vec::new(), 0);
        while i < bytes.len() {
            let escape = (bytes[i] == b'%').then(|| s.get(i + 1..i + 3)).flatten().and_then(|h| u8::from_str_radix(h, 16).ok());
            out.push(escape.unwrap_or(bytes[i]));
            i += if escape.is_some() { 3 } else { 1 };
        }
        String::from_utf8_lossy(&out).into_owned()
    };
    let merge = |s: &str| {
        let mut out = s.replace('\\', "/");
        while out.contains("//") {
            out = out.replace("//", "/");
        }
        out
    };
    let bare = |s: &str| s.split('/').map(|s| s.split(';').next().unwrap()).collect::<Vec<_>>().join("/");
    let cut = |s: &str| s.split(['?', '#']).next().unwrap().to_owned();
    let once = decode(raw);
    let mut all = vec![once.clone(), cut(&once), bare(&once), bare(&cut(&once))];
    // Further decoding is what an origin may do that gets encoded slashes.
    if raw.to_ascii_lowercase().contains("%2f") || raw.to_ascii_lowercase().contains("%5c") {
        let twice = decode(&once);
        all.extend([twice.clone(), bare(&twice), cut(&twice), bare(&cut(&twice))]);
    }
    all.iter().map(|s| merge(s)).map(|s| if s.is_empty() { "/".to_owned() } else { s }).collect()
}
/// Which of the doors a decoded path is behind, worked out plainly.
fn door(path: &str) -> &'static str {
    let under = |p: &str| path == p || path.starts_with(&format!("{p}/"));
    match path {
        "/status" => "status",
        _ if under("/api/admin") => "api-admin",
        _ if under("/api") => "api",
        _ if under("/admin") => "admin",
        _ => "site",
    }
}
fn piece() -> impl Strategy<Value = String> {
    let words = prop::sample::select(vec![
        "/", "/", "/", "/admin", "/api", "/status", "admin", "x", "%61dmin", "/%61pi", "//", ";", ";x", "%3b", "%23", "%3F", "%2F", "%2f", "%5c", "%252f",
        "%2561", "%20", ".", "..", "%2e", "#", "?/admin", "?x",
    ]);
    words.prop_map(str::to_owned)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4000, ..ProptestConfig::default() })]

    #[test]
    fn s01_no_reader_arrives_behind_another_door(pieces in prop::collection::vec(piece(), 0..7)) {
        let table = doors();
        let url = format!("https://a.test/{}", pieces.concat());
        let Ok(t) = target(&url) else { return Ok(()) };
        if let Some(found) = table.find(&t) {
            prop_assert!(!t.has_encoded_slash() || found.allow_encoded_slash);
            for reading in readings(t.raw_path()) {
                prop_assert_eq!(door(&reading), &*found.name, "{} read as {}", url, reading);
            }
        }
    }

    /// What is sent after a rewrite means the replacement and the rest, and is itself beyond doubt.
    #[test]
    fn s01_a_rewritten_path_means_what_was_judged(
        pieces in prop::collection::vec(piece(), 0..7),
        from in prop::sample::select(vec!["/", "/admin", "/admin/", "/x/admin"]),
        to in prop::sample::select(vec!["/", "/app", "/app/", "/a/%C3%A9"]),
    ) {
        let rule = Route { prefix_rewrite: Some(to.into()), allow_encoded_slash: true, ..route("r", "https://a.test", prefix(from)) };
        let front = if from == "/" { "" } else { from.trim_end_matches('/') };
        let url = format!("https://a.test{}/{}", front.replace("/a", "//%61").trim_start_matches('/').replacen("", "/", 1), pieces.concat());
        let Ok(t) = target(&url) else { return Ok(()) };
        let table = RouteTable::build(vec![rule.clone()]).unwrap();
        if table.find(&t).is_none() { return Ok(()); }
        prop_assert!(rule.matches(&t));
        let sent = rule.rewritten(&t).into_owned();
        let again = TargetUri::parse(WireTarget { https: true, authority: Some("a.test"), hosts: &[], path_and_query: &sent });
        let again = again.unwrap_or_else(|e| panic!("{url} became {sent}: {e}"));
        let rest = t.path().strip_prefix(from).unwrap();
        let head = target(&format!("https://a.test{to}")).unwrap().path().trim_end_matches('/').to_owned();
        let meant = if rest.is_empty() { target(&format!("https://a.test{to}")).unwrap().path().to_owned() } else { format!("{head}/{}", rest.trim_start_matches('/')) };
        prop_assert_eq!(again.path(), meant, "{} became {}", url, sent);
        prop_assert_eq!(again.query(), t.query());
        prop_assert!(!sent.starts_with("//"));
        // The same holds for what people are sent to.
        let redirect = Redirect { prefix_rewrite: Some(to.into()), https_redirect: true, ..Redirect::default() };
        prop_assert_eq!(rule.redirect_location(&redirect, &t), format!("https://a.test{sent}"));
    }
}

#[test]
fn s01_a_rewrite_never_brings_an_encoded_slash_to_the_front() {
    let stripped = Route { prefix_rewrite: Some("/".into()), allow_encoded_slash: true, ..route("r", "https://a.test", prefix("/admin")) };
    let moved = Route { prefix_rewrite: Some("/app".into()), ..stripped.clone() };
    let (stripped, moved) = (RouteTable::build(vec![stripped]).unwrap(), RouteTable::build(vec![moved]).unwrap());
    for path in ["/admin/%2Fevil.example", "/admin//%2fevil.example", "/admin/%5Cevil.example", "/admin/%252Fevil.example", "/admin/%25%32%46evil.example"] {
        assert_eq!(on(&stripped, &format!("https://a.test{path}")), None, "{path}");
        assert_eq!(on(&moved, &format!("https://a.test{path}")), Some("r"), "{path}");
    }
    assert_eq!(on(&stripped, "https://a.test/admin/x%2Fy"), Some("r"));
}

#[test]
fn rewrites_meet_in_one_slash() {
    for (from, to, path, sent) in [
        ("/admin", "/", "/admin", "/"),
        ("/admin", "/", "/admin/", "/"),
        ("/admin", "/", "/admin//x?q=//y", "/x?q=//y"),
        ("/admin", "/new", "/%61dmin/x%20y", "/new/x%20y"),
        ("/admin/", "/new", "/admin/x", "/new/x"),
        ("/admin/", "/new/", "//admin", "-"),
        ("/", "/app", "/x/", "/app/x/"),
        ("/", "/app/", "/", "/app/"),
        ("/admin", "/", "/admin/x%2Fy", "/x%2Fy"),
    ] {
        let rule = Route { prefix_rewrite: Some(to.into()), ..route("r", "https://a.test", prefix(from)) };
        match target(&format!("https://a.test{path}")) {
            Ok(t) => assert_eq!(rule.rewritten(&t), sent, "{from} {to} {path}"),
            Err(e) => assert_eq!((e, sent), (BadTarget::BadStart, "-")),
        }
    }
    let whole = Route { prefix_rewrite: Some("/new".into()), ..route("r", "https://a.test", exact("/old")) };
    assert_eq!(whole.rewritten(&target("https://a.test/%6fld?x").unwrap()), "/new?x");
    let plain = route("r", "https://a.test", prefix("/"));
    assert_eq!(plain.rewritten(&target("https://a.test//x").unwrap_or_else(|_| target("https://a.test/x//%79?z").unwrap())), "/x//%79?z");
}

#[test]
fn s03_locations_come_from_the_route() {
    let rule = route("r", "https://*.a.test", prefix("/old"));
    let t = target("https://x.a.test:8443/old//p?q").unwrap();
    let plain = Redirect::default();
    for (redirect, location) in [
        (Redirect { https_redirect: true, ..plain.clone() }, "https://x.a.test:8443/old//p?q"),
        (Redirect { scheme: Some("http".into()), ..plain.clone() }, "http://x.a.test/old//p?q"),
        (Redirect { host: Some("b.test".into()), ..plain.clone() }, "https://b.test/old//p?q"),
        (Redirect { host: Some("b.test".into()), port: Some(444), strip_query: true, ..plain.clone() }, "https://b.test:444/old//p"),
        (Redirect { port: Some(443), ..plain.clone() }, "https://x.a.test/old//p?q"),
        (Redirect { path: Some("/new".into()), prefix_rewrite: Some("/no".into()), ..plain.clone() }, "https://x.a.test:8443/new?q"),
        (Redirect { path: Some("/new?a".into()), ..plain.clone() }, "https://x.a.test:8443/new?a"),
        (Redirect { prefix_rewrite: Some("/".into()), ..plain.clone() }, "https://x.a.test:8443/p?q"),
    ] {
        assert_eq!(rule.redirect_location(&redirect, &t), location);
    }
    let six = target("http://[::1]:80/old").unwrap();
    assert_eq!(rule.redirect_location(&Redirect { https_redirect: true, ..plain }, &six), "https://[::1]/old");
}
