//! The keys of `duo`.
//!
//! Why: see the table.

use super::{Key, Kind, MapSpec};
use Kind::{Bool, Duration, FilePath, List, Secret, Text};

pub(crate) static DUO: MapSpec = MapSpec {
    place: "duo",
    doc: "Duo push: a question on the person's phone as a second factor after the password (Duo's Auth API v2). People are known to Duo by their user names.",
    keys: &[
        Key::new("disable", Bool, "false", "true", "Switches Duo off, whatever else stands here."),
        Key::new("hostname", Text, "", "api-1234abcd.duosecurity.com", "The API's host, as Duo's console names it. Nobody else is asked.").required(),
        Key::new("integration_key", Text, "", "DIWJ8X6AEYOR5OMC6TQ1", "The integration key of an application of the kind \"Auth API\".").required(),
        Key::new("secret_key", Secret, "", "{ file: /etc/portcullis/duo.key }", "Its secret key.").required(),
        Key::new("groups", List(&Text), "[]", "[staff, corp/admins]", "Only people of these groups are asked by Duo; with none named, everybody is."),
        Key::new("enable_self_enrollment", Bool, "false", "true", "Shows whoever Duo does not know Duo's page to enrol on."),
        Key::new(
            "accept_bypass",
            Bool,
            "false",
            "true",
            "Counts people as asked whom Duo lets through without a question, by a bypass status or a policy of theirs. Left out, they show something else.",
        ),
        Key::new("timeout", Duration, "5s", "10s", "How long Duo may take to answer. 1s to 1m. People have a minute to answer on their phone."),
        Key::new(
            "ca_file",
            FilePath,
            "the system's authorities",
            "/etc/portcullis/duo-ca.pem",
            "Authorities in PEM that are believed in place of the system's.",
        ),
    ],
};
