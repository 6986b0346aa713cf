//! The rooms, opened and wired: the one place that knows them all.
//!
//! Why: construction is here, business is not. A room reaches a sibling only through what this file hands it.

use crate::access_log::{AccessLog, Lines};
use crate::clock::SystemClock;
use crate::dispatch::{Dispatch, PortalOrigin};
use crate::launcher::OpenableRoutes;
use crate::mail;
use crate::metadata;
use crate::metrics::Metrics;
use crate::plan::{identity_settings, limits, pep_setting, reset_offer, rules_of};
use crate::source::{NoConfig, Source};
use crate::{folder, stored_routes};
use arc_swap::ArcSwap;
use portcullis_config::CheckedConfig;
use portcullis_crypto::{KeyRing, MacKey, Random, SecretBytes, SystemRandom};
use portcullis_custody::{Custody, root_key};
use portcullis_guard::Guard;
use portcullis_identity::Identity;
use portcullis_model::Timestamp;
use portcullis_notify::Postman;
use portcullis_pages::Appearance;
use portcullis_pep::{Pep, Renderer, Rooms};
use portcullis_portal::{Counts, Portal, PortalSettings};
use portcullis_route::Backend;
use portcullis_store::{Clock, Store, StoreSettings};
use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64};
use tokio::runtime::Handle as Runtime;

/// Why the house did not open: a sentence, or every fault of the configuration.
#[derive(Debug, thiserror::Error)]
pub(crate) enum NotOpen {
    #[error(transparent)]
    Config(#[from] NoConfig),
    #[error("{0}")]
    Said(String),
}
impl NotOpen {
    fn of(error: impl std::fmt::Display) -> Self {
        Self::Said(error.to_string())
    }
}

pub(crate) struct House {
    pub(crate) source: Source,
    pub(crate) store: Store,
    pub(crate) identity: Arc<Identity>,
    pub(crate) custody: Arc<Custody>,
    pub(crate) guard: Arc<Guard>,
    pub(crate) postman: Arc<Postman>,
    pub(crate) pep: Arc<Pep>,
    pub(crate) door: Arc<Dispatch>,
    pub(crate) launcher: Arc<OpenableRoutes>,
    pub(crate) random: Arc<dyn Random>,
    pub(crate) keys: KeyRing,
    /// What addresses have used up; it outlives a reload.
    pub(crate) counts: Counts,
    /// The configuration in force.
    pub(crate) config: ArcSwap<CheckedConfig>,
    pub(crate) epoch: AtomicU64,
    pub(crate) ready: AtomicBool,
    /// One change of configuration at a time.
    pub(crate) changing: tokio::sync::Mutex<()>,
    pub(crate) started: Timestamp,
}

impl House {
    pub(crate) async fn open(source: Source, control: Runtime) -> Result<Arc<Self>, NotOpen> {
        let clock: Arc<dyn Clock> = Arc::new(SystemClock);
        let random: Arc<dyn Random> = Arc::new(SystemRandom);
        let now = clock.now();
        let first = source.check(&[])?;
        folder::prepare(&first.store.data).map_err(NotOpen::of)?;
        let root = root_of(&first, &*random)?;
        let keys = KeyRing::new(root.clone()).map_err(NotOpen::of)?;
        let settings = StoreSettings::new(first.store.url.clone(), first.store.data.clone());
        let store = Store::open(settings, KeyRing::new(root).map_err(NotOpen::of)?, random.clone(), clock.clone()).await.map_err(NotOpen::of)?;
        let stored = stored_routes::load(&store).await.map_err(NotOpen::of)?;
        // Checked again, whole: a stored route may collide with the file's.
        let config = if stored.is_empty() { first } else { source.check(&stored)? };
        let mut settings = identity_settings(&config);
        metadata::into(&mut settings, &config, now).map_err(NotOpen::of)?;
        let identity = Identity::open(store.clone(), &keys, random.clone(), clock.clone(), settings).await.map_err(NotOpen::of)?;
        let custody = Arc::new(Custody::open(store.clone(), random.clone(), now).await.map_err(NotOpen::of)?);
        let guard = Guard::new(identity.clone(), store.clone(), Arc::new(rules_of(&config, 1)), control.clone(), Box::new(system_now));
        let appearance = crate::look::appearance(&config.appearance);
        let postman = Postman::new(store.clone(), clock.clone(), mail::settings(&config, appearance.clone()));
        let renderer = Renderer::new(random.clone(), appearance.clone());
        let form_key: MacKey = keys.derive_mac("guarded host form v1");
        let rooms = Rooms { guard: guard.clone(), identity: identity.clone(), custody: custody.clone() };
        let pep = Arc::new(Pep::new(rooms, renderer.clone(), form_key, control.clone(), pep_setting(&config)));
        let launcher = Arc::new(OpenableRoutes { guard: guard.clone(), port: config.portal.port });
        let counts = Counts::default();
        let portal = portal_of(&config, appearance, &identity, &launcher, &keys, &random, &counts);
        let door = Arc::new(Dispatch {
            pep: pep.clone(),
            portal: ArcSwap::from(portal),
            origin: ArcSwap::from_pointee(origin_of(&config)),
            renderer,
            control,
            log: AccessLog::start(lines_for(&source, &config.store.data).map_err(NotOpen::of)?).map_err(NotOpen::of)?,
            metrics: Metrics::new(),
            now: system_now,
        });
        Ok(Arc::new(Self {
            source,
            store,
            identity,
            custody,
            guard,
            postman,
            pep,
            door,
            launcher,
            random,
            keys,
            counts,
            config: ArcSwap::from_pointee(config),
            epoch: AtomicU64::new(1),
            ready: AtomicBool::new(false),
            changing: tokio::sync::Mutex::new(()),
            started: now,
        }))
    }
    pub(crate) fn now(&self) -> Timestamp {
        system_now()
    }
    pub(crate) fn portal_for(&self, config: &CheckedConfig, appearance: Arc<Appearance>) -> Arc<Portal> {
        portal_of(config, appearance, &self.identity, &self.launcher, &self.keys, &self.random, &self.counts)
    }
}

/// Under `up` in a terminal a person reads, and the link they need must not scroll away: the lines go into a file.
fn lines_for(source: &Source, data: &Path) -> std::io::Result<Lines> {
    match log_file(source, data) {
        Some(path) => Lines::file(&path),
        None => Ok(Lines::Stdout),
    }
}
/// Where the access log is, if it is not on standard output.
pub(crate) fn log_file(source: &Source, data: &Path) -> Option<PathBuf> {
    (source.path().is_none() && std::io::stdout().is_terminal()).then(|| data.join("access.log"))
}

pub(crate) fn system_now() -> Timestamp {
    SystemClock.now()
}

pub(crate) fn origin_of(config: &CheckedConfig) -> PortalOrigin {
    PortalOrigin {
        https: config.portal.https,
        host: config.portal.host.clone(),
        text: config.portal.to_string().into(),
        hsts: config.portal.https && !config.tls.internal,
    }
}

/// The root key: the configuration's, or one kept beside the data (made at the first start, 0600).
pub(crate) fn root_of(config: &CheckedConfig, random: &dyn Random) -> Result<SecretBytes, NotOpen> {
    match &config.store.root_key {
        Some(key) => Ok(key.clone()),
        None if is_gone(config) => Err(NotOpen::Said(folder::key_is_gone(&config.store.data))),
        None => root_key::load_or_generate(&config.store.data.join("root.key"), random).map_err(NotOpen::of),
    }
}

/// A store is there, and the key that was kept beside it is not.
fn is_gone(config: &CheckedConfig) -> bool {
    let stored = config.store.url.strip_prefix("sqlite://").is_some_and(|path| Path::new(path).exists());
    stored && !config.store.data.join("root.key").exists()
}

fn portal_of(
    config: &CheckedConfig,
    appearance: Arc<Appearance>,
    identity: &Arc<Identity>,
    launcher: &Arc<OpenableRoutes>,
    keys: &KeyRing,
    random: &Arc<dyn Random>,
    counts: &Counts,
) -> Arc<Portal> {
    let settings = PortalSettings {
        origin: config.portal.to_string().into(),
        host: config.portal.host.clone(),
        keep_for: config.sessions.remember_me,
        reset: reset_offer(config),
        must_accept: config.appearance.privacy.clone().filter(|_| config.appearance.must_accept),
        appearance,
        streams_stay: config.routes.iter().any(|r| matches!(r.backend, Backend::ForwardAuth)),
        limits: limits(&config.rate_limits, counts.clone()),
    };
    Arc::new(Portal::new(settings, identity.clone(), launcher.clone(), keys, random.clone()))
}
