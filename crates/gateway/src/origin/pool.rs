//! Unused sockets to origins: one pool per worker thread, newest first.
//!
//! Why: a socket is found without a lock. It belongs to exactly one configured origin (address, TLS rules and all), so a
//! route never borrows a connection that was verified by another's rules.

use super::io::Socket;
use super::tls::{BadOriginTls, client_config};
use portcullis_model::Origin;
use rustls::ClientConfig;
use std::cell::RefCell;
use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// How long a name's addresses are believed.
const RESOLVED: Duration = Duration::from_secs(10);

struct Entry {
    /// Keeps the key (its address) from being given to another origin.
    origin: Arc<Origin>,
    /// With the first sweep that saw them unused: a clock is read there and not for every request.
    idle: Vec<(Socket, Option<Instant>)>,
    tls: Option<Arc<ClientConfig>>,
    resolved: Option<(Arc<[SocketAddr]>, Instant)>,
}

thread_local! {
    static POOL: RefCell<HashMap<usize, Entry, foldhash::fast::RandomState>> = RefCell::default();
}

fn with_entry<R>(origin: &Arc<Origin>, with: impl FnOnce(&mut Entry) -> R) -> R {
    POOL.with_borrow_mut(|pool| {
        let key = Arc::as_ptr(origin) as usize;
        with(pool.entry(key).or_insert_with(|| Entry { origin: origin.clone(), idle: Vec::new(), tls: None, resolved: None }))
    })
}

/// The socket used last that is still open and quiet.
pub(super) fn take(origin: &Arc<Origin>) -> Option<Socket> {
    with_entry(origin, |entry| {
        while let Some((mut socket, _)) = entry.idle.pop() {
            if socket.is_quiet() {
                return Some(socket);
            }
        }
        None
    })
}

/// Keeps a socket whose exchange ended exactly. One with unread bytes is dropped: they would answer somebody else.
pub(super) fn give(origin: &Arc<Origin>, mut socket: Socket, most: usize) {
    if !socket.buf.is_empty() {
        return;
    }
    socket.buf = bytes::BytesMut::new();
    with_entry(origin, |entry| {
        if entry.idle.len() < most {
            entry.idle.push((socket, None));
        }
    });
}

/// Drops sockets unused for `age`, and forgets origins nobody else knows any more. The count is what is left.
pub(crate) fn sweep(age: Duration) -> usize {
    let now = Instant::now();
    POOL.with_borrow_mut(|pool| {
        for entry in pool.values_mut() {
            entry.idle.retain_mut(|(_, since)| since.get_or_insert(now).elapsed() < age);
        }
        pool.retain(|_, entry| !entry.idle.is_empty() || Arc::strong_count(&entry.origin) > 1);
        pool.values().map(|e| e.idle.len()).sum()
    })
}

/// The TLS configuration of an origin, made at its first use.
pub(super) fn tls(origin: &Arc<Origin>) -> Result<Arc<ClientConfig>, BadOriginTls> {
    if let Some(config) = with_entry(origin, |e| e.tls.clone()) {
        return Ok(config);
    }
    let config = client_config(&origin.tls)?;
    with_entry(origin, |e| e.tls = Some(config.clone()));
    Ok(config)
}

pub(super) fn resolved(origin: &Arc<Origin>) -> Option<Arc<[SocketAddr]>> {
    with_entry(origin, |e| e.resolved.as_ref().filter(|(_, at)| at.elapsed() < RESOLVED).map(|(a, _)| a.clone()))
}
pub(super) fn remember(origin: &Arc<Origin>, addresses: Option<Arc<[SocketAddr]>>) {
    with_entry(origin, |e| e.resolved = addresses.map(|a| (a, Instant::now())));
}
