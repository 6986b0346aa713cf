//! Portal, listeners, trusted proxies, certificates, sessions, administrators.
//!
//! Why: what the server cannot start with, or would start unsafely with, is told here.

use super::desk::Desk;
use super::proxies;
use super::secret::secret;
use crate::table::Section;
use crate::{Administrator, CertPair, Listen, Sessions, Tls, TrustedProxy, WebOrigin, values};
use portcullis_document::Span;
use portcullis_model::Email;

pub(super) struct Server {
    pub(super) portal: Option<WebOrigin>,
    pub(super) listen: Listen,
    pub(super) trusted_proxies: Vec<TrustedProxy>,
    pub(super) tls: Tls,
    pub(super) sessions: Sessions,
    pub(super) administrators: Vec<Administrator>,
    pub(super) domain: Option<Box<str>>,
    pub(super) heard: Heard,
}

/// What the file says is listened for, whether or not the addresses are sound: a bad address is told where it stands, and
/// nothing else follows from it.
#[derive(Clone, Copy)]
pub(super) struct Heard {
    pub(super) https: bool,
    pub(super) http: bool,
    /// Other proxies ask us, and pass people on.
    pub(super) forward_auth: bool,
    /// Somebody in front may end TLS.
    pub(super) behind_a_proxy: bool,
}
impl Heard {
    fn of(root: Section<'_>) -> Self {
        let listens = |name| root.node().get("listen").is_some_and(|l| l.get(name).is_some());
        let behind_a_proxy = root.node().get("trusted_proxies").is_some_and(|n| n.as_list().is_none_or(|l| !l.is_empty()));
        Self { https: listens("https"), http: listens("http"), forward_auth: listens("forward_auth") || listens("forward_auth_tls"), behind_a_proxy }
    }
    pub(super) const fn anything(self) -> bool {
        self.https || self.http || self.forward_auth
    }
}

pub(super) fn read(root: Section<'_>, desk: &mut Desk<'_>) -> Server {
    let trusted_proxies = proxies::read(root, desk);
    let heard = Heard::of(root);
    let listen = listeners(root, heard, desk);
    Server {
        heard,
        portal: portal(root, heard, desk),
        tls: tls(root, heard, desk),
        sessions: sessions(root, desk),
        administrators: root.texts("administrators").filter_map(|(text, span)| administrator(text, span, desk)).collect(),
        domain: root.text("domain").and_then(|(t, _)| values::host_name(t).ok()),
        listen,
        trusted_proxies,
    }
}

fn portal(root: Section<'_>, heard: Heard, desk: &mut Desk<'_>) -> Option<WebOrigin> {
    let (text, span) = root.inner("portal")?.text("origin")?;
    let portal = values::web_origin(text).ok()?;
    if !heard.anything() {
        return Some(portal); // Told already.
    }
    if !portal.https && !heard.http && !heard.forward_auth {
        desk.error(span, "the portal is http, and nothing listens for http", "add `listen.http`, or write https:// here");
    }
    if portal.https && !heard.https && !heard.behind_a_proxy {
        desk.error(
            span,
            "the portal is https, and nothing listens for https",
            "add `listen.https`; or, where a proxy in front ends TLS, add it to `trusted_proxies`",
        );
    }
    Some(portal)
}

fn listeners(root: Section<'_>, heard: Heard, desk: &mut Desk<'_>) -> Listen {
    let Some(section) = root.inner("listen") else { return Listen::default() };
    let address = |name| section.text(name).and_then(|(t, _)| values::address(t).ok());
    let listen = Listen {
        https: address("https"),
        http: address("http"),
        metrics: address("metrics"),
        forward_auth: address("forward_auth"),
        forward_auth_tls: address("forward_auth_tls"),
    };
    if !heard.anything() {
        desk.error(section.span(), "nothing listens for people", "add `https: \"0.0.0.0:443\"`, or `http:` with an address");
    }
    let mut seen: Vec<(&str, std::net::SocketAddr)> = Vec::new();
    for (name, at) in [
        ("https", listen.https),
        ("http", listen.http),
        ("metrics", listen.metrics),
        ("forward_auth", listen.forward_auth),
        ("forward_auth_tls", listen.forward_auth_tls),
    ]
    .into_iter()
    .filter_map(|(n, a)| Some((n, a?)))
    {
        // Port 0 is any free port: two of them are two.
        if let Some((other, _)) = seen.iter().find(|(_, a)| *a == at && at.port() != 0) {
            desk.error(
                section.text(name).map_or(section.span(), |(_, s)| s),
                format!("`{name}` and `{other}` have the same address"),
                "give each its own port",
            );
        }
        seen.push((name, at));
    }
    for name in ["forward_auth", "forward_auth_tls"] {
        if let (false, Some((_, span))) = (heard.behind_a_proxy, section.text(name)) {
            desk.error(span, "nobody may ask here: `trusted_proxies` is empty", "name your proxy there, by its address");
        }
    }
    if let (Some(at), Some((_, span))) = (listen.metrics, section.text("metrics"))
        && !at.ip().to_canonical().is_loopback()
    {
        desk.warn(
            span,
            "whoever reaches this address reads the metrics: there is no sign-in on it",
            format!("listen on 127.0.0.1:{}, or keep strangers away from it", at.port()),
        );
    }
    listen
}

fn tls(root: Section<'_>, heard: Heard, desk: &mut Desk<'_>) -> Tls {
    let section = root.inner("tls");
    let internal = section.is_some_and(|s| s.flag("internal"));
    // Of the wrong type, or with entries that are: told already.
    let listens_for_proxies = root.node().get("listen").is_some_and(|l| l.get("forward_auth_tls").is_some());
    let unreadable = root
        .node()
        .get("tls")
        .is_some_and(|t| t.as_map().is_none() || ["certificates", "internal"].iter().any(|k| t.get(k).is_some() && section.is_none_or(|s| s.get(k).is_none())));
    let (mut certificates, mut files) = (Vec::new(), Vec::new());
    let mut written = 0;
    for pair in section.iter().flat_map(|s| s.inners("certificates")) {
        written += 1;
        let mut part = |name: &'static str, marker: &str, what: &str| {
            let node = pair.get(name)?;
            files.extend(node.get("file").and_then(|f| f.as_str()).map(|f| desk.input.base.join(f)));
            let bytes = secret(node, desk)?;
            let found = bytes.expose_text().is_some_and(|t| t.contains(marker));
            if !found {
                desk.error(node.span, format!("`{name}` holds no {what} in PEM"), format!("give a file with a line that ends in `{marker}`"));
            }
            found.then_some(bytes)
        };
        let cert = part("cert", "BEGIN CERTIFICATE-----", "certificate");
        let key = part("key", "PRIVATE KEY-----", "private key");
        if let (Some(cert), Some(key_pem)) = (cert, key) {
            certificates.push(CertPair { cert_pem: cert.expose().clone(), key_pem, span: pair.span() });
        }
    }
    if (heard.https || listens_for_proxies) && written == 0 && !internal && !unreadable {
        let span = root.inner("listen").map_or(root.span(), |l| l.key_span(if heard.https { "https" } else { "forward_auth_tls" }));
        desk.error(
            span,
            "https has no certificate",
            "add `tls: { certificates: [ { cert: { file: … }, key: { file: … } } ] }`, or `tls: { internal: true }` for the server's own authority",
        );
    }
    Tls { certificates, internal, files }
}

fn sessions(root: Section<'_>, desk: &mut Desk<'_>) -> Sessions {
    let mut all = Sessions::default();
    let Some(section) = root.inner("sessions") else { return all };
    for (name, slot) in [("lifetime", &mut all.lifetime), ("inactivity", &mut all.inactivity), ("remember_me", &mut all.remember_me)] {
        let Some(length) = section.duration(name) else { continue };
        // Nobody is kept signed in longer than others.
        let is_off = name == "remember_me" && length.is_zero();
        if length.as_secs() < 60 && !is_off {
            desk.error(section.key_span(name), format!("`{name}` is shorter than a minute"), "nobody could work like that; write a longer time");
        }
        *slot = length;
    }
    let sound = |name| section.node().get(name).is_none() || section.duration(name).is_some();
    if !sound("lifetime") {
        return all; // Nothing can be compared with it.
    }
    if section.node().get("inactivity").is_some() && all.inactivity > all.lifetime {
        desk.error(section.key_span("inactivity"), "`inactivity` is longer than `lifetime`, and would never count", "make it shorter, or `lifetime` longer");
    }
    all.inactivity = all.inactivity.min(all.lifetime);
    if section.node().get("remember_me").is_some() && !all.remember_me.is_zero() && all.remember_me < all.lifetime {
        desk.warn(section.key_span("remember_me"), "`remember_me` is shorter than `lifetime`", "those who ask to be remembered would be forgotten sooner");
    }
    all
}

fn administrator(text: &str, span: Span, desk: &mut Desk<'_>) -> Option<Administrator> {
    let read = match text.strip_prefix("group:") {
        Some(group) => (!group.is_empty() && group.trim() == group).then(|| Administrator::Group(group.into())),
        None => Email::parse(text).ok().map(Administrator::Email),
    };
    if read.is_none() {
        desk.error(span, format!("`{text}` is neither an e-mail address nor a group"), "write ada@example.com or \"group:admins\"");
    }
    read
}
