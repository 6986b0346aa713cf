//! The keys of `password_policy`.
//!
//! Why: see the table.

use super::{Key, Kind, MapSpec};
use Kind::{Bool, Int};

pub(crate) static PASSWORD_POLICY: MapSpec = MapSpec {
    place: "password_policy",
    doc: "What new passwords must be like, whoever sets them. Passwords that are set already stay good. Length protects best; a score refuses what is easily guessed, \
        and classes are for those who must ask for them.",
    keys: &[
        Key::new("min_length", Int, "8", "12", "Fewest characters. 8 to 128.").live(),
        Key::new("max_length", Int, "0", "72", "Most characters; 0: as many as fit 1000 bytes. 64 or more, or 0.").live(),
        Key::new("require_uppercase", Bool, "false", "true", "An uppercase letter must be in it.").live(),
        Key::new("require_lowercase", Bool, "false", "true", "A lowercase letter must be in it.").live(),
        Key::new("require_number", Bool, "false", "true", "A number must be in it.").live(),
        Key::new("require_special", Bool, "false", "true", "A character must be in it that is neither a letter nor a number.").live(),
        Key::new("min_score", Int, "0", "3", "How hard to guess it must be, as zxcvbn counts: 1 very guessable, 2 somewhat, 3 hard, 4 very hard; 0 asks for nothing. The person's own name and address count as known.").live(),
    ],
};
