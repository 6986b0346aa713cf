//! Addresses typed on the command line.
//!
//! Why: whoever mistypes one is told what to write, not what a parser missed.

use std::net::{IpAddr, SocketAddr};

pub(crate) fn listener(text: &str) -> Result<SocketAddr, String> {
    let port = text.rsplit(':').next().filter(|p| p.parse::<u16>().is_ok()).unwrap_or("8080");
    text.parse().map_err(|_| format!("this is not an IP address with a port: write it like 127.0.0.1:{port}"))
}

pub(crate) fn address(text: &str) -> Result<IpAddr, String> {
    text.parse().map_err(|_| "this is not an IP address: write one like 192.0.2.7 or 2001:db8::7".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mistyped_address_is_answered_with_what_to_write() {
        for bad in ["localhost:18082", ":18082", "18082"] {
            assert!(listener(bad).is_err_and(|e| e.ends_with("write it like 127.0.0.1:18082")), "{bad}");
        }
        assert!(listener("localhost").is_err_and(|e| e.ends_with("127.0.0.1:8080")));
        assert!(address("999.1.1.1").is_err_and(|e| e.contains("write one like 192.0.2.7")));
        assert!(listener("127.0.0.1:1").is_ok() && listener("[::1]:1").is_ok() && address("::1").is_ok());
    }
}
