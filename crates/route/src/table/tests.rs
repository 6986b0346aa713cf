//! t
//!
//! Why: t
