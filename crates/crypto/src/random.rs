//! The source of randomness, as an argument.
//!
//! Why: rules and rooms never draw random bytes from the air, so that a test can hand them known ones.

use aws_lc_rs::rand::{SecureRandom, SystemRandom as Os};

/// A cryptographically secure source of bytes.
pub trait Random: Send + Sync {
    /// Fills all of `out`. It never returns with less: a program that cannot draw randomness ends.
    fn fill(&self, out: &mut [u8]);

    /// A random number of the whole range.
    fn number(&self) -> u64 {
        let mut out = [0; 8];
        self.fill(&mut out);
        u64::from_le_bytes(out)
    }
}

/// The operating system's source, through aws-lc.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemRandom;

impl Random for SystemRandom {
    fn fill(&self, out: &mut [u8]) {
        // Without randomness every token is guessable. Ending the process is the only closed answer.
        if Os::new().fill(out).is_err() {
            std::process::abort();
        }
    }
}

/// `N` random bytes.
pub fn random_bytes<const N: usize>(random: &dyn Random) -> [u8; N] {
    let mut out = [0; N];
    random.fill(&mut out);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn draws_differ() {
        assert_ne!(random_bytes::<32>(&SystemRandom), random_bytes::<32>(&SystemRandom));
        assert_ne!(SystemRandom.number(), SystemRandom.number());
    }
}
