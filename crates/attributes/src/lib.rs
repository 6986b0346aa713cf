//! What a directory is asked, and what is made of its answer: filters with places to fill in, and expressions.
//!
//! Why: both are checked with the configuration and used elsewhere; one reading serves both, and what is filled in can never become a
//! part of a filter's form. Nothing here does I/O.

mod expression;
mod filter;
mod grammar;

pub use expression::{BadExpression, Expression, Facts, STANDARD, computed};
pub use filter::{BadFilter, Clock, MemberOf, Names, Place, Template, Values, escaped, rdn_filter};
