//! The keys of `rate_limits`.
//!
//! Why: see the table.

use super::{Key, Kind, MapSpec};
use Kind::{Duration, Int, List, Map};

pub(crate) static RATE_LIMITS: MapSpec = MapSpec {
    place: "rate_limits",
    doc: "How often an address may ask for what costs something, right or wrong. Each bucket holds so many requests and regains one in each period; every bucket has to have \
        one. A request too many is answered with 429 and `Retry-After`. IPv6 addresses count by their first 64 bits. An empty list: no limit.",
    keys: &[
        Key::new(
            "reset_password_start",
            List(&Map(&BUCKET)),
            "5 in 10m, 10 in 15m, 15 in 30m",
            "[ { period: 10m, requests: 5 } ]",
            "Asking for a link to reset a password.",
        )
        .live(),
        Key::new(
            "reset_password_finish",
            List(&Map(&BUCKET)),
            "10 in 1m, 15 in 2m",
            "[ { period: 1m, requests: 10 } ]",
            "Setting the password over such a link.",
        )
        .live(),
        Key::new(
            "second_factor_totp",
            List(&Map(&BUCKET)),
            "30 in 1m, 40 in 2m, 50 in 10m",
            "[ { period: 1m, requests: 30 } ]",
            "Codes of authenticator apps.",
        )
        .live(),
        Key::new(
            "second_factor_duo",
            List(&Map(&BUCKET)),
            "10 in 1m, 15 in 2m",
            "[ { period: 2m, requests: 5 } ]",
            "Asking somebody's phone by Duo. Counted by address, and once more by the person who is asked.",
        ),
        Key::new(
            "session_elevation_start",
            List(&Map(&BUCKET)),
            "3 in 5m, 5 in 10m, 15 in 1h",
            "[ { period: 5m, requests: 3 } ]",
            "Asking for a code by mail.",
        )
        .live(),
        Key::new(
            "session_elevation_finish",
            List(&Map(&BUCKET)),
            "3 in 10m, 5 in 20m, 15 in 1h",
            "[ { period: 10m, requests: 3 } ]",
            "Typing a code that was mailed.",
        )
        .live(),
        Key::new("password_strength", List(&Map(&BUCKET)), "20 in 1s", "[ { period: 1s, requests: 60 } ]", "Rating a password while it is typed.").live(),
    ],
};

static BUCKET: MapSpec = MapSpec {
    place: "rate_limits.reset_password_start[]",
    doc: "One bucket; those of the other endpoints are alike.",
    keys: &[
        Key::new("period", Duration, "", "10m", "The time in which it regains one request. 1s or longer.").required().live(),
        Key::new("requests", Int, "", "5", "How many it holds. 1 to 10000.").required().live(),
    ],
};
