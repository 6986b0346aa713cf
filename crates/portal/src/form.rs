//! Query strings and forms: `application/x-www-form-urlencoded`, each name at most once.
//!
//! Why: two readers of a repeated parameter may each take another copy (S32); here a repetition is an error.

use std::collections::BTreeMap;
use zeroize::Zeroize;

/// Parsed fields. Values are wiped on drop: one of them may be a password.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Fields(BTreeMap<String, String>);

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum BadForm {
    #[error("a parameter stands twice")]
    Repeated,
    #[error("a parameter is not text")]
    NotText,
    #[error("there are too many parameters")]
    TooMany,
}

const MOST: usize = 32;

impl Fields {
    pub(crate) fn parse(text: &[u8]) -> Result<Self, BadForm> {
        let mut fields = BTreeMap::new();
        for pair in text.split(|b| *b == b'&').filter(|p| !p.is_empty()) {
            let mut halves = pair.splitn(2, |b| *b == b'=');
            let name = decode(halves.next().unwrap_or_default())?;
            let value = decode(halves.next().unwrap_or_default())?;
            if fields.insert(name, value).is_some() {
                return Err(BadForm::Repeated);
            }
            if fields.len() > MOST {
                return Err(BadForm::TooMany);
            }
        }
        Ok(Self(fields))
    }
    /// The value, or empty when there is none.
    pub(crate) fn get(&self, name: &str) -> &str {
        self.0.get(name).map_or("", String::as_str)
    }
    pub(crate) fn has(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }
}
impl Drop for Fields {
    fn drop(&mut self) {
        self.0.values_mut().for_each(Zeroize::zeroize);
    }
}

/// Percent and plus decoding, once. What isn't UTF-8 or holds NUL is refused, never repaired.
fn decode(text: &[u8]) -> Result<String, BadForm> {
    let mut out = Vec::with_capacity(text.len());
    let mut bytes = text.iter().copied();
    while let Some(b) = bytes.next() {
        out.push(match b {
            b'+' => b' ',
            b'%' => {
                let mut digit = || bytes.next().and_then(|d| char::from(d).to_digit(16)).ok_or(BadForm::NotText);
                let (high, low) = (digit()?, digit()?);
                u8::try_from(high * 16 + low).map_err(|_| BadForm::NotText)?
            }
            0 => return Err(BadForm::NotText),
            b => b,
        });
    }
    if out.contains(&0) {
        return Err(BadForm::NotText);
    }
    String::from_utf8(out).map_err(|_| BadForm::NotText)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn decodes_once() {
        let f = Fields::parse(b"username=ada%40example.com&password=a+b%2Bc%2525&keep=1&&empty=").unwrap();
        assert_eq!((f.get("username"), f.get("password"), f.get("keep"), f.get("none")), ("ada@example.com", "a b+c%25", "1", ""));
        assert!(f.has("empty") && !f.has("none"));
    }
    #[test]
    fn s32_repeated_parameters_are_refused_in_every_spelling() {
        for twice in ["flow=a&flow=b", "flow=a&fl%6Fw=b", "flow&flow", "a=1&b=2&a=1"] {
            assert_eq!(Fields::parse(twice.as_bytes()), Err(BadForm::Repeated), "{twice}");
        }
    }
    #[test]
    fn s19_garbage_is_refused() {
        for bad in [&b"a=%"[..], b"a=%g0", b"a=%0", b"a=%00", b"a=%ff", b"\xff=1", b"a=\0"] {
            assert_eq!(Fields::parse(bad), Err(BadForm::NotText), "{bad:?}");
        }
        let many: String = (0..40).map(|i| format!("k{i}=&")).collect();
        assert_eq!(Fields::parse(many.as_bytes()), Err(BadForm::TooMany));
    }
}
