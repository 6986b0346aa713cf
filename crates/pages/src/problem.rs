//! Errors for programs: problem documents (RFC 9457).
//!
//! Why: a program gets the same facts as the page, in a form it can read, and never a page.

use serde::Serialize;

/// A problem document; `application/problem+json`.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Problem<'a> {
    #[serde(rename = "type")]
    pub kind: &'a str,
    pub status: u16,
    pub title: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    pub detail: &'a str,
    /// The request's number, as on a page.
    #[serde(skip_serializing_if = "str::is_empty")]
    pub request_id: &'a str,
    /// Stable reasons, as `explain` and the ledger name them.
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    pub reasons: &'a [&'a str],
    /// Where a person can sign in, on a 401.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub login_url: Option<&'a str>,
}
impl Problem<'_> {
    pub const CONTENT_TYPE: &'static str = "application/problem+json";

    pub fn to_json(&self) -> String {
        // A struct of strings and numbers always serialises; the other branch keeps the promise that a program gets JSON.
        serde_json::to_string(self).unwrap_or_else(|_| String::from("{\"type\":\"about:blank\",\"status\":500,\"title\":\"Internal error\"}"))
    }
}

/// The common form: no reasons, no login address.
pub fn problem(status: u16, title: &str, detail: &str, request_id: &str) -> String {
    Problem { kind: "about:blank", status, title, detail, request_id, ..Problem::default() }.to_json()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_problem_is_json_whatever_it_says() {
        let text = problem(403, "Denied", "\"quoted\" \u{2028} <script>", "01JD8XQ4T9-7KFM2");
        let read: serde_json::Value = serde_json::from_str(&text).unwrap();
        assert_eq!(read.get("status").unwrap(), 403);
        assert_eq!(read.get("type").unwrap(), "about:blank");
        assert_eq!(read.get("detail").unwrap(), "\"quoted\" \u{2028} <script>");
        assert!(read.get("login_url").is_none() && read.get("reasons").is_none());
    }
}
