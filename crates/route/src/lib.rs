//! What a route is, and the index that finds it: host and path to route, in under a microsecond.
//!
//! Why: the proxy, `explain` and the policy tests must agree on which route a request is on, so they ask the same table.

mod host;
mod pattern;
mod redirect;
mod rewrite;
mod route;
mod table;

pub use host::{BadHostPattern, HostPattern};
pub use pattern::{BadPathPattern, PathPattern};
pub use redirect::{DirectResponse, Redirect};
pub use route::{Backend, HostHeader, Route};
pub use table::{Clash, RouteClash, RouteTable};
