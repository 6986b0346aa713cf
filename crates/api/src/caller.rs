//! Who calls the API, and one visit of theirs.
//!
//! Why: an operation knows its author before it does anything; a local process is the subject `host:<uid>`.

use crate::answer::Refused;
use crate::{Api, RouteKeeper};
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use portcullis_guard::Who;
use portcullis_identity::Actor;
use portcullis_model::{Action, RequestId, Role, RoleSet, Subject, Timestamp};
use std::sync::Arc;

/// Set by the listener; nothing of the request can make one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Caller {
    /// A process of this host: root or the server's own user, as the kernel said.
    Host { uid: u32 },
}

/// One request of a caller.
#[derive(Clone, Debug)]
pub(crate) struct Visit {
    pub(crate) who: Who,
    pub(crate) request: RequestId,
    pub(crate) now: Timestamp,
}

impl Caller {
    pub(crate) fn visit(self, now: Timestamp, random: u64) -> Visit {
        let Self::Host { uid } = self;
        let mut subject = Subject::host(uid);
        // Root and the server's user own the host and the data folder: they are administrators by the built-in policy.
        subject.roles = RoleSet::default().with(Role::Administrator);
        Visit { who: Who::Host(Arc::new(subject)), request: RequestId::new(now, random), now }
    }
}

impl Visit {
    /// The decision about one operation. Its refusal is in the ledger.
    pub(crate) async fn may<R: RouteKeeper>(&self, api: &Api<R>, action: Action, operation: &str) -> Result<(), Refused> {
        if api.guard.admit_operation(&self.who, action, operation, self.request, self.now).await? {
            Ok(())
        } else {
            Err(Refused::forbidden("Your role does not permit this. Ask an administrator."))
        }
    }
    pub(crate) fn actor(&self) -> Actor {
        let subject = self.who.subject();
        Actor { id: subject.id.clone(), name: subject.user.clone(), ip: None, request_id: Some(self.request.as_str().into()) }
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Visit {
    type Rejection = Refused;
    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Refused> {
        parts.extensions.get::<Self>().cloned().ok_or_else(|| Refused::forbidden("Nobody is calling."))
    }
}
