//! Tokens: a typed prefix and 256 random bits.
//!
//! Why: scanners of repositories and logs find a leaked token by its prefix (S17), and nobody guesses one.

use crate::{Random, random_bytes};
use data_encoding::BASE64URL_NOPAD;

/// `prefix` as given (write `pcs_`, with its underscore) and 43 characters of base64url (RFC 4648 §5, no padding).
pub fn token(prefix: &str, random: &dyn Random) -> String {
    let mut out = String::from(prefix);
    BASE64URL_NOPAD.encode_append(&random_bytes::<32>(random), &mut out);
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::SystemRandom;

    #[test]
    fn typed_long_and_different() {
        let (a, b) = (token("pcs_", &SystemRandom), token("pcs_", &SystemRandom));
        assert!(a.starts_with("pcs_") && a.len() == 47 && a != b, "{a} {b}");
        assert!(a.bytes().all(|c| c.is_ascii_alphanumeric() || c == b'_' || c == b'-'));
    }
}
