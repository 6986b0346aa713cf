//! The enforcement point: routes matched, spoofed fields stripped, credentials gathered, verdicts rendered.
//!
//! Why: it speaks HTTP's dialects to one judge. It holds no rule and opens no connection to an origin.

mod added;
mod assertion;
mod callback;
mod challenge;
mod client;
mod cookies;
mod denial;
mod doubts;
mod enforce;
mod flow;
mod forward;
mod forwarding;
mod here;
mod hops;
mod prepared;
mod presented;
mod render;
mod reserved;
mod reserved_path;
mod sign_out;
mod user;

pub use enforce::{Asked, Facts, Forward, Handshake, Outcome, Pep, Rooms, Setting};
pub use forward::{CookieDomain, Dialect, Endpoint, ForwardAuth, Strategy, StrategyKind};
pub use forwarding::{PeerFacts, TrustedProxy};
pub use render::{Reader, Renderer, trouble_response};
