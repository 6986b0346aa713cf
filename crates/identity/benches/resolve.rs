//! From a cookie's value to a live session, among a million.
//!
//! Why: it is done on every request; the bar is one microsecond for the look-up.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use criterion::measurement::{Measurement, ValueFormatter, WallTime};
use criterion::{Criterion, criterion_group, criterion_main};
use portcullis_crypto::{KeyRing, SecretBytes, SystemRandom};
use portcullis_identity::{CookieClass, Identity, IdentitySettings, Resolved};
use portcullis_model::Timestamp;
use portcullis_store::{Clock, Store, StoreSettings};
use std::hint::black_box;
use std::sync::Arc;
use std::time::Duration;

const HOST: &str = "wiki.example.com";
const NOW: Timestamp = Timestamp::from_secs(1_800_000_000);

struct Fixed;
impl Clock for Fixed {
    fn now(&self) -> Timestamp {
        NOW
    }
}

/// Time on the processor, not on the wall: what others do on the machine at the same time does not count.
struct CpuTime;
impl Measurement for CpuTime {
    type Intermediate = Duration;
    type Value = Duration;
    fn start(&self) -> Duration {
        let t = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
        Duration::new(t.tv_sec.try_into().unwrap(), t.tv_nsec.try_into().unwrap())
    }
    fn end(&self, start: Duration) -> Duration {
        self.start() - start
    }
    fn add(&self, a: &Duration, b: &Duration) -> Duration {
        *a + *b
    }
    fn zero(&self) -> Duration {
        Duration::ZERO
    }
    fn to_f64(&self, value: &Duration) -> f64 {
        WallTime.to_f64(value)
    }
    fn formatter(&self) -> &dyn ValueFormatter {
        WallTime.formatter()
    }
}

fn resolve(c: &mut Criterion<CpuTime>) {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let dir = tempfile::tempdir().unwrap();
    let keys = || KeyRing::new(SecretBytes::from(vec![7; 32])).unwrap();
    let identity = runtime.block_on(async {
        let store = Store::open(StoreSettings::embedded(dir.path()), keys(), Arc::new(SystemRandom), Arc::new(Fixed)).await.unwrap();
        Identity::open(store, &keys(), Arc::new(SystemRandom), Arc::new(Fixed), IdentitySettings::new("login.example.com")).await.unwrap()
    });
    let values = identity.fill_for_bench(1_000_000, HOST, NOW);
    let handles: Vec<_> = values.iter().map(|v| identity.read_cookie(CookieClass::Host, HOST, v).unwrap()).collect();
    // A stride that is coprime to the count: every look-up is a cold one.
    let mut at = 0;
    let mut next = || {
        at = (at + 618_033) % handles.len();
        at
    };
    c.bench_function("resolve among 1,000,000 sessions", |b| {
        b.iter(|| {
            let found = identity.resolve(&handles[next()], CookieClass::Host, HOST, NOW);
            assert!(matches!(black_box(found), Resolved::Live(_)));
        });
    });
    let mut at = 0;
    c.bench_function("read a cookie's value", |b| {
        b.iter(|| {
            at = (at + 618_033) % values.len();
            black_box(identity.read_cookie(CookieClass::Host, HOST, &values[at]).unwrap())
        });
    });
}

criterion_group! {
    name = benches;
    config = Criterion::default().with_measurement(CpuTime);
    targets = resolve
}
criterion_main!(benches);
