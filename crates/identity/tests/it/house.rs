//! A house to test in: a store in a temporary folder, a clock that is set by hand, light hashes.
//!
//! Why: what every test needs, once.

use portcullis_crypto::password::Params;
use portcullis_crypto::{KeyRing, SecretBytes, SystemRandom};
use portcullis_identity::*;
use portcullis_model::{Event, EventKind, TargetUri, Timestamp, WireTarget};
use portcullis_store::{Clock, Filter, Kind, Store, StoreSettings};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

pub(crate) const PORTAL: &str = "login.example.com";
pub(crate) const WIKI: &str = "wiki.example.com";
pub(crate) const PASSWORD: &str = "correct horse";
pub(crate) const LIGHT: Params = Params { memory_kib: 64, passes: 1 };

pub(crate) struct Hands(AtomicI64);
impl Clock for Hands {
    fn now(&self) -> Timestamp {
        Timestamp::from_micros(self.0.load(Ordering::Relaxed))
    }
}

pub(crate) struct House {
    pub(crate) identity: Arc<Identity>,
    pub(crate) store: Store,
    pub(crate) clock: Arc<Hands>,
    pub(crate) dir: tempfile::TempDir,
}

pub(crate) fn keys() -> KeyRing {
    KeyRing::new(SecretBytes::from(vec![7; 32])).unwrap()
}
pub(crate) fn settings() -> IdentitySettings {
    let mut settings = IdentitySettings::new(PORTAL);
    settings.hashing.params = LIGHT;
    settings
}
pub(crate) fn actor() -> Actor {
    Actor { id: "host:0".into(), name: "host:0".into(), ip: None, request_id: Some("01J-TEST".into()) }
}
pub(crate) fn ctx() -> SignInContext {
    SignInContext {
        ip: Some("192.0.2.7".parse().unwrap()),
        request_id: Some("01J-TEST".into()),
        user_agent: "test".into(),
        language: "de".into(),
        device: None,
    }
}
pub(crate) fn typed(text: &str) -> SecretBytes {
    SecretBytes::from(text)
}

impl House {
    pub(crate) async fn new() -> Self {
        Self::with(settings()).await
    }
    pub(crate) async fn with(settings: IdentitySettings) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let clock = Arc::new(Hands(AtomicI64::new(1_800_000_000_000_000)));
        let store = Store::open(StoreSettings::embedded(dir.path()), keys(), Arc::new(SystemRandom), clock.clone()).await.unwrap();
        let identity = Identity::open(store.clone(), &keys(), Arc::new(SystemRandom), clock.clone(), settings).await.unwrap();
        Self { identity, store, clock, dir }
    }
    /// Another identity over the same store: what a second node, or a restart, sees. Its memory is empty.
    pub(crate) async fn another(&self) -> Arc<Identity> {
        self.another_with(settings()).await
    }
    pub(crate) async fn another_with(&self, settings: IdentitySettings) -> Arc<Identity> {
        Identity::open(self.store.clone(), &keys(), Arc::new(SystemRandom), self.clock.clone(), settings).await.unwrap()
    }
    pub(crate) fn now(&self) -> Timestamp {
        self.clock.now()
    }
    pub(crate) fn pass(&self, time: Duration) {
        self.clock.0.fetch_add(i64::try_from(time.as_micros()).unwrap(), Ordering::Relaxed);
    }
    /// A person with the usual password.
    pub(crate) async fn person(&self, username: &str) -> PersonView {
        let new = NewPerson { username: username.into(), email: Some(format!("{username}@example.com").into()), ..NewPerson::default() };
        let view = self.identity.add_person(&new, &actor(), self.now()).await.unwrap();
        self.identity.set_password(username, &PASSWORD.into(), None, &actor(), self.now()).await.unwrap();
        view
    }
    pub(crate) async fn sign_in(&self, username: &str) -> Minted {
        let proof = self.identity.sign_in(username, &typed(PASSWORD), &ctx(), self.now()).await.unwrap();
        self.identity.mint(proof, Keep::UntilClosed, &ctx(), self.now()).await.unwrap()
    }
    pub(crate) async fn code(&self, session: &LiveSession, host: &str, flow: &FlowCookie) -> String {
        let sealed = self.identity.begin_handoff(&target(host, "/page?x=1"), flow, &Requirement::default(), self.now());
        let handoff = self.identity.open_handoff(&sealed, self.now()).unwrap();
        self.identity.issue_code(session, &handoff, self.now()).await.unwrap()
    }
    pub(crate) async fn visit(&self, session: &LiveSession, host: &str) -> Redeemed {
        let flow = self.identity.new_flow();
        let code = self.code(session, host, &flow).await;
        self.identity.redeem_code(&code, host, &flow, None, self.now()).await.unwrap()
    }
    /// What a request with this cookie meets: memory, then the store.
    pub(crate) async fn meets(&self, identity: &Identity, class: CookieClass, host: &str, value: &str) -> Option<Arc<LiveSession>> {
        let handle = identity.read_cookie(class, host, value)?;
        match identity.resolve(&handle, class, host, self.now()) {
            Resolved::Live(session) => Some(session),
            Resolved::Dead => None,
            Resolved::Unknown => identity.load(&handle, class, host, self.now()).await.unwrap(),
        }
    }
    pub(crate) async fn events(&self, kind: EventKind) -> Vec<Event> {
        let wanted = Filter { kind: Some(kind), limit: 1000, ..Filter::default() };
        self.store.ledger().search(&wanted).await.unwrap().into_iter().map(|l| l.event).collect()
    }
    pub(crate) async fn records(&self, kind: Kind) -> usize {
        self.store.list(kind, None, 1000).await.unwrap().len()
    }
}

pub(crate) fn target(host: &str, path: &str) -> TargetUri {
    let hosts: [&[u8]; 1] = [host.as_bytes()];
    TargetUri::parse(WireTarget { https: true, authority: None, hosts: &hosts, path_and_query: path }).unwrap()
}
/// Waits for something that another task brings about.
pub(crate) async fn soon(what: impl AsyncFn() -> bool) {
    for _ in 0..100 {
        if what().await {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("not within a second");
}
