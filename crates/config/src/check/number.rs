//! A whole number within bounds.
//!
//! Why: settings with bounds refuse in one form of words, at the place of the number.

use super::desk::Desk;
use crate::table::Section;

/// `None` where the key is absent, or was refused. `allowed` ends the sentence "write …".
pub(super) fn number<T: TryFrom<i64>>(section: &Section<'_>, name: &'static str, allowed: &str, fits: impl Fn(i64) -> bool, desk: &mut Desk<'_>) -> Option<T> {
    let node = section.get(name)?;
    let n = node.as_int()?;
    let read = T::try_from(n).ok().filter(|_| fits(n));
    if read.is_none() {
        desk.error(node.span, format!("`{name}` cannot be {n}"), format!("write {allowed}"));
    }
    read
}
