//! Enrolling over a single-use link: an administrator's account, or a password for somebody who is known.
//!
//! Why: looking at a link spends nothing, so that a mail scanner can't; sending the form does, and signs the person in.

use crate::form::Fields;
use crate::form_token::Form;
use crate::login;
use crate::reply::{self, Reply};
use crate::visit::Visit;
use http::{StatusCode, header};
use portcullis_authn::{CharacterClass, PasswordRefused, PasswordRules};
use portcullis_crypto::SecretText;
use portcullis_identity::{EnrolRefused, Keep, KeyEnrolRefused, Link, ManageError, NewPerson, is_username};
use portcullis_model::{Email, Timestamp};
use portcullis_pages::{Enrol, EnrolFault, EnrolKind, KeyAsk, PasswordAsk, Trouble};
use tokio::time::Instant;

/// What the form shows.
struct Filled<'f> {
    kind: EnrolKind,
    username: &'f str,
    email: &'f str,
    display_name: &'f str,
    expires: Timestamp,
}
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Open,
    Stale,
    Unavailable,
    KeyRefused,
}

/// `GET /enrol?token=…`
pub(crate) async fn show(visit: &Visit<'_>) -> Reply {
    let fields = match visit.query() {
        Ok(fields) => fields,
        Err(trouble) => return visit.trouble(trouble),
    };
    let token = fields.get("token");
    let link = match visit.portal.identity.link(token, visit.request.now).await {
        Ok(link) => link,
        Err(refused) => return closed(visit, &refused),
    };
    let filled = filled(visit, &link, None).await;
    form(visit, &filled, token, &[], State::Open).await
}

/// `POST /enrol`
pub(crate) async fn submit(visit: &Visit<'_>, fields: &Fields, started: Instant) -> Reply {
    let (token, now) = (fields.get("token"), visit.request.now);
    let identity = &visit.portal.identity;
    let link = match identity.link(token, now).await {
        Ok(link) => link,
        Err(refused) => return closed(visit, &refused),
    };
    let filled = filled(visit, &link, Some(fields)).await;
    if !visit.holds(fields, Form::Enrol, None) {
        return form(visit, &filled, token, &[], State::Stale).await;
    }
    let with_key = fields.get("with") == "passkey" && !fields.get("answer").is_empty();
    let faults = faults(visit, &filled, fields, with_key);
    if !faults.is_empty() {
        return form(visit, &filled, token, &faults, State::Open).await;
    }
    let (password, context) = (SecretText::from(fields.get("password")), visit.context());
    let proof = match link {
        _ if with_key => {
            let new =
                NewPerson { username: filled.username.into(), email: Some(filled.email.into()), display_name: filled.display_name.into(), groups: Vec::new() };
            match identity.enrol_with_key(token, &new, fields.get("sealed"), fields.get("answer"), &context, now).await {
                Err(KeyEnrolRefused::Key(_)) => return form(visit, &filled, token, &[], State::KeyRefused).await,
                Err(KeyEnrolRefused::Link(refused)) => Err(refused),
                Ok(proof) => Ok(proof),
            }
        }
        Link::NewAdministrator { .. } => {
            let new =
                NewPerson { username: filled.username.into(), email: Some(filled.email.into()), display_name: filled.display_name.into(), groups: Vec::new() };
            identity.enrol_first(token, &new, &password, &context, now).await
        }
        Link::SetPassword { .. } => identity.enrol(token, &password, &context, now).await,
    };
    let proof = match proof {
        Ok(proof) => proof,
        Err(EnrolRefused::Form(error)) => {
            return match fault(&error) {
                Some(fault) => form(visit, &filled, token, &[fault], State::Open).await,
                None => form(visit, &filled, token, &[], State::Unavailable).await,
            };
        }
        Err(refused) => {
            tokio::time::sleep_until(started + identity.answer_deadline()).await;
            return closed(visit, &refused);
        }
    };
    // A session that this browser had, whoever's it was, ends with the enrolment (S7).
    let minted = match visit.session().await {
        Ok(Some(old)) => identity.mint_replacing(proof, Keep::UntilClosed, &old, &context, now).await,
        _ => identity.mint(proof, Keep::UntilClosed, &context, now).await,
    };
    // Enrolled already: what failed is only the sign-in, and the password that was set works for it.
    let Ok(minted) = minted else { return reply::redirect(StatusCode::SEE_OTHER, "/login") };
    let mut answer = reply::redirect(StatusCode::SEE_OTHER, "/");
    login::signed_in(visit, &mut answer, &minted);
    answer
}

/// A link that is spent, too old or invented looks the same.
fn closed(visit: &Visit<'_>, refused: &EnrolRefused) -> Reply {
    match refused {
        EnrolRefused::NotValid => visit.trouble(Trouble::LinkSpent),
        EnrolRefused::Form(_) => visit.trouble(Trouble::Unavailable),
    }
}

async fn filled<'f>(visit: &Visit<'_>, link: &'f Link, typed: Option<&'f Fields>) -> Filled<'f> {
    match link {
        Link::NewAdministrator { expires } => {
            // Only the title depends on it.
            let nobody = visit.portal.identity.has_people().await.is_ok_and(|some| !some);
            let get = |name: &str| typed.map_or("", |f| f.get(name)).trim();
            Filled {
                kind: if nobody { EnrolKind::First } else { EnrolKind::Administrator },
                username: get("username"),
                email: get("email"),
                display_name: get("display_name"),
                expires: *expires,
            }
        }
        // What the form says of these is not read: the link says who it is for (S32).
        Link::SetPassword { first, username, display_name, email, expires } => {
            let kind = if *first { EnrolKind::Invited } else { EnrolKind::SetPassword };
            Filled { kind, username, email: email.as_deref().unwrap_or_default(), display_name, expires: *expires }
        }
    }
}

fn faults(visit: &Visit<'_>, filled: &Filled<'_>, fields: &Fields, with_key: bool) -> Vec<EnrolFault> {
    let mut faults = Vec::new();
    if !matches!(filled.kind, EnrolKind::Invited | EnrolKind::SetPassword) {
        if !is_username(filled.username) {
            faults.push(EnrolFault::BadUsername);
        }
        if Email::parse(filled.email).is_err() {
            faults.push(EnrolFault::BadEmail);
        }
        if filled.display_name.is_empty() || filled.display_name.chars().count() > 128 || filled.display_name.chars().any(char::is_control) {
            faults.push(EnrolFault::NoDisplayName);
        }
    }
    // With a key the password is optional, and what stands in its field is not read.
    if with_key {
        return faults;
    }
    if let Err(refused) = visit.portal.identity.passwords().check_form(fields.get("password")) {
        faults.push(password_fault(refused));
    } else if fields.get("password") != fields.get("password_confirm") {
        faults.push(EnrolFault::Differs);
    }
    faults
}

pub(crate) const fn password_fault(refused: PasswordRefused) -> EnrolFault {
    match refused {
        PasswordRefused::TooShort(_) => EnrolFault::ShortPassword,
        PasswordRefused::TooLong(_) => EnrolFault::LongPassword,
        PasswordRefused::TooLarge => EnrolFault::LargePassword,
        PasswordRefused::Control => EnrolFault::OddPassword,
        PasswordRefused::Lacks(CharacterClass::Uppercase) => EnrolFault::NoUppercase,
        PasswordRefused::Lacks(CharacterClass::Lowercase) => EnrolFault::NoLowercase,
        PasswordRefused::Lacks(CharacterClass::Number) => EnrolFault::NoNumber,
        PasswordRefused::Lacks(CharacterClass::Special) => EnrolFault::NoSpecial,
        PasswordRefused::Guessable => EnrolFault::GuessablePassword,
    }
}

/// The rules as a page tells them.
pub(crate) fn password_ask(rules: &PasswordRules) -> PasswordAsk {
    let has = |class| rules.classes.contains(&class);
    PasswordAsk {
        min_length: rules.min_length,
        max_length: rules.max_length.unwrap_or_default(),
        uppercase: has(CharacterClass::Uppercase),
        lowercase: has(CharacterClass::Lowercase),
        number: has(CharacterClass::Number),
        special: has(CharacterClass::Special),
        min_score: rules.min_score,
    }
}

/// What a person can mend; anything else is ours.
const fn fault(error: &ManageError) -> Option<EnrolFault> {
    match error {
        ManageError::BadName => Some(EnrolFault::BadUsername),
        ManageError::NameTaken(_) => Some(EnrolFault::TakenUsername),
        ManageError::BadEmail(_) => Some(EnrolFault::BadEmail),
        ManageError::EmailTaken(_) => Some(EnrolFault::TakenEmail),
        ManageError::BadDisplayName => Some(EnrolFault::NoDisplayName),
        ManageError::Password(refused) => Some(password_fault(*refused)),
        _ => None,
    }
}

async fn form(visit: &Visit<'_>, filled: &Filled<'_>, token: &str, faults: &[EnrolFault], state: State) -> Reply {
    let key = visit.portal.identity.offer_enrolment(token, visit.request.now).await.ok().flatten();
    let page = Enrol {
        kind: filled.kind,
        username: filled.username,
        email: filled.email,
        display_name: filled.display_name,
        faults,
        stale: state == State::Stale,
        unavailable: state == State::Unavailable,
        expires: filled.expires,
        csrf: &visit.token(Form::Enrol, None),
        token,
        rules: password_ask(&visit.portal.identity.passwords()),
        passkey: key.as_ref().map(|k| KeyAsk { options: &k.options, sealed: &k.sealed }),
        key_refused: state == State::KeyRefused,
    };
    let mut answer = visit.page_with_form(page.render(&visit.site()));
    if state == State::Unavailable {
        reply::add(&mut answer, header::RETRY_AFTER, "5");
    }
    answer
}
