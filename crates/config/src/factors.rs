//! Factors as meant: one-time codes, passkeys, Duo.
//!
//! Why: the table, the check and the server take the defaults from one place.

use portcullis_crypto::SecretText;
use portcullis_document::Span;
use std::path::PathBuf;
use std::time::Duration;

/// Codes of authenticator apps.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Totp {
    pub issuer: Box<str>,
    /// `SHA1`, `SHA256` or `SHA512`.
    pub algorithm: &'static str,
    /// 6 or 8.
    pub digits: u8,
    /// Seconds.
    pub period: u16,
    /// What people may choose among, besides.
    pub allowed_algorithms: Vec<&'static str>,
    pub allowed_digits: Vec<u8>,
    pub allowed_periods: Vec<u16>,
    /// Steps to either side.
    pub skew: u8,
    /// Bytes.
    pub secret_size: u8,
}
impl Default for Totp {
    fn default() -> Self {
        Self {
            issuer: "Portcullis".into(),
            algorithm: "SHA1",
            digits: 6,
            period: 30,
            allowed_algorithms: Vec::new(),
            allowed_digits: Vec::new(),
            allowed_periods: Vec::new(),
            skew: 1,
            secret_size: 32,
        }
    }
}

/// Passkeys and security keys.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WebAuthn {
    pub display_name: Box<str>,
    /// Absent: the portal's host.
    pub rp_id: Option<Box<str>>,
    pub user_verification: UserVerification,
    /// Models (AAGUID); empty means any.
    pub permitted_aaguids: Vec<u128>,
    pub prohibited_aaguids: Vec<u128>,
    pub prohibit_backup_eligibility: bool,
    pub metadata: Option<FidoMetadata>,
}
impl Default for WebAuthn {
    fn default() -> Self {
        Self {
            display_name: "Portcullis".into(),
            rp_id: None,
            user_verification: UserVerification::Preferred,
            permitted_aaguids: Vec::new(),
            prohibited_aaguids: Vec::new(),
            prohibit_backup_eligibility: false,
            metadata: None,
        }
    }
}

/// What is known of models of keys.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FidoMetadata {
    /// Large: it is read by whoever needs it.
    pub file: PathBuf,
    pub root_file: PathBuf,
    /// PEM.
    pub root: Box<str>,
    pub require_known: bool,
    pub check_at_use: bool,
    pub span: Span,
}

/// Questions on people's phones, by Duo.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Duo {
    pub host: Box<str>,
    pub port: u16,
    pub integration_key: Box<str>,
    pub secret_key: SecretText,
    /// None: everybody is asked.
    pub groups: Vec<Box<str>>,
    pub self_enrollment: bool,
    pub accept_bypass: bool,
    pub timeout: Duration,
    /// PEM; absent: the system's.
    pub authorities: Option<Box<str>>,
}

/// Whether a key must know its person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UserVerification {
    Required,
    Preferred,
    Discouraged,
}
