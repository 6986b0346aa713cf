//! Rate limits by endpoint as meant.
//!
//! Why: the table, the check and the server take the defaults from one place.

use std::time::Duration;

/// A bucket that holds `requests` and regains one in each `period`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bucket {
    pub period: Duration,
    pub requests: u32,
}

/// For each endpoint the buckets that an address has; none: not limited.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RateLimits {
    pub reset_password_start: Vec<Bucket>,
    pub reset_password_finish: Vec<Bucket>,
    pub second_factor_totp: Vec<Bucket>,
    pub second_factor_duo: Vec<Bucket>,
    pub session_elevation_start: Vec<Bucket>,
    pub session_elevation_finish: Vec<Bucket>,
    pub password_strength: Vec<Bucket>,
}
impl Default for RateLimits {
    fn default() -> Self {
        let minutes =
            |buckets: &[(u64, u32)]| buckets.iter().map(|(m, requests)| Bucket { period: Duration::from_secs(m * 60), requests: *requests }).collect();
        Self {
            reset_password_start: minutes(&[(10, 5), (15, 10), (30, 15)]),
            reset_password_finish: minutes(&[(1, 10), (2, 15)]),
            second_factor_totp: minutes(&[(1, 30), (2, 40), (10, 50)]),
            second_factor_duo: minutes(&[(1, 10), (2, 15)]),
            session_elevation_start: minutes(&[(5, 3), (10, 5), (60, 15)]),
            session_elevation_finish: minutes(&[(10, 3), (20, 5), (60, 15)]),
            password_strength: vec![Bucket { period: Duration::from_secs(1), requests: 20 }],
        }
    }
}
