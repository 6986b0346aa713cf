//! Metrics in OpenMetrics text.
//!
//! Why: counters are made once, with closed label sets, so that counting a request is one atomic add and a scrape cannot be
//! grown by strangers.

use portcullis_gateway::AccessRecord;
use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::Registry;
use std::sync::atomic::AtomicU64;

const DECISIONS: [&str; 4] = ["permit", "challenge", "deny", "none"];
const CLASSES: [&str; 6] = ["none", "1xx", "2xx", "3xx", "4xx", "5xx"];

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct Outcome {
    decision: &'static str,
    status: &'static str,
}

pub(crate) struct Metrics {
    registry: Registry,
    requests: Vec<Counter>,
    bytes_out: Counter,
    duration: Histogram,
    cut: Counter,
    live: Gauge,
    log_dropped: Gauge<u64, AtomicU64>,
    queries: Gauge<u64, AtomicU64>,
    directories_away: Gauge,
    looks: Gauge<u64, AtomicU64>,
    looks_failed: Gauge<u64, AtomicU64>,
}

/// What is read at the moment of a scrape.
pub(crate) struct Figures {
    pub(crate) live: usize,
    pub(crate) log_dropped: u64,
    pub(crate) queries: u64,
    pub(crate) directories_away: usize,
    pub(crate) looks: u64,
    pub(crate) looks_failed: u64,
}

impl Metrics {
    pub(crate) fn new() -> Self {
        let mut registry = Registry::with_prefix("portcullis");
        let family = Family::<Outcome, Counter>::default();
        let requests = DECISIONS
            .iter()
            .flat_map(|decision| CLASSES.iter().map(move |status| Outcome { decision, status }))
            .map(|o| family.get_or_create(&o).clone())
            .collect();
        registry.register("requests", "Requests by decision and status class", family);
        let bytes_out = Counter::default();
        registry.register("response_bytes", "Body bytes given to clients", bytes_out.clone());
        let duration = Histogram::new([0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0]);
        registry.register("request_duration_seconds", "From a request's head to the last byte of its answer", duration.clone());
        let cut = Counter::default();
        registry.register("streams_cut", "Streams that lost their permit and were cut", cut.clone());
        let live = Gauge::default();
        registry.register("live_permits", "Streams registered to be judged again", live.clone());
        let log_dropped = Gauge::default();
        registry.register("access_log_dropped", "Access-log lines lost to a slow reader", log_dropped.clone());
        let queries = Gauge::default();
        registry.register("store_statements", "Statements run against the store since start", queries.clone());
        let directories_away = Gauge::default();
        registry.register("directories_away", "Directories whose file was not taken or whose server does not answer", directories_away.clone());
        let looks = Gauge::default();
        registry.register("directory_looks", "Looks at people of directory servers since start", looks.clone());
        let looks_failed = Gauge::default();
        registry.register("directory_looks_failed", "Looks that no server answered", looks_failed.clone());
        Self { registry, requests, bytes_out, duration, cut, live, log_dropped, queries, directories_away, looks, looks_failed }
    }
    pub(crate) fn count(&self, record: &AccessRecord) {
        let decision = DECISIONS.iter().position(|d| *d == record.log.decision).unwrap_or(DECISIONS.len() - 1);
        let class = record.status.map_or(0, |s| usize::from(s.as_u16() / 100).min(CLASSES.len() - 1));
        if let Some(counter) = self.requests.get(decision * CLASSES.len() + class) {
            counter.inc();
        }
        self.bytes_out.inc_by(record.bytes_out);
        self.duration.observe(record.duration.as_secs_f64());
        if record.cut {
            self.cut.inc();
        }
    }
    /// The text of a scrape, with figures read at that moment.
    pub(crate) fn text(&self, of: &Figures) -> String {
        self.live.set(i64::try_from(of.live).unwrap_or(i64::MAX));
        self.log_dropped.set(of.log_dropped);
        self.queries.set(of.queries);
        self.directories_away.set(i64::try_from(of.directories_away).unwrap_or(i64::MAX));
        self.looks.set(of.looks);
        self.looks_failed.set(of.looks_failed);
        let mut out = String::new();
        let _ = encode(&mut out, &self.registry);
        out
    }
}
