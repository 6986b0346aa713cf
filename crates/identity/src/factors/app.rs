//! Adding an authenticator app: the key travels sealed until a code shows that the app has it.
//!
//! Why: an app that was never set up right would lock its person out.

use super::record::App;
use super::sealed::Purpose;
use super::view::name_of;
use super::{CodeSettings, FactorRecord, FactorRefused, Held};
use crate::mailed::{Deed, Told};
use crate::{Actor, Identity};
use portcullis_authn::{CodeCheck, Elevated};
use portcullis_crypto::{OtpShape, SecretText};
use portcullis_model::{EventKind, PersonId, Timestamp};
use portcullis_pages::MailKind;
use portcullis_store::{Change, Expect, StoreError};
use serde::{Deserialize, Serialize};
use serde_json::Map;

/// A key to be put into an app.
#[derive(Debug)]
pub struct AppOffer {
    /// For typing: base32.
    pub secret: SecretText,
    /// For a QR code: `otpauth://…`.
    pub address: SecretText,
    pub shape: OtpShape,
    /// Comes back with the first code.
    pub sealed: String,
}

#[derive(Serialize, Deserialize)]
struct Pending {
    person: PersonId,
    app: App,
}

impl Identity {
    /// What people may choose among; `None` where codes are off.
    pub fn code_settings(&self) -> Option<CodeSettings> {
        self.inner.parties.load().codes.clone()
    }
    /// A fresh key of that shape, one of [`CodeSettings::shape_of`]; nothing is stored yet.
    pub fn offer_app(&self, proof: &Elevated, account: &str, shape: OtpShape, now: Timestamp) -> Result<AppOffer, FactorRefused> {
        let inner = &self.inner;
        let parties = inner.parties.load();
        let settings = parties.codes.as_ref().ok_or(FactorRefused::Off)?;
        let key = portcullis_crypto::OtpKey::draw(shape, settings.secret_bytes, &*inner.random).map_err(|_| FactorRefused::Off)?;
        let address = key.address(&settings.issuer, account).ok_or(FactorRefused::Off)?;
        let pending = Pending { person: proof.person(), app: App::of(&key, None) };
        let sealed = inner.states.seal(Purpose::AddApp, &pending, &*inner.random, now);
        Ok(AppOffer { secret: key.secret_text().into(), address: address.into(), shape, sealed })
    }
    /// The same offer again, for a page that is shown a second time after a wrong code.
    pub fn repeat_app_offer(&self, proof: &Elevated, account: &str, sealed: &str, now: Timestamp) -> Result<AppOffer, FactorRefused> {
        let inner = &self.inner;
        let parties = inner.parties.load();
        let settings = parties.codes.as_ref().ok_or(FactorRefused::Off)?;
        let pending =
            inner.states.open::<Pending>(Purpose::AddApp, sealed, now).filter(|o| o.state.person == proof.person()).ok_or(FactorRefused::Stale)?.state;
        let key = pending.app.key().map_err(|_| FactorRefused::Stale)?;
        let address = key.address(&settings.issuer, account).ok_or(FactorRefused::Off)?;
        Ok(AppOffer { secret: key.secret_text().into(), address: address.into(), shape: key.shape(), sealed: sealed.to_owned() })
    }
    /// Stores the key once its app gave a right code.
    pub async fn add_app(&self, proof: &Elevated, sealed: &str, code: &str, name: &str, actor: &Actor, now: Timestamp) -> Result<(), FactorRefused> {
        let inner = &self.inner;
        let parties = inner.parties.load_full();
        let settings = parties.codes.as_ref().ok_or(FactorRefused::Off)?;
        let name = name_of(name)?;
        let opened = inner.states.open::<Pending>(Purpose::AddApp, sealed, now).filter(|o| o.state.person == proof.person()).ok_or(FactorRefused::Stale)?;
        let key = opened.state.app.key().map_err(|_| FactorRefused::Stale)?;
        let check = CodeCheck { person: proof.person(), key: &key, after: None, skew: settings.skew };
        let (_shown, step) = check.perform(code, now).ok_or(FactorRefused::WrongCode)?;
        let record = FactorRecord {
            person: proof.person(),
            name,
            // The code that set it up is spent.
            held: Held::App(App::of(&key, Some(step))),
            created: now,
            last_used: None,
            rest: Map::new(),
        };
        let event = actor.did(now, EventKind::FactorAdded, &proof.person().to_string()).with("factor", "app").with("name", &record.name);
        let id = inner.new_uuid(now);
        let change = Change::new().event(event).put(opened.mark(now)).put(record.put(id, Expect::Absent));
        let undo = Some(Deed::UndoAdded { factors: vec![id] });
        let told = Told { kind: MailKind::AppAdded, person: proof.person(), actor, factor: &record.name, undo, now };
        match inner.store.commit(inner.telling(change, told).await?).await {
            Err(StoreError::Taken(_)) => Err(FactorRefused::There),
            other => Ok(other.map(|_| ())?),
        }
    }
}
