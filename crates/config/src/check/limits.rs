//! Rate limits by endpoint.
//!
//! Why: a bucket that never fills shuts everybody out, one that is never empty keeps nobody out.

use super::desk::Desk;
use crate::table::Section;
use crate::{Bucket, RateLimits};
use std::time::Duration;

pub(super) fn read(root: Section<'_>, desk: &mut Desk<'_>) -> RateLimits {
    let mut limits = RateLimits::default();
    let Some(section) = root.inner("rate_limits") else { return limits };
    for (name, slot) in [
        ("reset_password_start", &mut limits.reset_password_start),
        ("reset_password_finish", &mut limits.reset_password_finish),
        ("second_factor_totp", &mut limits.second_factor_totp),
        ("second_factor_duo", &mut limits.second_factor_duo),
        ("session_elevation_start", &mut limits.session_elevation_start),
        ("session_elevation_finish", &mut limits.session_elevation_finish),
        ("password_strength", &mut limits.password_strength),
    ] {
        if section.get(name).is_some() {
            *slot = section.inners(name).filter_map(|one| bucket(&one, desk)).collect();
        }
    }
    limits
}

fn bucket(section: &Section<'_>, desk: &mut Desk<'_>) -> Option<Bucket> {
    let (period, requests) = (section.duration("period"), section.get("requests"));
    if let (Some(period), Some(node)) = (period, section.get("period"))
        && period < Duration::from_secs(1)
    {
        desk.error(node.span, "`period` is shorter than a second", "write 1s or longer; an empty list switches the limit off");
        return None;
    }
    let n = requests?.as_int()?;
    let Some(read) = u32::try_from(n).ok().filter(|n| (1..=10_000).contains(n)) else {
        desk.error(requests?.span, format!("`requests` cannot be {n}"), "write 1 to 10000; an empty list switches the limit off");
        return None;
    };
    Some(Bucket { period: period?, requests: read })
}
