//! The path of a request: the form that is matched, and where its parts lie in the bytes as sent.
//!
//! Why: whoever reads the same bytes behind us (once more decoded, with path parameters, with dot segments removed) must not
//! arrive anywhere that was not judged (S1).

use super::BadTarget;

/// What a path says.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Read {
    /// Absent where it equals the path as sent.
    pub(super) matched: Option<String>,
    pub(super) encoded_slash: bool,
}

/// Reads the path of an origin-form target.
pub(super) fn read(path: &str) -> Result<Read, BadTarget> {
    let bytes = path.as_bytes();
    if !path.starts_with('/') || path.starts_with("//") {
        return Err(BadTarget::BadStart);
    }
    let (mut escapes, mut runs, mut wide, mut before) = (false, false, false, 0);
    for &b in bytes {
        match b {
            b'%' => escapes = true,
            b'/' if before == b'/' => runs = true,
            b'\\' => return Err(BadTarget::EncodedSlash),
            0x80.. => wide = true,
            _ => {}
        }
        before = b;
    }
    if escapes {
        return read_escaped(path);
    }
    if wide && path.chars().any(char::is_control) {
        return Err(BadTarget::Control);
    }
    refuse_dots(bytes)?;
    let matched = if runs { Some(text(Steps::new(path, Escapes::Decode))?) } else { None };
    Ok(Read { matched, encoded_slash: false })
}

/// The rest of the raw path after the bytes that gave the first `length` bytes of the matched form.
pub(super) fn raw_after(path: &str, encoded_slash: bool, length: usize) -> Option<&str> {
    let mut steps = Steps::new(path, if encoded_slash { Escapes::KeepSlashes } else { Escapes::Decode });
    let mut given = 0;
    while given < length {
        given += steps.next()?.ok()?.bytes().len();
    }
    if given != length {
        return None;
    }
    steps.skip_run();
    path.get(steps.at..)
}

fn read_escaped(path: &str) -> Result<Read, BadTarget> {
    let plain = text(Steps::new(path, Escapes::Decode))?;
    let deep = decode_fully(path.as_bytes());
    if deep.bytes.iter().any(|b| *b < 0x20 || *b == 0x7f) || plain.chars().any(char::is_control) {
        return Err(BadTarget::Control);
    }
    if matches!(deep.bytes.get(1), Some(b'/' | b'\\')) {
        return Err(BadTarget::BadStart);
    }
    refuse_dots(&deep.bytes)?;
    let matched = if deep.slash { text(Steps::new(path, Escapes::KeepSlashes))? } else { plain };
    Ok(Read { matched: Some(matched), encoded_slash: deep.slash })
}

fn text(steps: Steps<'_>) -> Result<String, BadTarget> {
    let mut out: Vec<u8> = Vec::with_capacity(steps.path.len());
    for step in steps {
        out.extend_from_slice(step?.bytes());
    }
    String::from_utf8(out).map_err(|_| BadTarget::Control)
}

/// Refuses `.` and `..` as any reader might see them: between slashes of either kind, before path parameters, query or fragment.
fn refuse_dots(path: &[u8]) -> Result<(), BadTarget> {
    for segment in path.split(|b| matches!(b, b'/' | b'\\')) {
        let bare = segment.split(|b| matches!(b, b';' | b'?' | b'#')).next().unwrap_or_default();
        if bare == b"." || bare == b".." {
            return Err(BadTarget::DotSegment);
        }
    }
    Ok(())
}

struct Deep {
    bytes: Vec<u8>,
    /// Whether some escape, at whatever depth, stood for a slash or backslash.
    slash: bool,
}

/// Decodes until nothing is left to decode, in one pass: `%252e` and `%25%32%65` become `.` too. Linear, since every
/// replacement takes two bytes away.
fn decode_fully(path: &[u8]) -> Deep {
    let mut out: Vec<u8> = Vec::with_capacity(path.len());
    let mut slash = false;
    for &b in path {
        out.push(b);
        while let [.., b'%', h, l] = out.as_slice() {
            let Some(byte) = hex(*h, *l) else { break };
            slash |= matches!(byte, b'/' | b'\\');
            out.truncate(out.len() - 3);
            out.push(byte);
        }
    }
    Deep { bytes: out, slash }
}

fn hex(high: u8, low: u8) -> Option<u8> {
    let digit = |b: u8| (b as char).to_digit(16);
    u8::try_from(digit(high)? * 16 + digit(low)?).ok()
}

/// What happens to the escapes `%2F`, `%5C` and `%25`.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Escapes {
    Decode,
    KeepSlashes,
}

/// What one character of the raw path gives to the matched form.
enum Step {
    One([u8; 1]),
    Kept([u8; 3]),
}
impl Step {
    fn bytes(&self) -> &[u8] {
        match self {
            Self::One(b) => b,
            Self::Kept(b) => b,
        }
    }
}

/// Walks a raw path, giving the matched form piece by piece.
struct Steps<'a> {
    path: &'a str,
    at: usize,
    escapes: Escapes,
    after_slash: bool,
}
impl<'a> Steps<'a> {
    fn new(path: &'a str, escapes: Escapes) -> Self {
        Self { path, at: 0, escapes, after_slash: false }
    }
    fn byte(&self, offset: usize) -> Option<u8> {
        self.path.as_bytes().get(self.at + offset).copied()
    }
    /// Passes over slashes that repeat the one just given.
    fn skip_run(&mut self) {
        while self.after_slash && self.byte(0) == Some(b'/') {
            self.at += 1;
        }
    }
}
impl Iterator for Steps<'_> {
    type Item = Result<Step, BadTarget>;
    fn next(&mut self) -> Option<Self::Item> {
        self.skip_run();
        let b = self.byte(0)?;
        self.after_slash = b == b'/';
        if b != b'%' {
            self.at += 1;
            return Some(Ok(Step::One([b])));
        }
        let (Some(h), Some(l)) = (self.byte(1), self.byte(2)) else { return Some(Err(BadTarget::BadEscape)) };
        let Some(byte) = hex(h, l) else { return Some(Err(BadTarget::BadEscape)) };
        self.at += 3;
        Some(match byte {
            0..=0x1f | 0x7f => Err(BadTarget::Control),
            b'/' | b'\\' | b'%' if self.escapes == Escapes::KeepSlashes => Ok(Step::Kept([b'%', h.to_ascii_uppercase(), l.to_ascii_uppercase()])),
            byte => Ok(Step::One([byte])),
        })
    }
}
