//! Why a directory server did not answer a question.
//!
//! Why: "no such person" and "I could not ask" must never be taken for each other: one ends sessions, the other ends none.

/// The server was not asked, or gave no usable answer. It says nothing about any person.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LdapFailure {
    #[error("it cannot be reached: {0}")]
    Unreachable(String),
    #[error("it did not answer in time")]
    Slow,
    #[error("it did not take StartTLS, and nothing goes there unencrypted")]
    NoStartTls,
    #[error("TLS failed: {0}")]
    Tls(String),
    /// Of the account that searches.
    #[error("it refused the account that searches: {0}")]
    Account(String),
    /// LDAP result code and the server's words.
    #[error("it refused the question with {code}: {text}")]
    Refused { code: u32, text: String },
    #[error("nothing can be read below {base:?} ({code}): whether it is there, and whether the account that searches may see it, is to be looked at")]
    Hidden { base: String, code: u32 },
    #[error("it gave an answer that cannot be read")]
    Unreadable,
    #[error("the answer is larger than anything that is kept of a person: {0}")]
    TooLarge(&'static str),
    /// An id that is missing or not one entry's alone says nothing about who somebody is.
    #[error("{0}; `attributes.id` says which attribute it is, and without one names alone count")]
    Id(String),
    #[error("all {0} connections to it are in use")]
    Busy(usize),
}
impl LdapFailure {
    /// Whether another server, or another connection, might do better.
    pub(crate) const fn is_of_the_server(&self) -> bool {
        match self {
            Self::Unreachable(_) | Self::Slow | Self::NoStartTls | Self::Tls(_) | Self::Account(_) | Self::Hidden { .. } | Self::Unreadable => true,
            Self::Refused { code, .. } => matches!(code, 51 | 52),
            Self::TooLarge(_) | Self::Id(_) | Self::Busy(_) => false,
        }
    }
}

/// The server's words, fit for a log: one line, of a length.
pub(crate) fn words(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).take(200).collect::<String>().trim().to_owned()
}
