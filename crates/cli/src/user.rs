//! `user …` and `recover`.
//!
//! Why: people are managed from the host without a browser, and never by a prompt.

use crate::client::{Client, ClientError, escape};
use crate::factors;
use crate::limit;
use crate::output::Output;
use clap::{Args, Subcommand};
use portcullis_wire::{Invitation, Listing, NewPerson, Person, Refreshed, SetPassword};
use std::io::Read;
use std::path::PathBuf;
use std::process::ExitCode;

#[derive(Subcommand, Debug, Clone)]
pub enum UserCommand {
    /// Add a person; give them a password or an invitation afterwards
    #[command(after_help = "Example:\n  portcullis user add ada --email ada@example.com --group staff\n  portcullis user invite ada")]
    Add(AddUser),
    /// List people
    #[command(after_help = "Example:\n  portcullis user list --query ada")]
    List {
        /// Only people whose name, e-mail or display name contains this
        #[arg(long)]
        query: Option<String>,
        /// At most this many
        #[arg(long, value_parser = limit::limit)]
        limit: Option<u64>,
    },
    /// Show one person
    #[command(after_help = "Example:\n  portcullis user show ada")]
    Show { name: String },
    /// Disable a person: their sessions end and their live streams are cut
    #[command(after_help = "Example:\n  portcullis user disable ada")]
    Disable { name: String },
    /// Enable a disabled person
    #[command(after_help = "Example:\n  portcullis user enable ada")]
    Enable { name: String },
    /// Delete a person for good
    #[command(after_help = "Example:\n  portcullis user delete ada")]
    Delete { name: String },
    /// Set a password from --password or standard input
    #[command(after_help = "Example:\n  printf '%s' \"$PASSWORD\" | portcullis user set-password ada")]
    SetPassword {
        name: String,
        /// The password; visible to other processes of this host, standard input is not
        #[arg(long)]
        password: Option<String>,
    },
    /// Print a single-use link with which the person sets a password (7 days)
    #[command(after_help = "Example:\n  portcullis user invite ada")]
    Invite { name: String },
    /// Look again now at what directory servers say of a person, or of everybody who is signed in here
    #[command(after_help = "Example:\n  portcullis user refresh\n  portcullis user refresh ada")]
    Refresh { name: Option<String> },
    /// List what a person has beside the password: apps, recovery codes, passkeys
    #[command(after_help = "Example:\n  portcullis user factors ada")]
    Factors {
        name: String,
        /// At most this many
        #[arg(long, value_parser = limit::limit)]
        limit: Option<u64>,
    },
    /// Take over the authenticator apps of people from an export of Authelia
    #[command(
        after_help = "Example:\n  authelia storage user totp export --file totp.yml\n  portcullis user import-factors totp.yml\n\nThe file holds the keys: remove it afterwards."
    )]
    ImportFactors {
        /// What `authelia storage user totp export` wrote
        #[arg(value_name = "FILE")]
        file: PathBuf,
    },
    /// Remove a factor that somebody lost; their sessions end
    #[command(
        after_help = "Example:\n  portcullis user factors ada\n  portcullis user remove-factor ada 0199d3a0-51d4-7cc3-9d1e-0d2f6d0c4b7a\n  portcullis user remove-factor ada all"
    )]
    RemoveFactor {
        name: String,
        /// Its id, as `user factors` shows it, or `all`
        #[arg(value_name = "ID|all")]
        which: String,
        /// Even where nothing is left to sign in with
        #[arg(long)]
        force: bool,
    },
}

#[derive(Args, Debug, Clone)]
pub struct AddUser {
    /// The name they sign in with
    name: String,
    #[arg(long)]
    email: String,
    #[arg(long)]
    display_name: Option<String>,
    /// A group of the internal directory; repeat for more
    #[arg(long = "group", value_name = "G")]
    groups: Vec<String>,
}

pub(crate) async fn run(client: &Client, command: &UserCommand, output: Output) -> Result<ExitCode, ClientError> {
    match command {
        UserCommand::Add(add) => {
            let new = NewPerson { name: add.name.clone(), email: add.email.clone(), display_name: add.display_name.clone(), groups: add.groups.clone() };
            let person: Person = client.post("/people", &new).await?;
            output.said(
                &person,
                &format!("Added {}. Next: `portcullis user invite {}` or `portcullis user set-password {}`.", person.name, person.name, person.name),
            );
        }
        UserCommand::List { query, limit } => list(client, query.as_deref(), *limit, output).await?,
        UserCommand::Show { name } => show(&client.get(&one(name)).await?, output),
        UserCommand::Disable { name } => {
            let person: Person = client.post(&format!("{}/disable", one(name)), &()).await?;
            output.said(&person, &format!("Disabled {}. Their sessions have ended.", person.name));
        }
        UserCommand::Enable { name } => {
            let person: Person = client.post(&format!("{}/enable", one(name)), &()).await?;
            output.said(&person, &format!("Enabled {}.", person.name));
        }
        UserCommand::Delete { name } => {
            let person: Person = client.delete(&one(name)).await?;
            output.said(&person, &format!("Deleted {}.", person.name));
        }
        UserCommand::SetPassword { name, password } => {
            let password = password.clone().map_or_else(from_stdin, Ok)?;
            let person: Person = client.post(&format!("{}/password", one(name)), &SetPassword { password }).await?;
            output.said(&person, &format!("Set the password of {}. Their sessions have ended.", person.name));
        }
        UserCommand::Invite { name } => {
            let link: Invitation = client.post(&format!("{}/invitation", one(name)), &()).await?;
            print_invitation(&link, output);
        }
        UserCommand::Refresh { name } => {
            let path = name.as_deref().map_or_else(|| "/refresh".to_owned(), |name| format!("{}/refresh", one(name)));
            let done: Refreshed = client.post(&path, &()).await?;
            let failed =
                if done.failed == 0 { String::new() } else { format!(" {} could not be asked about: a directory server does not answer.", done.failed) };
            let nobody = match name {
                Some(name) if done.looked_at == 0 && done.failed == 0 => format!(" {name} is of no directory server, so nobody was asked."),
                _ => String::new(),
            };
            output.said(&done, &format!("Looked at {}, {} changed.{failed}{nobody}", done.looked_at, done.changed));
        }
        UserCommand::Factors { name, limit } => factors::list(client, name, *limit, output).await?,
        UserCommand::ImportFactors { file } => return crate::brought::import(client, file, output).await,
        UserCommand::RemoveFactor { name, which, force } => factors::remove(client, name, which, *force, output).await?,
    }
    Ok(ExitCode::SUCCESS)
}

pub(crate) async fn recover(client: &Client, output: Output) -> Result<ExitCode, ClientError> {
    print_invitation(&client.post("/recovery", &()).await?, output);
    Ok(ExitCode::SUCCESS)
}

/// Prints a one-time link, whoever made it.
pub fn print_invitation(link: &Invitation, output: Output) {
    output.said(link, &format!("{}\nWorks once, until {}.", link.link, link.expires));
}

async fn list(client: &Client, query: Option<&str>, limit: Option<u64>, output: Output) -> Result<(), ClientError> {
    let mut all: Vec<Person> = Vec::new();
    let mut after = None::<String>;
    loop {
        let mut path = String::from("/people?");
        for (name, value) in [("query", query), ("after", after.as_deref())] {
            if let Some(v) = value {
                path.push_str(&format!("{name}={}&", escape(v)));
            }
        }
        if let Some(most) = limit {
            path.push_str(&format!("limit={}", most - all.len() as u64));
        }
        let page: Listing<Person> = client.get(&path).await?;
        all.extend(page.items);
        after = page.next;
        if after.is_none() || limit.is_some_and(|l| all.len() as u64 >= l) {
            break;
        }
    }
    limit::first(&mut all, limit);
    let row = |p: &Person| {
        vec![
            p.name.clone(),
            p.email.clone().unwrap_or_default(),
            p.display_name.clone(),
            p.groups.join(", "),
            p.roles.join(", "),
            p.state.clone(),
            p.source.clone(),
        ]
    };
    output.list(
        &all,
        &["name", "e-mail", "display name", "groups", "roles", "state", "source"],
        row,
        if query.is_some() { "Nobody matches." } else { "Nobody yet. Add someone with `portcullis user add NAME --email E`." },
    );
    Ok(())
}

fn show(p: &Person, output: Output) {
    output.one(
        p,
        &[
            ("name", p.name.clone()),
            ("e-mail", p.email.clone().unwrap_or_default()),
            ("display name", p.display_name.clone()),
            ("groups", p.groups.join(", ")),
            ("roles", p.roles.join(", ")),
            ("state", p.state.clone()),
            ("source", p.source.clone()),
            ("created", p.created.clone().unwrap_or_default()),
            ("id", p.id.clone()),
        ],
    );
}

fn one(name: &str) -> String {
    format!("/people/{}", escape(name))
}

fn from_stdin() -> Result<String, ClientError> {
    let mut text = String::new();
    std::io::stdin().lock().take(8192).read_to_string(&mut text).map_err(|e| ClientError::Input(format!("standard input: {e}")))?;
    let password = text.strip_suffix('\n').unwrap_or(&text);
    let password = password.strip_suffix('\r').unwrap_or(password);
    if password.is_empty() {
        return Err(ClientError::Input("no password: give --password, or write it to standard input".into()));
    }
    Ok(password.to_owned())
}
