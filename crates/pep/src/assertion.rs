//! What an origin is told of its visitor: the signed assertion, and the families of plain fields a route asks for.
//!
//! Why: an application needs no password of its own, and can check who said so. Shapes: DESIGN, origins and paths; the
//! Pomerium family as dossier P §7.1.

use crate::enforce::{Pep, Scene};
use http::header::{HeaderName, HeaderValue};
use portcullis_guard::Unavailable;
use portcullis_identity::LiveSession;
use portcullis_model::{Amr, Email, Subject, Timestamp};
use portcullis_route::Backend;
use serde_json::json;
use std::time::Duration;

/// How long an assertion is good for.
pub(crate) const LIFETIME: Duration = Duration::from_secs(60);

const ASSERTION: HeaderName = HeaderName::from_static("x-portcullis-assertion");
const REMOTE: [HeaderName; 4] = [
    HeaderName::from_static("remote-user"),
    HeaderName::from_static("remote-groups"),
    HeaderName::from_static("remote-name"),
    HeaderName::from_static("remote-email"),
];
const POMERIUM_ASSERTION: HeaderName = HeaderName::from_static("x-pomerium-jwt-assertion");
const POMERIUM_CLAIMS: [HeaderName; 4] = [
    HeaderName::from_static("x-pomerium-claim-user"),
    HeaderName::from_static("x-pomerium-claim-groups"),
    HeaderName::from_static("x-pomerium-claim-name"),
    HeaderName::from_static("x-pomerium-claim-email"),
];

pub(crate) fn fields(pep: &Pep, scene: &Scene<'_>, session: &LiveSession, now: Timestamp) -> Result<Vec<(HeaderName, HeaderValue)>, Unavailable> {
    let route = scene.route;
    let subject = scene.who.subject();
    let mut out = Vec::new();
    if route.pass_identity_headers {
        out.push((ASSERTION, signed(pep, &claims(pep, scene, session, now))?));
    }
    if route.identity_remote || matches!(route.backend, Backend::ForwardAuth) {
        let values = [&*subject.user, &groups(subject), &subject.display_name, email(subject)];
        out.extend(REMOTE.into_iter().zip(values).map(|(n, v)| (n, text(v))));
    }
    if route.identity_pomerium {
        out.push((POMERIUM_ASSERTION, signed(pep, &pomerium_claims(scene, session, now))?));
        let values = [&*subject.user, &groups(subject), &subject.display_name, email(subject)];
        out.extend(POMERIUM_CLAIMS.into_iter().zip(values).map(|(n, v)| (n, text(v))));
    }
    Ok(out)
}

/// The claims of a person on a route's host; `/.portcullis/user` shows the same.
pub(crate) fn claims(pep: &Pep, scene: &Scene<'_>, session: &LiveSession, now: Timestamp) -> serde_json::Value {
    let subject = scene.who.subject();
    let auth = &session.auth;
    json!({
        "iss": &*pep.setting.load().portal,
        "aud": scene.host,
        "sub": &*subject.id,
        "email": email(subject),
        "groups": subject.groups.shown().collect::<Vec<_>>(),
        "name": &*subject.display_name,
        "preferred_username": &*subject.user,
        "sid": &*auth.sid,
        "aal": u8::from(auth.aal),
        "amr": auth.amr.iter().map(Amr::as_str).collect::<Vec<_>>(),
        "auth_time": auth.auth_time.secs(),
        "iat": now.secs(),
        "exp": now.plus(LIFETIME).secs(),
    })
}

fn pomerium_claims(scene: &Scene<'_>, session: &LiveSession, now: Timestamp) -> serde_json::Value {
    let subject = scene.who.subject();
    json!({
        "iss": scene.host,
        "aud": scene.host,
        "sub": &*subject.user,
        "user": &*subject.user,
        "email": email(subject),
        "groups": subject.groups.shown().collect::<Vec<_>>(),
        "name": &*subject.display_name,
        "sid": &*session.auth.sid,
        "jti": format!("{}-{}", session.auth.sid, now.micros()),
        "iat": now.secs(),
        "exp": now.plus(LIFETIME).secs(),
    })
}

fn signed(pep: &Pep, claims: &serde_json::Value) -> Result<HeaderValue, Unavailable> {
    let token = pep.custody.sign(claims).map_err(|error| {
        tracing::error!(%error, "an assertion could not be signed; the request is refused");
        Unavailable
    })?;
    HeaderValue::from_str(&token).map_err(|_| Unavailable)
}

fn groups(subject: &Subject) -> String {
    subject.groups.shown().collect::<Vec<_>>().join(",")
}
fn email(subject: &Subject) -> &str {
    subject.email.as_ref().map_or("", Email::as_str)
}
/// Text as a field value: UTF-8 goes as bytes (RFC 9110 §5.5 obs-text); a control character would end the field, so it is dropped.
fn text(value: &str) -> HeaderValue {
    let clean: String = value.chars().filter(|c| !c.is_control()).collect();
    HeaderValue::from_bytes(clean.as_bytes()).unwrap_or_else(|_| HeaderValue::from_static(""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_cannot_end_its_field() {
        assert_eq!(text("a\r\nRemote-User: root").as_bytes(), b"aRemote-User: root");
        assert_eq!(text("経費").as_bytes(), "経費".as_bytes());
    }
}
