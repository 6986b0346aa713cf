//! Names and values of fields that a route may edit.
//!
//! Why: an origin believes some fields because only we set them; a route that could set them would lend that belief (S4).

/// Why a route may not edit a field so.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum BadField {
    #[error("is not a field name")]
    Name,
    #[error("is a field that only the server sets")]
    Ours,
    #[error("is a field of the connection, which the server keeps")]
    Connection,
    #[error("has a value with a control character or a letter outside ASCII")]
    Value,
    #[error("uses a template, which is not supported yet")]
    Template,
}

/// The name of a request field that a route may set, in lower case.
pub(crate) fn request_field(name: &str) -> Result<Box<str>, BadField> {
    let name = token(name)?;
    // Some origins take `_` for `-` (S4): the fold is what is compared.
    let folded = name.replace('_', "-");
    if is_connection(&folded) {
        return Err(BadField::Connection);
    }
    let ours = ["x-portcullis-", "x-pomerium-", "remote-", "x-forwarded-"].iter().any(|p| folded.starts_with(p));
    if ours || matches!(folded.as_str(), "forwarded" | "x-real-ip" | "x-request-id") {
        return Err(BadField::Ours);
    }
    Ok(name)
}

/// The name of a response field that a route may set, in lower case.
pub(crate) fn response_field(name: &str) -> Result<Box<str>, BadField> {
    let name = token(name)?;
    if is_connection(&name) {
        return Err(BadField::Connection);
    }
    // A route that sets cookies could set ours.
    if &*name == "set-cookie" || name.starts_with("x-portcullis-") {
        return Err(BadField::Ours);
    }
    Ok(name)
}

/// The name of a field that a route may remove, in lower case: any but those of the connection.
pub(crate) fn removable(name: &str) -> Result<Box<str>, BadField> {
    let name = token(name)?;
    if is_connection(&name) { Err(BadField::Connection) } else { Ok(name) }
}

/// Visible ASCII, blanks and tabs within (RFC 9110 §5.5).
pub(crate) fn field_value(value: &str) -> Result<Box<str>, BadField> {
    if value.contains("${pomerium.") || value.contains("$pomerium.") {
        return Err(BadField::Template);
    }
    let clean = value.bytes().all(|b| matches!(b, b' '..=b'~' | b'\t')) && value.trim() == value;
    if clean { Ok(value.into()) } else { Err(BadField::Value) }
}

/// RFC 9110 §5.6.2.
fn token(name: &str) -> Result<Box<str>, BadField> {
    let letter = |b: u8| b.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&b);
    if name.is_empty() || name.len() > 256 || !name.bytes().all(letter) { Err(BadField::Name) } else { Ok(name.to_ascii_lowercase().into()) }
}

fn is_connection(name: &str) -> bool {
    const KEPT: [&str; 13] = [
        "host",
        "connection",
        "content-length",
        "expect",
        "http2-settings",
        "keep-alive",
        "proxy-authenticate",
        "proxy-authorization",
        "proxy-connection",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
    ];
    KEPT.contains(&name) || name.starts_with("sec-websocket-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn s04_fields_that_only_we_set_are_not_for_routes() {
        for name in [
            "X-Portcullis-Assertion",
            "x_portcullis_assertion",
            "Remote-User",
            "remote_user",
            "X-Pomerium-Jwt-Assertion",
            "X-Forwarded-For",
            "Forwarded",
            "X-Real-IP",
        ] {
            assert_eq!(request_field(name), Err(BadField::Ours), "{name}");
        }
        for name in ["Host", "Connection", "content_length", "Transfer-Encoding", "Upgrade", "TE", "Sec-WebSocket-Key"] {
            assert_eq!(request_field(name), Err(BadField::Connection), "{name}");
        }
        assert_eq!(response_field("Set-Cookie"), Err(BadField::Ours));
        assert_eq!(request_field("Cookie"), Ok("cookie".into()));
        assert_eq!(removable("X-Forwarded-Host"), Ok("x-forwarded-host".into()));
    }
    #[test]
    fn names_and_values_cannot_split_a_message() {
        for name in ["", "a b", "a:b", "a\r\nb", "\u{e9}"] {
            assert_eq!(request_field(name), Err(BadField::Name), "{name:?}");
        }
        for value in ["a\r\nb", "a\u{0}", "\u{e9}", " a", "a\u{7f}"] {
            assert_eq!(field_value(value), Err(BadField::Value), "{value:?}");
        }
        assert_eq!(field_value("${pomerium.jwt}"), Err(BadField::Template));
        assert_eq!(field_value("a b\tc"), Ok("a b\tc".into()));
    }
}
