//! `config import authelia`: our configuration on standard output or into a new file, the report on standard error.
//!
//! Why: what is printed can be piped, what is told is read; nothing that is there is overwritten.

use portcullis_config::{Grade, Imported, Told, import_authelia};
use portcullis_directory::{EmailSignIn, Rules, load, read};
use serde_json::{Value, json};
use std::fs::OpenOptions;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Something that guards access was not carried over.
const NOT_WHOLE: u8 = 1;

/// 0 where the result can be used, 1 where something that guards access has to be mended in it first, 2 otherwise.
pub(crate) fn authelia(file: &Path, users: Option<&PathBuf>, into: Option<&PathBuf>, as_json: bool) -> Result<ExitCode, String> {
    let text = std::fs::read_to_string(file).map_err(|e| format!("{} cannot be read: {e}", file.display()))?;
    let imported = import_authelia(&text, users.and_then(|u| u.to_str()));
    let name = file.display().to_string();
    let (out, report) = match imported {
        Ok(Imported { yaml, report, whole }) => (Some((yaml, whole)), report),
        Err(refused) => (None, refused),
    };
    let mut complaints: Vec<String> = report.iter().map(|told| format!("{name}:{told}")).collect();
    complaints.extend(users.into_iter().flat_map(|users| people(users)));
    let code = match &out {
        None => crate::commands::FAULT,
        Some((_, false)) => NOT_WHOLE,
        Some((_, true)) => 0,
    };
    let yaml = out.map(|(yaml, _)| yaml);
    if let (Some(yaml), Some(into)) = (&yaml, into) {
        let mut new = OpenOptions::new();
        new.write(true).create_new(true);
        // It may hold passwords.
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut new, 0o600);
        let written = new.open(into).and_then(|mut file| file.write_all(yaml.as_bytes()));
        written.map_err(|e| format!("{} is not written: {e}", into.display()))?;
    }
    let (mut stdout, mut stderr) = (std::io::stdout().lock(), std::io::stderr().lock());
    if as_json {
        let all: Vec<Value> = report.iter().map(|told| machine(&name, told)).collect();
        let _ = writeln!(stdout, "{}", json!({ "configuration": yaml, "report": all }));
        return Ok(ExitCode::from(code));
    }
    if let (Some(yaml), None) = (&yaml, into) {
        let _ = write!(stdout, "{yaml}");
    }
    for line in complaints {
        let _ = writeln!(stderr, "{line}");
    }
    let refused = "Authelia does not start with this file, so it cannot be said what it means";
    let last = match code {
        0 => "Everything that guards access was carried over. Check the result with `portcullis config check`, and ask it with `portcullis explain`.",
        NOT_WHOLE => "Not everything that guards access was carried over: mend the lines above in the new file first.",
        _ => refused,
    };
    let _ = writeln!(stderr, "{last}");
    Ok(ExitCode::from(code))
}

/// What our reader says of the users file.
fn people(users: &Path) -> Vec<String> {
    let name = users.display();
    let rules = Rules { email: EmailSignIn::Never, ..Rules::default() };
    match load(users).map(|text| read(&text, rules)) {
        Ok(Ok((people, warnings))) => {
            let told = warnings.iter().map(|w| format!("{name}:{w}"));
            told.chain([format!("{name}: carried over: {} people, with their passwords", people.len())]).collect()
        }
        Ok(Err(faults)) => faults.iter().map(|f| format!("{name}:{f}")).collect(),
        Err(e) => vec![format!("{name}: {e}")],
    }
}

fn machine(file: &str, told: &Told) -> Value {
    let grade = match told.grade {
        Grade::Carried => "carried",
        Grade::Changed => "changed",
        Grade::Left => "not-supported",
        Grade::Guard => "guard-not-carried",
        Grade::Refused => "refused",
    };
    json!({ "file": file, "line": told.span.line, "col": told.span.column, "grade": grade, "message": told.what, "hint": told.hint })
}
