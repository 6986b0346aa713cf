//! The guard: identity and policy joined, the ledger event written, the live permit given.
//!
//! Why: one decision function for every door (S18). No answer from the store is a closed door: `Unavailable` is 503.

use crate::anonymous::Anonymous;
use crate::case::{Case, Opening};
use crate::live::{Live, LivePermit};
use crate::recent::RecentPermits;
use crate::registry::Registry;
use crate::{Rules, Who, roles};
use portcullis_identity::{Changed, CookieClass, Handle, Identity, Resolved};
use portcullis_model::{Action, Event, EventKind, Outcome, ReasonSet, RequestId, Resource, ResourceKind, Subject, TargetUri, Timestamp};
use portcullis_policy::{AccessRequest, Challenge, Decision, HttpFacts, Policy, Trace, Verdict, decide, explain};
use portcullis_route::Route;
use portcullis_store::Store;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::runtime::Handle as Runtime;
use tokio::sync::broadcast::error::RecvError;

/// Longer than this for the ledger's word, and the door stays shut.
const LEDGER_PATIENCE: Duration = Duration::from_secs(2);
/// Without the store for this long, streams of sessions are cut.
const STORE_PATIENCE: Duration = Duration::from_secs(30);
const SWEEP: Duration = Duration::from_millis(250);
const AGGREGATE: Duration = Duration::from_secs(10);

/// The store or the ledger did not answer. Always 503, never a permit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the store did not answer in time")]
pub struct Unavailable;

/// A request through a route, to be judged.
#[derive(Clone, Copy, Debug)]
pub struct Ask<'a> {
    pub rules: &'a Rules,
    /// What [`Guard::epoch`] said before the rules were taken and anyone was identified: whatever changed since is seen when
    /// the permit registers.
    pub epoch: u64,
    pub route: &'a Arc<Route>,
    pub target: &'a Arc<TargetUri>,
    pub method: &'a str,
    pub preflight: bool,
    /// Whether a WebSocket is asked for: it stays only as long as its route lets such through.
    pub websocket: bool,
    pub ip: IpAddr,
    pub request: RequestId,
}

/// The three decisions, with what each needs to go on.
#[derive(Debug)]
pub enum Verdicted {
    Permit(LivePermit),
    Challenge(Challenge),
    Deny,
}

#[derive(Debug)]
pub struct Admission {
    pub verdict: Verdicted,
    pub reasons: ReasonSet,
}

pub struct Guard {
    identity: Arc<Identity>,
    store: Store,
    control: Runtime,
    registry: Arc<Registry>,
    recent: RecentPermits,
    anonymous: Anonymous,
    built_in: Arc<Policy>,
}

impl Guard {
    /// `now` is the server's clock; `control` is where store work runs.
    pub fn new(identity: Arc<Identity>, store: Store, rules: Arc<Rules>, control: Runtime, now: Box<dyn Fn() -> Timestamp + Send + Sync>) -> Arc<Self> {
        Arc::new(Self {
            identity,
            store,
            control,
            registry: Arc::new(Registry::new(rules, now)),
            recent: RecentPermits::new(),
            anonymous: Anonymous::default(),
            built_in: roles::built_in(),
        })
    }
    /// Counts changes of facts and rules. Taken first, before [`Self::rules`].
    pub fn epoch(&self) -> u64 {
        self.registry.epoch()
    }
    /// The rules in force.
    pub fn rules(&self) -> Arc<Rules> {
        self.registry.rules()
    }
    /// Puts new rules in force; live permits are judged again at once.
    pub fn swap_rules(&self, rules: Arc<Rules>) {
        self.registry.swap_rules(rules);
    }
    /// How many streams are registered.
    pub fn live_permits(&self) -> usize {
        self.registry.live()
    }

    /// Who presents this handle: from memory, or from the store once.
    pub async fn identify(&self, handle: Option<Handle>, class: CookieClass, host: &str, now: Timestamp) -> Result<Who, Unavailable> {
        let Some(handle) = handle else { return Ok(Who::Anonymous) };
        let session = match self.identity.resolve(&handle, class, host, now) {
            Resolved::Live(session) => Some(session),
            Resolved::Dead => None,
            Resolved::Unknown => {
                let (identity, host) = (self.identity.clone(), Box::<str>::from(host));
                let load = self.control.spawn(async move { identity.load(&handle, class, &host, now).await });
                load.await.map_err(|_| Unavailable)?.map_err(|_| Unavailable)?
            }
        };
        Ok(match session {
            Some(session) if session.alive(now) => {
                session.touch(now);
                let subject = session.subject();
                Who::Session(session, subject)
            }
            _ => Who::Anonymous,
        })
    }

    /// The decision about a request through a route. A permit comes with its ledger event written.
    pub async fn admit(&self, who: &Who, ask: &Ask<'_>, now: Timestamp) -> Result<Admission, Unavailable> {
        let policy = ask.rules.policy_of(ask.route).filter(|_| !matches!(who, Who::Listed(..)));
        let Some(policy) = policy else {
            return Ok(Admission { verdict: Verdicted::Deny, reasons: ReasonSet::EMPTY });
        };
        let decision = decide(policy, &access(who, ask), now);
        let reasons = reasons_of(&decision);
        self.record(who, ask, &decision.verdict, reasons, now).await?;
        let verdict = match decision.verdict {
            Verdict::Permit(permit) => {
                let opening = Opening {
                    who,
                    target: ask.target,
                    route: ask.route,
                    method: ask.method,
                    preflight: ask.preflight,
                    websocket: ask.websocket,
                    ip: ask.ip,
                    request: ask.request,
                    now,
                    epoch: ask.epoch,
                };
                Verdicted::Permit(LivePermit::new(Live::new(Case::new(permit, &opening)), self.registry.clone()))
            }
            Verdict::Challenge(challenge) => Verdicted::Challenge(challenge),
            Verdict::Deny => Verdicted::Deny,
        };
        Ok(Admission { verdict, reasons })
    }

    /// Why: the enforcing evaluator's own trace, for denial pages.
    pub fn explain(&self, who: &Who, ask: &Ask<'_>, now: Timestamp) -> Option<Trace> {
        ask.rules.policy_of(ask.route).map(|policy| explain(policy, &access(who, ask), now))
    }

    /// Whether this person could open that route's address now; a challenge they could meet counts. For lists only: nothing is permitted by it.
    pub fn could_open(&self, who: &Who, ask: &Ask<'_>, now: Timestamp) -> Openable {
        let Some(policy) = ask.rules.policy_of(ask.route) else { return Openable::No };
        match decide(policy, &access(who, ask), now).verdict {
            Verdict::Permit(_) => Openable::Yes,
            Verdict::Challenge(challenge) => Openable::AfterChallenge(challenge),
            Verdict::Deny => Openable::No,
        }
    }

    /// The decision about an operation of the API, under the built-in roles. A refusal is in the ledger.
    pub async fn admit_operation(&self, who: &Who, action: Action, operation: &str, request: RequestId, now: Timestamp) -> Result<bool, Unavailable> {
        let resource = Resource { kind: ResourceKind::Api, id: operation };
        let asked = AccessRequest { subject: who.subject(), auth: who.auth(), action, resource, ip: None, http: None, opened: None };
        let permitted = matches!(decide(&self.built_in, &asked, now).verdict, Verdict::Permit(_));
        if !permitted {
            let event = by(who, Event::new(now, EventKind::ApiDenied, Outcome::Failure).on(operation).with("action", action.as_str()), request);
            self.append(event).await?;
        }
        Ok(permitted)
    }

    /// Watches for changes, sweeps verdicts that end, and writes what was counted. Runs until the identity room closes.
    pub async fn run(self: Arc<Self>, stop: impl Future<Output = ()> + Send) {
        let mut changes = self.identity.changes();
        let mut sweep = tokio::time::interval(SWEEP);
        let mut aggregate = tokio::time::interval(AGGREGATE);
        sweep.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        aggregate.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        tokio::pin!(stop);
        loop {
            tokio::select! {
                change = changes.recv() => match change {
                    Ok(changed) => self.registry.facts_changed(&changed),
                    // Missed some: judge everyone.
                    Err(RecvError::Lagged(_)) => self.registry.facts_changed(&Changed::Everyone),
                    Err(RecvError::Closed) => break,
                },
                _ = sweep.tick() => self.sweep(),
                _ = aggregate.tick() => self.write_counts().await,
                () = &mut stop => break,
            }
            self.write_cuts();
        }
        self.write_counts().await;
    }

    fn sweep(&self) {
        // A store that has been away for too long may hold a revocation we have not heard of: fail closed.
        if self.registry.live() > 0 && self.store.unreachable_for(self.registry.now()) >= STORE_PATIENCE {
            self.registry.cut_sessions();
        }
        self.registry.sweep();
    }
    fn write_cuts(self: &Arc<Self>) {
        let cut = self.registry.take_cut();
        if cut.is_empty() {
            return;
        }
        let now = self.registry.now();
        let events = cut
            .iter()
            .map(|live| {
                let case = &live.case;
                let event = Event::new(now, EventKind::AccessCut, Outcome::Success).on(&case.route.name).from_ip(Some(case.ip));
                let who = case.session.as_ref().map_or(Who::Anonymous, |s| Who::Session(s.clone(), s.subject()));
                by(&who, event, case.request)
            })
            .collect();
        let store = self.store.clone();
        self.control.spawn(async move {
            if let Err(error) = store.append(events).await {
                tracing::error!(%error, "streams were cut but the ledger did not take it");
            }
        });
    }
    async fn write_counts(&self) {
        let now = self.registry.now();
        self.recent.prune(now);
        let events = self.anonymous.drain(now);
        if !events.is_empty()
            && let Err(error) = self.store.append(events).await
        {
            tracing::warn!(%error, "counts of anonymous requests were lost");
        }
    }

    async fn record(&self, who: &Who, ask: &Ask<'_>, verdict: &Verdict, reasons: ReasonSet, now: Timestamp) -> Result<(), Unavailable> {
        let (kind, word, outcome) = match verdict {
            Verdict::Permit(_) => (EventKind::AccessPermitted, "permit", Outcome::Success),
            Verdict::Challenge(_) => (EventKind::AccessChallenged, "challenge", Outcome::Failure),
            Verdict::Deny => (EventKind::AccessDenied, "deny", Outcome::Failure),
        };
        let Some(session) = who.session() else {
            // A public page for everyone is no news; a stranger turned away is counted.
            if kind != EventKind::AccessPermitted {
                self.anonymous.count(&ask.route.name, ask.ip, word, reasons);
            }
            return Ok(());
        };
        let key = self.recent.key(session.auth.session, &ask.route.name, reasons);
        let permitted = kind == EventKind::AccessPermitted;
        if permitted && self.recent.seen(key) {
            return Ok(());
        }
        let names: Vec<&str> = reasons.iter().map(|r| r.as_str()).collect();
        let event = Event::new(now, kind, outcome)
            .on(&ask.route.name)
            .from_ip(Some(ask.ip))
            .with("reasons", &names.join(" "))
            .with("method", ask.method)
            .with("host", ask.target.host())
            .with("path", ask.target.raw_path())
            .with("session", &session.auth.sid);
        Box::pin(self.append(by(who, event, ask.request))).await?;
        if permitted {
            self.recent.remember(key, now);
        }
        Ok(())
    }
    async fn append(&self, event: Event) -> Result<(), Unavailable> {
        let store = self.store.clone();
        let written = self.control.spawn(async move { tokio::time::timeout(LEDGER_PATIENCE, store.append(vec![event])).await });
        match written.await {
            Ok(Ok(Ok(()))) => Ok(()),
            Ok(Ok(Err(error))) => {
                tracing::error!(%error, "the ledger did not take an event; the request is refused");
                Err(Unavailable)
            }
            Ok(Err(_)) | Err(_) => Err(Unavailable),
        }
    }
}

/// For lists of what a person may open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Openable {
    Yes,
    /// After what the challenge asks for.
    AfterChallenge(Challenge),
    No,
}

fn access<'a>(who: &'a Who, ask: &'a Ask<'_>) -> AccessRequest<'a> {
    AccessRequest {
        subject: who.subject(),
        auth: who.auth(),
        action: Action::HttpRequest,
        resource: Resource { kind: ResourceKind::Route, id: &ask.route.name },
        ip: Some(ask.ip),
        http: Some(HttpFacts { method: ask.method, host: ask.target.host(), path: ask.target.path(), target: ask.target.raw(), preflight: ask.preflight }),
        opened: None,
    }
}

fn reasons_of(decision: &Decision) -> ReasonSet {
    match &decision.verdict {
        Verdict::Permit(_) => decision.allow_reasons,
        Verdict::Challenge(_) => decision.allow_reasons.union(decision.deny_reasons),
        Verdict::Deny if decision.deny_reasons.is_empty() => decision.allow_reasons,
        Verdict::Deny => decision.deny_reasons.union(decision.allow_reasons),
    }
}

fn by(who: &Who, event: Event, request: RequestId) -> Event {
    let subject: &Subject = who.subject();
    let mut event = event.by(&subject.id, &subject.user);
    event.request_id = Some(request.as_str().into());
    event
}

impl std::fmt::Debug for Guard {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Guard").field("live", &self.live_permits()).finish_non_exhaustive()
    }
}
