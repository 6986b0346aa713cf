//! The ledger in the API's words; the stopped store's commands speak them too.
//!
//! Why: one translation, so that a running and a stopped server answer an auditor alike.

mod people;

pub use people::People;

use portcullis_model::{Event, EventKind, Timestamp};
use portcullis_store::{Filter, Ledger, Logged, Report, StoreError};
use portcullis_wire::{AuditEvent, AuditQuery, AuditReport};
use std::net::IpAddr;

/// Events read at a time.
const PAGE: u32 = 2_000;

/// Why a search gave nothing.
#[derive(Debug, thiserror::Error)]
pub enum SearchRefused {
    #[error("{0}")]
    Query(String),
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Finds events, oldest first: all that match, or the latest `limit` of them.
pub async fn search(ledger: &Ledger, query: &AuditQuery, people: &People) -> Result<Vec<AuditEvent>, SearchRefused> {
    let kinds = kinds(query.kind.as_deref())?;
    if query.limit == Some(0) {
        return Err(SearchRefused::Query("`limit` is at least 1; leave it out for all.".into()));
    }
    let wanted = query.limit.map_or(usize::MAX, |l| usize::try_from(l).unwrap_or(usize::MAX));
    let mut filter = Filter {
        kind: if let [one] = kinds.as_slice() { Some(*one) } else { None },
        // Compared below, where names are known.
        actor: None,
        object: None,
        since: instant("since", query.since.as_deref())?,
        until: instant("until", query.until.as_deref())?,
        text: query.text.as_deref().map(Into::into),
        limit: PAGE,
        before: None,
    };
    let meant = |typed: &Option<String>| typed.as_deref().map(|t| people.meant(t));
    let (actor, object) = (meant(&query.actor), meant(&query.object));
    let fits = |l: &Logged| {
        let kind = kinds.is_empty() || kinds.contains(&l.event.kind);
        kind && actor.as_ref().is_none_or(|a| a.did(&l.event)) && object.as_ref().is_none_or(|o| o.suffered(&l.event, people.name_of(&l.event).as_deref()))
    };
    let mut found: Vec<AuditEvent> = Vec::new();
    while found.len() < wanted {
        let page = ledger.search(&filter).await?;
        filter.before = page.last().map(|l| l.position.clone());
        let last = page.len() < PAGE as usize;
        found.extend(page.iter().filter(|l| fits(l)).map(|l| event(l, people)));
        if last {
            break;
        }
    }
    found.truncate(wanted);
    found.reverse();
    Ok(found)
}

/// The kinds an event's name or its beginning stands for; empty for all.
fn kinds(text: Option<&str>) -> Result<Vec<EventKind>, SearchRefused> {
    let Some(text) = text else { return Ok(Vec::new()) };
    let matching: Vec<EventKind> =
        EventKind::ALL.iter().copied().filter(|k| k.as_str() == text || k.as_str().strip_prefix(text).is_some_and(|rest| rest.starts_with('.'))).collect();
    if matching.is_empty() {
        let known: Vec<&str> = EventKind::ALL.iter().map(|k| k.as_str()).collect();
        return Err(SearchRefused::Query(format!("There is no event called `{text}`. Events: {}.", known.join(", "))));
    }
    Ok(matching)
}

fn instant(name: &str, text: Option<&str>) -> Result<Option<Timestamp>, SearchRefused> {
    let Some(text) = text else { return Ok(None) };
    Timestamp::parse_rfc3339(text).map(Some).ok_or_else(|| SearchRefused::Query(format!("`{name}` is not an instant: write it like 2026-11-24T08:00:00Z.")))
}

fn event(logged: &Logged, people: &People) -> AuditEvent {
    let e: &Event = &logged.event;
    AuditEvent {
        seq: logged.position.seq,
        node: logged.position.node.to_string(),
        time: e.time.rfc3339(),
        kind: e.kind.as_str().into(),
        outcome: match e.outcome {
            portcullis_model::Outcome::Success => "success".into(),
            portcullis_model::Outcome::Failure => "failure".into(),
        },
        actor: e.actor.to_string(),
        actor_name: e.actor_name.to_string(),
        object: e.object.to_string(),
        object_name: people.name_of(e),
        ip: e.ip.map(|ip| address(e.kind, ip)),
        request_id: e.request_id.as_ref().map(ToString::to_string),
        detail: e.detail.iter().map(|(k, v)| (k.to_string(), v.to_string())).collect(),
    }
}

/// Outcomes of nobody in particular are counted by network, and their address is the network's.
fn address(kind: EventKind, ip: IpAddr) -> String {
    match (kind, ip) {
        (EventKind::AccessAnonymous, IpAddr::V4(_)) => format!("{ip}/24"),
        (EventKind::AccessAnonymous, IpAddr::V6(_)) => format!("{ip}/48"),
        _ => ip.to_string(),
    }
}

pub fn report(report: &Report) -> AuditReport {
    let bad = report.first_bad();
    AuditReport {
        intact: report.is_sound(),
        events: report.events,
        erased: report.erased,
        first_bad: bad.map(|b| format!("{}/{}", b.node, b.seq)),
        why: bad.map(ToString::to_string),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_network_is_not_shown_as_an_address() {
        let shown = |kind, ip: &str| address(kind, ip.parse().unwrap());
        assert_eq!(shown(EventKind::AccessAnonymous, "127.0.0.0"), "127.0.0.0/24");
        assert_eq!(shown(EventKind::AccessAnonymous, "2001:db8::"), "2001:db8::/48");
        assert_eq!(shown(EventKind::SignInFailed, "127.0.0.1"), "127.0.0.1");
    }
    #[test]
    fn a_beginning_stands_for_all_of_its_kind() {
        assert_eq!(kinds(Some("sign-in.failed")).unwrap(), [EventKind::SignInFailed]);
        assert_eq!(kinds(Some("sign-in")).unwrap(), [EventKind::SignInSucceeded, EventKind::SignInFailed]);
        assert!(kinds(Some("sign")).is_err() && kinds(None).unwrap().is_empty());
    }
}
