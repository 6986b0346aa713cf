//! Message bodies on an HTTP/1.1 wire: lengths, chunks, trailers (RFC 9112 §6, §7).
//!
//! Why: one strict decoder for requests and responses, so that where a message ends has one answer (S10).

use bytes::{Buf, Bytes, BytesMut};
use http::{HeaderMap, HeaderName, HeaderValue};

/// A chunk-size line, extensions included, may be this long.
const MAX_SIZE_LINE: usize = 4 * 1024;
/// All trailers together may be this long.
const MAX_TRAILERS: usize = 16 * 1024;

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum BadFraming {
    #[error("a chunk is malformed")]
    Chunk,
    #[error("a trailer is malformed")]
    Trailer,
    #[error("the body ended early")]
    Truncated,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Done,
    Length(u64),
    Size,
    Data(u64),
    DataEnd,
    Trailers,
    UntilClose,
}

/// What a step of decoding gave.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Decoded {
    Data(Bytes),
    /// More bytes must be read.
    More,
    End,
}

/// Where in a body the reader stands.
#[derive(Debug)]
pub(crate) struct Decoder {
    state: State,
    trailers: Option<HeaderMap>,
}
impl Decoder {
    pub(crate) const fn none() -> Self {
        Self { state: State::Done, trailers: None }
    }
    pub(crate) const fn length(n: u64) -> Self {
        Self { state: if n == 0 { State::Done } else { State::Length(n) }, trailers: None }
    }
    pub(crate) const fn chunked() -> Self {
        Self { state: State::Size, trailers: None }
    }
    pub(crate) const fn until_close() -> Self {
        Self { state: State::UntilClose, trailers: None }
    }
    pub(crate) fn is_done(&self) -> bool {
        self.state == State::Done
    }
    /// The exact number of body bytes to come, where it is known.
    pub(crate) fn remaining(&self) -> Option<u64> {
        match self.state {
            State::Done => Some(0),
            State::Length(n) => Some(n),
            _ => None,
        }
    }
    /// How much to read next, in bytes.
    pub(crate) fn want(&self) -> usize {
        match self.state {
            State::Length(n) | State::Data(n) => usize::try_from(n.clamp(4096, 64 * 1024)).unwrap_or(4096),
            State::UntilClose => 16 * 1024,
            _ => 4096,
        }
    }
    pub(crate) fn take_trailers(&mut self) -> Option<HeaderMap> {
        self.trailers.take()
    }
    /// The sender closed: the end of a body that runs until close, the death of any other.
    pub(crate) fn closed(&mut self) -> Result<(), BadFraming> {
        match self.state {
            State::Done => Ok(()),
            State::UntilClose => {
                self.state = State::Done;
                Ok(())
            }
            _ => Err(BadFraming::Truncated),
        }
    }
    pub(crate) fn decode(&mut self, buf: &mut BytesMut) -> Result<Decoded, BadFraming> {
        loop {
            match self.state {
                State::Done => return Ok(Decoded::End),
                _ if buf.is_empty() => return Ok(Decoded::More),
                State::UntilClose => return Ok(Decoded::Data(buf.split().freeze())),
                State::Length(n) => {
                    let (data, left) = take(buf, n);
                    self.state = if left == 0 { State::Done } else { State::Length(left) };
                    return Ok(Decoded::Data(data));
                }
                State::Data(n) => {
                    let (data, left) = take(buf, n);
                    self.state = if left == 0 { State::DataEnd } else { State::Data(left) };
                    return Ok(Decoded::Data(data));
                }
                State::DataEnd => match buf.get(..2) {
                    Some(b"\r\n") => {
                        buf.advance(2);
                        self.state = State::Size;
                    }
                    None if buf.first() == Some(&b'\r') => return Ok(Decoded::More),
                    _ => return Err(BadFraming::Chunk),
                },
                State::Size => {
                    let Some(end) = memchr::memchr(b'\n', buf) else {
                        return if buf.len() > MAX_SIZE_LINE { Err(BadFraming::Chunk) } else { Ok(Decoded::More) };
                    };
                    let line = buf.get(..end).and_then(|l| l.strip_suffix(b"\r")).ok_or(BadFraming::Chunk)?;
                    let size = chunk_size(line).ok_or(BadFraming::Chunk)?;
                    buf.advance(end + 1);
                    self.state = if size == 0 { State::Trailers } else { State::Data(size) };
                }
                State::Trailers => {
                    let Some(end) = trailer_end(buf)? else { return Ok(Decoded::More) };
                    if end > 2 {
                        self.trailers = Some(parse_trailers(buf.get(..end).unwrap_or_default())?);
                    }
                    buf.advance(end);
                    self.state = State::Done;
                }
            }
        }
    }
}

fn take(buf: &mut BytesMut, n: u64) -> (Bytes, u64) {
    let k = usize::try_from(n).map_or(buf.len(), |n| n.min(buf.len()));
    (buf.split_to(k).freeze(), n - k as u64)
}

/// `1*HEXDIG [ ";" extension ]`, no white space before the semicolon, no control character anywhere. Extensions are dropped.
fn chunk_size(line: &[u8]) -> Option<u64> {
    let (digits, extension) = match memchr::memchr(b';', line) {
        Some(i) => (line.get(..i)?, line.get(i + 1..)?),
        None => (line, &b""[..]),
    };
    if digits.is_empty() || digits.len() > 16 || line.len() > MAX_SIZE_LINE || extension.iter().any(|b| (*b < 0x20 && *b != b'\t') || *b == 0x7f) {
        return None;
    }
    digits.iter().try_fold(0u64, |n, d| Some(n.checked_mul(16)? + u64::from((*d as char).to_digit(16)?)))
}

/// The length of the trailer section including its final empty line, once it is all there.
fn trailer_end(buf: &[u8]) -> Result<Option<usize>, BadFraming> {
    let mut line_start = 0;
    for end in memchr::memchr_iter(b'\n', buf) {
        let line = buf.get(line_start..end).and_then(|l| l.strip_suffix(b"\r")).ok_or(BadFraming::Trailer)?;
        if line.is_empty() {
            return Ok(Some(end + 1));
        }
        line_start = end + 1;
    }
    if buf.len() > MAX_TRAILERS { Err(BadFraming::Trailer) } else { Ok(None) }
}

fn parse_trailers(section: &[u8]) -> Result<HeaderMap, BadFraming> {
    let mut slots = [httparse::EMPTY_HEADER; 32];
    let Ok(httparse::Status::Complete((_, fields))) = httparse::parse_headers(section, &mut slots) else { return Err(BadFraming::Trailer) };
    let mut map = HeaderMap::with_capacity(fields.len());
    for f in fields {
        let name = HeaderName::from_bytes(f.name.as_bytes()).map_err(|_| BadFraming::Trailer)?;
        map.append(name, HeaderValue::from_bytes(f.value).map_err(|_| BadFraming::Trailer)?);
    }
    Ok(map)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use super::*;

    fn all(mut d: Decoder, wire: &[u8]) -> Result<(Vec<u8>, usize, Option<HeaderMap>), BadFraming> {
        let mut buf = BytesMut::from(wire);
        let mut out = Vec::new();
        loop {
            match d.decode(&mut buf)? {
                Decoded::Data(b) => out.extend_from_slice(&b),
                Decoded::More => return Err(BadFraming::Truncated),
                Decoded::End => return Ok((out, buf.len(), d.take_trailers())),
            }
        }
    }

    #[test]
    fn s10_chunks_end_where_they_say() {
        let (body, rest, trailers) = all(Decoder::chunked(), b"5;a=b\r\nhello\r\n06\r\n world\r\n0\r\nX-T: 1\r\n\r\nGET /").unwrap();
        assert_eq!((body.as_slice(), rest), (&b"hello world"[..], 5));
        assert_eq!(trailers.unwrap().get("x-t").unwrap(), "1");
        assert_eq!(all(Decoder::length(3), b"abcdef").unwrap().1, 3);
        assert_eq!(all(Decoder::chunked(), b"0\r\n\r\n").unwrap().0, b"");
    }
    #[test]
    fn s10_odd_chunks_are_refused() {
        for bad in [
            &b"5\nhello\r\n0\r\n\r\n"[..],
            b"5 \r\nhello\r\n0\r\n\r\n",
            b" 5\r\nhello\r\n0\r\n\r\n",
            b"0x5\r\nhello\r\n0\r\n\r\n",
            b"+5\r\nhello\r\n0\r\n\r\n",
            b"-5\r\nhello\r\n0\r\n\r\n",
            b"\r\nhello\r\n0\r\n\r\n",
            b"g\r\nhello\r\n0\r\n\r\n",
            b"5;a\x0bb\r\nhello\r\n0\r\n\r\n",
            b"5\rX\r\nhello\r\n0\r\n\r\n",
            b"5\r\nhelloX\r\n0\r\n\r\n",
            b"5\r\nhello\n0\r\n\r\n",
            b"11111111111111111\r\nhello\r\n0\r\n\r\n",
            b"0\r\n\n",
            b"0\r\nX: y\n\r\n",
            b"0\r\nX : y\r\n\r\n",
            b"0\r\n X: y\r\n\r\n",
        ] {
            assert!(matches!(all(Decoder::chunked(), bad), Err(BadFraming::Chunk | BadFraming::Trailer)), "{}", String::from_utf8_lossy(bad));
        }
    }
    #[test]
    fn byte_by_byte_is_the_same() {
        let wire = b"5;x\r\nhello\r\n1\r\n!\r\n0\r\nA: b\r\n\r\n";
        let (mut d, mut buf, mut out) = (Decoder::chunked(), BytesMut::new(), Vec::new());
        for b in wire {
            buf.extend_from_slice(&[*b]);
            while let Decoded::Data(x) = d.decode(&mut buf).unwrap() {
                out.extend_from_slice(&x);
            }
        }
        assert!(d.is_done() && out == b"hello!" && buf.is_empty());
    }
    #[test]
    fn a_body_cut_short_is_an_error() {
        assert_eq!(Decoder::length(3).closed(), Err(BadFraming::Truncated));
        assert_eq!(Decoder::chunked().closed(), Err(BadFraming::Truncated));
        assert_eq!(Decoder::until_close().closed(), Ok(()));
        assert_eq!(Decoder::none().closed(), Ok(()));
    }
}
