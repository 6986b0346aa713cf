//! What a permitted request of one session through one route carries, prepared once and reused.
//!
//! Why: signing costs more than everything else we do for a request; the signed assertion is good for its lifetime, so it
//! is kept on each worker beside the session and the facts it was made from. No lock, no allocation on the warm road.

use crate::assertion;
use crate::enforce::{Pep, Scene};
use http::header::{HeaderName, HeaderValue};
use portcullis_guard::Unavailable;
use portcullis_identity::LiveSession;
use portcullis_model::{FieldLines, Subject, Timestamp};
use portcullis_route::Route;
use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

/// An entry is signed anew when less than this is left of it.
const REFRESH: Duration = Duration::from_secs(20);
/// Entries a worker keeps; when full, the expired go, and if none did, all go.
const LIMIT: usize = 16 * 1024;

type Key = (usize, usize);

thread_local! {
    static CACHE: RefCell<HashMap<Key, Rc<Prepared>, foldhash::fast::RandomState>> = RefCell::default();
}

pub(crate) struct Prepared {
    pub(crate) route: Arc<str>,
    pub(crate) subject: Option<Arc<str>>,
    /// The identity fields. Everything of their names was stripped before.
    pub(crate) lines: Arc<FieldLines>,
    /// The same, field by field.
    pub(crate) fields: Vec<(HeaderName, HeaderValue)>,
    /// Held so that the addresses in the key name nothing else while this entry lives.
    of: Option<(Arc<LiveSession>, Arc<Subject>)>,
    of_route: Arc<Route>,
    fresh_until: Timestamp,
}

impl Prepared {
    pub(crate) fn of(pep: &Pep, scene: &Scene<'_>, now: Timestamp) -> Result<Rc<Self>, Unavailable> {
        let session = scene.who.session().map_or(0, |s| Arc::as_ptr(s).addr());
        let key = (session, Arc::as_ptr(scene.route).addr());
        CACHE.with_borrow_mut(|cache| {
            if let Some(entry) = cache.get(&key).filter(|e| e.holds(scene, now)) {
                return Ok(entry.clone());
            }
            if cache.len() >= LIMIT {
                cache.retain(|_, e| e.fresh_until > now);
                if cache.len() >= LIMIT {
                    cache.clear();
                }
            }
            let entry = Rc::new(Self::make(pep, scene, now)?);
            cache.insert(key, entry.clone());
            Ok(entry)
        })
    }
    fn holds(&self, scene: &Scene<'_>, now: Timestamp) -> bool {
        // The person's facts are compared by address: a change swaps them, and the assertion must follow at once.
        let same_facts = match (&self.of, scene.who.session()) {
            (Some((session, subject)), Some(now_session)) => Arc::ptr_eq(session, now_session) && Arc::ptr_eq(subject, scene.who.subject()),
            (None, None) => true,
            _ => false,
        };
        same_facts && Arc::ptr_eq(&self.of_route, scene.route) && now < self.fresh_until
    }
    fn make(pep: &Pep, scene: &Scene<'_>, now: Timestamp) -> Result<Self, Unavailable> {
        let session = scene.who.session();
        let fields = match session {
            Some(session) => assertion::fields(pep, scene, session, now)?,
            None => Vec::new(),
        };
        let mut lines = FieldLines::default();
        for (name, value) in &fields {
            lines.push(name.as_str(), value.as_bytes()).map_err(|_| Unavailable)?;
        }
        Ok(Self {
            route: Arc::from(&*scene.route.name),
            subject: session.map(|_| Arc::from(&*scene.who.subject().user)),
            lines: Arc::new(lines),
            fields,
            of: session.map(|s| (s.clone(), scene.who.subject().clone())),
            of_route: scene.route.clone(),
            fresh_until: now.plus(assertion::LIFETIME - REFRESH),
        })
    }
}
