//! Preferences: language, theme, and which second factor is asked for first.
//!
//! Why: stored with the person they hold in every browser; the two that pages need before sign-in are kept in a cookie as well.

use crate::cookie::{self, Life};
use crate::form::Fields;
use crate::form_token::Form;
use crate::language::YEAR;
use crate::reply::{self, Reply};
use crate::second_factor::way_of;
use crate::visit::{Visit, person};
use http::StatusCode;
use portcullis_identity::{LiveSession, Preferences};
use portcullis_pages::{Preferences as Shown, Theme, Trouble, Way};

pub(crate) async fn show(visit: &Visit<'_>) -> Reply {
    let fields = match visit.query() {
        Ok(fields) => fields,
        Err(trouble) => return visit.trouble(trouble),
    };
    match visit.session().await {
        Ok(Some(session)) => page(visit, &session, fields.has("saved"), false),
        Ok(None) => reply::redirect(StatusCode::FOUND, "/login"),
        Err(_) => visit.trouble(Trouble::Unavailable),
    }
}

/// `POST /account/preferences` with `language`, `theme` and `second_factor`; empty is "nothing in particular".
pub(crate) async fn save(visit: &Visit<'_>, fields: &Fields) -> Reply {
    let session = match visit.session().await {
        Ok(Some(session)) => session,
        Ok(None) => return reply::redirect(StatusCode::SEE_OTHER, "/login"),
        Err(_) => return visit.trouble(Trouble::Unavailable),
    };
    if !visit.holds(fields, Form::Preferences, Some(&session)) {
        return page(visit, &session, false, true);
    }
    let (language, theme, second) = (fields.get("language"), fields.get("theme"), fields.get("second_factor"));
    let known = (language.is_empty() || visit.portal.settings.appearance.languages().find(language).is_some())
        && (theme.is_empty() || Theme::parse(theme).is_some())
        && (second.is_empty() || way_of(second).is_some());
    if !known {
        return visit.trouble(Trouble::BadRequest);
    }
    let wanted = Preferences { language: language.into(), theme: theme.into(), second_factor: second.into() };
    if visit.portal.identity.set_preferences(&session, wanted, &visit.actor(&session), visit.request.now).await.is_err() {
        return visit.trouble(Trouble::Unavailable);
    }
    let mut answer = reply::redirect(StatusCode::SEE_OTHER, "/account/preferences?saved=1");
    for (name, value) in [(cookie::LANGUAGE, language), (cookie::THEME, theme)] {
        let cookie = if value.is_empty() { cookie::clear(name) } else { cookie::set(name, value, Life::For(YEAR)) };
        reply::add_cookie(&mut answer, &cookie);
    }
    answer
}

fn page(visit: &Visit<'_>, session: &LiveSession, saved: bool, stale: bool) -> Reply {
    let prefers = session.preferences();
    let subject = session.subject();
    let page = Shown {
        person: person(&subject),
        language: &prefers.language,
        theme: Theme::parse(&prefers.theme),
        second_factor: way_of(&prefers.second_factor).filter(|w| Way::ALL.contains(w)),
        saved,
        stale,
        csrf: &visit.token(Form::Preferences, Some(session)),
    };
    visit.page_with_form(page.render(&visit.site()))
}
