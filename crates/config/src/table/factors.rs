//! The keys of `totp` and `webauthn`.
//!
//! Why: see the table.

use super::{Key, Kind, MapSpec};
use Kind::{Bool, Duration, FilePath, HostName, Int, List, Map, Text, Word};

pub(crate) static TOTP: MapSpec = MapSpec {
    place: "totp",
    doc: "One-time codes of authenticator apps (RFC 6238). What changes here holds for apps added from now on, except `skew` and `disable`.",
    keys: &[
        Key::new("disable", Bool, "false", "true", "Switches one-time codes off: none can be added or shown.").live(),
        Key::new("issuer", Text, "Portcullis", "Example", "The name that an app shows beside the code.").live(),
        Key::new("algorithm", Word(&["SHA1", "SHA256", "SHA512"]), "SHA1", "SHA256", "Many apps know SHA1 only.").live(),
        Key::new("digits", Int, "6", "8", "6 or 8.").live(),
        Key::new("period", Duration, "30s", "60s", "How long a code is shown. 15s to 1h.").live(),
        Key::new("skew", Int, "1", "0", "How many codes before and after the current one are taken too, for clocks that differ. 0 to 4.").live(),
        Key::new("secret_size", Int, "32", "20", "Bytes of a new secret. 20 to 128.").live(),
        Key::new(
            "allowed_algorithms",
            List(&Word(&["SHA1", "SHA256", "SHA512"])),
            "[]",
            "[SHA1, SHA256]",
            "Algorithms that people may choose among as they add an app. `algorithm` is always one of them.",
        )
        .live(),
        Key::new("allowed_digits", List(&Int), "[]", "[6, 8]", "Lengths that people may choose among. `digits` is always one of them.").live(),
        Key::new("allowed_periods", List(&Duration), "[]", "[30s, 60s]", "Periods that people may choose among. `period` is always one of them.").live(),
        Key::later("disable_reuse_security_policy", "taking a code twice"),
    ],
};

pub(crate) static WEBAUTHN: MapSpec = MapSpec {
    place: "webauthn",
    doc: "Passkeys and security keys (WebAuthn).",
    keys: &[
        Key::new("disable", Bool, "false", "true", "Switches passkeys off: none can be added or shown.").live(),
        Key::new("display_name", Text, "Portcullis", "Example", "What browsers call this installation.").live(),
        Key::new(
            "rp_id",
            HostName,
            "the portal's host",
            "example.com",
            "The host that keys are bound to: the portal's, or a parent of it. Keys made for another one are lost.",
        )
        .live(),
        Key::new(
            "user_verification",
            Word(&["required", "preferred", "discouraged"]),
            "preferred",
            "required",
            "Whether a key must check its person by fingerprint, face or PIN. A key that did counts as two factors.",
        )
        .live(),
        Key::new(
            "permitted_aaguids",
            List(&Text),
            "[]",
            "[cb69481e-8ff7-4039-93ec-0a2729a154a8]",
            "Only these models are taken, when added and at each use. With any named, browsers ask the key to tell its model.",
        )
        .live(),
        Key::new("prohibited_aaguids", List(&Text), "[]", "[00000000-0000-0000-0000-000000000000]", "These models are refused, when added and at each use.")
            .live(),
        Key::new("prohibit_backup_eligibility", Bool, "false", "true", "Refuses keys that may be copied between a person's devices.").live(),
        Key::new("metadata", Map(&METADATA), "", "", "What is known of models of keys, from a file of the FIDO Alliance."),
        Key::later("attestation_conveyance_preference", "the choice of attestation"),
        Key::later("selection_criteria", "other selection criteria; `user_verification` is a key of its own"),
        Key::later("timeout", "the time that browsers give; it is 60s"),
    ],
};

pub(crate) static METADATA: MapSpec = MapSpec {
    place: "webauthn.metadata",
    doc: "FIDO metadata (Metadata Service 3): new keys of a model with an entry have to prove that they are of it, and models with a report of trouble are refused. Browsers ask \
        people whether the key may tell its model.",
    keys: &[
        Key::new(
            "file",
            FilePath,
            "",
            "fido/blob.jwt",
            "The file, as mds.fidoalliance.org publishes it. It is read again when it changes; fetch it anew every month.",
        )
        .required(),
        Key::new("root", FilePath, "", "fido/root.pem", "The root in PEM that its signature leads to: GlobalSign Root CA - R3 for the Alliance's own.")
            .required(),
        Key::new("require_known", Bool, "false", "true", "Refuses new keys of models without an entry, and keys that do not tell their model."),
        Key::new("check_at_use", Bool, "true", "false", "Refuses keys of a reported model at each use too, not only when they are added."),
    ],
};
