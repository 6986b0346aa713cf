//! Requests to Duo, signed.
//!
//! Why: the signature is over the request in one canonical spelling, so spelling and sending come from the same text.

use super::Device;
use data_encoding::BASE64;
use portcullis_crypto::{SecretText, hmac_sha512_hex};
use portcullis_model::Timestamp;
use std::net::IpAddr;

/// With what requests are signed, and whom they go to. Two with other keys are others: settings that change take hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DuoKeys {
    /// The API's host, without a port.
    pub host: Box<str>,
    pub integration_key: Box<str>,
    pub secret_key: SecretText,
}

/// A request that is ready to be sent.
#[derive(Clone, PartialEq, Eq)]
pub struct DuoRequest {
    pub method: &'static str,
    /// With its query.
    pub path: String,
    pub fields: Vec<(&'static str, String)>,
    pub body: String,
}
/// The authorization field would be good for a repetition.
impl std::fmt::Debug for DuoRequest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "DuoRequest({})", self.method)
    }
}

impl DuoKeys {
    /// Which devices a person has, or that nothing needs to be shown.
    pub fn preauth(&self, user: &str, now: Timestamp) -> DuoRequest {
        self.signed("POST", "/auth/v2/preauth", &[("username", user)], now)
    }
    /// Asks on a device, and does not wait for the answer. `place` is what the person reads there.
    pub fn push(&self, user: &str, device: &Device, ip: Option<IpAddr>, place: &str, now: Timestamp) -> DuoRequest {
        let ip = ip.map(|ip| ip.to_canonical().to_string());
        // Name and value are encoded as in a form of their own, and once more with the others.
        let place = (!place.is_empty()).then(|| format!("Application={}", encoded(place)));
        let mut all = vec![("async", "1"), ("device", &*device.id), ("factor", "push"), ("username", user)];
        all.extend(ip.as_deref().map(|ip| ("ipaddr", ip)));
        all.extend(place.as_deref().map(|place| ("pushinfo", place)));
        self.signed("POST", "/auth/v2/auth", &all, now)
    }
    /// What became of a question. Duo answers when there is news.
    pub fn status(&self, push: &super::Push, now: Timestamp) -> DuoRequest {
        self.signed("GET", "/auth/v2/auth_status", &[("txid", push.txid())], now)
    }

    fn signed(&self, method: &'static str, path: &str, params: &[(&str, &str)], now: Timestamp) -> DuoRequest {
        let date = date(now);
        let mut pairs: Vec<(String, String)> = params.iter().map(|(name, value)| (encoded(name), encoded(value))).collect();
        pairs.sort();
        let params = pairs.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("&");
        let canonical = [&*date, method, &self.host.to_ascii_lowercase(), path, &params].join("\n");
        let password = hmac_sha512_hex(&self.secret_key, canonical.as_bytes());
        let authorization = format!("Basic {}", BASE64.encode(format!("{}:{password}", self.integration_key).as_bytes()));
        let mut fields = vec![("date", date), ("authorization", authorization)];
        let (path, body) = if method == "GET" {
            (format!("{path}?{params}"), String::new())
        } else {
            fields.push(("content-type", "application/x-www-form-urlencoded".to_owned()));
            (path.to_owned(), params)
        };
        DuoRequest { method, path, fields, body }
    }
}

/// RFC 5322 §3.3.
fn date(now: Timestamp) -> String {
    let now = jiff::Timestamp::from_microsecond(now.micros()).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
    now.strftime("%a, %d %b %Y %H:%M:%S -0000").to_string()
}

/// Everything but the unreserved characters of RFC 3986 §2.3 is percent-encoded.
fn encoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push('%');
            out.push_str(&data_encoding::HEXUPPER.encode(&[byte]));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]
    use super::*;

    fn keys() -> DuoKeys {
        DuoKeys { host: "foO.BAr52.cOm".into(), integration_key: "test_ikey".into(), secret_key: "gtdfxv9YgVBYcF6dl2Eq17KUQJN2PLM2ODVTkvoT".into() }
    }
    fn field<'a>(request: &'a DuoRequest, name: &str) -> &'a str {
        request.fields.iter().find(|(n, _)| *n == name).map_or("", |(_, v)| v)
    }

    /// The parameters, key and signature that Duo's own client libraries are tested with.
    #[test]
    fn the_published_signature() {
        let params = [
            (
                "\u{469a}\u{287b}\u{35d0}\u{8ef3}\u{6727}\u{502a}\u{0810}\u{d091}\u{c8}\u{c170}",
                "\u{0f45}\u{1a76}\u{341a}\u{654c}\u{c23f}\u{9b09}\u{abe2}\u{8343}\u{1b27}\u{60d0}",
            ),
            (
                "\u{7449}\u{7e4b}\u{ccfb}\u{59ff}\u{fe5f}\u{83b7}\u{adcc}\u{900c}\u{cfd1}\u{7813}",
                "\u{8db7}\u{5022}\u{92d3}\u{42ef}\u{207d}\u{8730}\u{acfe}\u{5617}\u{0946}\u{4e30}",
            ),
            (
                "\u{7470}\u{9314}\u{901c}\u{9eae}\u{40d8}\u{4201}\u{82d8}\u{8c70}\u{1d31}\u{a042}",
                "\u{17d9}\u{0ba8}\u{9358}\u{aadf}\u{a42a}\u{48be}\u{fb96}\u{6fe9}\u{b7ff}\u{32f3}",
            ),
            (
                "\u{c2c5}\u{2c1d}\u{2620}\u{3617}\u{96b3}F\u{8605}\u{20e8}\u{ac21}\u{5934}",
                "\u{fba9}\u{41aa}\u{bd83}\u{840b}\u{2615}\u{3e6e}\u{652d}\u{a8b5}\u{d56b}U",
            ),
        ];
        let request = keys().signed("POST", "/Foo/BaR2/qux", &params, Timestamp::from_secs(1_354_900_680));
        assert_eq!(field(&request, "date"), "Fri, 07 Dec 2012 17:18:00 -0000");
        let basic = BASE64.decode(field(&request, "authorization").strip_prefix("Basic ").unwrap().as_bytes()).unwrap();
        let expected =
            "test_ikey:0508065035a03b2a1de2f453e629e791d180329e157f65df6b3e0f08299d4321e1c5c7a7c7ee6b9e5fc80d1fb6fbf3ad5eb7c44dd3b3985a02c37aca53ec3698";
        assert_eq!(String::from_utf8(basic).unwrap(), expected);
    }
    #[test]
    fn names_stay_values_and_queries_are_sent_as_they_are_signed() {
        let request = keys().preauth("ada&device=evil\r\nx: y é", Timestamp::from_secs(1));
        assert_eq!(request.body, "username=ada%26device%3Devil%0D%0Ax%3A%20y%20%C3%A9");
        let device = Device { id: "DPFZ".into(), name: "x".into() };
        let request = keys().push("ada", &device, Some([192, 0, 2, 1].into()), "wiki & co", Timestamp::from_secs(1));
        assert_eq!(request.body, "async=1&device=DPFZ&factor=push&ipaddr=192.0.2.1&pushinfo=Application%3Dwiki%2520%2526%2520co&username=ada");
    }
}
