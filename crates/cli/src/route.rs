//! `protect` and `route …`.
//!
//! Why: an application goes behind the gate without a restart and without editing a file.

use crate::client::{Client, ClientError, escape};
use crate::limit;
use crate::output::{Output, complain};
use clap::{Args, Subcommand};
use portcullis_wire::{Listing, NewRoute, Route};
use std::process::ExitCode;

#[derive(Args, Debug, Clone)]
pub struct Protect {
    /// NAME=URL: the application's name (a DNS label) and where it listens
    #[arg(value_name = "NAME=URL")]
    what: String,
    /// Who may open it: EMAIL, @DOMAIN, group:NAME, signed-in or public; repeat for more [default: administrators]
    #[arg(long, value_name = "WHO")]
    allow: Vec<String>,
}

#[derive(Subcommand, Debug, Clone)]
pub enum RouteCommand {
    /// List the routes of the running server
    #[command(after_help = "Example:\n  portcullis route list")]
    List {
        /// At most this many
        #[arg(long, value_parser = limit::limit)]
        limit: Option<u64>,
    },
    /// Remove a route that `protect` added
    #[command(after_help = "Example:\n  portcullis route remove wiki")]
    Remove { name: String },
}

pub(crate) async fn protect(client: &Client, command: &Protect, output: Output) -> Result<ExitCode, ClientError> {
    let (name, url) = command
        .what
        .split_once('=')
        .ok_or_else(|| ClientError::Input(format!("`{}` is not NAME=URL; write it like wiki=http://127.0.0.1:3000", command.what)))?;
    let route: Route = client.post("/routes", &NewRoute { name: name.into(), url: url.into(), allow: command.allow.clone() }).await?;
    output.said(&route, &format!("{} is behind the gate at {}", route.name, route.from));
    for warning in &route.warnings {
        complain(&format!("portcullis: warning: {warning}"));
    }
    Ok(ExitCode::SUCCESS)
}

/// Whom a route lets in, each by itself.
fn allowed(route: &Route) -> String {
    if route.allow.is_empty() { "nobody".to_owned() } else { route.allow.join("; ") }
}

pub(crate) async fn run(client: &Client, command: &RouteCommand, output: Output) -> Result<ExitCode, ClientError> {
    match command {
        RouteCommand::List { limit } => {
            let mut page: Listing<Route> = client.get("/routes").await?;
            limit::first(&mut page.items, *limit);
            output.list(
                &page.items,
                &["name", "from", "to", "allowed", "source"],
                |r| vec![r.name.clone(), r.from.clone(), r.to.join(", "), allowed(r), r.source.clone()],
                "No routes yet.",
            );
        }
        RouteCommand::Remove { name } => {
            let route: Route = client.delete(&format!("/routes/{}", escape(name))).await?;
            output.said(&route, &format!("Removed {}.", route.name));
        }
    }
    Ok(ExitCode::SUCCESS)
}
