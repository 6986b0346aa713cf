//! Networks, by name and by number.
//!
//! Why: rules name them; a name that means nothing must not come to mean nobody, or everybody.

use super::report::Report;
use super::source::{Source, texts};
use ipnet::IpNet;
use portcullis_document::{Node, Span};
use std::collections::BTreeMap;
use std::net::IpAddr;

pub(super) struct Networks(BTreeMap<String, Vec<IpNet>>);

impl Networks {
    /// Those under `definitions.network`, and the older ones under `access_control.networks`.
    pub(super) fn read(source: &Source<'_>, report: &mut Report) -> Self {
        let mut all = Self(BTreeMap::new());
        if let Some(defined) = source.at("definitions.network") {
            report.carried(defined.key_span, "`definitions.network`: each rule that names one has its addresses");
            for entry in defined.value.as_map().unwrap_or_default() {
                source.see_all(&defined.value);
                all.add(&entry.key, entry.key_span, &entry.value, report);
            }
        }
        if let Some(older) = source.at("access_control.networks") {
            source.see_all(&older.value);
            for item in older.value.as_list().unwrap_or_default() {
                match (item.get("name").and_then(Node::as_str), item.get("networks")) {
                    (Some(name), Some(networks)) => all.add(name, item.span, networks, report),
                    _ => report.refuse(item.span, "this network has no `name` or no `networks`", ""),
                }
            }
            report.carried(older.key_span, "`access_control.networks` is read like `definitions.network`");
        }
        all
    }
    fn add(&mut self, name: &str, span: Span, value: &Node, report: &mut Report) {
        let mut found = Vec::new();
        for (text, at) in texts(value).unwrap_or_default() {
            match network(&text) {
                Some(network) => found.push(network),
                None => {
                    report.refuse(at, format!("`{text}` in the network `{name}` is not an address or a network"), "a name is not looked up inside a definition")
                }
            }
        }
        if self.0.insert(name.to_owned(), found).is_some() {
            report.refuse(span, format!("the network `{name}` is defined twice"), "");
        }
    }
    /// What a rule names. None: Authelia refuses it, and that was told.
    pub(super) fn of_rule(&self, node: &Node, report: &mut Report) -> Option<Vec<IpNet>> {
        let Some(named) = texts(node) else {
            report.refuse(node.span, "`networks` is a network or a list of them", "");
            return None;
        };
        let (mut all, mut sound) = (Vec::new(), true);
        for (text, at) in named {
            match (self.0.get(&text), network(&text)) {
                (Some(defined), _) => all.extend(defined),
                (None, Some(network)) => all.push(network),
                (None, None) => {
                    report.refuse(at, format!("`{text}` is not an address, a network, or the name of one"), "");
                    sound = false;
                }
            }
        }
        sound.then_some(all)
    }
}

/// Bits of the host are dropped, as there.
fn network(text: &str) -> Option<IpNet> {
    text.parse::<IpNet>().map(|net| net.trunc()).ok().or_else(|| text.parse::<IpAddr>().ok().map(IpNet::from))
}
