//! Asking for a link to a new password, and the answer.
//!
//! Why: the answer is one for everybody: whether there is such an account is told by mail or not at all (S20).

use crate::page::{Draft, Page, Site, finish};
use serde::Serialize;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Forgot {
    Ask,
    /// It was taken.
    Sent,
    /// The form came without its cookie or too late.
    Stale,
    /// Too often from this address: 429.
    TooOften,
    /// Every place is taken: 503.
    Busy,
}
impl Forgot {
    pub const ALL: [Self; 5] = [Self::Ask, Self::Sent, Self::Stale, Self::TooOften, Self::Busy];
    const fn look(self) -> (u16, &'static str) {
        match self {
            Self::Ask | Self::Sent => (200, ""),
            Self::Stale => (403, "sign-in-stale"),
            Self::TooOften => (429, "forgot-too-often"),
            Self::Busy => (503, "forgot-busy"),
        }
    }
}

pub struct ForgotPassword<'a> {
    pub state: Forgot,
    /// As typed.
    pub username: &'a str,
    pub csrf: &'a str,
}
impl ForgotPassword<'_> {
    pub fn render(&self, site: &Site<'_>) -> Page {
        let (status, why) = self.state.look();
        let sent = self.state == Forgot::Sent;
        let title = site.language.plain(if sent { "forgot-sent-title" } else { "forgot-title" }, &[]);
        let facts = Facts { sent, why, username: self.username, csrf: self.csrf };
        finish(Draft { template: "forgot-password.html", status, title, form_targets: &[] }, &facts, site)
    }
}

#[derive(Serialize)]
struct Facts<'a> {
    sent: bool,
    why: &'static str,
    username: &'a str,
    csrf: &'a str,
}
