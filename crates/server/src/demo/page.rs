//! The demonstration's page.
//!
//! Why: a person who has just signed in sees what the application sees, in plain words.

use super::verify::{NotVerified, Visitor};
use std::fmt::Write;

pub(super) fn draw(visitor: &Result<Visitor, NotVerified>, portal: &str) -> String {
    let mut rows = String::new();
    let (title, lead) = match visitor {
        Ok(v) => {
            let c = &v.claims;
            for (name, value) in [
                ("Name", c.name.as_str()),
                ("E-mail", &c.email),
                ("Groups", &c.groups.join(", ")),
                ("Signed in with", &format!("{} (assurance level {})", c.amr.join(", "), c.aal)),
                ("Session", &c.sid),
                ("Said by", &c.iss),
                ("Said to", &c.aud),
                ("Checked with key", &v.key),
            ] {
                let value = if value.is_empty() { "none" } else { value };
                let _ = write!(rows, "<div><dt>{name}</dt><dd>{}</dd></div>", escape(value));
            }
            let shown = if c.name.is_empty() { &c.email } else { &c.name };
            (
                format!("Hello, {}", escape(shown)),
                "This application asked nobody for a password. Portcullis sent a signed assertion with your request, and the application checked it."
                    .to_owned(),
            )
        }
        Err(why) => ("Not verified".to_owned(), format!("The application doesn’t know who you are: {}.", escape(&why.to_string()))),
    };
    format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
<meta name=\"color-scheme\" content=\"light dark\"><title>Demo application</title><style>\
body{{font:16px/1.5 system-ui,sans-serif;max-width:40rem;margin:0 auto;padding:2rem 1rem}}h1{{font-size:1.5rem}}\
dl{{border-top:1px solid #8886}}dl div{{display:grid;grid-template-columns:10rem 1fr;gap:.25rem 1rem;padding:.5rem 0;border-bottom:1px solid #8886}}\
dt{{opacity:.75}}dd{{margin:0;overflow-wrap:anywhere}}@media(max-width:30rem){{dl div{{grid-template-columns:1fr}}}}\
a{{color:inherit}}</style></head><body><main><p>Demo application</p><h1>{title}</h1><p>{lead}</p><dl>{rows}</dl>\
<p>A live stream, <span id=\"ticks\" role=\"status\">open it with JavaScript or at <a href=\"/events\">/events</a></span>. It ends when your session does.</p>\
<p><a href=\"{}\">Your applications</a> · <a href=\"/.portcullis/sign-out\">Sign out</a></p></main>\
<script>const t=document.getElementById(\"ticks\"),s=new EventSource(\"/events\");\
s.onmessage=e=>{{t.textContent=\"open for \"+e.data+\" seconds\"}};s.onerror=()=>{{t.textContent=\"closed\";s.close()}}</script></body></html>",
        escape(portal)
    )
}

fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn s24_what_people_wrote_is_text() {
        assert_eq!(escape("<b a='x'>&\""), "&lt;b a=&#39;x&#39;&gt;&amp;&quot;");
        assert!(draw(&Err(NotVerified::Wrong("<script>".into())), "http://x").contains("&lt;script&gt;"));
    }
}
