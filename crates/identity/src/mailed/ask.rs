//! Asking for a link to a new password.
//!
//! Why: the question is put on a list and answered at once, the same for everybody; who is meant is found out afterwards, so
//! neither the answer nor its time says whether there is such a person (S20).

use super::record::{Deed, MailedRecord};
use crate::code::id_of;
use crate::follow::LookFailure;
use crate::identity::Inner;
use crate::password::PasswordHome;
use crate::records::Payload as _;
use crate::{FlowCookie, Identity, SignInContext};
use portcullis_authn::Standing;
use portcullis_model::{Event, EventKind, Outcome, PersonId, Timestamp};
use portcullis_notify::Letter;
use portcullis_pages::MailKind;
use portcullis_store::{Change, Expect, Kind, Put, StoreError};
use serde_json::Map;
use std::sync::{Arc, Weak};
use std::time::Duration;
use tokio::sync::mpsc;
use tokio::time::Instant;

/// Questions that may wait to be looked at.
pub const RESETS_AT_ONCE: usize = 256;
/// So many links are mailed to one person in that time; what is asked beyond is dropped without a word.
const PER_PERSON: (usize, Duration) = (5, Duration::from_secs(1_800));
/// Somebody is looked for so long after the question, at the least and at the most: what that costs falls on no answer that
/// whoever asked could measure.
const PAUSE: (u64, u64) = (50, 400);
/// Nothing longer is anybody's name.
const LONGEST: usize = 320;

/// Why a question was not taken. It says nothing of whom it was about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AskRefused {
    #[error("too many people ask at this moment; try again in a few seconds")]
    Busy,
    /// No notifier, or switched off.
    #[error("passwords are not reset here")]
    Off,
}

pub(crate) struct Asked {
    typed: Box<str>,
    browser: [u8; 32],
    ctx: SignInContext,
    now: Timestamp,
    due: Instant,
}

/// Where questions are put.
#[derive(Debug)]
pub(crate) struct Asks {
    list: mpsc::Sender<Asked>,
}
impl Asks {
    pub(crate) fn new() -> (Self, mpsc::Receiver<Asked>) {
        let (list, asked) = mpsc::channel(RESETS_AT_ONCE);
        (Self { list }, asked)
    }
}

impl Identity {
    /// Whether people can be mailed a link to a new password.
    pub fn resets(&self) -> bool {
        self.inner.settings.load().mail.is_some_and(|m| m.resets)
    }
    /// Takes the question of whoever typed a name or an address. Nothing is looked up before this returns.
    pub fn ask_reset(&self, typed: &str, browser: &FlowCookie, ctx: &SignInContext, now: Timestamp) -> Result<(), AskRefused> {
        if !self.resets() {
            return Err(AskRefused::Off);
        }
        let asks = &self.inner.asks;
        let typed = typed.trim();
        let typed = if typed.len() > LONGEST { "" } else { typed };
        let (least, most) = PAUSE;
        let due = Instant::now() + Duration::from_millis(least + self.inner.random.number() % (most - least));
        let asked = Asked { typed: typed.into(), browser: browser.mark(), ctx: ctx.clone(), now, due };
        asks.list.try_send(asked).map_err(|_| AskRefused::Busy)
    }
}

/// Looks at one question after the other.
pub(crate) async fn answer(inner: Weak<Inner>, mut asked: mpsc::Receiver<Asked>) {
    while let Some(asked) = asked.recv().await {
        tokio::time::sleep_until(asked.due).await;
        let Some(inner) = inner.upgrade() else { return };
        for _ in 0..3 {
            match inner.mail_reset(&asked).await {
                Err(StoreError::Conflict) => {}
                Err(error) => {
                    tracing::error!(%error, "a link to a new password could not be made; whoever waits for it has to ask again");
                    break;
                }
                Ok(()) => break,
            }
        }
    }
}

impl Inner {
    async fn mail_reset(self: &Arc<Self>, asked: &Asked) -> Result<(), StoreError> {
        let Asked { typed, browser, ctx, now, due: _ } = asked;
        let Some(settings) = self.settings.load().mail else { return Ok(()) };
        let found = match self.meant(typed).await {
            Ok(found) => found,
            Err(LookFailure::Store(error)) => return Err(error),
            // Told where it happened; whoever asked hears the same in any case.
            Err(LookFailure::Server(_)) => return Ok(()),
        };
        let Some(meant) = found.filter(|m| m.candidate.standing == Standing::Active) else { return Ok(()) };
        let person = meant.candidate.person;
        let Some((_, record, _)) = self.stored(person).await? else { return Ok(()) };
        // A directory that lets no password be set here: whoever keeps it has to help.
        let Some(home) = self.password_home(&record).ok().filter(PasswordHome::is_writable) else { return Ok(()) };
        // Nobody gets a first password over their mailbox: who signs in by passkey alone meant to, and who was invited has a link.
        if matches!(home, PasswordHome::Store) && self.credential_record(person).await?.is_none() {
            return Ok(());
        }
        let Some(letter) = self.letter_to(MailKind::ResetPassword, person, &ctx.language, *now).await? else { return Ok(()) };
        let Some(count) = self.count_ask(person, *now).await? else { return Ok(()) };
        let (secret, until, link) = self.mailed(person, Deed::Reset { browser: *browser }, settings.reset, *now);
        let letter = Letter { ip: ctx.ip, agent: ctx.agent(), secret: Some(secret), until: Some(until), ..letter };
        let mut event =
            Event::new(*now, EventKind::PasswordResetAsked, Outcome::Success).on(&person.to_string()).from_ip(ctx.ip).with("user", &record.username);
        event.request_id.clone_from(&ctx.request_id);
        // A newer link makes the one before worthless.
        let change = self.without_resets(Change::new().event(event), person).await?;
        self.store.commit(change.put(count).put(link).put(letter.put(self.new_uuid(*now)))).await?;
        Ok(())
    }
    /// One more link for this person; `None` where it would be too many.
    async fn count_ask(&self, person: PersonId, now: Timestamp) -> Result<Option<Put>, StoreError> {
        let (most, within) = PER_PERSON;
        let id = id_of(b"reset asked", person.uuid().as_bytes());
        let stored = self.store.get(Kind::Mailed, id).await?;
        let expect = stored.as_ref().map_or(Expect::Absent, |s| Expect::Version(s.version));
        let mut at = match stored.and_then(|s| MailedRecord::from_bytes(&s.payload)).map(|r| r.deed) {
            Some(Deed::Asked { at }) => at,
            _ => Vec::new(),
        };
        at.retain(|at| now.since(*at) < within);
        if at.len() >= most {
            tracing::info!("no further link to a new password: one person was mailed as many as may be");
            return Ok(None);
        }
        at.push(now);
        let record = MailedRecord { person, deed: Deed::Asked { at }, expires: now.plus(within), rest: Map::new() };
        Ok(Some(record.put(id, expect)))
    }
}
