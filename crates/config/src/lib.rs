//! The configuration file: as written, then as meant.
//!
//! Why: a file is checked once and whole, with every fault told at its place; what passes is used by everybody and read by nobody again.

#[cfg(test)]
mod accounting;
mod appearance;
mod ask;
mod builtin;
mod check;
mod checked;
mod deadlines;
mod factors;
mod faults;
mod forward_auth;
mod import;
mod input;
mod ldap;
mod limits;
mod notifier;
mod passwords;
mod protect;
mod recipes;
mod reference;
mod regulation;
mod sample;
mod schema;
mod suppose;
mod table;
mod values;

pub use appearance::{Appearance, Catalogues, LogoFile, PageTheme, Picture, Reading};
pub use ask::{Answer, Asked, BadAsked, Deciding, Question, evaluate, evaluate_as};
pub use builtin::{UpSettings, up_document};
pub use check::check;
pub use checked::{
    Administrator, Authority, CertPair, CheckedConfig, Expect, FileDirectory, Listen, Place, PolicyTest, Search, Sessions, StoreConf, Tls, WebOrigin,
};
pub use deadlines::Deadlines;
pub use factors::{Duo, FidoMetadata, Totp, UserVerification, WebAuthn};
pub use faults::{Faults, LocatedFault};
pub use forward_auth::{AuthzEndpoint, CookieDomain, Dialect, ForwardAuth, PortalAddress, Strategy, StrategyKind, TrustedProxy};
pub use import::{Grade, Imported, Told, import_authelia};
pub use input::{Input, Knowing, StoredRoute};
pub use ldap::{LdapAttributes, LdapClaim, LdapDirectory, LdapImplementation, LdapServer, LdapTls, LdapValue};
pub use limits::{Bucket, RateLimits};
pub use notifier::{IdentityValidation, Notifier, NotifierWay, PasswordReset, SmtpServer, SmtpTls};
pub use passwords::PasswordPolicy;
pub use portcullis_document::{Severity, Span};
pub use protect::{Allow, BadAllow, Protect, ProtectRefused, Protected, guarded_document, lead_to, protect_document};
pub use recipes::{BehindProxy, Recipe, RecipeHost, recipe};
pub use reference::reference;
pub use regulation::Regulation;
pub use sample::sample;
pub use schema::schema;
pub use suppose::KnownPerson;
pub use values::duration;
