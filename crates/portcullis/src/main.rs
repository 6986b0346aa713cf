//! The `portcullis` program.
//!
//! Why: one binary; it only picks between the server and the client commands.

fn main() {}
