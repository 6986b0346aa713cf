//! The claims that every person has.
//!
//! Why: what has a name in OpenID Connect has one meaning, whoever builds the facts; nothing of a file replaces it.

use crate::Email;
use serde_json::Value;
use std::collections::BTreeMap;

/// What has a name in OpenID Connect, under that name, for `claim` criteria; what was there under it goes.
pub fn standard_claims(
    mut claims: BTreeMap<Box<str>, Vec<Value>>,
    display_name: &str,
    username: &str,
    email: Option<&Email>,
) -> BTreeMap<Box<str>, Vec<Value>> {
    claims.insert("name".into(), vec![Value::from(display_name)]);
    claims.insert("preferred_username".into(), vec![Value::from(username)]);
    claims.remove("email");
    if let Some(email) = email {
        claims.insert("email".into(), vec![Value::from(email.as_str())]);
    }
    claims
}
