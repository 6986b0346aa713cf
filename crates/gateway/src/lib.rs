//! The gateway: listeners, TLS, HTTP/1.1 and HTTP/2, origins, tunnels.
//!
//! Why: it carries bytes and knows neither people nor rules. A [`Door`] decides; only what it hands back as
//! [`Permitted`] is forwarded, and exactly as it was judged.

mod access;
mod body;
mod connection;
mod date;
mod door;
mod failure;
mod fields;
mod framing;
mod h1;
mod h2;
mod listen;
mod origin;
mod outgoing;
mod scratch;
mod settings;
mod stream;
mod tls;
mod tunnel;
mod watchdog;
mod websocket;
mod worker;

pub use access::AccessRecord;
pub use body::{BodyError, RequestBody};
pub use connection::{Connection, ListenerKind, TlsFacts};
pub use door::{Answer, Door, FailureContext, LogFacts, Permitted, Received, Reply, ResponseRules, Upgrade};
pub use failure::problem;
pub use listen::{BadStart, Drained, Gateway, Running};
pub use settings::{Clock, Deadlines, Limits, Listen, Pace, Settings};
pub use tls::{BadCertificate, BadTls, CertificatePem, Certificates, ServedNames, TlsSettings};
