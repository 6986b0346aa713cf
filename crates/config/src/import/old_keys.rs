//! Keys that Authelia has renamed, read by their new names.
//!
//! Why: files that ran for years hold them, and Authelia still takes them.

use super::report::Report;
use portcullis_document::{Entry, Node, Value};

/// Old and new, as paths from the root.
const RENAMED: [(&str, &str); 26] = [
    ("host", "server.host"),
    ("port", "server.port"),
    ("log_level", "log.level"),
    ("log_format", "log.format"),
    ("log_file_path", "log.file_path"),
    ("logs_level", "log.level"),
    ("logs_file", "log.file_path"),
    ("jwt_secret", "identity_validation.reset_password.jwt_secret"),
    ("tls_key", "server.tls.key"),
    ("tls_cert", "server.tls.certificate"),
    ("server.read_buffer_size", "server.buffers.read"),
    ("server.write_buffer_size", "server.buffers.write"),
    ("server.enable_pprof", "server.endpoints.enable_pprof"),
    ("server.enable_expvars", "server.endpoints.enable_expvars"),
    ("authentication_backend.disable_reset_password", "authentication_backend.password_reset.disable"),
    ("authentication_backend.ldap.url", "authentication_backend.ldap.address"),
    ("authentication_backend.ldap.username_attribute", "authentication_backend.ldap.attributes.username"),
    ("authentication_backend.ldap.mail_attribute", "authentication_backend.ldap.attributes.mail"),
    ("authentication_backend.ldap.display_name_attribute", "authentication_backend.ldap.attributes.display_name"),
    ("authentication_backend.ldap.group_name_attribute", "authentication_backend.ldap.attributes.group_name"),
    ("authentication_backend.ldap.skip_verify", "authentication_backend.ldap.tls.skip_verify"),
    ("authentication_backend.ldap.minimum_tls_version", "authentication_backend.ldap.tls.minimum_version"),
    ("notifier.smtp.disable_verify_cert", "notifier.smtp.tls.skip_verify"),
    ("session.remember_me_duration", "session.remember_me"),
    ("webauthn.user_verification", "webauthn.selection_criteria.user_verification"),
    ("storage.postgres.sslmode", "storage.postgres.ssl.mode"),
];

/// Moves each value, unless the new key stands there too; and makes addresses of hosts with ports.
pub(super) fn rename(root: &mut Node, report: &mut Report) {
    for (old, new) in RENAMED {
        if get(root, new).is_some() {
            continue;
        }
        if let Some(entry) = remove(root, old) {
            report.carried(entry.key_span, format!("`{old}` is read as `{new}`"));
            insert(root, new, entry);
        }
    }
    for (above, scheme) in [("server", "tcp"), ("notifier.smtp", "smtp"), ("storage.postgres", "tcp"), ("storage.mysql", "tcp")] {
        let at = |key: &str| format!("{above}.{key}");
        if get(root, &at("address")).is_some() {
            continue;
        }
        let (host, port) = (remove(root, &at("host")), remove(root, &at("port")));
        let Some(span) = host.as_ref().or(port.as_ref()).map(|e| e.key_span) else { continue };
        let said = |entry: &Option<Entry>| entry.as_ref().and_then(|e| super::source::scalar(&e.value)).unwrap_or_default();
        let (host, port) = (said(&host), said(&port));
        let port = if port.is_empty() { String::new() } else { format!(":{port}") };
        let address = format!("{scheme}://{host}{port}");
        report.carried(span, format!("`{above}.host` and `{above}.port` are read as `{above}.address: {address}`"));
        insert(root, &at("address"), Entry { key: "address".to_owned(), key_span: span, value: Node::new(Value::Text(address), span) });
    }
}

fn get<'a>(node: &'a Node, path: &str) -> Option<&'a Node> {
    path.split('.').try_fold(node, |node, key| node.get(key))
}
fn entries(node: &mut Node) -> Option<&mut Vec<Entry>> {
    if let Value::Map(entries) = &mut node.value { Some(entries) } else { None }
}
fn remove(root: &mut Node, path: &str) -> Option<Entry> {
    let (above, last) = path.rsplit_once('.').map_or(("", path), |(above, last)| (above, last));
    let mut node = root;
    for key in above.split('.').filter(|k| !k.is_empty()) {
        node = &mut entries(node)?.iter_mut().find(|e| e.key == key)?.value;
    }
    let entries = entries(node)?;
    let at = entries.iter().position(|e| e.key == last)?;
    Some(entries.remove(at))
}
fn insert(root: &mut Node, path: &str, entry: Entry) {
    let (above, last) = path.rsplit_once('.').map_or(("", path), |(above, last)| (above, last));
    let (span, mut node) = (entry.key_span, root);
    for key in above.split('.').filter(|k| !k.is_empty()) {
        let Some(all) = entries(node) else { return };
        let at = match all.iter().position(|e| e.key == key) {
            Some(at) => at,
            None => {
                all.push(Entry { key: key.to_owned(), key_span: span, value: Node::new(Value::Map(Vec::new()), span) });
                all.len() - 1
            }
        };
        let Some(next) = all.get_mut(at) else { return };
        node = &mut next.value;
    }
    if let Some(all) = entries(node) {
        all.push(Entry { key: last.to_owned(), ..entry });
    }
}
