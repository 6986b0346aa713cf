//! Basic credentials in a field (RFC 7617).
//!
//! Why: what is malformed is refused, never taken for nobody: somebody meant to say who they are.

use super::StrategyKind;
use data_encoding::BASE64;
use http::header::{self, HeaderMap};
use portcullis_crypto::SecretBytes;

/// A name and a password as sent.
pub(super) struct Basic {
    pub(super) name: String,
    pub(super) password: SecretBytes,
}

/// What a strategy finds in a request.
pub(super) enum Found {
    /// Its field is not there, or is for somebody else.
    Nothing,
    Basic(Basic),
    Malformed,
}

/// `must`: the field has to be there (`auth=basic` of `/api/verify`).
pub(super) fn find(kind: StrategyKind, headers: &HeaderMap, must: bool) -> Found {
    let name = match kind {
        StrategyKind::CookieSession => return Found::Nothing,
        StrategyKind::Authorization => header::AUTHORIZATION,
        StrategyKind::Verify if must => header::AUTHORIZATION,
        StrategyKind::Verify | StrategyKind::ProxyAuthorization | StrategyKind::AuthRequestProxyAuthorization => header::PROXY_AUTHORIZATION,
    };
    let mut all = headers.get_all(name).iter();
    match (all.next(), all.next()) {
        (None, _) if must => Found::Malformed,
        (None, _) => Found::Nothing,
        (Some(value), None) => value.to_str().map_or(Found::Malformed, |text| read(text, kind)),
        (Some(_), Some(_)) => Found::Malformed,
    }
}

fn read(value: &str, kind: StrategyKind) -> Found {
    let (scheme, rest) = value.split_once(' ').unwrap_or((value, ""));
    // `/api/verify` knows one scheme; elsewhere a token is for whoever comes after us.
    if scheme.eq_ignore_ascii_case("bearer") && is_token(rest) && kind != StrategyKind::Verify {
        return Found::Nothing;
    }
    if !scheme.eq_ignore_ascii_case("basic") {
        return Found::Malformed;
    }
    let Some(plain) = BASE64.decode(rest.as_bytes()).ok().map(SecretBytes::from) else { return Found::Malformed };
    let Some(colon) = plain.expose().iter().position(|b| *b == b':') else { return Found::Malformed };
    let (name, password) = plain.expose().split_at_checked(colon).unwrap_or_default();
    let Ok(name) = String::from_utf8(name.to_vec()) else { return Found::Malformed };
    let password = password.get(1..).unwrap_or_default();
    if name.is_empty() || password.is_empty() || name.len() > 256 || password.len() > 1024 {
        return Found::Malformed;
    }
    Found::Basic(Basic { name, password: SecretBytes::from(password.to_vec()) })
}

/// `b64token` (RFC 6750 §2.1).
fn is_token(text: &str) -> bool {
    let body = text.trim_end_matches('=');
    !body.is_empty() && body.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.' | b'_' | b'~' | b'+' | b'/'))
}
