//! Secrets, sealing, key ring, tokens, password hashes and the source of randomness.
//!
//! Why: everything that must be constant-time, zeroized or unpredictable is in one place that can be read in an hour, and
//! nothing here knows HTTP, storage or policy.

mod keyring;
mod mac;
mod otp;
pub mod password;
mod random;
mod seal;
mod secret;
mod token;

pub use keyring::{BadRootKey, KeyRing, ROOT_KEY_BYTES, WrappedKey};
pub use mac::{MacKey, equal, hmac_sha512_hex, sha256, sha256_parts};
pub use otp::{BadOtp, OtpAlgorithm, OtpKey, OtpShape};
pub use random::{Random, SystemRandom, random_bytes};
pub use seal::{OpenError, Sealer};
pub use secret::{Secret, SecretBytes, SecretText};
pub use token::token;
pub use zeroize::{Zeroize, Zeroizing};
