//! The cookie that the hosts of a domain share.
//!
//! Why: proxies that pass nothing of ours on leave no other way (dossier A §8.1). It is of a class of its own, bound to its domain: the
//! portal, the interface and every host that we proxy to refuse it, and no origin of ours sees it.

use crate::cookies;
use crate::enforce::Pep;
use crate::presented::Presented;
use http::header::{HeaderMap, HeaderValue};
use portcullis_guard::{Unavailable, Who};
use portcullis_identity::{CookieClass, Handle};
use portcullis_model::Timestamp;

pub(super) fn bound(domain: &str) -> String {
    format!(".{domain}")
}

pub(super) fn handle(pep: &Pep, headers: &HeaderMap, domain: &str) -> Option<Handle> {
    Presented::handle(&pep.identity, headers, &bound(domain))
}

/// Who presents the domain's cookie.
pub(super) async fn visitor(pep: &Pep, headers: &HeaderMap, domain: &str, now: Timestamp) -> Result<Who, Unavailable> {
    pep.guard.identify(handle(pep, headers, domain), CookieClass::Domain, &bound(domain), now).await
}

pub(super) fn set(domain: &str, value: &str, max_age: Option<u64>) -> Option<HeaderValue> {
    let age = max_age.map(|s| format!("; Max-Age={s}")).unwrap_or_default();
    HeaderValue::from_str(&format!("{}={value}; Domain={domain}; Path=/; Secure; HttpOnly; SameSite=Lax{age}", cookies::DOMAIN)).ok()
}
