//! Spanned trees read from YAML and JSON, with the place of every value.
//!
//! Why: a fault that names its line and column is mended in a minute; everything a person writes comes through here.

mod encoding;
mod fault;
mod json;
mod limits;
mod nearest;
mod node;
mod scalar;
mod yaml;

pub use encoding::read_utf8;
pub use fault::{Fault, Severity};
pub use json::read_json;
pub use nearest::nearest;
pub use node::{Entry, Node, Span, Value};
pub use yaml::read_yaml;
