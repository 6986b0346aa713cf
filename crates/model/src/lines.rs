//! Fields as the lines of an HTTP/1.1 head, ready to be written.
//!
//! Why: what we add to a request is the same for thousands of requests; putting it into a map of fields only to read it out again
//! costs more than the decision. Only checked names and values get in, so that no line can end early.

use http::{HeaderName, HeaderValue};
use std::fmt;

/// Lines of `name: value`, each with its end. Printed as a length: an assertion is a credential.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct FieldLines(Vec<u8>);

impl FieldLines {
    /// With room for `bytes`.
    pub fn with_capacity(bytes: usize) -> Self {
        Self(Vec::with_capacity(bytes))
    }
    pub fn push(&mut self, name: &HeaderName, value: &HeaderValue) {
        for part in [name.as_str().as_bytes(), b": ", value.as_bytes(), b"\r\n"] {
            self.0.extend_from_slice(part);
        }
    }
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}
impl fmt::Debug for FieldLines {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "FieldLines({} bytes)", self.0.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_written_in_order_and_never_printed() {
        let mut lines = FieldLines::default();
        lines.push(&HeaderName::from_static("x-a"), &HeaderValue::from_static("1"));
        lines.push(&HeaderName::from_static("x-secret"), &HeaderValue::from_static("s3cret"));
        assert_eq!(lines.as_bytes(), b"x-a: 1\r\nx-secret: s3cret\r\n");
        assert!(!format!("{lines:?}").contains("s3cret"));
    }
}
