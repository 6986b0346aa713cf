//! Response fields that every page carries: the content security policy and its neighbours.
//!
//! Why: even if a hostile string ever escaped a template, nothing it says may run (S24), be framed, be kept, or send a form away (S3).

/// A value for `nonce-…`: 128 fresh random bits for each page.
pub struct Nonce(String);
impl Nonce {
    pub fn new(random: [u8; 16]) -> Self {
        Self(data_encoding::BASE64URL_NOPAD.encode(&random))
    }
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

/// The fields of a page. `form_targets` are exact origins (`https://wiki.example.com`) that an answer to this page's form may
/// redirect to: browsers hold `form-action` against every redirect that follows a submitted form.
pub fn security_headers(nonce: Option<&Nonce>, form_targets: &[&str]) -> Vec<(&'static str, String)> {
    let mut policy = String::from("default-src 'none'");
    if let Some(nonce) = nonce {
        let n = nonce.as_str();
        policy.push_str(&format!("; style-src 'nonce-{n}'; script-src 'nonce-{n}'; img-src 'self'"));
        policy.push_str("; form-action 'self'");
        for target in form_targets.iter().filter(|t| is_origin(t)) {
            policy.push(' ');
            policy.push_str(target);
        }
    } else {
        policy.push_str("; form-action 'none'");
    }
    policy.push_str("; frame-ancestors 'none'; base-uri 'none'");
    vec![
        ("content-security-policy", policy),
        ("cache-control", "no-store".into()),
        ("x-content-type-options", "nosniff".into()),
        ("x-frame-options", "DENY".into()),
        // Not `no-referrer`: under it browsers send `Origin: null` with a form, and the check against foreign forms would have nothing to check.
        ("referrer-policy", "same-origin".into()),
        ("cross-origin-opener-policy", "same-origin".into()),
        ("cross-origin-resource-policy", "same-origin".into()),
        ("permissions-policy", "camera=(), microphone=(), geolocation=(), payment=(), usb=(), interest-cohort=()".into()),
    ]
}

/// Scheme, host and port, and nothing that could end the directive or begin another.
fn is_origin(text: &str) -> bool {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    rest.is_some_and(|r| !r.is_empty() && r.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.:[]".contains(&b)))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn policy(targets: &[&str]) -> String {
        security_headers(Some(&Nonce::new([7; 16])), targets).into_iter().find(|(n, _)| *n == "content-security-policy").unwrap().1
    }

    #[test]
    fn s24_nothing_inline_runs() {
        let csp = policy(&[]);
        assert!(csp.starts_with("default-src 'none'"));
        assert!(!csp.contains("unsafe") && !csp.contains("data:") && !csp.contains('*'));
        assert!(csp.contains("frame-ancestors 'none'") && csp.contains("base-uri 'none'") && csp.contains("form-action 'self';"));
    }
    #[test]
    fn s03_only_exact_origins_join_form_action() {
        assert!(policy(&["https://wiki.example.com:8443"]).contains("form-action 'self' https://wiki.example.com:8443;"));
        for bad in ["https://x/ 'unsafe-inline'", "https://x; script-src *", "*", "javascript:", "https://", "https://x/path", "https://a,b"] {
            assert!(policy(&[bad]).contains("form-action 'self';"), "{bad}");
        }
    }
}
