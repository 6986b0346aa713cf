//! Taking a change back over the link in its notice.
//!
//! Why: it works without being signed in, for whoever is shut out; looking at it changes nothing.

use crate::form::Fields;
use crate::form_token::Form;
use crate::reply::{self, Reply};
use crate::reset::{closed, done, known_browser, question};
use crate::visit::Visit;
use http::StatusCode;
use portcullis_identity::Undoing;
use portcullis_pages::MailedDeed;

const fn deed(undoing: Undoing) -> MailedDeed {
    match undoing {
        Undoing::Password => MailedDeed::UndoPassword,
        Undoing::Added => MailedDeed::UndoAdded,
        Undoing::Removed => MailedDeed::UndoRemoved,
        Undoing::SignIn => MailedDeed::ShutOut,
        Undoing::Code => MailedDeed::StopCode,
    }
}

/// `GET /undo?token=…`
pub(crate) async fn ask(visit: &Visit<'_>) -> Reply {
    let fields = match visit.query() {
        Ok(fields) => fields,
        Err(trouble) => return visit.trouble(trouble),
    };
    match visit.portal.identity.undo_link(fields.get("token"), visit.request.now).await {
        Ok(undoing) => asked(visit, undoing, fields.get("token"), false).await,
        Err(refused) => closed(visit, refused),
    }
}

async fn asked(visit: &Visit<'_>, undoing: Undoing, token: &str, stale: bool) -> Reply {
    match visit.portal.identity.undo_names(token, visit.request.now).await {
        Ok(names) => question(visit, deed(undoing), &names.iter().map(|name| &**name).collect::<Vec<_>>(), token, stale),
        Err(refused) => closed(visit, refused),
    }
}

/// `POST /undo`
pub(crate) async fn submit(visit: &Visit<'_>, fields: &Fields) -> Reply {
    let (identity, now, token) = (&visit.portal.identity, visit.request.now, fields.get("token"));
    let undoing = match identity.undo_link(token, now).await {
        Ok(undoing) => undoing,
        Err(refused) => return closed(visit, refused),
    };
    if !visit.holds(fields, Form::Mailed, None) {
        return asked(visit, undoing, token, true).await;
    }
    let (browser, set) = known_browser(visit);
    match identity.undo(token, &browser, &visit.context(), now).await {
        Ok(undone) => match undone.choose {
            Some(secret) => {
                let mut answer = reply::redirect(StatusCode::SEE_OTHER, &format!("/reset-password/new?token={}", secret.expose()));
                reply::add_cookie(&mut answer, &set);
                answer
            }
            None => done(visit, deed(undoing)),
        },
        Err(refused) => closed(visit, refused),
    }
}
