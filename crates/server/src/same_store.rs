//! `store copy` onto the very store it reads.
//!
//! Why: it would find the store in use, or full, by itself, and say something that leads nowhere.

use crate::place::Located;
use crate::stopped::Stopped;
use crate::upkeep::StoreCommand;
use std::path::Path;

pub(crate) fn refuse(command: &StoreCommand, place: &Located) -> Result<(), String> {
    let StoreCommand::Copy { to } = command else { return Ok(()) };
    let config = Stopped::open(place).source()?.check(&[]).map_err(|e| e.to_string())?;
    if which(to) == which(&config.store.url) {
        return Err("this is the store that is to be copied: with --to name another one, empty".to_owned());
    }
    Ok(())
}

/// What an address leads to, without who asks and how.
fn which(url: &str) -> String {
    if let Some(path) = url.strip_prefix("sqlite://") {
        let path = std::path::absolute(Path::new(path)).unwrap_or_else(|_| path.into());
        return format!("sqlite {}", path.canonicalize().unwrap_or(path).display());
    }
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let rest = rest.split_once('?').map_or(rest, |(rest, _)| rest);
    let (authority, database) = rest.split_once('/').unwrap_or((rest, ""));
    let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host).to_ascii_lowercase();
    format!("postgres {} {database}", host.strip_suffix(":5432").unwrap_or(&host))
}

#[cfg(test)]
mod tests {
    use super::which;

    #[test]
    fn a_copy_of_a_store_onto_itself_is_seen_through_spellings() {
        assert_eq!(which("postgres://p:x@DB.test:5432/a"), which("postgresql://q@db.test/a?sslmode=require"));
        assert_ne!(which("postgres://db.test/a"), which("postgres://db.test/b"));
        assert_eq!(which("sqlite:///tmp/../tmp/"), which("sqlite:///tmp"));
        assert_ne!(which("sqlite:///tmp/a.db"), which("sqlite:///tmp/b.db"));
    }
}
