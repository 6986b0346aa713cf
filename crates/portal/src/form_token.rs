//! The token in every form: bound to this browser's form cookie, to one form, and to a time.
//!
//! Why: even where a browser gives no word on a form's origin, a foreign page can't know this value (CSRF); it proves nothing else.

use portcullis_crypto::{MacKey, Random, random_bytes};
use portcullis_model::Timestamp;
use std::time::Duration;

/// Which form a token is for; a token for one is none for another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    SignIn,
    Enrol,
    SignOut,
    Account,
    Second,
    Security,
    Reset,
    NewPassword,
    Mailed,
    Preferences,
    Accept,
}
impl Form {
    const fn as_str(self) -> &'static str {
        match self {
            Self::SignIn => "sign-in",
            Self::Enrol => "enrol",
            Self::SignOut => "sign-out",
            Self::Account => "account",
            Self::Second => "second",
            Self::Security => "security",
            Self::Reset => "reset",
            Self::NewPassword => "new-password",
            Self::Mailed => "mailed",
            Self::Preferences => "preferences",
            Self::Accept => "accept",
        }
    }
}

/// How long a form may stay open before it is sent.
const LIFE: Duration = Duration::from_secs(12 * 3600);

/// What a browser's form cookie holds: 128 random bits.
pub(crate) fn new_browser(random: &dyn Random) -> String {
    data_encoding::BASE64URL_NOPAD.encode(&random_bytes::<16>(random))
}

/// Whether a form cookie could be one of ours.
pub(crate) fn is_browser(value: &str) -> bool {
    data_encoding::BASE64URL_NOPAD.decode(value.as_bytes()).is_ok_and(|b| b.len() == 16)
}

/// A token for `form` in the browser that holds the form cookie `browser`; `session` is the derived session id, or empty.
pub(crate) fn make(key: &MacKey, form: Form, browser: &str, session: &str, now: Timestamp) -> String {
    let time = now.micros().to_be_bytes();
    let tag = key.sign(&[form.as_str().as_bytes(), browser.as_bytes(), session.as_bytes(), &time]);
    let whole: Vec<u8> = time.iter().chain(&tag).copied().collect();
    data_encoding::BASE64URL_NOPAD.encode(&whole)
}

/// Whether `token` was made for this form, browser and session, and not too long ago.
pub(crate) fn check(key: &MacKey, token: &str, form: Form, browser: &str, session: &str, now: Timestamp) -> bool {
    let Ok(whole) = data_encoding::BASE64URL_NOPAD.decode(token.as_bytes()) else { return false };
    let Some((time, tag)) = whole.split_first_chunk::<8>() else { return false };
    let made = Timestamp::from_micros(i64::from_be_bytes(*time));
    let fresh = made <= now && now.since(made) <= LIFE;
    key.verify(&[form.as_str().as_bytes(), browser.as_bytes(), session.as_bytes(), time], tag) && fresh
}

#[cfg(test)]
mod tests {
    use super::*;
    use portcullis_crypto::{SecretBytes, SystemRandom};

    const NOW: Timestamp = Timestamp::from_secs(1_795_000_000);

    #[test]
    fn a_token_serves_one_form_one_browser_one_session_one_day() {
        let key = MacKey::derive(&SecretBytes::from(&[7_u8; 32][..]), "portal forms");
        let other = MacKey::derive(&SecretBytes::from(&[7_u8; 32][..]), "something else");
        let (mine, theirs) = (new_browser(&SystemRandom), new_browser(&SystemRandom));
        let token = make(&key, Form::SignIn, &mine, "s1", NOW);
        assert!(is_browser(&mine) && !is_browser("") && !is_browser("x"));
        assert!(check(&key, &token, Form::SignIn, &mine, "s1", NOW.plus(LIFE)));
        assert!(!check(&key, &token, Form::SignIn, &mine, "s1", NOW.plus(LIFE).plus(Duration::from_secs(1))));
        assert!(!check(&key, &token, Form::SignIn, &mine, "s1", NOW.minus(Duration::from_secs(1))));
        assert!(!check(&key, &token, Form::SignOut, &mine, "s1", NOW));
        assert!(!check(&key, &token, Form::SignIn, &theirs, "s1", NOW));
        assert!(!check(&key, &token, Form::SignIn, &mine, "s2", NOW));
        assert!(!check(&other, &token, Form::SignIn, &mine, "s1", NOW));
        for bad in ["", "AAAA", "!", &token[1..], &format!("{token}A")] {
            assert!(!check(&key, bad, Form::SignIn, &mine, "s1", NOW), "{bad}");
        }
    }
}
