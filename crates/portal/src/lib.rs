//! People's pages: sign-in, launcher, enrolment.
//!
//! Why: see ARCHITECTURE.md.
