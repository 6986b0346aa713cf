//! All rows of one store into an empty one.
//!
//! Why: backup, restore and copy are the same work; what was written is read back and compared before it counts.

use super::contents::{Contents, Survey, survey};
use super::line::{Line, line};
use super::place;
use crate::ledger::{Bad, Beside, Head, Mark};
use crate::store::Keys;
use crate::whole::{self, Purpose, Whole};
use crate::{Ledger, OpenError, StoreError, StoreSettings};
use portcullis_crypto::{KeyRing, Random};
use std::path::PathBuf;

/// Why a store was not filled with what another one holds. Whatever the reason, it is as empty as before.
#[derive(Debug, thiserror::Error)]
pub enum FillError {
    #[error("{0} is not empty: give one that nothing was ever written to")]
    NotEmpty(Box<str>),
    #[error("there is no backup in {0}: give the folder that `portcullis store backup` wrote (with portcullis.db and ledger.db in it)")]
    NotABackup(PathBuf),
    #[error("the ledger does not verify, so nothing was taken over: {0}")]
    Ledger(Bad),
    #[error("what was written differs from what was read, in its {0}: nothing was kept. Try again; if it happens again, please report it")]
    Differs(&'static str),
    #[error("{path}: {error}")]
    File { path: PathBuf, error: std::io::Error },
    #[error(transparent)]
    Open(#[from] OpenError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Copies everything, compares it, commits.
pub(super) async fn fill(source: &mut dyn Whole, to: &StoreSettings, ring: &KeyRing, random: &dyn Random, node: Option<&str>) -> Result<Contents, FillError> {
    let keys = Keys::new(ring.clone());
    keys.take(&source.data_keys().await?)?;
    refuse_used(to).await?;
    place::make(to).await?;
    let mut target = whole::open(to, Purpose::Change).await?;
    let read = survey(source, &keys).await?;
    if let Some(damaged) = read.contents.damaged {
        return Err(FillError::Store(damaged));
    }
    rows(source, &mut *target, &keys, random, node).await?;
    let written: Survey = survey(&mut *target, &keys).await?;
    if let Some(what) = read.difference(&written) {
        return Err(FillError::Differs(what));
    }
    target.commit().await?;
    // Once more as everybody will read it.
    verified(to, ring.clone()).await?;
    Ok(written.contents)
}

/// Refuses a store that anybody has written to, before anything is done to it.
pub(super) async fn refuse_used(to: &StoreSettings) -> Result<(), FillError> {
    let unused = match place::must_exist(to).await {
        Ok(()) => whole::open(to, Purpose::Read).await?.is_unused().await?,
        Err(OpenError::Missing { .. } | OpenError::Empty) => true,
        Err(OpenError::Older { .. } | OpenError::Newer { .. }) => false,
        Err(other) => return Err(other.into()),
    };
    if unused { Ok(()) } else { Err(FillError::NotEmpty(place::shown(to))) }
}

/// Refuses a ledger that is not sound: a copy must not make a forgery look well-born.
pub(super) async fn verified(settings: &StoreSettings, ring: KeyRing) -> Result<(), FillError> {
    let ledger = Ledger::open_for_audit(settings, ring).await?;
    let report = ledger.verify().await;
    ledger.close().await;
    match report?.bad.into_iter().next() {
        Some(bad) => Err(FillError::Ledger(bad)),
        None => Ok(()),
    }
}

async fn rows(source: &mut dyn Whole, target: &mut dyn Whole, keys: &Keys, random: &dyn Random, node: Option<&str>) -> Result<(), StoreError> {
    target.set_data_keys(&source.data_keys().await?).await?;
    for (org, kind) in source.shelves().await? {
        let mut after = Vec::new();
        loop {
            let page = source.records(&org, &kind, &after).await?;
            let Some(last) = page.last() else { break };
            after = last.id.clone();
            for row in &page {
                target.put_record(row).await?;
            }
        }
    }
    let chains = source.chains().await?;
    // A file has its own chain already.
    let has_own = chains.first().is_some_and(String::is_empty);
    let line = if has_own { Line::default() } else { line(source, node).await? };
    let mut beside = Beside::default();
    for chain in &chains {
        let (mut after, mut last_beside) = (0, None);
        loop {
            let page = source.events(chain, after).await?;
            let Some(last) = page.last() else { break };
            after = last.seq;
            for row in &page {
                let chain = if line.has(&row.node, row.seq) { "" } else { chain };
                target.put_event(chain, row).await?;
                if !chain.is_empty() {
                    last_beside = Some(Head { node: row.node.as_str().into(), seq: row.seq, hash: row.header_hash() });
                }
            }
        }
        beside.others.extend(last_beside);
    }
    for (node, number, text) in source.checkpoints().await? {
        target.put_checkpoint(&node, number, &text).await?;
        beside.checkpoints.insert(node, number);
    }
    match (source.settled().await?, line.head) {
        (Some(settled), _) => target.set_settled(&settled).await,
        (None, Some(head)) => target.set_settled(&Mark { head, beside: Some(beside) }.seal(&*keys.sealer()?, random)?).await,
        (None, None) => Ok(()),
    }
}
