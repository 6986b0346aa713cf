//! `audit search|verify|export` on a running server.
//!
//! Why: an auditor reads the ledger with the same judge and the same record as everyone else.

use crate::client::{Client, ClientError, escape};
use crate::limit;
use crate::output::{Output, print};
use clap::{Args, Subcommand};
use portcullis_wire::{AuditEvent, AuditQuery, AuditReport, Listing};
use std::process::ExitCode;

#[derive(Subcommand, Debug, Clone)]
pub enum AuditCommand {
    /// Find events, oldest first
    #[command(after_help = "Example:\n  portcullis audit search --kind sign-in.failed --since 2026-11-01T00:00:00Z")]
    Search(AuditFilter),
    /// Check the chain; names the first bad event after an edit, deletion or reorder
    #[command(after_help = "Example:\n  portcullis audit verify")]
    Verify,
    /// Print every event as one JSON line
    #[command(after_help = "Example:\n  portcullis audit export --since 2026-11-01T00:00:00Z > november.jsonl")]
    Export(AuditFilter),
}

#[derive(Args, Debug, Clone, Default)]
pub struct AuditFilter {
    /// An event's name, or its beginning: sign-in.failed, sign-in
    #[arg(long)]
    pub kind: Option<String>,
    /// Who did it: a person's name, e-mail address or id
    #[arg(long)]
    pub actor: Option<String>,
    /// What it was done to: a route's name, a person's name, e-mail address or id
    #[arg(long)]
    pub object: Option<String>,
    /// From this instant (RFC 3339)
    #[arg(long)]
    pub since: Option<String>,
    /// Up to this instant (RFC 3339)
    #[arg(long)]
    pub until: Option<String>,
    /// Text anywhere in the event
    #[arg(long)]
    pub text: Option<String>,
    /// At most this many, the latest ones
    #[arg(long, value_parser = limit::limit)]
    pub limit: Option<u64>,
}

impl From<AuditFilter> for AuditQuery {
    fn from(f: AuditFilter) -> Self {
        Self { kind: f.kind, actor: f.actor, object: f.object, since: f.since, until: f.until, text: f.text, limit: f.limit }
    }
}

impl AuditFilter {
    fn query(&self) -> String {
        let limit = self.limit.map(|l| l.to_string());
        let parts = [
            ("kind", &self.kind),
            ("actor", &self.actor),
            ("object", &self.object),
            ("since", &self.since),
            ("until", &self.until),
            ("text", &self.text),
            ("limit", &limit),
        ];
        parts.iter().filter_map(|(n, v)| v.as_ref().map(|v| format!("{n}={}", escape(v)))).collect::<Vec<_>>().join("&")
    }
}

pub(crate) async fn run(client: &Client, command: &AuditCommand, output: Output) -> Result<ExitCode, ClientError> {
    match command {
        AuditCommand::Search(filter) => {
            let page: Listing<AuditEvent> = client.get(&format!("/audit/events?{}", filter.query())).await?;
            events(&page.items, output);
            Ok(ExitCode::SUCCESS)
        }
        AuditCommand::Verify => Ok(report(&client.get("/audit/verification").await?, output)),
        AuditCommand::Export(filter) => {
            let page: Listing<AuditEvent> = client.get(&format!("/audit/events?{}", filter.query())).await?;
            export(&page.items);
            Ok(ExitCode::SUCCESS)
        }
    }
}

/// Prints events, whoever read them.
pub fn events(items: &[AuditEvent], output: Output) {
    let row = |e: &AuditEvent| {
        let who = if e.actor_name.is_empty() { e.actor.clone() } else { e.actor_name.clone() };
        let detail: Vec<String> = e.detail.iter().map(|(k, v)| format!("{k}={v}")).collect();
        let what = e.object_name.as_ref().map_or_else(|| e.object.clone(), |name| format!("{} ({name})", e.object));
        vec![e.time.clone(), e.kind.clone(), e.outcome.clone(), who, what, e.ip.clone().unwrap_or_default(), detail.join(" ")]
    };
    output.list(items, &["time", "event", "outcome", "who", "what", "address", "detail"], row, "No event matches.");
}

/// Prints events as JSON lines.
pub fn export(items: &[AuditEvent]) {
    for event in items {
        if let Ok(line) = serde_json::to_string(event) {
            print(&line);
        }
    }
}

/// Prints a verification; exit 1 when the chain is broken.
pub fn report(report: &AuditReport, output: Output) -> ExitCode {
    let why = report.why.as_deref().unwrap_or("it does not match its hash");
    let sentence = match &report.first_bad {
        None if report.intact && report.erased > 0 => format!("{} events, chain intact. The content of {} was erased.", report.events, report.erased),
        None if report.intact => format!("{} events, chain intact.", report.events),
        first => format!("The ledger was changed: event {} is the first that does not verify: {why}.", first.as_deref().unwrap_or("unknown")),
    };
    output.said(report, &sentence);
    if report.intact { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
