//! People from LDAP servers.
//!
//! Why: most places keep their people there already; passwords stay there too, and what the server says is followed.

mod connection;
mod directory;
mod failure;
mod frame;
mod groups;
mod id;
mod names;
mod password;
mod person;
mod pool;
mod settings;
mod wire;

pub use directory::LdapDirectory;
pub use failure::LdapFailure;
pub use id::EntryId;
pub use password::PasswordFailure;
pub use person::{Found, Sought};
pub use portcullis_outbound::BadTls;
pub use settings::{Attributes, Bind, Further, GroupSearch, Incomplete, LdapSettings, Nested, PasswordWay, Server, States, Tls, ValueKind};
