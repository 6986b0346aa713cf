//! Random bytes that are the same in every run.
//!
//! Why: a test that depends on chance must be able to repeat it.

use portcullis_crypto::{Random, sha256_parts};
use std::sync::Mutex;

/// SHA-256 over seed and counter: well mixed, and known in advance.
#[derive(Debug)]
pub struct SeededRandom {
    seed: u64,
    counter: Mutex<u64>,
}
impl SeededRandom {
    pub const fn new(seed: u64) -> Self {
        Self { seed, counter: Mutex::new(0) }
    }
}
impl Random for SeededRandom {
    fn fill(&self, out: &mut [u8]) {
        for chunk in out.chunks_mut(32) {
            let mut counter = self.counter.lock().unwrap();
            *counter += 1;
            let block = sha256_parts(&[&self.seed.to_be_bytes(), &counter.to_be_bytes()]);
            chunk.copy_from_slice(&block[..chunk.len()]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn repeats_by_seed() {
        let draw = |seed| {
            let random = SeededRandom::new(seed);
            (random.number(), random.number())
        };
        assert_eq!(draw(1), draw(1));
        assert_ne!(draw(1), draw(2));
        assert_ne!(draw(1).0, draw(1).1);
    }
}
