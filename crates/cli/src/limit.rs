//! `--limit`, of every listing.
//!
//! Why: a listing of none looks like an installation of nothing, so none cannot be asked for.

/// Reads what stands after `--limit`.
pub(crate) fn limit(text: &str) -> Result<u64, String> {
    match text.parse() {
        Ok(0) => Err("write at least 1, or leave --limit out for all".into()),
        Ok(n) => Ok(n),
        Err(_) => Err("write a whole number, like 20".into()),
    }
}

/// The first of the items, as many as were asked for.
pub(crate) fn first<T>(items: &mut Vec<T>, limit: Option<u64>) {
    items.truncate(limit.map_or(usize::MAX, |l| usize::try_from(l).unwrap_or(usize::MAX)));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn none_is_not_a_limit() {
        assert_eq!(limit("3"), Ok(3));
        assert!(limit("0").is_err_and(|e| e.contains("at least 1")) && limit("-1").is_err() && limit("all").is_err());
    }
}
