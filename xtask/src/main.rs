//! Checks of the house itself.
//!
//! Why: what a machine can hold, a person need not.

fn main() {}
