//! Changing one's password.
//!
//! Why: the old one is asked for though the sign-in is fresh, and every other session of the person ends.

use super::{Keeper, done, overview};
use crate::enrol::{password_ask, password_fault};
use crate::form::Fields;
use crate::form_token::Form;
use crate::reply::Reply;
use crate::visit::{Visit, person};
use portcullis_crypto::{SecretBytes, SecretText};
use portcullis_identity::{ManageError, SignInRefused};
use portcullis_pages::{ChangePassword, EnrolFault, FactorTrouble};
use tokio::time::Instant;

pub(super) fn show(visit: &Visit<'_>, keeper: &Keeper, faults: &[EnrolFault], told: Option<FactorTrouble>) -> Reply {
    let subject = keeper.session.subject();
    let page = ChangePassword {
        person: person(&subject),
        faults,
        trouble: told,
        rules: password_ask(&visit.portal.identity.passwords()),
        csrf: &visit.token(Form::Security, Some(&keeper.session)),
    };
    visit.page_with_form(page.render(&visit.site()))
}

pub(super) async fn change(visit: &Visit<'_>, keeper: &Keeper, fields: &Fields, started: Instant) -> Reply {
    let mut faults = Vec::new();
    let subject = keeper.session.subject();
    if let Err(refused) = visit.portal.identity.passwords().check_form(fields.get("password")) {
        faults.push(password_fault(refused));
    } else if fields.get("password") != fields.get("password_confirm") {
        faults.push(EnrolFault::Differs);
    }
    if !faults.is_empty() {
        return show(visit, keeper, &faults, None);
    }
    let (identity, actor, now) = (&visit.portal.identity, visit.actor(&keeper.session), visit.request.now);
    let old = SecretBytes::from(fields.get("old"));
    let told = match identity.sign_in(&subject.user, &old, &visit.context(), now).await {
        Ok(proof) if proof.person() == keeper.session.person => None,
        Ok(_) | Err(SignInRefused::NotRight) => Some(FactorTrouble::WrongPassword),
        Err(_) => Some(FactorTrouble::Unavailable),
    };
    if let Some(told) = told {
        tokio::time::sleep_until(started + identity.answer_deadline()).await;
        return show(visit, keeper, &[], Some(told));
    }
    let (old, new) = (SecretText::from(fields.get("old")), SecretText::from(fields.get("password")));
    match identity.change_password(&keeper.session, &old, &new, &actor, now).await {
        Ok(()) => match identity.renew(&keeper.session, now).await {
            Ok(Some(minted)) => {
                let mut answer = done("password-changed");
                crate::login::signed_in(visit, &mut answer, &minted);
                answer
            }
            // Changed, and the session with it: over.
            Ok(None) => crate::reply::redirect(http::StatusCode::SEE_OTHER, "/login"),
            Err(_) => visit.trouble(portcullis_pages::Trouble::Unavailable),
        },
        Err(ManageError::Password(refused)) => show(visit, keeper, &[password_fault(refused)], None),
        Err(ManageError::PasswordNotTaken { .. }) => show(visit, keeper, &[], Some(FactorTrouble::PasswordNotTaken)),
        Err(ManageError::InDirectory { .. }) => overview::page(visit, &keeper.session, None, Some(FactorTrouble::Off)).await,
        Err(_) => show(visit, keeper, &[], Some(FactorTrouble::Unavailable)),
    }
}
