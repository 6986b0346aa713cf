//! Name and password with a request: checked, and for a while remembered.
//!
//! Why: a program behind another proxy sends them every time, and a hash each time would be a denial of service by success. What is
//! remembered is a MAC, and falls with anything that changes its person or a password (dossier A-08).

use crate::facts::Facts;
use crate::handle::HandleKey;
use crate::identity::Inner;
use crate::live::SessionShared;
use crate::people::PersonSlot;
use crate::{CookieClass, Identity, LiveSession, SignInContext, SignInRefused};
use parking_lot::Mutex;
use portcullis_crypto::{KeyRing, MacKey, SecretBytes, equal, random_bytes};
use portcullis_model::{AuthContext, PersonId, SessionId, Timestamp};
use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicU64, Ordering};
use std::time::Duration;

/// Names remembered at once; when full, all are forgotten.
const LIMIT: usize = 10_000;
/// How long what was checked counts where nothing is remembered: the request that it came with.
const ONE_REQUEST: Duration = Duration::from_secs(60);

/// What was right a moment ago.
#[derive(Debug)]
pub(crate) struct Basics {
    key: MacKey,
    /// Grows with every change of a password.
    epoch: AtomicU64,
    known: Mutex<HashMap<Box<str>, Kept, foldhash::fast::RandomState>>,
}
#[derive(Debug)]
struct Kept {
    tag: [u8; 32],
    session: Arc<LiveSession>,
    /// The person's facts as they were: any change of them puts others in their place.
    facts: Arc<Facts>,
    epoch: u64,
    until: Timestamp,
}

impl Basics {
    pub(crate) fn new(keys: &KeyRing) -> Self {
        Self { key: keys.derive_mac("basic credentials v1"), epoch: AtomicU64::new(0), known: Mutex::default() }
    }
    /// A password somewhere was changed, or somebody was banned.
    pub(crate) fn forget(&self) {
        self.epoch.fetch_add(1, Ordering::AcqRel);
    }
    /// Somebody's sessions were ended.
    pub(crate) fn forget_person(&self, person: PersonId) {
        self.known.lock().retain(|_, kept| kept.session.person != person);
    }
    fn tag(&self, name: &str, typed: &SecretBytes) -> [u8; 32] {
        self.key.sign(&[typed.expose(), name.as_bytes()])
    }
    fn find(&self, name: &str, typed: &SecretBytes, now: Timestamp) -> Option<Arc<LiveSession>> {
        let known = self.known.lock();
        let kept = known.get(name).filter(|k| now < k.until && k.epoch == self.epoch.load(Ordering::Acquire) && k.session.alive(now))?;
        let same = equal(&kept.tag, &self.tag(name, typed)) && Arc::ptr_eq(&kept.facts, &kept.session.slot.facts());
        same.then(|| Arc::clone(&kept.session))
    }
    fn keep(&self, name: &str, kept: Kept) {
        let mut known = self.known.lock();
        if known.len() >= LIMIT {
            known.clear();
        }
        known.insert(name.into(), kept);
    }
}

impl Identity {
    /// Who sends this name and password. `cache` is how long the answer yes may stand without another check; no is never remembered.
    /// Whoever is refused is answered at [`Identity::answer_deadline`].
    pub async fn basic(
        &self,
        name: &str,
        typed: &SecretBytes,
        cache: Duration,
        ctx: &SignInContext,
        now: Timestamp,
    ) -> Result<Arc<LiveSession>, SignInRefused> {
        let basics = &self.inner.basics;
        if !cache.is_zero()
            && let Some(session) = basics.find(name, typed, now)
        {
            return Ok(session);
        }
        // Before the check: what changes while it runs must not be outlived by its answer.
        let epoch = basics.epoch.load(Ordering::Acquire);
        let proof = self.sign_in(name, typed, ctx, now).await?;
        let slot = self.inner.still_proves(&proof).await.map_err(SignInRefused::Unavailable)?;
        let facts = slot.facts();
        let life = if cache.is_zero() { ONE_REQUEST } else { cache };
        let id = SessionId::new(now, random_bytes(&*self.inner.random));
        let auth = AuthContext {
            session: id,
            sid: self.inner.sid_of(id).into(),
            aal: proof.aal(),
            amr: proof.amr(),
            auth_time: proof.auth_time(),
            expires: now.plus(life),
        };
        let session = Arc::new(self.inner.passing(auth, slot, now));
        if !cache.is_zero() {
            let kept = Kept { tag: basics.tag(name, typed), session: Arc::clone(&session), facts, epoch, until: now.plus(cache) };
            basics.keep(name, kept);
        }
        Ok(session)
    }
}

impl Inner {
    /// A session without a cookie, a record or a place in the cache: it is there for as long as somebody holds it.
    fn passing(&self, auth: AuthContext, slot: Arc<PersonSlot>, now: Timestamp) -> LiveSession {
        LiveSession {
            auth,
            person: slot.id,
            class: CookieClass::Host,
            host: self.hosts.get(""),
            host_session: None,
            key: HandleKey([0; 16]),
            shared: Arc::new(SessionShared {
                ended: AtomicBool::new(false),
                last_used: AtomicI64::new(now.micros()),
                flushed: AtomicI64::new(now.micros()),
                inactivity: None,
                ask_on: Mutex::default(),
            }),
            slot,
            ended: AtomicBool::new(false),
            turn: 0,
            spent: AtomicBool::new(false),
        }
    }
}
