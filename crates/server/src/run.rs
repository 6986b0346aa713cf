//! The running server: listeners up, tasks owned, signals heard, everything drained.
//!
//! Why: each spawned task has an owner here, a way to be stopped and a join; the process ends only when they have.

use crate::certificates;
use crate::demo::Demo;
use crate::folder;
use crate::house::{House, system_now};
use crate::keeper::Keeper;
use crate::local_socket::LocalSocket;
use crate::mail::Trial;
use crate::plan::deadlines;
use crate::private;
use crate::reload::Cause;
use crate::renewal;
use crate::vitals::HouseVitals;
use crate::watch::watch;
use portcullis_api::Api;
use portcullis_gateway::{Certificates, Gateway, Listen, ListenerKind, Running, Settings, TlsSettings};
use portcullis_model::{Event, EventKind, Outcome};
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::watch as flag;
use tokio::task::JoinSet;

/// How long requests may take to finish after a signal: behind `serve` others wait for them, behind `up` one person does.
const DRAIN: Duration = Duration::from_secs(10);
const DRAIN_UP: Duration = Duration::from_secs(1);
const KEYS: Duration = Duration::from_secs(600);
const SWEEP: Duration = Duration::from_secs(300);

pub(crate) struct Server {
    house: Arc<House>,
    running: Running,
    certificates: Option<Arc<Certificates>>,
    tasks: JoinSet<()>,
    stop: flag::Sender<bool>,
    signals: Signals,
}

/// What an operator says to the process.
struct Signals {
    terminate: Signal,
    interrupt: Signal,
    hangup: Signal,
}
impl Signals {
    fn hear() -> std::io::Result<Self> {
        Ok(Self { terminate: signal(SignalKind::terminate())?, interrupt: signal(SignalKind::interrupt())?, hangup: signal(SignalKind::hangup())? })
    }
}

/// Resolves when the flag is raised.
pub(crate) async fn raised(mut stop: flag::Receiver<bool>) {
    let _ = stop.wait_for(|s| *s).await;
}

impl Server {
    /// Listens on everything the configuration names, and on the local socket.
    pub(crate) async fn start(house: Arc<House>, demo: Option<Demo>) -> Result<Self, String> {
        let config = house.config.load_full();
        let (stop, stopped) = flag::channel(false);
        let tls_wanted = config.listen.https.or(config.listen.forward_auth_tls);
        if tls_wanted.is_some() && config.tls.internal {
            certificates::publish_authority(&config, &house.custody, house.now()).await?;
        }
        let certificates = match tls_wanted {
            Some(_) => Some(certificates::first(&config, &house.custody, house.now()).await?),
            None => None,
        };
        let mut settings = Settings::new(Arc::new(system_now));
        // Heard before anything is said: whoever reads that we are up may send one at once.
        let signals = Signals::hear().map_err(|e| e.to_string())?;
        let listen = |address: Option<SocketAddr>, kind| address.map(|address| Listen { address, kind });
        settings.listen = listen(config.listen.https, ListenerKind::Https)
            .into_iter()
            .chain(listen(config.listen.http, ListenerKind::Http))
            .chain(listen(config.listen.forward_auth, ListenerKind::ForwardAuth))
            .chain(listen(config.listen.forward_auth_tls, ListenerKind::ForwardAuthTls))
            .collect();
        settings.deadlines = deadlines(&config.deadlines);
        let head = config.deadlines.request_head;
        let tls = certificates.clone().map(|certificates| Arc::new(TlsSettings { certificates }));
        let socket = LocalSocket::bind(&folder::socket(&config.store.data)).map_err(|e| format!("{}: {e}", folder::socket(&config.store.data).display()))?;
        let running = Gateway::start(settings, house.door.clone(), tls).map_err(|e| e.to_string())?;

        let mut tasks = JoinSet::new();
        tasks.spawn(house.guard.clone().run(raised(stopped.clone())));
        tasks.spawn(house.clone().follow_stored_routes(certificates.clone(), raised(stopped.clone())));
        tasks.spawn(socket.serve(portcullis_api::router(api(&house, &certificates)), head, raised(stopped.clone())));
        tasks.spawn(renewal::follow(house.clone(), certificates.clone(), raised(stopped.clone())));
        tasks.spawn(keep_keys(house.clone(), raised(stopped.clone())));
        tasks.spawn(sweep_store(house.clone(), raised(stopped.clone())));
        tasks.spawn(house.postman.clone().run(raised(stopped.clone())));
        tasks.spawn(try_mail(house.clone(), raised(stopped.clone())));
        if let Some(address) = config.listen.metrics {
            let (vitals, stop) = (Arc::new(HouseVitals(house.clone())), raised(stopped.clone()));
            let listener = private::bind(address).await.map_err(|e| format!("listen.metrics {address}: {e}"))?;
            tasks.spawn(async move { private::serve(listener, vitals, head, stop).await });
        }
        if let Some(demo) = demo
            && let Some((gate, _)) = running.local_addrs().first().copied()
        {
            let authority = format!("demo.localhost:{}", gate.port());
            tasks.spawn(demo.serve(gate, authority, config.portal.to_string(), raised(stopped)));
        }
        let started = Event::new(house.now(), EventKind::ServerStarted, Outcome::Success).by("system", "system").with("version", env!("CARGO_PKG_VERSION"));
        house.store.append(vec![started]).await.map_err(|e| e.to_string())?;
        house.ready.store(true, Ordering::Release);
        Ok(Self { house, running, certificates, tasks, stop, signals })
    }
    /// Runs until SIGTERM or SIGINT; SIGHUP and a changed file reload.
    pub(crate) async fn until_stopped(mut self) -> Result<(), String> {
        let (mut changed, _watcher) = watch(self.house.source.path())?;
        loop {
            tokio::select! {
                _ = self.signals.terminate.recv() => break,
                _ = self.signals.interrupt.recv() => break,
                _ = self.signals.hangup.recv() => { let _ = self.house.reload(Cause::Signal, self.certificates.as_deref()).await; }
                Some(()) = changed.recv() => { let _ = self.house.reload(Cause::File, self.certificates.as_deref()).await; }
                Some(ended) = self.tasks.join_next(), if !self.tasks.is_empty() => {
                    // A task that ends early is a fault; a panic in one must not go unseen.
                    if let Err(error) = ended {
                        tracing::error!(%error, "a task of the server failed");
                    }
                }
            }
        }
        self.drain().await
    }
    async fn drain(mut self) -> Result<(), String> {
        let within = if self.house.source.path().is_some() { DRAIN } else { DRAIN_UP };
        tracing::info!("stopping: no new connections, {} s for what is under way", within.as_secs());
        self.house.ready.store(false, Ordering::Release);
        let drained = self.running.drain(within).await;
        tracing::info!(?drained, "listeners closed");
        let _ = self.stop.send(true);
        let _ = tokio::time::timeout(Duration::from_secs(5), async { while self.tasks.join_next().await.is_some() {} }).await;
        let _ = self.house.identity.flush().await;
        let stopped = Event::new(self.house.now(), EventKind::ServerStopped, Outcome::Success).by("system", "system");
        let _ = self.house.store.append(vec![stopped]).await;
        self.house.door.log.close();
        self.house.store.close().await;
        Ok(())
    }
}

fn api(house: &Arc<House>, certificates: &Option<Arc<Certificates>>) -> Arc<Api<Keeper>> {
    let (for_portal, for_random) = (house.clone(), house.clone());
    Arc::new(Api {
        identity: house.identity.clone(),
        guard: house.guard.clone(),
        store: house.store.clone(),
        mailer: Arc::new(Trial(house.postman.clone(), house.random.clone())),
        routes: Arc::new(Keeper { house: house.clone(), certificates: certificates.clone() }),
        portal: Arc::new(move || for_portal.config.load().portal.to_string()),
        now: system_now,
        random: Arc::new(move || {
            let mut bytes = [0; 8];
            for_random.random.fill(&mut bytes);
            u64::from_le_bytes(bytes)
        }),
        version: env!("CARGO_PKG_VERSION"),
        started: house.started,
    })
}

/// Assertion keys are looked at now and then; the store's lease sees to it that one node rotates.
async fn keep_keys(house: Arc<House>, stop: impl Future<Output = ()>) {
    tokio::pin!(stop);
    loop {
        tokio::select! {
            () = tokio::time::sleep(KEYS) => {}
            () = &mut stop => return,
        }
        if let Err(error) = house.custody.rotate_if_due(house.now()).await {
            tracing::error!(%error, "the assertion keys could not be looked after");
        }
    }
}

/// Tells whether mail can be sent; nobody waits for it.
async fn try_mail(house: Arc<House>, stop: impl Future<Output = ()>) {
    tokio::select! {
        () = house.postman.first_check() => {}
        () = stop => {}
    }
}

/// Expired records are invisible at once; their rows go now and then.
async fn sweep_store(house: Arc<House>, stop: impl Future<Output = ()>) {
    tokio::pin!(stop);
    let mut seen = 0;
    loop {
        tokio::select! {
            () = tokio::time::sleep(SWEEP) => {}
            () = &mut stop => return,
        }
        // Idle means idle: where nothing ran since the last sweep, there is nothing new to sweep.
        if house.store.queries() == seen {
            continue;
        }
        if let Err(error) = house.store.sweep().await {
            tracing::warn!(%error, "expired records could not be swept");
        }
        seen = house.store.queries();
    }
}
