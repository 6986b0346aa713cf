//! Choosing a language: a form on every page, and the way back to that page.
//!
//! Why: nobody looks for a setting in a language they can't read; the choice leads back only to pages that the portal has (S3).

use crate::cookie::{self, Life};
use crate::form::Fields;
use crate::portal::allowed;
use crate::reply::{self, Reply};
use crate::request::PortalRequest;
use crate::visit::Visit;
use http::{Method, StatusCode};
use portcullis_identity::Preferences;
use portcullis_pages::Trouble;
use std::time::Duration;

/// How long a browser keeps what was chosen in it.
pub(crate) const YEAR: Duration = Duration::from_secs(365 * 86_400);

/// Longer addresses are not gone back to: the page is found again from the first one.
const LONGEST: usize = 4096;

/// `POST /language` with `language` and `to`. It changes nothing but words, so it asks for no token; that it came from our own page
/// was checked before.
pub(crate) async fn choose(visit: &Visit<'_>, fields: &Fields) -> Reply {
    let languages = visit.portal.settings.appearance.languages();
    let Some(language) = languages.find(fields.get("language")) else { return visit.trouble(Trouble::BadRequest) };
    // Who is signed in takes the choice along; where it can't be kept the cookie still holds here.
    if let Ok(Some(session)) = visit.session().await {
        let wanted = Preferences { language: language.tag().into(), ..session.preferences() };
        let _ = visit.portal.identity.set_preferences(&session, wanted, &visit.actor(&session), visit.request.now).await;
    }
    let mut answer = reply::redirect(StatusCode::SEE_OTHER, back(fields.get("to")));
    reply::add_cookie(&mut answer, &cookie::set(cookie::LANGUAGE, language.tag(), Life::For(YEAR)));
    answer
}

/// The address of the page that is being drawn: its path and query, or for the answer to a form the page that the form is on.
pub(crate) fn here(request: &PortalRequest) -> String {
    let path = request.target.path();
    let query = match request.method {
        Method::GET | Method::HEAD => request.target.query().map(str::to_owned),
        // The sealed hand-off goes along, so that the way to the application is not lost.
        _ => Fields::parse(&request.body).ok().map(|f| f.get("flow").to_owned()).filter(|flow| !flow.is_empty()).map(|flow| format!("flow={flow}")),
    };
    let address = query.map_or_else(|| path.to_owned(), |query| format!("{path}?{query}"));
    back(&address).to_owned()
}

/// Where a page of ours is read, or the first one: a path of the portal's own table, and a query of plain characters.
fn back(to: &str) -> &str {
    let (path, query) = to.split_once('?').unwrap_or((to, ""));
    let ours = allowed(path).is_some_and(|methods| methods.starts_with("GET"));
    let plain = query.bytes().all(|b| b.is_ascii_alphanumeric() || b"-._~%=&+".contains(&b));
    if ours && plain && to.len() <= LONGEST { to } else { "/" }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing;

    #[test]
    fn s03_only_pages_of_ours_are_gone_back_to() {
        for good in ["/", "/login", "/login?flow=abc-_.%20", "/account", "/enrol?token=pce_x", "/second-factor?way=app&flow=x"] {
            assert_eq!(back(good), good);
        }
        let long = format!("/login?flow={}", "a".repeat(5000));
        for bad in [
            "",
            "//evil.test",
            "/\\evil.test",
            "https://evil.test/",
            "/login/../..",
            "/nothing",
            "/language",
            "/account/sessions/revoke",
            "javascript:alert(1)",
            "/login?x=<b>",
            "/login?x=\r\nset-cookie: a=b",
            "/login#x",
            "/login?a b",
            long.as_str(),
            "\t/login",
            "/login?\u{202e}",
        ] {
            assert_eq!(back(bad), "/", "{bad}");
        }
    }
    #[test]
    fn the_answer_to_a_form_leads_back_to_its_page() {
        let mut request = testing::request("POST", "/login");
        request.body = "username=x&flow=sealed".into();
        assert_eq!(here(&request), "/login?flow=sealed");
        request.body = "flow=%0d%0a".into();
        assert_eq!(here(&request), "/");
        assert_eq!(here(&testing::request("POST", "/account/sessions/revoke")), "/");
        assert_eq!(here(&testing::request("GET", "/account/security?done=key-added")), "/account/security?done=key-added");
    }
}
