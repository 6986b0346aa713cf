//! The cookies of a request, read once and remembered.
//!
//! Why: a browser sends the same line with every request. Checking the MAC and cutting our cookies out of it costs more
//! than the decision itself; what came of a line is kept on each worker. The session itself is looked up every time: a
//! line that was good once opens nothing after its session has ended.

use crate::cookies;
use http::header::{self, HeaderMap, HeaderValue};
use portcullis_identity::{CookieClass, Handle, Identity};
use std::cell::RefCell;
use std::collections::HashMap;
use std::hash::BuildHasher;
use std::sync::Arc;

/// Lines a worker keeps; when full, all go.
const LIMIT: usize = 8 * 1024;
/// Longer lines are read each time.
const LONGEST: usize = 4 * 1024;

/// Lines by a keyed hash of host and line.
#[derive(Default)]
struct Lines {
    known: HashMap<u64, Arc<Presented>, foldhash::fast::FixedState>,
    hasher: foldhash::fast::RandomState,
}

thread_local! {
    static LINES: RefCell<Lines> = RefCell::default();
}

/// What a `Cookie` line comes to on a host.
#[derive(Debug)]
pub(crate) struct Presented {
    host: Box<str>,
    line: Box<[u8]>,
    /// The session's handle, where the one cookie of ours passed its MAC.
    pub(crate) handle: Option<Handle>,
    /// What is left for the origin.
    rest: Option<HeaderValue>,
}

impl Presented {
    /// The session's handle that a request brings for a host, or for a domain (`.example.com`).
    pub(crate) fn handle(identity: &Identity, headers: &HeaderMap, bound: &str) -> Option<Handle> {
        match Self::of(identity, headers, bound) {
            Some(presented) => presented.handle,
            None => read(identity, headers, bound),
        }
    }
    /// None where the request has no cookie, several lines, or a very long one: then nothing is remembered.
    pub(crate) fn of(identity: &Identity, headers: &HeaderMap, host: &str) -> Option<Arc<Self>> {
        let mut lines = headers.get_all(header::COOKIE).iter();
        let (Some(line), None) = (lines.next(), lines.next()) else { return None };
        if line.len() > LONGEST {
            return None;
        }
        LINES.with_borrow_mut(|Lines { known, hasher }| {
            let key = hasher.hash_one((host, line.as_bytes()));
            if let Some(found) = known.get(&key).filter(|p| *p.host == *host && *p.line == *line.as_bytes()) {
                return Some(found.clone());
            }
            let handle = read(identity, headers, host);
            let mut left = HeaderMap::with_capacity(1);
            left.insert(header::COOKIE, line.clone());
            cookies::strip(&mut left);
            // Copied: the value would keep the whole head it was cut from.
            let rest = left.get(header::COOKIE).and_then(|v| HeaderValue::from_bytes(v.as_bytes()).ok());
            let read = Arc::new(Self { host: host.into(), line: line.as_bytes().into(), handle, rest });
            if known.len() >= LIMIT {
                known.clear();
            }
            known.insert(key, read.clone());
            Some(read)
        })
    }
    /// Leaves in the head what the origin may see.
    pub(crate) fn strip(&self, headers: &mut HeaderMap) {
        match &self.rest {
            Some(rest) => {
                headers.insert(header::COOKIE, rest.clone());
            }
            None => {
                headers.remove(header::COOKIE);
            }
        }
    }
}

/// No host begins with a dot.
fn read(identity: &Identity, headers: &HeaderMap, bound: &str) -> Option<Handle> {
    let (class, name) = if bound.starts_with('.') { (CookieClass::Domain, cookies::DOMAIN) } else { (CookieClass::Host, cookies::SESSION) };
    cookies::value(headers, name).and_then(|v| identity.read_cookie(class, bound, v))
}
