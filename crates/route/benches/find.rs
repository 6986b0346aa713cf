//! How long a look-up takes among 10,000 routes.
//!
//! Why: at most a microsecond, and no more with more routes.

use criterion::{Criterion, criterion_group, criterion_main};
use portcullis_model::{FieldEdits, TargetUri, WireTarget};
use portcullis_route::{Backend, DirectResponse, HostHeader, HostPattern, PathPattern, Route, RouteTable};
use std::hint::black_box;
use std::sync::Arc;

fn route(name: String, host: &str, path: PathPattern) -> Option<Route> {
    Some(Route {
        name: name.into(),
        description: "".into(),
        from_https: true,
        host: HostPattern::parse(host).ok()?,
        from_port: None,
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
    })
}

/// 5,000 hosts, and 5,000 prefixes of many lengths on one host.
fn table() -> Option<RouteTable> {
    let hosts = (0..4999).map(|n| route(format!("host-{n}"), &format!("app-{n}.example.com"), PathPattern::prefix("/").ok()?));
    let paths = (0..5000).map(|n| route(format!("path-{n}"), "big.example.com", PathPattern::prefix(&format!("/team-{n}/{}", "x".repeat(n % 40))).ok()?));
    let wildcard = std::iter::once(route("any".to_owned(), "*.apps.example.com", PathPattern::prefix("/").ok()?));
    RouteTable::build(hosts.chain(paths).chain(wildcard).collect::<Option<Vec<_>>>()?).ok()
}

fn find(c: &mut Criterion) {
    let Some(table) = table() else { return };
    assert_eq!(table.len(), 10_000);
    let long = format!("/team-4321/xx/{}", "segment/".repeat(20));
    for (name, host, path, found) in [
        ("exact host", "app-4321.example.com", "/some/page?x=1", true),
        ("among 5,000 prefixes", "big.example.com", "/team-4321/x/some/page", true),
        ("a long path, no match", "big.example.com", long.as_str(), false),
        ("wildcard host", "wiki.eu.apps.example.com", "/some/page", true),
        ("unknown host", "a.b.c.d.example.org", "/", false),
    ] {
        let Ok(target) = TargetUri::parse(WireTarget { https: true, authority: Some(host), hosts: &[], path_and_query: path }) else { return };
        assert_eq!(table.find(&target).is_some(), found, "{name}");
        c.bench_function(&format!("find: {name}"), |b| b.iter(|| table.find(black_box(&target)).is_some()));
    }
    for (name, path) in [("plain", "/some/page/of/an/app?x=1"), ("escaped", "/some%20page/%C3%A9/x?x=1")] {
        c.bench_function(&format!("parse: {name}"), |b| {
            b.iter(|| TargetUri::parse(WireTarget { https: true, authority: None, hosts: &[b"app-1.example.com"], path_and_query: black_box(path) }).is_ok())
        });
    }
}

criterion_group!(benches, find);
criterion_main!(benches);
