//! What a refused sign-in tells: nothing (S20).
//!
//! Why: whoever can tell a wrong name from a wrong password collects names.

use crate::browser::{Browser, House, NOW, PASSWORD, hidden, text};
use portcullis_identity::{Actor, NewPerson};
use std::time::Instant;

#[tokio::test]
async fn s20_every_refusal_has_one_shape_and_one_time() {
    let house = House::new().await;
    house.person("known").await;
    house.person("shut1").await;
    house.identity.disable_person("shut1", &Actor::system(), NOW).await.unwrap();
    let new = NewPerson { username: "later".into(), email: None, ..NewPerson::default() };
    house.identity.add_person(&new, &Actor::system(), NOW).await.unwrap();
    let deadline = house.identity.answer_deadline();
    let mut shapes = Vec::new();
    for (name, password) in
        [("known", "wrong password"), ("nobod", "wrong password"), ("shut1", PASSWORD), ("later", PASSWORD), ("known", ""), ("known", &"x".repeat(3000))]
    {
        let mut browser = Browser::default();
        let fields = hidden(&browser.get(&house, "/login").await);
        let started = Instant::now();
        let answer = browser.send(&house, "/login", &fields, &[("username", name), ("password", password)]).await;
        let took = started.elapsed();
        assert!(took >= deadline, "{name}: {took:?} of {deadline:?}");
        assert_eq!(answer.status(), 401, "{name}");
        let csp = answer.headers()["content-security-policy"].to_str().unwrap();
        let nonce = csp.split("'nonce-").nth(1).unwrap().split('\'').next().unwrap().to_owned();
        let csrf = hidden(&answer)[0].1.clone();
        let headers: Vec<(String, String)> = answer.headers().iter().map(|(n, v)| (n.to_string(), v.to_str().unwrap().replace(&nonce, "N"))).collect();
        shapes.push((headers, answer.body().len(), text(&answer).replace(&nonce, "N").replace(&csrf, "C").replace(name, "NAME!")));
    }
    for shape in &shapes {
        assert_eq!(shape, &shapes[0]);
    }
    assert!(shapes[0].2.contains("<title>Sign-in refused · Portcullis</title>") && shapes[0].2.contains("value=\"NAME!\""));
    assert!(!shapes[0].2.contains("wrong password"), "what was typed as a password is never sent back (S17)");
}

#[tokio::test]
async fn s20_fifty_people_at_once_are_all_signed_in() {
    let house = House::new().await;
    house.person("ada").await;
    let mut visits = Vec::new();
    for _ in 0..50 {
        visits.push(house.signed_in("ada"));
    }
    let mut all = Vec::new();
    let mut running: Vec<_> = visits.into_iter().map(Box::pin).collect();
    std::future::poll_fn(|cx| {
        running.retain_mut(|visit| match visit.as_mut().poll(cx) {
            std::task::Poll::Ready(browser) => {
                all.push(browser);
                false
            }
            std::task::Poll::Pending => true,
        });
        if running.is_empty() { std::task::Poll::Ready(()) } else { std::task::Poll::Pending }
    })
    .await;
    assert_eq!(all.len(), 50);
}
