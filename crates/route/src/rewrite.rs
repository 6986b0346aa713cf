//! What the origin is asked for: the path as sent, or with the matched prefix replaced.
//!
//! Why: what was judged and what is sent must mean the same (S1), so the place where the prefix ends is found in the raw bytes
//! by the walk that made the matched form, and the rest goes on as it was spelled.

use crate::{PathPattern, Route};
use portcullis_model::TargetUri;
use std::borrow::Cow;

impl Route {
    /// Path and query for the origin.
    ///
    /// Without `prefix_rewrite` the bytes as sent. With it, the matched prefix (or, for an exact path, the whole path) is replaced;
    /// the two parts always meet in exactly one slash, so that `prefix: /admin`, `prefix_rewrite: /` turns `/admin/x` and
    /// `/admin//x` into `/x` and never into `//x`. The query stays. The target must be one this route was found for.
    pub fn rewritten<'t>(&self, target: &'t TargetUri) -> Cow<'t, str> {
        match &self.prefix_rewrite {
            None => Cow::Borrowed(target.raw()),
            Some(to) => {
                let mut out = replaced(&self.path, to, target);
                if let Some(query) = target.query() {
                    out.push('?');
                    out.push_str(query);
                }
                Cow::Owned(out)
            }
        }
    }
}

/// The target's path with what the pattern matched replaced by `to`.
pub(crate) fn replaced(pattern: &PathPattern, to: &str, target: &TargetUri) -> String {
    let PathPattern::Prefix(prefix) = pattern else { return to.to_owned() };
    // `None` cannot be: the prefix is a prefix of the matched form. Were it so, the replacement alone is asked for, never more.
    let rest = target.raw_after(prefix.len()).unwrap_or_default();
    if rest.is_empty() {
        return to.to_owned();
    }
    format!("{}/{}", to.trim_end_matches('/'), rest.trim_start_matches('/'))
}
