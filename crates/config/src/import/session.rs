//! `session`: the domains that share a sign-in, their portals, and how long it lasts.
//!
//! Why: each cookie domain becomes two forward-auth routes, and keeps the address of its portal.

use super::length;
use super::out::Out;
use super::report::Report;
use super::source::{Source, scalar};
use portcullis_document::{Node, Span};
use std::net::IpAddr;

/// What a sign-in lasts, with the defaults there, in seconds.
const LENGTHS: [(&str, u64); 3] = [("expiration", 3_600), ("inactivity", 300), ("remember_me", 30 * 86_400)];

#[derive(Debug)]
pub(super) struct Session {
    domains: Vec<Domain>,
    lengths: [u64; 3],
}
#[derive(Debug)]
struct Domain {
    name: String,
    /// With its path, without a slash at the end. Absent where the file names none.
    portal: Option<(String, Span)>,
}

pub(super) fn read<'a>(source: &Source<'a>, report: &mut Report) -> Session {
    let mut session = Session { domains: Vec::new(), lengths: LENGTHS.map(|(_, default)| default) };
    let Some(section) = source.at("session") else {
        report.refuse(Span::START, "there is no `session`", "write `session.cookies` with the `domain` and the `authelia_url` of your portal");
        return session;
    };
    let node = &section.value;
    session.shorten(node, source, true, report);
    report.carried(section.key_span, "`session`: expiration, inactivity and remember_me as `sessions`");
    own_ways(node, "session", source, report);
    if let Some(redis) = source.entry(node, "redis") {
        source.see_all(&redis.value);
        report.left(redis.key_span, "`session.redis`", "sessions are kept in the store; several nodes share a PostgreSQL");
    }
    for cookie in source.get(node, "cookies").and_then(Node::as_list).unwrap_or_default() {
        session.cookie(cookie, source, report);
    }
    if source.entry(node, "domain").is_none() && source.get(node, "cookies").and_then(Node::as_list).is_none_or(<[Node]>::is_empty) {
        report.refuse(section.key_span, "`session` has no `cookies`", "write the `domain` and the `authelia_url` of your portal");
    }
    if let Some(domain) = source.entry(node, "domain") {
        let name = scalar(&domain.value).unwrap_or_default();
        report.changed(
            domain.key_span,
            format!("`session.domain: {name}` names no portal"),
            "`portal.origin` in the new file is a guess; write the address of yours",
        );
        session.domains.push(Domain { name, portal: None });
    }
    session
}

fn shown(seconds: u64) -> String {
    if seconds == 0 { "none".to_owned() } else { length::text(seconds) }
}

/// How cookies are called and kept.
fn own_ways<'a>(node: &'a Node, place: &str, source: &Source<'a>, report: &mut Report) {
    for (key, why) in [
        ("secret", "cookies are sealed with keys that the server makes"),
        ("name", "cookies have fixed names; what reads Authelia's cookie by its name does not know ours"),
        ("same_site", "cookies are always `SameSite=Lax`"),
    ] {
        if let Some(entry) = source.entry(node, key) {
            report.left(entry.key_span, format!("`{place}.{key}`"), why);
        }
    }
}

impl Session {
    /// There is one length for all domains here: the shortest.
    fn shorten<'a>(&mut self, node: &'a Node, source: &Source<'a>, whole: bool, report: &mut Report) {
        let of = source.get(node, "domain").and_then(scalar).map_or_else(String::new, |domain| format!(" of the cookie domain {domain}"));
        for ((key, _), length) in LENGTHS.iter().zip(&mut self.lengths) {
            let Some(entry) = source.entry(node, key) else { continue };
            match length::seconds(&entry.value) {
                Some(seconds) if whole || seconds < *length => {
                    if !whole {
                        report.changed(
                            entry.key_span,
                            format!("`{key}`{of} holds for all of them: {}", length::text(seconds)),
                            "there is one length for all; the shortest is taken",
                        );
                    }
                    *length = seconds;
                }
                Some(seconds) if seconds > *length => {
                    report.changed(
                        entry.key_span,
                        format!("`{key}`{of} is not kept: {} holds for all of them", shown(*length)),
                        "there is one length for all; the shortest is taken",
                    );
                }
                Some(_) => {}
                None if *key == "remember_me" => {
                    if !whole && *length != 0 {
                        report.changed(
                            entry.key_span,
                            format!("`{key}`{of} is switched off, and so for all of them"),
                            "there is one length for all; the shortest is taken",
                        );
                    }
                    // Switched off, here as there.
                    *length = 0;
                }
                None => report.changed(entry.key_span, format!("`{key}` is not understood; the default is used"), "write it like 1h"),
            }
        }
    }

    fn cookie<'a>(&mut self, node: &'a Node, source: &Source<'a>, report: &mut Report) {
        self.shorten(node, source, false, report);
        own_ways(node, "session.cookies[]", source, report);
        let Some(domain) = source.entry(node, "domain") else {
            report.refuse(node.span, "a cookie has no `domain`", "");
            return;
        };
        let name = scalar(&domain.value).unwrap_or_default().to_lowercase();
        let portal = source.entry(node, "authelia_url").and_then(|e| Some((scalar(&e.value)?.trim_end_matches('/').to_owned(), e.key_span)));
        if portal.is_none() {
            report.refuse(node.span, format!("the cookie of {name} has no `authelia_url`"), "");
        }
        if let Some(entry) = source.entry(node, "default_redirection_url") {
            report.left(entry.key_span, "`default_redirection_url`", "people without a place to go land on the launcher");
        }
        if name.parse::<IpAddr>().is_ok() || !name.contains('.') {
            report.left(domain.key_span, format!("the cookie domain {name}"), "a cookie domain is a name with a dot; give the portal a name");
            return;
        }
        report.carried(domain.key_span, format!("the cookie domain {name}: `forward_auth.cookie_domains` and the routes {name} and any.{name}"));
        self.domains.push(Domain { name, portal });
    }

    /// The portal's origin: that of the first domain.
    pub(super) fn portal<'a>(&self, source: &Source<'a>, report: &mut Report) -> Option<Out> {
        let mut entries = vec![("origin".to_owned(), Out::text(self.origin(report)))];
        if let Some(theme) = source.at("theme") {
            match theme.value.as_str() {
                Some(word @ ("auto" | "light" | "dark")) => {
                    report.carried(theme.key_span, format!("`theme: {word}` as `portal.theme`"));
                    entries.push(("theme".to_owned(), Out::text(word)));
                }
                Some(word) => {
                    report.changed(theme.key_span, format!("the theme `{word}` is the dark one"), "colours of your own: docs/guides/appearance.md");
                    entries.push(("theme".to_owned(), Out::text("dark")));
                }
                None => {}
            }
        } else {
            // The default there; ours follows the reader's system.
            entries.push(("theme".to_owned(), Out::text("light")));
        }
        if let Some(policy) = source.at("privacy_policy") {
            let on = |key| source.get(&policy.value, key).and_then(Node::as_bool) == Some(true);
            let (enabled, accept) = (on("enabled"), on("require_user_acceptance"));
            let url = source.get(&policy.value, "policy_url").and_then(Node::as_str);
            if let (true, Some(url)) = (enabled, url) {
                entries.push(("privacy".to_owned(), Out::text(url)));
                if accept {
                    entries.push(("require_acceptance".to_owned(), Out::raw(true)));
                }
                report.carried(policy.key_span, "`privacy_policy` as `portal.privacy`");
            }
        }
        Some(Out::Map(entries))
    }
    fn origin(&self, report: &mut Report) -> String {
        let Some(first) = self.domains.first() else { return "https://login.example.com".to_owned() };
        let Some((url, span)) = &first.portal else { return format!("https://auth.{}", first.name) };
        let host = url.find("://").map_or(0, |at| at + 3);
        let end = url.get(host..).and_then(|rest| rest.find('/')).map_or(url.len(), |at| host + at);
        if end < url.len() {
            report.changed(*span, format!("the portal at `{url}` has a path, `portal.origin` has none"), "give the portal a host of its own");
        }
        url.get(..end).unwrap_or(url).to_owned()
    }

    pub(super) fn lengths(&self) -> Option<Out> {
        let [lifetime, inactivity, remember_me] = self.lengths;
        let lifetime = lifetime.max(1);
        let mut entries = vec![("lifetime".to_owned(), Out::text(length::text(lifetime)))];
        // Nothing, or more than the whole, is no limit there.
        let inactivity = if inactivity == 0 { lifetime } else { inactivity.min(lifetime) };
        entries.push(("inactivity".to_owned(), Out::text(length::text(inactivity))));
        let remember_me = if remember_me == 0 { "0s".to_owned() } else { length::text(remember_me.max(lifetime)) };
        entries.push(("remember_me".to_owned(), Out::text(remember_me)));
        Some(Out::Map(entries))
    }

    pub(super) fn forward_auth(&self, endpoints: Option<Out>) -> Option<Out> {
        let one = |domain: &Domain| {
            let mut entries = vec![("domain".to_owned(), Out::text(&domain.name))];
            entries.extend(domain.portal.as_ref().map(|(url, _)| ("portal".to_owned(), Out::text(url))));
            Out::Map(entries)
        };
        let mut entries = vec![("cookie_domains".to_owned(), Out::List(self.domains.iter().map(one).collect()))];
        entries.extend(endpoints.map(|list| ("endpoints".to_owned(), list)));
        Some(Out::Map(entries))
    }

    /// The domain itself and every host below it. The portal's host is nobody's route.
    pub(super) fn routes(&self) -> Option<Out> {
        let is_portal = |name: &str| self.domains.iter().filter_map(|d| d.portal.as_ref()).any(|(url, _)| url.split('/').nth(2) == Some(name));
        let mut routes = Vec::new();
        for domain in &self.domains {
            let route = |name: String, from: String| {
                Out::map([("name", Out::text(name)), ("from", Out::text(from)), ("forward_auth", Out::raw(true)), ("policy", Out::text("access-control"))])
            };
            let name = &domain.name;
            if !is_portal(name) {
                routes.push(route(name.clone(), format!("https://{name}")));
            }
            routes.push(route(format!("any.{name}"), format!("https://*.{name}")));
        }
        Some(Out::List(routes))
    }
}
