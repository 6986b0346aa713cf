//! HTML escaping of facts.
//!
//! Why: a text is ours and may hold `<b>`, a fact is somebody's and is always escaped (S24).

/// HTML text and attribute escaping. Marks that turn the order of what follows round are left out: a name must not rewrite the
/// sentence that it stands in.
pub(crate) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {}
            _ => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn facts_end_no_attribute_and_begin_no_tag() {
        assert_eq!(escape("<a href='x'>&\""), "&lt;a href=&#39;x&#39;&gt;&amp;&quot;");
        assert_eq!(escape("\u{202e}gnp.exe\u{2066}"), "gnp.exe");
        assert_eq!(escape("שלום ada\u{200f}"), "שלום ada\u{200f}", "names in any script stay whole");
    }
}
