//! How hard to guess a password is that somebody is about to choose.
//!
//! Why: the meter beside the field and the rule that refuses are one estimate, made here; a browser would have to load half a megabyte.

use crate::form::Fields;
use crate::form_token::Form;
use crate::limits::Endpoint;
use crate::reply::{self, Reply};
use crate::visit::Visit;
use portcullis_pages::Trouble;

/// `POST /password/strength`: `{"score":0…4}` for a page of ours that asks for a new password. Nothing is kept.
pub(crate) async fn rate(visit: &Visit<'_>, fields: &Fields) -> Reply {
    if let Some(refused) = visit.limited(Endpoint::PasswordStrength) {
        return refused;
    }
    let session = visit.session().await.ok().flatten();
    let asked_by = [(Form::Enrol, None), (Form::NewPassword, None), (Form::Security, session.as_deref())];
    if !asked_by.into_iter().any(|(form, session)| visit.holds(fields, form, session)) {
        return visit.trouble(Trouble::CrossSite);
    }
    let subject = session.as_ref().map(|s| s.subject());
    let known = subject.as_ref().map(|s| [&*s.user, &*s.display_name, s.email.as_ref().map_or("", |e| e.as_str())]).unwrap_or_default();
    let typed = ["username", "email", "display_name"].map(|name| fields.get(name));
    let about = known.into_iter().chain(typed).filter(|k| !k.is_empty()).map(Into::into).collect();
    match visit.portal.identity.rate_password(fields.get("password").into(), about).await {
        Some(score) => reply::json(format!("{{\"score\":{score}}}")),
        None => visit.trouble(Trouble::Busy),
    }
}
