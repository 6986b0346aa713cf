//! Spanned trees read from YAML and JSON, with the place of every value.
//!
//! Why: see ARCHITECTURE.md.
