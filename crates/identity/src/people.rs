//! People whose sessions are live, in memory.
//!
//! Why: every session of a person points at one slot; when a fact changes it is swapped there, and the next request sees
//! it (S28).

use crate::facts::Facts;
use arc_swap::ArcSwap;
use parking_lot::RwLock;
use portcullis_model::{PersonId, Subject};
use std::collections::HashMap;
use std::sync::Arc;

/// The place where a person's facts of now are found.
#[derive(Debug)]
pub(crate) struct PersonSlot {
    pub(crate) id: PersonId,
    facts: ArcSwap<Facts>,
}
impl PersonSlot {
    pub(crate) fn subject(&self) -> Arc<Subject> {
        Arc::clone(&self.facts.load().subject)
    }
    pub(crate) fn is_barred(&self) -> bool {
        self.facts.load().barred
    }
    pub(crate) fn facts(&self) -> Arc<Facts> {
        self.facts.load_full()
    }
}

/// All slots.
#[derive(Debug, Default)]
pub(crate) struct People {
    slots: RwLock<HashMap<PersonId, Arc<PersonSlot>>>,
}
impl People {
    pub(crate) fn get(&self, id: PersonId) -> Option<Arc<PersonSlot>> {
        self.slots.read().get(&id).cloned()
    }
    pub(crate) fn all(&self) -> Vec<Arc<PersonSlot>> {
        self.slots.read().values().cloned().collect()
    }
    /// Puts new facts into the person's slot, making it where there is none. Says whether anything a rule or a door could
    /// see has changed.
    pub(crate) fn set(&self, id: PersonId, facts: Facts) -> (Arc<PersonSlot>, bool) {
        let mut slots = self.slots.write();
        if let Some(slot) = slots.get(&id) {
            let old = slot.facts.load();
            if facts.version < old.version {
                return (Arc::clone(slot), false);
            }
            let changed = old.subject != facts.subject || old.barred != facts.barred;
            slot.facts.store(Arc::new(facts));
            return (Arc::clone(slot), changed);
        }
        let slot = Arc::new(PersonSlot { id, facts: ArcSwap::from_pointee(facts) });
        slots.insert(id, Arc::clone(&slot));
        (slot, false)
    }
    /// Forgets those whom no session here points at.
    pub(crate) fn sweep(&self) {
        self.slots.write().retain(|_, slot| Arc::strong_count(slot) > 1);
    }
}
