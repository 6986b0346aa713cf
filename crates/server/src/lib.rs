//! Wiring: reload, signals, telemetry.
//!
//! Why: see ARCHITECTURE.md.
