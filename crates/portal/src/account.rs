//! The account page: who this is, how it is known, where else this person is signed in; and ending those sessions.
//!
//! Why: a person ends their own sessions and nobody else's: an id from a form counts only if it is in the person's own list (S18).

use crate::form::Fields;
use crate::form_token::Form;
use crate::network;
use crate::reply::{self, Reply};
use crate::visit::{Visit, person};
use http::StatusCode;
use portcullis_identity::{LiveSession, ManageError, SessionView};
use portcullis_model::Role;
use portcullis_pages::{Account, SessionRow, SignInRow, Trouble};

/// So many sign-ins are shown.
const LAST: usize = 20;

pub(crate) async fn show(visit: &Visit<'_>) -> Reply {
    let fields = match visit.query() {
        Ok(fields) => fields,
        Err(trouble) => return visit.trouble(trouble),
    };
    match visit.session().await {
        Ok(Some(session)) => page(visit, &session, fields.has("ended")).await,
        Ok(None) => reply::redirect(StatusCode::FOUND, "/login"),
        Err(_) => visit.trouble(Trouble::Unavailable),
    }
}

/// `POST /account/sessions/revoke` with `session`: a `sid`, or `others`.
pub(crate) async fn revoke(visit: &Visit<'_>, fields: &Fields) -> Reply {
    let session = match visit.session().await {
        Ok(Some(session)) => session,
        Ok(None) => return reply::redirect(StatusCode::SEE_OTHER, "/login"),
        Err(_) => return visit.trouble(Trouble::Unavailable),
    };
    if !visit.holds(fields, Form::Account, Some(&session)) {
        return visit.trouble(Trouble::CrossSite);
    }
    let Ok(own) = sessions(visit, &session).await else { return visit.trouble(Trouble::Unavailable) };
    let wanted = fields.get("session");
    let ends = |s: &&SessionView| *s.sid != *session.auth.sid && (wanted == "others" || *s.sid == *wanted);
    let (actor, now) = (visit.actor(&session), visit.request.now);
    for other in own.iter().filter(ends) {
        if visit.portal.identity.revoke_session(&other.sid, &actor, now).await.is_err() {
            return visit.trouble(Trouble::Unavailable);
        }
    }
    reply::redirect(StatusCode::SEE_OTHER, "/account?ended=1")
}

async fn sessions(visit: &Visit<'_>, session: &LiveSession) -> Result<Vec<SessionView>, ManageError> {
    visit.portal.identity.list_sessions(Some(&session.person.to_string()), visit.request.now).await
}

async fn page(visit: &Visit<'_>, session: &LiveSession, ended: bool) -> Reply {
    let Ok(mut all) = sessions(visit, session).await else { return visit.trouble(Trouble::Unavailable) };
    let is_current = |s: &SessionView| *s.sid == *session.auth.sid;
    all.sort_by_key(|s| (!is_current(s), std::cmp::Reverse(s.last_used)));
    let addresses: Vec<String> = all.iter().map(|s| s.ip.map(|ip| ip.to_string()).unwrap_or_default()).collect();
    let here = visit.request.peer_ip;
    let Ok(sign_ins) = visit.portal.identity.last_sign_ins(session, LAST).await else { return visit.trouble(Trouble::Unavailable) };
    let sources: Vec<String> = sign_ins.iter().map(|s| s.ip.map(|ip| ip.to_string()).unwrap_or_default()).collect();
    let last: Vec<SignInRow<'_>> = sign_ins
        .iter()
        .zip(&sources)
        .map(|(s, ip)| SignInRow { at: s.at, succeeded: s.succeeded, method: &s.method, ip, place: network::place(s.ip, here) })
        .collect();
    let rows: Vec<SessionRow<'_>> = all
        .iter()
        .zip(&addresses)
        .map(|(s, ip)| SessionRow {
            sid: &s.sid,
            agent: &s.user_agent,
            ip,
            signed_in: s.created,
            expires: s.expires,
            amr: s.amr,
            current: is_current(s),
            place: network::place(s.ip, here),
        })
        .collect();
    let subject = session.subject();
    let groups: Vec<&str> = subject.groups.shown().collect();
    let roles: Vec<&str> = subject.roles.iter().map(Role::as_str).collect();
    let page = Account {
        person: person(&subject),
        username: &subject.user,
        email: subject.email.as_ref().map_or("", |e| e.as_str()),
        groups: &groups,
        roles: &roles,
        aal: session.auth.aal,
        amr: session.auth.amr,
        signed_in: session.auth.auth_time,
        ends: session.ends_at(),
        latest: session.auth.expires,
        sessions: &rows,
        sign_ins: &last,
        ended,
        csrf: &visit.token(Form::Account, Some(session)),
    };
    visit.page_with_form(page.render(&visit.site()))
}
