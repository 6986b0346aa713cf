//! `config check`: every fault of the file and of what it leans on, for people or for programs.
//!
//! Why: an editor or a pipeline wants each fault in pieces; a person wants one a line.

use crate::beneath;
use crate::source::Source;
use portcullis_config::{CheckedConfig, LocatedFault, Severity, StoredRoute};
use serde_json::{Value, json};
use std::io::Write;
use std::path::Path;
use std::process::ExitCode;

/// `stored`: the routes that the running server has beside its file. 0 where the file can be used, with its warnings told; 2 otherwise.
pub(crate) fn config_check(file: &Path, stored: &[StoredRoute], as_json: bool) -> ExitCode {
    let (faults, good) = match Source::file(file).check(stored) {
        Ok(config) => {
            let mut faults = config.warnings.clone();
            faults.extend(beneath::faults(&config));
            let usable = faults.iter().all(|f| f.severity != Severity::Error);
            (faults, usable.then(|| praise(file, &config)))
        }
        Err(refused) => (refused.faults(), None),
    };
    let code = if good.is_some() { ExitCode::SUCCESS } else { ExitCode::from(crate::commands::FAULT) };
    let (mut out, mut complaints) = (std::io::stdout().lock(), std::io::stderr().lock());
    if as_json {
        let all: Vec<Value> = faults.iter().map(machine).collect();
        let _ = writeln!(out, "{}", Value::from(all));
        return code;
    }
    for fault in &faults {
        let _ = writeln!(complaints, "{fault}");
    }
    if let Some(words) = good {
        let _ = writeln!(out, "{words}");
    }
    code
}

fn praise(file: &Path, config: &CheckedConfig) -> String {
    let counted = |n: usize, noun: &str| format!("{n} {noun}{}", if n == 1 { "" } else { "s" });
    let (routes, tests) = (config.routes.iter().count(), config.policy_tests.len());
    let stored = match config.routes.iter().filter(|r| r.stored).count() {
        0 => String::new(),
        n => format!(" ({n} of them added to the running server by command)"),
    };
    format!("{}: good. {}{stored}, {} passed.", file.display(), counted(routes, "route"), counted(tests, "policy test"))
}

fn machine(fault: &LocatedFault) -> Value {
    json!({
        "file": &*fault.file,
        "line": fault.span.line,
        "col": fault.span.column,
        "severity": fault.severity.as_str(),
        "message": fault.message,
        "hint": fault.hint,
    })
}
