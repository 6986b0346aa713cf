//! Checking a configuration: from text to meaning, with every fault at once.
//!
//! Why: a file is used whole or not at all, and its author is told everything in one go.

mod appearance;
mod backend;
mod deadlines;
mod definitions;
mod desk;
mod directories;
mod duo;
mod edits;
mod factors;
mod forward_auth;
mod ldap;
mod limits;
mod notifier;
mod number;
mod own_listener;
mod passwords;
mod policies;
mod policy_tests;
mod proxies;
mod regulation;
mod route;
mod routes;
mod secret;
mod server;
mod store;

use crate::ask::{Judge, only_other};
use crate::table::{self, Section};
use crate::{CheckedConfig, Faults, Input, Place};
use desk::Desk;
use portcullis_document::{Fault, Span, read_yaml};

/// Checks a file and the stored routes together, and runs the policy tests.
///
/// # Errors
/// All faults of form and of meaning, sorted by place; a text that is not YAML has one. Policy tests run only where nothing else
/// is wrong: on half a configuration their answers would mislead.
pub fn check(input: &Input<'_>) -> Result<CheckedConfig, Faults> {
    let mut desk = Desk::new(*input);
    let Some(tree) = desk.told(read_yaml(input.text)) else { return Err(desk.into_faults()) };
    if tree.is_null() {
        desk.told::<()>(Err(Fault::error(Span::START, "the file is empty").with_hint("`portcullis config sample` writes one to start from")));
        return Err(desk.into_faults());
    }
    let mut found = Vec::new();
    table::check_shape(&tree, &table::ROOT, &mut found);
    desk.take(found);

    let root = Section::new(&tree, &table::ROOT);
    let server = server::read(root, &mut desk);
    let deadlines = deadlines::read(root, &mut desk);
    let totp = factors::totp(root, &mut desk);
    let webauthn = factors::webauthn(root, server.portal.as_ref(), &mut desk);
    let duo = duo::read(root, &mut desk);
    let regulation = regulation::read(root, &mut desk);
    let notifier = notifier::read(root, &mut desk);
    let validation = notifier::validation(root, &mut desk);
    let password_reset = notifier::password_reset(root, &mut desk);
    let appearance = appearance::read(root, &mut desk);
    let passwords = passwords::read(root, &mut desk);
    let rate_limits = limits::read(root, &mut desk);
    let forward_auth = forward_auth::read(root, server.portal.as_ref(), &mut desk);
    let store = store::read(root, &mut desk);
    let directories = directories::read(root, &mut desk);
    let user_attributes = definitions::read(root, &directories.ldap, &mut desk);
    let mut policies = policies::named(root, &mut desk);
    let routes = routes::read(root, &server, &mut policies, &mut desk);
    let tests = policy_tests::read(root, &directories.files, &mut desk);

    let portal_place = root.inner("portal").and_then(|p| p.text("origin")).map(|(_, span)| Place { file: input.name.into(), span });
    let (Some(portal), Some(portal_place), Some(store), Some((routes, route_places)), false) = (server.portal, portal_place, store, routes, desk.has_errors())
    else {
        return Err(desk.into_faults());
    };
    let (policies, policy_documents) = policies.finish();
    let judge = Judge {
        routes: &routes,
        policies: &policies,
        documents: &policy_documents,
        administrators: &server.administrators,
        directories: &directories.files,
        only_other: only_other(&directories.files, &directories.ldap),
        user_attributes: &user_attributes,
    };
    policy_tests::run(&tests, &judge, &portal, &mut desk);
    if desk.has_errors() {
        return Err(desk.into_faults());
    }
    Ok(CheckedConfig {
        portal,
        portal_place,
        listen: server.listen,
        trusted_proxies: server.trusted_proxies,
        forward_auth,
        tls: server.tls,
        store,
        directories: directories.files,
        ldap_directories: directories.ldap,
        user_attributes,
        administrators: server.administrators,
        sessions: server.sessions,
        deadlines,
        totp,
        webauthn,
        duo,
        regulation,
        notifier,
        validation,
        password_reset,
        appearance,
        passwords,
        rate_limits,
        domain: server.domain,
        routes: routes.into(),
        route_places,
        policies: policies.into(),
        policy_documents: policy_documents.into(),
        policy_tests: tests,
        warnings: desk.into_faults().0,
    })
}
