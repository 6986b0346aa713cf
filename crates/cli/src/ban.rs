//! `ban list|add|revoke`.
//!
//! Why: bans begin by themselves; an administrator looks at them, ends one early, or makes one.

use crate::client::{Client, ClientError, escape};
use crate::limit;
use crate::output::Output;
use clap::{Args, Subcommand};
use portcullis_wire::{Ban, Listing, NewBan, Revoked};
use std::process::ExitCode;

#[derive(Subcommand, Debug, Clone)]
pub enum BanCommand {
    /// List bans in force, the oldest first
    #[command(after_help = "Example:\n  portcullis ban list")]
    List {
        /// At most this many
        #[arg(long, value_parser = limit::limit)]
        limit: Option<u64>,
    },
    /// Refuse sign-in to a person or an address; sessions stay, `session revoke` ends them
    #[command(after_help = "Example:\n  portcullis ban add ada --for 2h --reason 'lost laptop'\n  portcullis ban add 203.0.113.7")]
    Add(AddBan),
    /// End a ban at once, and forget the failures that were counted
    #[command(after_help = "Example:\n  portcullis ban revoke ada\n  portcullis ban revoke 2001:db8::/64")]
    Revoke {
        /// A person's name or e-mail address, or an IP address, as `ban list` shows it
        who: String,
    },
}

#[derive(Args, Debug, Clone)]
pub struct AddBan {
    /// A person's name or e-mail address, or an IP address (IPv6: its first 64 bits)
    who: String,
    /// How long, like 30m, 2h or 7d; until it is revoked when left out
    #[arg(long = "for", value_name = "TIME")]
    lasting: Option<String>,
    /// Why, for whoever looks at the list
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
}

pub(crate) async fn run(client: &Client, command: &BanCommand, output: Output) -> Result<ExitCode, ClientError> {
    match command {
        BanCommand::List { limit } => {
            let mut page: Listing<Ban> = client.get("/bans").await?;
            limit::first(&mut page.items, *limit);
            let row = |b: &Ban| {
                let until = b.until.clone().unwrap_or_else(|| "revoked".into());
                vec![b.who.clone(), b.kind.clone(), b.refuses.clone(), b.since.clone().unwrap_or_default(), until, b.reason.clone().unwrap_or_default()]
            };
            output.list(&page.items, &["who", "kind", "refuses", "since", "until", "reason"], row, "Nobody is banned.");
        }
        BanCommand::Add(add) => {
            let new = NewBan { who: add.who.clone(), lasting: add.lasting.clone(), reason: add.reason.clone() };
            let ban: Ban = client.post("/bans", &new).await?;
            let until = ban.until.as_ref().map_or_else(|| format!("`portcullis ban revoke {}`", ban.who), Clone::clone);
            output.said(&ban, &format!("Banned {} until {until}.", ban.who));
        }
        BanCommand::Revoke { who } => {
            let done: Revoked = client.delete(&format!("/bans/{}", escape(who))).await?;
            output.said(&done, &format!("Ended the ban on {who}."));
        }
    }
    Ok(ExitCode::SUCCESS)
}
