//! The frames of a server's messages, looked at before anything reads them.
//!
//! Why: the LDAP library's reader goes as deep as it is led and keeps what never ends. A server, or whoever sits between before TLS
//! begins, must not end the process with brackets; so size, depth and lengths are checked here, byte by byte, without recursion.

use std::io::{Error, ErrorKind, Result};
use tokio::io::{AsyncRead, AsyncReadExt};

/// No answer to our questions is larger: pictures and keys are not asked for.
const LARGEST: usize = 4 * 1024 * 1024;
const DEEPEST: usize = 24;

/// One whole message, as it came. `None` at the end of the stream.
pub(crate) async fn next(from: &mut (impl AsyncRead + Unpin)) -> Result<Option<Vec<u8>>> {
    let mut frame = vec![0; 2];
    let (first, rest) = frame.split_at_mut(1);
    if from.read(first).await? == 0 {
        return Ok(None);
    }
    from.read_exact(rest).await?;
    let (Some(0x30), Some(short)) = (frame.first().copied(), frame.get(1).copied()) else { return Err(bad()) };
    let length = if short < 0x80 {
        usize::from(short)
    } else {
        // RFC 4511 §5.1: definite lengths only.
        let many = usize::from(short & 0x7f);
        if !(1..=4).contains(&many) {
            return Err(bad());
        }
        let start = frame.len();
        frame.resize(start + many, 0);
        from.read_exact(frame.get_mut(start..).unwrap_or_default()).await?;
        frame.iter().skip(start).fold(0, |n, b| n << 8 | usize::from(*b))
    };
    if length > LARGEST {
        return Err(Error::new(ErrorKind::InvalidData, "the server's message is too large"));
    }
    let start = frame.len();
    frame.resize(start + length, 0);
    from.read_exact(frame.get_mut(start..).unwrap_or_default()).await?;
    if is_sound(&frame) { Ok(Some(frame)) } else { Err(bad()) }
}

fn bad() -> Error {
    Error::new(ErrorKind::InvalidData, "the server's message is no LDAP message")
}

/// Whether every element ends where the one around it lets it, and none is nested too deeply.
fn is_sound(frame: &[u8]) -> bool {
    let mut ends = vec![frame.len()];
    let mut at = 0;
    while let Some(&end) = ends.last() {
        if at == end {
            ends.pop();
            continue;
        }
        let (Some(&tag), Some(&short)) = (frame.get(at), frame.get(at + 1)) else { return false };
        // Tags of more than one byte are not used in LDAP.
        if tag & 0x1f == 0x1f {
            return false;
        }
        at += 2;
        let mut length = usize::from(short);
        if short >= 0x80 {
            let many = usize::from(short & 0x7f);
            let Some(bytes) = frame.get(at..at + many).filter(|b| (1..=4).contains(&b.len())) else { return false };
            length = bytes.iter().fold(0, |n, b| n << 8 | usize::from(*b));
            at += many;
        }
        let Some(inner) = at.checked_add(length).filter(|e| *e <= end) else { return false };
        if tag & 0x20 == 0 {
            at = inner;
        } else if ends.len() > DEEPEST {
            return false;
        } else {
            ends.push(inner);
        }
    }
    true
}

/// The result code of an answer to our first message; `None` for anything else.
pub(crate) fn first_result(frame: &[u8], operation: u8) -> Option<u8> {
    let body = content(frame, 0x30)?;
    // Message id 1 in one byte, then the operation with its result code first.
    let rest = body.strip_prefix(&[0x02, 0x01, 0x01])?;
    let result = content(rest, operation)?;
    match result {
        [0x0a, 0x01, code, ..] => Some(*code),
        _ => None,
    }
}

fn content(element: &[u8], tag: u8) -> Option<&[u8]> {
    let (first, rest) = element.split_first()?;
    let (short, rest) = rest.split_first()?;
    if *first != tag {
        return None;
    }
    let many = if *short < 0x80 { 0 } else { usize::from(short & 0x7f) };
    let length = if many == 0 { usize::from(*short) } else { rest.get(..many)?.iter().fold(0, |n, b| n << 8 | usize::from(*b)) };
    rest.get(many..many + length)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use super::*;

    fn nested(depth: usize) -> Vec<u8> {
        let mut inner: Vec<u8> = Vec::new();
        for _ in 0..depth {
            let length = u32::try_from(inner.len()).unwrap().to_be_bytes();
            inner = [&[0x30, 0x84], &length[..], &inner].concat();
        }
        inner
    }
    async fn read(bytes: &[u8]) -> Result<Option<Vec<u8>>> {
        next(&mut &bytes[..]).await
    }

    #[tokio::test]
    async fn s21_what_is_too_deep_too_large_or_torn_is_refused() {
        assert!(read(&nested(DEEPEST)).await.is_ok());
        assert!(read(&nested(DEEPEST + 1)).await.is_err());
        assert!(read(&nested(100_000)).await.is_err());
        assert!(read(&[0x30, 0x84, 0x7f, 0xff, 0xff, 0xff]).await.is_err(), "not two gigabytes");
        assert!(read(&[0x30, 0x80, 0, 0]).await.is_err(), "no indefinite length");
        assert!(read(&[0x30, 0x03, 0x02, 0x05, 0x01]).await.is_err(), "longer than what holds it");
        assert!(read(&[0x30, 0x05, 0x02]).await.is_err());
        assert!(read(b"HTTP/1.1 400 Bad Request\r\n\r\n").await.is_err());
        assert!(read(&[]).await.unwrap().is_none());
    }
    #[tokio::test]
    async fn a_message_is_given_as_it_came() {
        // bindResponse, success; and the same with long lengths, as Active Directory writes them.
        for message in [
            vec![0x30, 0x0c, 0x02, 0x01, 0x01, 0x61, 0x07, 0x0a, 0x01, 0x00, 0x04, 0x00, 0x04, 0x00],
            vec![0x30, 0x84, 0, 0, 0, 0x10, 0x02, 0x01, 0x01, 0x61, 0x84, 0, 0, 0, 0x07, 0x0a, 0x01, 0x00, 0x04, 0x00, 0x04, 0x00],
        ] {
            assert_eq!(read(&message).await.unwrap().unwrap(), message);
            assert_eq!(first_result(&message, 0x61), Some(0));
            assert_eq!(first_result(&message, 0x78), None);
        }
    }
}
