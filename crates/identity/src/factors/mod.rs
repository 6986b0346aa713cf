//! A person's factors beside the password: what they have, how it is added, how it is shown.
//!
//! Why: a factor is a record like any other; adding and removing asks for a recent strong proof, and showing one changes its
//! record before it proves anything.

mod app;
mod brought;
mod duo;
mod enrol;
mod for_others;
mod passkey;
mod record;
mod recovery;
mod refused;
mod sealed;
mod second;
mod settings;
mod view;

pub use app::AppOffer;
pub use brought::{BringRefused, BroughtApp};
pub(crate) use duo::Pushes;
pub use duo::{DuoSettings, PushBegun, PushNotBegun, PushView};
pub use enrol::KeyEnrolRefused;
pub use for_others::{RemoveRefused, Which as WhichFactors};
pub use passkey::PasskeyOffer;
pub(crate) use record::{FactorRecord, Held};
pub use refused::FactorRefused;
pub(crate) use sealed::StateKeys;
pub use second::{SecondRefused, Shown};
pub(crate) use settings::Parties;
pub use settings::{AllowedShapes, CodeSettings, FactorSettings, PasskeySettings};
pub use view::{FactorKind, FactorView, Offers, PasswordView};
