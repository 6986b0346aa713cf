//! `group …`.
//!
//! Why: policies speak of groups; the internal directory's are kept here.

use crate::client::{Client, ClientError, escape};
use crate::limit;
use crate::output::Output;
use clap::Subcommand;
use portcullis_wire::{Group, Listing, NewGroup};
use std::process::ExitCode;

#[derive(Subcommand, Debug, Clone)]
pub enum GroupCommand {
    /// Add a group to the internal directory
    #[command(after_help = "Example:\n  portcullis group add admins\n  portcullis group add-member admins ada")]
    Add { name: String },
    /// List groups with their members
    #[command(after_help = "Example:\n  portcullis group list")]
    List {
        /// At most this many
        #[arg(long, value_parser = limit::limit)]
        limit: Option<u64>,
    },
    /// Show one group
    #[command(after_help = "Example:\n  portcullis group show admins")]
    Show { name: String },
    /// Delete a group; its members stay
    #[command(after_help = "Example:\n  portcullis group delete admins")]
    Delete { name: String },
    /// Put a person into a group
    #[command(after_help = "Example:\n  portcullis group add-member admins ada")]
    AddMember { group: String, person: String },
    /// Take a person out of a group; what they may no longer open is cut
    #[command(after_help = "Example:\n  portcullis group remove-member admins ada")]
    RemoveMember { group: String, person: String },
}

pub(crate) async fn run(client: &Client, command: &GroupCommand, output: Output) -> Result<ExitCode, ClientError> {
    match command {
        GroupCommand::Add { name } => {
            let group: Group = client.post("/groups", &NewGroup { name: name.clone() }).await?;
            output.said(&group, &format!("Added {}.", group.name));
        }
        GroupCommand::List { limit } => {
            let mut page: Listing<Group> = client.get("/groups").await?;
            limit::first(&mut page.items, *limit);
            output.list(
                &page.items,
                &["group", "members"],
                |g| vec![g.name.clone(), g.members.join(", ")],
                "No groups yet. Add one with `portcullis group add NAME`.",
            );
        }
        GroupCommand::Show { name } => {
            let group: Group = client.get(&one(name)).await?;
            output.one(&group, &[("group", group.name.clone()), ("members", group.members.join(", "))]);
        }
        GroupCommand::Delete { name } => {
            let group: Group = client.delete(&one(name)).await?;
            output.said(&group, &format!("Deleted {}.", group.name));
        }
        GroupCommand::AddMember { group, person } => {
            client.put(&member(group, person)).await?;
            output.said(&serde_json::json!({ "group": group, "person": person }), &format!("{person} is in {group} now."));
        }
        GroupCommand::RemoveMember { group, person } => {
            let _: serde_json::Value = client.delete(&member(group, person)).await?;
            output.said(&serde_json::json!({ "group": group, "person": person }), &format!("{person} is no longer in {group}."));
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn one(name: &str) -> String {
    format!("/groups/{}", escape(name))
}
fn member(group: &str, person: &str) -> String {
    format!("{}/members/{}", one(group), escape(person))
}
