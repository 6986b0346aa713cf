//! One more factor for a person who is signed in so far.
//!
//! Why: the page asks for what the person has and the way asks for; what is shown raises this session and no other (S18).

use crate::form::Fields;
use crate::form_token::Form;
use crate::limits::Endpoint;
use crate::login;
use crate::purpose::{Next, Purpose};
use crate::push;
use crate::reply::{self, Reply};
use crate::visit::{Visit, person};
use http::StatusCode;
use portcullis_authn::{Authenticated, SessionFacts};
use portcullis_crypto::{SecretBytes, SecretText};
use portcullis_identity::{Device, FactorKind, LiveSession, SecondRefused, Shown as Factor, SignInRefused};
use portcullis_model::Amr;
use portcullis_pages::{DuoAsk, KeyAsk, Phone, SecondFactor, SecondTrouble, Trouble, Way};
use tokio::time::Instant;

/// `GET /second-factor?flow=…&way=…`
pub(crate) async fn show(visit: &Visit<'_>) -> Reply {
    let fields = match visit.query() {
        Ok(fields) => fields,
        Err(trouble) => return visit.trouble(trouble),
    };
    let purpose = Purpose::of(visit, &fields);
    let session = match purpose.session(visit, StatusCode::FOUND).await {
        Ok(session) => session,
        Err(reply) => return reply,
    };
    match purpose.next(visit, Some(&session)).await {
        Ok(Next::Second) => form(visit, &purpose, &session, Shown { way: way_of(fields.get("way")), ..Shown::default() }).await,
        // Whatever else it is: the sign-in page knows what to do.
        Ok(_) => purpose.to_sign_in(StatusCode::FOUND),
        Err(_) => visit.trouble(Trouble::Unavailable),
    }
}

/// `POST /second-factor` with one of `code`, `recovery_code`, `answer` and `sealed`, `password`, `push`.
pub(crate) async fn submit(visit: &Visit<'_>, fields: &Fields, started: Instant) -> Reply {
    let purpose = Purpose::of(visit, fields);
    let session = match purpose.session(visit, StatusCode::SEE_OTHER).await {
        Ok(session) => session,
        Err(reply) => return reply,
    };
    let way = sent_way(fields);
    let refused = async |trouble| form(visit, &purpose, &session, Shown { way, trouble: Some(trouble), ..Shown::default() }).await;
    if !visit.holds(fields, Form::Second, Some(&session)) {
        return refused(SecondTrouble::Stale).await;
    }
    if way == Some(Way::Duo) {
        return push::press(visit, &purpose, &session, fields).await;
    }
    if way == Some(Way::App)
        && let Some(limited) = visit.limited(Endpoint::OneTimeCode)
    {
        return limited;
    }
    let proof = match prove(visit, &session, fields, way).await {
        Ok(proof) => proof,
        Err(trouble) => {
            tokio::time::sleep_until(started + visit.portal.identity.answer_deadline()).await;
            return refused(trouble).await;
        }
    };
    taken(visit, &purpose, &session, proof).await
}

/// A factor was right: it raises the session that it was shown in.
pub(crate) async fn taken(visit: &Visit<'_>, purpose: &Purpose<'_>, session: &LiveSession, proof: Authenticated) -> Reply {
    match visit.portal.identity.raise(proof, session, &visit.context(), visit.request.now).await {
        Ok(Some(minted)) => login::after(visit, purpose, &minted).await,
        // It ended meanwhile.
        Ok(None) => reply::redirect(StatusCode::SEE_OTHER, &format!("/login{}", purpose.query())),
        Err(_) => form(visit, purpose, session, Shown { trouble: Some(SecondTrouble::Unavailable), ..Shown::default() }).await,
    }
}

async fn prove(visit: &Visit<'_>, session: &LiveSession, fields: &Fields, way: Option<Way>) -> Result<Authenticated, SecondTrouble> {
    let (identity, context, now) = (&visit.portal.identity, visit.context(), visit.request.now);
    let shown = match way {
        Some(Way::App) => Factor::Code(SecretText::from(fields.get("code"))),
        Some(Way::Recovery) => Factor::RecoveryCode(SecretText::from(fields.get("recovery_code"))),
        Some(Way::Key) => Factor::Passkey { sealed: fields.get("sealed").into(), answer: fields.get("answer").into() },
        Some(Way::Password) => {
            // The session says whose password it is; a name in the form is not read.
            let name = session.subject().user.clone();
            return match identity.sign_in(&name, &SecretBytes::from(fields.get("password")), &context, now).await {
                Ok(proof) if proof.person() == session.person => Ok(proof.joining(session.person, &SessionFacts::from(&session.auth))),
                Ok(_) | Err(SignInRefused::NotRight) => Err(SecondTrouble::NotRight),
                Err(SignInRefused::Busy) => Err(SecondTrouble::Busy),
                Err(SignInRefused::Unavailable(_)) => Err(SecondTrouble::Unavailable),
            };
        }
        Some(Way::Duo) | None => return Err(SecondTrouble::NotRight),
    };
    identity.second(session, &shown, &context, now).await.map_err(trouble)
}

pub(crate) const fn trouble(refused: SecondRefused) -> SecondTrouble {
    match refused {
        SecondRefused::NotRight => SecondTrouble::NotRight,
        SecondRefused::Unavailable(_) => SecondTrouble::Unavailable,
    }
}

pub(crate) fn way_of(text: &str) -> Option<Way> {
    match text {
        "app" => Some(Way::App),
        "recovery" => Some(Way::Recovery),
        "key" => Some(Way::Key),
        "password" => Some(Way::Password),
        "duo" => Some(Way::Duo),
        _ => None,
    }
}
fn sent_way(fields: &Fields) -> Option<Way> {
    let sent = |name: &str| !fields.get(name).is_empty();
    [("answer", Way::Key), ("code", Way::App), ("recovery_code", Way::Recovery), ("password", Way::Password), ("push", Way::Duo)]
        .into_iter()
        .find(|(name, _)| sent(name))
        .map(|(_, way)| way)
}

/// What the page is to show; the rest it finds out.
#[derive(Clone, Copy, Default)]
pub(crate) struct Shown<'a> {
    pub(crate) way: Option<Way>,
    pub(crate) trouble: Option<SecondTrouble>,
    /// Phones to choose from.
    pub(crate) phones: &'a [Device],
    /// Duo's page to enrol on.
    pub(crate) enrol: &'a str,
}

pub(crate) async fn form(visit: &Visit<'_>, purpose: &Purpose<'_>, session: &LiveSession, shown: Shown<'_>) -> Reply {
    let Shown { way: wanted, trouble, phones, enrol } = shown;
    let (identity, now) = (&visit.portal.identity, visit.request.now);
    let (Ok(factors), Ok(owned)) = (identity.factors(session.person).await, identity.owned(session.person).await) else {
        return visit.trouble(Trouble::Unavailable);
    };
    let app = factors.iter().find(|f| f.kind == FactorKind::App);
    let shape = app.and_then(|f| f.shape).unwrap_or_default();
    let app = app.map(|f| &*f.name);
    let names: Vec<&str> = factors.iter().filter(|f| matches!(f.kind, FactorKind::Passkey { cloned: false, .. })).map(|f| &*f.name).collect();
    let key = if names.is_empty() { None } else { identity.ask_passkey(Some(session.person), now).await.ok() };
    let password = owned.password && !session.auth.amr.has(Amr::Pwd);
    let duo = owned.push_offered && session.auth.amr.has(Amr::Pwd);
    let usual = factors.iter().find(|f| f.kind == FactorKind::Duo).map_or("", |f| &*f.name);
    let phones: Vec<Phone<'_>> = phones.iter().map(|p| Phone { id: &p.id, name: &p.name }).collect();
    let ways = [(Way::Key, key.is_some()), (Way::App, app.is_some()), (Way::Duo, duo), (Way::Password, password)];
    let there: Vec<(Way, bool)> = ways.into_iter().chain([(Way::Recovery, owned.recovery_codes > 0)]).collect();
    let has = |way: Way| there.iter().any(|(w, has)| *w == way && *has);
    let preferred = way_of(&session.preferences().second_factor);
    let way = wanted.filter(|w| has(*w)).or(preferred.filter(|w| has(*w))).or_else(|| there.iter().find(|(_, has)| *has).map(|(w, _)| *w)).unwrap_or(Way::App);
    let origin = purpose.origin();
    let subject = session.subject();
    let page = SecondFactor {
        asker: purpose.asker(origin.as_deref()),
        person: person(&subject),
        trouble,
        way,
        app,
        digits: shape.digits,
        period: shape.period,
        recovery_left: owned.recovery_codes,
        key: key.as_ref().map(|k| KeyAsk { options: &k.options, sealed: &k.sealed }),
        key_names: &names,
        password,
        duo: duo.then_some(DuoAsk { usual, phones: &phones, enrol }),
        csrf: &visit.token(Form::Second, Some(session)),
        flow: purpose.flow,
    };
    visit.page_with_form(page.render(&visit.site()))
}
