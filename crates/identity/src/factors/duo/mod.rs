//! Duo: whom it asks, and the way to it.
//!
//! Why: Duo's word is taken over a verified connection to the one host that the configuration names, and from nowhere else.

mod begin;
mod finish;
mod record;
mod wait;

pub use begin::{PushBegun, PushNotBegun};
pub use finish::PushView;
pub(crate) use wait::Pushes;

use crate::identity::Inner;
use portcullis_authn::{DuoAnswer, DuoKeys, DuoRequest, DuoTrouble};
use portcullis_model::{PersonId, Subject};
use portcullis_outbound::{Answered, Asked, BadServer, ClientTls, HttpsServer, NotAnswered};
use portcullis_store::StoreError;
use std::sync::Arc;
use std::time::Duration;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DuoSettings {
    pub keys: DuoKeys,
    pub port: u16,
    /// Authorities in PEM that are believed in place of the system's.
    pub authorities: Option<Arc<str>>,
    /// How long Duo may take to answer.
    pub timeout: Duration,
    /// Only people of these groups are asked; none means everybody.
    pub groups: Vec<Box<str>>,
    /// Whoever Duo does not know is shown Duo's page to enrol on.
    pub self_enrollment: bool,
    /// Whoever Duo lets through without a question counts as asked.
    pub accept_bypass: bool,
}

/// The settings of now, ready for use.
#[derive(Debug)]
pub(crate) struct Duo {
    settings: DuoSettings,
    server: HttpsServer,
}

/// Why Duo's word was not heard. For the log.
#[derive(Debug, thiserror::Error)]
enum Unheard {
    #[error(transparent)]
    NotAnswered(#[from] NotAnswered),
    #[error(transparent)]
    Trouble(#[from] DuoTrouble),
}

impl Duo {
    pub(crate) fn of(settings: &DuoSettings) -> Result<Self, BadServer> {
        let tls = ClientTls { authorities: settings.authorities.clone(), ..ClientTls::default() };
        Ok(Self { settings: settings.clone(), server: HttpsServer::new(&settings.keys.host, settings.port, &tls)? })
    }
    fn asks(&self, subject: &Subject) -> bool {
        self.settings.groups.is_empty() || self.settings.groups.iter().any(|g| subject.groups.has(g))
    }
    async fn send(&self, request: &DuoRequest, limit: Duration) -> Result<Answered, NotAnswered> {
        let asked = Asked { method: request.method, path: &request.path, fields: &request.fields, body: &request.body };
        self.server.ask(asked, limit).await
    }
}

const fn read(answered: &Answered) -> DuoAnswer<'_> {
    DuoAnswer { status: answered.status, body: answered.body.as_slice() }
}

impl Inner {
    /// Whether Duo asks people like this one.
    pub(crate) async fn asks_by_duo(&self, person: PersonId) -> Result<bool, StoreError> {
        let parties = self.parties.load_full();
        let Some(duo) = &parties.duo else { return Ok(false) };
        Ok(self.person(person).await?.is_some_and(|slot| duo.asks(&slot.subject())))
    }
}
