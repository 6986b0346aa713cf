//! Languages, colours and names through the running server.
//!
//! Why: what a house writes into its configuration is on its pages, on every host, and a bad file keeps the server from starting.

use crate::harness::program::{PASSWORD, portcullis};
use crate::harness::{Browser, Origin, Serve};
use std::fs;

/// The usual installation, with more keys of `portal`.
fn house(serve: &Serve, origin: &Origin, portal: &str) {
    let route = format!(
        "routes:\n  - {{ name: wiki, from: 'https://wiki.example.test:{}', to: '{}', policy: [ {{ allow: {{ and: [ {{ email: {{ is: nobody@example.com }} }} ] }} }} ] }}\n",
        serve.https,
        origin.url()
    );
    let file = serve.configure(&format!("administrators: [root@example.com]\n{route}"));
    let text = fs::read_to_string(&file).unwrap();
    fs::write(&file, text.replacen("portal:\n", &format!("portal:\n{portal}"), 1)).unwrap();
}

#[test]
fn pages_on_every_host_follow_the_reader() {
    let (serve, origin) = (Serve::new(), Origin::start());
    fs::write(serve.path("logo.svg"), "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'><path d='M0 0h16v16H0z'/></svg>").unwrap();
    fs::create_dir(serve.path("messages")).unwrap();
    fs::write(serve.path("messages/nl.ftl"), "language-name = Nederlands\nsign-in-button = Aanmelden\n").unwrap();
    let portal = "  name: Tor\n  language: nl\n  messages: messages\n  logo: logo.svg\n  privacy: 'https://example.com/privacy'\n  theme: dark\n  colors: { accent: ['#5b2a86', '#8559bd'] }\n";
    house(&serve, &origin, portal);
    let program = serve.start();
    program.run_with(&serve, &["user", "add", "ada", "--email", "ada@example.com"]);
    program.run_with(&serve, &["user", "set-password", "ada", "--password", PASSWORD]);
    let at = |host: &str, path: &str| format!("https://{host}.example.test:{}{path}", program.port);
    let mut browser = Browser::new();
    let page = browser.get(&at("login", "/login")).text();
    assert!(
        page.contains("<html lang=\"nl\" data-theme=\"dark\">") && page.contains(">Aanmelden</button>") && page.contains("<title>Sign in · Tor</title>"),
        "{page}"
    );
    assert!(page.contains("<a href=\"https://example.com/privacy\""), "{page}");
    // The mark and the colours are served under names of their own.
    let file = |extension: &str| {
        let end = page.find(&format!(".{extension}\"")).unwrap();
        page[page[..end].rfind("/assets/").unwrap()..end + extension.len() + 1].to_owned()
    };
    let css = browser.get(&at("login", &file("css")));
    assert!(css.text().contains("--accent: light-dark(#5b2a86, #8559bd);"));
    assert!(page.contains("<img src=\"/assets/portcullis-"), "{page}");
    // A denial on the application's host: the browser's language first, then the person's own.
    let german = [("accept-language", "de"), ("accept", "text/html")];
    let mut ada = Browser::new();
    ada.sign_in(&at("login", "/login"), "ada", PASSWORD);
    ada.get(&at("wiki", "/"));
    let denied = ada.once("GET", &at("wiki", "/"), &german, b"");
    assert_eq!(denied.status, 403, "{}", denied.text());
    assert!(denied.text().contains("<html lang=\"de\"") && denied.text().contains("Sie können wiki nicht öffnen"), "{}", denied.text());
    assert!(denied.text().contains("/.portcullis/assets/") && !denied.text().contains("action=\"/language\""));
    let form = ada.get(&at("login", "/account/preferences"));
    ada.submit(&form, &[("language", "fr"), ("theme", ""), ("second_factor", "")]);
    let denied = ada.once("GET", &at("wiki", "/"), &german, b"");
    assert!(denied.text().contains("<html lang=\"fr\""), "{}", denied.text());
}

#[test]
fn a_language_from_the_right_turns_its_pages_and_a_tab_can_have_ones_own_icon() {
    let (serve, origin) = (Serve::new(), Origin::start());
    fs::create_dir(serve.path("messages")).unwrap();
    fs::write(serve.path("messages/he.ftl"), "language-name = עברית\nsign-in-title = כניסה\nsign-in-button = כניסה\n").unwrap();
    fs::write(serve.path("icon.png"), b"\x89PNG\r\n\x1a\nnot much of a picture").unwrap();
    house(&serve, &origin, "  language: he\n  messages: messages\n  icon: icon.png\n");
    let program = serve.start();
    let at = |path: &str| format!("https://login.example.test:{}{path}", program.port);
    let mut browser = Browser::new();
    let page = browser.get(&at("/login")).text();
    assert!(page.contains("<html lang=\"he\" dir=\"rtl\">"), "{page}");
    let icon = page.split("<link rel=\"icon\" href=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    assert!(page.contains(&format!("{icon}\" type=\"image/png\"")), "{page}");
    let file = browser.once("GET", &at(&icon), &[], b"");
    assert_eq!((file.status, file.field("content-type")), (200, Some("image/png")));
    assert!(file.body.starts_with(b"\x89PNG"));
    let german = browser.once("GET", &at("/login"), &[("accept-language", "de")], b"").text();
    assert!(german.contains("<html lang=\"de\">"), "{german}");
}

#[test]
fn a_privacy_notice_is_accepted_once_before_a_sign_in_goes_on() {
    let (serve, origin) = (Serve::new(), Origin::start());
    house(&serve, &origin, "  privacy: 'https://example.com/privacy'\n  require_acceptance: true\n");
    let mut program = serve.start();
    program.run_with(&serve, &["user", "add", "nora", "--email", "nobody@example.com"]);
    program.run_with(&serve, &["user", "set-password", "nora", "--password", PASSWORD]);
    let at = |host: &str, path: &str| format!("https://{host}.example.test:{}{path}", serve.https);
    let mut nora = Browser::new();
    let asked = nora.sign_in(&at("wiki", "/page?x=1"), "nora", PASSWORD);
    assert!(asked.status == 200 && asked.url.contains("/accept?flow="), "{} {}", asked.url, asked.text());
    assert!(asked.text().contains("href=\"https://example.com/privacy\"") && asked.text().contains("Accept and go on"), "{}", asked.text());
    assert!(asked.field("content-security-policy").unwrap().contains(&at("wiki", "")), "the form may lead on to the application");
    // There is no way round it.
    assert!(nora.get(&at("wiki", "/page?x=1")).url.contains("/accept?flow="));
    for page in ["/", "/account/security/keys/add", "/account/security/app/add", "/account/security/password"] {
        let there = nora.get(&at("login", page));
        assert!(there.url.ends_with("/accept"), "{page} {}", there.url);
    }
    assert!(Browser::new().get(&at("login", "/accept")).url.contains("/login"));
    let stale = nora.once("POST", &asked.url, &[("content-type", "application/x-www-form-urlencoded"), ("origin", &at("login", ""))], b"");
    assert_eq!(stale.status, 400, "a query beside a form");
    let forged = b"csrf=x&notice=https%3A%2F%2Fexample.com%2Fprivacy";
    let refused = nora.once("POST", &at("login", "/accept"), &[("content-type", "application/x-www-form-urlencoded"), ("origin", &at("login", ""))], forged);
    assert_eq!(refused.status, 403, "{}", refused.text());
    let done = nora.submit(&asked, &[]);
    assert_eq!((done.status, done.url.as_str()), (200, at("wiki", "/page?x=1").as_str()), "{}", done.text());
    // In another browser nothing is asked.
    assert_eq!(Browser::new().sign_in(&at("wiki", "/"), "nora", PASSWORD).url, at("wiki", "/"));
    let events = program.run_with(&serve, &["audit", "search", "--kind", "notice.accepted"]);
    assert!(events.as_array().unwrap().len() == 1 && events.to_string().contains("https://example.com/privacy"), "{events}");
    // Another notice is another question; whoever does not accept it signs out.
    assert!(program.terminate());
    house(&serve, &origin, "  privacy: 'https://example.com/privacy-2'\n  require_acceptance: true\n");
    let _program = serve.start();
    let asked = Browser::new().sign_in(&at("wiki", "/"), "nora", PASSWORD);
    assert!(asked.url.contains("/accept?flow=") && asked.text().contains("https://example.com/privacy-2"), "{} {}", asked.url, asked.text());
    assert!(asked.text().contains("href=\"/sign-out?flow="), "{}", asked.text());
}

#[test]
fn a_catalogue_with_faults_is_refused_with_its_lines() {
    let (serve, origin) = (Serve::new(), Origin::start());
    fs::create_dir(serve.path("messages")).unwrap();
    fs::write(serve.path("messages/nl.ftl"), "sign-in-title = Aanmelden\nsign-in-asker = <i>{ $who }</i>\nsign-in-titel = x\n").unwrap();
    fs::write(serve.path("messages/not a tag.ftl"), "").unwrap();
    house(&serve, &origin, "  messages: messages\n");
    let out = portcullis(&["config", "check", "-c", serve.path("portcullis.yaml").to_str().unwrap()]);
    let refused = String::from_utf8(out.stderr).unwrap();
    assert!(!out.status.success());
    for wanted in [
        "nl.ftl:2:1: error: sign-in-asker: there is no fact $who; it takes $app",
        "nl.ftl:3:1: error: there is no message sign-in-titel",
        "not a tag.ftl:1:1: error: `not a tag` is not the tag of a language",
    ] {
        assert!(refused.contains(wanted), "{wanted}\n{refused}");
    }
}
