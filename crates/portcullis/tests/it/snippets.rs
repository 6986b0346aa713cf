//! Configurations that people have of Authelia's guides, with only the address changed: nginx and Caddy for real, and what HAProxy's
//! library, Traefik and Envoy send, request by request (dossier A §7.5).
//!
//! Why: whoever moves here keeps what stands in the proxy. These use a cookie domain, since they pass nothing of ours on.

use crate::forward_auth::Place;
use crate::harness::behind::{Room, Running};
use crate::harness::browser::Answer;
use crate::harness::{Browser, Origin};
use std::path::Path;
use std::process::Command;

/// One published server block: the question in a location of its own, its answer's fields passed on, 401 turned into a redirect.
fn nginx(room: &Room, checks: u16) -> Command {
    let conf = format!(
        r#"daemon off;
pid {pid};
error_log stderr;
events {{}}
http {{
    access_log off;
    client_body_temp_path {temp}; proxy_temp_path {temp}; fastcgi_temp_path {temp}; uwsgi_temp_path {temp}; scgi_temp_path {temp};
    server {{
        listen 127.0.0.1:{port} ssl;
        server_name app.* admin.*;
        ssl_certificate {crt};
        ssl_certificate_key {key};
        set $upstream_authelia http://127.0.0.1:{checks}/api/authz/auth-request;
        location /internal/authelia/authz {{
            internal;
            proxy_pass $upstream_authelia;
            proxy_set_header X-Original-Method $request_method;
            proxy_set_header X-Original-URL $scheme://$http_host$request_uri;
            proxy_set_header X-Forwarded-For $remote_addr;
            proxy_set_header Content-Length "";
            proxy_set_header Connection "";
            proxy_pass_request_body off;
            proxy_http_version 1.1;
        }}
        set $upstream http://{origin};
        location / {{
            proxy_set_header Host $host;
            proxy_set_header X-Forwarded-Proto $scheme;
            proxy_set_header X-Forwarded-Host $http_host;
            proxy_set_header X-Forwarded-URI $request_uri;
            proxy_set_header X-Forwarded-For $remote_addr;
            auth_request /internal/authelia/authz;
            auth_request_set $user $upstream_http_remote_user;
            auth_request_set $groups $upstream_http_remote_groups;
            auth_request_set $name $upstream_http_remote_name;
            auth_request_set $email $upstream_http_remote_email;
            proxy_set_header Remote-User $user;
            proxy_set_header Remote-Groups $groups;
            proxy_set_header Remote-Email $email;
            proxy_set_header Remote-Name $name;
            auth_request_set $redirection_url $upstream_http_location;
            error_page 401 =302 $redirection_url;
            proxy_pass $upstream;
        }}
    }}
}}
"#,
        pid = room.path("pid"),
        temp = room.path("temp"),
        port = room.port,
        crt = room.path("wiki.crt"),
        key = room.path("wiki.key"),
        origin = room.origin,
    );
    std::fs::write(room.path("nginx.conf"), conf).unwrap();
    let mut command = Command::new("/usr/sbin/nginx");
    command.args(["-p", &room.path(""), "-e", "stderr", "-c", &room.path("nginx.conf")]);
    command
}

fn caddy(room: &Room, checks: u16) -> Command {
    let sites: String = ["app", "admin"]
        .iter()
        .map(|name| {
            format!(
                "{name}.example.test:{port} {{\n\ttls {crt} {key}\n\tforward_auth 127.0.0.1:{checks} {{\n\t\turi /api/authz/forward-auth\n\t\tcopy_headers Remote-User Remote-Groups Remote-Email Remote-Name\n\t}}\n\treverse_proxy {origin}\n}}\n",
                port = room.port,
                crt = room.path("wiki.crt"),
                key = room.path("wiki.key"),
                origin = room.origin,
            )
        })
        .collect();
    std::fs::write(room.path("Caddyfile"), format!("{{\n\tadmin off\n\tauto_https off\n\tdefault_bind 127.0.0.1\n}}\n{sites}")).unwrap();
    let mut command = Command::new("/usr/bin/caddy");
    command.env("XDG_DATA_HOME", room.path("data")).env("XDG_CONFIG_HOME", room.path("config"));
    command.args(["run", "--adapter", "caddyfile", "--config", &room.path("Caddyfile")]);
    command
}

/// A stranger goes to the portal and comes back; who they are arrives and cannot be forged; rules, signing out and our end hold.
fn journey(name: &'static str, program: &str, prepare: fn(&Room, u16) -> Command) {
    if !Path::new(program).exists() {
        eprintln!("SKIPPED {name}: not installed");
        assert!(std::env::var_os("PORTCULLIS_TESTS_STRICT").is_none_or(|v| v != "1"), "{name} is needed");
        return;
    }
    let mut place = Place::usual();
    let origin = Origin::start();
    let room = Room::new(&place.serve, &origin);
    let running = Running::start(name, &mut prepare(&room, place.checks), &room);
    let at = |host: &str, path: &str| format!("https://{host}.example.test:{}{path}", room.port);
    let visit = |browser: &mut Browser, host: &str, path: &str| browser.once("GET", &at(host, path), &[("accept", "text/html"), ("remote-user", "root")], b"");
    let mut ada = Browser::new();
    let sent = visit(&mut ada, "app", "/deep?x=1");
    assert_eq!(sent.status, 302, "{} {}", sent.text(), running.log());
    let rd = at("app", "/deep?x=1").replace(':', "%3A").replace('/', "%2F").replace('?', "%3F").replace('=', "%3D");
    assert_eq!(sent.field("location"), Some(&*format!("{}/?rd={rd}&rm=GET", place.portal())), "{name}");
    assert!(origin.seen().is_empty());
    let page = ada.follow(sent);
    let back = ada.submit(&page, &[("username", "ada"), ("password", "correct horse")]);
    assert_eq!((back.status, back.url.as_str()), (200, &*at("app", "/deep?x=1")), "{} {}", back.text(), running.log());
    assert_eq!(visit(&mut ada, "app", "/who").status, 200);
    let seen = origin.last();
    let who: Vec<&str> = seen.fields.iter().filter(|(n, _)| n.eq_ignore_ascii_case("remote-user")).map(|(_, v)| v.as_str()).collect();
    assert_eq!((who, seen.field("remote-email"), seen.field("remote-name")), (vec!["ada"], Some("ada@example.com"), Some("ada")), "{name}");
    origin.forget();
    // Here a second factor is asked for; of a person without one the portal says so.
    let stronger = visit(&mut ada, "admin", "/");
    assert_eq!((stronger.status, origin.seen().len()), (302, 0), "{name}: {}", running.log());
    let page = ada.follow(stronger);
    assert!(page.url.starts_with(&place.portal()), "{}", page.url);
    let body = vec![b'x'; 512 * 1024];
    assert_eq!(ada.once("POST", &at("app", "/form"), &[("accept", "text/html")], &body).status, 200, "{}", running.log());
    assert_eq!(origin.last().body.len(), body.len());
    let page = ada.get(&format!("{}/logout", place.portal()));
    ada.submit(&page, &[]);
    origin.forget();
    assert_eq!(visit(&mut ada, "app", "/").status, 302, "{name}");
    assert!(place.program.terminate());
    let closed = visit(&mut ada, "app", "/");
    assert!((500..600).contains(&closed.status) && origin.seen().is_empty(), "{name}: {}", closed.status);
}

#[test]
fn what_nginx_has_of_authelias_guide_works_with_the_address_changed() {
    journey("nginx", "/usr/sbin/nginx", nginx);
}

#[test]
fn what_caddy_has_of_authelias_guide_works_with_the_address_changed() {
    journey("caddy", "/usr/bin/caddy", caddy);
}

/// Ada's cookie of the domain, and what a signed-in request of hers has besides.
fn signed_in(place: &Place, ask: impl Fn(&[(&str, &str)]) -> Answer) -> String {
    let refused = ask(&[]);
    let mut ada = Browser::new();
    let page = ada.get(refused.field("location").unwrap());
    ada.submit(&page, &[("username", "ada"), ("password", "correct horse")]);
    format!("theirs=1; {}", place.cookies(&ada, "app.example.test"))
}

/// haproxy-auth-request asks with HEAD, the client's own `Host`, and all fields of the client.
#[test]
fn what_haproxys_library_sends_is_answered() {
    let place = Place::usual();
    let ask = |more: &[(&str, &str)]| {
        let url = format!("http://app.example.test:{}/api/authz/forward-auth", place.checks);
        let host = format!("app.example.test:{}", place.program.port);
        let fields = [
            ("accept", "text/html"),
            ("user-agent", "Mozilla/5.0"),
            ("x-forwarded-for", "192.0.2.7"),
            ("x-forwarded-method", "GET"),
            ("x-forwarded-proto", "https"),
            ("x-forwarded-host", &*host),
            ("x-forwarded-uri", "/a?b=1"),
        ];
        Browser::new().once("HEAD", &url, &[&fields[..], more].concat(), b"")
    };
    let sent = ask(&[]);
    assert_eq!((sent.status, sent.body.len()), (302, 0));
    assert!(sent.field("location").unwrap().starts_with(&format!("{}/?rd=https%3A%2F%2Fapp.example.test", place.portal())), "{:?}", sent.head);
    let cookie = signed_in(&place, ask);
    let permitted = ask(&[("cookie", &cookie)]);
    assert_eq!((permitted.status, permitted.field("remote-user"), permitted.field("remote-email")), (200, Some("ada"), Some("ada@example.com")));
}

/// Traefik asks with GET and its own name for us, says `wss` of sockets, and adds port and server.
#[test]
fn what_traefik_sends_is_answered() {
    let place = Place::usual();
    let host = format!("app.example.test:{}", place.program.port);
    let with = |method: &str, proto: &str, more: &[(&str, &str)]| {
        let fields = [
            ("accept-encoding", "gzip"),
            ("x-forwarded-for", "192.0.2.7"),
            ("x-forwarded-host", &*host),
            ("x-forwarded-method", method),
            ("x-forwarded-port", "443"),
            ("x-forwarded-proto", proto),
            ("x-forwarded-server", "edge-1"),
            ("x-forwarded-uri", "/a?b=1"),
            ("x-real-ip", "192.0.2.7"),
        ];
        place.ask("/api/authz/forward-auth", &[&fields[..], more].concat())
    };
    let html = [("accept", "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8")];
    let cookie = signed_in(&place, |more| with("GET", "https", &[&html[..], more].concat()));
    assert_eq!(
        (with("GET", "https", &html).status, with("POST", "https", &html).status, with("GET", "https", &[("accept", "*/*;q=0")]).status),
        (302, 303, 302)
    );
    assert_eq!(with("GET", "http", &html).status, 400);
    for method in ["GET", "POST", "DELETE"] {
        let permitted = with(method, "https", &[("cookie", &cookie)]);
        assert_eq!((permitted.status, permitted.field("remote-user")), (200, Some("ada")), "{method}");
    }
    let socket = |origin: &str| {
        with("GET", "wss", &[("cookie", &cookie), ("origin", origin), ("sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ=="), ("sec-websocket-version", "13")])
            .status
    };
    assert_eq!((socket(&format!("https://{host}")), socket("https://evil.test")), (200, 403));
}

/// Envoy asks with the client's method and `Host`, the path behind its prefix, and the few fields that it was told to pass.
#[test]
fn what_envoy_sends_is_answered() {
    let place = Place::usual();
    let with = |method: &str, path: &str, more: &[(&str, &str)]| {
        let url = format!("http://app.example.test:{}/api/authz/ext-authz/{path}", place.checks);
        let fields =
            [("accept", "text/html"), ("x-forwarded-proto", "https"), ("x-envoy-internal", "true"), ("x-forwarded-for", "127.0.0.1"), ("content-length", "0")];
        Browser::new().once(method, &url, &[&fields[..], more].concat(), b"")
    };
    // Nothing but the listener for checks is at that port: the sign-in comes back to another one.
    let host = format!("app.example.test:{}", place.program.port);
    let elsewhere = [("x-forwarded-method", "GET"), ("x-forwarded-proto", "https"), ("x-forwarded-host", &*host), ("accept", "text/html")];
    let cookie = signed_in(&place, |more| place.ask("/api/authz/forward-auth", &[&elsewhere[..], more].concat()));
    for method in ["GET", "PUT", "DELETE"] {
        let stranger = with(method, "/a?b=1", &[]);
        assert_eq!(stranger.status, if method == "GET" { 302 } else { 303 }, "{method}");
        assert!(stranger.field("location").unwrap().ends_with(&format!("%2Fa%3Fb%3D1&rm={method}")), "{:?}", stranger.head);
        let permitted = with(method, "/a?b=1", &[("cookie", &cookie)]);
        assert_eq!((permitted.status, permitted.field("remote-user")), (200, Some("ada")), "{method}");
    }
}
