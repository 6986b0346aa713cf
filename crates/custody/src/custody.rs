//! The keeper of the keys: who signs now, who is published, who is next.
//!
//! Why: a key is published a day before it signs and a day after, on all nodes alike, and one node at a time changes that.

use crate::CustodyError;
use crate::ca::{self, CaScope, ServerCertificate};
use crate::signing::{KEEP, LEAD, PERIOD, Signer};
use crate::vault::{decode, encode, new_id};
use arc_swap::ArcSwap;
use data_encoding::HEXLOWER;
use portcullis_crypto::{Random, Zeroize, sha256};
use portcullis_model::{Event, EventKind, Outcome, Timestamp};
use portcullis_store::{Change, Expect, Kind, Put, Store, StoreError};
use std::sync::Arc;
use std::time::Duration;
use uuid::Uuid;

/// The published keys (RFC 7517 §5).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Jwks {
    pub value: serde_json::Value,
    /// The same as text, to be sent as it is.
    pub json: String,
    /// A strong entity tag, with its quotation marks (RFC 9110 §8.8.3).
    pub etag: String,
}

/// What a look at the keys brought about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rotated {
    Nothing,
    /// A key was made, or one began to sign, or an old one was removed.
    Changed,
}

/// All keys in memory.
struct Keys {
    /// By the time they sign from; never empty.
    all: Vec<(Uuid, Arc<Signer>)>,
    current: Arc<Signer>,
    jwks: Arc<Jwks>,
}

/// Share it as an `Arc`. Call [`Custody::rotate_if_due`] now and then (a minute is right), and [`Custody::refresh`] when the feed names a key.
pub struct Custody {
    store: Store,
    random: Arc<dyn Random>,
    keys: ArcSwap<Keys>,
}

const INDEX: &str = "use";
const ASSERTION: &str = "assertion";
const LEASE: &str = "rotate assertion keys";

impl Custody {
    /// Reads the keys; makes the first one when there is none.
    pub async fn open(store: Store, random: Arc<dyn Random>, now: Timestamp) -> Result<Self, CustodyError> {
        let mut all = load(&store).await?;
        if all.is_empty() {
            all = first(&store, &*random, now).await?;
        }
        let keys = ArcSwap::from_pointee(Keys::arrange(all, now)?);
        let custody = Self { store, random, keys };
        custody.rotate_if_due(now).await?;
        Ok(custody)
    }
    /// The key that signs now. No I/O.
    pub fn signer(&self) -> Arc<Signer> {
        self.keys.load().current.clone()
    }
    /// A compact JWS over the claims by the key that signs now. No I/O.
    pub fn sign(&self, claims: &serde_json::Value) -> Result<String, CustodyError> {
        self.keys.load().current.sign(claims)
    }
    /// What is published now. No I/O.
    pub fn jwks(&self) -> Arc<Jwks> {
        self.keys.load().jwks.clone()
    }
    /// Does what is due: the successor's making, its beginning to sign, the removal of what nobody needs. Nothing due, no query.
    pub async fn rotate_if_due(&self, now: Timestamp) -> Result<Rotated, CustodyError> {
        let before = self.keys.load_full();
        if !Keys::due(&before.all, now) {
            return self.arrange(before.all.clone(), now);
        }
        // While somebody else is at it there is nothing to do here; the feed tells what came of it.
        let Some(lease) = self.store.lease(LEASE, Duration::from_secs(30)).await? else { return Ok(Rotated::Nothing) };
        let done = self.rotate(now).await;
        lease.release().await?;
        done
    }
    /// Reads the keys again: another node changed them.
    pub async fn refresh(&self, now: Timestamp) -> Result<Rotated, CustodyError> {
        self.arrange(load(&self.store).await?, now)
    }
    /// A certificate of the own CA for these hosts (names, `*.names`, addresses); a stored one while it lasts, else a new one.
    /// Browsers want two labels below a wildcard: `*.localhost` is made but not believed, so name such hosts one by one.
    pub async fn server_certificate(&self, hosts: &[impl AsRef<str>], now: Timestamp) -> Result<ServerCertificate, CustodyError> {
        self.server_certificate_in(&CaScope::Any, hosts, now).await
    }
    /// The same by the CA of that scope.
    pub async fn server_certificate_in(&self, scope: &CaScope, hosts: &[impl AsRef<str>], now: Timestamp) -> Result<ServerCertificate, CustodyError> {
        let hosts: Vec<&str> = hosts.iter().map(AsRef::as_ref).collect();
        ca::server_certificate(&self.store, &*self.random, scope, &hosts, now).await
    }
    /// The own CA's certificate (PEM), for people to trust; made when there is none.
    pub async fn ca_certificate(&self, scope: &CaScope, now: Timestamp) -> Result<String, CustodyError> {
        ca::authority(&self.store, &*self.random, scope, now).await.map(|a| a.certificate_pem)
    }

    async fn rotate(&self, now: Timestamp) -> Result<Rotated, CustodyError> {
        // What we remember may be old: another node may have just done it.
        let all = load(&self.store).await?;
        let mut change = Change::new();
        for (id, retired) in Keys::retired(&all, now) {
            change = change.delete(Kind::Key, id, Expect::Any).event(told(now, "removed", retired.kid()));
        }
        if let Some(signs_from) = Keys::successor_due(&all, now) {
            let (signer, put) = fresh(&*self.random, now, signs_from)?;
            change = change.put(put).event(told(now, "made", signer.kid()).with("signs_from", &signs_from.rfc3339()));
        }
        if change.puts.is_empty() && change.deletes.is_empty() {
            return self.arrange(all, now);
        }
        self.store.commit(change).await?;
        self.refresh(now).await
    }
    fn arrange(&self, all: Vec<(Uuid, Arc<Signer>)>, now: Timestamp) -> Result<Rotated, CustodyError> {
        let before = self.keys.load_full();
        let current = Keys::current(&all, now).map(|s| s.kid().to_owned());
        let same = before.all.len() == all.len() && before.all.iter().zip(&all).all(|(a, b)| a.0 == b.0) && current.as_deref() == Some(before.current.kid());
        if same {
            return Ok(Rotated::Nothing);
        }
        self.keys.store(Arc::new(Keys::arrange(all, now)?));
        Ok(Rotated::Changed)
    }
}
impl std::fmt::Debug for Custody {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Custody({:?})", self.signer())
    }
}

impl Keys {
    fn arrange(all: Vec<(Uuid, Arc<Signer>)>, now: Timestamp) -> Result<Self, CustodyError> {
        let current = Self::current(&all, now).ok_or(CustodyError::Damaged("signing key"))?.clone();
        let value = serde_json::json!({ "keys": all.iter().map(|(_, s)| s.jwk()).collect::<Vec<_>>() });
        let json = value.to_string();
        let digest = HEXLOWER.encode(&sha256(json.as_bytes()));
        let etag = format!("\"{}\"", digest.get(..32).unwrap_or(&digest));
        Ok(Self { all, current, jwks: Arc::new(Jwks { value, json, etag }) })
    }
    /// The youngest that may sign; where a clock went back before all of them, the oldest.
    fn current(all: &[(Uuid, Arc<Signer>)], now: Timestamp) -> Option<&Arc<Signer>> {
        all.iter().rev().find(|(_, s)| s.signs_from <= now).or(all.first()).map(|(_, s)| s)
    }
    /// When the next key shall sign, if it is time to make it.
    fn successor_due(all: &[(Uuid, Arc<Signer>)], now: Timestamp) -> Option<Timestamp> {
        let (_, newest) = all.last()?;
        let end = newest.signs_from.plus(PERIOD);
        // However late we are: published a day before it signs.
        (end.minus(LEAD) <= now).then(|| end.max(now.plus(LEAD)))
    }
    /// Those whose successor has signed for so long that nothing of theirs is alive.
    fn retired(all: &[(Uuid, Arc<Signer>)], now: Timestamp) -> Vec<(Uuid, Arc<Signer>)> {
        all.iter().zip(all.iter().skip(1)).filter(|(_, (_, next))| next.signs_from.plus(KEEP) <= now).map(|(old, _)| old.clone()).collect()
    }
    fn due(all: &[(Uuid, Arc<Signer>)], now: Timestamp) -> bool {
        Self::successor_due(all, now).is_some() || !Self::retired(all, now).is_empty()
    }
}

async fn load(store: &Store) -> Result<Vec<(Uuid, Arc<Signer>)>, CustodyError> {
    let mut all = Vec::new();
    for record in store.find(Kind::Key, INDEX, ASSERTION.as_bytes()).await? {
        let id = record.id;
        all.push((id, Arc::new(Signer::restore(decode(record)?)?)));
    }
    all.sort_by_key(|(id, s)| (s.signs_from, *id));
    Ok(all)
}

/// The first key signs at once: nobody has a cached set without it. Of several nodes that start at once, one makes it.
async fn first(store: &Store, random: &dyn Random, now: Timestamp) -> Result<Vec<(Uuid, Arc<Signer>)>, CustodyError> {
    let (signer, put) = fresh(random, now, now)?;
    let put = put.unique("first", ASSERTION);
    match store.commit(Change::new().put(put).event(told(now, "made", signer.kid()))).await {
        Ok(_) | Err(StoreError::Taken(_)) => load(store).await,
        Err(error) => Err(error.into()),
    }
}

fn fresh(random: &dyn Random, now: Timestamp, signs_from: Timestamp) -> Result<(Signer, Put), CustodyError> {
    let (signer, mut stored) = Signer::generate(now, signs_from)?;
    let payload = encode(&stored)?;
    stored.private.zeroize();
    Ok((signer, Put::new(Kind::Key, new_id(now, random), Expect::Absent, payload).index(INDEX, ASSERTION)))
}

fn told(now: Timestamp, what: &str, kid: &str) -> Event {
    Event::new(now, EventKind::KeyRotated, Outcome::Success).by("system", "Portcullis").on(kid).with("key", what)
}
