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
use portcullis_pages::{AddApp, CodeShape, FactorTrouble, Trouble};

const NAME: &str = "Authenticator app";

/// `GET …?algorithm=…&digits=…&period=…`: a key of that shape, where it is allowed.
pub(super) async fn show(visit: &Visit<'_>, keeper: &Keeper, told: Option<FactorTrouble>) -> Reply {
    // Of a form that was sent, the address asks for nothing.
    let Ok(asked) = visit.query() else { return visit.trouble(Trouble::BadRequest) };
    let shape = visit.portal.identity.code_settings().map(|s| s.shape_of(asked.get("algorithm"), asked.get("digits"), asked.get("period")));
    if keeper.owned.app {
        return overview::page(visit, &keeper.session, None, Some(FactorTrouble::There)).await;
    }
    match visit.portal.identity.offer_app(&keeper.proof, account(keeper).as_ref(), shape.unwrap_or_default(), visit.request.now) {
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
    let allowed = visit.portal.identity.code_settings().map(|s| s.choices()).unwrap_or_default();
    let algorithms: Vec<&str> = allowed.algorithms.iter().map(|a| a.as_str()).collect();
    let page = AddApp {
        person: person(&subject),
        name,
        qr: &picture(offer.address.expose()),
        secret: offer.secret.expose(),
        address: offer.address.expose(),
        shape: CodeShape { algorithm: offer.shape.algorithm.as_str(), digits: offer.shape.digits, period: offer.shape.period },
        algorithms: &algorithms,
        digits: &allowed.digits,
        periods: &allowed.periods,
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
