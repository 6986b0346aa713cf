//! One person's checks, a few at a time.
//!
//! Why: guesses sent at once would all be looked at before the first failure is written; as many as would ban may be under way
//! on a node, and the next one waits for its turn.

use parking_lot::Mutex;
use portcullis_model::PersonId;
use std::collections::HashMap;
use std::sync::{Arc, Weak};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Who is being checked. Entries of people nobody asks for any more go.
#[derive(Debug, Default)]
pub(crate) struct Turns {
    of: Mutex<HashMap<PersonId, Weak<Semaphore>>>,
}

/// Held from the look at the count to its writing.
#[derive(Debug)]
pub(crate) struct Turn {
    _permit: Option<OwnedSemaphorePermit>,
}

impl Turns {
    /// `at_once`: how many may be under way; 0 is any number.
    pub(crate) async fn take(&self, person: Option<PersonId>, at_once: u32) -> Turn {
        let (Some(person), true) = (person, at_once > 0) else { return Turn { _permit: None } };
        let semaphore = {
            let mut of = self.of.lock();
            match of.get(&person).and_then(Weak::upgrade) {
                Some(there) => there,
                None => {
                    of.retain(|_, weak| weak.strong_count() > 0);
                    let new = Arc::new(Semaphore::new(usize::try_from(at_once).unwrap_or(1)));
                    of.insert(person, Arc::downgrade(&new));
                    new
                }
            }
        };
        // It is never closed.
        Turn { _permit: semaphore.acquire_owned().await.ok() }
    }
}
