//! `explain` about people of directory servers and of the store.
//!
//! Why: who may open what is asked beforehand of the facts that will be there, and where there are none that is said.

use crate::harness::portcullis;
use crate::ldap::Place;

#[test]
fn explain_asks_the_running_server_about_people_of_servers_and_of_the_store() {
    let Some(mut place) = Place::new("30s") else { return };
    place.run(&["user", "add", "ines", "--email", "ines@example.com"]);
    place.run(&["group", "add", "keepers"]);
    place.run(&["group", "add-member", "keepers", "ines"]);
    let file = place.serve.path("portcullis.yaml").to_str().unwrap().to_owned();
    let asks = |place: &Place, who: &str, more: &[&str], host: &str| {
        let request = format!("GET {}", place.at(host, "/"));
        let out = portcullis(&[&["explain", "-c", &file, "--output", "json", "--user", who], more, &[request.as_str()]].concat());
        let answer: serde_json::Value = serde_json::from_slice(&out.stdout).unwrap_or_else(|e| panic!("{e}: {}", String::from_utf8_lossy(&out.stderr)));
        (answer["decision"].as_str().unwrap().to_owned(), answer["notes"][0].to_string())
    };
    // Nobody has seen them yet: the server asks the directory, by name and by address.
    for (who, host, decision) in
        [("alice@example.com", "admin", "permit"), ("al@example.com", "wiki", "permit"), ("bob", "admin", "deny"), ("bob", "wiki", "permit")]
    {
        let (said, note) = asks(&place, who, &[], host);
        assert_eq!(said, decision, "{who} {host} {note}");
        assert!(note.contains("running server") && note.contains("corp"), "{note}");
    }
    // As it is now, not as it was.
    place.slapd.join("bob", "admins");
    assert_eq!(asks(&place, "bob", &[], "admin").0, "permit");
    assert_eq!(asks(&place, "bob", &["--groups", "corp/staff"], "admin").0, "deny", "what is given is what counts");
    let (said, note) = asks(&place, "ines", &[], "wiki");
    assert!(said == "deny" && note.contains("from `internal`"), "{note}");
    let (said, note) = asks(&place, "nosuch", &[], "wiki");
    assert!(said == "deny" && note.contains("knows nobody of that name"), "{note}");
    place.slapd.stop();
    let (said, note) = asks(&place, "bob", &[], "wiki");
    assert!(said == "deny" && note.contains("could not tell") && note.contains("no groups are known"), "{note}");
    assert!(place.program.terminate());
    let (said, note) = asks(&place, "bob", &[], "wiki");
    assert!(said == "deny" && note.contains("no server is running"), "{note}");
}
