//! Every page in every state, with sample facts.
//!
//! Why: the tests and the gallery draw the same list, so a page that isn't looked at isn't tested either, and the other way round.

use crate::{factors, mailed};
use portcullis_model::{Aal, Amr, AmrSet, RequestId, Timestamp};
use portcullis_pages::{
    Account, Appearance, Asker, Condition, Denied, Enrol, EnrolFault, EnrolKind, Failure, Language, Launcher, Met, Network, Nonce, Page, PasswordAsk, Person,
    Place, Preferences, SessionRow, SignIn, SignInRow, SignInTrouble, SignOut, SignOutScope, SignedOut, Site, StepUp, Theme, Tile, Trouble, User, Way,
};
use std::time::Duration;

/// The text that stands wherever people or configuration put one.
pub(crate) struct Words<'a> {
    pub(crate) person: &'a str,
    pub(crate) username: &'a str,
    pub(crate) email: &'a str,
    pub(crate) application: &'a str,
    pub(crate) host: &'a str,
    pub(crate) url: &'a str,
    pub(crate) path: &'a str,
    pub(crate) text: &'a str,
}
pub(crate) const ORDINARY: Words<'static> = Words {
    person: "Ada Okafor",
    username: "ada",
    email: "ada@example.com",
    application: "Wiki",
    host: "wiki.example.com",
    url: "https://wiki.example.com/",
    path: "/admin",
    text: "Member of the group admins",
};

const FIREFOX: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";
const SAFARI: &str = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 Version/18.5 Mobile/15E148 Safari/604.1";

/// All pages, by name.
pub(crate) fn all(words: &Words<'_>, assets: &str, now: Timestamp) -> Vec<(String, Page)> {
    in_language(words, assets, now, Language::english())
}
pub(crate) fn in_language(words: &Words<'_>, assets: &str, now: Timestamp, language: &Language) -> Vec<(String, Page)> {
    let nonce = Nonce::new([7; 16]);
    let site =
        Site { assets, portal: "https://login.example.com", nonce: &nonce, appearance: Appearance::plain(), language, theme: Theme::Auto, here: "/login", now };
    let mut pages = Vec::new();
    for (name, page) in sign_in(words, &site)
        .into_iter()
        .chain(enrol(words, &site))
        .chain(desk(words, &site))
        .chain(letters(words, &site))
        .chain(factors::all(words, &site))
        .chain(mailed::all(words, &site))
    {
        pages.push((name, page));
    }
    pages
}

pub(crate) fn person<'a>(words: &Words<'a>) -> Person<'a> {
    Person { display_name: words.person, account: words.email }
}
fn place<'a>(words: &Words<'a>, site: &Site<'_>) -> Place<'a> {
    Place { method: "GET", host: words.host, path: words.path, request: RequestId::new(site.now, 0x0123_4567) }
}

fn sign_in(words: &Words<'_>, site: &Site<'_>) -> Vec<(String, Page)> {
    let origin = format!("https://{}", words.host);
    let page = |trouble, asker: bool, passkey| {
        let asker = asker.then_some(Asker { name: words.application, origin: &origin, via: "" });
        let username = if trouble == Some(SignInTrouble::Refused) { words.email } else { "" };
        SignIn {
            asker,
            trouble,
            username,
            keep: trouble.is_some(),
            keep_for: Duration::from_secs(30 * 86_400),
            csrf: "csrf-token",
            whose: words.email,
            flow: if asker.is_some() { "sealed" } else { "" },
            continue_as: (trouble == Some(SignInTrouble::SignedOutHere)).then_some(words.person),
            passkey,
            forgot: "/reset-password",
        }
        .render(site)
    };
    let mut all = vec![
        ("sign-in".into(), page(None, true, None)),
        ("sign-in-plain".into(), page(None, false, None)),
        ("sign-in-with-key".into(), page(None, true, Some(factors::SHOW))),
        ("sign-in-with-key-plain".into(), page(None, false, Some(factors::SHOW))),
    ];
    for trouble in SignInTrouble::ALL {
        let name = format!("{trouble:?}").to_lowercase();
        all.push((format!("sign-in-{name}"), page(Some(trouble), true, None)));
        all.push((format!("sign-in-with-key-{name}"), page(Some(trouble), true, Some(factors::SHOW))));
    }
    all
}

fn enrol(words: &Words<'_>, site: &Site<'_>) -> Vec<(String, Page)> {
    let page = |kind, faults: &[EnrolFault], wrong: &str, passkey| {
        let filled = matches!(kind, EnrolKind::Invited | EnrolKind::SetPassword) || !faults.is_empty();
        let or = |text| if filled { text } else { "" };
        Enrol {
            kind,
            username: or(words.username),
            email: or(words.email),
            display_name: or(words.person),
            faults,
            stale: wrong == "stale",
            unavailable: wrong == "unavailable",
            key_refused: wrong == "key",
            expires: site.now.plus(Duration::from_secs(3600)),
            rules: PasswordAsk { uppercase: true, number: true, min_score: 3, ..PasswordAsk::default() },
            csrf: "csrf-token",
            token: "pce_sample",
            passkey,
        }
        .render(site)
    };
    let mut all = vec![
        ("enrol-first".into(), page(EnrolKind::First, &[], "", None)),
        ("enrol-administrator".into(), page(EnrolKind::Administrator, &[], "", None)),
        ("enrol-invited-with-key".into(), page(EnrolKind::Invited, &[], "", Some(factors::MAKE))),
        ("enrol-password".into(), page(EnrolKind::SetPassword, &[], "", None)),
        ("enrol-first-with-key".into(), page(EnrolKind::First, &[], "", Some(factors::MAKE))),
        ("enrol-password-with-key".into(), page(EnrolKind::SetPassword, &[], "", Some(factors::MAKE))),
        ("enrol-short-with-key".into(), page(EnrolKind::First, &[EnrolFault::ShortPassword], "", Some(factors::MAKE))),
        ("enrol-key-refused".into(), page(EnrolKind::First, &[], "key", Some(factors::MAKE))),
        ("enrol-stale".into(), page(EnrolKind::First, &[], "stale", None)),
        ("enrol-unavailable".into(), page(EnrolKind::First, &[], "unavailable", None)),
        (
            "enrol-many-faults".into(),
            page(
                EnrolKind::First,
                &[EnrolFault::BadUsername, EnrolFault::BadEmail, EnrolFault::NoDisplayName, EnrolFault::ShortPassword, EnrolFault::Differs],
                "",
                None,
            ),
        ),
    ];
    all.extend(EnrolFault::ALL.map(|f| (format!("enrol-fault-{f:?}").to_lowercase(), page(EnrolKind::First, &[f], "", None))));
    all
}

fn desk(words: &Words<'_>, site: &Site<'_>) -> Vec<(String, Page)> {
    let (amr, since, ends) = (AmrSet::default().with(Amr::Pwd), site.now.minus(Duration::from_secs(4000)), site.now.plus(Duration::from_secs(36_000)));
    let tile = |name, host, description| Tile { name, host, url: words.url, description, second_factor: name == "Grafana" };
    let tiles = [
        tile(words.application, words.host, ""),
        tile("Photos", "photos.example.com", "Family albums"),
        tile("Grafana", "grafana.example.com", ""),
        tile("経費精算", "keihi.example.com", ""),
        tile("Lebensmittelunverträglichkeitsdatenbank", "ernaehrung.example.com", ""),
        tile("Nextcloud", "files.example.com", words.text),
    ];
    let launcher = |tiles: &[Tile<'_>], query: &str| Launcher { person: person(words), tiles, query, amr, signed_in: since, ends }.render(site);
    let row = |sid, agent, ip, current| SessionRow {
        sid,
        agent,
        ip,
        signed_in: since,
        expires: ends,
        amr,
        current,
        place: if current { Network::Same } else { Network::Public },
    };
    let sessions = [
        row("s1", FIREFOX, "203.0.113.24", true),
        row("s2", SAFARI, "2001:db8::7", false),
        row("s3", "curl/8.5.0", "198.51.100.7", false),
        row(words.text, words.text, words.text, false),
    ];
    let sign_in = |method, succeeded, ip, place| SignInRow { at: since, succeeded, method, ip, place };
    let sign_ins = [
        sign_in("passkey", true, "203.0.113.24", Network::Same),
        sign_in("password", false, "198.51.100.7", Network::Public),
        sign_in("one-time-code", true, "10.0.0.7", Network::Private),
        sign_in(words.text, true, words.text, Network::Unknown),
    ];
    let account = |sessions, ended, groups| {
        Account {
            person: person(words),
            username: words.username,
            email: words.email,
            groups,
            roles: &["administrator"],
            aal: Aal::One,
            amr,
            signed_in: since,
            ends,
            latest: ends.plus(Duration::from_secs(3600)),
            sessions,
            sign_ins: &sign_ins,
            ended,
            csrf: "csrf-token",
        }
        .render(site)
    };
    let user = User {
        person: person(words),
        host: words.host,
        username: words.username,
        email: words.email,
        groups: &["family", words.text],
        roles: &[],
        aal: Aal::Two,
        amr: amr.with(Amr::Otp),
        signed_in: since,
        ends,
        latest: ends.plus(std::time::Duration::from_secs(11 * 3600)),
        sid: "6Yk1mZ0T3n9s",
    };
    let preferences = |language, saved, stale| {
        Preferences { person: person(words), language, theme: Some(Theme::Dark), second_factor: Some(Way::App), saved, stale, csrf: "csrf-token" }.render(site)
    };
    vec![
        ("preferences".into(), preferences("", false, false)),
        ("preferences-saved".into(), preferences("ja", true, false)),
        ("preferences-stale".into(), preferences("de", false, true)),
        ("launcher".into(), launcher(&tiles, "")),
        ("launcher-found".into(), launcher(&tiles, "photos")),
        ("launcher-none-found".into(), launcher(&tiles, &format!("{} nothing", words.text))),
        ("launcher-empty".into(), launcher(&[], "")),
        ("account".into(), account(&sessions, false, &["family", words.text])),
        ("account-ended".into(), account(&sessions[..1], true, &[])),
        ("user".into(), user.render(site)),
    ]
}

fn letters(words: &Words<'_>, site: &Site<'_>) -> Vec<(String, Page)> {
    let condition = |text: &str, met| Condition { text: text.into(), met };
    let conditions =
        [condition("Signed in with an example.com account", Met::Met), condition(words.text, Met::Missing), condition("secret condition", Met::Hidden)];
    let denied = |person, conditions| Denied { application: words.application, person, conditions, place: place(words, site) }.render(site);
    let out =
        |scope, flow, stale| SignOut { scope, person: person(words), action: "/sign-out", csrf: "csrf-token", flow, stale, streams_stay: stale }.render(site);
    let gone = |scope, closed, others| SignedOut { scope, again: "https://login.example.com/login", closed, others }.render(site);
    let step_up =
        |enroll, flow| StepUp { application: words.application, person: person(words), place: place(words, site), status: 403, enroll, flow }.render(site);
    let mut all = vec![
        ("denied".into(), denied(Some(person(words)), &conditions)),
        ("denied-nobody".into(), denied(None, &[])),
        ("step-up".into(), step_up(false, "sealed")),
        ("step-up-enroll".into(), step_up(true, "sealed&flow=x")),
        ("step-up-enroll-plain".into(), step_up(true, "")),
        ("sign-out".into(), out(SignOutScope::Everywhere, "", false)),
        ("sign-out-switch".into(), out(SignOutScope::Everywhere, "sealed", false)),
        ("sign-out-stale".into(), out(SignOutScope::Everywhere, "", true)),
        ("sign-out-host".into(), out(SignOutScope::Host(words.host), "", false)),
        ("signed-out".into(), gone(SignOutScope::Everywhere, Some(Duration::from_millis(310)), 2)),
        ("signed-out-one".into(), gone(SignOutScope::Everywhere, Some(Duration::from_millis(9)), 1)),
        ("signed-out-host".into(), gone(SignOutScope::Host(words.host), None, 0)),
    ];
    for trouble in Trouble::ALL {
        let at = |name: &str, application, person| {
            (format!("{name}-{}", trouble.as_str()), Failure { trouble: *trouble, application, person, place: place(words, site) }.render(site))
        };
        all.push(at("error", words.application, Some(person(words))));
        all.push(at("error-anonymous", "", None));
    }
    all
}
