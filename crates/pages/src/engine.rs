//! The template engine, its functions and every template.
//!
//! Why: templates are embedded and parsed once; undefined names are errors, so a typing fault shows in a test and not on a page.

use crate::escape::escape;
use crate::icon::icon;
use crate::messages::Messages;
use crate::moment;
use fluent_bundle::FluentValue;
use minijinja::syntax::SyntaxConfig;
use minijinja::value::{Kwargs, Value};
use minijinja::{Environment, Error, ErrorKind, Output, State, UndefinedBehavior};
use portcullis_model::Timestamp;
use std::sync::{Arc, LazyLock};

const TEMPLATES: &[(&str, &str)] = &[
    ("factor-parts.html", include_str!("../templates/factor-parts.html")),
    ("parts.html", include_str!("../templates/parts.html")),
    ("password-parts.html", include_str!("../templates/password-parts.html")),
    ("base.html", include_str!("../templates/base.html")),
    ("gate.html", include_str!("../templates/gate.html")),
    ("desk.html", include_str!("../templates/desk.html")),
    ("security-parts.html", include_str!("../templates/security-parts.html")),
    ("sign-in-passkey.html", include_str!("../templates/sign-in-passkey.html")),
    ("sign-in.html", include_str!("../templates/sign-in.html")),
    ("enrol.html", include_str!("../templates/enrol.html")),
    ("second-factor.html", include_str!("../templates/second-factor.html")),
    ("push.html", include_str!("../templates/push.html")),
    ("security.html", include_str!("../templates/security.html")),
    ("add-key.html", include_str!("../templates/add-key.html")),
    ("add-app.html", include_str!("../templates/add-app.html")),
    ("recovery-sheet.html", include_str!("../templates/recovery-sheet.html")),
    ("change-password.html", include_str!("../templates/change-password.html")),
    ("forgot-password.html", include_str!("../templates/forgot-password.html")),
    ("new-password.html", include_str!("../templates/new-password.html")),
    ("accept.html", include_str!("../templates/accept.html")),
    ("mailed-link.html", include_str!("../templates/mailed-link.html")),
    ("confirm-code.html", include_str!("../templates/confirm-code.html")),
    ("confirm-remove.html", include_str!("../templates/confirm-remove.html")),
    ("renew-codes.html", include_str!("../templates/renew-codes.html")),
    ("launcher.html", include_str!("../templates/launcher.html")),
    ("account.html", include_str!("../templates/account.html")),
    ("preferences.html", include_str!("../templates/preferences.html")),
    ("user.html", include_str!("../templates/user.html")),
    ("sign-out.html", include_str!("../templates/sign-out.html")),
    ("signed-out.html", include_str!("../templates/signed-out.html")),
    ("denied.html", include_str!("../templates/denied.html")),
    ("step-up.html", include_str!("../templates/step-up.html")),
    ("failure.html", include_str!("../templates/failure.html")),
];

static ENGINE: LazyLock<Result<Environment<'static>, Error>> = LazyLock::new(build);

/// The templates, speaking one language. `None` when a template does not parse, which a test finds.
pub(crate) fn speaking(messages: &Arc<Messages>) -> Option<Environment<'static>> {
    let mut env = ENGINE.as_ref().ok()?.clone();
    let (texts, times) = (Arc::clone(messages), Arc::clone(messages));
    env.add_function("t", move |key: &str, facts: Kwargs| text(&texts, key, &facts));
    env.add_function("when", move |at: i64, now: i64| when(&times, at, now));
    Some(env)
}

/// Why nothing can be drawn at all.
pub(crate) fn broken() -> Error {
    let cause = ENGINE.as_ref().err().map(ToString::to_string).unwrap_or_default();
    Error::new(ErrorKind::SyntaxError, cause)
}

fn build() -> Result<Environment<'static>, Error> {
    let mut env = Environment::new();
    env.set_undefined_behavior(UndefinedBehavior::Strict);
    env.set_auto_escape_callback(|_| minijinja::AutoEscape::Html);
    env.set_syntax(SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build()?);
    env.set_formatter(write_escaped);
    env.add_function("icon", draw_icon);
    env.add_function("utc", utc);
    for (name, source) in TEMPLATES {
        env.add_template(name, source)?;
    }
    Ok(env)
}

/// Writes a value the way [`escape`] says, so that an address stays legible in the source. Undefined values go to the engine's own
/// formatter, which refuses them.
fn write_escaped(out: &mut Output<'_>, state: &mut State<'_, '_>, value: &Value) -> Result<(), Error> {
    if value.is_undefined() {
        return minijinja::escape_formatter(out, state, value);
    }
    out.write_str(&html(value)).map_err(Error::from)
}

fn text(messages: &Messages, key: &str, facts: &Kwargs) -> Result<Value, Error> {
    let filled = messages.html(key, |name| facts.get::<Value>(name).ok().map(|v| fact(&v)));
    let filled = filled.map_err(|cause| Error::new(ErrorKind::InvalidOperation, cause))?;
    facts.assert_all_used()?;
    Ok(Value::from_safe_string(filled))
}

/// A number chooses a plural; everything else is text, escaped.
fn fact(value: &Value) -> FluentValue<'static> {
    match value.as_i64() {
        Some(number) if value.is_number() => number.into(),
        _ => html(value).into(),
    }
}

fn draw_icon(name: &str, class: Option<&str>) -> Result<Value, Error> {
    icon(name, class.unwrap_or_default()).map(Value::from_safe_string).ok_or_else(|| Error::new(ErrorKind::InvalidOperation, format!("no icon {name}")))
}

fn when(messages: &Messages, at: i64, now: i64) -> Value {
    let at = Timestamp::from_micros(at);
    time_element(at, &moment::relative(messages, at, Timestamp::from_micros(now)))
}

fn utc(at: i64) -> Value {
    let at = Timestamp::from_micros(at);
    time_element(at, &moment::utc(at))
}

fn time_element(at: Timestamp, shown: &str) -> Value {
    let exact = at.rfc3339();
    Value::from_safe_string(format!("<time datetime=\"{}\">{}</time>", escape(&exact), escape(shown)))
}

/// A fact inside a message: escaped, unless it is markup that one of these functions made.
fn html(value: &Value) -> String {
    let shown = value.to_string();
    if value.is_safe() { shown } else { escape(&shown) }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn every_template_parses() {
        assert!(ENGINE.as_ref().map_err(ToString::to_string).is_ok(), "{}", ENGINE.as_ref().err().map(ToString::to_string).unwrap_or_default());
    }
}
