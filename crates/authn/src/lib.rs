//! The sign-in ceremony as a state machine.
//!
//! Why: see ARCHITECTURE.md.
