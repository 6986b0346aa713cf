//! Recovery codes: a new sheet replaces the old one.
//!
//! Why: the codes are shown once and kept as digests.

use super::{FactorRecord, FactorRefused, Held};
use crate::mailed::{Deed, Told};
use crate::{Actor, Identity};
use portcullis_authn::{Elevated, RECOVERY_CODES, recovery_code_digest, recovery_codes};
use portcullis_crypto::SecretText;
use portcullis_model::{EventKind, Timestamp};
use portcullis_pages::MailKind;
use portcullis_store::{Change, Expect, Kind};
use serde_json::Map;

impl Identity {
    /// A fresh sheet, in the place of the one before.
    pub async fn draw_recovery_codes(&self, proof: &Elevated, actor: &Actor, now: Timestamp) -> Result<Vec<SecretText>, FactorRefused> {
        let inner = &self.inner;
        let person = proof.person();
        let sheet = recovery_codes(&*inner.random);
        let left = sheet.iter().map(|code| recovery_code_digest(person, code)).collect();
        let record =
            FactorRecord { person, name: "".into(), held: Held::Recovery { left, drawn: RECOVERY_CODES }, created: now, last_used: None, rest: Map::new() };
        let event = actor.did(now, EventKind::FactorAdded, &person.to_string()).with("factor", "recovery-codes");
        let mut change = Change::new().event(event);
        for old in inner.factors_of(person).await?.iter().filter(|f| matches!(f.record.held, Held::Recovery { .. })) {
            change = change.delete(Kind::Factor, old.id, Expect::Version(old.version));
        }
        let id = inner.new_uuid(now);
        let undo = Some(Deed::UndoAdded { factors: vec![id] });
        let told = Told { kind: MailKind::CodesMade, person, actor, factor: "", undo, now };
        let change = inner.telling(change.put(record.put(id, Expect::Absent)), told).await?;
        inner.store.commit(change).await?;
        Ok(sheet.into_iter().map(SecretText::from).collect())
    }
}
