//! Whole-server tests: the real program, over sockets.
//!
//! Why: one binary for all of them, so that they link once.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stderr)]

mod asked;
mod bans;
mod behind_apache;
mod behind_caddy;
mod behind_envoy;
mod behind_haproxy;
mod behind_nginx;
mod bulk;
mod care;
mod checking;
mod closed;
mod cluster;
mod deadlines;
mod dialects;
mod doctor;
mod duo;
mod factors;
mod first_minute;
mod forward_auth;
mod harness;
mod hosts;
mod languages;
mod ldap;
mod ldap_asked;
mod ldap_groups;
mod ldap_names;
mod ledger;
mod light;
mod live;
mod lost;
mod mail;
mod manage;
mod models;
mod moving;
mod offline;
mod own_listener;
mod passwords;
mod paths;
mod protect_behind;
mod serve;
mod snippets;
mod spoof;
mod store_commands;
mod warm;
