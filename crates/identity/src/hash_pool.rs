//! The pool that hashes passwords: own threads of low priority, bounded in memory and in length.
//!
//! Why: a sign-in costs tens of megabytes and tens of milliseconds; fifty at once must neither slow a request that is
//! already authorised nor eat the machine. A full queue is an answer ("busy"), not a wait without end.

use parking_lot::{Condvar, Mutex};
use std::collections::VecDeque;
use std::sync::Arc;
use tokio::sync::oneshot;

/// Threads give way to everything else (19 is the lowest).
const NICE: i32 = 10;

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PoolRefused {
    #[error("too many sign-ins at once; try again in a moment")]
    Full,
    /// One hash needs more than all hashing together may use.
    #[error("the password hash needs more memory than is allowed")]
    TooLarge,
    #[error("the server is stopping")]
    Stopped,
}

/// Dropping it lets the threads finish what they are at and end.
pub(crate) struct HashPool {
    shared: Arc<Shared>,
    queue: usize,
    cap_kib: u32,
}
struct Shared {
    state: Mutex<State>,
    work: Condvar,
}
#[derive(Default)]
struct State {
    jobs: VecDeque<Job>,
    used_kib: u32,
    stopped: bool,
    most_used_kib: u32,
}
struct Job {
    memory_kib: u32,
    run: Box<dyn FnOnce() + Send>,
}

impl HashPool {
    pub(crate) fn start(threads: usize, queue: usize, cap_kib: u32) -> std::io::Result<Self> {
        let shared = Arc::new(Shared { state: Mutex::default(), work: Condvar::new() });
        let pool = Self { shared: Arc::clone(&shared), queue, cap_kib };
        for n in 0..threads.max(1) {
            let shared = Arc::clone(&shared);
            std::thread::Builder::new().name(format!("hash-{n}")).spawn(move || work(&shared, cap_kib))?;
        }
        Ok(pool)
    }
    /// Queues the work and waits for its result without occupying a thread of the runtime.
    pub(crate) async fn run<T: Send + 'static>(&self, memory_kib: u32, job: impl FnOnce() -> T + Send + 'static) -> Result<T, PoolRefused> {
        if memory_kib > self.cap_kib {
            return Err(PoolRefused::TooLarge);
        }
        let (done, result) = oneshot::channel();
        let run = Box::new(move || {
            // Nobody waits any more when the person has gone away: then it is not done at all.
            if !done.is_closed() {
                let _nobody_waits = done.send(job());
            }
        });
        {
            let mut state = self.shared.state.lock();
            if state.jobs.len() >= self.queue {
                return Err(PoolRefused::Full);
            }
            state.jobs.push_back(Job { memory_kib, run });
        }
        self.shared.work.notify_one();
        result.await.map_err(|_| PoolRefused::Stopped)
    }
    /// The most memory that was in use at once, KiB.
    #[cfg(test)]
    fn most_used_kib(&self) -> u32 {
        self.shared.state.lock().most_used_kib
    }
}
impl Drop for HashPool {
    fn drop(&mut self) {
        let mut state = self.shared.state.lock();
        state.stopped = true;
        state.jobs.clear();
        drop(state);
        self.shared.work.notify_all();
    }
}
impl std::fmt::Debug for HashPool {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("HashPool").field("queue", &self.queue).field("cap_kib", &self.cap_kib).finish_non_exhaustive()
    }
}

fn work(shared: &Shared, cap_kib: u32) {
    // On Linux this is the calling thread's niceness alone. Where it is forbidden the work is still right, only less polite.
    let _as_it_was = rustix::process::nice(NICE);
    loop {
        let job = {
            let mut state = shared.state.lock();
            loop {
                if state.stopped {
                    return;
                }
                // Strictly in order: a large one at the head waits for memory, and none overtakes it for ever.
                let fits = state.jobs.front().is_some_and(|j| state.used_kib.saturating_add(j.memory_kib) <= cap_kib);
                if fits {
                    break;
                }
                shared.work.wait(&mut state);
            }
            let Some(job) = state.jobs.pop_front() else { continue };
            state.used_kib += job.memory_kib;
            state.most_used_kib = state.most_used_kib.max(state.used_kib);
            job
        };
        // A panic in a hash must not take the thread and its memory count along.
        let outcome = std::panic::catch_unwind(std::panic::AssertUnwindSafe(job.run));
        shared.state.lock().used_kib -= job.memory_kib;
        shared.work.notify_all();
        if outcome.is_err() {
            tracing::error!("a password check panicked");
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use super::*;
    use std::time::Duration;

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn fifty_queued_jobs_all_finish_and_memory_stays_under_the_cap() {
        let pool = Arc::new(HashPool::start(8, 64, 100).unwrap());
        let jobs: Vec<_> = (0..50u32)
            .map(|n| {
                let pool = Arc::clone(&pool);
                tokio::spawn(async move {
                    pool.run(40, move || {
                        std::thread::sleep(Duration::from_millis(5));
                        n
                    })
                    .await
                })
            })
            .collect();
        let mut sum = 0;
        for job in jobs {
            sum += job.await.unwrap().unwrap();
        }
        assert_eq!(sum, (0..50).sum::<u32>());
        assert_eq!(pool.most_used_kib(), 80, "two at a time, whatever the number of threads");
    }
    #[tokio::test]
    async fn a_full_queue_says_so_at_once() {
        let pool = Arc::new(HashPool::start(1, 2, 100).unwrap());
        let (open, gate) = std::sync::mpsc::channel::<()>();
        let gate = Mutex::new(gate);
        let busy = Arc::clone(&pool);
        let first = tokio::spawn(async move { busy.run(1, move || gate.lock().recv().is_ok()).await });
        while !pool.shared.state.lock().jobs.is_empty() || pool.shared.state.lock().used_kib == 0 {
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
        let waiting: Vec<_> = (0..2)
            .map(|_| {
                tokio::spawn({
                    let p = Arc::clone(&pool);
                    async move { p.run(1, || ()).await }
                })
            })
            .collect();
        while pool.shared.state.lock().jobs.len() < 2 {
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
        assert_eq!(pool.run(1, || ()).await, Err(PoolRefused::Full));
        open.send(()).unwrap();
        first.await.unwrap().unwrap();
        for job in waiting {
            job.await.unwrap().unwrap();
        }
        assert_eq!(pool.run(1, || 7).await, Ok(7));
    }
    #[tokio::test]
    async fn too_large_a_job_is_refused_and_a_panic_harms_nobody() {
        let pool = HashPool::start(1, 2, 100).unwrap();
        assert_eq!(pool.run(101, || ()).await, Err(PoolRefused::TooLarge));
        assert_eq!(pool.run(100, || panic!("in a hash")).await, Err::<(), _>(PoolRefused::Stopped));
        assert_eq!(pool.run(100, || 7).await, Ok(7), "its memory was given back");
    }
}
