//! People, groups, credentials and sign-in sessions.
//!
//! Why: one room owns who somebody is and whether they are still signed in. It decides no access, and mints a session only
//! from the ceremony's proof.

mod acceptance;
mod activity;
mod actor;
mod basic;
mod cache;
mod calibrate;
mod changed;
mod code;
mod cookie;
mod devices;
mod ending;
mod enrolling;
mod factors;
mod facts;
mod failure;
mod feed;
mod flow;
mod follow;
mod groups_api;
mod handle;
mod handoff;
mod hash_pool;
mod hosts;
mod identity;
mod last;
mod links;
mod listing;
mod live;
mod lookup;
mod mailed;
mod mint;
mod mirror;
mod password;
mod people;
mod people_api;
mod preferences;
mod raise;
mod records;
mod regulation;
mod resolve;
mod roster;
mod sessions_api;
mod settings;
mod sign_in;
mod target;
#[cfg(feature = "testing")]
mod testing;
mod told;
mod touch;
mod whose;

pub use activity::SignInView;
pub use actor::{Actor, SignInContext};
pub use changed::{Changed, Unavailable};
pub use code::{CodeRefused, Redeemed};
pub use cookie::COOKIE_CHARS;
pub use devices::{BROWSER_KNOWN_FOR, DeviceId};
pub use factors::{
    AllowedShapes, AppOffer, BringRefused, BroughtApp, CodeSettings, DuoSettings, FactorKind, FactorRefused, FactorSettings, FactorView, KeyEnrolRefused,
    Offers, PasskeyOffer, PasskeySettings, PasswordView, PushBegun, PushNotBegun, PushView, RemoveRefused, SecondRefused, Shown, WhichFactors,
};
pub use failure::ManageError;
pub use flow::FlowCookie;
pub use follow::{Followings, Refreshed};
pub use groups_api::GroupView;
pub use handle::{CookieClass, Handle};
pub use handoff::{Handoff, HandoffRefused, Via};
pub use hash_pool::PoolRefused;
pub use identity::{Identity, OpenError};
pub use links::{EnrolRefused, INVITATION_LIFE, Link, RECOVERY_LIFE};
pub use live::LiveSession;
pub use mailed::{AskRefused, CodeTrouble, MailSettings, MailedCode, MailedRefused, RESETS_AT_ONCE, ResetRefused, Undoing, Undone};
pub use mint::{Keep, Minted, Proven};
pub use password::PasswordRefusedThere;
pub use people_api::{NewPerson, PersonView, is_username};
pub use preferences::Preferences;
pub use regulation::{BanDoor, BanRefused, BanSubject, BanView, RegulationSettings};
pub use resolve::Resolved;
pub use sessions_api::SessionView;
pub use settings::{Administrator, Authority, Counts, Directory, Hashing, IdentitySettings, LdapSource, SessionTimes};
pub use sign_in::SignInRefused;
pub use target::ReturnTarget;
pub use told::PersonFacts;

/// What a challenge asks for and how a directory's file is read: the words of the storeys below, as doors need them.
pub use portcullis_authn::{
    Abilities, Ask, Authenticated, CharacterClass, Device, DuoKeys, Elevated, Metadata, MetadataRules, Missing, NotElevated, Owned, PasskeyRefused,
    PasskeyRules, PasswordRefused, PasswordRules, PushRefused, Regulation, Requirement, SessionFacts, Step, Verification, Why, begin,
};
pub use portcullis_crypto::{OtpAlgorithm, OtpShape};
pub use portcullis_directory::ldap;
pub use portcullis_directory::{EmailSignIn, Rules as FileRules, Settings as FileSettings};
