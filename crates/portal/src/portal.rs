//! The portal: which page answers which path.
//!
//! Why: the whole surface is one table. What isn't in it is 404, and what it takes by POST is guarded before any handler runs.

use crate::application::Launcher;
use crate::limits::Limits;
use crate::reply::{self, Reply};
use crate::request::PortalRequest;
use crate::reset::{self, ResetOffer};
use crate::visit::Visit;
use crate::{accept, account, enrol, language, launcher, login, preferences, push, same_origin, second_factor, security, sign_out, strength, undo};
use http::{Method, header};
use portcullis_crypto::{KeyRing, MacKey, Random};
use portcullis_identity::Identity;
use portcullis_pages::{Appearance, Trouble};
use std::sync::Arc;
use std::time::Duration;

/// What configuration says of the portal.
#[derive(Clone)]
pub struct PortalSettings {
    /// Scheme, host and, where it isn't the scheme's own, port: `https://login.example.com`. Every address that the portal
    /// writes begins with it or is a path (S13).
    pub origin: Box<str>,
    /// The origin's host, which portal cookies are bound to.
    pub host: Box<str>,
    /// How long "Keep me signed in" keeps.
    pub keep_for: Duration,
    /// What somebody who forgot their password is offered.
    pub reset: ResetOffer,
    /// The address of the notice that people have to accept before they go on, where they have to.
    pub must_accept: Option<Box<str>>,
    pub appearance: Arc<Appearance>,
    /// Whether other proxies keep applications: what is open there ends with no sign-out.
    pub streams_stay: bool,
    /// How often an address may ask for what costs something.
    pub limits: Limits,
}

/// People's pages. A reload makes a new one.
pub struct Portal {
    pub(crate) settings: PortalSettings,
    pub(crate) identity: Arc<Identity>,
    pub(crate) launcher: Arc<dyn Launcher>,
    pub(crate) forms: MacKey,
    pub(crate) random: Arc<dyn Random>,
}

impl Portal {
    pub fn new(settings: PortalSettings, identity: Arc<Identity>, launcher: Arc<dyn Launcher>, keys: &KeyRing, random: Arc<dyn Random>) -> Self {
        Self { settings, identity, launcher, forms: keys.derive_mac("portal form v1"), random }
    }

    /// Answers one request. Never fails: what can't be done is a page that says so.
    pub async fn handle(&self, request: PortalRequest) -> Reply {
        // In a box of its own: it holds every page's work, and whoever waits for it would hold and copy all of that.
        Box::pin(self.answer(request)).await
    }

    async fn answer(&self, request: PortalRequest) -> Reply {
        // The fixed answer time of a refused sign-in counts from here (S20).
        let started = tokio::time::Instant::now();
        let visit = Visit::new(self, &request);
        let path = request.target.path();
        match (method(&request.method), path) {
            (Verb::Read, "/") => launcher::show(&visit).await,
            (Verb::Read, "/login") => login::show(&visit).await,
            (Verb::Read, "/enrol") => enrol::show(&visit).await,
            (Verb::Read, "/account") => account::show(&visit).await,
            (Verb::Read, "/accept") => accept::show(&visit).await,
            (Verb::Read, "/second-factor") => second_factor::show(&visit).await,
            (Verb::Read, "/second-factor/push") => push::show(&visit).await,
            (Verb::Read, "/account/preferences") => preferences::show(&visit).await,
            (Verb::Read, "/account/security") => security::show(&visit).await,
            (Verb::Read, "/reset-password") => reset::show(&visit),
            (Verb::Read, "/reset-password/new") => reset::choose(&visit).await,
            (Verb::Read, "/reset-password/revoke") => reset::ask_revoke(&visit).await,
            (Verb::Read, "/undo") => undo::ask(&visit).await,
            (Verb::Read, "/account/security/confirm") => security::confirm::show(&visit).await,
            (
                Verb::Read,
                "/account/security/keys/add"
                | "/account/security/app/add"
                | "/account/security/codes"
                | "/account/security/password"
                | "/account/security/remove",
            ) => security::read(&visit, path).await,
            (Verb::Read, "/sign-out") => sign_out::show(&visit).await,
            (Verb::Read, "/robots.txt") => reply::text("User-agent: *\nDisallow: /\n"),
            (Verb::Write, path) if allowed(path).is_some_and(|methods| methods.ends_with("POST")) => Box::pin(self.write(&visit, path, started)).await,
            _ => match (allowed(path), path.strip_prefix("/assets/").and_then(|name| self.settings.appearance.asset(name))) {
                (Some(methods), _) => not_allowed(&visit, methods),
                (None, Some(found)) if matches!(method(&request.method), Verb::Read) => reply::asset(found, &request.headers),
                (None, Some(_)) => not_allowed(&visit, "GET, HEAD"),
                (None, None) => visit.trouble(Trouble::NotFound),
            },
        }
    }

    /// A form: it came from our own page, or nothing of it is read.
    async fn write(&self, visit: &Visit<'_>, path: &str, started: tokio::time::Instant) -> Reply {
        if !same_origin::is_ours(visit.request, &self.settings.origin) {
            return visit.trouble(Trouble::CrossSite);
        }
        let form = match visit.form() {
            Ok(form) => form,
            Err(trouble) => return visit.trouble(trouble),
        };
        match path {
            "/login" => login::submit(visit, &form, started).await,
            "/enrol" => enrol::submit(visit, &form, started).await,
            "/sign-out" => sign_out::submit(visit, &form).await,
            "/language" => language::choose(visit, &form).await,
            "/account/preferences" => preferences::save(visit, &form).await,
            "/password/strength" => strength::rate(visit, &form).await,
            "/accept" => accept::submit(visit, &form).await,
            "/second-factor" => second_factor::submit(visit, &form, started).await,
            "/second-factor/push" => push::submit(visit, &form, started).await,
            "/reset-password" => reset::ask(visit, &form),
            "/reset-password/new" => reset::set(visit, &form).await,
            "/reset-password/revoke" => reset::revoke(visit, &form).await,
            "/undo" => undo::submit(visit, &form).await,
            "/account/security/confirm" => security::confirm::submit(visit, &form).await,
            path if path.starts_with("/account/security/") => security::write(visit, path, &form, started).await,
            _ => account::revoke(visit, &form).await,
        }
    }
}

/// The methods of a path that exists.
pub(crate) fn allowed(path: &str) -> Option<&'static str> {
    match path {
        "/login" | "/enrol" | "/accept" | "/sign-out" | "/second-factor" | "/second-factor/push" | "/account/preferences" => Some("GET, HEAD, POST"),
        "/account/security/keys/add" | "/account/security/app/add" | "/account/security/codes" | "/account/security/password" | "/account/security/remove" => {
            Some("GET, HEAD, POST")
        }
        "/reset-password" | "/reset-password/new" | "/reset-password/revoke" | "/undo" | "/account/security/confirm" => Some("GET, HEAD, POST"),
        "/account/sessions/revoke" | "/account/security/keys/rename" | "/language" | "/password/strength" => Some("POST"),
        "/" | "/account" | "/account/security" | "/robots.txt" => Some("GET, HEAD"),
        _ => None,
    }
}
fn not_allowed(visit: &Visit<'_>, methods: &'static str) -> Reply {
    let mut refused = visit.trouble(Trouble::MethodNotAllowed);
    reply::add(&mut refused, header::ALLOW, methods);
    refused
}

enum Verb {
    Read,
    Write,
    Other,
}
fn method(method: &Method) -> Verb {
    match *method {
        Method::GET | Method::HEAD => Verb::Read,
        Method::POST => Verb::Write,
        _ => Verb::Other,
    }
}
