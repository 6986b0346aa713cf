//! Values in the query of our own addresses.
//!
//! Why: a value that holds an ampersand stays one value.

/// Percent-encoding of everything but letters, digits and `-._~` (RFC 3986, unreserved).
pub(crate) fn encoded(value: &str) -> String {
    let mut out = String::with_capacity(value.len());
    for byte in value.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

/// The query that takes a sealed hand-off along; nothing where there is none.
pub(crate) fn with_flow(flow: &str) -> String {
    if flow.is_empty() { String::new() } else { format!("?flow={}", encoded(flow)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_ends_a_value() {
        assert_eq!(encoded("a-B_9.~"), "a-B_9.~");
        assert_eq!(encoded("a&b=c d/é\""), "a%26b%3Dc%20d%2F%C3%A9%22");
    }
}
