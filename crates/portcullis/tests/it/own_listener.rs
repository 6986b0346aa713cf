//! A route that leads back to the gateway.
//!
//! Why: such a route opens connections to itself until there are no more; it is refused before it is written down.

use crate::harness::{Browser, Origin, Program, Serve, free_port, portcullis};

#[test]
fn a_route_to_our_own_listener_is_refused_wherever_it_is_named() {
    let serve = Serve::new();
    let file = serve.configure(&format!(
        "routes:\n  - name: round\n    from: https://round.example.test\n    to: https://127.0.0.1:{}\n    allow_any_authenticated_user: true\n",
        serve.https
    ));
    let out = portcullis(&["config", "check", "-c", file.to_str().unwrap()]);
    let said = String::from_utf8_lossy(&out.stderr).into_owned();
    assert_eq!(out.status.code(), Some(2), "{said}");
    assert!(said.contains(":14:9: error: ") && said.contains("this server's own listener"), "{said}");

    let program = Program::up(&[]);
    let (data, own) = (program.data.to_str().unwrap().to_owned(), format!("http://localhost:{}", program.port));
    let out = portcullis(&["protect", &format!("f10={own}"), "--data", &data]);
    let said = String::from_utf8_lossy(&out.stderr).into_owned();
    assert!(out.status.code() == Some(1) && said.contains("own listener"), "{said}");
    assert!(program.run(&["route", "list"]).to_string().contains("demo"));

    let (port, folder) = (free_port(), tempfile::tempdir().unwrap());
    let own = format!("f10=http://127.0.0.1:{port}");
    let listen = format!("127.0.0.1:{port}");
    let out = portcullis(&["up", "--data", folder.path().join("data").to_str().unwrap(), "--listen", &listen, "--protect", &own]);
    let said = String::from_utf8_lossy(&out.stderr).into_owned();
    assert!(out.status.code() == Some(2) && said.contains("own listener"), "{said}");
}

#[test]
fn up_with_another_address_for_a_known_name_takes_the_new_one() {
    let (first, second) = (Origin::start(), Origin::start());
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let leads = |program: &Program| {
        let routes = program.run(&["route", "list"]);
        routes.as_array().unwrap().iter().find(|r| r["name"] == "wiki").unwrap()["to"][0].as_str().unwrap().to_owned()
    };
    let mut program = Program::up_in(&data, &["--protect", &format!("wiki={}", first.url())]);
    assert_eq!(leads(&program), first.url());
    assert!(program.terminate());
    let mut program = Program::up_in(&data, &["--protect", &format!("Wiki={}", second.url())]);
    assert_eq!(leads(&program), second.url());
    assert!(program.complaints().contains(&format!("wiki now leads to {}", second.url())), "{}", program.complaints());
    let told = program.run(&["audit", "search", "--kind", "route.changed"]);
    assert_eq!(told.as_array().unwrap().len(), 1, "{told}");
    assert!(program.terminate());
    // The same words again change nothing.
    let program = Program::up_in(&data, &["--protect", &format!("wiki={}", second.url())]);
    assert!(!program.complaints().contains("now leads to"));
}

/// A forwarder in between, which the configuration cannot see through.
fn forwarder(to: u16) -> u16 {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    std::thread::spawn(move || {
        for client in listener.incoming().map_while(Result::ok) {
            let server = std::net::TcpStream::connect(("127.0.0.1", to)).unwrap();
            for (mut from, mut into) in [(client.try_clone().unwrap(), server.try_clone().unwrap()), (server, client)] {
                std::thread::spawn(move || {
                    let _ = std::io::copy(&mut from, &mut into);
                    let _ = into.shutdown(std::net::Shutdown::Write);
                });
            }
        }
    });
    port
}

#[test]
fn a_loop_through_another_proxy_ends_with_508_and_its_cause() {
    let program = Program::up(&[]);
    let round = forwarder(program.port);
    program.run(&["protect", &format!("round=http://127.0.0.1:{round}"), "--allow", "public"]);
    let page = Browser::new().once("GET", &program.at("round", "/"), &[("accept", "text/html")], b"");
    assert!(page.status == 508 && page.text().contains("leads back to Portcullis"), "{} {}", page.status, page.text());
    let problem = Browser::new().once("GET", &program.at("round", "/"), &[("accept", "application/json")], b"").json();
    assert!(problem["detail"].as_str().unwrap().contains("Portcullis itself"), "{problem}");
    // An ordinary origin sees one mark, whatever a stranger claims; the last mark ends the stranger's own request.
    let origin = Origin::start();
    program.run(&["protect", &format!("plain={}", origin.url()), "--allow", "public"]);
    let ask = |mark: &str| Browser::new().once("GET", &program.at("plain", "/"), &[("x-portcullis-hop", mark)], b"").status;
    assert_eq!((ask("77"), ask("3")), (200, 508));
    assert_eq!(origin.last().field("x-portcullis-hop"), Some("1"));
    assert_eq!(origin.seen().len(), 1);
}
