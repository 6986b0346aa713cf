//! Reading the ledger: search from the newest, export from the oldest.
//!
//! Why: an auditor asks "what did she do last week", and takes a copy that can be checked elsewhere.

use super::{LedgerRow, event_of};
use crate::StoreError;
use crate::backend::Backend;
use crate::store::Keys;
use data_encoding::HEXLOWER;
use futures_util::{Stream, StreamExt, TryStreamExt, stream};
use portcullis_model::{Event, EventKind, Timestamp};
use std::sync::Arc;

/// What to look for; every given part must hold.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    pub kind: Option<EventKind>,
    /// The actor's id, or the name it is shown by; compared without case.
    pub actor: Option<Box<str>>,
    /// Exactly that object.
    pub object: Option<Box<str>>,
    /// From that time on.
    pub since: Option<Timestamp>,
    /// Before that time.
    pub until: Option<Timestamp>,
    /// Somewhere in the event, without case.
    pub text: Option<Box<str>>,
    /// At most so many: 100 when 0, 10,000 at most.
    pub limit: u32,
    /// Only older than that: the position of the last one of the page before.
    pub before: Option<Position>,
}

/// Where an event stands among all nodes' events, by time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Position {
    pub time: Timestamp,
    pub node: Box<str>,
    pub seq: u64,
}

/// An event as it was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Logged {
    pub position: Position,
    pub hash: [u8; 32],
    pub event: Event,
}

/// One page of the newest events before a position.
pub(crate) struct Newest {
    pub(crate) since: i64,
    pub(crate) until: i64,
    /// Empty for any.
    pub(crate) kind: String,
    pub(crate) before: Before,
    pub(crate) limit: u32,
}
pub(crate) struct Before {
    pub(crate) at: i64,
    pub(crate) node: String,
    pub(crate) seq: u64,
}

const PAGE: u32 = 500;

pub(super) async fn search(backend: &dyn Backend, keys: &Keys, filter: &Filter) -> Result<Vec<Logged>, StoreError> {
    let limit = match filter.limit {
        0 => 100,
        n => n.min(10_000) as usize,
    };
    let before = filter.before.as_ref();
    let mut page = Newest {
        since: filter.since.map_or(i64::MIN, Timestamp::micros),
        until: filter.until.map_or(i64::MAX, Timestamp::micros),
        kind: filter.kind.map(EventKind::as_str).unwrap_or_default().to_owned(),
        before: Before {
            at: before.map_or(i64::MAX, |p| p.time.micros()),
            node: before.map(|p| p.node.to_string()).unwrap_or_default(),
            seq: before.map_or(0, |p| p.seq),
        },
        limit: PAGE,
    };
    let matcher = Matcher::new(filter);
    let mut found = Vec::new();
    loop {
        let rows = backend.newest(&page).await?;
        let Some(last) = rows.last() else { return Ok(found) };
        page.before = Before { at: last.at, node: last.node.clone(), seq: last.seq };
        for row in &rows {
            let Some(payload) = keys.payload(backend, row).await? else { continue };
            let Some(event) = event_of(&payload).filter(|e| matcher.takes(e)) else { continue };
            found.push(Logged {
                position: Position { time: Timestamp::from_micros(row.at), node: row.node.as_str().into(), seq: row.seq },
                hash: row.hash.as_slice().try_into().unwrap_or([0; 32]),
                event,
            });
            if found.len() == limit {
                return Ok(found);
            }
        }
    }
}

struct Matcher<'a> {
    filter: &'a Filter,
    actor: Option<String>,
    text: Option<String>,
}
impl<'a> Matcher<'a> {
    fn new(filter: &'a Filter) -> Self {
        Self { filter, actor: filter.actor.as_ref().map(|a| a.to_lowercase()), text: filter.text.as_ref().map(|t| t.to_lowercase()) }
    }
    fn takes(&self, event: &Event) -> bool {
        let actor = self.actor.as_ref().is_none_or(|a| event.actor.to_lowercase() == *a || event.actor_name.to_lowercase() == *a);
        let object = self.filter.object.as_ref().is_none_or(|o| *o == event.object);
        actor && object && self.filter.kind.is_none_or(|k| k == event.kind) && self.text.as_ref().is_none_or(|t| mentions(event, t))
    }
}

fn mentions(event: &Event, text: &str) -> bool {
    let has = |part: &str| part.to_lowercase().contains(text);
    has(event.kind.as_str())
        || has(&event.actor)
        || has(&event.actor_name)
        || has(&event.object)
        || event.ip.is_some_and(|ip| has(&ip.to_string()))
        || event.request_id.as_deref().is_some_and(has)
        || event.detail.iter().any(|(name, value)| has(name) || has(value))
}

pub(super) fn export(backend: Arc<dyn Backend>, keys: Arc<Keys>) -> impl Stream<Item = Result<String, StoreError>> + Send + 'static {
    let chains = backend.clone();
    stream::once(async move { chains.chains().await })
        .map_ok(|names| stream::iter(names.into_iter().map(Ok::<_, StoreError>)))
        .try_flatten()
        .map_ok(move |chain| one_chain(backend.clone(), keys.clone(), chain))
        .try_flatten()
        .boxed()
}

fn one_chain(backend: Arc<dyn Backend>, keys: Arc<Keys>, chain: String) -> impl Stream<Item = Result<String, StoreError>> + Send {
    stream::try_unfold((backend, keys, chain, 0), |(backend, keys, chain, after)| async move {
        let rows = backend.chain(&chain, after, PAGE).await?;
        let Some(last) = rows.last().map(|r| r.seq) else { return Ok::<_, StoreError>(None) };
        let mut lines = Vec::with_capacity(rows.len());
        for row in &rows {
            let payload = keys.payload(&*backend, row).await?;
            lines.push(line(row, payload.as_ref().map(|p| p.as_slice())));
        }
        Ok(Some((stream::iter(lines.into_iter().map(Ok)), (backend, keys, chain, last))))
    })
    .try_flatten()
}

fn line(row: &LedgerRow, payload: Option<&[u8]>) -> String {
    let hex = |bytes: &[u8]| HEXLOWER.encode(bytes);
    let event = payload.and_then(|p| serde_json::from_slice(p).ok()).unwrap_or(serde_json::Value::Null);
    serde_json::json!({
        "node": row.node, "seq": row.seq, "time": Timestamp::from_micros(row.at).rfc3339(), "at": row.at, "kind": row.kind, "outcome": row.outcome,
        "change": row.change_id.as_deref().map(hex), "prev": hex(&row.prev), "payload_hash": hex(&row.payload_hash), "hash": hex(&row.hash), "mac": hex(&row.mac),
        "salt": row.salt.as_deref().map(hex), "erased": payload.is_none(), "event": event,
    })
    .to_string()
}
