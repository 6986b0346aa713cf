//! Bans: made and taken back by an administrator.
//!
//! Why: somebody who was shut out by another's guesses needs a way back that is not waiting.

use super::record::{About, RegulationRecord};
use super::seen::{BanDoor, BanSubject, BanView};
use crate::failure::ManageError;
use crate::{Actor, Identity};
use portcullis_authn::{Attempts, Banned};
use portcullis_model::{EventKind, Timestamp};
use portcullis_store::StoreError;
use std::net::{IpAddr, Ipv6Addr};

/// The longest reason, in characters.
const REASON: usize = 200;

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BanRefused {
    #[error("there is no ban on {0:?}; see `portcullis ban list`")]
    None(Box<str>),
    /// Never banned: see [`super::Counted`].
    #[error("loopback is never banned: it is this host, or a proxy on it that everybody comes through")]
    Loopback,
    #[error("a ban ends later than now")]
    Over,
    #[error("a reason has at most {REASON} characters that can be seen")]
    BadReason,
    #[error(transparent)]
    Manage(#[from] ManageError),
}
impl From<StoreError> for BanRefused {
    fn from(error: StoreError) -> Self {
        Self::Manage(error.into())
    }
}

impl Identity {
    /// Bans a person (by id, name or e-mail address) or an IP address from every sign-in; no `until` is until it is taken back. It takes the place of the ban that there is. Sessions stay.
    pub async fn ban(&self, who: &str, until: Option<Timestamp>, reason: &str, actor: &Actor, now: Timestamp) -> Result<BanView, BanRefused> {
        let reason = reason.trim();
        if reason.chars().count() > REASON || reason.chars().any(char::is_control) {
            return Err(BanRefused::BadReason);
        }
        if until.is_some_and(|at| at <= now) {
            return Err(BanRefused::Over);
        }
        let whom = self.whom(who).await?;
        if matches!(whom.subject, BanSubject::Address(ip) if ip.to_canonical().is_loopback()) {
            return Err(BanRefused::Loopback);
        }
        let rules = self.inner.settings.load().regulation;
        let banned = until.map_or(Banned::ForGood, Banned::Until);
        let mut event = actor.did(now, EventKind::BanBegan, &whom.object).with("until", &until.map_or_else(|| "revoked".to_owned(), Timestamp::rfc3339));
        if !reason.is_empty() {
            event = event.with("reason", reason);
        }
        for (nth, about) in whom.abouts.iter().enumerate() {
            let change = |record: &mut RegulationRecord| {
                record.attempts.ban(banned);
                record.since = Some(now);
                record.reason = reason.into();
                // One ban is one event, however many doors it closes.
                Some((nth == 0).then(|| event.clone()))
            };
            self.inner.recount(about, &rules.person, change).await?;
        }
        Ok(BanView { subject: whom.subject, door: BanDoor::Every, since: Some(now), until, reason: reason.into() })
    }
    /// Takes back every ban on a person or an address, and what was counted so far.
    pub async fn revoke_ban(&self, who: &str, actor: &Actor, now: Timestamp) -> Result<(), BanRefused> {
        let whom = self.whom(who).await?;
        let rules = self.inner.settings.load().regulation;
        let event = actor.did(now, EventKind::BanRevoked, &whom.object);
        let mut any = false;
        for about in &whom.abouts {
            let first = !any;
            any |= self.inner.is_banned_here(about, now).await?;
            let change = |record: &mut RegulationRecord| {
                let banned = record.attempts.banned(now).is_some();
                let clean = record.attempts.is_clean();
                record.attempts = Attempts::default();
                (!clean).then(|| (banned && first).then(|| event.clone()))
            };
            self.inner.recount(about, &rules.person, change).await?;
        }
        if any { Ok(()) } else { Err(BanRefused::None(who.into())) }
    }
    /// An address as it is written or listed, else a person.
    async fn whom(&self, who: &str) -> Result<Whom, BanRefused> {
        if let Some(ip) = address(who) {
            let subject = BanSubject::Address(ip);
            let object = subject.to_string();
            return Ok(Whom { abouts: vec![About::address(ip)], object, subject });
        }
        let (id, person, _) = self.inner.anyone(who).await?;
        let subject = BanSubject::Person { id, username: person.username };
        Ok(Whom { abouts: vec![About::Person(id), About::Second(id), About::Key(id)], object: id.to_string(), subject })
    }
}

struct Whom {
    abouts: Vec<About>,
    /// For the ledger.
    object: String,
    subject: BanSubject,
}

fn address(text: &str) -> Option<IpAddr> {
    let listed = || text.strip_suffix("/64")?.parse::<Ipv6Addr>().ok().map(IpAddr::V6);
    text.parse().ok().or_else(listed)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn what_is_listed_can_be_named() {
        for (written, listed) in
            [("192.0.2.7", "192.0.2.7"), ("2001:db8::7:1", "2001:db8::/64"), ("2001:db8::/64", "2001:db8::/64"), ("::ffff:192.0.2.7", "192.0.2.7")]
        {
            let ip = address(written).unwrap();
            assert_eq!(BanSubject::Address(ip).to_string(), listed, "{written}");
            assert_eq!(About::address(ip), About::address(address(listed).unwrap()));
        }
        for name in ["ada", "192.0.2.0/24", "2001:db8::/48", "192.0.2.7/64", ""] {
            assert_eq!(address(name), None, "{name}");
        }
    }
}
