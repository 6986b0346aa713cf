//! Forms, read out of our own pages.
//!
//! Why: the tests send what the page asks for, hidden fields included, as a browser would.

pub(crate) struct Form {
    pub(crate) action: String,
    pub(crate) hidden: Vec<(String, String)>,
}

/// The first POST form of a page.
pub(crate) fn form(html: &str) -> Option<Form> {
    let start = html.match_indices("<form").map(|(i, _)| i).find(|i| tag(&html[*i..]).to_ascii_lowercase().contains("method=\"post\""))?;
    let rest = &html[start..];
    let end = rest.find("</form>").unwrap_or(rest.len());
    let body = &rest[..end];
    let action = attribute(tag(body), "action").unwrap_or_default();
    let hidden = body
        .match_indices("<input")
        .map(|(i, _)| tag(&body[i..]))
        .filter(|t| attribute(t, "type").as_deref() == Some("hidden"))
        .filter_map(|t| Some((attribute(t, "name")?, attribute(t, "value").unwrap_or_default())))
        .collect();
    Some(Form { action, hidden })
}

fn tag(html: &str) -> &str {
    &html[..html.find('>').unwrap_or(html.len())]
}
fn attribute(tag: &str, name: &str) -> Option<String> {
    let key = format!(" {name}=\"");
    let start = tag.find(&key)? + key.len();
    let end = tag[start..].find('"')? + start;
    Some(unescape(&tag[start..end]))
}
pub(crate) fn unescape(text: &str) -> String {
    text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#x27;", "'")
        .replace("&#39;", "'")
        .replace("&#x2f;", "/")
        .replace("&#x2F;", "/")
        .replace("&amp;", "&")
}

/// `application/x-www-form-urlencoded`
pub(crate) fn encode(pairs: &[(String, String)]) -> String {
    let escape = |s: &str| {
        s.bytes().map(|b| if b.is_ascii_alphanumeric() || b"-._~".contains(&b) { (b as char).to_string() } else { format!("%{b:02X}") }).collect::<String>()
    };
    pairs.iter().map(|(n, v)| format!("{}={}", escape(n), escape(v))).collect::<Vec<_>>().join("&")
}
