//! Templates, messages, styles.
//!
//! Why: see ARCHITECTURE.md.
