//! What can be done on a stopped store.
//!
//! Why: a ledger is verified where it lies, and a locked-out owner gets back in, without a server that would have to run first.

use crate::house::{House, root_of, system_now};
use crate::place::Located;
use crate::source::Source;
use portcullis_api::{invitation, ledger};
use portcullis_config::{UpSettings, up_document};
use portcullis_crypto::{KeyRing, SystemRandom};
use portcullis_identity::{Actor, RECOVERY_LIFE};
use portcullis_store::{Ledger, StoreSettings};
use portcullis_wire::{AuditEvent, AuditQuery, AuditReport, Invitation};
use std::path::Path;

/// An installation whose server is not running. Errors are sentences for the person.
pub struct Stopped<'a> {
    place: &'a Located,
}

impl<'a> Stopped<'a> {
    pub fn open(place: &'a Located) -> Self {
        Self { place }
    }
    /// A single-use link that makes or restores an administrator.
    pub async fn recover(&self) -> Result<Invitation, String> {
        let house = House::open(self.source()?, tokio::runtime::Handle::current()).await.map_err(|e| e.to_string())?;
        let uid = rustix::process::geteuid().as_raw();
        let actor = Actor { id: format!("host:{uid}").into(), name: format!("host:{uid}").into(), ip: None, request_id: None };
        let now = system_now();
        let token = house.identity.recover(None, &actor, now).await.map_err(|e| e.to_string())?;
        let link = invitation(&house.config.load().portal.to_string(), &token, now, RECOVERY_LIFE);
        house.store.close().await;
        Ok(link)
    }
    pub async fn verify(&self) -> Result<AuditReport, String> {
        let ledger = self.ledger().await?;
        ledger.verify().await.map(|r| ledger::report(&r)).map_err(|e| e.to_string())
    }
    pub async fn search(&self, query: &AuditQuery) -> Result<Vec<AuditEvent>, String> {
        ledger::search(&self.ledger().await?, query, &ledger::People::default()).await.map_err(|e| e.to_string())
    }

    async fn ledger(&self) -> Result<Ledger, String> {
        let config = self.source()?.check(&[]).map_err(|e| e.to_string())?;
        let root = root_of(&config, &SystemRandom).map_err(|e| e.to_string())?;
        let keys = KeyRing::new(root).map_err(|e| e.to_string())?;
        let settings = StoreSettings::new(config.store.url.clone(), config.store.data.clone());
        Ledger::open_for_audit(&settings, keys).await.map_err(|e| e.to_string())
    }
    pub(crate) fn source(&self) -> Result<Source, String> {
        if let Some(file) = &self.place.config {
            return Ok(Source::file(file));
        }
        let data = crate::place::locate(self.place)?;
        if !Path::new(&data).join("root.key").is_file() {
            return Err(format!("there is no installation in {}: name its folder with --data, or its file with -c", data.display()));
        }
        let listen = last_listen(&data);
        Ok(Source::Text { text: up_document(&UpSettings { listen, data: data.clone(), demo: None }), base: data })
    }
}

/// Links are made for the address that `up` last listened on.
fn last_listen(data: &Path) -> std::net::SocketAddr {
    let kept = std::fs::read_to_string(data.join("listen")).ok().and_then(|t| t.trim().parse().ok());
    kept.unwrap_or_else(|| std::net::SocketAddr::from(([127, 0, 0, 1], 8080)))
}
