//! Distinguished names in one spelling.
//!
//! Why: servers write one name in several ways, and two that are taken for different would hide a group.

/// Letter case, blanks around separators and the way of escaping do not count (RFC 4514 §2.4, §3).
pub(crate) fn plain(dn: &str) -> String {
    let mut out: Vec<u8> = Vec::with_capacity(dn.len());
    let mut bytes = dn.bytes().peekable();
    while let Some(byte) = bytes.next() {
        match byte {
            b'\\' => {
                let Some(first) = bytes.next() else { break };
                let pair = bytes.peek().and_then(|second| Some((digit(first)? << 4) | digit(*second)?));
                if pair.is_some() {
                    bytes.next();
                }
                let literal = pair.unwrap_or(first);
                if b" ,+;=\"\\<>#".contains(&literal) {
                    out.extend_from_slice(format!("\\{literal:02x}").as_bytes());
                } else {
                    out.push(literal);
                }
            }
            b',' | b';' | b'+' | b'=' => {
                while out.last() == Some(&b' ') {
                    out.pop();
                }
                out.push(if byte == b';' { b',' } else { byte });
                while bytes.peek() == Some(&b' ') {
                    bytes.next();
                }
            }
            _ => out.push(byte),
        }
    }
    String::from_utf8_lossy(&out).trim().to_lowercase()
}

pub(crate) fn same(a: &str, b: &str) -> bool {
    a.eq_ignore_ascii_case(b) || plain(a) == plain(b)
}

/// Whether a name is the base or below it.
pub(crate) fn is_below(dn: &str, base: &str) -> bool {
    let (dn, base) = (plain(dn), plain(base));
    base.is_empty() || dn.strip_suffix(base.as_str()).is_some_and(|rest| rest.is_empty() || rest.ends_with(','))
}

const fn digit(byte: u8) -> Option<u8> {
    match byte {
        b'0'..=b'9' => Some(byte - b'0'),
        b'a'..=b'f' => Some(byte - b'a' + 10),
        b'A'..=b'F' => Some(byte - b'A' + 10),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_name_in_several_spellings_is_one() {
        for (a, b) in [
            ("cn=Ops,ou=groups,dc=test", "CN=ops, OU=Groups , dc = test"),
            ("cn=a\\,b,ou=groups", "cn=a\\2Cb,ou=groups"),
            ("cn=M\\C3\\BCller,ou=groups", "cn=müller,ou=groups"),
            ("cn=a\\ ,ou=groups", "cn=a\\20,ou=groups"),
        ] {
            assert!(same(a, b), "{a} {b}");
        }
        for (a, b) in [("cn=a\\,b,ou=groups", "cn=a,b,ou=groups"), ("cn=a\\20,ou=groups", "cn=a,ou=groups"), ("cn=a,ou=x", "cn=a,ou=y")] {
            assert!(!same(a, b), "{a} {b}");
        }
    }
    #[test]
    fn below_ends_at_a_separator() {
        assert!(is_below("cn=a,ou=Groups,dc=test", "ou=groups,dc=test") && is_below("ou=groups,dc=test", "ou=groups, dc=test"));
        assert!(!is_below("cn=a,ou=mygroups,dc=test", "groups,dc=test") && !is_below("cn=a\\,dc=test", "dc=test"));
    }
}
