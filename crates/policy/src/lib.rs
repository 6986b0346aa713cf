//! The decision: policies parsed, compiled, decided, explained.
//!
//! Why: see ARCHITECTURE.md.
