//! Hearing of other nodes' changes.
//!
//! Why: a notification can be lost with its connection, a number in a table can't. So notifications only wake us, and what
//! changed is read by number, on the same connection: a read that answers proves that we have heard everything up to then.

use super::{CHANNEL, KEEP_NOTICES};
use crate::backend::{Queries, unsigned};
use crate::feed::Feed;
use crate::{Clock, Kind, Notice, StoreError};
use portcullis_model::{Org, Timestamp};
use sqlx::postgres::{PgConnectOptions, PgListener, PgPoolOptions, PgRow};
use sqlx::{PgPool, Row, query};
use std::sync::Arc;
use std::time::Duration;
use tokio::time::timeout;
use uuid::Uuid;

/// How often the feed is confirmed while sessions are live, and while none is.
const ACTIVE: Duration = Duration::from_secs(1);
const IDLE: Duration = Duration::from_secs(30);
/// A ping that takes longer has failed.
const PATIENCE: Duration = Duration::from_millis(1500);
const RETRY: Duration = Duration::from_millis(250);
const PAGE: i64 = 1000;

/// The task that listens; it ends when this is dropped.
pub(crate) struct Listening(tokio::task::JoinHandle<()>);

impl Drop for Listening {
    fn drop(&mut self) {
        self.0.abort();
    }
}

impl Listening {
    pub(super) async fn start(
        options: PgConnectOptions,
        pool: &PgPool,
        node: String,
        feed: Arc<Feed>,
        clock: Arc<dyn Clock>,
        queries: Arc<Queries>,
    ) -> Result<Self, StoreError> {
        let heard = clock.now();
        queries.count();
        let newest = query("SELECT COALESCE(MAX(seq), 0) FROM change_notice").fetch_one(pool).await?;
        let ear = Ear { options, node, feed, clock, queries, position: newest.try_get(0)?, heard };
        Ok(Self(tokio::spawn(ear.run())))
    }
}

struct Ear {
    options: PgConnectOptions,
    node: String,
    feed: Arc<Feed>,
    clock: Arc<dyn Clock>,
    queries: Arc<Queries>,
    /// The last notice that was read.
    position: i64,
    /// When that was.
    heard: Timestamp,
}

impl Ear {
    async fn run(mut self) {
        loop {
            let began = self.clock.now();
            let Err(error) = self.listen().await;
            tracing::warn!(%error, "the change feed lost its connection; it is made anew");
            self.feed.failed(began.max(self.heard));
            tokio::time::sleep(RETRY).await;
        }
    }

    async fn listen(&mut self) -> Result<std::convert::Infallible, StoreError> {
        let lost = || StoreError::Unavailable("the connection was lost".into());
        let pool = PgPoolOptions::new().max_connections(1).idle_timeout(None).max_lifetime(None).acquire_timeout(PATIENCE);
        let pool = timeout(PATIENCE, pool.connect_with(self.options.clone())).await.map_err(|_| lost())??;
        let mut listener = timeout(PATIENCE, PgListener::connect_with(&pool)).await.map_err(|_| lost())??;
        listener.eager_reconnect(false);
        self.queries.count();
        timeout(PATIENCE, listener.listen(CHANNEL)).await.map_err(|_| lost())??;
        loop {
            let at = self.clock.now();
            timeout(PATIENCE, self.read(&mut listener)).await.map_err(|_| lost())??;
            self.heard = at;
            self.feed.confirm(at);
            let pause = if self.feed.is_active() { ACTIVE } else { IDLE };
            tokio::select! {
                heard = timeout(pause, listener.try_recv()) => match heard {
                    Err(_) => {}
                    Ok(Ok(Some(_))) => while listener.next_buffered().is_some() {},
                    Ok(Ok(None)) => return Err(lost()),
                    Ok(Err(error)) => return Err(error.into()),
                },
                () = self.feed.wake.notified() => {}
            }
        }
    }

    /// Tells everything after our position.
    async fn read(&mut self, listener: &mut PgListener) -> Result<(), StoreError> {
        let away = self.clock.now().since(self.heard);
        if away > Duration::from_micros(unsigned(KEEP_NOTICES)) / 2 {
            // Some of what we missed may have been swept.
            self.queries.count();
            self.position = query("SELECT COALESCE(MAX(seq), 0) FROM change_notice").fetch_one(&mut *listener).await?.try_get(0)?;
            self.feed.tell(Notice::missed());
        }
        loop {
            self.queries.count();
            let rows = query("SELECT seq, node, org, kind, id, gone FROM change_notice WHERE seq > $1 ORDER BY seq LIMIT $2")
                .bind(self.position)
                .bind(PAGE)
                .fetch_all(&mut *listener)
                .await?;
            for row in &rows {
                self.tell(row)?;
            }
            if (rows.len() as i64) < PAGE {
                return Ok(());
            }
        }
    }

    fn tell(&mut self, row: &PgRow) -> Result<(), StoreError> {
        self.position = row.try_get(0)?;
        let seq = unsigned(self.position);
        // Our own were told when they were committed.
        if row.try_get::<String, _>(1)? == self.node && !self.feed.was_doubted(seq) {
            return Ok(());
        }
        // A kind that only a newer program knows is cached by nobody here.
        if let Some(kind) = Kind::parse(&row.try_get::<String, _>(3)?) {
            let id: Vec<u8> = row.try_get(4)?;
            let org = Org::named(&row.try_get::<String, _>(2)?);
            self.feed.tell(Notice { seq, org, kind, id: Uuid::from_slice(&id).unwrap_or_default(), gone: row.try_get(5)?, resync: false });
        }
        Ok(())
    }
}
