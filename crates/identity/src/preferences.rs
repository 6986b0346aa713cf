//! What a person prefers: language, theme, the second factor that is asked for first.
//!
//! Why: they go with the person to every browser, and decide nothing but how pages look.

use crate::failure::ManageError;
use crate::{Actor, Identity, LiveSession};
use portcullis_model::{EventKind, Timestamp};
use serde::{Deserialize, Serialize};

/// Empty: nothing in particular. Words that the pages of today don't know are kept and do nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Preferences {
    /// A language's tag.
    #[serde(default, skip_serializing_if = "str::is_empty")]
    pub language: Box<str>,
    #[serde(default, skip_serializing_if = "str::is_empty")]
    pub theme: Box<str>,
    /// A way to show the second factor.
    #[serde(default, skip_serializing_if = "str::is_empty")]
    pub second_factor: Box<str>,
}
impl Preferences {
    pub(crate) fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

impl Identity {
    /// Keeps what this person prefers; the next page of every browser of theirs follows it.
    pub async fn set_preferences(&self, session: &LiveSession, wanted: Preferences, actor: &Actor, now: Timestamp) -> Result<(), ManageError> {
        let inner = &self.inner;
        let (id, mut record, version) = inner.anyone(&session.person.to_string()).await?;
        if record.preferences == wanted {
            return Ok(());
        }
        record.preferences = wanted;
        let event = actor.did(now, EventKind::PersonChanged, &id.to_string()).with("user", &record.username).with("changed", "preferences");
        inner.write_person(id, &record, version, event).await
    }
}

impl LiveSession {
    /// As they are now.
    pub fn preferences(&self) -> Preferences {
        self.slot.facts().record.preferences.clone()
    }
}
