//! What a field for a new password asks for.
//!
//! Why: every page with such a field says the same rules, in the same words, before anything is refused.

use crate::page::Page;
use serde::Serialize;

/// The rules, as a page tells them.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct PasswordAsk {
    pub min_length: usize,
    /// 0: no limit worth telling.
    pub max_length: usize,
    pub uppercase: bool,
    pub lowercase: bool,
    pub number: bool,
    pub special: bool,
    /// 0: how hard it is to guess is not asked; else a meter shows it.
    pub min_score: u8,
}
impl PasswordAsk {
    /// A page with a meter asks the portal while somebody types.
    pub(crate) fn on(self, page: Page) -> Page {
        if self.min_score > 0 { page.asking_back() } else { page }
    }
}
impl Default for PasswordAsk {
    fn default() -> Self {
        Self { min_length: 8, max_length: 0, uppercase: false, lowercase: false, number: false, special: false, min_score: 0 }
    }
}
