//! One-time codes and passkeys.
//!
//! Why: a key bound to the wrong host, or a list of models that is misspelt, shuts people out later.

use super::desk::Desk;
use super::notifier::authorities;
use super::number::number;
use crate::table::Section;
use crate::{FidoMetadata, Totp, UserVerification, WebAuthn, WebOrigin, values};
use portcullis_document::{Node, Span};
use std::path::Path;

/// `None` where codes are off.
pub(super) fn totp(root: Section<'_>, desk: &mut Desk<'_>) -> Option<Totp> {
    let mut totp = Totp::default();
    let Some(section) = root.inner("totp") else { return Some(totp) };
    if let Some((issuer, span)) = section.text("issuer") {
        if issuer.trim().is_empty() || issuer.chars().count() > 64 || issuer.contains(':') {
            desk.error(span, "an issuer has 1 to 64 characters and no colon", "write a short name, like Example");
        }
        totp.issuer = issuer.trim().into();
    }
    let algorithm = |word: &str| ["SHA1", "SHA256", "SHA512"].into_iter().find(|w| *w == word);
    totp.algorithm = section.text("algorithm").and_then(|(word, _)| algorithm(word)).unwrap_or(totp.algorithm);
    totp.allowed_algorithms = section.texts("allowed_algorithms").filter_map(|(word, _)| algorithm(word)).collect();
    let digits = number(&section, "digits", "6 or 8", |n| matches!(n, 6 | 8), desk);
    totp.digits = digits.unwrap_or(totp.digits);
    let skew = number(&section, "skew", "0 to 4", |n| n <= 4, desk);
    totp.skew = skew.unwrap_or(totp.skew);
    let size = number(&section, "secret_size", "20 to 128", |n| (20..=128).contains(&n), desk);
    totp.secret_size = size.unwrap_or(totp.secret_size);
    for node in section.list("allowed_digits") {
        match node.as_int().and_then(|n| u8::try_from(n).ok()).filter(|n| matches!(n, 6 | 8)) {
            Some(n) => totp.allowed_digits.push(n),
            None => desk.error(node.span, "a code of that many digits is known to no app", "write 6 or 8"),
        }
    }
    if let Some(length) = section.duration("period") {
        totp.period = period(length, span_of(&section, "period"), desk).unwrap_or(totp.period);
    }
    for node in section.list("allowed_periods") {
        let length = node.as_str().map_or(Some(std::time::Duration::ZERO), |text| values::duration(text).ok());
        totp.allowed_periods.extend(length.and_then(|length| period(length, node.span, desk)));
    }
    (!section.flag("disable")).then_some(totp)
}

fn period(length: std::time::Duration, span: Span, desk: &mut Desk<'_>) -> Option<u16> {
    let whole = length.subsec_nanos() == 0 && (15..=3600).contains(&length.as_secs());
    let read = u16::try_from(length.as_secs()).ok().filter(|_| whole);
    if read.is_none() {
        desk.error(span, "a code cannot be shown for that long or that short", "write whole seconds, 15s to 1h");
    }
    read
}

/// `None` where passkeys are off.
pub(super) fn webauthn(root: Section<'_>, portal: Option<&WebOrigin>, desk: &mut Desk<'_>) -> Option<WebAuthn> {
    let mut webauthn = WebAuthn::default();
    let Some(section) = root.inner("webauthn") else { return Some(webauthn) };
    if let Some((name, span)) = section.text("display_name") {
        if name.trim().is_empty() || name.chars().count() > 64 {
            desk.error(span, "a name has 1 to 64 characters", "write what people call this installation");
        }
        webauthn.display_name = name.trim().into();
    }
    if let Some((id, span)) = section.text("rp_id") {
        let id = id.to_ascii_lowercase();
        if let Some(portal) = portal {
            let parent = portal.host.strip_suffix(&*id).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'));
            // A name without a dot is a whole country or company: browsers refuse it, localhost excepted.
            if !parent || (!id.contains('.') && id != "localhost") {
                desk.error(
                    span,
                    format!("keys of the portal cannot be bound to `{id}`"),
                    format!("write {} or a parent of it, or leave the key out", portal.host),
                );
            }
        }
        webauthn.rp_id = Some(id.into());
    }
    if let Some((word, _)) = section.text("user_verification") {
        webauthn.user_verification = match word {
            "required" => UserVerification::Required,
            "discouraged" => UserVerification::Discouraged,
            _ => UserVerification::Preferred,
        };
    }
    webauthn.permitted_aaguids = models(&section, "permitted_aaguids", desk);
    webauthn.prohibited_aaguids = models(&section, "prohibited_aaguids", desk);
    webauthn.prohibit_backup_eligibility = section.flag("prohibit_backup_eligibility");
    webauthn.metadata = section.inner("metadata").and_then(|section| metadata(&section, desk));
    (!section.flag("disable")).then_some(webauthn)
}

/// The file itself is read when its signature is looked at.
fn metadata(section: &Section<'_>, desk: &mut Desk<'_>) -> Option<FidoMetadata> {
    let path = |text: &str, desk: &Desk<'_>| desk.input.base.join(Path::new(text));
    let file = section.text("file").map(|(text, _)| path(text, desk));
    let root_file = section.text("root").map(|(text, _)| path(text, desk));
    let root = authorities(section, "root", desk);
    let check_at_use = section.get("check_at_use").and_then(Node::as_bool).unwrap_or(true);
    Some(FidoMetadata { file: file?, root_file: root_file?, root: root?, require_known: section.flag("require_known"), check_at_use, span: section.span() })
}

fn models(section: &Section<'_>, name: &'static str, desk: &mut Desk<'_>) -> Vec<u128> {
    let mut all = Vec::new();
    for (text, span) in section.texts(name) {
        let plain: String = text.chars().filter(|c| *c != '-').collect();
        let dashes: Vec<usize> = text.match_indices('-').map(|(at, _)| at).collect();
        match u128::from_str_radix(&plain, 16) {
            Ok(model) if plain.len() == 32 && dashes == [8, 13, 18, 23] => all.push(model),
            _ => desk.error(span, format!("`{text}` is not a model (AAGUID)"), "write it like cb69481e-8ff7-4039-93ec-0a2729a154a8"),
        }
    }
    all
}

fn span_of(section: &Section<'_>, name: &'static str) -> Span {
    section.get(name).map_or(section.span(), |node: &Node| node.span)
}
