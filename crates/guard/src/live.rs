//! A live permit: the right to forward one exchange, which can be withdrawn while the exchange runs.
//!
//! Why: one revocation closes everything. A stream that outlives its request registers here and is cut when it is no
//! longer permitted. Never made anywhere but in this crate, never cloned.

use parking_lot::Mutex;
use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, Waker};

/// Who keeps held permits and judges them again.
pub(crate) trait Keeper: Send + Sync {
    /// Takes the permit in and, if anything changed since it was given, judges it at once.
    fn keep(&self, live: &Arc<Live>);
    fn forget(&self, live: &Arc<Live>);
}

/// The shared half: the registry withdraws, the stream notices.
pub(crate) struct Live {
    withdrawn: AtomicBool,
    waker: Mutex<Option<Waker>>,
    pub(crate) case: crate::case::Case,
}
impl Live {
    pub(crate) fn new(case: crate::case::Case) -> Arc<Self> {
        Arc::new(Self { withdrawn: AtomicBool::new(false), waker: Mutex::new(None), case })
    }
    pub(crate) fn is_withdrawn(&self) -> bool {
        self.withdrawn.load(Ordering::Acquire)
    }
    pub(crate) fn withdraw(&self) {
        self.withdrawn.store(true, Ordering::Release);
        if let Some(waker) = self.waker.lock().take() {
            waker.wake();
        }
    }
}

/// What a door hands to the gateway. Dropping it ends the registration.
pub struct LivePermit {
    live: Arc<Live>,
    keeper: Option<Arc<dyn Keeper>>,
    held: bool,
}
impl LivePermit {
    pub(crate) fn new(live: Arc<Live>, keeper: Arc<dyn Keeper>) -> Self {
        Self { live, keeper: Some(keeper), held: false }
    }
    /// Registers the exchange as long-lived: call it on an upgrade, an event stream, or a body that had to wait. Cheap when repeated.
    pub fn hold(&mut self) {
        if !self.held {
            self.held = true;
            if let Some(keeper) = &self.keeper {
                keeper.keep(&self.live);
            }
        }
    }
    pub fn is_cut(&self) -> bool {
        self.live.is_withdrawn()
    }
    /// Ready once the permit was withdrawn. Only a held permit can be.
    pub fn poll_cut(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        if self.live.is_withdrawn() {
            return Poll::Ready(());
        }
        {
            let mut slot = self.live.waker.lock();
            if !slot.as_ref().is_some_and(|w| w.will_wake(cx.waker())) {
                *slot = Some(cx.waker().clone());
            }
        }
        // Withdrawn between the first look and the waker's arrival.
        if self.live.is_withdrawn() { Poll::Ready(()) } else { Poll::Pending }
    }
    /// A permit nobody judged, with the means to withdraw it. Exists only for the gateway's own tests.
    #[cfg(feature = "testing")]
    pub fn unjudged_for_tests() -> (Self, Cutter) {
        #[allow(clippy::expect_used, reason = "exists only for tests")]
        let live = Live::new(crate::case::Case::unjudged_for_tests().expect("the test target is one"));
        (Self { live: live.clone(), keeper: None, held: false }, Cutter(live))
    }
}
impl Drop for LivePermit {
    fn drop(&mut self) {
        if self.held
            && let Some(keeper) = &self.keeper
        {
            keeper.forget(&self.live);
        }
    }
}
impl fmt::Debug for LivePermit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LivePermit").field("held", &self.held).field("cut", &self.is_cut()).finish_non_exhaustive()
    }
}

/// Withdraws a test permit.
#[cfg(feature = "testing")]
pub struct Cutter(Arc<Live>);
#[cfg(feature = "testing")]
impl Cutter {
    pub fn cut(&self) {
        self.0.withdraw();
    }
}
