//! The pages of factors, in every state.
//!
//! Why: these are many, and belong together.

use crate::samples::{Words, person};
use portcullis_model::Timestamp;
use portcullis_pages::{
    AddApp, AddKey, AppRow, Asker, ChangePassword, CodeShape, ConfirmRemove, Done, DuoAsk, EnrolFault, FactorTrouble, KeyAsk, KeyRow, Page, PasswordAsk,
    PasswordRow, Phone, Push, RecoveryRow, RecoverySheet, Removed, RenewCodes, SecondFactor, SecondTrouble, Security, Site, Way,
};
use std::time::Duration;

pub(crate) const SHOW: KeyAsk<'static> = KeyAsk {
    options: r#"{"publicKey":{"challenge":"c2FtcGxlLWNoYWxsZW5nZQ","timeout":60000,"rpId":"localhost","allowCredentials":[],"userVerification":"preferred"},"mediation":null}"#,
    sealed: "sealed-state",
};
pub(crate) const MAKE: KeyAsk<'static> = KeyAsk {
    options: r#"{"publicKey":{"rp":{"name":"Portcullis","id":"localhost"},"user":{"id":"YWRh","name":"ada","displayName":"Ada Okafor"},"challenge":"c2FtcGxlLWNoYWxsZW5nZQ","pubKeyCredParams":[{"type":"public-key","alg":-7},{"type":"public-key","alg":-257}],"timeout":60000,"excludeCredentials":[],"authenticatorSelection":{"residentKey":"required","requireResidentKey":true,"userVerification":"preferred"},"attestation":"none"}}"#,
    sealed: "sealed-state",
};
const CODES: [&str; 10] =
    ["7kf3m-2p9xw", "hq4zt-8ncvb", "r5jyd-w3g6m", "b9xke-p7t2h", "mz6cw-4vqrf", "8ntgp-y5kj3", "c2hvx-d9mbe", "w7rqz-6fp4n", "kj3ty-h8gcx", "5pbme-v2zdw"];

pub(crate) fn all(words: &Words<'_>, site: &Site<'_>) -> Vec<(String, Page)> {
    let mut all = second(words, site);
    all.extend(security(words, site));
    all.extend(forms(words, site));
    all
}

fn named(name: &str, state: impl std::fmt::Debug) -> String {
    format!("{name}-{state:?}").to_lowercase()
}

fn second(words: &Words<'_>, site: &Site<'_>) -> Vec<(String, Page)> {
    let origin = format!("https://{}", words.host);
    let names = ["YubiKey, blue", words.text];
    let page = |way, trouble, alone: bool| {
        SecondFactor {
            asker: (!alone).then_some(Asker { name: words.application, origin: &origin, via: "" }),
            person: person(words),
            trouble,
            way,
            app: (!alone || way == Way::App).then_some(words.text),
            digits: 6,
            period: 30,
            recovery_left: if alone && way != Way::Recovery { 0 } else { 7 },
            key: (!alone || way == Way::Key).then_some(SHOW),
            key_names: if alone { &[] } else { &names },
            password: way == Way::Password,
            duo: (!alone || way == Way::Duo).then_some(DuoAsk { usual: if alone { "" } else { words.text }, phones: &[], enrol: "" }),
            csrf: "csrf-token",
            flow: if alone { "" } else { "sealed" },
        }
        .render(site)
    };
    let mut all = Vec::new();
    for way in Way::ALL {
        all.push((named("second", way), page(way, None, false)));
        all.push((named("second-alone", way), page(way, None, true)));
        all.extend(SecondTrouble::ALL.map(|t| (format!("{}-{t:?}", named("second", way)).to_lowercase(), page(way, Some(t), false))));
    }
    let phones = [Phone { id: "DP1", name: "Pixel (0100)" }, Phone { id: "DP2", name: words.text }];
    let duo = |duo, trouble| {
        SecondFactor {
            asker: None,
            person: person(words),
            trouble,
            way: Way::Duo,
            app: None,
            digits: 6,
            period: 30,
            recovery_left: 7,
            key: None,
            key_names: &[],
            password: false,
            duo: Some(duo),
            csrf: "csrf-token",
            flow: "sealed",
        }
        .render(site)
    };
    let push = |allowed| {
        let asker = Some(Asker { name: words.application, origin: &origin, via: "" });
        Push { asker, person: person(words), phone: words.text, allowed, csrf: "csrf-token", flow: "sealed" }.render(site)
    };
    all.push(("second-duo-choose".into(), duo(DuoAsk { usual: "", phones: &phones, enrol: "" }, None)));
    let enrol = "https://api-1234.duosecurity.com/portal?x=1";
    all.push(("second-duo-enrol".into(), duo(DuoAsk { usual: "", phones: &[], enrol }, Some(SecondTrouble::DuoUnknown))));
    all.push(("push-waiting".into(), push(false)));
    all.push(("push-allowed".into(), push(true)));
    all
}

fn security(words: &Words<'_>, site: &Site<'_>) -> Vec<(String, Page)> {
    let (recent, old) = (site.now.minus(Duration::from_secs(4000)), site.now.minus(Duration::from_secs(20_000_000)));
    let key = |id, name, synced, cloned, last_used| KeyRow {
        id,
        name,
        synced,
        cloned,
        model: if synced { "" } else { "YubiKey 5 Series with NFC" },
        created: old,
        last_used,
    };
    let keys =
        [key("k1", "Ada’s phone", true, false, Some(recent)), key("k2", "YubiKey, blue", false, false, None), key("k3", words.text, false, true, Some(old))];
    let app = AppRow { id: "a1", name: words.text, created: old, last_used: Some(recent) };
    let full = Security {
        person: person(words),
        keys: &keys,
        app: Some(app),
        recovery: Some(RecoveryRow { id: "r1", left: 7, drawn: 10, created: old }),
        phone: Some(AppRow { id: "p1", name: words.text, created: old, last_used: Some(recent) }),
        password: Some(PasswordRow { set: Some(old), directory: None }),
        keys_on: true,
        app_on: true,
        done: None,
        trouble: None,
        csrf: "csrf-token",
    };
    let bare = Security { keys: &[], app: None, recovery: None, phone: None, password: Some(PasswordRow { set: None, directory: None }), ..full };
    let off = Security { keys_on: false, app_on: false, password: Some(PasswordRow { set: None, directory: Some(words.text) }), app: None, ..full };
    let mut all = vec![
        ("security".into(), full.render(site)),
        ("security-bare".into(), bare.render(site)),
        ("security-all-off".into(), Security { keys_on: false, app_on: false, password: None, ..bare }.render(site)),
        ("security-off".into(), off.render(site)),
        ("security-no-codes".into(), Security { recovery: None, ..full }.render(site)),
    ];
    all.extend(Done::ALL.map(|done| (named("security-done", done), Security { done: Some(done), ..full }.render(site))));
    all.extend(FactorTrouble::ALL.map(|t| (named("security-trouble", t), Security { trouble: Some(t), ..full }.render(site))));
    all
}

fn forms(words: &Words<'_>, site: &Site<'_>) -> Vec<(String, Page)> {
    let key = |name, trouble| AddKey { person: person(words), key: MAKE, name, trouble, csrf: "csrf-token" }.render(site);
    let choose = |algorithms, digits, periods| {
        let shape = CodeShape { algorithm: "SHA1", digits: 6, period: 30 };
        AddApp {
            person: person(words),
            name: words.text,
            qr: "",
            secret: "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ",
            address: ADDRESS,
            shape,
            algorithms,
            digits,
            periods,
            sealed: "sealed-state",
            trouble: None,
            csrf: "csrf-token",
        }
        .render(site)
    };
    let app = |qr, trouble| {
        AddApp {
            person: person(words),
            name: words.text,
            qr,
            secret: "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ",
            address: if words.url.starts_with("https:") { ADDRESS } else { words.url },
            shape: CodeShape { algorithm: "SHA1", digits: 6, period: 30 },
            algorithms: &["SHA1"],
            digits: &[6],
            periods: &[30],
            sealed: "sealed-state",
            trouble,
            csrf: "csrf-token",
        }
        .render(site)
    };
    let password = |faults, trouble| ChangePassword { person: person(words), faults, trouble, rules: PasswordAsk::default(), csrf: "csrf-token" }.render(site);
    let remove =
        |what, leaves_nothing| ConfirmRemove { person: person(words), what, id: "k1", name: words.text, leaves_nothing, csrf: "csrf-token" }.render(site);
    let made: Timestamp = site.now;
    let qr = include_str!("qr.svg").trim();
    let mut all = vec![
        ("add-key".into(), key("", None)),
        ("add-key-named".into(), key(words.text, Some(FactorTrouble::BadName))),
        ("add-app".into(), app(qr, None)),
        ("add-app-no-picture".into(), app("", None)),
        ("add-app-choice".into(), choose(&["SHA1", "SHA256", "SHA512"], &[6, 8], &[30, 60])),
        ("renew-codes".into(), RenewCodes { person: person(words), again: true, csrf: "csrf-token" }.render(site)),
        ("make-codes".into(), RenewCodes { person: person(words), again: false, csrf: "csrf-token" }.render(site)),
        ("recovery-sheet".into(), RecoverySheet { person: person(words), codes: &CODES, made }.render(site)),
        ("change-password".into(), password(&[], None)),
        ("change-password-short".into(), password(&[EnrolFault::ShortPassword], None)),
        ("change-password-differs".into(), password(&[EnrolFault::Differs], None)),
        ("change-password-wrong".into(), password(&[], Some(FactorTrouble::WrongPassword))),
    ];
    for trouble in FactorTrouble::ALL {
        all.push((named("add-key-trouble", trouble), key(words.text, Some(trouble))));
        all.push((named("add-app-trouble", trouble), app(qr, Some(trouble))));
    }
    for what in Removed::ALL {
        all.push((named("remove", what), remove(what, false)));
        all.push((named("remove-last", what), remove(what, true)));
    }
    all
}

const ADDRESS: &str = "otpauth://totp/Portcullis:ada?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Portcullis";
