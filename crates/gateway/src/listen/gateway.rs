//! The running gateway: start, addresses, drain.
//!
//! Why: build, start, swap, drain is how a configuration changes without a request noticing.

use super::acceptor::{Acceptor, Counted, Post};
use super::serve::{self, Arrived, Tls};
use crate::connection::ListenerKind;
use crate::door::Door;
use crate::origin;
use crate::settings::{Listen, Settings};
use crate::tls::{self, BadTls, TlsSettings};
use crate::worker::Worker;
use socket2::{Domain, Protocol, SockRef, Socket, Type};
use std::io;
use std::net::{Shutdown, SocketAddr, TcpListener};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread::{self, JoinHandle};
use std::time::Duration;
use tokio::sync::{mpsc, watch};
use tokio::time::Instant;
use tokio_rustls::TlsAcceptor;
use tokio_util::sync::CancellationToken;

/// Connections the kernel keeps while the acceptor is busy.
const BACKLOG: i32 = 4096;
/// How often unused sockets to origins are looked through.
const SWEEP: Duration = Duration::from_secs(15);

#[derive(Debug, thiserror::Error)]
pub enum BadStart {
    #[error("cannot listen on {0}: {1}")]
    Listen(SocketAddr, #[source] io::Error),
    #[error("an https listener needs a certificate")]
    NoTls,
    #[error(transparent)]
    Tls(#[from] BadTls),
    #[error("a worker cannot be started: {0}")]
    Worker(#[source] io::Error),
}

/// How a drain ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Drained {
    /// Connections that were still open at the deadline and were closed.
    pub forced: usize,
}

/// What listens and forwards.
#[derive(Debug)]
pub struct Gateway;
impl Gateway {
    /// Binds every listener, starts the workers, begins to serve.
    pub fn start<D: Door>(settings: Settings, door: Arc<D>, tls: Option<Arc<TlsSettings>>) -> Result<Running, BadStart> {
        let listeners = settings
            .listen
            .iter()
            .map(|listen| bind(listen).map(|l| (Arc::new(l), listen.kind)).map_err(|e| BadStart::Listen(listen.address, e)))
            .collect::<Result<Vec<_>, _>>()?;
        let tls = match tls {
            Some(tls) => Some(Tls {
                acceptor: TlsAcceptor::from(tls::server_config(&tls)?),
                proxies: TlsAcceptor::from(tls::proxies_config(&tls)?),
                certificates: tls.certificates.clone(),
            }),
            None if settings.listen.iter().any(|l| l.kind.needs_tls()) => return Err(BadStart::NoTls),
            None => None,
        };
        let settings = Arc::new(settings);
        let drain = CancellationToken::new();
        let (until, deadline) = watch::channel(None);
        let all = Arc::new(AtomicUsize::new(0));
        let mut running = Running {
            addresses: listeners.iter().filter_map(|(l, kind)| Some((l.local_addr().ok()?, *kind))).collect(),
            listeners: listeners.iter().map(|(l, _)| l.clone()).collect(),
            stop: Arc::default(),
            drain: drain.clone(),
            until,
            connections: all.clone(),
            threads: Vec::new(),
            over: Vec::new(),
        };
        let workers = match settings.workers {
            0 => thread::available_parallelism().map_or(1, usize::from),
            n => n,
        };
        let mut posts = Vec::with_capacity(workers);
        for n in 0..workers {
            let (sender, arrivals) = mpsc::unbounded_channel();
            let count = Arc::new(AtomicUsize::new(0));
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(BadStart::Worker)?;
            let worker = Arc::new(Worker::new(door.clone(), settings.clone(), drain.child_token()));
            let (tls, deadline) = (tls.clone(), deadline.clone());
            let (over, is_over) = watch::channel(());
            let thread = thread::Builder::new().name(format!("gateway-{n}")).spawn(move || {
                runtime.block_on(work(worker, tls, arrivals, deadline));
                // Whatever still runs is dropped here; every record is written on the way.
                runtime.shutdown_background();
                drop(over);
            });
            running.threads.push(thread.map_err(BadStart::Worker)?);
            running.over.push(is_over);
            posts.push(Post { sender, count });
        }
        for (listener, kind) in listeners {
            let acceptor = Acceptor {
                listener,
                kind,
                posts: posts.clone(),
                all: all.clone(),
                most: settings.limits.connections,
                most_each: settings.limits.connections_per_worker,
                stop: running.stop.clone(),
            };
            let thread = thread::Builder::new().name("gateway-accept".to_owned()).spawn(move || acceptor.run());
            running.threads.push(thread.map_err(BadStart::Worker)?);
        }
        Ok(running)
    }
}

fn bind(listen: &Listen) -> io::Result<TcpListener> {
    let socket = Socket::new(Domain::for_address(listen.address), Type::STREAM, Some(Protocol::TCP))?;
    // A restart must not wait for connections of the last run to time out.
    socket.set_reuse_address(true)?;
    socket.bind(&listen.address.into())?;
    socket.listen(BACKLOG)?;
    Ok(socket.into())
}

async fn work<D: Door>(
    worker: Arc<Worker<D>>,
    tls: Option<Tls>,
    mut arrivals: mpsc::UnboundedReceiver<(Arrived, Counted)>,
    mut deadline: watch::Receiver<Option<Instant>>,
) {
    let pooled = worker.settings.deadlines.pooled;
    let mut sweep = tokio::time::interval(SWEEP.min(pooled.max(Duration::from_millis(100))));
    let draining = worker.drain.clone();
    loop {
        tokio::select! {
            biased;
            () = draining.cancelled() => break,
            arrived = arrivals.recv() => {
                let Some((arrived, place)) = arrived else { break };
                let (worker, tls) = (worker.clone(), tls.clone());
                let tasks = worker.tasks.clone();
                tasks.spawn(async move {
                    serve::connection(worker, tls, arrived).await;
                    drop(place);
                });
            }
            _ = sweep.tick() => { origin::sweep(pooled); }
        }
    }
    arrivals.close();
    worker.tasks.close();
    let until = deadline.wait_for(Option::is_some).await.ok().and_then(|d| *d).unwrap_or_else(Instant::now);
    if tokio::time::timeout_at(until, worker.tasks.wait()).await.is_err() {
        tracing::info!(tasks = worker.tasks.len(), "closing what did not finish in time");
    }
}

/// A gateway at work. Dropping it closes everything at once; [`Running::drain`] first lets requests finish.
#[derive(Debug)]
pub struct Running {
    addresses: Vec<(SocketAddr, ListenerKind)>,
    listeners: Vec<Arc<TcpListener>>,
    stop: Arc<AtomicBool>,
    drain: CancellationToken,
    until: watch::Sender<Option<Instant>>,
    connections: Arc<AtomicUsize>,
    threads: Vec<JoinHandle<()>>,
    over: Vec<watch::Receiver<()>>,
}
impl Running {
    /// The addresses that are listened on, ports filled in, in the order of the settings.
    pub fn local_addrs(&self) -> &[(SocketAddr, ListenerKind)] {
        &self.addresses
    }
    /// Client connections open now.
    pub fn connections(&self) -> usize {
        self.connections.load(Ordering::Relaxed)
    }
    /// Stops accepting, tells HTTP/2 clients to go (GOAWAY) and HTTP/1.1 clients to close, lets what runs finish within
    /// `within`, then closes the rest. Runs on any tokio runtime with time.
    pub async fn drain(mut self, within: Duration) -> Drained {
        self.stop_accepting();
        self.until.send_replace(Some(Instant::now() + within));
        self.drain.cancel();
        // The last look before the deadline closes what is left.
        let last = Instant::now() + within.saturating_sub(Duration::from_millis(20));
        let mut over = std::mem::take(&mut self.over);
        let all_over = async {
            for worker in &mut over {
                // An error is the end: the sender goes with its thread.
                while worker.changed().await.is_ok() {}
            }
        };
        let mut all_over = std::pin::pin!(all_over);
        let forced = match tokio::time::timeout_at(last, all_over.as_mut()).await {
            Ok(()) => 0,
            Err(_) => {
                let forced = self.connections();
                all_over.await;
                forced
            }
        };
        Drained { forced }
    }
    fn stop_accepting(&self) {
        self.stop.store(true, Ordering::Release);
        for listener in &self.listeners {
            // Wakes the blocked accept.
            if let Err(error) = SockRef::from(&**listener).shutdown(Shutdown::Both) {
                tracing::debug!(%error, "a listener was closed already");
            }
        }
    }
}
impl Drop for Running {
    fn drop(&mut self) {
        self.stop_accepting();
        self.until.send_if_modified(|until| {
            let unset = until.is_none();
            until.get_or_insert_with(Instant::now);
            unset
        });
        self.drain.cancel();
        for thread in self.threads.drain(..) {
            if thread.join().is_err() {
                tracing::error!("a gateway thread panicked");
            }
        }
    }
}
