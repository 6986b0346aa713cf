//! What rules see of a person, told to whoever may ask.
//!
//! Why: a question about somebody is worth as much as the facts that it is asked with; those of a directory server are known here alone.

use crate::Identity;
use crate::failure::ManageError;
use portcullis_model::{Groups, Role, Subject};
use std::sync::Arc;

/// Facts of one person, as of now.
#[derive(Clone, Debug)]
pub struct PersonFacts {
    /// Without what is computed, which is whoever asks to compute.
    pub subject: Arc<Subject>,
    /// By what is stored; what the configuration names is not in it.
    pub administrator: bool,
    pub disabled: bool,
    pub source: Box<str>,
}

impl Identity {
    /// By id, user name or address. A server is asked anew.
    pub async fn facts_of(&self, who: &str) -> Result<PersonFacts, ManageError> {
        let inner = &self.inner;
        let (id, ..) = inner.anyone(who).await?;
        inner.look_again(id).await?;
        let (id, record, version) = inner.stored(id).await?.ok_or_else(|| ManageError::UnknownPerson(who.into()))?;
        let administrator = record.roles.contains(&Role::Administrator);
        let source = record.source.clone().unwrap_or_else(|| Groups::INTERNAL.into());
        let facts = inner.sources.load().facts(id, record, version);
        Ok(PersonFacts { subject: Arc::clone(&facts.subject), administrator, disabled: facts.barred, source })
    }
}
