//! An answer, read out of the bytes that came so far (RFC 9112).
//!
//! Why: an answer is whole by its own account of its length, or it is none.

use super::{Answered, NotAnswered};

pub(super) const MOST_HEAD: usize = 16 * 1024;
const MOST_FIELDS: usize = 64;

/// The answer once it is whole; `None` while more has to come. `ended`: nothing more comes.
pub(super) fn read(heard: &[u8], ended: bool) -> Result<Option<Answered>, NotAnswered> {
    let mut fields = [httparse::EMPTY_HEADER; MOST_FIELDS];
    let mut response = httparse::Response::new(&mut fields);
    let end = match response.parse(heard) {
        Ok(httparse::Status::Complete(end)) if end <= MOST_HEAD => end,
        Ok(httparse::Status::Partial) if heard.len() <= MOST_HEAD => return Ok(None),
        _ => return Err(NotAnswered::Unreadable),
    };
    let status = response.code.ok_or(NotAnswered::Unreadable)?;
    let rest = heard.get(end..).unwrap_or_default();
    if (100..200).contains(&status) {
        // An interim answer; the real one follows. Nobody upgrades here.
        return if status == 101 { Err(NotAnswered::Unreadable) } else { read(rest, ended) };
    }
    let all = |name: &str| response.headers.iter().filter(move |h| h.name.eq_ignore_ascii_case(name)).map(|h| h.value).collect::<Vec<_>>();
    let body = match (all("transfer-encoding").as_slice(), all("content-length").as_slice()) {
        ([], []) if status == 204 || status == 304 => Some(Vec::new()),
        ([], []) => bounded(rest)?.filter(|_| ended),
        ([], [length]) => {
            let length = std::str::from_utf8(length).ok().filter(|t| !t.is_empty() && t.bytes().all(|b| b.is_ascii_digit()));
            let length: usize = length.and_then(|t| t.parse().ok()).ok_or(NotAnswered::Unreadable)?;
            if length > Answered::MOST {
                return Err(NotAnswered::TooLong);
            }
            rest.get(..length).map(<[u8]>::to_vec)
        }
        ([coding], []) if coding.eq_ignore_ascii_case(b"chunked") => chunks(rest)?,
        _ => return Err(NotAnswered::Unreadable),
    };
    match body {
        Some(body) => Ok(Some(Answered { status, body })),
        None if ended => Err(NotAnswered::Unreadable),
        None => Ok(None),
    }
}

fn bounded(body: &[u8]) -> Result<Option<Vec<u8>>, NotAnswered> {
    if body.len() > Answered::MOST { Err(NotAnswered::TooLong) } else { Ok(Some(body.to_vec())) }
}

/// The content, once the last chunk is there. What stands in trailers is not read.
fn chunks(mut rest: &[u8]) -> Result<Option<Vec<u8>>, NotAnswered> {
    let mut body = Vec::new();
    loop {
        let (at, size) = match httparse::parse_chunk_size(rest) {
            Ok(httparse::Status::Complete(found)) => found,
            Ok(httparse::Status::Partial) => return Ok(None),
            Err(_) => return Err(NotAnswered::Unreadable),
        };
        if size == 0 {
            return Ok(Some(body));
        }
        let size = usize::try_from(size).ok().filter(|size| body.len().saturating_add(*size) <= Answered::MOST).ok_or(NotAnswered::TooLong)?;
        let Some((content, after)) = rest.get(at..).and_then(|r| r.split_at_checked(size)) else { return Ok(None) };
        body.extend(content);
        rest = match after {
            [b'\r', b'\n', after @ ..] => after,
            [] | [b'\r'] => return Ok(None),
            _ => return Err(NotAnswered::Unreadable),
        };
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn whole(heard: &str, ended: bool) -> Result<Option<(u16, String)>, NotAnswered> {
        read(heard.as_bytes(), ended).map(|a| a.map(|a| (a.status, String::from_utf8(a.body).unwrap())))
    }

    #[test]
    fn an_answer_is_whole_by_its_own_account() {
        let long = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}";
        for at in 0..long.len() {
            assert_eq!(whole(&long[..at], false), Ok(None), "{at}");
        }
        assert_eq!(whole(long, false), Ok(Some((200, "{}".into()))));
        let chunked = "HTTP/1.1 401 x\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2;x=y\r\nde\r\n0\r\n\r\n";
        for at in 0..chunked.len() - 2 {
            assert_eq!(whole(&chunked[..at], false), Ok(None), "{at}");
        }
        assert_eq!(whole(chunked, false), Ok(Some((401, "abcde".into()))));
        let to_the_end = "HTTP/1.1 200 OK\r\n\r\n{}";
        assert_eq!((whole(to_the_end, false), whole(to_the_end, true)), (Ok(None), Ok(Some((200, "{}".into())))));
        assert_eq!(whole("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 204 x\r\n\r\n", false), Ok(Some((204, String::new()))));
    }
    #[test]
    fn s19_what_is_cut_or_contradicts_itself_is_no_answer() {
        for (heard, ended) in [
            ("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n{}", true),
            ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nab", true),
            ("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}", false),
            ("HTTP/1.1 200 OK\r\nContent-Length: +2\r\n\r\n{}", false),
            ("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n{}", false),
            ("HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n{}", false),
            ("HTTP/1.1 101 x\r\n\r\n", false),
            ("SSH-2.0-x\r\n", false),
            ("", true),
        ] {
            let answer = whole(heard, ended);
            assert!(matches!(answer, Err(NotAnswered::Unreadable)) || (heard.is_empty() && answer == Ok(None)), "{heard}: {answer:?}");
        }
    }
    #[test]
    fn s21_an_answer_has_an_end() {
        assert_eq!(whole("HTTP/1.1 200 OK\r\nContent-Length: 99999999\r\n\r\n", false), Err(NotAnswered::TooLong));
        assert_eq!(whole("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffffff\r\n", false), Err(NotAnswered::TooLong));
        assert_eq!(whole(&format!("HTTP/1.1 200 OK\r\nx: {}", "y".repeat(MOST_HEAD)), false), Err(NotAnswered::Unreadable));
        assert_eq!(whole(&format!("HTTP/1.1 200 OK\r\n\r\n{}", "y".repeat(Answered::MOST + 1)), false), Err(NotAnswered::TooLong));
    }
}
