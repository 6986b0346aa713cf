//! The document of a route that `protect` adds.
//!
//! Why: what a command adds is the same document that a person could have written, and is checked the same way.

use portcullis_model::Email;
use std::fmt::Write as _;

/// What to protect.
#[derive(Clone, Debug)]
pub struct Protect<'a> {
    /// A DNS label.
    pub name: &'a str,
    /// Where the application listens: `http://…`, `https://…` or `unix:///…`.
    pub url: &'a str,
    /// Who may come; nobody named: administrators.
    pub allow: &'a [Allow],
    /// The name becomes a host of this domain: `localhost` under `up`, else the configuration's `domain`.
    pub domain: &'a str,
    /// Whether people reach it over https.
    pub https: bool,
}

/// Who may come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Allow {
    Email(Email),
    Domain(Box<str>),
    Group(Box<str>),
    SignedIn,
    /// Anyone at all.
    Public,
}
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadAllow {
    #[error("`{0}` is not one of EMAIL, @DOMAIN, group:NAME, signed-in, public")]
    Unknown(Box<str>),
    /// `*@example.com` is an address as it stands, and nobody has it.
    #[error("`{0}` would match nobody: for everybody of a domain write `@{1}`")]
    Star(Box<str>, Box<str>),
}

impl Allow {
    /// Reads what stands after `--allow`.
    pub fn parse(text: &str) -> Result<Self, BadAllow> {
        let bad = || BadAllow::Unknown(text.into());
        match text {
            "signed-in" => return Ok(Self::SignedIn),
            "public" => return Ok(Self::Public),
            _ => {}
        }
        if let Some(group) = text.strip_prefix("group:") {
            let clean = !group.is_empty() && group.len() <= 256 && !group.chars().any(char::is_control) && group.trim() == group;
            return if clean { Ok(Self::Group(group.into())) } else { Err(bad()) };
        }
        if let Some(domain) = text.strip_prefix('@') {
            // A domain is what may follow the @ of an address; nothing else is compared with it (S9).
            return Email::parse(&format!("x@{domain}")).map(|e| Self::Domain(e.domain().to_ascii_lowercase().into())).map_err(|_| bad());
        }
        if let Some((local, domain)) = text.split_once('@').filter(|(local, _)| local.contains('*')) {
            let whole = local == "*" && Email::parse(&format!("x@{domain}")).is_ok();
            return Err(if whole { BadAllow::Star(text.into(), domain.to_ascii_lowercase().into()) } else { bad() });
        }
        Email::parse(text).map(Self::Email).map_err(|_| bad())
    }
}

/// The route's document and what it says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Protected {
    pub name: Box<str>,
    /// `http://wiki.localhost`, without a port: any port reaches it.
    pub from: Box<str>,
    /// YAML, for [`crate::StoredRoute::document`].
    pub document: String,
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ProtectRefused {
    #[error("`{0}` cannot be a name: use letters, digits and hyphens, at most 63, beginning and ending with a letter or digit")]
    Name(Box<str>),
    #[error("`{0}` is reserved")]
    Reserved(Box<str>),
    #[error("this is not where an application can be: {0}; {1}")]
    Url(String, String),
    #[error("`public` lets everybody in, so nobody else can be named beside it")]
    PublicAndMore,
}

/// Names that are ours on every domain.
const RESERVED: [&str; 3] = ["login", "demo", "apps"];

/// Writes the route. Whether the name is taken is for the check of the whole configuration to say.
pub fn protect_document(request: &Protect<'_>) -> Result<Protected, ProtectRefused> {
    let name = label(request.name)?;
    if RESERVED.contains(&name.as_str()) {
        return Err(ProtectRefused::Reserved(name.into()));
    }
    crate::values::origin_url(request.url).map_err(|(what, hint)| ProtectRefused::Url(what, hint))?;
    let from = format!("{}://{name}.{}", if request.https { "https" } else { "http" }, request.domain);
    let mut document = format!("name: {name}\nfrom: {}\nto: {}\n", quoted(&from), quoted(request.url));
    document.push_str(&access(request.allow)?);
    document.push_str("preserve_host_header: true\nallow_websockets: true\npass_identity_headers: true\n");
    Ok(Protected { name: name.into(), from: from.into(), document })
}

fn label(text: &str) -> Result<String, ProtectRefused> {
    let name = text.to_ascii_lowercase();
    let letters = name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
    if name.is_empty() || name.len() > 63 || !letters || name.starts_with('-') || name.ends_with('-') {
        return Err(ProtectRefused::Name(text.into()));
    }
    Ok(name)
}

/// The route of an application that another proxy has.
pub fn guarded_document(name: &str, host: &crate::RecipeHost, allow: &[Allow]) -> Result<Protected, ProtectRefused> {
    let name = label(name)?;
    let from = format!("https://{}", host.name());
    let mut document = format!("name: {name}\nfrom: {}\nforward_auth: true\n", quoted(&from));
    document.push_str(&access(allow)?);
    document.push_str("pass_identity_headers: true\n");
    Ok(Protected { name: name.into(), from: from.into(), document })
}

/// The same route, leading to another address; who may come stays as it was. None where it leads there already.
///
/// # Errors
/// Where no application can be at that address.
pub fn lead_to(document: &str, url: &str) -> Result<Option<String>, ProtectRefused> {
    crate::values::origin_url(url).map_err(|(what, hint)| ProtectRefused::Url(what, hint))?;
    let to = format!("to: {}", quoted(url));
    let lines: Vec<&str> = document.lines().map(|l| if l.starts_with("to: ") { to.as_str() } else { l }).collect();
    let led = lines.join("\n") + "\n";
    Ok((led != document).then_some(led))
}

fn access(allow: &[Allow]) -> Result<String, ProtectRefused> {
    if allow.contains(&Allow::Public) {
        return if allow.len() == 1 { Ok("allow_public_unauthenticated_access: true\n".to_owned()) } else { Err(ProtectRefused::PublicAndMore) };
    }
    let mut out = String::from("policy:\n  - allow:\n      or:\n");
    for one in allow {
        // Writing to a String cannot fail.
        let _ = match one {
            Allow::Email(email) => writeln!(out, "        - email: {{ is: {} }}", quoted(email.as_str())),
            Allow::Domain(domain) => writeln!(out, "        - domain: {{ is: {} }}", quoted(domain)),
            Allow::Group(group) => writeln!(out, "        - groups: {{ has: {} }}", quoted(group)),
            Allow::SignedIn | Allow::Public => writeln!(out, "        - authenticated_user: true"),
        };
    }
    if allow.is_empty() {
        out.push_str("        - role: administrator\n");
    }
    Ok(out)
}

/// A double-quoted YAML scalar: JSON's escapes are YAML's.
pub(crate) fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}
