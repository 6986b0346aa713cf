//! The id that a directory gave an entry for good.
//!
//! Why: names are given again, ids are not. By it, somebody who got the name of a person that left is told apart from them.

use portcullis_attributes::escaped;
use std::fmt::Write as _;

/// No id is longer, in bytes.
const LONGEST: usize = 255;
/// An id of that length is a GUID as it is, and no text that looks like one.
const GUID: usize = 16;

/// As it is kept: the attribute, and plain text in lower case, or `#` and the hexadecimal digits of what is none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EntryId(Box<str>);

impl EntryId {
    /// One that was kept before. An id of another attribute says nothing.
    pub(crate) fn kept(attribute: &str, text: &str) -> Option<Self> {
        let (of, _) = text.split_once('=')?;
        of.eq_ignore_ascii_case(attribute).then(|| Self(text.into()))
    }
    pub fn as_str(&self) -> &str {
        &self.0
    }
    /// As an entry states it.
    pub(crate) fn stated(attribute: &str, value: &[u8]) -> Option<Self> {
        if value.is_empty() || value.len() > LONGEST {
            return None;
        }
        let plain = value.len() != GUID && value.iter().all(u8::is_ascii_graphic) && !value.starts_with(b"#");
        let text = match std::str::from_utf8(value).ok().filter(|_| plain) {
            Some(text) => text.to_ascii_lowercase(),
            None => value.iter().fold(String::from("#"), |mut text, byte| {
                let _a_string_takes_all = write!(text, "{byte:02x}");
                text
            }),
        };
        Some(Self(format!("{}={text}", attribute.to_ascii_lowercase()).into()))
    }
    /// As the value of a condition (RFC 4515 §3).
    pub(crate) fn value(&self) -> String {
        let stated = self.0.split_once('=').map_or("", |(_, stated)| stated);
        match stated.strip_prefix('#') {
            Some(digits) => digits.as_bytes().chunks(2).fold(String::new(), |mut value, pair| {
                value.push('\\');
                value.extend(pair.iter().map(|digit| char::from(*digit)));
                value
            }),
            None => escaped(stated),
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use super::*;

    #[test]
    fn text_is_kept_as_text_and_bytes_as_digits() {
        let of = |value: &[u8]| {
            let id = EntryId::stated("Id", value).unwrap();
            assert_eq!(EntryId::kept("iD", id.as_str()).as_ref(), Some(&id));
            (id.as_str().strip_prefix("id=").unwrap().to_owned(), id.value())
        };
        assert_eq!(of(b"5CA1AB1E-0000-4000-8000-00000000000A").0, "5ca1ab1e-0000-4000-8000-00000000000a");
        assert_eq!(of(b"a(b)*").1, "a\\28b\\29\\2a");
        let guid = [0x2c, 0x4f, 0x20, 0x73, 0x49, 0xb9, 0x39, 0x4c, 0xa3, 0xae, 0x79, 0xfb, 0x51, 0x19, 0xe6, 0x76];
        assert_eq!(of(&guid), ("#2c4f207349b9394ca3ae79fb5119e676".to_owned(), "\\2c\\4f\\20\\73\\49\\b9\\39\\4c\\a3\\ae\\79\\fb\\51\\19\\e6\\76".to_owned()));
        // Bytes that happen to be letters are no other id in another case.
        assert_ne!(of(b"ABCDEFGHIJKLMNOP"), of(b"abcdefghijklmnop"));
        assert!(of(b"#61").0.starts_with("#23"));
        assert_eq!((EntryId::stated("id", b""), EntryId::stated("id", &[b'x'; 256])), (None, None));
        assert_eq!((EntryId::kept("other", "id=a"), EntryId::kept("", "id=a"), EntryId::kept("id", "a")), (None, None, None));
    }
}
