//! What holds for the catalogues that come with the program.
//!
//! Why: a key without a text, or a text without its key, is found here and not on a page.

use crate::contract::{ENGLISH, contract};
use crate::language::Language;
use crate::languages::BUILT_IN;
use crate::message_check::checked;
use fluent_syntax::ast::Entry;
use std::collections::BTreeMap;
use std::path::Path;

fn folder(name: &str) -> String {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join(name);
    let mut all = String::new();
    for file in std::fs::read_dir(dir).unwrap() {
        let path = file.unwrap().path();
        if path.is_file() {
            all.push_str(&std::fs::read_to_string(path).unwrap());
            all.push('\n');
        }
    }
    all
}

#[test]
fn every_key_in_a_template_exists() {
    // Each call stands after a space, a bracket or an equals sign, so that no other function's name ends in it.
    let templates = folder("templates").replace("(t(", "( t(").replace("=t(", "= t(");
    let mut seen = 0;
    for after in templates.split(" t(\"").skip(1) {
        let key = after.split('"').next().unwrap();
        assert!(contract().contains_key(key), "no message {key}");
        seen += 1;
    }
    assert!(seen > 40, "only {seen} keys found: is the scan still right?");
}
#[test]
fn no_message_is_unused() {
    let used = folder("templates") + &folder("src");
    for key in contract().keys() {
        assert!(used.contains(&format!("\"{key}\"")), "unused message {key}");
    }
}
#[test]
fn english_is_sound() {
    let faults = checked(ENGLISH).err().unwrap_or_default();
    assert!(faults.is_empty(), "{faults:?}");
    assert!(ENGLISH.lines().filter(|l| !l.starts_with('#')).all(|l| !l.contains(['!', '\''])), "curly apostrophes, and nobody is shouted at");
    for (key, _) in contract().iter().filter(|(key, _)| key.ends_with("-title")) {
        let facts = ["app", "name", "host", "page"].map(|n| (n, "x"));
        assert!(!Language::english().plain(key, &facts).contains(['<', '{']), "{key} is a title and shows as plain text");
    }
}
/// Keys whose text is rightly the same as in English.
const SAME: &[(&str, &[&str])] = &[
    ("de", &["security-keys", "factor-name"]),
    ("es", &[]),
    ("fr", &["launcher-title", "nav-applications", "account-sessions", "user-session", "launcher-count", "time-length-minutes"]),
    ("ja", &["number-tenths"]),
    ("pt", &["account-email", "enrol-email"]),
    ("zh", &["number-tenths", "time-date"]),
];

/// Every text by its key, without comments.
fn texts(source: &str) -> BTreeMap<String, String> {
    let resource = crate::contract::parsed(source);
    let each = resource.entries().filter_map(|entry| match entry {
        Entry::Message(m) => m.value.as_ref().map(|value| (m.id.name.to_owned(), format!("{value:?}"))),
        _ => None,
    });
    each.collect()
}

/// Whoever adds an English text adds it in every language: this names what is missing, in which file.
#[test]
fn every_language_says_everything_in_its_own_words() {
    let english = texts(ENGLISH);
    let mut wrong = Vec::new();
    for (tag, source) in BUILT_IN.into_iter().filter(|(tag, _)| *tag != "en") {
        let file = format!("messages/{tag}.ftl");
        wrong.extend(checked(source).err().unwrap_or_default().into_iter().map(|f| format!("{file}:{}: {}", f.line, f.text)));
        let own = texts(source);
        let same = SAME.iter().find(|(t, _)| *t == tag).map(|(_, keys)| *keys).unwrap_or_default();
        for (key, text) in &english {
            match own.get(key) {
                None => wrong.push(format!("{file}: {key} is missing")),
                Some(said) if said == text && !same.contains(&key.as_str()) => wrong.push(format!("{file}: {key} is as in English")),
                Some(said) if said != text && same.contains(&key.as_str()) => wrong.push(format!("{file}: {key} is not as in English, and is listed so")),
                Some(said) if said.contains("<b>") != text.contains("<b>") => wrong.push(format!("{file}: {key} and the English one differ in <b>")),
                Some(said) if key.ends_with("-title") && said.contains('<') => wrong.push(format!("{file}: {key} is a title")),
                Some(said) if said.contains('!') || said.contains('！') => wrong.push(format!("{file}: {key} shouts")),
                Some(_) => {}
            }
        }
    }
    assert!(wrong.is_empty(), "{} faults:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn a_fault_in_a_language_file_is_named_with_its_line() {
    let faults = |source: &str| checked(source).err().unwrap_or_default().into_iter().map(|f| format!("{}: {}", f.line, f.text)).collect::<Vec<_>>();
    assert_eq!(faults("shared-skip = Zum Inhalt\n"), [] as [&str; 0]);
    assert_eq!(faults("# x\n\nshared-skp = Zum Inhalt"), ["3: there is no message shared-skp; is shared-skip meant?"]);
    assert_eq!(faults("shared-skip = a\nshared-skip = b"), ["2: shared-skip stands twice"]);
    assert_eq!(faults("sign-in-asker = Wer fragt"), ["1: sign-in-asker: the fact $app is missing"]);
    assert_eq!(faults("sign-in-asker = { $app } { $who }"), ["1: sign-in-asker: there is no fact $who; it takes $app"]);
    for bad in
        ["<i>", "<b>", "&amp;", "<script>", "\"", "\u{202e}", "{ \"\\u003Cscript\\u003E\" }", "{ \"<a>\" }", "{ NUMBER(1) }", "{ sign-in-or }", "{ -x(a: 1) }"]
    {
        let found = faults(&format!("shared-skip = a {bad}"));
        assert_eq!(found.len(), 1, "{bad}: {found:?}");
    }
    assert_eq!(faults("-x = { $n }\nshared-skip = { -x }"), ["1: -x: a term takes no facts, and this one uses $n"]);
    assert!(faults("shared-skip = a\nbad line\nshared-show = b").first().unwrap().starts_with("2: not a message"));
    assert_eq!(faults("shared-skip = { $product }"), [] as [&str; 0]);
}
#[test]
fn facts_are_escaped_and_counted() {
    let messages = Language::english().messages();
    let filled = |key: &str, name: &'static str, value: &'static str| messages.html(key, |n| (n == name).then(|| crate::escape::escape(value).into()));
    assert_eq!(filled("sign-in-asker", "app", "<i>").unwrap(), "<b>&lt;i&gt;</b> asks you to sign in");
    assert!(filled("sign-in-asker", "who", "x").unwrap_err().contains("lacks the fact app"));
    assert!(filled("sign-in-nothing", "app", "x").unwrap_err().contains("no message"));
    assert_eq!(messages.counted("launcher-count", 1), "1 application");
    assert_eq!(messages.counted("launcher-count", 0), "0 applications");
    assert_eq!(messages.plain("sign-in-asker", &[]), "{sign-in-asker}");
}
