//! `doctor --attack`: the classic mistakes of a set-up with another proxy, tried from outside.
//!
//! Why: what a proxy forgets is seen by nobody until somebody uses it. The doctor is a client like any other: it knows no key and no
//! configuration, and what it sends is harmless where the set-up is right.

mod attacks;
mod probe;

use crate::client::ClientError;
use crate::output::{Output, print};
use clap::Args;
use probe::{Door, Target};
use serde::Serialize;
use std::path::PathBuf;
use std::process::ExitCode;

#[derive(Args, Debug, Clone)]
pub struct Doctor {
    /// A guarded address, as people open it: https://wiki.example.com/
    #[arg(long, value_name = "URL")]
    attack: String,
    /// Where the application itself listens: it should not be reachable from here
    #[arg(long, value_name = "URL")]
    origin: Option<String>,
    /// Where the check's listener is: run from a machine that is no proxy, nobody should be believed there
    #[arg(long, value_name = "URL")]
    checks: Option<String>,
    /// A page of the application that answers with the head of its request; with --cookie-file it shows what arrives
    #[arg(long, value_name = "PATH", requires = "cookie_file")]
    echo: Option<String>,
    /// A file with the Cookie field of somebody who is signed in at that address
    #[arg(long, value_name = "FILE")]
    cookie_file: Option<PathBuf>,
    /// The same host over plain http: it should lead to https [default: port 80 of the host]
    #[arg(long, value_name = "URL")]
    http: Option<String>,
    /// Ask this address in place of the one that the name has, like 192.0.2.10:443
    #[arg(long, value_name = "ADDRESS")]
    connect: Option<String>,
    /// Authorities in PEM that are believed in place of the system's
    #[arg(long, value_name = "FILE")]
    authorities: Option<PathBuf>,
}

/// What one attack found.
#[derive(Clone, Debug, Serialize)]
struct Finding {
    attack: &'static str,
    /// `fault`, `right` or `not tried`.
    verdict: &'static str,
    found: String,
    /// What to do about a fault.
    #[serde(skip_serializing_if = "str::is_empty")]
    mend: &'static str,
}
impl Finding {
    fn fault(attack: &'static str, found: String, mend: &'static str) -> Self {
        Self { attack, verdict: "fault", found, mend }
    }
    fn right(attack: &'static str, found: impl Into<String>) -> Self {
        Self { attack, verdict: "right", found: found.into(), mend: "" }
    }
    fn not_tried(attack: &'static str, found: impl Into<String>) -> Self {
        Self { attack, verdict: "not tried", found: found.into(), mend: "" }
    }
}

/// Ends with 0 where no fault was found, 1 where one was, 2 where nothing could be tried.
pub(crate) async fn run(command: &Doctor, output: Output) -> Result<ExitCode, ClientError> {
    let read = |path: &PathBuf| std::fs::read_to_string(path).map_err(|e| ClientError::Input(format!("{}: {e}", path.display())));
    let door = Door::new(command.authorities.as_ref().map(read).transpose()?)?;
    let target = Target::parse(&command.attack, command.connect.as_deref())?;
    let cookie = command.cookie_file.as_ref().map(read).transpose()?.map(|c| c.trim().trim_start_matches("Cookie: ").to_owned());
    if cookie.as_ref().is_some_and(|c| c.contains(['\r', '\n'])) {
        return Err(ClientError::Input("the cookie file holds more than one line".into()));
    }
    let mut found = attacks::stranger(&door, &target).await?;
    found.push(attacks::socket(&door, &target).await);
    found.push(attacks::pages(&door, &target).await);
    found.push(attacks::plain(&door, &target, command.http.as_deref()).await?);
    found.push(attacks::around(&door, command.origin.as_deref()).await?);
    found.push(attacks::checks(&door, command.checks.as_deref(), &target).await?);
    match (&command.echo, &cookie) {
        (Some(echo), Some(cookie)) => found.extend(attacks::arrives(&door, &target.with_path(echo)?, cookie).await),
        _ => found.push(Finding::not_tried("what arrives", "give --cookie-file and --echo to see what the application gets")),
    }
    let faults = found.iter().filter(|f| f.verdict == "fault").count();
    match output {
        Output::Json => output.one(&found, &[]),
        Output::Text => print(&told(&found, faults)),
    }
    Ok(if faults == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn told(found: &[Finding], faults: usize) -> String {
    let mut lines: Vec<String> = Vec::new();
    for f in found {
        lines.push(format!("{:<9}  {}: {}", f.verdict, f.attack, f.found));
        if !f.mend.is_empty() {
            lines.push(format!("{:<9}  mend it: {}", "", f.mend));
        }
    }
    lines.push(match faults {
        0 => "No fault was found by what was tried.".to_owned(),
        1 => "1 fault.".to_owned(),
        n => format!("{n} faults."),
    });
    lines.join("\n")
}
