//! The rules in force: one immutable snapshot of routes and policies.
//!
//! Why: a request is matched, judged and forwarded under one snapshot; a reload swaps the pointer and nothing tears.

use portcullis_policy::Policy;
use portcullis_route::{Route, RouteTable};
use std::sync::Arc;

#[derive(Debug)]
pub struct Rules {
    pub routes: Arc<RouteTable>,
    pub policies: Arc<[Arc<Policy>]>,
    /// Counts reloads; logs and `/status` show it.
    pub epoch: u64,
}
impl Rules {
    /// The policy of a route. None would be a fault of the configuration's check; the judge then denies.
    pub fn policy_of(&self, route: &Route) -> Option<&Arc<Policy>> {
        self.policies.get(route.policy)
    }
}
