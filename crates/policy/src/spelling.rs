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
