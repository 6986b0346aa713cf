//! Texts that no e-mail address and no domain is ever equal to.
//!
//! Why: addresses are judged in lower case (S9), so a rule in another spelling guards nothing, or lets nobody in, without a word.

use crate::reading::Reading;
use portcullis_document::{Node, Value};

/// Warns of each text in the data of an `email` criterion that no address can match.
pub(crate) fn of_email(data: &Node, reading: &mut Reading) {
    texts(data, &mut |node, text| cased("an e-mail address", node, text, reading));
}

/// The same for `domain`.
pub(crate) fn of_domain(data: &Node, reading: &mut Reading) {
    texts(data, &mut |node, text| match text.rsplit_once('@') {
        Some((_, domain)) => {
            let hint = format!("write `{}`", domain.to_ascii_lowercase());
            reading.warn(node.span, format!("`{text}` matches nobody: a domain is what follows the `@`"), hint);
        }
        None => cased("a domain", node, text, reading),
    });
}

/// Warns of each text of an `http_method` criterion that no request has: a method in lower case is refused before it is judged.
pub(crate) fn of_method(data: &Node, reading: &mut Reading) {
    texts(data, &mut |node, text| {
        if text.bytes().any(|b| b.is_ascii_lowercase()) {
            let hint = format!("write `{}`", text.to_ascii_uppercase());
            reading.warn(node.span, format!("`{text}` matches no request: methods are in upper case"), hint);
        }
    });
}

/// The same for `http_path`; and a `starts_with` that ends inside a segment.
pub(crate) fn of_path(data: &Node, reading: &mut Reading) {
    let whole = |node: &Node, text: &str, reading: &mut Reading| {
        if !text.starts_with('/') {
            reading.warn(node.span, format!("`{text}` matches no path: every path begins with a slash"), format!("write `/{text}`"));
        } else if text.contains('%') {
            reading.warn(node.span, format!("`{text}` matches hardly any path: paths are judged decoded"), "write the characters themselves");
        }
    };
    match &data.value {
        Value::Text(text) => whole(data, text, reading),
        Value::Map(entries) => {
            for entry in entries {
                match entry.key.as_str() {
                    "starts_with" => texts(&entry.value, &mut |node, text| {
                        whole(node, text, reading);
                        if text.starts_with('/') && !text.ends_with('/') {
                            let what = format!("`starts_with: {text}` takes `{text}x` as well: it compares text, not segments");
                            reading.warn(node.span, what, format!("write `{text}/`, and `is: {text}` beside it where the path itself counts"));
                        }
                    }),
                    "is" | "not" | "in" | "not_in" => texts(&entry.value, &mut |node, text| whole(node, text, reading)),
                    _ => {}
                }
            }
        }
        _ => {}
    }
}

fn cased(what: &str, node: &Node, text: &str, reading: &mut Reading) {
    if text.bytes().any(|b| b.is_ascii_uppercase()) {
        let hint = format!("write `{}`", text.to_ascii_lowercase());
        reading.warn(node.span, format!("`{text}` matches nobody: {what} is compared in lower case"), hint);
    }
}

/// The value itself, or the values of its operators, or the items of their lists.
fn texts<'a>(node: &'a Node, each: &mut impl FnMut(&'a Node, &'a str)) {
    match &node.value {
        Value::Text(text) => each(node, text),
        Value::List(items) => items.iter().for_each(|item| texts(item, each)),
        Value::Map(entries) => entries.iter().for_each(|entry| texts(&entry.value, each)),
        _ => {}
    }
}
