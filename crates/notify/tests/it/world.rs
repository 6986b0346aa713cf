//! A store, a clock in hand, a postman.
//!
//! Why: every test starts alike.

use portcullis_crypto::{KeyRing, SecretBytes};
use portcullis_model::{Email, Mailbox, PersonId, Timestamp};
use portcullis_notify::{Credentials, Encryption, Letter, Postman, Settings, Smtp, SmtpSecurity, Way};
use portcullis_outbound::{ClientTls, MinimumTls, client_config};
use portcullis_pages::MailKind;
use portcullis_store::{Change, Kind, Store, StoreSettings};
use portcullis_testkit::clock::FixedClock;
use portcullis_testkit::random::SeededRandom;
use portcullis_testkit::smtp::{Authority, Behaviour, SmtpServer};
use rustls::pki_types::ServerName;
use std::sync::Arc;
use std::time::Duration;
use tempfile::TempDir;

pub(crate) const NAME: &str = "mail.example.test";

pub(crate) struct World {
    pub(crate) store: Store,
    pub(crate) clock: FixedClock,
    pub(crate) authority: Authority,
    pub(crate) server: SmtpServer,
    pub(crate) folder: TempDir,
}
impl World {
    /// The server has a good certificate.
    pub(crate) async fn new(behaviour: Behaviour) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let clock = FixedClock::started_now();
        let settings = StoreSettings::new(format!("sqlite://{}", folder.path().join("p.db").display()), folder.path());
        let keys = KeyRing::new(SecretBytes::from(vec![7; 32])).unwrap();
        let store = Store::open(settings, keys, Arc::new(SeededRandom::new(1)), Arc::new(clock.clone())).await.unwrap();
        let authority = Authority::new();
        let server = SmtpServer::start(&authority.certificate(NAME), behaviour);
        Self { store, clock, authority, server, folder }
    }
    pub(crate) fn encrypted(&self, encryption: Encryption, credentials: Option<(&str, &str)>) -> Settings {
        let tls = ClientTls { authorities: Some(self.authority.pem().into()), minimum: MinimumTls::Tls12, identity: None };
        let credentials = credentials.map(|(username, password)| Credentials { username: username.into(), password: password.into() });
        let name = ServerName::try_from(NAME).unwrap();
        self.settings(SmtpSecurity::Encrypted { encryption, name, tls: Arc::new(client_config(&tls).unwrap()), credentials })
    }
    pub(crate) fn settings(&self, security: SmtpSecurity) -> Settings {
        let smtp =
            Smtp { host: "127.0.0.1".into(), port: self.server.port, identifier: "login.example.test".into(), timeout: Duration::from_secs(3), security };
        self.by(Way::Smtp(smtp))
    }
    pub(crate) fn by(&self, way: Way) -> Settings {
        Settings {
            portal: "https://login.example.test".into(),
            sender: Mailbox::parse("Gate <gate@example.test>").unwrap(),
            subject: "[Gate] {title}".into(),
            html: true,
            templates: Arc::default(),
            appearance: portcullis_pages::Appearance::plain().clone(),
            way,
            check: true,
        }
    }
    pub(crate) fn postman(&self, settings: Settings) -> Arc<Postman> {
        self.postman_at(&self.store, settings)
    }
    pub(crate) fn postman_at(&self, store: &Store, settings: Settings) -> Arc<Postman> {
        Postman::new(store.clone(), Arc::new(self.clock.clone()), Some(settings))
    }
    /// One more node on a database.
    pub(crate) async fn node(&self, url: &str, name: &str) -> Store {
        let keys = KeyRing::new(SecretBytes::from(vec![7; 32])).unwrap();
        let settings = StoreSettings::new(url, self.folder.path().join(name));
        Store::open(settings, keys, Arc::new(portcullis_crypto::SystemRandom), Arc::new(self.clock.clone())).await.unwrap()
    }
    pub(crate) fn letter(&self, kind: MailKind) -> Letter {
        let now = portcullis_store::Clock::now(&self.clock);
        Letter::new(kind, PersonId::new(now, [1; 10]), Mailbox::new("Ada", Email::parse("ada@example.com").unwrap()), now)
    }
    pub(crate) async fn queue(&self, letter: &Letter, n: u8) {
        let id = PersonId::new(self.now(), [n; 10]).uuid();
        self.store.commit(Change::new().put(letter.put(id))).await.unwrap();
    }
    pub(crate) fn now(&self) -> Timestamp {
        portcullis_store::Clock::now(&self.clock)
    }
    pub(crate) async fn left(&self) -> usize {
        self.store.list(Kind::Mail, None, 100).await.unwrap().len()
    }
}
