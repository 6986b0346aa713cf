//! Records and changes: what callers hand in and get back.
//!
//! Why: one shape for everything that is stored, so that sealing, expiry and compare-and-set are written once.

use portcullis_model::{Event, Org, Timestamp};
use uuid::Uuid;

/// A payload's greatest length in bytes.
pub const MAX_PAYLOAD: usize = 64 * 1024;

macro_rules! kinds {
    ($($(#[$doc:meta])* $name:ident = $text:literal, $put:literal, $delete:literal);+ $(;)?) => {
        /// What a record is. The text form is stable: it is bound into the seal.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Kind { $($(#[$doc])* $name),+ }
        impl Kind {
            pub const ALL: &'static [Self] = &[$(Self::$name),+];
            pub const fn as_str(self) -> &'static str { match self { $(Self::$name => $text),+ } }
            pub fn parse(text: &str) -> Option<Self> { Self::ALL.iter().copied().find(|k| k.as_str() == text) }
            /// Whether a put (or a delete) of this kind is told to every node unless the change says otherwise.
            pub(crate) const fn announces(self, gone: bool) -> bool {
                match self { $(Self::$name => if gone { $delete } else { $put }),+ }
            }
        }
    };
}
kinds! {
    Person = "person", true, true;
    Group = "group", true, true;
    Membership = "membership", true, true;
    Credential = "credential", true, true;
    /// What a person shows beside the password.
    Factor = "factor", false, false;
    /// Sign-in sessions come, are touched and go often: only their end is news.
    Session = "session", false, true;
    HostSession = "host-session", false, true;
    Code = "code", false, false;
    Handoff = "handoff", false, false;
    Invitation = "invitation", false, false;
    /// A link or a code that was mailed.
    Mailed = "mailed", false, false;
    /// The browsers that a person signed in with.
    Device = "device", false, false;
    /// What waits to be sent.
    Mail = "mail", true, false;
    /// Failed attempts, counted.
    Regulation = "regulation", false, false;
    /// A question on somebody's phone that is waited for.
    Push = "push", false, false;
    Route = "route", true, true;
    Key = "key", true, true;
    Certificate = "certificate", true, true;
    Token = "token", true, true;
    Setting = "setting", true, true;
}

/// A record as it was opened: every field but `version` comes out of the seal or was bound by it.
#[derive(Clone, PartialEq, Eq)]
pub struct Record {
    pub org: Org,
    pub kind: Kind,
    pub id: Uuid,
    /// Counts from 1; each put adds one.
    pub version: u64,
    pub payload: Vec<u8>,
    pub expires_at: Option<Timestamp>,
}
/// Payloads hold what nobody may read in a log (S17).
impl std::fmt::Debug for Record {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Record({} {} v{}, {} bytes, [secret])", self.kind.as_str(), self.id, self.version, self.payload.len())
    }
}

/// What a put or delete takes for granted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expect {
    /// There is no such record (an expired one counts as none).
    Absent,
    /// The record is in exactly this version.
    Version(u64),
    /// Whatever is there.
    Any,
}

/// Whether the other nodes and caches hear of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Announce {
    /// As the kind says.
    #[default]
    ByKind,
    Always,
    Never,
}

/// One record to write.
#[derive(Clone)]
pub struct Put {
    pub kind: Kind,
    pub id: Uuid,
    pub expect: Expect,
    /// JSON with its own `schema` number, at most [`MAX_PAYLOAD`] bytes.
    pub payload: Vec<u8>,
    /// Values this record is found by, with [`crate::Store::find`].
    pub indexes: Vec<(&'static str, Vec<u8>)>,
    /// The same, and no other live record of the kind may have the value.
    pub unique: Vec<(&'static str, Vec<u8>)>,
    pub expires_at: Option<Timestamp>,
    pub announce: Announce,
}
impl Put {
    pub fn new(kind: Kind, id: Uuid, expect: Expect, payload: Vec<u8>) -> Self {
        Self { kind, id, expect, payload, indexes: Vec::new(), unique: Vec::new(), expires_at: None, announce: Announce::ByKind }
    }
    #[must_use]
    pub fn index(mut self, name: &'static str, value: impl Into<Vec<u8>>) -> Self {
        self.indexes.push((name, value.into()));
        self
    }
    #[must_use]
    pub fn unique(mut self, name: &'static str, value: impl Into<Vec<u8>>) -> Self {
        self.unique.push((name, value.into()));
        self
    }
    #[must_use]
    pub fn expires(mut self, at: Timestamp) -> Self {
        self.expires_at = Some(at);
        self
    }
    #[must_use]
    pub fn announce(mut self, announce: Announce) -> Self {
        self.announce = announce;
        self
    }
}
impl std::fmt::Debug for Put {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Put({} {} {:?}, {} bytes, [secret])", self.kind.as_str(), self.id, self.expect, self.payload.len())
    }
}

/// One record to remove. With [`Expect::Any`] a missing record is no error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Delete {
    pub kind: Kind,
    pub id: Uuid,
    pub expect: Expect,
}

/// All or nothing: the events first, then deletes, then puts.
#[derive(Clone, Debug, Default)]
pub struct Change {
    pub puts: Vec<Put>,
    pub deletes: Vec<Delete>,
    pub events: Vec<Event>,
}
impl Change {
    pub fn new() -> Self {
        Self::default()
    }
    #[must_use]
    pub fn put(mut self, put: Put) -> Self {
        self.puts.push(put);
        self
    }
    #[must_use]
    pub fn delete(mut self, kind: Kind, id: Uuid, expect: Expect) -> Self {
        self.deletes.push(Delete { kind, id, expect });
        self
    }
    #[must_use]
    pub fn event(mut self, event: Event) -> Self {
        self.events.push(event);
        self
    }
}

/// A change that is durable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Committed {
    /// The new versions, in the order of [`Change::puts`].
    pub versions: Vec<u64>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_have_different_names() {
        for kind in Kind::ALL {
            assert_eq!(Kind::parse(kind.as_str()), Some(*kind));
        }
        assert_eq!(Kind::parse("Person"), None);
    }
    #[test]
    fn s17_debug_shows_no_payload() {
        let put = Put::new(Kind::Person, Uuid::nil(), Expect::Any, b"canary".to_vec()).index("email", "canary");
        let record = Record { org: Org::default(), kind: Kind::Person, id: Uuid::nil(), version: 1, payload: b"canary".to_vec(), expires_at: None };
        let shown = format!("{put:?} {record:?} {:?}", Change::new().put(put.clone()));
        assert!(!shown.contains("canary") && !shown.contains("99, 97"), "{shown}");
    }
}
