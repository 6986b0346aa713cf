//! Rules for new passwords as meant.
//!
//! Why: the table, the check and the server take the defaults from one place.

/// What a new password must be like.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PasswordPolicy {
    /// Characters.
    pub min_length: u16,
    /// Characters; `None`: as many as fit.
    pub max_length: Option<u16>,
    pub uppercase: bool,
    pub lowercase: bool,
    pub number: bool,
    pub special: bool,
    /// 0 (anything) to 4, as zxcvbn counts.
    pub min_score: u8,
}
impl Default for PasswordPolicy {
    fn default() -> Self {
        Self { min_length: 8, max_length: None, uppercase: false, lowercase: false, number: false, special: false, min_score: 0 }
    }
}
