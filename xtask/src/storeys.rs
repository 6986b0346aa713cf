//! The table of the house: which crate lives on which storey and step.
//!
//! Why: the plan of DESIGN and ARCHITECTURE.md in the one form that a build can hold people to.

/// Storeys from the ground up, each with its steps from the lower to the upper one.
/// An arrow may go to a lower storey, or to a lower step of the same storey; never sideways, never up.
pub(crate) const STOREYS: &[Storey] = &[
    Storey { number: 1, name: "words", steps: &[&["model", "document", "crypto", "wire"]] },
    Storey { number: 2, name: "rules", steps: &[&["route", "policy", "authn", "attributes"], &["config", "pages"]] },
    Storey { number: 3, name: "services", steps: &[&["store", "outbound"], &["custody", "directory", "notify"]] },
    Storey { number: 4, name: "rooms", steps: &[&["identity"]] },
    Storey { number: 5, name: "guard", steps: &[&["guard"]] },
    Storey { number: 6, name: "doors", steps: &[&["gateway", "pep", "portal", "api"]] },
    Storey { number: 7, name: "programs", steps: &[&["server", "cli"], &["portcullis"]] },
];

/// Beside the house: anyone may use them in tests, nobody in what ships, and they may look anywhere.
pub(crate) const BESIDE: &[&str] = &["testkit", "xtask"];

/// What a crate must never lean on, though the storeys would let it, with the reason that a reader is given.
pub(crate) const ABSENCES: &[Absence] = &[
    Absence {
        of: "model",
        never: &["tokio", "hyper", "http", "axum", "sqlx", "rustls"],
        why: "the words of the house do no I/O and know no SQL and no web framework",
    },
    Absence { of: "document", never: &["tokio", "hyper", "http", "axum", "sqlx"], why: "reading a document is a pure function of its text" },
    Absence { of: "crypto", never: &["tokio", "hyper", "http", "axum", "sqlx"], why: "sealing and hashing know no HTTP, storage or policy" },
    Absence { of: "wire", never: &["portcullis-model", "tokio", "hyper", "sqlx"], why: "what goes over the wire shares no type with the inside" },
    Absence { of: "route", never: &["tokio", "hyper", "axum", "sqlx"], why: "matching is a pure function; it holds no policy and opens nothing" },
    Absence { of: "policy", never: &["tokio", "hyper", "http", "axum", "sqlx"], why: "a verdict fetches nothing and knows no cookie" },
    Absence { of: "authn", never: &["tokio", "hyper", "axum", "sqlx"], why: "the ceremony tells what to do as data; it sends, renders and stores nothing" },
    Absence { of: "attributes", never: &["tokio", "hyper", "axum", "sqlx"], why: "what is asked of a directory is text; somebody else asks" },
    Absence { of: "config", never: &["tokio", "hyper", "axum", "sqlx"], why: "a configuration is checked from text that is handed in" },
    Absence { of: "pages", never: &["tokio", "hyper", "axum", "sqlx", "portcullis-policy"], why: "pages show decisions and make none" },
    Absence { of: "store", never: &["hyper", "http", "axum", "portcullis-policy"], why: "the store keeps; it does not decide" },
    Absence {
        of: "notify",
        never: &["portcullis-policy", "http", "hyper", "axum", "sqlx"],
        why: "what is mailed is built from the configured origin: no request is near",
    },
    Absence {
        of: "outbound",
        never: &["portcullis-store", "http", "hyper", "axum", "sqlx"],
        why: "the way out knows whom the configuration names, and keeps nothing",
    },
    Absence { of: "identity", never: &["portcullis-policy", "hyper", "axum"], why: "who somebody is says nothing about what they may do" },
    Absence { of: "guard", never: &["hyper", "http", "axum"], why: "the one decision function speaks no protocol" },
    Absence {
        of: "gateway",
        never: &["portcullis-policy", "portcullis-identity", "portcullis-config", "portcullis-store", "sqlx", "axum"],
        why: "the gateway knows no users and no rules; it forwards only with a Permit",
    },
    Absence {
        of: "pep",
        never: &["portcullis-policy", "portcullis-store", "sqlx", "axum", "tokio-rustls"],
        why: "the enforcement point holds no rule and opens no origin connection",
    },
    Absence { of: "portal", never: &["portcullis-policy", "sqlx"], why: "the portal asks the guard; it has no rule of its own" },
    Absence { of: "api", never: &["portcullis-policy", "sqlx"], why: "the API asks the guard; it has no rule of its own" },
    Absence {
        of: "cli",
        never: &["portcullis-store", "portcullis-config", "portcullis-custody", "sqlx"],
        why: "a client sees neither database, configuration nor signing key",
    },
];

pub(crate) struct Storey {
    pub(crate) number: u8,
    pub(crate) name: &'static str,
    pub(crate) steps: &'static [&'static [&'static str]],
}

pub(crate) struct Absence {
    pub(crate) of: &'static str,
    pub(crate) never: &'static [&'static str],
    pub(crate) why: &'static str,
}

/// Where a crate stands; a higher value may lean on a lower one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Height {
    pub(crate) storey: u8,
    pub(crate) step: usize,
}

/// The place of a crate by its short name ("policy"), or nothing if it is not in the table.
pub(crate) fn height_of(name: &str) -> Option<Height> {
    STOREYS.iter().find_map(|storey| storey.steps.iter().position(|step| step.contains(&name)).map(|step| Height { storey: storey.number, step }))
}

/// All short names in the table, from the ground up.
pub(crate) fn everyone() -> impl Iterator<Item = &'static str> {
    STOREYS.iter().flat_map(|storey| storey.steps.iter().flat_map(|step| step.iter().copied()))
}
