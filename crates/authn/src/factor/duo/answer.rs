//! What Duo answers, parsed into closed types.
//!
//! Why: an answer that is not understood proves nothing; what an answer names (devices, a link) is checked before anybody uses it.

use super::super::Verified;
use crate::Method;
use portcullis_model::{Amr, AmrSet, PersonId, Timestamp};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use url::Url;

/// An answer as it came.
#[derive(Clone, Copy, Debug)]
pub struct DuoAnswer<'a> {
    pub status: u16,
    pub body: &'a [u8],
}

/// Why an answer is none. For logs and administrators; there is nothing secret in it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DuoTrouble {
    #[error("Duo refused the request with status {status}, code {code}: {message}")]
    Refused { status: u16, code: u64, message: Box<str> },
    #[error("Duo answered with status {0} and something that is no answer of its API")]
    Unreadable(u16),
}

/// A phone that can be asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Device {
    pub id: Box<str>,
    /// As its person reads it.
    pub name: Box<str>,
}

/// What is to be done for a person.
#[derive(Debug, PartialEq, Eq)]
pub enum Preauth {
    /// One of these is asked; there may be none.
    Ask(Vec<Device>),
    /// Nothing needs to be shown.
    Bypass(Bypass),
    Deny,
    /// Duo does not know the person. The page to enrol on, where it may be shown.
    Enrol(Option<Box<str>>),
}

/// Duo says that this person needs no second factor. Whether that counts is for the configuration to say.
#[derive(Debug, PartialEq, Eq)]
#[must_use]
pub struct Bypass(());
impl Bypass {
    /// Counts it as if the person had been asked.
    pub fn accepted(self, person: PersonId, now: Timestamp) -> Verified {
        Verified { person, method: Method::Push, amr: AmrSet::default().with(Amr::Mca), at: now }
    }
}

/// More devices than anybody has.
const MOST: usize = 20;

impl Preauth {
    /// `host` is the API's own.
    pub fn read(answer: DuoAnswer<'_>, host: &str) -> Result<Self, DuoTrouble> {
        let said: Said = answer.response()?;
        Ok(match &*said.result {
            "auth" => Self::Ask(said.devices.into_iter().filter_map(Listed::device).take(MOST).collect()),
            "allow" => Self::Bypass(Bypass(())),
            "deny" => Self::Deny,
            "enroll" => Self::Enrol(said.enroll_portal_url.filter(|url| is_portal(url, host))),
            _ => return Err(DuoTrouble::Unreadable(answer.status)),
        })
    }
}

impl DuoAnswer<'_> {
    /// The response inside, where there is one.
    pub(super) fn response<T: DeserializeOwned>(&self) -> Result<T, DuoTrouble> {
        let unreadable = || DuoTrouble::Unreadable(self.status);
        let envelope: Envelope<T> = match serde_json::from_slice(self.body) {
            Ok(envelope) => envelope,
            // A failure has no response of the right shape.
            Err(_) => serde_json::from_slice::<Envelope<serde_json::Value>>(self.body).map_err(|_| unreadable())?.without(),
        };
        match envelope {
            Envelope { stat, response: Some(response), .. } if self.status == 200 && &*stat == "OK" => Ok(response),
            Envelope { stat, code, message, .. } if &*stat == "FAIL" => {
                let message = message.chars().map(|c| if c.is_control() { ' ' } else { c }).take(200).collect::<String>();
                Err(DuoTrouble::Refused { status: self.status, code, message: message.into() })
            }
            _ => Err(unreadable()),
        }
    }
}

#[derive(Deserialize)]
struct Envelope<T> {
    stat: Box<str>,
    #[serde(default = "Option::default")]
    response: Option<T>,
    #[serde(default)]
    code: u64,
    #[serde(default)]
    message: Box<str>,
}
impl<T> Envelope<T> {
    fn without<U>(self) -> Envelope<U> {
        Envelope { stat: self.stat, response: None, code: self.code, message: self.message }
    }
}

#[derive(Deserialize)]
struct Said {
    result: Box<str>,
    #[serde(default)]
    devices: Vec<Listed>,
    #[serde(default)]
    enroll_portal_url: Option<Box<str>>,
}
#[derive(Deserialize)]
struct Listed {
    device: Box<str>,
    #[serde(default)]
    capabilities: Vec<Box<str>>,
    #[serde(default)]
    display_name: Box<str>,
}
impl Listed {
    /// Those that can be asked.
    fn device(self) -> Option<Device> {
        let id = self.device;
        let plain = (1..=64).contains(&id.len()) && id.bytes().all(|b| b.is_ascii_alphanumeric());
        if !plain || !self.capabilities.iter().any(|c| &**c == "push") {
            return None;
        }
        let name: String = self.display_name.chars().filter(|c| !c.is_control()).take(64).collect();
        let name = name.trim();
        Some(Device { name: if name.is_empty() { id.clone() } else { name.into() }, id })
    }
}

/// Whether a page may be Duo's: https, on the API's host or beside it under the same domain, without a name or a password in it.
fn is_portal(text: &str, host: &str) -> bool {
    let Ok(url) = Url::parse(text) else { return false };
    let Some(at) = url.domain() else { return false };
    let host = host.to_ascii_lowercase();
    // What the API's host is under, where that is more than a suffix that everybody is under.
    let domain = host.split_once('.').map(|(_, rest)| rest).filter(|rest| rest.contains('.'));
    let beside = domain.is_some_and(|d| at.strip_suffix(d).is_some_and(|rest| rest.ends_with('.')));
    let plain = text.len() <= 2048 && text.bytes().all(|b| (b'!'..=b'~').contains(&b) && !b"\"'<>\\^`{|}".contains(&b));
    plain && url.scheme() == "https" && url.username().is_empty() && url.password().is_none() && (at == host || beside)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn read(body: &str) -> Result<Preauth, DuoTrouble> {
        Preauth::read(DuoAnswer { status: 200, body: body.as_bytes() }, "api-1234.duosecurity.com")
    }

    #[test]
    fn only_what_can_be_asked_is_a_device() {
        let body = r#"{"stat":"OK","response":{"result":"auth","status_msg":"Account is active","devices":[
            {"device":"DPFZRS9FB0D46QFTM891","type":"phone","name":"","capabilities":["auto","push","sms"],"display_name":"Pixel\u0007 (0100)"},
            {"device":"DPFZRS9FB0D46QFTM892","capabilities":["sms"],"display_name":"old"},
            {"device":"DP FZ","capabilities":["push"],"display_name":"odd"},
            {"device":"DHEKH0JJIYC1LX3AZWO4","type":"token","name":"0"}]}}"#;
        let one = Device { id: "DPFZRS9FB0D46QFTM891".into(), name: "Pixel (0100)".into() };
        assert_eq!(read(body), Ok(Preauth::Ask(vec![one])));
    }
    #[test]
    fn s19_what_is_not_understood_is_no_answer() {
        for body in [
            "",
            "[]",
            "{}",
            "<html>",
            r#"{"stat":"OK"}"#,
            r#"{"stat":"OK","response":{}}"#,
            r#"{"stat":"OK","response":{"result":"allowed"}}"#,
            r#"{"stat":"OK","response":{"result":true}}"#,
            r#"{"stat":"ok","response":{"result":"allow"}}"#,
            r#"{"stat":"OK","stat":"OK","response":{"result":"allow"}}"#,
            r#"{"stat":"OK","response":{"result":"deny","result":"allow"}}"#,
        ] {
            assert_eq!(read(body), Err(DuoTrouble::Unreadable(200)), "{body}");
        }
        let allow = br#"{"stat":"OK","response":{"result":"allow"}}"#;
        assert!(Preauth::read(DuoAnswer { status: 500, body: allow }, "a.b.test").is_err());
        let refused = br#"{"stat":"FAIL","code":40103,"message":"Invalid signature in request credentials"}"#;
        let refused = Preauth::read(DuoAnswer { status: 401, body: refused }, "a.b.test").unwrap_err();
        assert!(matches!(refused, DuoTrouble::Refused { code: 40103, .. }));
    }
    #[test]
    fn s03_a_page_to_enrol_on_is_duos_own() {
        let host = "api-1234.duosecurity.com";
        for good in ["https://api-1234.duosecurity.com/portal?x=1", "https://enroll.login.duosecurity.com/a", "https://API-1234.duosecurity.com/portal"] {
            assert!(is_portal(good, host), "{good}");
        }
        for bad in [
            "http://api-1234.duosecurity.com/portal",
            "https://duosecurity.com.evil.test/",
            "https://evilduosecurity.com/",
            "https://api-1234.duosecurity.com@evil.test/",
            "https://u:p@api-1234.duosecurity.com/",
            "javascript:alert(1)",
            "//api-1234.duosecurity.com/",
            "https://api-1234.duosecurity.com/\"><script>",
            "https://192.0.2.1/",
        ] {
            assert!(!is_portal(bad, host), "{bad}");
        }
        assert!(!is_portal("https://evil.com/", "duo.com") && is_portal("https://duo.com/x", "duo.com"));
    }
}
