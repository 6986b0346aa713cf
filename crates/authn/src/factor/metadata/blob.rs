//! The file: a JWT whose header carries the certificates of its signer (FIDO MDS 3.0 §3.1.6–3.1.7, RFC 7515).
//!
//! Why: nothing of the content is looked at before the signature is right and leads where it has to.

use super::model::Entry;
use super::{BadMetadata, Metadata};
use data_encoding::{BASE64, BASE64URL_NOPAD};
use portcullis_model::Timestamp;
use rustls_pki_types::pem::PemObject as _;
use rustls_pki_types::{CertificateDer, ServerName, UnixTime};
use serde::Deserialize;
use serde::de::IgnoredAny;
use std::collections::HashMap;
use std::time::Duration;
use webpki::{EndEntityCert, KeyUsage, anchor_from_trusted_cert, aws_lc_rs as algorithms};

/// Whose certificate the signer has to have.
pub(super) const SERVICE: &str = "mds.fidoalliance.org";
/// So many models; today there are a few hundred.
const MOST: usize = 20_000;

pub(super) fn read(file: &[u8], root: &str, now: Timestamp) -> Result<Metadata, BadMetadata> {
    let text = std::str::from_utf8(file).map_err(|_| BadMetadata::Form)?.trim();
    let (signed, signature) = text.rsplit_once('.').ok_or(BadMetadata::Form)?;
    let (header, content) = signed.split_once('.').filter(|(_, content)| !content.contains('.')).ok_or(BadMetadata::Form)?;
    let plain = |part: &str| BASE64URL_NOPAD.decode(part.as_bytes()).map_err(|_| BadMetadata::Form);
    let header: Header = serde_json::from_slice(&plain(header)?).map_err(|_| BadMetadata::Form)?;
    if header.crit.is_some() {
        return Err(BadMetadata::Algorithm("crit".into()));
    }
    signed_by_service(&header, signed.as_bytes(), &plain(signature)?, root, now)?;
    let content: Content = serde_json::from_slice(&plain(content)?).map_err(|e| BadMetadata::Content(e.to_string().into()))?;
    let next_update = day(&content.next_update).ok_or_else(|| BadMetadata::Content(format!("nextUpdate {:?}", content.next_update).into()))?;
    if content.entries.len() > MOST {
        return Err(BadMetadata::Content(format!("more than {MOST} models").into()));
    }
    let mut models = HashMap::with_capacity(content.entries.len());
    for (aaguid, model) in content.entries.into_iter().filter_map(Entry::model) {
        // Of two entries neither can be chosen.
        if models.insert(aaguid, model).is_some() {
            return Err(BadMetadata::Content(format!("the model {aaguid} stands there twice").into()));
        }
    }
    Ok(Metadata { models, next_update, number: content.no })
}

#[derive(Deserialize)]
struct Header {
    alg: Box<str>,
    /// Base64 of DER, the signer's own first (RFC 7515 §4.1.6).
    x5c: Vec<Box<str>>,
    /// What has to be understood (RFC 7515 §4.1.11): we understand none.
    crit: Option<IgnoredAny>,
}
#[derive(Deserialize)]
struct Content {
    no: u64,
    #[serde(rename = "nextUpdate")]
    next_update: Box<str>,
    entries: Vec<Entry>,
}

fn signed_by_service(header: &Header, signed: &[u8], signature: &[u8], root: &str, now: Timestamp) -> Result<(), BadMetadata> {
    let chain = |why: webpki::Error| BadMetadata::Chain(why.to_string().into());
    let ders: Result<Vec<CertificateDer<'static>>, _> = header.x5c.iter().take(8).map(|c| BASE64.decode(c.as_bytes()).map(CertificateDer::from)).collect();
    let ders = ders.map_err(|_| BadMetadata::Form)?;
    let (leaf, between) = ders.split_first().ok_or(BadMetadata::Form)?;
    let roots: Result<Vec<CertificateDer<'static>>, _> = CertificateDer::pem_slice_iter(root.as_bytes()).collect();
    let roots = roots.map_err(|_| BadMetadata::Root)?;
    let anchors: Result<Vec<_>, _> = roots.iter().map(anchor_from_trusted_cert).collect();
    let anchors = anchors.ok().filter(|a| !a.is_empty()).ok_or(BadMetadata::Root)?;
    let signer = EndEntityCert::try_from(leaf).map_err(chain)?;
    let time = UnixTime::since_unix_epoch(Duration::from_micros(u64::try_from(now.micros()).unwrap_or(0)));
    signer.verify_for_usage(webpki::ALL_VERIFICATION_ALGS, &anchors, between, time, KeyUsage::server_auth(), None, None).map_err(chain)?;
    let service = ServerName::try_from(SERVICE).map_err(|_| BadMetadata::Root)?;
    signer.verify_is_valid_for_subject_name(&service).map_err(chain)?;
    let verified = match &*header.alg {
        "RS256" => signer.verify_signature(algorithms::RSA_PKCS1_2048_8192_SHA256, signed, signature),
        "ES256" => signer.verify_signature(algorithms::ECDSA_P256_SHA256, signed, &in_asn1(signature).ok_or(BadMetadata::Signature)?),
        other => return Err(BadMetadata::Algorithm(other.chars().take(32).collect::<String>().into())),
    };
    verified.map_err(|_| BadMetadata::Signature)
}

/// Two numbers side by side (RFC 7518 §3.4) as the sequence that certificates use (RFC 3279 §2.2.3).
fn in_asn1(signature: &[u8]) -> Option<Vec<u8>> {
    let (r, s) = signature.split_at_checked(32).filter(|(_, s)| s.len() == 32)?;
    let number = |bytes: &[u8]| {
        let first = bytes.iter().position(|b| *b != 0).unwrap_or(bytes.len().saturating_sub(1));
        let plain = bytes.get(first..).unwrap_or_default();
        let sign = plain.first().is_some_and(|b| *b >= 0x80);
        let length = u8::try_from(plain.len() + usize::from(sign)).unwrap_or(0);
        [&[0x02, length][..], if sign { &[0] } else { &[] }, plain].concat()
    };
    let both = [number(r), number(s)].concat();
    Some([&[0x30, u8::try_from(both.len()).ok()?][..], &both].concat())
}

/// `2026-12-01`, from its first instant on.
fn day(text: &str) -> Option<Timestamp> {
    let date: jiff::civil::Date = text.parse().ok()?;
    let at = date.to_zoned(jiff::tz::TimeZone::UTC).ok()?;
    Some(Timestamp::from_micros(at.timestamp().as_microsecond()))
}
