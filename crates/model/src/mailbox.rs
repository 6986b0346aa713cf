//! An address with the name beside it, as it stands in a message's head.
//!
//! Why: a name with a line break in it would write fields of its own into a mail; here such a name is none.

use crate::{BadEmail, Email};
use std::fmt;

/// Longer names are cut: they are for people.
const LONGEST: usize = 128;

/// `Ada Okafor <ada@example.com>`.
#[derive(Clone, PartialEq, Eq)]
pub struct Mailbox {
    name: Box<str>,
    address: Email,
}
impl Mailbox {
    /// A name with control characters is left out, and a long one is cut.
    pub fn new(name: &str, address: Email) -> Self {
        let plain = !name.chars().any(|c| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}'));
        let name: String = if plain { name.trim().chars().take(LONGEST).collect() } else { String::new() };
        Self { name: name.trim_end().into(), address }
    }
    /// `ada@example.com`, `Ada <ada@example.com>` or `"Ada" <ada@example.com>`; one address, nothing behind it.
    pub fn parse(text: &str) -> Result<Self, BadEmail> {
        let text = text.trim();
        let Some((name, rest)) = text.split_once('<') else { return Email::parse(text).map(|a| Self::new("", a)) };
        let address = Email::parse(rest.strip_suffix('>').ok_or(BadEmail)?)?;
        let name = name.trim();
        let inner = name.strip_prefix('"').map_or(Some(name), |n| n.strip_suffix('"')).ok_or(BadEmail)?;
        if inner.contains(['"', '<', '>', '\\']) || inner.chars().any(char::is_control) {
            return Err(BadEmail);
        }
        Ok(Self::new(inner, address))
    }
    /// Empty where there is none.
    pub fn name(&self) -> &str {
        &self.name
    }
    pub const fn address(&self) -> &Email {
        &self.address
    }
}
impl fmt::Debug for Mailbox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} <{}>", self.name, self.address)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_addresses() {
        let read = |text: &str| Mailbox::parse(text).map(|m| (m.name().to_owned(), m.address().to_string())).ok();
        let ada = |name: &str| Some((name.to_owned(), "ada@example.com".to_owned()));
        assert_eq!(read("ada@example.com"), ada(""));
        assert_eq!(read("Ada Okafor <ada@example.com>"), ada("Ada Okafor"));
        assert_eq!(read("\"Okafor, Ada\" <ada@example.com>"), ada("Okafor, Ada"));
        assert_eq!(read("<ada@example.com>"), ada(""));
        for bad in [
            "",
            "ada",
            "Ada <ada@example.com",
            "Ada <ada@example.com>, <eve@evil.test>",
            "\"Ada <ada@example.com>",
            "A\r\nBcc: eve <ada@example.com>",
            "a@b.test, c@d.test",
        ] {
            assert_eq!(read(bad), None, "{bad}");
        }
    }
    #[test]
    fn a_name_that_would_write_fields_is_none() {
        let named = |name: &str| Email::parse("ada@example.com").map(|a| Mailbox::new(name, a).name().to_owned());
        for bad in ["Ada\r\nBcc: eve@evil.test", "Ada\n", "A\0", "A\u{2028}B", "A\u{85}B"] {
            assert_eq!(named(bad), Ok(String::new()), "{bad:?}");
        }
        assert_eq!(named(&"x".repeat(500)).map(|n| n.len()), Ok(LONGEST));
        assert_eq!(named("  Ada, \"the\" <first>  "), Ok("Ada, \"the\" <first>".to_owned()));
    }
}
