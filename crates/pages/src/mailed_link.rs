//! The question behind a mailed link, and its answer.
//!
//! Why: programs that look at mails follow links; only the button on this page does something.

use crate::page::{Draft, Page, Site, finish};
use serde::Serialize;

/// What the link does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MailedDeed {
    /// Makes a link to a new password worthless.
    Revoke,
    UndoPassword,
    UndoAdded,
    UndoRemoved,
    /// A sign-in that was somebody else's.
    ShutOut,
    /// A code that somebody else asked for.
    StopCode,
}
impl MailedDeed {
    pub const ALL: [Self; 6] = [Self::Revoke, Self::UndoPassword, Self::UndoAdded, Self::UndoRemoved, Self::ShutOut, Self::StopCode];
    const fn words(self) -> Words {
        match self {
            Self::Revoke => Words {
                action: "/reset-password/revoke",
                title: "mailed-revoke-title",
                text: "mailed-revoke-text",
                button: "mailed-revoke-button",
                done_title: "mailed-revoke-done-title",
                done: "mailed-revoke-done",
            },
            Self::UndoPassword => Words { text: "mailed-undo-password-text", ..UNDO },
            Self::UndoAdded => Words { text: "mailed-undo-added-text", ..UNDO },
            Self::ShutOut => Words { title: "mailed-shut-out-title", text: "mailed-shut-out-text", button: "mailed-shut-out-button", ..UNDO },
            Self::StopCode => Words { text: "mailed-stop-code-text", ..UNDO },
            Self::UndoRemoved => Words { text: "mailed-undo-removed-text", ..UNDO },
        }
    }
}
struct Words {
    action: &'static str,
    title: &'static str,
    text: &'static str,
    button: &'static str,
    done_title: &'static str,
    done: &'static str,
}
const UNDO: Words = Words {
    action: "/undo",
    title: "mailed-undo-title",
    text: "",
    button: "mailed-undo-button",
    done_title: "mailed-undo-done-title",
    done: "mailed-undo-done",
};

pub struct MailedLink<'a> {
    pub deed: MailedDeed,
    /// It was done; else it is asked.
    pub done: bool,
    /// The form came without its cookie or too late; nothing was done.
    pub stale: bool,
    /// What it is about, where that has a name.
    pub names: &'a [&'a str],
    pub token: &'a str,
    pub csrf: &'a str,
}
impl MailedLink<'_> {
    pub fn render(&self, site: &Site<'_>) -> Page {
        let words = self.deed.words();
        let (title, text) = if self.done { (words.done_title, words.done) } else { (words.title, words.text) };
        let facts = Facts {
            action: words.action,
            text,
            button: words.button,
            done: self.done,
            bad: self.deed != MailedDeed::Revoke,
            stale: self.stale,
            names: self.names,
            token: self.token,
            csrf: self.csrf,
        };
        let status = if self.stale { 403 } else { 200 };
        finish(Draft { template: "mailed-link.html", status, title: site.language.plain(title, &[]), form_targets: &[] }, &facts, site)
    }
}

#[derive(Serialize)]
struct Facts<'a> {
    action: &'static str,
    text: &'static str,
    button: &'static str,
    done: bool,
    bad: bool,
    stale: bool,
    names: &'a [&'a str],
    token: &'a str,
    csrf: &'a str,
}
