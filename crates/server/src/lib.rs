//! Wiring: the rooms opened and joined, reload, signals, telemetry.
//!
//! Why: one place knows every room, so that no room has to know another.

mod access_log;
mod behind;
mod beneath;
mod certificates;
mod checks;
mod clock;
mod commands;
mod config_check;
mod config_import;
mod demo;
mod diagnostics;
mod dispatch;
mod explain;
mod folder;
mod house;
mod keeper;
mod launcher;
mod local_socket;
mod look;
mod mail;
mod metadata;
mod metrics;
mod place;
mod plan;
mod private;
mod reload;
mod renewal;
mod run;
mod same_store;
mod serve;
mod shown;
mod source;
mod stopped;
mod stored_routes;
mod typed;
mod up;
mod upkeep;
mod vitals;
mod watch;

pub use commands::{ServerCommand, run};
pub use explain::{Running, Told};
pub use folder::{default_folder, socket};
pub use place::{Located, locate};
pub use stopped::Stopped;
