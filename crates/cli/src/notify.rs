//! `notify test`.
//!
//! Why: a mail server is set up in a minute when its answer is seen at once.

use crate::client::{Client, ClientError};
use crate::output::Output;
use clap::Subcommand;
use portcullis_wire::{MailTrial, MailTried};
use std::process::ExitCode;

#[derive(Subcommand, Debug, Clone)]
pub enum NotifyCommand {
    /// Send a mail at once, and say what the mail server answers
    #[command(after_help = "Example:\n  portcullis notify test --to ada@example.com -c /etc/portcullis/portcullis.yaml")]
    Test {
        /// Whom to
        #[arg(long, value_name = "ADDRESS")]
        to: String,
    },
}

pub(crate) async fn run(client: &Client, command: &NotifyCommand, output: Output) -> Result<ExitCode, ClientError> {
    let NotifyCommand::Test { to } = command;
    let done: MailTried = client.post("/mail/trial", &MailTrial { to: to.clone() }).await?;
    output.said(&done, &format!("Sent a mail to {}.", done.to));
    Ok(ExitCode::SUCCESS)
}
