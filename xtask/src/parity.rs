//! `parity`: PARITY.md and THREATS.md name every id, and only tests that exist.
//!
//! Why: "done" means that a test says so; a renamed test must not leave a claim behind.

mod table;
mod tests_of;

use std::collections::BTreeSet;
use std::io;
use std::path::Path;

use crate::fault::{Fault, Outcome};
use crate::files::{self, TextFile};
use table::Row;

const PARITY: &str = "PARITY.md";
const THREATS: &str = "THREATS.md";

/// The inventories: letter of the ids, and the highest number.
const INVENTORIES: &[(char, u16)] = &[('P', 122), ('A', 105), ('C', 88)];
const THREAT_COUNT: u16 = 32;

/// Compares both pages with the ids that there are and the tests that there are.
///
/// # Errors
/// When the tree cannot be listed or read.
pub(crate) fn run(root: &Path) -> io::Result<Outcome> {
    Ok(judge(&files::read_all(root)?))
}

fn judge(files: &[TextFile]) -> Outcome {
    let tests = tests_of::names(files);
    let mut faults = Vec::new();
    let mut done = 0;
    match files.iter().find(|file| file.path == PARITY) {
        None => faults.push(Fault::whole(PARITY, "the page is missing")),
        Some(page) => {
            let rows = table::rows(&page.text);
            let wanted = INVENTORIES.iter().flat_map(|(letter, last)| (1..=*last).map(move |number| format!("{letter}-{number:02}")));
            faults.extend(judge_ids(PARITY, &rows, wanted));
            faults.extend(rows.iter().filter_map(|row| judge_parity(row, &tests)));
            done = rows.iter().filter(|row| row.cell(2) == "done").count();
        }
    }
    match files.iter().find(|file| file.path == THREATS) {
        None => faults.push(Fault::whole(THREATS, "the page is missing")),
        Some(page) => {
            let rows = table::rows(&page.text);
            faults.extend(judge_ids(THREATS, &rows, (1..=THREAT_COUNT).map(|number| format!("S{number}"))));
            faults.extend(rows.iter().filter(|row| row.id.starts_with('S')).filter_map(|row| judge_threat(row, &tests)));
        }
    }
    Outcome { picture: String::new(), looked_at: format!("{done} ids done, {} tests known", tests.len()), faults, warnings: Vec::new() }
}

fn judge_ids(page: &str, rows: &[Row], wanted: impl Iterator<Item = String>) -> Vec<Fault> {
    let mut faults = Vec::new();
    let mut known = BTreeSet::new();
    for id in wanted {
        match rows.iter().filter(|row| row.id == id).count() {
            0 => faults.push(Fault::whole(page, format!("{id} is not listed"))),
            1 => {}
            more => faults.push(Fault::whole(page, format!("{id} is listed {more} times"))),
        }
        known.insert(id);
    }
    faults.extend(rows.iter().filter(|row| !known.contains(&row.id)).map(|row| Fault::at(page, row.line, format!("`{}` is no id of this page", row.id))));
    faults
}

/// A row of PARITY.md: id, what it is, status, tests or what is missing.
fn judge_parity(row: &Row, tests: &BTreeSet<String>) -> Option<Fault> {
    let fault = |message: String| Some(Fault::at(PARITY, row.line, message));
    if let Some(unknown) = row.quoted(3).find(|name| !tests.contains(*name)) {
        return fault(format!("{}: there is no test `{unknown}`", row.id));
    }
    match row.cell(2) {
        "done" if row.quoted(3).next().is_none() => fault(format!("{} is done, and no test says so", row.id)),
        "partial" if row.cell(3).is_empty() => fault(format!("{} is partial, and what is missing is not said", row.id)),
        "done" | "partial" | "not yet" => None,
        other => fault(format!("{}: the status `{other}` is none of done, partial, not yet", row.id)),
    }
}

/// A row of THREATS.md: id, failure, what holds against it, tests or "not yet".
fn judge_threat(row: &Row, tests: &BTreeSet<String>) -> Option<Fault> {
    let fault = |message: String| Some(Fault::at(THREATS, row.line, message));
    if let Some(unknown) = row.quoted(3).find(|name| !tests.contains(*name)) {
        return fault(format!("{}: there is no test `{unknown}`", row.id));
    }
    if row.quoted(3).next().is_none() && !row.cell(3).starts_with("not yet") {
        return fault(format!("{} has neither a test nor \"not yet\"", row.id));
    }
    None
}

#[cfg(test)]
#[path = "parity_tests.rs"]
mod tests;
