//! Where the configuration comes from: a file, or the text that `up` writes for itself.
//!
//! Why: both go through the very same check, with the stored routes beside them.

use portcullis_config::{CheckedConfig, Faults, Input, StoredRoute, check};
use std::io;
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

impl Source {
    pub(crate) fn file(path: &Path) -> Self {
        Self::File(path.to_owned())
    }
    pub(crate) fn check(&self, stored: &[StoredRoute]) -> Result<CheckedConfig, NoConfig> {
        let (name, text, base) = match self {
            Self::File(path) => {
                let name = path.display().to_string();
                let text = std::fs::read_to_string(path).map_err(|e| NoConfig::Unreadable(name.clone(), e))?;
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
            read: &|path: &Path| std::fs::read(path),
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
