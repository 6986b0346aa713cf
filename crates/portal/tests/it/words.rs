//! What pages say, and in which form.
//!
//! Why: a person is told facts that agree with each other, and a program is told them in JSON.

use crate::browser::{Browser, House, NOW, text};
use portcullis_identity::Requirement;
use std::time::Duration;

#[tokio::test]
async fn a_program_gets_a_problem_document_and_a_person_a_page() {
    let house = House::new().await;
    let ask = async |accept: &str, path: &str| {
        let mut browser = Browser { fields: vec![("accept", accept.into())], ..Browser::default() };
        browser.get(&house, path).await
    };
    for accept in ["application/json", "application/problem+json, */*;q=0.1", "Application/JSON"] {
        let answer = ask(accept, "/nowhere").await;
        let kind = answer.headers().get("content-type").unwrap();
        assert_eq!((answer.status().as_u16(), kind.to_str().unwrap()), (404, "application/problem+json"), "{accept}");
        assert_eq!(answer.headers().get("cache-control").unwrap(), "no-store");
        let problem: serde_json::Value = serde_json::from_str(text(&answer)).unwrap();
        assert_eq!(problem["status"], 404);
        assert!(problem["detail"].as_str().unwrap().contains("Nothing is at this address") && problem["request_id"].is_string(), "{problem}");
    }
    for accept in ["text/html,application/xhtml+xml,application/json;q=0.9", "*/*"] {
        let answer = ask(accept, "/nowhere").await;
        assert_eq!(answer.status(), 404);
        assert!(answer.headers().get("content-type").unwrap().to_str().unwrap().starts_with("text/html"), "{accept}");
    }
    let refused = ask("application/json", "/enrol?token=spent").await;
    assert_eq!((refused.status().as_u16(), text(&refused).starts_with('{')), (410, true));
}

#[tokio::test]
async fn the_launcher_marks_what_asks_for_a_second_factor() {
    let house = House::new().await;
    house.person("ada").await;
    let page = text(&house.signed_in("ada").await.get(&house, "/").await).to_owned();
    assert_eq!(page.matches("Asks for second factor").count(), 1, "{page}");
    let tile = page.split("<li>").find(|t| t.contains("Asks for second factor")).unwrap();
    assert!(tile.contains("photos.example.com"), "{tile}");
}

#[tokio::test]
async fn the_account_page_tells_two_endings_apart() {
    let house = House::new().await;
    house.person("ada").await;
    let mut ada = house.signed_in("ada").await;
    let page = text(&ada.get(&house, "/account").await).to_owned();
    let fact = |page: &str, name: &str| page.split(&format!("<dt>{name}</dt><dd>")).nth(1).map(|rest| rest.split("</dd>").next().unwrap().to_owned());
    assert!(fact(&page, "Ends when unused").unwrap().contains("in 1 hour<"), "{page}");
    assert!(fact(&page, "Ends at the latest").unwrap().contains("in 12 hours<"), "{page}");
    assert!(page.contains("at the latest</p>"), "the row says which of the two it means: {page}");
    // Where use makes no difference any more, there is one ending. Used now and then, so that it does not end before.
    for minutes in (50..=690).step_by(40) {
        ada.at = Some(NOW.plus(Duration::from_secs(minutes * 60)));
        assert_eq!(ada.get(&house, "/account").await.status(), 200, "after {minutes} minutes");
    }
    let page = text(&ada.get(&house, "/account").await).to_owned();
    assert_eq!(fact(&page, "Ends when unused"), None, "{page}");
    assert!(fact(&page, "Ends at the latest").is_some());
}

#[tokio::test]
async fn a_page_that_asks_for_a_fresh_sign_in_says_whose_is_not() {
    let house = House::new().await;
    house.person("ada").await;
    let mut ada = house.signed_in("ada").await;
    ada.at = Some(NOW.plus(Duration::from_secs(1200)));
    // Led there at that time: an envelope does not wait twenty minutes.
    let need = Requirement { fresh_within: Some(Duration::from_secs(600)), ..Requirement::default() };
    let flow =
        house.identity.begin_handoff(&crate::browser::target("wiki.example.com", "/"), &house.identity.new_flow(), &need, NOW.plus(Duration::from_secs(1200)));
    let page = text(&ada.get(&house, &format!("/login?flow={flow}")).await).to_owned();
    assert!(page.contains("You are signed in as <b>ada@example.com</b>") && page.contains("fresh sign-in"), "{page}");
}
