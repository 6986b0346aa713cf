//! Addresses of mail servers and of pages elsewhere.
//!
//! Why: what we connect to, and what we send people to, is read once and whole.

use super::address::{host_name, is_localhost, split_port};

/// `submissions://smtp.example.com`: whether it is encrypted from the first byte, host, port.
pub(crate) fn smtp_address(text: &str) -> Result<(bool, Box<str>, u16), String> {
    let Some((scheme, rest)) = text.split_once("://") else { return Err(format!("`{text}` does not begin with submissions://, submission:// or smtp://")) };
    let (implicit, usual) = match scheme {
        "smtp" => (false, 25),
        "submission" => (false, 587),
        "submissions" => (true, 465),
        _ => return Err(format!("`{scheme}://` is not a way to a mail server")),
    };
    let bad = || format!("`{text}` is not a host with nothing behind it");
    let (host, port) = split_port(rest).ok_or_else(bad)?;
    Ok((implicit, host_name(host).map_err(|_| bad())?, port.unwrap_or(usual)))
}

/// A page that a link may lead to: https, or http on this host; no password in it, nothing that ends an attribute.
pub(crate) fn web_address(text: &str) -> Result<(), String> {
    let (https, rest) = match (text.strip_prefix("https://"), text.strip_prefix("http://")) {
        (Some(rest), _) => (true, rest),
        (_, Some(rest)) => (false, rest),
        _ => return Err(format!("`{text}` does not begin with https://")),
    };
    let (authority, tail) = rest.split_at(rest.find(['/', '?', '#']).unwrap_or(rest.len()));
    let (host, _) = split_port(authority).ok_or_else(|| format!("`{text}` has no host"))?;
    let host = host_name(host).map_err(|_| format!("`{text}` has no host"))?;
    if !https && !is_localhost(&host) {
        return Err(format!("`{text}` is plain http"));
    }
    match tail.bytes().all(|b| (b'!'..=b'~').contains(&b) && !b"\"'<>\\^`{|}".contains(&b)) {
        true => Ok(()),
        false => Err(format!("`{text}` has a character that an address cannot have")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mail_servers() {
        let read = |text: &str| smtp_address(text).map(|(implicit, host, port)| (implicit, host.into_string(), port)).ok();
        assert_eq!(read("submissions://smtp.example.com"), Some((true, "smtp.example.com".into(), 465)));
        assert_eq!(read("smtp://Mail.example.com:2525"), Some((false, "mail.example.com".into(), 2525)));
        assert_eq!(read("submission://[2001:db8::1]"), Some((false, "2001:db8::1".into(), 587)));
        for bad in ["smtp.example.com", "https://smtp.example.com", "smtp://", "smtp://a/b", "smtp://u:p@a", "smtp://a:0", "smtp://a b", "smtps://a"] {
            assert_eq!(read(bad), None, "{bad}");
        }
    }
    #[test]
    fn pages_elsewhere() {
        for good in ["https://a.example.com/reset?x=1#y", "http://localhost:8080/", "https://a.example.com"] {
            assert_eq!(web_address(good), Ok(()), "{good}");
        }
        for bad in ["javascript:alert(1)", "http://a.example.com/", "https://", "https://u@a/", "https://a/\"x", "https://a/ b", "//a", "https://a/\u{e9}"] {
            assert!(web_address(bad).is_err(), "{bad}");
        }
    }
}
