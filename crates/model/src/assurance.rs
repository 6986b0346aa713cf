//! How well a session knows its person: AAL, `amr`, `auth_time`.
//!
//! Why: strength of sign-in is a fact for the judge (NIST SP 800-63B, RFC 8176), not a detail of the portal.

use crate::{SessionId, Timestamp};
use serde::{Deserialize, Serialize};

/// Authenticator assurance level of a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "u8", try_from = "u8")]
pub enum Aal {
    One = 1,
    Two = 2,
}
impl From<Aal> for u8 {
    fn from(aal: Aal) -> u8 {
        aal as u8
    }
}
impl TryFrom<u8> for Aal {
    type Error = &'static str;
    fn try_from(n: u8) -> Result<Self, Self::Error> {
        match n {
            1 => Ok(Self::One),
            2 => Ok(Self::Two),
            _ => Err("an assurance level is 1 or 2"),
        }
    }
}

/// An authentication method reference (RFC 8176 §2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[repr(u8)]
pub enum Amr {
    Pwd = 0,
    Otp = 1,
    Hwk = 2,
    Swk = 3,
    User = 4,
    Pin = 5,
    Mfa = 6,
    Sms = 7,
    Kba = 8,
    /// Over another channel than the browser: a question on the person's phone.
    Mca = 9,
}
impl Amr {
    pub const ALL: [Self; 10] = [Self::Pwd, Self::Otp, Self::Hwk, Self::Swk, Self::User, Self::Pin, Self::Mfa, Self::Sms, Self::Kba, Self::Mca];
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pwd => "pwd",
            Self::Otp => "otp",
            Self::Hwk => "hwk",
            Self::Swk => "swk",
            Self::User => "user",
            Self::Pin => "pin",
            Self::Mfa => "mfa",
            Self::Sms => "sms",
            Self::Kba => "kba",
            Self::Mca => "mca",
        }
    }
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|a| a.as_str() == text)
    }
}

/// A set of method references.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(from = "Vec<Amr>", into = "Vec<Amr>")]
pub struct AmrSet(u16);
impl AmrSet {
    pub const fn with(self, amr: Amr) -> Self {
        Self(self.0 | 1 << amr as u8)
    }
    pub const fn has(self, amr: Amr) -> bool {
        self.0 & 1 << amr as u8 != 0
    }
    /// Those of both sets.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
    /// Those that are in the other set too.
    #[must_use]
    pub const fn within(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }
    pub fn iter(self) -> impl Iterator<Item = Amr> {
        Amr::ALL.into_iter().filter(move |a| self.has(*a))
    }
}
impl From<Vec<Amr>> for AmrSet {
    fn from(list: Vec<Amr>) -> Self {
        list.into_iter().fold(Self::default(), Self::with)
    }
}
impl From<AmrSet> for Vec<Amr> {
    fn from(set: AmrSet) -> Self {
        set.iter().collect()
    }
}

/// What a live session says of its sign-in. Present exactly when there is a session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuthContext {
    pub session: SessionId,
    /// The id shown to others (assertion `sid`, session lists): derived, never the handle.
    pub sid: Box<str>,
    pub aal: Aal,
    pub amr: AmrSet,
    pub auth_time: Timestamp,
    /// The session's absolute end.
    pub expires: Timestamp,
}
