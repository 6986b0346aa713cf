//! What an LDAP directory is told.
//!
//! Why: everything is decided before the first connection: where, how encrypted, as whom, and which attribute means what.

use portcullis_attributes::Template;
use portcullis_crypto::{SecretBytes, SecretText};
use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LdapSettings {
    /// The source name in `source/group`.
    pub name: Box<str>,
    /// In the order in which they are tried.
    pub servers: Vec<Server>,
    /// Every `ldap://` connection is encrypted before anything else is said on it, or not used.
    pub start_tls: bool,
    pub tls: Tls,
    /// For a connection, and for each question.
    pub timeout: Duration,
    /// The most connections at a time of the account that searches.
    pub connections: usize,
    /// How long a question may wait for one.
    pub wait: Duration,
    pub bind: Bind,
    pub users_dn: Box<str>,
    pub groups_dn: Box<str>,
    pub users_filter: Template,
    pub groups_filter: Template,
    pub group_search: GroupSearch,
    /// Whether the groups of groups count.
    pub nested_groups: Nested,
    pub incomplete_groups: Incomplete,
    pub attributes: Attributes,
    /// Referrals are followed to servers of the list only.
    pub permit_referrals: bool,
    /// Whether passwords are changed here.
    pub change_passwords: bool,
    pub password_way: PasswordWay,
    pub states: States,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Server {
    Tcp {
        host: Box<str>,
        port: u16,
        /// TLS from the first byte.
        ldaps: bool,
    },
    Socket(PathBuf),
}
impl fmt::Display for Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Tcp { host, port, ldaps } => {
                let scheme = if *ldaps { "ldaps" } else { "ldap" };
                if host.contains(':') { write!(f, "{scheme}://[{host}]:{port}") } else { write!(f, "{scheme}://{host}:{port}") }
            }
            Self::Socket(path) => write!(f, "ldapi://{}", path.display()),
        }
    }
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tls {
    /// Certificates in PEM that count in place of the system's.
    pub authorities: Option<Vec<u8>>,
    /// The name in the server's certificate, where it is not the host's.
    pub server_name: Option<Box<str>>,
    pub only_1_3: bool,
    /// Chain and key in PEM.
    pub client: Option<(Vec<u8>, SecretBytes)>,
}

/// As whom people are searched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Bind {
    Anonymous,
    As { dn: Box<str>, password: SecretText },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GroupSearch {
    /// Groups are searched for those that name the person.
    Filter,
    /// The person names the groups.
    MemberOf,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Nested {
    No,
    /// Each group is asked for in its turn.
    ByGroup,
    /// The server follows the chain by itself: the filter says so.
    InServer,
}

/// What becomes of somebody whose groups cannot all be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Incomplete {
    /// They are let in nowhere.
    Refuse,
    /// They have the groups that can be read.
    Ignore,
}

/// How a new password is given to the server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PasswordWay {
    /// The extended operation of RFC 3062.
    Modify,
    /// `unicodePwd` of Active Directory.
    ActiveDirectory,
}

/// Which attribute means what. Empty: none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Attributes {
    pub distinguished_name: Box<str>,
    pub username: Box<str>,
    pub display_name: Box<str>,
    pub mail: Box<str>,
    pub member_of: Box<str>,
    pub group_name: Box<str>,
    /// Never changes and is never given again.
    pub id: Box<str>,
    pub further: Vec<Further>,
}

/// An attribute that becomes a claim.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Further {
    pub attribute: Box<str>,
    pub claim: Box<str>,
    pub kind: ValueKind,
    pub many: bool,
    /// A part of the claim `address`.
    pub of_address: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ValueKind {
    Text,
    Integer,
    Boolean,
}

/// Which attributes say that an account is not to be used.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct States {
    /// `pwdAccountLockedTime` (the password policy overlay).
    pub password_policy: bool,
    /// `shadowExpire` (RFC 2307).
    pub shadow: bool,
    /// `userAccountControl`, `accountExpires` and the computed lock.
    pub active_directory: bool,
    /// `nsAccountLock` and `krbPrincipalExpiration`.
    pub free_ipa: bool,
}
