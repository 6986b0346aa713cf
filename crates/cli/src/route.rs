//! `protect` and `route …`.
//!
//! Why: an application goes behind the gate without a restart and without editing a file.

use crate::client::{Client, ClientError, escape};
use crate::limit;
use crate::output::{Output, complain};
use crate::recipe;
use clap::{Args, Subcommand};
use portcullis_wire::{Listing, NewRoute, ProxySecret, Route};
use std::path::PathBuf;
use std::process::ExitCode;

#[derive(Args, Debug, Clone)]
pub struct Protect {
    /// NAME=URL: the application's name (a DNS label) and where it listens; with --behind NAME=HOST
    #[arg(value_name = "NAME=URL")]
    what: String,
    /// Keep the proxy that has the application, and write what it has to be told: nginx, caddy, haproxy, apache, envoy, traefik
    #[arg(long, value_name = "PROXY")]
    behind: Option<String>,
    /// The folder that the proxy's file is written to [default: portcullis-PROXY]
    #[arg(long, value_name = "FOLDER", requires = "behind")]
    write_to: Option<PathBuf>,
    /// A file with the secret that `trusted_proxies` asks of this proxy
    #[arg(long, value_name = "FILE", requires = "behind")]
    secret_file: Option<PathBuf>,
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
    let secret = command.secret_file.as_deref().map(recipe::secret).transpose()?;
    let new =
        NewRoute { name: name.into(), url: url.into(), behind: command.behind.clone(), secret: secret.clone().map(ProxySecret), allow: command.allow.clone() };
    let mut route: Route = client.post("/routes", &new).await?;
    let mut said = format!("{} is behind the gate at {}", route.name, route.from);
    if let (Some(recipe), Some(proxy)) = (&mut route.recipe, &command.behind) {
        let folder = command.write_to.clone().unwrap_or_else(|| PathBuf::from(format!("portcullis-{proxy}")));
        let file = recipe::write(recipe, &folder, secret.as_deref()).map_err(|e| unwritten(&e, &route.name))?;
        let (host, file, lines) = (url.to_ascii_lowercase(), file.display(), &recipe.lines);
        said = format!(
            "{} is guarded at https://{host} as soon as {proxy} has read this. {file} is written; your own configuration of {proxy} needs:\n\n{lines}",
            route.name
        );
    }
    output.said(&route, said.trim_end());
    for warning in &route.warnings {
        complain(&format!("portcullis: warning: {warning}"));
    }
    Ok(ExitCode::SUCCESS)
}

/// The route is there, its file is not.
fn unwritten(why: &ClientError, name: &str) -> ClientError {
    ClientError::Input(format!(
        "{why}. The route `{name}` is added and its file is not written: say the same again with a --write-to that can be written, or `portcullis route remove {name}`"
    ))
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
