//! A request to the test's Duo, read from the wire.
//!
//! Why: parameters are taken apart here and put together again, so a signature over another spelling does not pass.

use std::io::Read;

pub(super) struct Request {
    pub(super) method: String,
    pub(super) path: String,
    /// The query, or the form in the body.
    encoded: String,
    fields: Vec<(String, String)>,
}

impl Request {
    pub(super) fn read(from: &mut impl Read) -> Option<Self> {
        let mut heard = Vec::new();
        let end = loop {
            if let Some(at) = heard.windows(4).position(|w| w == b"\r\n\r\n") {
                break at;
            }
            more(from, &mut heard)?;
        };
        let head = String::from_utf8(heard[..end].to_vec()).ok()?;
        let mut lines = head.split("\r\n");
        let mut first = lines.next()?.split(' ');
        let (method, target) = (first.next()?.to_owned(), first.next()?.to_owned());
        let fields: Vec<(String, String)> = lines.filter_map(|l| l.split_once(": ").map(|(n, v)| (n.to_ascii_lowercase(), v.to_owned()))).collect();
        let length: usize = fields.iter().find(|(n, _)| n == "content-length").map_or(Some(0), |(_, v)| v.parse().ok())?;
        while heard.len() < end + 4 + length {
            more(from, &mut heard)?;
        }
        let body = String::from_utf8(heard[end + 4..end + 4 + length].to_vec()).ok()?;
        let (path, query) = target.split_once('?').map_or((target.clone(), String::new()), |(p, q)| (p.to_owned(), q.to_owned()));
        let form = fields.iter().any(|f| *f == ("content-type".into(), "application/x-www-form-urlencoded".into()));
        let encoded = if method == "GET" {
            query
        } else if form && query.is_empty() {
            body
        } else {
            return None;
        };
        Some(Self { method, path, encoded, fields })
    }
    pub(super) fn field(&self, name: &str) -> Option<&str> {
        self.fields.iter().find(|(n, _)| n == name).map(|(_, v)| v.as_str())
    }
    pub(super) fn params(&self) -> Result<Vec<(String, String)>, String> {
        self.encoded
            .split('&')
            .filter(|p| !p.is_empty())
            .map(|pair| pair.split_once('=').and_then(|(n, v)| Some((decoded(n)?, decoded(v)?))).ok_or(format!("parameter {pair:?}")))
            .collect()
    }
}

fn more(from: &mut impl Read, heard: &mut Vec<u8>) -> Option<()> {
    let mut some = [0; 4096];
    match from.read(&mut some) {
        Ok(n @ 1..) if heard.len() < 1_000_000 => {
            heard.extend(&some[..n]);
            Some(())
        }
        _ => None,
    }
}

fn decoded(text: &str) -> Option<String> {
    let mut out = Vec::new();
    let mut bytes = text.bytes();
    while let Some(b) = bytes.next() {
        match b {
            b'%' => {
                let pair = [bytes.next()?, bytes.next()?];
                out.push(u8::from_str_radix(std::str::from_utf8(&pair).ok()?, 16).ok()?);
            }
            // A form's space; Duo wants %20.
            b'+' => return None,
            b => out.push(b),
        }
    }
    String::from_utf8(out).ok()
}

/// Sorted by name, each byte that is not unreserved as `%XX`.
pub(super) fn canonical(params: &[(String, String)]) -> String {
    let escape = |text: &str| {
        text.bytes()
            .map(|b| match b {
                b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'_' | b'.' | b'~' | b'-' => char::from(b).to_string(),
                b => format!("%{b:02X}"),
            })
            .collect::<String>()
    };
    let mut all: Vec<String> = params.iter().map(|(n, v)| format!("{}={}", escape(n), escape(v))).collect();
    all.sort();
    all.join("&")
}
