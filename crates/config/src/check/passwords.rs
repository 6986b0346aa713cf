//! Rules for new passwords.
//!
//! Why: a rule that no password can meet locks everybody out of changing theirs.

use super::desk::Desk;
use super::number::number;
use crate::PasswordPolicy;
use crate::table::Section;

pub(super) fn read(root: Section<'_>, desk: &mut Desk<'_>) -> PasswordPolicy {
    let mut policy = PasswordPolicy::default();
    let Some(section) = root.inner("password_policy") else { return policy };
    if let Some(n) = number(&section, "min_length", "8 to 128", |n| (8..=128).contains(&n), desk) {
        policy.min_length = n;
    }
    // Fewer than 64 would cut off passphrases and what password managers make (NIST SP 800-63B §5.1.1.2).
    let most: Option<u16> = number(&section, "max_length", "64 to 1000, or 0 for no limit of its own", |n| n == 0 || (64..=1000).contains(&n), desk);
    policy.max_length = most.filter(|n| *n != 0);
    if let Some(most) = policy.max_length.filter(|most| *most < policy.min_length) {
        let span = section.get("max_length").map_or(section.span(), |node| node.span);
        desk.error(
            span,
            format!("no password has at least {} and at most {most} characters", policy.min_length),
            "make `max_length` larger, or `min_length` smaller",
        );
    }
    policy.uppercase = section.flag("require_uppercase");
    policy.lowercase = section.flag("require_lowercase");
    policy.number = section.flag("require_number");
    policy.special = section.flag("require_special");
    if let Some(score) = number(&section, "min_score", "0 to 4", |n| n <= 4, desk) {
        policy.min_score = score;
    }
    policy
}
