//! Where the configuration comes from: a file, or the text that `up` writes for itself.
//!
//! Why: both go through the very same check, with the stored routes beside them.

use portcullis_config::{CheckedConfig, Faults, Input, LocatedFault, Severity, Span, StoredRoute, check};
use portcullis_directory::read_file;
use portcullis_document::read_utf8;
use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

#[derive(Clone, Debug)]
pub(crate) enum Source {
    File(PathBuf),
    /// `up`: the text, and the folder that paths start from.
    Text {
        text: String,
        base: PathBuf,
    },
}

/// Why there is no configuration. Prints every fault, one a line.
#[derive(Debug, thiserror::Error)]
pub(crate) enum NoConfig {
    #[error("{0}: {1}")]
    Unreadable(String, io::Error),
    #[error(transparent)]
    Faulty(#[from] Faults),
}
impl NoConfig {
    /// Every fault in pieces.
    pub(crate) fn faults(self) -> Vec<LocatedFault> {
        match self {
            Self::Unreadable(file, error) => {
                let message = format!("the configuration cannot be read: {error}");
                vec![LocatedFault { file: file.into(), span: Span::START, severity: Severity::Error, message, hint: Some("name another file with -c".into()) }]
            }
            Self::Faulty(faults) => faults.0,
        }
    }
}

impl Source {
    pub(crate) fn file(path: &Path) -> Self {
        Self::File(path.to_owned())
    }
    pub(crate) fn check(&self, stored: &[StoredRoute]) -> Result<CheckedConfig, NoConfig> {
        let (name, text, base) = match self {
            Self::File(path) => {
                let name = path.display().to_string();
                let bytes = read_file(path).map_err(|e| NoConfig::Unreadable(name.clone(), e))?;
                let text = read_utf8(&bytes).map(str::to_owned).map_err(|fault| Faults::one(&name, fault))?;
                let whole = std::path::absolute(path).map_err(|e| NoConfig::Unreadable(name.clone(), e))?;
                let base = whole.parent().map_or_else(|| PathBuf::from("/"), Path::to_owned);
                (name, text, base)
            }
            Self::Text { text, base } => ("up".to_owned(), text.clone(), base.clone()),
        };
        let input = Input {
            name: &name,
            text: &text,
            stored_routes: stored,
            base: &base,
            read: &read_file,
            mode: &|path: &Path| std::fs::metadata(path).ok().map(|m| m.mode()),
            known: &crate::beneath::knowing(),
            catalogues: &crate::look::catalogues,
            env: &|name: &str| std::env::var(name).ok(),
        };
        Ok(check(&input)?)
    }
    /// The file to watch, if there is one.
    pub(crate) fn path(&self) -> Option<&Path> {
        match self {
            Self::File(path) => Some(path),
            Self::Text { .. } => None,
        }
    }
}
