//! The sign-in page is light: what a browser fetches for it, counted in bytes and requests.
//!
//! Why: it is the page that everybody waits for; a budget that nothing holds is spent in a year.

use crate::factors::Place;
use crate::harness::Browser;

/// Of everything that is transferred, heads and bodies.
const BYTES: usize = 60 * 1024;
const REQUESTS: usize = 5;

/// What a page makes a browser fetch: style sheets, scripts, pictures and the icon.
fn fetched(page: &str) -> Vec<String> {
    let of = |tag: &str, attribute: &str| {
        let starts = page.match_indices(tag).map(|(at, _)| &page[at..at + page[at..].find('>').unwrap()]);
        let values = starts.filter_map(|tag| tag.split(attribute).nth(1)?.split('"').next().map(str::to_owned));
        values.collect::<Vec<String>>()
    };
    let mut all = [of("<link ", " href=\""), of("<script ", " src=\""), of("<img ", " src=\"")].concat();
    all.sort();
    all.dedup();
    all
}

#[test]
fn the_sign_in_page_keeps_its_budget() {
    let place = Place::new("");
    let mut browser = Browser::new();
    for url in [place.at("login", "/login"), place.at("vault", "/deep?x=1")] {
        let page = browser.get(&url);
        assert!(page.text().contains("name=\"password\""), "{}", page.text());
        let files = fetched(&page.text());
        assert!(files.len() >= 3 && files.iter().all(|f| f.starts_with("/assets/")), "{files:?}");
        let mut answers = vec![page];
        for file in &files {
            let answer = browser.once("GET", &place.at("login", file), &[("accept-encoding", "gzip, deflate, br")], b"");
            assert_eq!((answer.status, answer.field("cache-control")), (200, Some("public, max-age=31536000, immutable")), "{file}");
            answers.push(answer);
        }
        let bytes: usize = answers.iter().map(|a| a.body.len() + a.head.iter().map(|(n, v)| n.len() + v.len() + 4).sum::<usize>()).sum();
        eprintln!("{url}: {} requests, {bytes} bytes", answers.len());
        assert!(bytes <= BYTES, "{bytes} bytes");
        assert!(answers.len() <= REQUESTS, "{} requests: {files:?}", answers.len());
    }
}
