//! A cache full of sessions that nobody signed in to.
//!
//! Why: the figure at a million sessions needs a million sessions; the store is not what is measured. Only with the
//! feature `testing`.

use crate::records::{PersonRecord, SessionRecord};
use crate::resolve::Cookie;
use crate::{CookieClass, Identity};
use portcullis_crypto::random_bytes;
use portcullis_model::{Aal, Amr, AmrSet, PersonId, SessionId, Timestamp};
use serde_json::Map;
use std::sync::Arc;
use std::time::Duration;
use uuid::Uuid;

impl Identity {
    /// Puts `count` host sessions into memory and gives their cookie values.
    pub fn fill_for_bench(&self, count: usize, host: &str, now: Timestamp) -> Vec<String> {
        let inner = &self.inner;
        let person = PersonId::new(now, random_bytes(&*inner.random));
        let record = PersonRecord::named("bench", now);
        let slot = inner.assemble(person, record, 1).0;
        let fill = |_| {
            let (handle, value) = inner.cookies.issue(CookieClass::Host, host, &*inner.random);
            let id = SessionId::new(now, random_bytes(&*inner.random));
            let session = SessionRecord {
                person,
                handle: handle.digest(),
                aal: Aal::One,
                amr: AmrSet::default().with(Amr::Pwd),
                auth_time: now,
                created: now,
                expires: now.plus(Duration::from_secs(43_200)),
                inactivity: Some(3_600_000_000),
                last_used: now,
                epoch: inner.cookies.epoch(),
                ip: None,
                user_agent: "".into(),
                ask_on: Vec::new(),
                confirmed_until: None,
                turn: 0,
                rest: Map::new(),
            };
            let cookie = Cookie { child: Some(Uuid::from_bytes(*id.uuid().as_bytes())), proved: session.proved(), turn: 0 };
            inner.cache.insert(&Arc::new(inner.live(id, &session, cookie, handle.key(), host, Arc::clone(&slot))));
            value
        };
        (0..count).map(fill).collect()
    }
}
