//! The keys of `regulation`.
//!
//! Why: see the table.

use super::{Key, Kind, MapSpec};
use Kind::{Duration, Int, List, Word};

pub(crate) static REGULATION: MapSpec = MapSpec {
    place: "regulation",
    doc: "The brake on failed sign-ins: who fails too often is refused for a while, with the right password too. Bans in force stay as they are when this changes; \
        `portcullis ban` lists, makes and takes back bans.",
    keys: &[
        Key::new("modes", List(&Word(&["user", "ip"])), "[user, ip]", "[user]", "What is counted: failures of a person, failures from an address.").live(),
        Key::new("max_retries", Int, "10", "3", "So many failures of a person within `find_time` ban the person; half as many, where it is a second factor that fails. 0 to 1000; 0 bans nobody.").live(),
        Key::new(
            "max_retries_address",
            Int,
            "50",
            "20",
            "So many failures from an address within `find_time` ban the address; many people may share one. Loopback is never banned: it is this host, or a proxy on it for everybody. IPv6 addresses count by their first 64 bits. 0 to 1000; 0 bans none.",
        )
        .live(),
        Key::new("find_time", Duration, "2m", "5m", "The time in which failures are counted. Not longer than `ban_time`.").live(),
        Key::new("ban_time", Duration, "5m", "10m", "How long a ban lasts.").live(),
    ],
};
