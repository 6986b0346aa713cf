//! The pool that hashes passwords: threads that give way to everything, bounded in memory and in length.
//!
//! Why: a sign-in costs tens of megabytes and tens of milliseconds; fifty at once must neither slow a request that is
//! already authorised nor eat the machine. A full queue is an answer ("busy"), not a wait without end.

use parking_lot::{Condvar, Mutex};
use std::collections::VecDeque;
use std::sync::Arc;
use std::time::{Duration, Instant};
use thread_priority::{NormalThreadSchedulePolicy, ThreadPriority, ThreadSchedulePolicy, set_thread_priority_and_policy, thread_native_id};
use tokio::sync::oneshot;

/// Of the thread that waits no longer, and of all where there is no idle class (19 is the lowest).
const NICE: i32 = 10;
/// Threads of the idle class get nothing while every core has something else to do, and politeness has an end: fifty people at once are
/// served within a second and a half on one core, so whoever waits for longer waits for the machine and not for others.
const PATIENCE: Duration = Duration::from_secs(2);
/// A hash takes some tens of milliseconds. One that was begun and takes so long gets no core, and the rest of the queue gets none either; it
/// is also the least time after which anybody is answered, so answers do not come later for it.
const STUCK: Duration = Duration::from_millis(250);

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
}
struct Shared {
    state: Mutex<State>,
    work: Condvar,
    cap_kib: u32,
    patience: Duration,
    stuck: Duration,
}
#[derive(Default)]
struct State {
    jobs: VecDeque<Arc<Job>>,
    /// What threads of the idle class are at, oldest first.
    begun: Vec<Begun>,
    used_kib: u32,
    stopped: bool,
    most_used_kib: u32,
}
struct Job {
    memory_kib: u32,
    /// When politeness ends for what is in the queue.
    due: Instant,
    /// Its time is taken: threads of the idle class would take another.
    is_measured: bool,
    run: Box<dyn Fn() + Send + Sync>,
}
struct Begun {
    job: Arc<Job>,
    due: Instant,
    /// The thread that waits no longer has it too.
    doubled: bool,
}

impl HashPool {
    pub(crate) fn start(threads: usize, queue: usize, cap_kib: u32) -> std::io::Result<Self> {
        Self::with_patience(threads, queue, cap_kib, PATIENCE, STUCK)
    }
    fn with_patience(threads: usize, queue: usize, cap_kib: u32, patience: Duration, stuck: Duration) -> std::io::Result<Self> {
        let shared = Arc::new(Shared { state: Mutex::default(), work: Condvar::new(), cap_kib, patience, stuck });
        let pool = Self { shared: Arc::clone(&shared), queue };
        for n in 0..threads.max(1) {
            let shared = Arc::clone(&shared);
            std::thread::Builder::new().name(format!("hash-{n}")).spawn(move || work(&shared))?;
        }
        std::thread::Builder::new().name("hash-late".into()).spawn(move || work_when_late(&shared))?;
        Ok(pool)
    }
    /// Queues the work and waits for its result without occupying a thread of the runtime. Work may be done twice; the first
    /// result counts.
    pub(crate) async fn run<T: Send + 'static>(&self, memory_kib: u32, job: impl Fn() -> T + Send + Sync + 'static) -> Result<T, PoolRefused> {
        self.queue(memory_kib, false, job).await
    }
    /// The same at once, by the thread that gives way least: for work whose time is measured.
    pub(crate) async fn measure<T: Send + 'static>(&self, memory_kib: u32, job: impl Fn() -> T + Send + Sync + 'static) -> Result<T, PoolRefused> {
        self.queue(memory_kib, true, job).await
    }
    async fn queue<T: Send + 'static>(&self, memory_kib: u32, is_measured: bool, job: impl Fn() -> T + Send + Sync + 'static) -> Result<T, PoolRefused> {
        if memory_kib > self.shared.cap_kib {
            return Err(PoolRefused::TooLarge);
        }
        let (done, result) = oneshot::channel();
        let done = Mutex::new(Some(done));
        let run = Box::new(move || {
            // Nobody waits any more when the person has gone away, or was answered: then it is not done at all.
            if done.lock().as_ref().is_some_and(|d| !d.is_closed()) {
                let made = job();
                let first = done.lock().take();
                let _nobody_waits = first.map(|d| d.send(made));
            }
        });
        {
            let mut state = self.shared.state.lock();
            if state.jobs.len() >= self.queue {
                return Err(PoolRefused::Full);
            }
            state.jobs.push_back(Arc::new(Job { memory_kib, due: Instant::now() + self.shared.patience, is_measured, run }));
        }
        // All of them: which thread may take it is for them to say.
        self.shared.work.notify_all();
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
        f.debug_struct("HashPool").field("queue", &self.queue).field("cap_kib", &self.shared.cap_kib).finish_non_exhaustive()
    }
}

impl State {
    fn take_memory(&mut self, job: &Job) {
        self.used_kib += job.memory_kib;
        self.most_used_kib = self.most_used_kib.max(self.used_kib);
    }
    /// The first in line, if a thread of the idle class may begin it: strictly in order, so that a large one at the head waits for memory
    /// and none overtakes it for ever. Whatever they are at, memory is left to do the largest of it again.
    fn for_idle(&self, cap_kib: u32) -> Option<Arc<Job>> {
        let first = self.jobs.front().filter(|first| !first.is_measured)?;
        let again = self.begun.iter().map(|begun| begun.job.memory_kib).fold(first.memory_kib, u32::max);
        let fits = self.used_kib.saturating_add(first.memory_kib).saturating_add(again) <= cap_kib;
        fits.then(|| Arc::clone(first))
    }
    /// What is for the thread that waits no longer: of all that is due the first, begun or not. Else how long it may sleep, if it need not
    /// be woken.
    fn late(&self, cap_kib: u32, now: Instant) -> Result<Arc<Job>, Option<Instant>> {
        let begun = self.begun.iter().filter(|begun| !begun.doubled).map(|begun| (begun.due, &begun.job));
        // What nobody of the idle class can begin is not waited for.
        let at_once = |first: &Job| first.is_measured || first.memory_kib.saturating_mul(2) > cap_kib;
        let all_stuck = !self.begun.is_empty() && self.begun.iter().all(|begun| begun.due <= now);
        let waiting = self.jobs.front().map(|first| (if all_stuck || at_once(first) { now } else { first.due }, first));
        let (due, later): (Vec<_>, Vec<_>) = begun.chain(waiting).partition(|(due, _)| *due <= now);
        // Memory comes back with a wake-up.
        let fits = |job: &Job| self.used_kib.saturating_add(job.memory_kib) <= cap_kib;
        match due.into_iter().filter(|(_, job)| fits(job)).min_by_key(|(due, _)| *due) {
            Some((_, job)) => Ok(Arc::clone(job)),
            None => Err(later.into_iter().map(|(due, _)| due).min()),
        }
    }
}

/// The idle class where there is one: the kernel runs these threads when nothing else wants the core, and takes it from them at once.
fn give_way() {
    // On Linux this is the calling thread's niceness alone. Where either is forbidden the work is still right, only less polite.
    let _as_it_was = rustix::process::nice(NICE);
    let idle = ThreadSchedulePolicy::Normal(NormalThreadSchedulePolicy::Idle);
    let _as_it_was = set_thread_priority_and_policy(thread_native_id(), ThreadPriority::Min, idle);
}

fn work(shared: &Shared) {
    give_way();
    loop {
        let job = {
            let mut state = shared.state.lock();
            loop {
                if state.stopped {
                    return;
                }
                if let Some(job) = state.for_idle(shared.cap_kib) {
                    state.jobs.pop_front();
                    state.begun.push(Begun { job: Arc::clone(&job), due: Instant::now() + shared.stuck, doubled: false });
                    state.take_memory(&job);
                    break job;
                }
                shared.work.wait(&mut state);
            }
        };
        // The thread that watches over what is begun has to know.
        shared.work.notify_all();
        perform(shared, &job);
        shared.state.lock().begun.retain(|begun| !Arc::ptr_eq(&begun.job, &job));
    }
}

fn work_when_late(shared: &Shared) {
    let _as_it_was = rustix::process::nice(NICE);
    loop {
        let job = {
            let mut state = shared.state.lock();
            loop {
                if state.stopped {
                    return;
                }
                match state.late(shared.cap_kib, Instant::now()) {
                    Ok(job) => {
                        state.jobs.retain(|waiting| !Arc::ptr_eq(waiting, &job));
                        state.begun.iter_mut().filter(|begun| Arc::ptr_eq(&begun.job, &job)).for_each(|begun| begun.doubled = true);
                        state.take_memory(&job);
                        break job;
                    }
                    Err(Some(until)) => {
                        let _woken = shared.work.wait_until(&mut state, until);
                    }
                    Err(None) => shared.work.wait(&mut state),
                }
            }
        };
        perform(shared, &job);
    }
}

fn perform(shared: &Shared, job: &Job) {
    // A panic in a hash must not take the thread and its memory count along.
    let outcome = std::panic::catch_unwind(std::panic::AssertUnwindSafe(&job.run));
    shared.state.lock().used_kib -= job.memory_kib;
    shared.work.notify_all();
    if outcome.is_err() {
        tracing::error!("a password check panicked");
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
        assert_eq!(pool.most_used_kib(), 40, "one at a time, whatever the number of threads: there is memory to do it again");
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
        assert_eq!(pool.run(50, || panic!("in a hash")).await, Err::<(), _>(PoolRefused::Stopped));
        assert_eq!(pool.run(100, || 7).await, Ok(7), "its memory was given back");
    }
    /// One thread of the idle class, which the first job holds for as long as the gate is shut.
    fn stuck(cap_kib: u32, patience: Duration) -> (HashPool, std::sync::mpsc::Sender<()>, impl Fn() -> u32 + Send + Sync + 'static) {
        let pool = HashPool::with_patience(1, 64, cap_kib, Duration::from_secs(60), patience).unwrap();
        let (open, gate) = std::sync::mpsc::channel::<()>();
        let (gate, runs) = (Mutex::new(gate), std::sync::atomic::AtomicU32::new(0));
        let job = move || {
            let run = runs.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
            if run == 0 {
                let _opened = gate.lock().recv();
            }
            run
        };
        (pool, open, job)
    }
    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn whoever_waited_long_enough_is_served_by_a_thread_that_waits_no_longer() {
        let (pool, open, job) = stuck(100, Duration::from_millis(50));
        let pool = Arc::new(pool);
        let first = tokio::spawn({
            let pool = Arc::clone(&pool);
            async move { pool.run(30, job).await }
        });
        while pool.shared.state.lock().begun.is_empty() {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        let behind: Vec<_> = (0..5)
            .map(|n| {
                let pool = Arc::clone(&pool);
                tokio::spawn(async move { pool.run(30, move || n).await })
            })
            .collect();
        // The one that was begun is done again, and those behind it are not held up by it.
        let all = async {
            assert_eq!(first.await.unwrap(), Ok(1));
            for (n, one) in behind.into_iter().enumerate() {
                assert_eq!(one.await.unwrap(), Ok(n));
            }
        };
        tokio::time::timeout(Duration::from_secs(20), all).await.unwrap();
        assert_eq!(pool.most_used_kib(), 60, "what is held up counts");
        open.send(()).unwrap();
        while pool.shared.state.lock().used_kib > 0 {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        assert!(pool.shared.state.lock().begun.is_empty());
    }
    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn nobody_is_doubled_before_their_time() {
        let (pool, open, job) = stuck(100, Duration::from_secs(60));
        let pool = Arc::new(pool);
        let first = tokio::spawn({
            let pool = Arc::clone(&pool);
            async move { pool.run(30, job).await }
        });
        tokio::time::sleep(Duration::from_millis(100)).await;
        assert_eq!(pool.most_used_kib(), 30);
        open.send(()).unwrap();
        assert_eq!(first.await.unwrap(), Ok(0));
    }
    #[tokio::test]
    async fn threads_that_hash_are_of_the_idle_class_and_what_is_measured_is_not() {
        let pool = HashPool::start(1, 2, 100).unwrap();
        // The 41st field of stat(5): 5 is SCHED_IDLE, 0 the ordinary class; the 19th is the niceness.
        let class = || {
            let stat = std::fs::read_to_string("/proc/thread-self/stat").unwrap();
            let fields: Vec<_> = stat.rsplit_once(')').unwrap().1.split_whitespace().map(str::to_owned).collect();
            (fields[38].clone(), fields[16].clone())
        };
        assert_eq!(pool.run(1, class).await.unwrap().0, "5");
        assert_eq!(pool.measure(1, class).await.unwrap(), ("0".to_owned(), "10".to_owned()));
        assert_eq!(pool.run(60, class).await.unwrap().0, "0", "more than half of the memory: it could not be done again");
    }
}
