//! The pages behind mails, in every state.
//!
//! Why: people see them when something went wrong; each has to say what to do.

use crate::samples::{Words, person};
use portcullis_pages::{
    Accept, ConfirmCode, ConfirmState, EnrolFault, Forgot, ForgotPassword, MailedDeed, MailedLink, NewPassword, NewPasswordTrouble, Page, PasswordAsk, Site,
};

pub(crate) fn all(words: &Words<'_>, site: &Site<'_>) -> Vec<(String, Page)> {
    let name = |page: &str, state: &dyn std::fmt::Debug| format!("{page}-{state:?}").to_lowercase();
    let mut all = Vec::new();
    for state in Forgot::ALL {
        all.push((name("forgot", &state), ForgotPassword { state, username: words.text, csrf: "csrf-token" }.render(site)));
    }
    let new = |faults: &[EnrolFault], trouble| {
        NewPassword { username: words.username, faults, trouble, rules: PasswordAsk::default(), token: "pcm_sample", csrf: "csrf-token" }.render(site)
    };
    all.push(("new-password".into(), new(&[], None)));
    for fault in [EnrolFault::ShortPassword, EnrolFault::Differs] {
        all.push((name("new-password", &fault), new(&[fault], None)));
    }
    for trouble in NewPasswordTrouble::ALL {
        all.push((name("new-password", &trouble), new(&[], Some(trouble))));
    }
    for deed in MailedDeed::ALL {
        for (state, done, stale) in [("ask", false, false), ("stale", false, true), ("done", true, false)] {
            let page = MailedLink { deed, done, stale, names: &[words.text], token: "pcm_sample", csrf: "csrf-token" };
            all.push((format!("{}-{state}", name("mailed", &deed)), page.render(site)));
        }
    }
    for (state, stale) in [("ask", false), ("stale", true)] {
        let page = Accept { asker: None, person: person(words), notice: "https://example.com/privacy", stale, csrf: "csrf-token", flow: "sealed" };
        all.push((format!("accept-{state}"), page.render(site)));
    }
    for state in ConfirmState::ALL {
        let page = ConfirmCode { person: person(words), state, address: words.email, to: "keys", csrf: "csrf-token" };
        all.push((name("confirm-code", &state), page.render(site)));
    }
    all
}
