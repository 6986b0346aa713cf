//! Which factors there are, and what they look like.
//!
//! Why: what configuration says is checked once, when it is taken; a ceremony finds it ready.

use super::duo::{Duo, DuoSettings};
use crate::OpenError;
use portcullis_authn::{Abilities, PasskeyRules, RelyingParty};
use portcullis_crypto::{OtpAlgorithm, OtpShape};

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FactorSettings {
    /// Absent where one-time codes are off.
    pub codes: Option<CodeSettings>,
    /// Absent where passkeys are off.
    pub passkeys: Option<PasskeySettings>,
    /// Absent where Duo asks nobody.
    pub duo: Option<DuoSettings>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CodeSettings {
    /// What an app shows beside the code.
    pub issuer: Box<str>,
    pub shape: OtpShape,
    pub allowed: AllowedShapes,
    /// Steps to either side that are taken too.
    pub skew: u8,
    pub secret_bytes: usize,
}
impl Default for CodeSettings {
    fn default() -> Self {
        Self { issuer: "Portcullis".into(), shape: OtpShape::default(), allowed: AllowedShapes::default(), skew: 1, secret_bytes: 32 }
    }
}

/// What people may choose among as they add an app.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AllowedShapes {
    pub algorithms: Vec<OtpAlgorithm>,
    pub digits: Vec<u8>,
    /// Seconds.
    pub periods: Vec<u16>,
}
impl CodeSettings {
    /// As configured, each part once; what nobody chooses is always among them.
    pub fn choices(&self) -> AllowedShapes {
        fn with<T: PartialEq + Copy>(allowed: &[T], own: T) -> Vec<T> {
            let mut all = Vec::with_capacity(allowed.len() + 1);
            for one in allowed.iter().copied().chain([own]) {
                if !all.contains(&one) {
                    all.push(one);
                }
            }
            all
        }
        let AllowedShapes { algorithms, digits, periods } = &self.allowed;
        let OtpShape { algorithm, digits: length, period } = self.shape;
        AllowedShapes { algorithms: with(algorithms, algorithm), digits: with(digits, length), periods: with(periods, period) }
    }
    /// The shape that was asked for, where it is allowed; any part that is not is as it would be without asking.
    pub fn shape_of(&self, algorithm: &str, digits: &str, period: &str) -> OtpShape {
        let all = self.choices();
        OtpShape {
            algorithm: algorithm.parse().ok().filter(|a| all.algorithms.contains(a)).unwrap_or(self.shape.algorithm),
            digits: digits.parse().ok().filter(|d| all.digits.contains(d)).unwrap_or(self.shape.digits),
            period: period.parse().ok().filter(|p| all.periods.contains(p)).unwrap_or(self.shape.period),
        }
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
    pub(crate) duo: Option<Duo>,
}
impl Parties {
    pub(crate) fn of(settings: &FactorSettings) -> Result<Self, OpenError> {
        let party = |p: &PasskeySettings| RelyingParty::new(&p.name, &p.id, &p.origin, p.rules.clone());
        let duo = settings.duo.as_ref().map(Duo::of).transpose()?;
        Ok(Self { codes: settings.codes.clone(), passkeys: settings.passkeys.as_ref().map(party).transpose()?, duo })
    }
    pub(crate) fn abilities(&self) -> Abilities {
        let own = Abilities::of(self.codes.is_some(), self.passkeys.is_some());
        if self.duo.is_some() { own.and_push() } else { own }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shape_is_chosen_among_what_is_allowed_and_nothing_else() {
        let plain = CodeSettings::default();
        assert_eq!(plain.shape_of("SHA512", "8", "60"), OtpShape::default(), "nothing is offered");
        let allowed = AllowedShapes { algorithms: vec![OtpAlgorithm::Sha256, OtpAlgorithm::Sha1], digits: vec![8, 8], periods: vec![60] };
        let codes = CodeSettings { allowed, ..plain };
        let all = codes.choices();
        assert_eq!((all.algorithms.len(), all.digits, all.periods), (2, vec![8, 6], vec![60, 30]));
        assert_eq!(codes.shape_of("sha256", "8", "60"), OtpShape { algorithm: OtpAlgorithm::Sha256, digits: 8, period: 60 });
        assert_eq!(codes.shape_of("SHA512", "7", "15"), OtpShape::default());
        assert_eq!(codes.shape_of("", "8", ""), OtpShape { digits: 8, ..OtpShape::default() });
    }
}
