//! Who asks, resolved.
//!
//! Why: a door hands over what was presented; only the guard says who that is.

use portcullis_identity::LiveSession;
use portcullis_model::{AuthContext, Subject, Timestamp};
use std::sync::{Arc, LazyLock};

#[derive(Clone, Debug)]
pub enum Who {
    Anonymous,
    /// A live session, with its person's facts as of this request.
    Session(Arc<LiveSession>, Arc<Subject>),
    /// The facts of a session, for a list of what it may open.
    Listed(Box<AuthContext>, Arc<Subject>),
    /// A process of this host, over the local socket.
    Host(Arc<Subject>),
}

static NOBODY: LazyLock<Arc<Subject>> = LazyLock::new(|| Arc::new(Subject::anonymous()));

impl Who {
    /// Somebody of whom only a list is made: the facts of the session, without the session. Nothing is permitted by it.
    pub fn for_list(session: &LiveSession, now: Timestamp) -> Self {
        if session.alive(now) { Self::Listed(Box::new(session.auth.clone()), session.subject()) } else { Self::Anonymous }
    }
    pub fn subject(&self) -> &Arc<Subject> {
        match self {
            Self::Anonymous => &NOBODY,
            Self::Session(_, subject) | Self::Listed(_, subject) | Self::Host(subject) => subject,
        }
    }
    pub fn auth(&self) -> Option<&AuthContext> {
        match self {
            Self::Session(session, _) => Some(&session.auth),
            Self::Listed(auth, _) => Some(auth),
            Self::Anonymous | Self::Host(_) => None,
        }
    }
    pub fn session(&self) -> Option<&Arc<LiveSession>> {
        match self {
            Self::Session(session, _) => Some(session),
            Self::Anonymous | Self::Listed(..) | Self::Host(_) => None,
        }
    }
}
