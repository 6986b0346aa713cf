//! Keys and certificates: root key, own CA, assertion keys.
//!
//! Why: see ARCHITECTURE.md.
