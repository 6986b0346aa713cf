//! Which installation a command is about.
//!
//! Why: every command finds the data folder the same way: by `--data`, by the file's `data:`, or the default of `up`.

use crate::folder::default_folder;
use crate::source::Source;
use std::path::PathBuf;

/// What was given on the command line.
#[derive(Clone, Debug, Default)]
pub struct Located {
    pub config: Option<PathBuf>,
    pub data: Option<PathBuf>,
}

/// The data folder. The error is a sentence for the person.
pub fn locate(place: &Located) -> Result<PathBuf, String> {
    if let Some(data) = &place.data {
        return std::path::absolute(data).map_err(|e| format!("{}: {e}", data.display()));
    }
    if let Some(file) = &place.config {
        return Source::file(file).check(&[]).map(|config| config.store.data).map_err(|e| e.to_string());
    }
    default_folder().ok_or_else(|| "there is no home folder to keep data in: give --data DIR or -c FILE".to_owned())
}
