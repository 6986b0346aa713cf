//! Client commands that also work on a stopped store.
//!
//! Why: an auditor verifies a copy, and a locked-out owner recovers, without a server.

use crate::fail;
use portcullis_cli::{AuditCommand, ClientCommand, Output, print_events, print_export, print_invitation, print_report};
use portcullis_server::{Located, Stopped};
use std::process::ExitCode;

pub(crate) async fn run(command: &ClientCommand, place: &Located, output: Output) -> ExitCode {
    let done = match command {
        ClientCommand::Recover => Stopped::open(place).recover().await.map(|link| {
            print_invitation(&link, output);
            ExitCode::SUCCESS
        }),
        ClientCommand::Audit(AuditCommand::Verify) => Stopped::open(place).verify().await.map(|report| print_report(&report, output)),
        ClientCommand::Audit(AuditCommand::Search(filter)) => Stopped::open(place).search(&filter.clone().into()).await.map(|found| {
            print_events(&found, output);
            ExitCode::SUCCESS
        }),
        ClientCommand::Audit(AuditCommand::Export(filter)) => Stopped::open(place).search(&filter.clone().into()).await.map(|found| {
            print_export(&found);
            ExitCode::SUCCESS
        }),
        _ => return fail("this command needs a running server"),
    };
    done.unwrap_or_else(|why| fail(&why))
}
