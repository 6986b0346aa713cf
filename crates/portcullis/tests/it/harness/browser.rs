//! A browser that keeps cookies by host and follows redirects, as far as these tests need one.
//!
//! Why: the rules under test are about who may hold which cookie where; this one obeys RFC 6265 host-only cookies and nothing else.

use super::page;
use super::socket::{self, Wire};
use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::time::Duration;

#[derive(Clone, Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) head: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
    /// Where it came from.
    pub(crate) url: String,
}
impl Answer {
    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|e| panic!("{e}: {}", self.text()))
    }
    pub(crate) fn field(&self, name: &str) -> Option<&str> {
        self.head.iter().find(|(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, v)| v.as_str())
    }
    pub(crate) fn fields(&self, name: &str) -> Vec<&str> {
        self.head.iter().filter(|(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, v)| v.as_str()).collect()
    }
}

/// An address in pieces.
#[derive(Clone, Debug)]
pub(crate) struct Url {
    pub(crate) https: bool,
    pub(crate) host: String,
    pub(crate) port: u16,
    pub(crate) rest: String,
}
impl Url {
    pub(crate) fn parse(text: &str) -> Self {
        let (scheme, rest) = text.split_once("://").unwrap_or_else(|| panic!("not a URL: {text}"));
        let https = scheme == "https";
        let (authority, path) = rest.find('/').map_or((rest, "/"), |i| rest.split_at(i));
        let (host, port) = authority.split_once(':').map_or((authority, if https { 443 } else { 80 }), |(h, p)| (h, p.parse().unwrap()));
        Self { https, host: host.to_owned(), port, rest: path.to_owned() }
    }
    pub(crate) fn origin(&self) -> String {
        format!("{}://{}:{}", if self.https { "https" } else { "http" }, self.host, self.port)
    }
}

#[derive(Clone, Debug, Default)]
pub(crate) struct Browser {
    /// host, or `.domain` → name → value
    pub(crate) cookies: BTreeMap<String, BTreeMap<String, String>>,
    /// A listener that a proxy would send https to: with it addresses on https's own port go there, as that proxy sends them.
    pub(crate) through: Option<u16>,
}

impl Browser {
    pub(crate) fn new() -> Self {
        Self::default()
    }
    pub(crate) fn cookie(&self, host: &str, name: &str) -> Option<&String> {
        self.cookies.get(host)?.get(name)
    }
    /// A page, redirects followed (ten at most).
    pub(crate) fn get(&mut self, url: &str) -> Answer {
        let answer = self.once("GET", url, &[], b"");
        self.follow(answer)
    }
    pub(crate) fn follow(&mut self, mut answer: Answer) -> Answer {
        for _ in 0..10 {
            let Some(location) = answer.field("location").filter(|_| (300..400).contains(&answer.status)).map(str::to_owned) else { return answer };
            let next = if location.starts_with('/') { format!("{}{location}", Url::parse(&answer.url).origin()) } else { location };
            answer = self.once("GET", &next, &[], b"");
        }
        panic!("redirected without end: {}", answer.url)
    }
    /// Sends the page's form with these fields filled in, and follows.
    pub(crate) fn submit(&mut self, page: &Answer, fields: &[(&str, &str)]) -> Answer {
        let answer = self.submit_once(page, fields);
        self.follow(answer)
    }
    pub(crate) fn submit_once(&mut self, page: &Answer, fields: &[(&str, &str)]) -> Answer {
        let form = page::form(&page.text()).unwrap_or_else(|| panic!("no form on {}: {}", page.url, page.text()));
        let mut pairs = form.hidden.clone();
        for (n, v) in fields {
            pairs.retain(|(name, _)| name != n);
            pairs.push(((*n).to_owned(), (*v).to_owned()));
        }
        let url = Url::parse(&page.url);
        let action = match form.action.as_str() {
            "" => page.url.clone(),
            a if a.starts_with('/') => format!("{}{a}", url.origin()),
            a => a.to_owned(),
        };
        let body = page::encode(&pairs);
        let origin = without_default_port(&url.origin());
        self.once("POST", &action, &[("content-type", "application/x-www-form-urlencoded"), ("origin", &origin)], body.as_bytes())
    }
    /// One request, no redirect followed. Cookies go out and come in.
    pub(crate) fn once(&mut self, method: &str, url: &str, fields: &[(&str, &str)], body: &[u8]) -> Answer {
        let (mut wire, url_parts) = self.open(method, url, fields, body);
        let mut raw = Vec::new();
        let _ = wire.read_to_end(&mut raw);
        let mut answer = socket::parse(&raw).unwrap_or_else(|| panic!("{method} {url}: no answer but {:?}", String::from_utf8_lossy(&raw)));
        answer.url = url.to_owned();
        self.keep(&url_parts.host, &answer);
        answer
    }
    /// Sends a request and gives the connection, to read a stream from.
    pub(crate) fn open(&self, method: &str, url: &str, fields: &[(&str, &str)], body: &[u8]) -> (Wire, Url) {
        let parts = Url::parse(url);
        let proxied = self.through.filter(|_| parts.https && parts.port == 443);
        let mut wire = match proxied {
            Some(port) => Wire::Plain(std::net::TcpStream::connect(("127.0.0.1", port)).unwrap()),
            None => Wire::connect(&parts),
        };
        wire.set_timeout(Duration::from_secs(20));
        let authority = without_default_port(&parts.origin());
        let authority = authority.split_once("://").unwrap().1.to_owned();
        let mut head = format!("{method} {} HTTP/1.1\r\nhost: {authority}\r\n", parts.rest);
        if proxied.is_some() {
            head.push_str("x-forwarded-proto: https\r\n");
        }
        let upgrade = fields.iter().any(|(n, _)| n.eq_ignore_ascii_case("upgrade"));
        if !upgrade {
            head.push_str("connection: close\r\n");
        }
        let goes = |place: &str| place == parts.host || (place.starts_with('.') && parts.host.ends_with(place));
        let cookies: Vec<String> = self.cookies.iter().filter(|(p, _)| goes(p)).flat_map(|(_, jar)| jar).map(|(n, v)| format!("{n}={v}")).collect();
        if !cookies.is_empty() {
            head.push_str(&format!("cookie: {}\r\n", cookies.join("; ")));
        }
        for (n, v) in fields {
            head.push_str(&format!("{n}: {v}\r\n"));
        }
        if !body.is_empty() || method == "POST" {
            head.push_str(&format!("content-length: {}\r\n", body.len()));
        }
        head.push_str("\r\n");
        wire.write_all(head.as_bytes()).unwrap();
        wire.write_all(body).unwrap();
        (wire, parts)
    }
    fn keep(&mut self, host: &str, answer: &Answer) {
        for cookie in answer.fields("set-cookie") {
            let mut parts = cookie.split(';').map(str::trim);
            let (name, value) = parts.next().unwrap().split_once('=').unwrap();
            let domain = parts.clone().find_map(|p| p.strip_prefix("Domain="));
            assert_eq!(domain.is_some(), name == "__Secure-portcullis", "only the cookie of a domain is not host-only: {cookie}");
            assert!(domain.is_none_or(|d| host.ends_with(&format!(".{d}"))), "no browser takes this from {host}: {cookie}");
            let gone = parts.any(|p| p.eq_ignore_ascii_case("max-age=0"));
            let jar = self.cookies.entry(domain.map_or_else(|| host.to_owned(), |d| format!(".{d}"))).or_default();
            if gone {
                jar.remove(name);
            } else {
                jar.insert(name.to_owned(), value.to_owned());
            }
        }
    }
    /// Signs in from wherever the browser was sent: one page, one form.
    pub(crate) fn sign_in(&mut self, url: &str, name: &str, password: &str) -> Answer {
        let page = self.get(url);
        assert!(page.text().contains("name=\"password\""), "no sign-in form at {}: {}", page.url, page.text());
        self.submit(&page, &[("username", name), ("password", password)])
    }
}

fn without_default_port(origin: &str) -> String {
    origin
        .strip_suffix(":443")
        .filter(|o| o.starts_with("https"))
        .or_else(|| origin.strip_suffix(":80").filter(|o| o.starts_with("http:")))
        .unwrap_or(origin)
        .to_owned()
}
