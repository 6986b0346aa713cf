//! The configuration of `up`, written as a document.
//!
//! Why: what starts without a file goes through the very check that a file goes through.

use crate::protect::quoted;
use std::net::SocketAddr;
use std::path::PathBuf;

/// What `up` decides by itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UpSettings {
    /// The address of the plain listener, on loopback. Its port becomes the portal's.
    pub listen: SocketAddr,
    /// The folder for database, ledger, socket and root key.
    pub data: PathBuf,
    /// Where the demo application listens; none: no demo.
    pub demo: Option<String>,
}

/// The text: a portal at `http://login.localhost`, SQLite and the root key (`root.key`, which must exist) in the data folder,
/// and the demo application for whoever is signed in.
pub fn up_document(settings: &UpSettings) -> String {
    let UpSettings { listen, data, demo } = settings;
    let port = match listen.port() {
        80 => String::new(),
        port => format!(":{port}"),
    };
    let place = |file: &str| quoted(&data.join(file).to_string_lossy());
    let mut out = format!(
        "portal:\n  origin: {}\nlisten:\n  http: {}\ndomain: localhost\ndata: {}\nstore:\n  url: {}\n  root_key: {{ file: {} }}\n",
        quoted(&format!("http://login.localhost{port}")),
        quoted(&listen.to_string()),
        quoted(&data.to_string_lossy()),
        quoted(&format!("sqlite://{}", data.join("portcullis.db").display())),
        place("root.key"),
    );
    if let Some(origin) = demo {
        out.push_str(&format!(
            "routes:\n  - name: demo\n    description: \"Shows what an application behind Portcullis sees\"\n    from: http://demo.localhost\n    to: {}\n    policy:\n      - allow:\n          and:\n            - authenticated_user: true\n    preserve_host_header: true\n    allow_websockets: true\n    pass_identity_headers: true\n    identity_headers: [remote]\n",
            quoted(origin)
        ));
    }
    out
}
