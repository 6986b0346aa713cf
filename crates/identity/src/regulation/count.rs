//! Counting: looked at before a check and again after it, written by compare-and-set.
//!
//! Why: of many guesses sent at once, those that come back after the ban count for nothing, right or wrong.

use super::record::{About, RegulationRecord};
use crate::SignInContext;
use crate::identity::Inner;
use crate::records::Payload as _;
use portcullis_authn::Regulation;
use portcullis_model::{Event, EventKind, Outcome, PersonId, Timestamp};
use portcullis_store::{Announce, Change, Expect, Kind, StoreError};

/// Writers of one count at the same time, at most; the one who loses more often has lost to that many failures.
const TRIES: usize = 32;

/// Which proof is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Door {
    Password,
    Second,
    Key,
}

/// Whom a failure counts for.
#[derive(Clone, Debug)]
pub(crate) struct Counted {
    about: Vec<About>,
}
impl Counted {
    /// The person, where the name means one, and the address. Loopback is this host, or a proxy on it for everybody.
    pub(crate) fn of(person: Option<PersonId>, door: Door, ctx: &SignInContext) -> Self {
        let person = person.map(|id| match door {
            Door::Password => About::Person(id),
            Door::Second => About::Second(id),
            Door::Key => About::Key(id),
        });
        Self { about: person.into_iter().chain(ctx.ip.filter(|ip| !ip.to_canonical().is_loopback()).map(About::address)).collect() }
    }
}

impl Inner {
    fn rule(&self, about: &About) -> Regulation {
        let rules = self.settings.load().regulation;
        match about {
            About::Person(_) | About::Key(_) => rules.person,
            // Whoever guesses here knows the password already, and a code has few digits.
            About::Second(_) => Regulation { max_retries: rules.person.max_retries.div_ceil(2), ..rules.person },
            About::Address(_) => rules.address,
        }
    }
    pub(super) async fn is_banned_here(&self, about: &About, now: Timestamp) -> Result<bool, StoreError> {
        Ok(self.count_of(about).await?.0.attempts.banned(now).is_some())
    }
    /// Whether a ban is in force on any of them.
    pub(crate) async fn is_banned(&self, counted: &Counted, now: Timestamp) -> Result<bool, StoreError> {
        for about in &counted.about {
            if self.count_of(about).await?.0.attempts.banned(now).is_some() {
                return Ok(true);
            }
        }
        Ok(false)
    }
    pub(crate) async fn count_failure(&self, counted: &Counted, ctx: &SignInContext, now: Timestamp) -> Result<(), StoreError> {
        for about in &counted.about {
            let rule = self.rule(about);
            self.recount(about, &rule, |record| {
                let before = record.attempts.clone();
                let banned = record.attempts.fail(&rule, now);
                if banned {
                    record.since = Some(now);
                    record.reason = "".into();
                }
                (record.attempts != before).then(|| banned.then(|| began(about, ctx, now)))
            })
            .await?;
        }
        Ok(())
    }
    /// A success clears the person's failures, never the address's: a stranger's own account must not buy more guesses.
    pub(crate) async fn count_success(&self, counted: &Counted) -> Result<(), StoreError> {
        for about in counted.about.iter().filter(|a| !matches!(a, About::Address(_))) {
            let rule = self.rule(about);
            self.recount(about, &rule, |record| {
                let before = record.attempts.clone();
                record.attempts.succeed();
                (record.attempts != before).then_some(None)
            })
            .await?;
        }
        Ok(())
    }
    /// `change` says whether to write, and the event that goes with it.
    pub(super) async fn recount(
        &self,
        about: &About,
        rule: &Regulation,
        change: impl Fn(&mut RegulationRecord) -> Option<Option<Event>>,
    ) -> Result<(), StoreError> {
        for _ in 0..TRIES {
            let (mut record, expect) = self.count_of(about).await?;
            let Some(event) = change(&mut record) else { return Ok(()) };
            // A ban that began or ended is news for every node: remembered credentials fall with it.
            let news = event.is_some();
            let with_event = event.map_or_else(Change::new, |e| Change::new().event(e));
            let write = match (record.attempts.is_clean(), expect) {
                (true, Expect::Version(version)) => with_event.delete(Kind::Regulation, about.id(), Expect::Version(version)),
                (true, _) => return Ok(()),
                (false, expect) => with_event.put(record.put(rule, expect).announce(if news { Announce::Always } else { Announce::Never })),
            };
            match self.store.commit(write).await {
                Err(StoreError::Conflict) => {}
                other => {
                    if news {
                        self.basics.forget();
                    }
                    return other.map(|_| ());
                }
            }
        }
        Err(StoreError::Conflict)
    }
    async fn count_of(&self, about: &About) -> Result<(RegulationRecord, Expect), StoreError> {
        let stored = self.store.get(Kind::Regulation, about.id()).await?;
        let read = stored.and_then(|s| Some((RegulationRecord::from_bytes(&s.payload).filter(|r| r.about == *about)?, Expect::Version(s.version))));
        Ok(read.unwrap_or_else(|| (RegulationRecord::new(*about), Expect::Absent)))
    }
}

fn began(about: &About, ctx: &SignInContext, now: Timestamp) -> Event {
    let event = Event::new(now, EventKind::BanBegan, Outcome::Success).by("system", "system").from_ip(ctx.ip);
    match about {
        About::Person(id) => event.on(&id.to_string()).with("door", "password"),
        About::Second(id) => event.on(&id.to_string()).with("door", "second factor"),
        About::Key(id) => event.on(&id.to_string()).with("door", "passkey"),
        About::Address(ip) => event.on(&ip.to_string()),
    }
}
