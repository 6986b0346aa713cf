//! Host names, each once.
//!
//! Why: a million sessions on a hundred hosts share a hundred texts; the comparison on every request stays in the cache.

use parking_lot::Mutex;
use std::collections::HashSet;
use std::sync::Arc;

#[derive(Debug, Default)]
pub(crate) struct Hosts(Mutex<HashSet<Arc<str>>>);

impl Hosts {
    pub(crate) fn get(&self, host: &str) -> Arc<str> {
        let mut known = self.0.lock();
        if let Some(one) = known.get(host) {
            return Arc::clone(one);
        }
        let one: Arc<str> = host.into();
        known.insert(Arc::clone(&one));
        one
    }
    /// Forgets hosts that no session is on.
    pub(crate) fn sweep(&self) {
        self.0.lock().retain(|host| Arc::strong_count(host) > 1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_is_kept_once_and_as_long_as_it_is_used() {
        let hosts = Hosts::default();
        let (one, two) = (hosts.get("a.test"), hosts.get("a.test"));
        assert!(Arc::ptr_eq(&one, &two));
        drop((one, two));
        hosts.sweep();
        assert!(hosts.0.lock().is_empty());
    }
}
