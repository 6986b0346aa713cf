//! The one decision function, and the register of live permits.
//!
//! Why: see ARCHITECTURE.md.
