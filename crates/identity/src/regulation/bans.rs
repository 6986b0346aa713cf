//! Bans: seen, made and taken back by an administrator.
//!
//! Why: somebody who was shut out by another's guesses needs a way back that is not waiting.

use super::record::{About, RegulationRecord};
use crate::failure::ManageError;
use crate::records::Payload as _;
use crate::{Actor, Identity};
use portcullis_authn::Banned;
use portcullis_model::{EventKind, PersonId, Timestamp};
use portcullis_store::Kind;
use std::net::IpAddr;

/// Whom a ban shuts out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Subject {
    Person {
        id: PersonId,
        username: Box<str>,
    },
    /// IPv6 by its first 64 bits.
    Address(IpAddr),
}
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BanView {
    pub subject: Subject,
    pub since: Option<Timestamp>,
    /// None: until it is taken back.
    pub until: Option<Timestamp>,
    pub reason: Box<str>,
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BanRefused {
    #[error("there is no ban on {0:?}")]
    None(Box<str>),
    #[error(transparent)]
    Manage(#[from] ManageError),
}

impl Identity {
    /// Bans in force, by when they began.
    pub async fn list_bans(&self, now: Timestamp) -> Result<Vec<BanView>, ManageError> {
        let inner = &self.inner;
        let mut out: Vec<BanView> = Vec::new();
        let mut after = None;
        loop {
            let page = inner.store.list(Kind::Regulation, after, 500).await?;
            let Some(last) = page.last().map(|r| r.id) else { break };
            after = Some(last);
            for stored in page {
                let Some(record) = RegulationRecord::from_bytes(&stored.payload) else { continue };
                let Some(banned) = record.attempts.banned(now) else { continue };
                let subject = match record.about {
                    About::Address(ip) => Subject::Address(ip),
                    About::Person(id) | About::Second(id) => match inner.stored(id).await? {
                        Some((id, person, _)) => Subject::Person { id, username: person.username },
                        None => continue,
                    },
                };
                let until = match banned {
                    Banned::Until(at) => Some(at),
                    Banned::ForGood => None,
                };
                out.push(BanView { subject, since: record.since, until, reason: record.reason });
            }
        }
        out.sort_by_key(|b| b.since);
        Ok(out)
    }
    /// Bans a person (by id, name or address) from signing in by password, or an address from every sign-in. Sessions stay.
    pub async fn ban(&self, who: &str, until: Option<Timestamp>, reason: &str, actor: &Actor, now: Timestamp) -> Result<(), BanRefused> {
        let (abouts, object) = self.about(who).await?;
        for about in abouts {
            let rules = self.inner.settings.load().regulation;
            let banned = until.map_or(Banned::ForGood, Banned::Until);
            let event = actor.did(now, EventKind::BanBegan, &object).with("reason", reason);
            let change = |record: &mut RegulationRecord| {
                record.attempts.ban(banned);
                record.since = Some(now);
                record.reason = reason.into();
                Some(Some(event.clone()))
            };
            self.inner.recount(&about, &rules.person, change).await.map_err(ManageError::from)?;
        }
        Ok(())
    }
    /// Takes back every ban on a person or an address, and what was counted so far.
    pub async fn revoke_ban(&self, who: &str, actor: &Actor, now: Timestamp) -> Result<(), BanRefused> {
        let (abouts, object) = self.about(who).await?;
        let mut any = false;
        for about in abouts {
            if self.inner.is_banned_here(&about, now).await.map_err(ManageError::from)? {
                any = true;
            }
            let rules = self.inner.settings.load().regulation;
            let event = actor.did(now, EventKind::BanRevoked, &object);
            let change = |record: &mut RegulationRecord| {
                let banned = record.attempts.banned(now).is_some();
                let clean = record.attempts.is_clean();
                record.attempts = portcullis_authn::Attempts::default();
                (!clean).then(|| banned.then(|| event.clone()))
            };
            self.inner.recount(&about, &rules.person, change).await.map_err(ManageError::from)?;
        }
        if any { Ok(()) } else { Err(BanRefused::None(who.into())) }
    }
    /// An address as it is written, else a person.
    async fn about(&self, who: &str) -> Result<(Vec<About>, String), BanRefused> {
        if let Ok(ip) = who.parse::<IpAddr>() {
            return Ok((vec![About::address(ip)], ip.to_string()));
        }
        let (id, _, _) = self.inner.anyone(who).await?;
        Ok((vec![About::Person(id), About::Second(id)], id.to_string()))
    }
}
