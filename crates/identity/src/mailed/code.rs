//! A code by mail: what confirms changes of somebody who has nothing but a password.
//!
//! Why: it is good for the session that asked, for a few minutes, a few tries and one use; guesses are counted before they are
//! compared.

use super::record::{Deed, MailedRecord};
use crate::code::id_of;
use crate::records::{Payload as _, SessionRecord};
use crate::{Actor, Identity, LiveSession, SignInContext, Unavailable};
use portcullis_authn::Owned;
use portcullis_crypto::{Random, SecretText, equal, random_bytes, sha256_parts};
use portcullis_model::{EventKind, SessionId, Timestamp};
use portcullis_notify::Letter;
use portcullis_pages::MailKind;
use portcullis_store::{Change, Expect, Kind, StoreError};
use serde_json::Map;
use uuid::Uuid;

/// Nothing that looks like something else.
const ALPHABET: &[u8; 30] = b"ABCDEFGHJKLMNPQRTUVWYXZ2346789";
const TRIES: u8 = 5;
/// Codes that one session may be mailed while one of them could be good.
const SENT: usize = 3;

/// Whether a mailed code stands between a session and a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MailedCode {
    /// The person has a second factor that spares it, or no address, or nothing is mailed here: a fresh sign-in counts.
    NotAsked,
    /// Until when the last one counts; none was shown. Whoever has a second factor shows that as well.
    Asked(Option<Timestamp>),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CodeTrouble {
    /// Wrong, too old, used, or another session's.
    #[error("that code is not right")]
    NotRight,
    #[error("too many codes were sent; wait a few minutes")]
    TooMany,
    #[error("no code is asked for here")]
    Off,
    #[error(transparent)]
    Unavailable(#[from] Unavailable),
}
impl From<StoreError> for CodeTrouble {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Conflict => Self::NotRight,
            other => Self::Unavailable(other.into()),
        }
    }
}

impl Identity {
    /// What changing factors asks of this session besides a sign-in.
    pub async fn mailed_code(&self, session: &LiveSession, owned: &Owned) -> Result<MailedCode, Unavailable> {
        let inner = &self.inner;
        let spared = inner.settings.load().mail.is_none_or(|m| m.skip_second && owned.has_second());
        if spared || inner.mailbox_of(session.person).await?.is_none() {
            return Ok(MailedCode::NotAsked);
        }
        let stored = inner.store.get(Kind::Session, session.auth.session.uuid()).await?;
        Ok(MailedCode::Asked(stored.and_then(|s| SessionRecord::from_bytes(&s.payload)).and_then(|s| s.confirmed_until)))
    }
    /// Mails a fresh code; the one before is worthless.
    pub async fn send_code(&self, session: &LiveSession, actor: &Actor, ctx: &SignInContext, now: Timestamp) -> Result<(), CodeTrouble> {
        let inner = &self.inner;
        let settings = inner.settings.load().mail.ok_or(CodeTrouble::Off)?;
        let letter = inner.letter_to(MailKind::ConfirmCode, session.person, &ctx.language, now).await?.ok_or(CodeTrouble::Off)?;
        let id = id_of_code(session.auth.session);
        let stored = inner.store.get(Kind::Mailed, id).await?;
        let expect = stored.as_ref().map_or(Expect::Absent, |s| Expect::Version(s.version));
        let mut sent = match stored.and_then(|s| MailedRecord::from_bytes(&s.payload)).map(|r| r.deed) {
            Some(Deed::Code { sent, .. }) => sent,
            _ => Vec::new(),
        };
        sent.retain(|at| now.since(*at) < settings.code);
        if sent.len() >= SENT {
            return Err(CodeTrouble::TooMany);
        }
        sent.push(now);
        let code = draw(usize::from(settings.characters), &*inner.random);
        let deed = Deed::Code { digest: digest(session.auth.session, code.expose()), tries: 0, sent };
        let record = MailedRecord { person: session.person, deed, expires: now.plus(settings.code), rest: Map::new() };
        let (stop, _, link) = inner.mailed(session.person, Deed::StopCode { session: session.auth.session }, settings.undo, now);
        let letter = Letter { ip: actor.ip, agent: ctx.agent(), until: Some(record.expires), code: Some(code), secret: Some(stop), ..letter };
        inner.store.commit(Change::new().put(record.put(id, expect)).put(link).put(letter.put(inner.new_uuid(now)))).await?;
        Ok(())
    }
    /// Takes a code. From then on the session may make changes for a while.
    pub async fn confirm_code(&self, session: &LiveSession, typed: &str, actor: &Actor, now: Timestamp) -> Result<(), CodeTrouble> {
        let inner = &self.inner;
        let settings = inner.settings.load().mail.ok_or(CodeTrouble::Off)?;
        let id = id_of_code(session.auth.session);
        let stored = inner.store.get(Kind::Mailed, id).await?.ok_or(CodeTrouble::NotRight)?;
        let mut record = MailedRecord::from_bytes(&stored.payload).filter(|r| r.person == session.person && now < r.expires).ok_or(CodeTrouble::NotRight)?;
        let Deed::Code { digest: right, tries, .. } = &mut record.deed else { return Err(CodeTrouble::NotRight) };
        if *tries >= TRIES {
            return Err(CodeTrouble::NotRight);
        }
        *tries += 1;
        let right = *right;
        // The try is counted before it is compared: of many sent at once, one is looked at.
        inner.store.commit(Change::new().put(record.put(id, Expect::Version(stored.version)))).await?;
        if !equal(&right, &digest(session.auth.session, &read(typed))) {
            return Err(CodeTrouble::NotRight);
        }
        let event = actor.did(now, EventKind::CodeConfirmed, &session.person.to_string());
        inner.store.commit(Change::new().event(event).delete(Kind::Mailed, id, Expect::Version(stored.version + 1))).await?;
        let until = now.plus(settings.elevation);
        let confirm = |session: &mut SessionRecord| session.confirmed_until.replace(until) != Some(until);
        inner.rewrite_session(session.auth.session, now, confirm).await?;
        Ok(())
    }
}

pub(super) fn id_of_code(session: SessionId) -> Uuid {
    id_of(b"mailed code", session.uuid().as_bytes())
}
fn digest(session: SessionId, code: &str) -> [u8; 32] {
    sha256_parts(&[b"portcullis mailed code v1", session.uuid().as_bytes(), code.as_bytes()])
}
/// As it is typed: small letters, spaces and dashes do no harm.
fn read(typed: &str) -> String {
    typed.chars().filter(char::is_ascii_alphanumeric).take(64).map(|c| c.to_ascii_uppercase()).collect()
}
/// Evenly drawn: what would favour the first letters is drawn again.
fn draw(characters: usize, random: &dyn Random) -> SecretText {
    let mut code = String::with_capacity(characters);
    while code.len() < characters {
        let [byte] = random_bytes::<1>(random);
        if let Some(letter) = ALPHABET.get(usize::from(byte % 32)) {
            code.push(char::from(*letter));
        }
    }
    SecretText::from(code)
}

#[cfg(test)]
mod tests {
    use super::*;
    use portcullis_crypto::SystemRandom;

    #[test]
    fn codes_are_drawn_evenly_and_read_as_typed() {
        let mut seen = [0_u32; 30];
        for _ in 0..2_000 {
            for c in draw(8, &SystemRandom).expose().bytes() {
                let at = ALPHABET.iter().position(|a| *a == c);
                assert!(at.is_some(), "{c}");
                if let Some(n) = at.and_then(|at| seen.get_mut(at)) {
                    *n += 1;
                }
            }
        }
        assert!(seen.iter().all(|n| (400..=670).contains(n)), "{seen:?}");
        assert_eq!(read(" abcd-2346 "), "ABCD2346");
    }
}
