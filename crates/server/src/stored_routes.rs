//! Routes that live in the store, as the documents `protect` writes.
//!
//! Why: what a command adds is the same document as in the file, checked the same way, and exported the same way.

use portcullis_config::StoredRoute;
use portcullis_model::{Event, Timestamp};
use portcullis_store::{Change, Expect, Kind, Put, Record, Store, StoreError};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Routes read at a time.
const PAGE: u32 = 500;
/// The index a route is found by.
const NAME: &str = "name";

#[derive(Serialize, Deserialize)]
struct Payload {
    schema: u32,
    name: Box<str>,
    document: Box<str>,
}

pub(crate) async fn load(store: &Store) -> Result<Vec<StoredRoute>, StoreError> {
    let mut routes = Vec::new();
    let mut after = None;
    loop {
        let page = store.list(Kind::Route, after, PAGE).await?;
        after = page.last().map(|r| r.id);
        let whole = page.len() == PAGE as usize;
        for record in page {
            match read(&record) {
                Some(route) => routes.push(route),
                None => tracing::error!(id = %record.id, "a stored route could not be read and is left out"),
            }
        }
        if !whole {
            return Ok(routes);
        }
    }
}

pub(crate) async fn add(store: &Store, route: &StoredRoute, id: Uuid, event: Event) -> Result<(), StoreError> {
    let put = Put::new(Kind::Route, id, Expect::Absent, payload(route)?).unique(NAME, route.name.as_bytes());
    store.commit(Change { puts: vec![put], deletes: Vec::new(), events: vec![event] }).await.map(drop)
}

/// Puts another document in the place of the one that has its name. Whether there was one.
pub(crate) async fn replace(store: &Store, route: &StoredRoute, event: Event) -> Result<bool, StoreError> {
    let Some(record) = store.find(Kind::Route, NAME, route.name.as_bytes()).await?.into_iter().next() else { return Ok(false) };
    let put = Put::new(Kind::Route, record.id, Expect::Version(record.version), payload(route)?).unique(NAME, route.name.as_bytes());
    store.commit(Change { puts: vec![put], deletes: Vec::new(), events: vec![event] }).await.map(|_| true)
}

fn payload(route: &StoredRoute) -> Result<Vec<u8>, StoreError> {
    let payload = Payload { schema: 1, name: route.name.clone(), document: route.document.clone() };
    serde_json::to_vec(&payload).map_err(|_| StoreError::TooLarge)
}

/// Whether there was one.
pub(crate) async fn remove(store: &Store, name: &str, event: Event) -> Result<bool, StoreError> {
    let Some(record) = store.find(Kind::Route, NAME, name.as_bytes()).await?.into_iter().next() else { return Ok(false) };
    let delete = portcullis_store::Delete { kind: Kind::Route, id: record.id, expect: Expect::Version(record.version) };
    store.commit(Change { puts: Vec::new(), deletes: vec![delete], events: vec![event] }).await.map(|_| true)
}

fn read(record: &Record) -> Option<StoredRoute> {
    let payload: Payload = serde_json::from_slice(&record.payload).ok()?;
    Some(StoredRoute { name: payload.name, document: payload.document })
}

/// The event of a route's coming or going.
pub(crate) fn event(now: Timestamp, kind: portcullis_model::EventKind, name: &str, actor: &portcullis_identity::Actor) -> Event {
    let mut event = Event::new(now, kind, portcullis_model::Outcome::Success).by(&actor.id, &actor.name).on(name).from_ip(actor.ip);
    event.request_id.clone_from(&actor.request_id);
    event
}
