//! A new password for somebody of an LDAP directory.
//!
//! Why: the server keeps the rules (length, history, age), so it is told who asks: the person with the old password, or, for a
//! reset, the account that searches. Nothing is written by other means when it says no.

use super::connection::{Connection, refused};
use super::directory::LdapDirectory;
use super::failure::LdapFailure;
use super::id::EntryId;
use super::settings::PasswordWay;
use ldap3::controls::{Control, RawControl};
use ldap3::exop::PasswordModify;
use ldap3::{LdapResult, Mod};
use portcullis_crypto::SecretText;
use std::collections::HashSet;

/// The password policy control (draft-behera-ldap-password-policy §6).
const POLICY: &str = "1.3.6.1.4.1.42.2.27.8.5.1";
/// Active Directory then keeps its history rule for resets as well (MS-ADTS §3.1.1.3.4.1.27).
const POLICY_HINTS: &str = "1.2.840.113556.1.4.2239";

/// Why a server did not take a password.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PasswordFailure {
    #[error("the directory does not let passwords be changed here")]
    Off,
    #[error("there is no such person in it")]
    Nobody,
    #[error("the old password is not right")]
    WrongOld,
    /// Too short, too simple, used before, or changed too soon.
    #[error("it has rules for passwords that this one does not meet")]
    Rules,
    #[error("it does not let passwords be changed by whoever asked")]
    Forbidden,
    #[error(transparent)]
    Server(#[from] LdapFailure),
}

impl LdapDirectory {
    /// Sets the password of the person of that name and id. With the old one it is the person who asks, else the account that searches.
    pub async fn set_password(
        &self,
        (username, id): (&str, Option<&EntryId>),
        old: Option<&SecretText>,
        new: &SecretText,
        now: i64,
    ) -> Result<(), PasswordFailure> {
        if !self.settings().change_passwords {
            return Err(PasswordFailure::Off);
        }
        let found = self.look(username, id, now).await?.ok_or(PasswordFailure::Nobody)?;
        let result = match old {
            Some(old) => {
                if !self.check(&found, old).await? {
                    return Err(PasswordFailure::WrongOld);
                }
                let mut connection = self.bound_as(&found.dn, old).await?.ok_or(PasswordFailure::WrongOld)?;
                let result = self.change(&mut connection, &found.dn, Some(old), new).await?;
                connection.close().await;
                result
            }
            None => {
                let mut taken = self.pool.take(&self.settings, &self.tls, true).await?;
                let result = self.change(&mut taken.connection, &found.dn, None, new).await?;
                self.pool.give_back(taken);
                result
            }
        };
        judged(&result)
    }
    async fn change(&self, connection: &mut Connection, dn: &str, old: Option<&SecretText>, new: &SecretText) -> Result<LdapResult, LdapFailure> {
        match self.settings().password_way {
            PasswordWay::Modify => {
                let request = PasswordModify { user_id: Some(dn), old_pass: old.map(|o| o.expose().as_str()), new_pass: Some(new.expose()) };
                connection.extended(request, RawControl { ctype: POLICY.into(), crit: false, val: None }).await
            }
            PasswordWay::ActiveDirectory => {
                let name = b"unicodePwd".to_vec();
                let one = |password: &SecretText| HashSet::from([quoted(password)]);
                let (mods, control) = match old {
                    // One value out, one in: a change by its owner, with all rules (MS-ADTS §3.1.1.3.1.5).
                    Some(old) => (vec![Mod::Delete(name.clone(), one(old)), Mod::Add(name, one(new))], None),
                    // The control's value is SEQUENCE { INTEGER 1 }.
                    None => {
                        let hints = RawControl { ctype: POLICY_HINTS.into(), crit: false, val: Some(vec![0x30, 0x03, 0x02, 0x01, 0x01]) };
                        (vec![Mod::Replace(name, one(new))], Some(hints))
                    }
                };
                connection.modify(dn, mods, control).await
            }
        }
    }
}

/// In quotation marks, as UTF-16 with the low byte first.
fn quoted(password: &SecretText) -> Vec<u8> {
    let quote = std::iter::once(u16::from(b'"'));
    quote.clone().chain(password.expose().encode_utf16()).chain(quote).flat_map(u16::to_le_bytes).collect()
}

fn judged(result: &LdapResult) -> Result<(), PasswordFailure> {
    if result.rc == 0 {
        return Ok(());
    }
    // The control says more than the code: 3 and 4 are about who asks, 5 to 8 about the password.
    let said = result.ctrls.iter().find(|Control(_, raw)| raw.ctype == POLICY).and_then(|Control(_, raw)| policy_error(raw.val.as_deref()?));
    Err(match (said, result.rc) {
        (Some(3 | 4), _) | (None, 50) => PasswordFailure::Forbidden,
        // AD says every rule with 53 or 19, and a wrong old value with 19 and 00000056.
        (None, 19) if result.text.contains("00000056") => PasswordFailure::WrongOld,
        (None, 49) => PasswordFailure::WrongOld,
        (Some(5..=8), _) | (None, 19 | 53) => PasswordFailure::Rules,
        _ => PasswordFailure::Server(refused(result)),
    })
}

/// PasswordPolicyResponseValue ::= SEQUENCE { warning [0] …, error [1] ENUMERATED }
fn policy_error(value: &[u8]) -> Option<u8> {
    let at = value.windows(2).position(|w| w == [0x81, 0x01])?;
    value.get(at + 2).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_of_active_directory_is_quoted_utf_16() {
        assert_eq!(quoted(&"aé".into()), [b'"', 0, b'a', 0, 0xe9, 0, b'"', 0]);
    }
    #[test]
    fn what_a_server_says_is_told_apart() {
        let of = |rc, text: &str, control: Option<&[u8]>| {
            let ctrls = control.map(|v| Control(None, RawControl { ctype: POLICY.into(), crit: false, val: Some(v.to_vec()) })).into_iter().collect();
            judged(&LdapResult { rc, matched: String::new(), text: text.into(), refs: Vec::new(), ctrls })
        };
        assert_eq!(of(0, "", None), Ok(()));
        assert_eq!(of(19, "", Some(&[0x30, 0x03, 0x81, 0x01, 0x08])), Err(PasswordFailure::Rules));
        assert_eq!(of(19, "", Some(&[0x30, 0x03, 0x81, 0x01, 0x03])), Err(PasswordFailure::Forbidden));
        assert_eq!(of(19, "0000052D: Constraint violation", None), Err(PasswordFailure::Rules));
        assert_eq!(of(19, "00000056: AtrErr", None), Err(PasswordFailure::WrongOld));
        assert_eq!(of(50, "", None), Err(PasswordFailure::Forbidden));
        assert!(matches!(of(52, "", None), Err(PasswordFailure::Server(_))));
    }
}
