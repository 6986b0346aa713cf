//! What the whole-server tests are written with: the real program, a browser that keeps cookies, an origin that remembers.
//!
//! Why: behaviour is tested where people meet it, through sockets, with nothing replaced inside.

pub(crate) mod behind;
pub(crate) mod browser;
pub(crate) mod origin;
pub(crate) mod page;
pub(crate) mod program;
pub(crate) mod socket;

pub(crate) use browser::Browser;
pub(crate) use origin::Origin;
pub(crate) use program::{Program, Serve, free_port, portcullis, portcullis_in};
