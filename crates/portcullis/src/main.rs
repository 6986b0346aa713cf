//! The `portcullis` program.
//!
//! Why: one binary; it only picks between the server and the client commands, and turns their results into exit codes.

use clap::{Args, CommandFactory, Parser, Subcommand};
use clap_complete::Shell;
use portcullis_cli::{ClientCommand, ClientError, Output};
use portcullis_server::{Located, Running, ServerCommand, Told, locate};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Requests allocate little and often; this allocator is quicker at that than the C library's, most of all under musl.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// One gate in front of everything people use.
#[derive(Parser, Debug)]
#[command(name = "portcullis", version, about, disable_help_subcommand = true, after_help = "Example:\n  portcullis up --protect wiki=http://127.0.0.1:3000")]
struct Program {
    #[command(flatten)]
    place: Place,
    /// How to print: text for people, json for programs
    #[arg(long, global = true, value_enum, default_value_t)]
    output: Output,
    #[command(subcommand)]
    command: Command,
}

/// Which installation a command is about.
#[derive(Args, Debug)]
struct Place {
    /// The configuration file
    #[arg(short = 'c', long = "config", global = true, value_name = "FILE", conflicts_with = "data")]
    config: Option<PathBuf>,
    /// The data folder [default: $XDG_DATA_HOME/portcullis, else ~/.local/share/portcullis]
    #[arg(long, global = true, value_name = "DIR")]
    data: Option<PathBuf>,
}

#[derive(Subcommand, Debug)]
enum Command {
    #[command(flatten)]
    Server(ServerCommand),
    #[command(flatten)]
    Client(ClientCommand),
    /// Print completions for a shell
    #[command(after_help = "Example:\n  portcullis completions bash > ~/.local/share/bash-completion/completions/portcullis")]
    Completions { shell: Shell },
}

/// What went wrong before anything could be done: bad input, a broken file.
const FAULT: u8 = 2;

fn main() -> ExitCode {
    let program = Program::parse();
    let place = Located { config: program.place.config, data: program.place.data };
    match program.command {
        Command::Completions { shell } => {
            // Into memory first: a reader that goes away early is no fault.
            let mut text = Vec::new();
            clap_complete::generate(shell, &mut Program::command(), "portcullis", &mut text);
            let _ = std::io::stdout().write_all(&text);
            ExitCode::SUCCESS
        }
        Command::Server(command) => portcullis_server::run(&command, &place, program.output == Output::Json, Running { person: tell, routes: stored }),
        Command::Client(command) => client(&command, &place, program.output),
    }
}

fn client(command: &ClientCommand, place: &Located, output: Output) -> ExitCode {
    let socket = match locate(place) {
        Ok(folder) => portcullis_server::socket(&folder),
        Err(why) => return fail(&why),
    };
    let runtime = match tokio::runtime::Builder::new_current_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(why) => return fail(&why.to_string()),
    };
    match runtime.block_on(portcullis_cli::run(command, &socket, output)) {
        Ok(code) => code,
        Err(ClientError::NotRunning(_)) if command.works_stopped() => runtime.block_on(stopped::run(command, place, output)),
        Err(ClientError::Refused(problem)) => {
            complain(&ClientError::Refused(problem).to_string());
            ExitCode::FAILURE
        }
        Err(why) => fail(&why.to_string()),
    }
}

/// What the running server knows of somebody.
fn tell(socket: &Path, who: &str) -> Told {
    let runtime = match tokio::runtime::Builder::new_current_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(why) => return Told::Failed(why.to_string()),
    };
    match runtime.block_on(portcullis_cli::facts(socket, who)) {
        Ok(Some(facts)) => Told::Facts(Box::new(facts)),
        Ok(None) => Told::Nobody,
        Err(ClientError::NotRunning(_)) => Told::NotRunning,
        Err(why) => Told::Failed(why.to_string()),
    }
}

/// The routes that were added to the running server by command; `None` where none runs, or it does not tell.
fn stored(socket: &Path) -> Option<Vec<(String, String)>> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().ok()?;
    runtime.block_on(portcullis_cli::stored_routes(socket)).ok()
}

fn fail(why: &str) -> ExitCode {
    complain(why);
    ExitCode::from(FAULT)
}
fn complain(why: &str) {
    let _ = writeln!(std::io::stderr().lock(), "portcullis: {why}");
}

mod stopped;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_command_shows_an_example() {
        fn walk(command: &clap::Command, path: &str, without: &mut Vec<String>) {
            let shown = command.get_after_help().map(ToString::to_string).unwrap_or_default();
            if !shown.contains("Example:\n  ") || !shown.contains("portcullis ") {
                without.push(path.to_owned());
            }
            for inner in command.get_subcommands() {
                walk(inner, &format!("{path} {}", inner.get_name()), without);
            }
        }
        let mut without = Vec::new();
        walk(&Program::command(), "portcullis", &mut without);
        assert_eq!(without, [""; 0]);
    }
}
