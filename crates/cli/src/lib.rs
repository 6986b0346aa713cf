//! The client commands: they speak `/api/v1` to a running server.
//!
//! Why: one way to change a running server, judged and in the ledger. This crate never sees the database, the
//! configuration or a key.

mod audit;
mod ban;
mod brought;
mod client;
mod doctor;
mod factors;
mod facts;
mod group;
mod limit;
mod notify;
mod output;
mod recipe;
mod route;
mod session;
mod user;

pub use audit::{AuditCommand, AuditFilter, events as print_events, export as print_export, report as print_report};
pub use client::{Client, ClientError};
pub use facts::{facts, stored_routes};
pub use output::Output;
pub use user::print_invitation;

use clap::Subcommand;
use std::path::Path;
use std::process::ExitCode;

/// Commands that need a running server (some also work on a stopped one; the binary sees to that).
#[derive(Subcommand, Debug, Clone)]
pub enum ClientCommand {
    /// Put an application behind the gate of the running server
    #[command(after_help = "Example:\n  portcullis protect wiki=http://127.0.0.1:3000 --allow @example.com")]
    Protect(route::Protect),
    /// Try the classic mistakes against a set-up with another proxy
    #[command(after_help = "Example:\n  portcullis doctor --attack https://wiki.example.com/ --origin http://10.0.0.5:3000")]
    Doctor(doctor::Doctor),
    /// List and remove routes
    #[command(after_help = "Example:\n  portcullis route list\n  portcullis route remove wiki")]
    #[command(subcommand)]
    Route(route::RouteCommand),
    /// People: add, list, show, disable, enable, delete, set-password, invite, and their factors
    #[command(after_help = "Example:\n  portcullis user add ada --email ada@example.com\n  portcullis user invite ada")]
    #[command(subcommand)]
    User(user::UserCommand),
    /// Groups: add, list, show, delete, and their members
    #[command(after_help = "Example:\n  portcullis group add admins\n  portcullis group add-member admins ada")]
    #[command(subcommand)]
    Group(group::GroupCommand),
    /// Sign-in sessions: list, revoke
    #[command(after_help = "Example:\n  portcullis session revoke --user ada")]
    #[command(subcommand)]
    Session(session::SessionCommand),
    /// Bans: list, add, revoke
    #[command(after_help = "Example:\n  portcullis ban list\n  portcullis ban revoke ada")]
    #[command(subcommand)]
    Ban(ban::BanCommand),
    /// Mail: try it out
    #[command(after_help = "Example:\n  portcullis notify test --to ada@example.com")]
    #[command(subcommand)]
    Notify(notify::NotifyCommand),
    /// The ledger: search, verify, export
    #[command(after_help = "Example:\n  portcullis audit search --kind sign-in.failed")]
    #[command(subcommand)]
    Audit(audit::AuditCommand),
    /// Print a single-use link that makes an administrator account (for whoever owns this host)
    #[command(after_help = "Example:\n  portcullis recover --data ~/.local/share/portcullis")]
    Recover,
}

impl ClientCommand {
    /// Whether it can also be done on a stopped store.
    pub fn works_stopped(&self) -> bool {
        matches!(self, Self::Recover | Self::Audit(_))
    }
}

/// Runs a client command against the socket.
pub async fn run(command: &ClientCommand, socket: &Path, output: Output) -> Result<ExitCode, ClientError> {
    let client = Client::over(socket);
    match command {
        ClientCommand::Protect(c) => route::protect(&client, c, output).await,
        ClientCommand::Doctor(c) => doctor::run(c, output).await,
        ClientCommand::Route(c) => route::run(&client, c, output).await,
        ClientCommand::User(c) => user::run(&client, c, output).await,
        ClientCommand::Group(c) => group::run(&client, c, output).await,
        ClientCommand::Session(c) => session::run(&client, c, output).await,
        ClientCommand::Ban(c) => ban::run(&client, c, output).await,
        ClientCommand::Notify(c) => notify::run(&client, c, output).await,
        ClientCommand::Audit(c) => audit::run(&client, c, output).await,
        ClientCommand::Recover => user::recover(&client, output).await,
    }
}
