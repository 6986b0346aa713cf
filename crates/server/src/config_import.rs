//! `config import authelia`: our configuration on standard output or into a new file, the report on standard error.
//!
//! Why: what is printed can be piped, what is told is read; nothing that is there is overwritten.

use portcullis_config::{Grade, Imported, Told, import_authelia};
use portcullis_directory::{EmailSignIn, OpenError, Rules, load, read};
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
    // A relative path in a configuration starts at its own folder, which need not be this one.
    let whole = |path: &PathBuf| std::path::absolute(path).map_err(|e| format!("{}: {e}", path.display()));
    let users_here = users.map(whole).transpose()?;
    let users_text = users.map(|users| load(users)).transpose().map_err(|e| unreadable(&e))?;
    let imported = import_authelia(&text, users_here.as_ref().and_then(|u| u.to_str()));
    let name = file.display().to_string();
    let (out, report, fold_case) = match imported {
        Ok(Imported { yaml, report, whole, fold_case }) => (Some((yaml, whole)), report, fold_case),
        Err(refused) => (None, refused, false),
    };
    let mut complaints: Vec<String> = report.iter().map(|told| format!("{name}:{told}")).collect();
    let (said, good) = users.zip(users_text).map_or_else(|| (Vec::new(), true), |(users, text)| people(users, &text, fold_case));
    complaints.extend(said);
    let code = match &out {
        None => crate::commands::FAULT,
        Some((_, true)) if good => 0,
        Some(_) => NOT_WHOLE,
    };
    let yaml = out.map(|(yaml, _)| yaml);
    if let (Some(yaml), Some(into)) = (&yaml, into) {
        let mut new = OpenOptions::new();
        new.write(true).create_new(true);
        // It may hold passwords.
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut new, 0o600);
        let written = new.open(into).and_then(|mut file| file.write_all(yaml.as_bytes()));
        written.map_err(|e| match e.kind() {
            std::io::ErrorKind::AlreadyExists => format!("{} is there already and is not written over: name another file with --into", into.display()),
            _ => format!("{} is not written: {e}", into.display()),
        })?;
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
        NOT_WHOLE if !good => "The users file has faults: mend them first, as told above.",
        NOT_WHOLE => "Not everything that guards access was carried over: mend the lines above in the new file first.",
        _ => refused,
    };
    let _ = writeln!(stderr, "{last}");
    Ok(ExitCode::from(code))
}

/// What our reader says of the users file, and whether it can be used.
fn people(users: &Path, text: &str, fold_case: bool) -> (Vec<String>, bool) {
    let name = users.display();
    let rules = Rules { email: EmailSignIn::Never, fold_case, ..Rules::default() };
    match read(text, rules) {
        Ok((people, warnings)) => {
            let told = warnings.iter().map(|w| format!("{name}:{w}"));
            (told.chain([format!("{name}: carried over: {} people, with their passwords", people.len())]).collect(), true)
        }
        Err(faults) => (faults.iter().map(|f| format!("{name}:{f}")).collect(), false),
    }
}

fn unreadable(why: &OpenError) -> String {
    why.to_string()
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
