//! The account page: who this is, how it is known, where else this person is signed in.
//!
//! Why: a session that isn't yours is found by looking, and ended by one press.

use crate::page::{Draft, Page, Person, Site, finish, initials};
use portcullis_model::{Aal, Amr, AmrSet, Timestamp};
use serde::Serialize;

/// One sign-in session.
#[derive(Clone, Copy, Debug)]
pub struct SessionRow<'a> {
    /// The derived id; never the handle.
    pub sid: &'a str,
    /// The program as it named itself, or empty.
    pub agent: &'a str,
    /// The address it signed in from, or empty.
    pub ip: &'a str,
    pub signed_in: Timestamp,
    /// When it ends however much is asked.
    pub expires: Timestamp,
    pub amr: AmrSet,
    pub current: bool,
    /// Where that address is, as far as it can be told.
    pub place: Network,
}

/// Where an address is, seen from the one that asks. There is no map of the world in here: a network is all that is known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Network {
    /// The one that this page was asked from.
    Same,
    /// Somebody's own network or this very computer.
    Private,
    Public,
    #[default]
    Unknown,
}
impl Network {
    pub const ALL: [Self; 4] = [Self::Same, Self::Private, Self::Public, Self::Unknown];
    const fn key(self) -> &'static str {
        match self {
            Self::Same => "account-network-same",
            Self::Private => "account-network-private",
            Self::Public => "account-network-public",
            Self::Unknown => "",
        }
    }
}

/// One sign-in, or one that was refused.
#[derive(Clone, Copy, Debug)]
pub struct SignInRow<'a> {
    pub at: Timestamp,
    pub succeeded: bool,
    /// As the ledger calls it: `password`, `passkey`…
    pub method: &'a str,
    /// The address it came from, or empty.
    pub ip: &'a str,
    pub place: Network,
}

pub struct Account<'a> {
    pub person: Person<'a>,
    pub username: &'a str,
    pub email: &'a str,
    pub groups: &'a [&'a str],
    pub roles: &'a [&'a str],
    pub aal: Aal,
    pub amr: AmrSet,
    pub signed_in: Timestamp,
    /// When it ends if nothing more is asked.
    pub ends: Timestamp,
    /// When it ends however much is asked.
    pub latest: Timestamp,
    pub sessions: &'a [SessionRow<'a>],
    /// The last ones, newest first.
    pub sign_ins: &'a [SignInRow<'a>],
    /// A session was just ended.
    pub ended: bool,
    pub csrf: &'a str,
}
impl Account<'_> {
    pub fn render(&self, site: &Site<'_>) -> Page {
        let facts = Facts {
            person: self.person,
            initials: initials(self.person.display_name),
            username: self.username,
            email: self.email,
            groups: self.groups,
            roles: self.roles,
            aal: u8::from(self.aal),
            amr: self.amr.iter().map(Amr::as_str).collect(),
            how: how(self.amr),
            signed_in: self.signed_in.micros(),
            ends: self.ends.micros(),
            latest: self.latest.micros(),
            others: self.sessions.iter().filter(|s| !s.current).count(),
            sessions: self.sessions.iter().map(ShownSession::from).collect(),
            sign_ins: self.sign_ins.iter().map(ShownSignIn::from).collect(),
            ended: self.ended,
            csrf: self.csrf,
        };
        finish(Draft { template: "account.html", status: 200, title: site.language.plain("account-title", &[]), form_targets: &[] }, &facts, site)
    }
}

/// How a sign-in was done, as a message key that completes "Signed in …".
pub(crate) fn how(amr: AmrSet) -> &'static str {
    let key = amr.has(Amr::Hwk) || amr.has(Amr::Swk);
    match (amr.has(Amr::Pwd), key || amr.has(Amr::Otp) || amr.has(Amr::Mfa)) {
        (true, true) => "how-password-and-factor",
        (true, false) => "how-password",
        (false, true) => "how-factor",
        (false, false) => "how-other",
    }
}

/// "Firefox on Linux", from the few words of a user agent that say so; `None` when it names neither.
pub(crate) fn device(agent: &str) -> Option<(&'static str, &'static str)> {
    let browser = [("Edg/", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"), ("curl/", "curl")];
    let system = [
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Android", "Android"),
        ("Windows", "Windows"),
        ("Mac OS X", "macOS"),
        ("CrOS", "ChromeOS"),
        ("Linux", "Linux"),
    ];
    let find = |table: &[(&str, &'static str)]| table.iter().find(|(mark, _)| agent.contains(mark)).map(|(_, name)| *name);
    find(&browser).map(|b| (b, find(&system).unwrap_or_default()))
}

#[derive(Serialize)]
struct Facts<'a> {
    person: Person<'a>,
    initials: String,
    username: &'a str,
    email: &'a str,
    groups: &'a [&'a str],
    roles: &'a [&'a str],
    aal: u8,
    amr: Vec<&'static str>,
    how: &'static str,
    signed_in: i64,
    ends: i64,
    latest: i64,
    others: usize,
    sessions: Vec<ShownSession<'a>>,
    sign_ins: Vec<ShownSignIn<'a>>,
    ended: bool,
    csrf: &'a str,
}
#[derive(Serialize)]
struct ShownSession<'a> {
    sid: &'a str,
    browser: &'static str,
    system: &'static str,
    icon: &'static str,
    ip: &'a str,
    signed_in: i64,
    ends: i64,
    how: &'static str,
    current: bool,
    place: &'static str,
}
impl<'a> From<&SessionRow<'a>> for ShownSession<'a> {
    fn from(row: &SessionRow<'a>) -> Self {
        let (browser, system) = device(row.agent).unwrap_or_default();
        let icon = match system {
            "iPhone" | "iPad" | "Android" => "phone",
            _ if browser == "curl" => "terminal",
            _ => "laptop",
        };
        let (signed_in, ends) = (row.signed_in.micros(), row.expires.micros());
        Self { sid: row.sid, browser, system, icon, ip: row.ip, signed_in, ends, how: how(row.amr), current: row.current, place: row.place.key() }
    }
}

#[derive(Serialize)]
struct ShownSignIn<'a> {
    at: i64,
    succeeded: bool,
    method: &'static str,
    ip: &'a str,
    place: &'static str,
}
impl<'a> From<&SignInRow<'a>> for ShownSignIn<'a> {
    fn from(row: &SignInRow<'a>) -> Self {
        Self { at: row.at.micros(), succeeded: row.succeeded, method: method(row.method), ip: row.ip, place: row.place.key() }
    }
}
/// What the ledger's word for a way to sign in is called on a page.
fn method(word: &str) -> &'static str {
    match word {
        "password" => "sign-in-password",
        "passkey" | "security-key" => "second-other-key",
        "one-time-code" => "second-other-app",
        "recovery-code" => "second-recovery",
        "enrolment" => "account-method-enrolment",
        _ => "account-method-other",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn programs_are_named_by_what_they_say() {
        assert_eq!(device("Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"), Some(("Firefox", "Linux")));
        assert_eq!(device("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile/15E148 Safari/604.1"), Some(("Safari", "iPhone")));
        assert_eq!(device("Mozilla/5.0 (Windows NT 10.0) Chrome/140.0 Safari/537.36 Edg/140.0"), Some(("Edge", "Windows")));
        assert_eq!(device("<script>"), None);
    }
    #[test]
    fn the_way_in_has_words() {
        assert_eq!(how(AmrSet::default().with(Amr::Pwd)), "how-password");
        assert_eq!(how(AmrSet::default().with(Amr::Pwd).with(Amr::Otp)), "how-password-and-factor");
        assert_eq!(how(AmrSet::default().with(Amr::Hwk)), "how-factor");
        assert_eq!(how(AmrSet::default()), "how-other");
    }
}
