//! People from an LDAP server: found, checked, followed.
//!
//! Why: the server is asked as one account, and every password as the person it belongs to, on a connection of its own. Exactly one
//! entry must match: of two nobody knows who is meant.

use super::connection::{Answer, Connection, Entry};
use super::failure::LdapFailure;
use super::groups::Groups;
use super::id::EntryId;
use super::names::same;
use super::person::{Found, Sought, fits, is_name, person, wanted};
use super::pool::Pool;
use super::settings::{Incomplete, LdapSettings, Server};
use super::wire::connector;
use arc_swap::ArcSwapOption;
use ldap3::Scope;
use portcullis_attributes::{Values, escaped};
use portcullis_crypto::SecretText;
use portcullis_outbound::BadTls;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
use tokio::time::Instant;
use tokio_rustls::TlsConnector;

/// How often a referral may lead on.
const HOPS: usize = 3;

/// One directory on one or several servers with the same content.
pub struct LdapDirectory {
    pub(super) settings: LdapSettings,
    pub(super) tls: TlsConnector,
    pub(super) pool: Pool,
    trouble: ArcSwapOption<String>,
    /// The same of groups alone: people may be found while those cannot be read.
    groups_trouble: ArcSwapOption<String>,
    /// The slowest look with its password check, lately, in microseconds.
    slowest: AtomicU64,
}
impl std::fmt::Debug for LdapDirectory {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("LdapDirectory").field("name", &self.settings.name).finish_non_exhaustive()
    }
}

impl LdapDirectory {
    /// Opens no connection yet: a server that is away must not keep the house from opening.
    pub fn open(settings: LdapSettings) -> Result<Self, BadTls> {
        let tls = connector(&settings.tls)?;
        let pool = Pool::new(&settings);
        Ok(Self { settings, tls, pool, trouble: ArcSwapOption::empty(), groups_trouble: ArcSwapOption::empty(), slowest: AtomicU64::new(0) })
    }
    pub fn name(&self) -> &str {
        &self.settings.name
    }
    pub const fn settings(&self) -> &LdapSettings {
        &self.settings
    }
    /// Why the last question was not answered, if it was not.
    pub fn trouble(&self) -> Option<String> {
        let of = |trouble: &ArcSwapOption<String>| trouble.load().as_ref().map(|t| t.to_string());
        of(&self.trouble).or_else(|| of(&self.groups_trouble))
    }
    /// The slowest sign-in of late: no refusal may come sooner (S20).
    pub fn slowest(&self) -> Duration {
        Duration::from_micros(self.slowest.load(Ordering::Relaxed))
    }
    /// Whom a typed name means: by the users filter, which may look at names and addresses.
    pub async fn find(&self, typed: &str, now: i64) -> Result<Sought, LdapFailure> {
        if !is_name(typed) {
            return Ok(Sought::Nobody);
        }
        let filter = self.settings.users_filter.fill(&Values { input: typed, now, ..Values::default() });
        self.noting(self.look_for(&filter, typed, now)).await
    }
    /// The person of that name now, or, where the id is known, the person with that id, under whatever name. `None`: they are gone, or
    /// the filter does not let them in any more.
    pub async fn look(&self, username: &str, id: Option<&EntryId>, now: i64) -> Result<Option<Found>, LdapFailure> {
        self.noting(async {
            let named = self.look_by_name(username, now).await?;
            let Some(id) = id else { return Ok(named) };
            match named.as_ref().map(|found| found.id.as_ref()) {
                Some(Some(theirs)) if theirs == id => return Ok(named),
                Some(None) => return Err(LdapFailure::Id(format!("the id of {username:?}, which is known, is not stated any more"))),
                // Somebody else, or nobody.
                Some(Some(_)) | None => {}
            }
            let bearers = self.bearers(id).await?;
            let [one] = bearers.as_slice() else { return Ok(None) };
            let renamed = one.all(&self.settings.attributes.username).first().filter(|name| is_name(name));
            let Some(renamed) = renamed else { return Ok(None) };
            Ok(self.look_by_name(renamed, now).await?.filter(|found| found.id.as_ref() == Some(id)))
        })
        .await
    }
    /// An id that was kept, if ids of that attribute count.
    pub fn kept(&self, id: &str) -> Option<EntryId> {
        EntryId::kept(&self.settings.attributes.id, id)
    }
    /// How many entries have that id. Of two, it is no id.
    pub async fn count(&self, id: &EntryId) -> Result<usize, LdapFailure> {
        self.noting(async { Ok(self.bearers(id).await?.len()) }).await
    }
    async fn bearers(&self, id: &EntryId) -> Result<Vec<Entry>, LdapFailure> {
        let of = &self.settings.attributes;
        let filter = format!("({}={})", of.id, id.value());
        let mut found = self.ask(&self.settings.users_dn, &filter, &[&of.username, &of.id]).await?;
        // A server that does not know the attribute may take the condition for anything.
        found.retain(|entry| super::person::id(entry, &self.settings).is_ok_and(|theirs| theirs.as_ref() == Some(id)));
        Ok(found)
    }
    async fn look_by_name(&self, username: &str, now: i64) -> Result<Option<Found>, LdapFailure> {
        let narrowed = self.settings.users_filter.fill(&Values { input: username, now, ..Values::default() });
        // Somebody else's address may be this name: only the name counts here.
        let filter = format!("(&{narrowed}({}={}))", self.settings.attributes.username, escaped(username));
        Ok(self.look_for(&filter, username, now).await?.person())
    }
    /// Whether that is the person's password. It is the server that says so, by a bind as the person.
    pub async fn check(&self, found: &Found, typed: &SecretText) -> Result<bool, LdapFailure> {
        // What a server takes for no password is no password: an unauthenticated bind would succeed (S18).
        if typed.is_empty() || typed.expose().contains('\0') || found.dn.is_empty() {
            return Ok(false);
        }
        self.noting(async { Ok(self.bound_as(&found.dn, typed).await?.is_some()) }).await
    }
    /// A connection as that person, if the password is theirs.
    pub(super) async fn bound_as(&self, dn: &str, typed: &SecretText) -> Result<Option<Connection>, LdapFailure> {
        let mut connection = self.pool.open(&self.settings, &self.tls).await?;
        let result = connection.bind(dn, typed).await?;
        match result.rc {
            0 => Ok(Some(connection)),
            // Wrong; no such entry; not allowed to; locked, expired or the like.
            19 | 32 | 34 | 48 | 49 | 50 | 53 => {
                tracing::debug!(directory = &*self.settings.name, code = result.rc, "a password was refused by the directory");
                connection.close().await;
                Ok(None)
            }
            _ => Err(super::connection::refused(&result)),
        }
    }
    async fn look_for(&self, filter: &str, typed: &str, now: i64) -> Result<Sought, LdapFailure> {
        let settings = &self.settings;
        let found = self.ask(&settings.users_dn, filter, &wanted(settings)).await?;
        // People may write their own address: it never stands in the way of whoever has it as a name.
        let is_name_of = |entry: &&Entry| entry.first(&settings.attributes.username).is_some_and(|name| name.eq_ignore_ascii_case(typed));
        let named: Vec<&Entry> = found.iter().filter(is_name_of).collect();
        let entry = match (found.as_slice(), named.as_slice()) {
            ([], _) => return Ok(Sought::Nobody),
            ([one], _) => one,
            (_, [one]) => *one,
            _ => {
                tracing::warn!(directory = &*settings.name, count = found.len(), "a name means several people of the directory, so it means nobody");
                return Ok(Sought::Several);
            }
        };
        let Some(mut found) = person(entry, settings, now)? else { return Ok(Sought::Nobody) };
        let groups = match self.groups(entry, &found, now).await {
            Err(LdapFailure::Hidden { .. }) if settings.incomplete_groups == Incomplete::Ignore => Groups::default(),
            Err(why) => {
                if why.is_of_the_server() {
                    self.groups_trouble.store(Some(Arc::new(why.to_string())));
                }
                return Err(why);
            }
            Ok(groups) => groups,
        };
        self.groups_trouble.store(None);
        found.person.groups = groups.names;
        found.unclear = groups.unclear.filter(|_| settings.incomplete_groups == Incomplete::Refuse);
        if !fits(&found.person) {
            // In no record there is room for them.
            found.unclear = Some("the person has too many groups or too long attributes".into());
            found.person.groups.clear();
            found.person.claims.clear();
        }
        if let Some(why) = &found.unclear {
            let (directory, user) = (&*settings.name, &*found.person.username);
            tracing::warn!(
                directory,
                user,
                "not all groups can be read, so this person is let in nowhere: {why}; let the account that searches read them, or write `incomplete_groups: ignore`"
            );
        }
        Ok(Sought::Person(Box::new(found)))
    }
    /// Asks as the account that searches. A connection that had rested may have ended unseen: then once more, on a new one.
    pub(super) async fn ask(&self, base: &str, filter: &str, attributes: &[&str]) -> Result<Vec<Entry>, LdapFailure> {
        let mut fresh = false;
        loop {
            let mut taken = self.pool.take(&self.settings, &self.tls, fresh).await?;
            match taken.connection.search(base, Scope::Subtree, filter, attributes).await {
                Ok(answer) => {
                    self.pool.give_back(taken);
                    return self.with_referred(answer, filter, attributes, HOPS).await;
                }
                Err(why) if why.is_of_the_server() && taken.rested => fresh = true,
                Err(why) => return Err(why),
            }
        }
    }
    /// What other servers of the list know, where referrals are followed. Nobody else is ever asked: a referral is a server's word
    /// on where to send our password.
    fn with_referred<'a>(
        &'a self,
        answer: Answer,
        filter: &'a str,
        attributes: &'a [&'a str],
        hops: usize,
    ) -> Pin<Box<dyn Future<Output = Result<Vec<Entry>, LdapFailure>> + Send + 'a>> {
        Box::pin(async move {
            let Answer { mut entries, referrals } = answer;
            if !self.settings.permit_referrals || hops == 0 {
                return Ok(entries);
            }
            for referral in referrals.iter().take(4) {
                let Some((server, base)) = self.configured(referral) else { continue };
                let connection = Connection::open(server, &self.settings, &self.tls).await?;
                let mut connection = connection.signed_in_as(&self.settings.bind).await?;
                let further = connection.search(&base, Scope::Subtree, filter, attributes).await?;
                connection.close().await;
                let found = self.with_referred(further, filter, attributes, hops - 1).await?;
                entries.extend(found.into_iter().filter(|f| !entries.iter().any(|e| same(&e.dn, &f.dn))).collect::<Vec<_>>());
            }
            Ok(entries)
        })
    }
    /// The server of the list that a referral names, and the base to search there.
    fn configured(&self, referral: &str) -> Option<(&Server, String)> {
        let (scheme, rest) = referral.split_once("://")?;
        let (authority, path) = rest.split_once('/').unwrap_or((rest, ""));
        let ldaps = scheme.eq_ignore_ascii_case("ldaps");
        let (host, port) = match authority.rsplit_once(':').filter(|(_, p)| p.bytes().all(|b| b.is_ascii_digit())) {
            Some((host, port)) => (host, port.parse().ok()?),
            None => (authority, if ldaps { 636 } else { 389 }),
        };
        let host = host.trim_start_matches('[').trim_end_matches(']');
        let is_it = |s: &&Server| matches!(s, Server::Tcp { host: h, port: p, ldaps: l } if h.eq_ignore_ascii_case(host) && *p == port && *l == ldaps);
        let server = self.settings.servers.iter().find(is_it)?;
        let base = percent_decoded(path.split('?').next().unwrap_or_default())?;
        Some((server, if base.is_empty() { self.settings.users_dn.to_string() } else { base }))
    }
    /// Notes how it went, and how long it took.
    pub(super) async fn noting<T>(&self, asked: impl Future<Output = Result<T, LdapFailure>>) -> Result<T, LdapFailure> {
        let start = Instant::now();
        let answer = asked.await;
        let took = u64::try_from(start.elapsed().as_micros()).unwrap_or(u64::MAX);
        match &answer {
            Ok(_) => {
                if self.trouble.swap(None).is_some() {
                    tracing::info!(directory = &*self.settings.name, "the LDAP directory answers again");
                }
                // It forgets slowly, so that one slow day is no law.
                let _always_some = self.slowest.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |old| Some(took.max(old - old / 64)));
            }
            Err(why) if !why.is_of_the_server() => tracing::warn!(directory = &*self.settings.name, %why, "a question to the LDAP directory was not answered"),
            Err(why) => {
                let why = why.to_string();
                if self.trouble().as_deref() != Some(&why) {
                    tracing::error!(directory = &*self.settings.name, "the LDAP directory does not answer: {why}");
                }
                self.trouble.store(Some(Arc::new(why)));
            }
        }
        answer
    }
}

fn percent_decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('%') {
        bytes.extend_from_slice(before.as_bytes());
        bytes.push(u8::from_str_radix(after.get(..2)?, 16).ok()?);
        rest = after.get(2..)?;
    }
    bytes.extend_from_slice(rest.as_bytes());
    String::from_utf8(bytes).ok()
}
