//! Diagnostics: JSON lines on standard error.
//!
//! Why: what the program says of itself is apart from the access log and from the ledger. `PORTCULLIS_LOG` sets how much.

use tracing_subscriber::EnvFilter;

pub(crate) fn start() {
    let filter = EnvFilter::try_from_env("PORTCULLIS_LOG").unwrap_or_else(|_| EnvFilter::new("warn,portcullis=info"));
    let _ = tracing_subscriber::fmt().json().with_env_filter(filter).with_writer(std::io::stderr).try_init();
}
