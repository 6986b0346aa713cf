//! Whether all who read a path would be on the same route.
//!
//! Why: a request that is on one route for us and on another for its reader is on none (S1, S2).

use crate::{PathPattern, Route};
use portcullis_model::{TargetUri, decodes_to_slash, other_readings};

/// Whether `same` holds for every other reading of the target's path. Nearly always there is none.
pub(super) fn agree(target: &TargetUri, same: impl Fn(&str) -> bool) -> bool {
    other_readings(target.path(), target.has_encoded_slash()).iter().all(|path| same(path))
}

/// Whether a rewritten path still begins with one slash for a reader who decodes: `/admin/%2Fevil.example` must not become
/// `/%2Fevil.example`, which such a reader takes for `//evil.example`.
pub(super) fn rewrites_safely(route: &Route, target: &TargetUri) -> bool {
    match (&route.prefix_rewrite, &route.path) {
        (Some(to), PathPattern::Prefix(prefix)) if &**to == "/" => target.raw_after(prefix.len()).is_some_and(|rest| !decodes_to_slash(rest)),
        _ => true,
    }
}
