//! Accepts, counts, and gives each connection to the worker that has fewest.
//!
//! Why: the kernel's own spreading (SO_REUSEPORT) is uneven for few connections; a blocking accept on its own thread
//! costs nothing while nobody comes.

use super::serve::Arrived;
use crate::connection::ListenerKind;
use std::io;
use std::net::TcpListener;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;
use tokio::sync::mpsc::UnboundedSender;

/// A worker as the acceptor sees it. The channel is bounded by the connection limits.
#[derive(Clone)]
pub(super) struct Post {
    pub(super) sender: UnboundedSender<(Arrived, Counted)>,
    pub(super) count: Arc<AtomicUsize>,
}

/// A place among the connections; given back on drop.
pub(super) struct Counted {
    worker: Arc<AtomicUsize>,
    all: Arc<AtomicUsize>,
}
impl Drop for Counted {
    fn drop(&mut self) {
        self.worker.fetch_sub(1, Ordering::Relaxed);
        self.all.fetch_sub(1, Ordering::Relaxed);
    }
}

pub(super) struct Acceptor {
    pub(super) listener: Arc<TcpListener>,
    pub(super) kind: ListenerKind,
    pub(super) posts: Vec<Post>,
    pub(super) all: Arc<AtomicUsize>,
    pub(super) most: usize,
    pub(super) most_each: usize,
    pub(super) stop: Arc<AtomicBool>,
}
impl Acceptor {
    /// Runs until told to stop (and woken by a shutdown of the listener).
    pub(super) fn run(self) {
        loop {
            let accepted = self.listener.accept();
            if self.stop.load(Ordering::Acquire) {
                return;
            }
            match accepted {
                Ok((stream, peer)) => {
                    let Some(post) = self.posts.iter().min_by_key(|p| p.count.load(Ordering::Relaxed)) else { return };
                    if self.all.load(Ordering::Relaxed) >= self.most || post.count.load(Ordering::Relaxed) >= self.most_each {
                        tracing::warn!(%peer, "too many connections: one more was closed");
                        continue;
                    }
                    if stream.set_nonblocking(true).is_err() {
                        continue;
                    }
                    post.count.fetch_add(1, Ordering::Relaxed);
                    self.all.fetch_add(1, Ordering::Relaxed);
                    let place = Counted { worker: post.count.clone(), all: self.all.clone() };
                    // A worker that is gone drops the connection and its place.
                    let _ = post.sender.send((Arrived { stream, peer, kind: self.kind }, place));
                }
                Err(error) => {
                    let passing = matches!(error.kind(), io::ErrorKind::Interrupted | io::ErrorKind::ConnectionAborted | io::ErrorKind::ConnectionReset);
                    if !passing {
                        // Usually: no descriptors left. Trying again at once would only burn the processor.
                        tracing::warn!(%error, "a connection could not be accepted");
                        std::thread::sleep(Duration::from_millis(50));
                    }
                }
            }
        }
    }
}
