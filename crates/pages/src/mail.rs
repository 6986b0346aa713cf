//! Mails: what happened or what is asked, as text and as HTML, in the words of the catalogue.
//!
//! Why: the same facts make both forms, and every address in them begins with the portal's origin as it is configured (S13).

use crate::account::device;
use crate::language::Language;
use crate::mail_kind::MailKind;
use crate::mail_templates::MailTemplates;
use crate::moment;
use crate::page::host_of;
use portcullis_model::Timestamp;
use serde::Serialize;
use std::net::IpAddr;

/// What a mail tells.
#[derive(Clone, Copy, Debug)]
pub struct Mail<'a> {
    pub kind: MailKind,
    /// As the person is called.
    pub name: &'a str,
    /// When it happened.
    pub at: Timestamp,
    /// From where it was done.
    pub ip: Option<IpAddr>,
    /// The browser's own words.
    pub agent: &'a str,
    /// What a factor is called.
    pub factor: &'a str,
    /// A code that is typed.
    pub code: Option<&'a str>,
    /// The secret of a link.
    pub secret: Option<&'a str>,
    /// When the code, or else the link, ends.
    pub until: Option<Timestamp>,
    /// The portal's origin as configured.
    pub portal: &'a str,
}

/// A mail as it is sent.
#[derive(Clone, Debug)]
pub struct MailText {
    pub title: String,
    pub text: String,
    /// `None` where a template of the administrator's failed: the text goes alone.
    pub html: Option<String>,
}

impl Mail<'static> {
    /// A mail of that kind with everything that such a mail tells, to try a template with.
    pub(crate) fn sample(kind: MailKind) -> Self {
        let at = Timestamp::from_secs(0);
        Self {
            kind,
            name: "Ada",
            at,
            ip: Some(IpAddr::from([192, 0, 2, 1])),
            agent: "",
            factor: "key",
            code: (kind == MailKind::ConfirmCode).then_some("K4PW7XYZ"),
            secret: (kind != MailKind::Test).then_some("secret"),
            until: Some(at.plus(std::time::Duration::from_secs(300))),
            portal: "https://login.example.com",
        }
    }
}
impl Mail<'_> {
    /// With the templates of the installation; one that fails gives way to ours.
    pub fn render(&self, language: &Language, templates: &MailTemplates) -> MailText {
        let facts = self.facts(language);
        let (text, html) = templates.render(self.kind.as_str(), &facts);
        MailText { title: facts.title, text, html }
    }
    pub(crate) fn facts<'a>(&'a self, language: &'a Language) -> Facts<'a> {
        let say = |key: &str, facts: &[(&'static str, &str)]| language.plain(key, facts);
        let host = host_of(self.portal);
        let (title, text) = self.kind.words();
        let span = self.until.map(|until| moment::length(language.messages(), until.since(self.at))).unwrap_or_default();
        let link = |path: &str, label: &str, lead: &str| {
            let url = format!("{}{path}?token={}", self.portal, self.secret?);
            Some(Action { label: say(label, &[]), lead: say(lead, &[("span", &span)]), url })
        };
        let (button, second) = match self.kind {
            MailKind::ResetPassword => (
                link(MailKind::RESET, "mail-reset-password-button", "mail-reset-password-lead"),
                link(MailKind::REVOKE, "mail-revoke-button", "mail-revoke-lead"),
            ),
            MailKind::ConfirmCode => (None, link(MailKind::UNDO, "mail-stop-button", "mail-stop-lead")),
            MailKind::NewBrowser => (None, link(MailKind::UNDO, "mail-stop-button", "mail-undo-sign-in")),
            _ if self.kind.undo().is_some() => (None, link(MailKind::UNDO, "mail-undo-button", self.kind.undo().unwrap_or_default())),
            _ => (None, None),
        };
        Facts {
            kind: self.kind.as_str(),
            title: say(title, &[]),
            greeting: if self.name.is_empty() { String::new() } else { say("mail-greeting", &[("name", &unlinked(self.name))]) },
            text: say(text, &[("host", host), ("span", &span)]),
            details: self.details(language),
            lang: language.tag(),
            rtl: language.is_right_to_left(),
            code: self.code,
            button,
            second,
            foot: say("mail-foot", &[("host", host)]),
            host,
        }
    }
    fn details(&self, language: &Language) -> Vec<Detail> {
        let row = |key: &str, value: String| Detail { label: language.plain(key, &[]), value };
        let mut all = Vec::new();
        if self.kind == MailKind::Test {
            return all;
        }
        if !self.factor.is_empty() {
            all.push(row("mail-detail-name", unlinked(self.factor)));
        }
        all.push(row("mail-detail-when", moment::utc(self.at)));
        if let Some(ip) = self.ip {
            all.push(row("mail-detail-address", ip.to_canonical().to_string()));
        }
        if let Some((browser, system)) = device(self.agent) {
            all.push(row("mail-detail-device", [browser, system].into_iter().filter(|w| !w.is_empty()).collect::<Vec<_>>().join(", ")));
        }
        all
    }
}

/// A name that mail programs make no link of: whoever holds a session must not get an address of theirs into our mail.
fn unlinked(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    let mut chars = name.chars().peekable();
    while let Some(c) = chars.next() {
        let joins = chars.peek().is_some_and(|next| !next.is_whitespace());
        out.push(match c {
            '.' | '@' | ':' | '/' | '\\' if joins => ' ',
            '\u{3002}' | '\u{ff0e}' | '\u{ff61}' | '\u{ff0f}' | '\u{ff1a}' | '\u{ff20}' => ' ',
            c if c.is_control() => ' ',
            c => c,
        });
    }
    out
}

#[derive(Serialize)]
pub(crate) struct Facts<'a> {
    kind: &'static str,
    /// The language's tag.
    lang: &'a str,
    rtl: bool,
    title: String,
    greeting: String,
    text: String,
    details: Vec<Detail>,
    code: Option<&'a str>,
    button: Option<Action>,
    second: Option<Action>,
    foot: String,
    host: &'a str,
}
#[derive(Serialize)]
struct Detail {
    label: String,
    value: String,
}
#[derive(Serialize)]
struct Action {
    label: String,
    lead: String,
    url: String,
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic)]
    use super::*;

    fn mail(kind: MailKind) -> Mail<'static> {
        Mail {
            kind,
            name: "Ada <b>Okafor</b>",
            at: Timestamp::from_secs(1_800_000_000),
            ip: Some([192, 0, 2, 7].into()),
            agent: "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0 https://evil.test",
            factor: "<img src=x> blue key",
            code: (kind == MailKind::ConfirmCode).then_some("K4PW7XYZ"),
            secret: Some("pcm_SECRET"),
            until: Some(Timestamp::from_secs(1_800_000_300)),
            portal: "https://login.example.com:8443",
        }
    }

    #[test]
    fn s13_every_address_begins_with_the_configured_origin() {
        for kind in MailKind::ALL {
            let MailText { title, text, html } = mail(*kind).render(Language::english(), &MailTemplates::default());
            let html = html.unwrap_or_else(|| panic!("{kind:?}"));
            assert!(!title.is_empty() && !title.contains('{'), "{kind:?} {title}");
            for whole in [&text, &html] {
                assert!(!whole.contains("evil"), "{kind:?} {whole}");
                for (at, _) in whole.match_indices("://") {
                    let from = whole.get(..at).unwrap().rfind(|c: char| !c.is_ascii_alphabetic()).map_or(0, |i| i + 1);
                    assert!(whole.get(from..).unwrap().starts_with("https://login.example.com:8443/"), "{kind:?} {whole}");
                }
            }
        }
    }
    #[test]
    fn s24_names_are_text_and_no_links() {
        let rendered = mail(MailKind::PasskeyAdded).render(Language::english(), &MailTemplates::default());
        let html = rendered.html.unwrap();
        assert!(!html.contains("<img") && !html.contains("<b>Okafor") && html.contains("&lt;img src=x&gt; blue key"), "{html}");
        assert!(rendered.text.contains("<img src=x> blue key"), "the text form shows it as it is: {}", rendered.text);
        assert_eq!(unlinked("https://evil.test/x"), "https   evil test x");
        assert_eq!(unlinked("see www.evil.test, ada@evil.test"), "see www evil test, ada evil test");
        assert_eq!(unlinked("YubiKey no. 5"), "YubiKey no. 5");
    }
    #[test]
    fn a_link_a_code_and_neither() {
        let of = |kind| mail(kind).render(Language::english(), &MailTemplates::default());
        let reset = of(MailKind::ResetPassword);
        assert!(reset.text.contains("\nhttps://login.example.com:8443/reset-password/new?token=pcm_SECRET\n"), "{}", reset.text);
        assert!(reset.text.contains("https://login.example.com:8443/reset-password/revoke?token=pcm_SECRET"), "{}", reset.text);
        assert!(reset.text.contains("5 minutes"), "{}", reset.text);
        let code = of(MailKind::ConfirmCode);
        assert!(code.text.contains("\nK4PW7XYZ\n") && code.text.contains("https://login.example.com:8443/undo?token=pcm_SECRET"), "{}", code.text);
        let told = of(MailKind::FactorsRemovedForYou);
        assert!(!told.text.contains("pcm_SECRET"), "nothing to undo: {}", told.text);
        assert!(of(MailKind::AppRemoved).text.contains("https://login.example.com:8443/undo?token=pcm_SECRET"));
    }
    #[test]
    fn an_administrators_template_takes_the_place_of_ours_and_a_broken_one_does_not() {
        let own = |name: &str, text: &str| MailTemplates::with([(name.to_owned(), text.to_owned())]);
        let mine = own("mail.txt", "{{ title }} / {{ text }}").unwrap();
        let rendered = mail(MailKind::PasskeyAdded).render(Language::english(), &mine);
        assert!(rendered.text.starts_with("A passkey was added / "), "{}", rendered.text);
        let only = own("app-removed.html", "<p>{{ details[0].value }}</p>").unwrap();
        assert_eq!(mail(MailKind::AppRemoved).render(Language::english(), &only).html.as_deref(), Some("<p>&lt;img src=x&gt; blue key</p>"));
        assert!(mail(MailKind::AppAdded).render(Language::english(), &only).html.unwrap().len() > 200);
        assert!(own("mail.txt", "{% if %}").is_err() && own("other.txt", "x").is_err());
        let late = own("app-added.html", "{% if host != 'login.example.com' %}{{ nothing.at.all }}{% endif %}").unwrap();
        assert!(mail(MailKind::AppAdded).render(Language::english(), &late).html.unwrap().contains("<html"), "ours stands in");
    }
    #[test]
    fn a_template_is_tried_with_every_mail_that_it_is_for() {
        let own = |name: &str, text: &str| MailTemplates::with([(name.to_owned(), text.to_owned())]);
        let misspelt = own("mail.txt", "{{ title }}\n{{ titel }}").unwrap_err();
        assert_eq!((&*misspelt.name, misspelt.line), ("mail.txt", Some(2)), "{misspelt}");
        assert!(own("reset-password.txt", "{{ button.url }}").is_ok());
        assert!(own("mail.txt", "{{ button.url }}").is_err(), "not every mail has one");
        assert!(own("mail.txt", "{% if button %}{{ button.url }}{% endif %}").is_ok());
        assert!(own("mail.txt", "{% for a in range(9999) %}{% for b in range(9999) %}x{% endfor %}{% endfor %}").is_err(), "it would not end");
    }
}
