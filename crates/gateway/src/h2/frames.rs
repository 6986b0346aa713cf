//! Watches frame headers go by until the client has acknowledged our SETTINGS (RFC 9113 §6.5.3).
//!
//! Why: the protocol library does not say when that happens, and a client that never does is only holding a socket (S21).

const PREFACE: usize = 24;
const SETTINGS: u8 = 4;
const ACK: u8 = 1;

/// Nine bytes of state per connection; nothing once the acknowledgement was seen.
#[derive(Debug)]
pub(super) struct AckWatch {
    skip: usize,
    header: [u8; 9],
    have: usize,
    seen: bool,
}
impl AckWatch {
    pub(super) const fn new() -> Self {
        Self { skip: PREFACE, header: [0; 9], have: 0, seen: false }
    }
    pub(super) const fn seen(&self) -> bool {
        self.seen
    }
    pub(super) fn feed(&mut self, mut data: &[u8]) {
        while !self.seen && !data.is_empty() {
            if self.skip > 0 {
                let n = self.skip.min(data.len());
                self.skip -= n;
                data = data.get(n..).unwrap_or_default();
                continue;
            }
            let (Some(slot), Some((byte, rest))) = (self.header.get_mut(self.have), data.split_first()) else { return };
            *slot = *byte;
            self.have += 1;
            data = rest;
            if self.have == self.header.len() {
                let [a, b, c, kind, flags, ..] = self.header;
                self.have = 0;
                self.skip = usize::from(a) << 16 | usize::from(b) << 8 | usize::from(c);
                self.seen = kind == SETTINGS && flags & ACK != 0;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_acknowledgement_however_it_is_cut() {
        let mut wire = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".to_vec();
        wire.extend_from_slice(&[0, 0, 6, 4, 0, 0, 0, 0, 0, 0, 3, 0, 0, 0, 1]);
        wire.extend_from_slice(&[0, 0, 4, 8, 0, 0, 0, 0, 0, 0, 0, 1, 0]);
        let ack = [0, 0, 0, 4, 1, 0, 0, 0, 0];
        for step in 1..40 {
            let mut watch = AckWatch::new();
            for part in wire.chunks(step) {
                watch.feed(part);
            }
            assert!(!watch.seen());
            for part in ack.chunks(step) {
                watch.feed(part);
            }
            assert!(watch.seen());
        }
    }
}
