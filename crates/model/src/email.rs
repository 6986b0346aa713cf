//! An e-mail address, parsed once.
//!
//! Why: a domain rule on an unparsed string is how `a@evil.test@example.com` gets in (S9).

use std::fmt;

/// `local@domain`: one `@`, printable ASCII, a domain of labels. Case is kept; comparisons of stored addresses use [`Email::key`].
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Email {
    text: Box<str>,
    at: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("write the address in full, like ada@example.com")]
pub struct BadEmail;

impl Email {
    pub fn parse(text: &str) -> Result<Self, BadEmail> {
        let (local, domain) = text.split_once('@').ok_or(BadEmail)?;
        let local_ok = !local.is_empty()
            && local.len() <= 64
            && local.bytes().all(|b| b.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~.".contains(&b))
            && !local.starts_with('.')
            && !local.ends_with('.')
            && !local.contains("..");
        let label_ok =
            |l: &str| !l.is_empty() && l.len() <= 63 && l.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-') && !l.starts_with('-') && !l.ends_with('-');
        if !local_ok || domain.len() > 253 || !domain.split('.').all(label_ok) {
            return Err(BadEmail);
        }
        Ok(Self { text: text.into(), at: local.len() })
    }
    pub fn as_str(&self) -> &str {
        &self.text
    }
    pub fn domain(&self) -> &str {
        self.text.get(self.at + 1..).unwrap_or_default()
    }
    /// The form two addresses are compared in: lower case (the local part too: nobody hands out addresses that differ by case).
    pub fn key(&self) -> String {
        self.text.to_ascii_lowercase()
    }
}
impl fmt::Display for Email {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}
impl fmt::Debug for Email {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.text, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_ordinary_addresses() {
        for good in ["ada@example.com", "a.b+c@x-y.example", "root@localhost"] {
            assert_eq!(Email::parse(good).map(|e| e.to_string()), Ok(good.to_owned()));
        }
        assert_eq!(Email::parse("Ada@Example.com").map(|e| (e.domain().to_owned(), e.key())), Ok(("Example.com".into(), "ada@example.com".into())));
    }
    #[test]
    fn refuses_what_domain_rules_could_misread() {
        for bad in [
            "a@evil@corp.test",
            "a@corp.test.",
            "@corp.test",
            "a@",
            "a@corp..test",
            "a b@corp.test",
            "a@c\u{43e}rp.test",
            "\"a@b\"@c.test",
            "a@-x.test",
            "a\n@b.test",
        ] {
            assert_eq!(Email::parse(bad), Err(BadEmail), "{bad}");
        }
    }
}
