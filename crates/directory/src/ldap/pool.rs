//! Connections of the account that searches, kept open and bounded.
//!
//! Why: a sign-in should not wait for TLS and a bind each time, and a storm of sign-ins must not become a storm of connections. A
//! server that is down is left alone for a while, and the next of the list is asked.

use super::connection::Connection;
use super::failure::LdapFailure;
use super::settings::{LdapSettings, Server};
use parking_lot::Mutex;
use std::time::Duration;
use tokio::sync::{Semaphore, SemaphorePermit};
use tokio::time::Instant;
use tokio_rustls::TlsConnector;

/// A connection that rested for longer is tried before it is used.
const RESTED: Duration = Duration::from_secs(20);
/// None is kept for longer: a server that came back gets its share again.
const OLDEST: Duration = Duration::from_secs(300);
/// How long a server that failed is asked last.
const DOWN_FOR: Duration = Duration::from_secs(10);
/// How long it is believed that none of them answers, so that people are told at once.
const ALL_DOWN_FOR: Duration = Duration::from_secs(2);

pub(crate) struct Pool {
    slots: Semaphore,
    state: Mutex<State>,
}
#[derive(Default)]
struct State {
    resting: Vec<Connection>,
    /// By place in the list.
    down: Vec<Option<Instant>>,
    all_down: Option<(Instant, LdapFailure)>,
}

/// A connection out of the pool. Given back with [`Pool::give_back`], else it is closed.
pub(crate) struct Taken<'a> {
    pub(crate) connection: Connection,
    /// Whether it was open already: then its end may be older than the question.
    pub(crate) rested: bool,
    _slot: SemaphorePermit<'a>,
}

impl Pool {
    pub(crate) fn new(settings: &LdapSettings) -> Self {
        Self { slots: Semaphore::new(settings.connections), state: Mutex::new(State { down: vec![None; settings.servers.len()], ..State::default() }) }
    }
    pub(crate) async fn take(&self, settings: &LdapSettings, tls: &TlsConnector, fresh: bool) -> Result<Taken<'_>, LdapFailure> {
        let busy = LdapFailure::Busy(settings.connections);
        let slot = match tokio::time::timeout(settings.wait, self.slots.acquire()).await {
            Ok(Ok(slot)) => slot,
            _ => return Err(busy),
        };
        while let Some(mut connection) = self.resting().filter(|_| !fresh) {
            let is_old = connection.opened.elapsed() > OLDEST;
            if !is_old && (connection.used.elapsed() < RESTED || connection.is_well().await) {
                return Ok(Taken { connection, rested: true, _slot: slot });
            }
            connection.close().await;
        }
        let connection = self.open(settings, tls).await?.signed_in_as(&settings.bind).await.inspect_err(|e| self.note(Some(e.clone())))?;
        Ok(Taken { connection, rested: false, _slot: slot })
    }
    pub(crate) fn give_back(&self, taken: Taken<'_>) {
        let mut connection = taken.connection;
        connection.used = Instant::now();
        self.state.lock().resting.push(connection);
    }
    fn resting(&self) -> Option<Connection> {
        self.state.lock().resting.pop()
    }
    /// A new connection to the first server that answers, as nobody yet.
    pub(crate) async fn open(&self, settings: &LdapSettings, tls: &TlsConnector) -> Result<Connection, LdapFailure> {
        if let Some((since, why)) = &self.state.lock().all_down
            && since.elapsed() < ALL_DOWN_FOR
        {
            return Err(why.clone());
        }
        let mut last = LdapFailure::Unreachable("no server is named".into());
        for at in self.order(settings.servers.len()) {
            let Some(server) = settings.servers.get(at) else { continue };
            match self.try_one(at, server, settings, tls).await {
                Ok(connection) => return Ok(connection),
                Err(why) => {
                    tracing::warn!(directory = &*settings.name, %server, %why, "an LDAP server does not answer");
                    last = why;
                }
            }
        }
        self.note(Some(last.clone()));
        Err(last)
    }
    async fn try_one(&self, at: usize, server: &Server, settings: &LdapSettings, tls: &TlsConnector) -> Result<Connection, LdapFailure> {
        let opened = Connection::open(server, settings, tls).await;
        if let Some(down) = self.state.lock().down.get_mut(at) {
            *down = opened.is_err().then(Instant::now);
        }
        opened.inspect(|_| self.state.lock().all_down = None)
    }
    /// In the order of the list; those that failed a moment ago come last.
    fn order(&self, count: usize) -> Vec<usize> {
        let state = self.state.lock();
        let is_down = |at: &usize| state.down.get(*at).copied().flatten().is_some_and(|since| since.elapsed() < DOWN_FOR);
        let (down, up): (Vec<usize>, Vec<usize>) = (0..count).partition(is_down);
        [up, down].concat()
    }
    fn note(&self, failure: Option<LdapFailure>) {
        let mut state = self.state.lock();
        state.resting.clear();
        state.all_down = failure.map(|why| (Instant::now(), why));
    }
}
