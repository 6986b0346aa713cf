//! What identity is told: who administers, how long sessions live, which directories there are, what a hash may cost.
//!
//! Why: identity reads no file of configuration; `server` fills this from the checked one.

use crate::{FactorSettings, MailSettings, RegulationSettings};
use portcullis_attributes::Expression;
use portcullis_authn::PasswordRules;
use portcullis_crypto::password::Params;
use portcullis_directory::Settings as FileSettings;
use portcullis_directory::ldap::LdapSettings;
use portcullis_model::Email;
use std::time::Duration;

#[derive(Clone, Debug)]
pub struct IdentitySettings {
    /// The portal's host, lower case: the host that portal cookies are bound to.
    pub portal_host: Box<str>,
    pub administrators: Vec<Administrator>,
    pub sessions: SessionTimes,
    /// In order: of two directories with the same user name the first one counts.
    pub directories: Vec<Directory>,
    pub ldap: Vec<LdapSource>,
    /// Computed when a person is read, by name.
    pub attributes: Vec<(Box<str>, Expression)>,
    pub hashing: Hashing,
    pub factors: FactorSettings,
    pub regulation: RegulationSettings,
    /// Absent: nothing is mailed.
    pub mail: Option<MailSettings>,
    pub passwords: PasswordRules,
}
impl IdentitySettings {
    pub fn new(portal_host: &str) -> Self {
        Self {
            portal_host: portal_host.into(),
            administrators: Vec::new(),
            sessions: SessionTimes::default(),
            directories: Vec::new(),
            ldap: Vec::new(),
            attributes: Vec::new(),
            hashing: Hashing::default(),
            factors: FactorSettings::default(),
            regulation: RegulationSettings::default(),
            mail: None,
            passwords: PasswordRules::default(),
        }
    }
}

/// Who is administrator besides those whose record says so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Administrator {
    Email(Email),
    /// A group, bare or `source/name`.
    Group(Box<str>),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SessionTimes {
    /// From sign-in to the end, whatever happens.
    pub lifetime: Duration,
    /// From the last request to the end. Not for sessions that the person asked to keep.
    pub inactivity: Duration,
    /// The lifetime of a session that the person asked to keep.
    pub remember_me: Duration,
}
impl Default for SessionTimes {
    fn default() -> Self {
        Self { lifetime: Duration::from_secs(12 * 3600), inactivity: Duration::from_secs(3600), remember_me: Duration::from_secs(30 * 86_400) }
    }
}

/// A file directory and what its word counts for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Directory {
    pub file: FileSettings,
    pub authoritative: Authority,
}

/// A directory server, what its word counts for, and how it is followed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LdapSource {
    pub settings: LdapSettings,
    pub authoritative: Authority,
    /// How often people who are signed in are looked at again.
    pub refresh: Duration,
    /// How many of the files come before it.
    pub after: usize,
}

/// Files count for all they state, unless narrowed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Authority {
    /// Only addresses in these domains count; none means all.
    pub domains: Option<Vec<Box<str>>>,
    pub groups: Counts,
}
impl Default for Authority {
    fn default() -> Self {
        Self { domains: None, groups: Counts::Yes }
    }
}
impl Authority {
    pub(crate) fn covers(&self, email: &Email) -> bool {
        self.domains.as_ref().is_none_or(|list| list.iter().any(|d| d.eq_ignore_ascii_case(email.domain())))
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Counts {
    Yes,
    No,
}

/// What password hashing may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hashing {
    /// What new hashes cost.
    pub params: Params,
    /// The most memory that all hashing together may use, KiB. A hash that needs more is refused when its file is read.
    pub memory_cap_kib: u32,
    pub threads: usize,
    /// How many checks may wait; one more is answered with "busy".
    pub queue: usize,
}
impl Default for Hashing {
    fn default() -> Self {
        let threads = std::thread::available_parallelism().map_or(1, usize::from).clamp(1, 4);
        Self { params: Params::default(), memory_cap_kib: 192 * 1024, threads, queue: 256 }
    }
}
