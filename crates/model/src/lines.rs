//! Fields as the lines of an HTTP/1.1 head, ready to be written.
//!
//! Why: what we add to a request is the same for thousands of requests; putting it into a map of fields only to read it out again
//! costs more than the decision. Only names and values that cannot end a line get in.

use std::fmt;

/// A name that is no token, or a value with a control character in it (RFC 9110 §5.1, §5.5).
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the field would not be one line")]
pub struct BadField;

/// Lines of `name: value`, each with its end. Printed as a length: an assertion is a credential.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct FieldLines(Vec<u8>);

impl FieldLines {
    /// With room for `bytes`.
    pub fn with_capacity(bytes: usize) -> Self {
        Self(Vec::with_capacity(bytes))
    }
    /// Adds a line. The name is lower case.
    pub fn push(&mut self, name: &str, value: &[u8]) -> Result<(), BadField> {
        let named = !name.is_empty() && name.bytes().all(|b| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.'));
        // No early end: a loop without one is done many signs at once.
        let breaks = value.iter().fold(false, |breaks, b| breaks | ((*b < 0x20) & (*b != b'\t')) | (*b == 0x7f));
        if !named || breaks {
            return Err(BadField);
        }
        for part in [name.as_bytes(), b": ", value, b"\r\n"] {
            self.0.extend_from_slice(part);
        }
        Ok(())
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
        assert_eq!(lines.push("x-a", b"1"), Ok(()));
        assert_eq!(lines.push("x-secret", "s3cret \u{e9}".as_bytes()), Ok(()));
        assert_eq!(lines.as_bytes(), "x-a: 1\r\nx-secret: s3cret \u{e9}\r\n".as_bytes());
        assert!(!format!("{lines:?}").contains("s3cret"));
    }
    #[test]
    fn s04_no_field_ends_its_line() {
        let mut lines = FieldLines::default();
        for (name, value) in
            [("x-a", "1\r\nremote-user: root"), ("x-a", "1\n2"), ("x-a", "\0"), ("x-a", "\x7f"), ("x a", "1"), ("x-a:", "1"), ("", "1"), ("x\r\ny", "1")]
        {
            assert_eq!(lines.push(name, value.as_bytes()), Err(BadField), "{name:?} {value:?}");
        }
        assert!(lines.as_bytes().is_empty());
    }
}
