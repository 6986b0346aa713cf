//! Reload: build, check, swap, in that order.
//!
//! Why: construction has no effects; a bad file leaves the old rules running and says why. A change holds for the next
//! request, and live streams are judged again under it.

use crate::beneath;
use crate::certificates;
use crate::house::{House, origin_of};
use crate::mail;
use crate::metadata;
use crate::plan::{identity_settings, pep_setting, rules_of};
use crate::stored_routes;
use portcullis_config::{CheckedConfig, StoredRoute};
use portcullis_gateway::Certificates;
use portcullis_model::{Event, EventKind, Outcome};
use portcullis_store::{Kind, Notice};
use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use tokio::sync::broadcast::error::RecvError;

/// What asks for a reload.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cause {
    File,
    Signal,
    StoredRoutes,
    Certificates,
}
impl Cause {
    const fn as_str(self) -> &'static str {
        match self {
            Self::File => "file",
            Self::Signal => "signal",
            Self::StoredRoutes => "stored routes",
            Self::Certificates => "certificate files",
        }
    }
}

impl House {
    /// Reads everything anew and puts it in force, or keeps what is and says why.
    pub(crate) async fn reload(&self, cause: Cause, certificates: Option<&Certificates>) -> Result<(), String> {
        let _one = self.changing.lock().await;
        let stored = stored_routes::load(&self.store).await.map_err(|e| e.to_string())?;
        self.apply(&stored, cause, certificates).await
    }
    /// Puts these stored routes in force with the file as it is now. The caller holds `changing`.
    pub(crate) async fn apply(&self, stored: &[StoredRoute], cause: Cause, certificates: Option<&Certificates>) -> Result<(), String> {
        let done = self.try_apply(stored, certificates).await;
        let now = self.now();
        let event = match &done {
            Ok(()) => Event::new(now, EventKind::ConfigApplied, Outcome::Success),
            Err(why) => Event::new(now, EventKind::ConfigRefused, Outcome::Failure).with("why", why.get(..500).unwrap_or(why)),
        };
        if let Err(error) = self.store.append(vec![event.by("system", "system").with("cause", cause.as_str())]).await {
            tracing::error!(%error, "a change of configuration is not in the ledger");
        }
        match &done {
            Ok(()) => tracing::info!(cause = cause.as_str(), epoch = self.epoch.load(Ordering::Relaxed), "configuration in force"),
            Err(why) => tracing::error!(cause = cause.as_str(), "configuration refused; the one before stays in force:\n{why}"),
        }
        done
    }
    async fn try_apply(&self, stored: &[StoredRoute], certificates: Option<&Certificates>) -> Result<(), String> {
        let config = self.source.check(stored).map_err(|e| e.to_string())?;
        warn_of(&config);
        let old = self.config.load_full();
        needs_restart(&old, &config);
        let mut settings = identity_settings(&config);
        metadata::into(&mut settings, &config, self.now())?;
        if let Some(certificates) = certificates {
            certificates::replace(certificates, &config, &self.custody, self.now()).await?;
        }
        self.identity.reload(settings).await.map_err(|e| e.to_string())?;
        // The file is its owner's: this is said, not refused.
        if old.administrators != config.administrators && matches!(self.identity.has_administrator().await, Ok(false)) {
            tracing::warn!("after this change nobody who is known here is administrator: name somebody under `administrators:`, or use `portcullis recover`");
        }
        let epoch = self.epoch.fetch_add(1, Ordering::Relaxed) + 1;
        self.pep.swap_setting(pep_setting(&config));
        let appearance = crate::look::appearance(&config.appearance);
        self.postman.set(mail::settings(&config, appearance.clone()));
        self.door.renderer.swap_appearance(appearance.clone());
        self.door.portal.store(self.portal_for(&config, appearance));
        self.door.origin.store(Arc::new(origin_of(&config)));
        // Last: streams are judged again under all of the new.
        self.guard.swap_rules(Arc::new(rules_of(&config, epoch)));
        self.config.store(Arc::new(config));
        Ok(())
    }
    /// Follows stored routes that another node, or a command, changed.
    pub(crate) async fn follow_stored_routes(self: Arc<Self>, certificates: Option<Arc<Certificates>>, stop: impl Future<Output = ()>) {
        let mut feed = self.store.feed();
        tokio::pin!(stop);
        loop {
            let notice = tokio::select! {
                notice = feed.recv() => notice,
                () = &mut stop => return,
            };
            let concerns = match notice {
                Ok(Notice { kind: Kind::Route, .. }) | Err(RecvError::Lagged(_)) => true,
                Ok(_) => false,
                Err(RecvError::Closed) => return,
            };
            if concerns && self.reload_is_due().await {
                let _ = self.reload(Cause::StoredRoutes, certificates.as_deref()).await;
            }
        }
    }
    /// Whether the store's routes are others than those in force: our own change was applied before it was told.
    async fn reload_is_due(&self) -> bool {
        let Ok(stored) = stored_routes::load(&self.store).await else { return true };
        let mut names: Vec<&str> = stored.iter().map(|r| &*r.name).collect();
        let config = self.config.load();
        let mut known: Vec<&str> = config.routes.iter().filter(|r| r.stored).map(|r| &*r.name).collect();
        names.sort_unstable();
        known.sort_unstable();
        names != known
    }
}

/// What is odd about a configuration that is taken nevertheless.
pub(crate) fn warn_of(config: &CheckedConfig) {
    for warning in config.warnings.iter().chain(&beneath::uncovered(config)) {
        tracing::warn!("{warning}");
    }
}

/// What a running server cannot change is said, not silently kept.
fn needs_restart(old: &CheckedConfig, new: &CheckedConfig) {
    let changed = [
        ("listen", old.listen != new.listen),
        ("store.url", old.store.url != new.store.url),
        ("data", old.store.data != new.store.data),
        ("deadlines", old.deadlines != new.deadlines),
        ("portal.origin", old.portal != new.portal),
    ];
    for (key, _) in changed.iter().filter(|(_, changed)| *changed) {
        tracing::warn!("`{key}` changed: it takes effect at the next start");
    }
}
