//! How often a request has been through us: a mark that we write and read again.
//!
//! Why: an origin that is ourselves, through DNS or another proxy, would send a request round until nothing is left to open
//! a connection with. Whoever forges the mark shortens only the way of a request of their own.

use http::header::{HeaderMap, HeaderName, HeaderValue};

pub(crate) const HOP: HeaderName = HeaderName::from_static("x-portcullis-hop");
/// What the marks are, from the first time on. A request that brings the last one goes no further.
static MARKS: [HeaderValue; 3] = [HeaderValue::from_static("1"), HeaderValue::from_static("2"), HeaderValue::from_static("3")];

/// The mark for the way on; none for a request that has been here too often. Anything else than a mark of ours counts as none.
/// Read before reserved fields are stripped.
pub(crate) fn next(headers: &HeaderMap) -> Option<&'static HeaderValue> {
    let been = headers.get(&HOP).and_then(|brought| MARKS.iter().position(|mark| mark == brought)).map_or(0, |at| at + 1);
    MARKS.get(been)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_request_goes_through_three_times_and_forgeries_count_as_none() {
        let mut headers = HeaderMap::new();
        for mark in ["1", "2", "3"] {
            let next = next(&headers).unwrap();
            assert_eq!(next, mark);
            headers.insert(HOP, next.clone());
        }
        assert!(next(&headers).is_none());
        for forged in ["0", "4", "-1", "01", "x", "1,2", "99999999999999999999"] {
            headers.insert(HOP, HeaderValue::from_static(forged));
            assert_eq!(next(&headers).unwrap(), "1", "{forged}");
        }
    }
}
