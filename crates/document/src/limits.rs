//! How large a document may grow.
//!
//! Why: a few lines of nested aliases or brackets must not cost a gigabyte or the stack.

/// Containers inside containers; anything that walks a tree may recurse this far.
pub(crate) const DEPTH: usize = 64;
/// Values in one document that are not written out: what aliases repeat, and what is kept for them.
pub(crate) const REPEATED: usize = 200_000;
/// Values in one document of JSON, which programs send.
pub(crate) const NODES: usize = 200_000;
/// Values in one document of YAML, which people keep: ten thousand rules have a quarter of a million.
pub(crate) const WRITTEN: usize = 2_000_000;
/// Bytes of text in one document, those that aliases repeat included.
pub(crate) const TEXT: usize = 16 * 1024 * 1024;
