//! Adding an authenticator app: a key to scan, and the first code back.
//!
//! Why: after a wrong code the same key is shown again, since the app has it already.

use super::{Keeper, done, overview, trouble};
use crate::form::Fields;
use crate::form_token::Form;
use crate::reply::Reply;
use crate::visit::{Visit, person};
use fast_qr::convert::{Builder, svg::SvgBuilder};
use fast_qr::{ECL, QRBuilder};
use portcullis_identity::AppOffer;
use portcullis_pages::{AddApp, FactorTrouble};

const NAME: &str = "Authenticator app";

pub(super) async fn show(visit: &Visit<'_>, keeper: &Keeper, told: Option<FactorTrouble>) -> Reply {
    if keeper.owned.app {
        return overview::page(visit, &keeper.session, None, Some(FactorTrouble::There)).await;
    }
    match visit.portal.identity.offer_app(&keeper.proof, account(keeper).as_ref(), visit.request.now) {
        Ok(offer) => page(visit, keeper, &offer, NAME, told),
        Err(refused) => overview::page(visit, &keeper.session, None, Some(trouble(refused))).await,
    }
}

pub(super) async fn add(visit: &Visit<'_>, keeper: &Keeper, fields: &Fields) -> Reply {
    let (identity, actor, now) = (&visit.portal.identity, visit.actor(&keeper.session), visit.request.now);
    let sealed = fields.get("sealed");
    let refused = match identity.add_app(&keeper.proof, sealed, fields.get("code"), fields.get("name"), &actor, now).await {
        Ok(()) => return done("app-added"),
        Err(refused) => refused,
    };
    match identity.repeat_app_offer(&keeper.proof, account(keeper).as_ref(), sealed, now) {
        Ok(offer) => page(visit, keeper, &offer, fields.get("name"), Some(trouble(refused))),
        Err(_) => show(visit, keeper, Some(trouble(refused))).await,
    }
}

fn account(keeper: &Keeper) -> Box<str> {
    let subject = keeper.session.subject();
    subject.email.as_ref().map_or_else(|| subject.user.as_ref().into(), |e| e.as_str().into())
}

fn page(visit: &Visit<'_>, keeper: &Keeper, offer: &AppOffer, name: &str, told: Option<FactorTrouble>) -> Reply {
    let subject = keeper.session.subject();
    let page = AddApp {
        person: person(&subject),
        name,
        qr: &picture(offer.address.expose()),
        secret: offer.secret.expose(),
        address: offer.address.expose(),
        digits: offer.shape.digits,
        sealed: &offer.sealed,
        trouble: told,
        csrf: &visit.token(Form::Security, Some(&keeper.session)),
    };
    visit.page_with_form(page.render(&visit.site()))
}

/// The address as a picture; empty where it does not fit one, and the typed key does.
fn picture(address: &str) -> String {
    QRBuilder::new(address).ecl(ECL::M).build().map(|code| SvgBuilder::default().margin(4).to_str(&code)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn s24_the_picture_is_shapes_and_nothing_else() {
        let svg = picture("otpauth://totp/Portcullis:ada?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Portcullis");
        assert!(svg.starts_with("<svg") && svg.ends_with("</svg>"), "{svg}");
        for never in ["style", "script", "href", "on", "otpauth"] {
            assert!(!svg.replace("version", "").contains(&format!(" {never}")) && !svg.contains("otpauth"), "{never}");
        }
        assert_eq!(picture(&"x".repeat(8_000)), "");
    }
}
