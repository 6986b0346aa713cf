//! What well-formed configurations come to.
//!
//! Why: names, defaults and paths are promises to everybody downstream.

use crate::{check_text, good, with};
use portcullis_config::{Administrator, Regulation, Sessions, Severity, StoredRoute, UpSettings, schema, up_document};
use portcullis_model::{OriginScheme, TargetUri, WireTarget};
use portcullis_route::{Backend, HostHeader, Route};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

fn target(url: &str) -> TargetUri {
    let (https, rest) = match url.strip_prefix("https://") {
        Some(rest) => (true, rest),
        None => (false, url.strip_prefix("http://").unwrap()),
    };
    let at = rest.find('/').unwrap();
    TargetUri::parse(WireTarget { https, authority: Some(&rest[..at]), hosts: &[], path_and_query: &rest[at..] }).unwrap()
}
fn route(lines: &str) -> Arc<Route> {
    let config = good(&format!("routes:\n  - {{ from: https://a.example.com, allow_any_authenticated_user: true, {lines} }}\n"));
    Arc::clone(config.routes.iter().next().unwrap())
}

#[test]
fn defaults_are_the_documented_ones() {
    let config = good("");
    assert_eq!(config.sessions, Sessions::default());
    assert_eq!(config.store.data, Path::new("/var/lib/p"));
    assert_eq!(config.store.url, "sqlite:///var/lib/p/p.db");
    assert!(config.store.root_key.is_none() && config.trusted_proxies.is_empty() && config.routes.is_empty() && config.warnings.is_empty());
    assert_eq!(config.portal.to_string(), "https://login.example.com");

    let plain = route("to: 'http://127.0.0.1:3000'");
    assert_eq!((&*plain.name, plain.host_header.clone()), ("a.example.com", HostHeader::Origin));
    assert!(!plain.allow_websockets && !plain.allow_encoded_slash && !plain.pass_identity_headers && !plain.public && !plain.stored);
    assert_eq!((plain.timeout, plain.idle_timeout), (Some(Duration::from_secs(30)), Some(Duration::from_secs(300))));
    let sockets = route("to: 'http://b', allow_websockets: true, idle_timeout: 1h");
    assert_eq!((sockets.timeout, sockets.idle_timeout), (None, Some(Duration::from_secs(3600))));
    assert_eq!(route("to: 'http://b', timeout: 0").timeout, None);
}

#[test]
fn the_brake_counts_what_its_modes_name() {
    let of = |text: &str| {
        let Regulation { person, address, find_time, ban_time } = good(text).regulation;
        (person, address, find_time.as_secs(), ban_time.as_secs())
    };
    assert_eq!(of(""), (10, 50, 120, 300));
    assert_eq!(of("regulation: {}\n"), (10, 50, 120, 300));
    assert_eq!(of("regulation: { modes: [user] }\n"), (10, 0, 120, 300));
    assert_eq!(of("regulation: { modes: [ip], max_retries_address: 7 }\n"), (0, 7, 120, 300));
    assert_eq!(of("regulation: { max_retries: 0, max_retries_address: 0 }\n"), (0, 0, 120, 300));
    assert_eq!(of("regulation: { max_retries: 1000, find_time: 10m, ban_time: 1h }\n"), (1000, 50, 600, 3600));
}

#[test]
fn relative_paths_start_from_the_file() {
    let text = "portal: { origin: https://l.test }\nlisten: { https: ':443' }\ntls: { certificates: [ { cert: { file: tls.crt }, key: { file: tls.key } } ] }\nstore: { url: sqlite://p.db, root_key: { file: root.key } }\ndirectories: [ { file: { path: users.yml, name: staff } } ]\n";
    let config = check_text(text).unwrap();
    assert_eq!(config.store.url, "sqlite:///etc/p/p.db");
    assert_eq!(config.store.data, Path::new("/etc/p"));
    assert_eq!(config.store.root_key.as_ref().unwrap().expose().as_slice(), b"0123456789abcdef0123456789abcdef");
    assert_eq!(config.directories[0].path, Path::new("/etc/p/users.yml"));
    assert_eq!((config.tls.certificates.len(), config.tls.internal), (1, false));
    assert!(config.tls.certificates[0].cert_pem.starts_with(b"-----BEGIN"));
}

#[test]
fn s17_secrets_print_nowhere() {
    let text = "portal: { origin: https://l.test }\nlisten: { https: ':443' }\ntls: { certificates: [ { cert: { file: tls.crt }, key: { file: tls.key } } ] }\nstore: { url: { env: STORE_URL }, root_key: { file: root.key } }\ndata: /d\n";
    let config = check_text(text).unwrap();
    assert_eq!(config.store.url, "postgres://p:hunter2@db.test/portcullis");
    let shown = format!("{config:?}");
    assert!(!shown.contains("hunter2") && !shown.contains("MIIB\\n-----END EC") && !shown.contains("0123456789abcdef"), "{shown}");
    let faults = check_text("portal: { origin: https://l.test }\nstore: { url: 'mysql://u:hunter2@h', root_key: hunter2 }\nroutes: [ { from: 'https://u:hunter2@a.test', to: 'http://u:hunter2@b' } ]\n").unwrap_err();
    assert!(!faults.to_string().contains("hunter2"), "{faults}");
}

#[test]
fn origins_rewrites_and_hosts() {
    let at_base = route("prefix: /wiki, to: 'http://b:3000/base'");
    assert_eq!(at_base.rewritten(&target("https://a.example.com/wiki//x%20y?z")), "/base/x%20y?z");
    let explicit = route("prefix: /wiki, prefix_rewrite: /, to: 'http://b:3000/ignored'");
    assert_eq!(explicit.rewritten(&target("https://a.example.com/wiki/x")), "/x");
    let Backend::Origins(origins) = &route("to: ['https://B.internal', 'http://[::1]:81'], tls_server_name: x.internal").backend.clone() else { panic!() };
    assert_eq!((&*origins[0].authority, origins[0].port, origins[0].tls.server_name.as_deref()), ("b.internal", 443, Some("x.internal")));
    assert_eq!((&*origins[1].authority, origins[1].port, &origins[1].tls.server_name), ("[::1]:81", 81, &None));
    let Backend::Origins(socket) = &route("to: 'unix:///run/a.sock'").backend.clone() else { panic!() };
    assert_eq!(socket[0].scheme, OriginScheme::Unix("/run/a.sock".into()));
    assert_eq!(route("to: 'http://b', host_rewrite: 'C.internal:81'").host_header, HostHeader::Literal("c.internal:81".into()));
    let Backend::Redirect(redirect) = route("redirect: { host_redirect: www.example.com, path_redirect: '/n?q', response_code: 308 }").backend.clone() else {
        panic!()
    };
    let old = route("redirect: { host_redirect: www.example.com }");
    assert_eq!(old.redirect_location(&redirect, &target("https://a.example.com/x?y")), "https://www.example.com/n?q");
}

#[test]
fn warnings_tell_what_is_allowed_and_odd() {
    let config = good(
        "policies: { odd: [ { allow: { nor: [ { domain: { is: a.test } } ] } } ] }
routes:
  - { name: nobody, from: https://a.example.com, to: http://b }
  - { name: open, from: https://b.example.com, to: http://b, allow_public_unauthenticated_access: true, pass_identity_headers: true }
  - { name: plain, from: http://c.example.com, to: http://b, allow_any_authenticated_user: true }
  - { name: unsafe, from: https://d.example.com, to: https://b, tls_skip_verify: true, allow_any_authenticated_user: true }
  - { name: idle, from: https://e.example.com, to: http://b, tls_skip_verify: false, allow_any_authenticated_user: true }
  - { name: fine, from: http://f.localhost, to: http://b, policy: odd }
  - { name: wide, from: https://g.example.com, to: http://b, allow_public_unauthenticated_access: true, policy: [ { allow: { and: [ { user: ada } ] } } ] }
  - { name: but-mallory, from: https://h.example.com, to: http://b, allow_public_unauthenticated_access: true, policy: [ { deny: { and: [ { user: mallory } ] } } ] }
",
    );
    let told: Vec<String> = config.warnings.iter().map(ToString::to_string).collect();
    assert!(config.warnings.iter().all(|w| w.severity == Severity::Warning));
    for (line, word) in [
        (5, "NAND"),
        (7, "nobody can use the route `nobody`"),
        (8, "is public"),
        (9, "plain http"),
        (10, "can read and change"),
        (11, "has no effect"),
        (13, "keeps nobody out"),
    ] {
        assert!(told.iter().any(|t| t.starts_with(&format!("p.yaml:{line}:")) && t.contains(word)), "{line} {word}: {told:#?}");
    }
    assert_eq!(told.len(), 7, "{told:#?}");
    assert!(config.routes.by_name("open").unwrap().public);
}

#[test]
fn named_policies_are_shared_and_mixed() {
    let config = good(
        "administrators: [ada@example.com, 'group:admins']
policies: { staff: [ { allow: { and: [ { domain: { is: example.com } } ] } } ], never: [ { allow: { and: [ { reject: true } ] } } ] }
routes:
  - { name: a, from: https://a.example.com, to: http://b, policy: staff }
  - { name: b, from: https://b.example.com, to: http://b, policy: [staff] }
  - { name: c, from: https://c.example.com, to: http://b, policy: [never, { allow: { or: [ { email: { is: x@y.test } } ] } }, staff], allowed_users: [eve] }
",
    );
    let policy = |name: &str| config.routes.by_name(name).unwrap().policy;
    assert_eq!(policy("a"), policy("b"));
    assert_ne!(policy("a"), policy("c"));
    let documents: Vec<&str> = config.policy_documents[policy("c")].iter().map(|d| &**d).collect();
    assert_eq!(documents, ["route c", "policy never", "policy staff", "route c"]);
    assert_eq!(config.administrators[1], Administrator::Group("admins".into()));
}

#[test]
fn up_goes_through_the_same_check() {
    let settings = UpSettings { listen: "127.0.0.1:8080".parse().unwrap(), data: "/etc/p".into(), demo: Some("http://127.0.0.1:4000".into()) };
    let text = up_document(&settings);
    let stored = portcullis_config::protect_document(&portcullis_config::Protect {
        name: "wiki",
        url: "http://127.0.0.1:3000",
        allow: &[],
        domain: "localhost",
        https: false,
    })
    .unwrap();
    let config =
        crate::check_with(&text, &[StoredRoute { name: stored.name.clone(), document: stored.document.into() }]).unwrap_or_else(|f| panic!("{f}\n{text}"));
    assert_eq!(config.warnings, []);
    assert_eq!(config.portal.to_string(), "http://login.localhost:8080");
    assert_eq!(config.domain.as_deref(), Some("localhost"));
    assert_eq!(config.listen.http, Some(settings.listen));
    assert_eq!(&*config.routes.find(&target("http://demo.localhost:8080/x")).unwrap().name, "demo");
    assert_eq!(&*config.routes.find(&target("http://wiki.localhost:8080/x")).unwrap().name, "wiki");
    let alone = up_document(&UpSettings { listen: "127.0.0.1:80".parse().unwrap(), data: "/etc/p".into(), demo: None });
    assert_eq!(check_text(&alone).unwrap().portal.to_string(), "http://login.localhost");
}

#[test]
fn the_schema_is_json() {
    assert!(schema().to_string().contains("allow_public_unauthenticated_access"));
    assert!(with("").contains("portal"));
}

#[test]
fn s21_deadlines_are_the_documented_ones_unless_the_file_says_others() {
    assert_eq!(good("").deadlines, portcullis_config::Deadlines::default());
    let read = good("deadlines: { request_head: 1s, keep_alive: 1h, http2_settings: 2m }\n").deadlines;
    let seconds = |d: Duration| d.as_secs();
    assert_eq!((seconds(read.tls_handshake), seconds(read.request_head), seconds(read.request_body)), (10, 1, 30));
    assert_eq!((seconds(read.response), seconds(read.keep_alive), seconds(read.http2_settings)), (60, 3600, 120));
}

#[test]
fn metrics_for_strangers_are_told() {
    let told = |metrics: &str| {
        let text = format!(
            "portal: {{ origin: https://l.test }}\nlisten: {{ https: ':443', metrics: '{metrics}' }}\ntls: {{ internal: true }}\nstore: {{ url: sqlite:///p.db }}\n"
        );
        check_text(&text).unwrap().warnings.iter().map(ToString::to_string).collect::<Vec<_>>()
    };
    for own in ["127.0.0.1:9090", "[::1]:9090", "[::ffff:127.0.0.1]:9090"] {
        assert_eq!(told(own), [""; 0]);
    }
    for open in ["0.0.0.0:9090", ":9090", "192.0.2.1:9090"] {
        let said = told(open);
        assert!(said.len() == 1 && said[0].starts_with("p.yaml:2:35: warning: whoever reaches this address"), "{said:?}");
    }
}

#[test]
fn a_root_key_that_others_can_read_is_told() {
    let told = |key: &str| {
        let text = with("").replace("db }", &format!("db, root_key: {{ file: {key} }} }}"));
        check_text(&text).unwrap().warnings.iter().map(ToString::to_string).collect::<Vec<_>>()
    };
    assert_eq!(told("root.key"), [""; 0]);
    assert_eq!(
        told("open.key"),
        ["p.yaml:4:59: warning: `/etc/p/open.key` can be read by others (mode 640), and it opens everything in the store; run `chmod 600 /etc/p/open.key`"]
    );
}

#[test]
fn s02_an_exact_path_whose_slash_goes_elsewhere_is_told() {
    let line = |name: &str, host: &str, path: &str| {
        format!("  - {{ name: {name}, from: 'https://{host}.example.com', {path}, to: 'http://b', allow_any_authenticated_user: true }}\n")
    };
    let lines = [
        line("wiki", "wiki", "prefix: /"),
        line("admin", "wiki", "path: /admin"),
        line("both", "wiki", "path: /both"),
        line("both-too", "wiki", "path: /both/"),
        line("alone", "alone", "path: /only/"),
        line("any", "*", "regex: '/x/.*'"),
        line("one", "*", "path: /x/y/"),
        line("root", "other", "path: /"),
        line("open", "wiki", "allow_public_unauthenticated_access: true, path: /open").replace(", allow_any_authenticated_user: true", ""),
        line("rest", "other", "prefix: /sub"),
    ];
    let config = good(&format!("routes:\n{}", lines.concat()));
    let told: Vec<String> = config.warnings.iter().map(ToString::to_string).collect();
    assert_eq!(told.len(), 2, "{told:#?}");
    for (line, says) in [
        (7, "`/admin` is this path and no other: `/admin/` goes to the route `wiki`"),
        (12, "`/x/y/` is this path and no other: `/x/y` goes to the route `any`"),
    ] {
        assert!(told.iter().any(|t| t.starts_with(&format!("p.yaml:{line}:")) && t.contains(says)), "{line} {says}: {told:#?}");
    }
}

#[test]
fn every_kind_of_ldap_server_has_its_defaults_and_each_can_be_replaced() {
    let of = |more: &str| {
        let config = good(&format!(
            "directories:\n  - ldap: {{ address: 'ldaps://d.test', base_dn: 'dc=x', user: u, password: \"p\\n\", authoritative_for: {{ groups: true }}, {more} }}\n"
        ));
        assert_eq!(config.warnings, []);
        config.ldap_directories.into_iter().next().unwrap()
    };
    let values = portcullis_attributes::Values { input: "ann", dn: "cn=ann", now: 1_800_000_000, ..Default::default() };
    for (kind, attribute, users, groups) in [
        ("rfc2307bis", "uid", "dc=x", "dc=x"),
        ("activedirectory", "sAMAccountName", "dc=x", "dc=x"),
        ("freeipa", "uid", "dc=x", "dc=x"),
        ("lldap", "uid", "OU=people,dc=x", "OU=groups,dc=x"),
        ("glauth", "cn", "dc=x", "dc=x"),
    ] {
        let d = of(&format!("implementation: {kind}"));
        assert_eq!((&*d.attributes.username, &*d.users_dn, &*d.groups_dn), (attribute, users, groups), "{kind}");
        assert!(d.users_filter.fill(&values).contains(&format!("({attribute}=ann)(mail=ann)")), "{kind}");
        assert!(d.groups_filter.fill(&values).contains("=cn=ann)"), "{kind}");
        assert_eq!((d.refresh_interval.as_secs(), d.change_passwords), (30, true));
        assert_eq!(d.bind.as_ref().and_then(|(_, p)| p.expose_text()), Some("p"), "a line end is no part of a password");
    }
    let chain = of("implementation: activedirectory, nested_groups: true");
    assert!(chain.groups_filter.fill(&values).contains("(member:1.2.840.113556.1.4.1941:=cn=ann)"));
    let own = of(
        "implementation: lldap, additional_users_dn: 'ou=a', users_filter: '(cn={input})', attributes: { username: cn, extra: [ { attribute: t, name: team, multi_valued: true } ] }",
    );
    assert_eq!((&*own.users_dn, own.users_filter.fill(&values).as_str(), &*own.attributes.username), ("ou=a,dc=x", "(cn=ann)", "cn"));
    assert!(own.attributes.claims.iter().any(|c| &*c.claim == "team" && c.many));
    let here = good(
        "directories:\n  - ldap: { address: ['ldap://127.0.0.1:3890', 'ldapi:///run/slapd/ldapi'], base_dn: 'dc=x', implementation: lldap, permit_unauthenticated_bind: true }\n",
    );
    assert_eq!((here.ldap_directories[0].servers.len(), here.ldap_directories[0].change_passwords), (2, false));
    assert_eq!(here.only_other_directory(), Some("ldap"));
    assert_eq!(here.warnings.len(), 1, "nothing of it counts for a rule, and that is said");
}
