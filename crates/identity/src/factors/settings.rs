//! Which factors there are, and what they look like.
//!
//! Why: what configuration says is checked once, when it is taken; a ceremony finds it ready.

use portcullis_authn::{Abilities, BadRelyingParty, PasskeyRules, RelyingParty};
use portcullis_crypto::OtpShape;

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FactorSettings {
    /// Absent where one-time codes are off.
    pub codes: Option<CodeSettings>,
    /// Absent where passkeys are off.
    pub passkeys: Option<PasskeySettings>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CodeSettings {
    /// What an app shows beside the code.
    pub issuer: Box<str>,
    pub shape: OtpShape,
    /// Steps to either side that are taken too.
    pub skew: u8,
    pub secret_bytes: usize,
}
impl Default for CodeSettings {
    fn default() -> Self {
        Self { issuer: "Portcullis".into(), shape: OtpShape::default(), skew: 1, secret_bytes: 32 }
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PasskeySettings {
    /// What a browser calls us.
    pub name: Box<str>,
    /// The portal's host, or a parent of it.
    pub id: Box<str>,
    /// The portal's origin: the only page that may ask for a key.
    pub origin: Box<str>,
    pub rules: PasskeyRules,
}

/// The settings of now, ready for use.
#[derive(Debug, Default)]
pub(crate) struct Parties {
    pub(crate) codes: Option<CodeSettings>,
    pub(crate) passkeys: Option<RelyingParty>,
}
impl Parties {
    pub(crate) fn of(settings: &FactorSettings) -> Result<Self, BadRelyingParty> {
        let party = |p: &PasskeySettings| RelyingParty::new(&p.name, &p.id, &p.origin, p.rules.clone());
        Ok(Self { codes: settings.codes.clone(), passkeys: settings.passkeys.as_ref().map(party).transpose()? })
    }
    pub(crate) fn abilities(&self) -> Abilities {
        Abilities::of(self.codes.is_some(), self.passkeys.is_some())
    }
}
