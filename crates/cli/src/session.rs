//! `session list|revoke`.
//!
//! Why: one revocation closes every door a session had opened.

use crate::client::{Client, ClientError, escape};
use crate::limit;
use crate::output::Output;
use clap::{Args, Subcommand};
use portcullis_wire::{Listing, Revoked, Session};
use std::process::ExitCode;

#[derive(Subcommand, Debug, Clone)]
pub enum SessionCommand {
    /// List live sign-in sessions
    #[command(after_help = "Example:\n  portcullis session list --user ada")]
    List {
        /// Only this person's
        #[arg(long)]
        user: Option<String>,
        /// At most this many
        #[arg(long, value_parser = limit::limit)]
        limit: Option<u64>,
    },
    /// End sessions at once, live streams included
    #[command(after_help = "Example:\n  portcullis session revoke vinJGeS6ocX9d4VNACG9w\n  portcullis session revoke --user ada")]
    Revoke(Revoke),
}

#[derive(Args, Debug, Clone)]
#[group(required = true, multiple = false)]
pub struct Revoke {
    /// The session, as `session list` shows it
    #[arg(allow_hyphen_values = true)]
    sid: Option<String>,
    /// All sessions of a person
    #[arg(long)]
    user: Option<String>,
}

pub(crate) async fn run(client: &Client, command: &SessionCommand, output: Output) -> Result<ExitCode, ClientError> {
    match command {
        SessionCommand::List { user, limit } => {
            let path = user.as_ref().map_or_else(|| "/sessions".to_owned(), |u| format!("/sessions?person={}", escape(u)));
            let mut page: Listing<Session> = client.get(&path).await?;
            limit::first(&mut page.items, *limit);
            let row = |s: &Session| {
                vec![
                    s.sid.clone(),
                    s.person.clone(),
                    s.aal.to_string(),
                    s.amr.join(" "),
                    s.signed_in.clone(),
                    s.expires.clone(),
                    s.ip.clone().unwrap_or_default(),
                ]
            };
            output.list(&page.items, &["session", "person", "aal", "amr", "signed in", "expires", "address"], row, "Nobody is signed in.");
        }
        SessionCommand::Revoke(revoke) => {
            let path = match (&revoke.sid, &revoke.user) {
                (Some(sid), _) => format!("/sessions/{}", escape(sid)),
                (None, Some(user)) => format!("/sessions?person={}", escape(user)),
                (None, None) => return Err(ClientError::Input("name a session, or a person with --user".into())),
            };
            let done: Revoked = client.delete(&path).await?;
            let noun = if done.revoked == 1 { "session" } else { "sessions" };
            output.said(&done, &format!("Ended {} {noun}.", done.revoked));
        }
    }
    Ok(ExitCode::SUCCESS)
}
