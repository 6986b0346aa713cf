//! Deadlines that cost nothing while they are kept: one timer per holder, moved only when it must be.
//!
//! Why: a timer set and cleared for every request would be among the dearest things a request does. This one is left
//! where it stands when the deadline moves away, and looked at again when it fires.

use crate::settings::Pace;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::time::{Instant, Sleep};

/// A timer for whatever deadline holds now.
#[derive(Debug, Default)]
pub(crate) struct Watchdog {
    sleep: Option<Pin<Box<Sleep>>>,
}
impl Watchdog {
    pub(crate) const fn new() -> Self {
        Self { sleep: None }
    }
    /// Ready once `deadline` has passed.
    pub(crate) fn poll(&mut self, cx: &mut Context<'_>, deadline: Instant) -> Poll<()> {
        let sleep = self.sleep.get_or_insert_with(|| Box::pin(tokio::time::sleep_until(deadline)));
        loop {
            if deadline < sleep.deadline() {
                sleep.as_mut().reset(deadline);
            }
            if sleep.as_mut().poll(cx).is_pending() {
                return Poll::Pending;
            }
            if Instant::now() >= deadline {
                return Poll::Ready(());
            }
            sleep.as_mut().reset(deadline);
        }
    }
}

/// Progress of one side against a pace. Time counts only between [`Progress::waiting`] and the next [`Progress::made`].
#[derive(Debug)]
pub(crate) struct Progress {
    pace: Pace,
    since: Option<Instant>,
    bytes: u64,
}
impl Progress {
    pub(crate) const fn new(pace: Pace) -> Self {
        Self { pace, since: None, bytes: 0 }
    }
    /// The other side is being waited for. Returns when it is too late.
    pub(crate) fn waiting(&mut self) -> Instant {
        *self.since.get_or_insert_with(Instant::now) + self.pace.window
    }
    /// The other side moved `n` bytes.
    pub(crate) fn made(&mut self, n: u64) {
        if self.since.is_some() {
            self.bytes = self.bytes.saturating_add(n);
            if self.bytes >= self.pace.bytes {
                self.pause();
            }
        }
    }
    /// Nobody waits for the other side any more.
    pub(crate) fn pause(&mut self) {
        self.since = None;
        self.bytes = 0;
    }
}

/// `base + by`, or a century for "no limit" (zero).
pub(crate) fn after(base: Instant, by: Duration) -> Instant {
    base + if by.is_zero() { Duration::from_secs(100 * 365 * 86_400) } else { by }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::future::poll_fn;

    const MS: Duration = Duration::from_millis(1);

    #[tokio::test]
    async fn a_moved_deadline_holds() {
        let mut dog = Watchdog::default();
        let start = Instant::now();
        assert!(poll_fn(|cx| Poll::Ready(dog.poll(cx, start + 60_000 * MS))).await.is_pending());
        poll_fn(|cx| dog.poll(cx, start + 50 * MS)).await;
        assert!(start.elapsed() >= 50 * MS && start.elapsed() < 5_000 * MS);
        poll_fn(|cx| dog.poll(cx, start + 150 * MS)).await;
        assert!(start.elapsed() >= 150 * MS);
    }
    #[tokio::test]
    async fn s21_a_dribble_is_no_progress() {
        let mut p = Progress::new(Pace { bytes: 1024, window: Duration::from_secs(30) });
        let late = p.waiting();
        tokio::time::sleep(2 * MS).await;
        p.made(1);
        assert_eq!(p.waiting(), late);
        p.made(1023);
        assert!(p.waiting() > late);
    }
}
