//! Whom an auditor means by a name, and how an id is shown.
//!
//! Why: the ledger keeps ids, for names change hands; people ask by name or e-mail address.

use portcullis_identity::PersonView;
use portcullis_model::{Event, GroupId, PersonId};

/// The people there are. Empty on a stopped store: then only what stands in the events is known.
#[derive(Clone, Debug, Default)]
pub struct People(Vec<Known>);

#[derive(Clone, Debug)]
struct Known {
    id: String,
    username: Box<str>,
    email: Option<Box<str>>,
}

impl People {
    pub(crate) fn of(views: &[PersonView]) -> Self {
        let known = |p: &PersonView| Some(Known { id: p.id?.to_string(), username: p.username.clone(), email: p.email.clone() });
        Self(views.iter().filter_map(known).collect())
    }
    /// What was typed, and the ids of the people who are called so.
    pub(super) fn meant(&self, typed: &str) -> Meant {
        let called = |k: &&Known| k.username.eq_ignore_ascii_case(typed) || k.email.as_deref().is_some_and(|e| e.eq_ignore_ascii_case(typed));
        Meant { typed: typed.to_owned(), ids: self.0.iter().filter(called).map(|k| k.id.clone()).collect() }
    }
    /// The name of an event's object, if it has one beside its id.
    pub(super) fn name_of(&self, event: &Event) -> Option<String> {
        let stated = |key: &str| event.detail.iter().find(|(k, _)| ***k == *key).map(|(_, v)| v.to_string());
        if PersonId::parse(&event.object).is_some() {
            // As they were called then; another event knows only the id.
            return stated("user").or_else(|| stated("group")).or_else(|| self.0.iter().find(|k| *k.id == *event.object).map(|k| k.username.to_string()));
        }
        GroupId::parse(&event.object).and_then(|_| stated("group"))
    }
}

pub(super) struct Meant {
    typed: String,
    ids: Vec<String>,
}
impl Meant {
    pub(super) fn did(&self, event: &Event) -> bool {
        self.typed.eq_ignore_ascii_case(&event.actor) || self.typed.eq_ignore_ascii_case(&event.actor_name) || self.ids.iter().any(|id| **id == *event.actor)
    }
    /// Also of people who are gone: their name stands in what was done to them.
    pub(super) fn suffered(&self, event: &Event, name: Option<&str>) -> bool {
        *self.typed == *event.object || self.ids.iter().any(|id| **id == *event.object) || name.is_some_and(|n| n.eq_ignore_ascii_case(&self.typed))
    }
}
