//! Bytes become text: UTF-8, or a fault at the first byte that is not.
//!
//! Why: a file in another encoding is a fault like any other, with its line and column.

use crate::{Fault, Span};

/// The text of a document's bytes.
///
/// # Errors
/// One fault, at the first character that is not UTF-8.
pub fn read_utf8(bytes: &[u8]) -> Result<&str, Fault> {
    if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
        return Err(Fault::error(Span::START, "the file is UTF-16, not UTF-8").with_hint("save it as UTF-8"));
    }
    std::str::from_utf8(bytes).map_err(|error| {
        let (sound, rest) = bytes.split_at_checked(error.valid_up_to()).unwrap_or((bytes, &[]));
        let sound = std::str::from_utf8(sound).unwrap_or_default();
        let clamp = |n: usize| u32::try_from(n.saturating_add(1)).unwrap_or(u32::MAX);
        let line = sound.rsplit('\n').next().unwrap_or_default();
        let place = Span { line: clamp(sound.matches('\n').count()), column: clamp(line.chars().count()) };
        let byte = rest.first().copied().unwrap_or_default();
        Fault::error(place, format!("the byte {byte:02x} (hexadecimal) is not UTF-8")).with_hint("save the file as UTF-8")
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn the_first_foreign_byte_has_its_place() {
        assert_eq!(read_utf8("a: \u{e9}\n".as_bytes()), Ok("a: \u{e9}\n"));
        for (bytes, line, column) in
            [(&b"\xe9"[..], 1, 1), (b"a: b\nname: Ren\xe9\n", 2, 10), ("\u{e9}\u{4e16} \0\n\u{e9}x".as_bytes(), 0, 0), (b"\xc3\xa9\xc3", 1, 2)]
        {
            match read_utf8(bytes) {
                Ok(_) => assert_eq!(line, 0),
                Err(fault) => assert_eq!(fault.span, Span { line, column }),
            }
        }
        assert!(read_utf8(b"\xff\xfea\0").unwrap_err().message.contains("UTF-16"));
    }
}
