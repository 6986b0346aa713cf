//! Checks of the house itself: `graph`, `tidy`, `parity`.
//!
//! Why: what a machine can hold, a person need not. Each check prints all its faults at once and fails the build.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a command-line tool speaks through its output")]

#[cfg(test)]
mod docs;
mod fault;
mod files;
mod graph;
mod parity;
mod storeys;
mod tidy;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use fault::Outcome;

fn main() -> ExitCode {
    let wanted: Vec<String> = std::env::args().skip(1).collect();
    let names: Vec<&str> = wanted.iter().map(String::as_str).collect();
    let Some(root) = root() else {
        eprintln!("xtask: the workspace root was not found; run it as `cargo xtask`");
        return ExitCode::from(2);
    };
    match names.as_slice() {
        [] => usage(),
        names => names.iter().map(|name| run(name, &root)).fold(ExitCode::SUCCESS, |worst, next| if next == ExitCode::SUCCESS { worst } else { next }),
    }
}

fn run(name: &str, root: &Path) -> ExitCode {
    let outcome = match name {
        "graph" => graph::run(root),
        "tidy" => tidy::run(root),
        "parity" => parity::run(root),
        _ => return usage(),
    };
    match outcome {
        Ok(outcome) => report(name, &outcome),
        Err(error) => {
            eprintln!("xtask {name}: {error}");
            ExitCode::from(2)
        }
    }
}

fn report(name: &str, outcome: &Outcome) -> ExitCode {
    print!("{}", outcome.picture);
    for warning in &outcome.warnings {
        eprintln!("warning: {warning}");
    }
    for fault in &outcome.faults {
        eprintln!("error: {fault}");
    }
    if outcome.faults.is_empty() {
        println!("xtask {name}: {}, {} warnings", outcome.looked_at, outcome.warnings.len());
        ExitCode::SUCCESS
    } else {
        eprintln!("xtask {name}: {} faults", outcome.faults.len());
        ExitCode::FAILURE
    }
}

fn usage() -> ExitCode {
    eprintln!(
        "cargo xtask graph    arrows between crates point down only\n\
         cargo xtask tidy     sizes, headers, words, paths and package hosts of every file\n\
         cargo xtask parity   every id of PARITY.md and THREATS.md is there, and every test they name exists"
    );
    ExitCode::from(2)
}

/// The folder above this package: Cargo tells it to everything that it runs.
fn root() -> Option<PathBuf> {
    let package = std::env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from)?;
    package.parent().map(Path::to_path_buf)
}
