//! The keys of answering for other proxies, and of whom we believe.
//!
//! Why: see the table.

use super::{Key, Kind, MapSpec};
use crate::{Dialect, StrategyKind};
use Kind::{Duration, HostName, List, Map, Network, Secret, Text, Word};

pub(crate) static FORWARD_AUTH: MapSpec = MapSpec {
    place: "forward_auth",
    doc: "Answering for other proxies, for routes with `forward_auth: true`.",
    keys: &[
        Key::new(
            "cookie_domains",
            List(&Map(&COOKIE_DOMAIN)),
            "[]",
            "",
            "Domains whose hosts share one cookie, for proxies that pass nothing of `/.portcullis/` on to us. Every other host has a cookie of its own, which is safer.",
        ),
        Key::new(
            "endpoints",
            List(&Map(&ENDPOINT)),
            "the four built-in ones",
            "",
            "Endpoints of one's own. With any of them the built-in ones (`/api/authz/forward-auth`, `/auth-request`, `/ext-authz`, `/api/verify`) are gone.",
        ),
    ],
};

pub(crate) static COOKIE_DOMAIN: MapSpec = MapSpec {
    place: "forward_auth.cookie_domains[]",
    doc: "A domain whose hosts share a cookie: every application in it sees that cookie.",
    keys: &[
        Key::new("domain", HostName, "", "example.com", "The domain. Never a public suffix, like co.uk.").required(),
        Key::new(
            "portal",
            Text,
            "portal.origin",
            "https://login.example.com",
            "Where people of this domain are sent: a host in the domain, with a path if need be.",
        ),
    ],
};

pub(crate) static ENDPOINT: MapSpec = MapSpec {
    place: "forward_auth.endpoints[]",
    doc: "An endpoint that other proxies ask.",
    keys: &[
        Key::new("path", Text, "", "/api/authz/internal", "Its path, below /api/authz/; with the dialect verify also /api/verify.").required(),
        Key::new("dialect", Word(&Dialect::WORDS), "", "forward-auth", "How the proxy says what it asks about.").required(),
        Key::new("strategies", List(&Map(&STRATEGY)), "those of the built-in one", "", "How requests may say who they are from, in this order."),
    ],
};

pub(crate) static STRATEGY: MapSpec = MapSpec {
    place: "forward_auth.endpoints[].strategies[]",
    doc: "A way in which a request may say who it is from.",
    keys: &[
        Key::new("kind", Word(&StrategyKind::WORDS), "", "authorization", "The cookie, or basic credentials in the field of that name.").required(),
        Key::new("cache", Duration, "0s", "5m", "How long a password that was right is not checked again. What ends the person's access ends that too."),
    ],
};

pub(crate) static TRUSTED_PROXY: MapSpec = MapSpec {
    place: "trusted_proxies[]",
    doc: "A proxy that has to show a secret, a certificate, or both.",
    keys: &[
        Key::new("network", Network, "", "10.0.0.5", "Where it is.").required(),
        Key::new("secret", Secret, "", "{ file: /etc/portcullis/proxy.secret }", "What it sends in X-Portcullis-Proxy-Secret; at least 16 characters."),
        Key::new(
            "certificate",
            Secret,
            "",
            "{ file: /etc/portcullis/proxy.pem }",
            "The very certificate that it shows, in PEM, at `listen.forward_auth_tls`. Its dates do not count.",
        ),
    ],
};
