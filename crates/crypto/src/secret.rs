//! A value that is never shown and is wiped when it goes.
//!
//! Why: secrets leak through Debug, logs and error pages (S17); a type that cannot print itself cannot leak there.

use std::fmt;
use subtle::ConstantTimeEq;
use zeroize::{Zeroize, ZeroizeOnDrop};

/// Holds a secret: prints as `[secret]`, is compared in constant time, is wiped on drop. Without a type it holds bytes.
#[derive(Clone)]
pub struct Secret<T: Zeroize = Vec<u8>>(T);

/// Secret bytes: keys, PEM files, request bodies.
pub type SecretBytes = Secret<Vec<u8>>;
/// Secret text: passwords, tokens.
pub type SecretText = Secret<String>;

impl<T: Zeroize> Secret<T> {
    pub const fn new(value: T) -> Self {
        Self(value)
    }
    /// The value itself. The name is long on purpose: each use is a place to look at in review.
    pub const fn expose(&self) -> &T {
        &self.0
    }
}
impl<T: Zeroize + AsRef<[u8]>> Secret<T> {
    /// The secret as bytes.
    pub fn expose_bytes(&self) -> &[u8] {
        self.0.as_ref()
    }
    /// The secret as text, if it is UTF-8.
    pub fn expose_text(&self) -> Option<&str> {
        std::str::from_utf8(self.0.as_ref()).ok()
    }
    pub fn len(&self) -> usize {
        self.0.as_ref().len()
    }
    pub fn is_empty(&self) -> bool {
        self.0.as_ref().is_empty()
    }
}
impl From<&[u8]> for SecretBytes {
    fn from(bytes: &[u8]) -> Self {
        Self(bytes.to_vec())
    }
}
impl From<Vec<u8>> for SecretBytes {
    fn from(bytes: Vec<u8>) -> Self {
        Self(bytes)
    }
}
impl From<String> for SecretBytes {
    fn from(text: String) -> Self {
        Self(text.into_bytes())
    }
}
impl From<&str> for SecretBytes {
    fn from(text: &str) -> Self {
        Self(text.as_bytes().to_vec())
    }
}
impl From<String> for SecretText {
    fn from(text: String) -> Self {
        Self(text)
    }
}
impl From<&str> for SecretText {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}
impl<T: Zeroize> Drop for Secret<T> {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}
impl<T: Zeroize> ZeroizeOnDrop for Secret<T> {}
impl<T: Zeroize> fmt::Debug for Secret<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[secret]")
    }
}
impl<T: Zeroize> fmt::Display for Secret<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[secret]")
    }
}
/// Constant time in the content; the lengths may show.
impl<T: Zeroize + AsRef<[u8]>> PartialEq for Secret<T> {
    fn eq(&self, other: &Self) -> bool {
        self.0.as_ref().ct_eq(other.0.as_ref()).into()
    }
}
impl<T: Zeroize + AsRef<[u8]>> Eq for Secret<T> {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn s17_a_secret_never_prints_itself() {
        let text = SecretText::from("hunter2-canary");
        let bytes = SecretBytes::from("hunter2-canary");
        let whole = format!("{text:?} {text} {text:#?} {bytes:?} {bytes} {bytes:#?} {:?}", Some((&text, &bytes)));
        assert!(!whole.contains("hunter2") && !whole.contains("104, 117"), "{whole}");
        assert!(whole.contains("[secret]"));
    }
    #[test]
    fn equal_by_content() {
        assert_eq!(SecretBytes::from("a"), SecretBytes::from("a".to_owned()));
        assert_ne!(SecretBytes::from("a"), SecretBytes::from("b"));
        assert_ne!(SecretBytes::from("a"), SecretBytes::from("ab"));
        assert_eq!(SecretText::from("a").expose_text(), Some("a"));
    }
}
