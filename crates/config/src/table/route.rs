//! The keys of a route, under the names that existing route files use.
//!
//! Why: routes can be pasted.

use super::{Key, Kind, MapSpec, later};
use Kind::{Bool, Duration, FilePath, Int, List, Map, Named, OneOrList, PolicyUse, Text, Word, WordOrLater};

const OWN: [Key; 37] = [
    Key::new("name", Text, "host and path of `from`", "wiki", "Its name in decisions, logs and the ledger. No two routes share one.").live(),
    Key::new("description", Text, "", "The team's wiki", "A line for the launcher.").live(),
    Key::new(
        "from",
        Text,
        "",
        "https://wiki.example.com",
        "The address people open: https, or http, with a host and no path. *.example.com takes every host below example.com.",
    )
    .required(),
    Key::new(
        "to",
        OneOrList(&Text),
        "",
        "http://127.0.0.1:3000",
        "The origin, or several: http://, https:// or unix:///path/to/socket. A path in it replaces the matched prefix.",
    )
    .live(),
    Key::new("redirect", Map(&REDIRECT), "", "", "Instead of `to`: sends people elsewhere."),
    Key::new("response", Map(&RESPONSE), "", "", "Instead of `to`: a fixed answer."),
    Key::new("forward_auth", Bool, "false", "true", "Instead of `to`: another proxy has the application, and asks us about each request."),
    Key::new("path", Text, "", "/status", "Matches exactly this path. At most one of path, prefix and regex."),
    Key::new("prefix", Text, "/", "/", "Matches this path and everything below it, by whole segments.").live(),
    Key::new("regex", Text, "", "/users/[0-9]+", "Matches where the expression takes the whole path."),
    Key::new("priority", Int, "0", "10", "Among expressions of one host the highest wins; two of the same are an error."),
    Key::new("policy", PolicyUse, "nobody", "staff", "Who may come: a policy's name, a policy, or a list of both.").live(),
    Key::new("allow_public_unauthenticated_access", Bool, "false", "true", "Lets everybody in, signed in or not."),
    Key::new("allow_any_authenticated_user", Bool, "false", "true", "Lets in whoever is signed in."),
    Key::new("allowed_users", List(&Text), "[]", "[ada@example.com]", "Lets these in, by name or e-mail address."),
    Key::new("allowed_domains", List(&Text), "[]", "[example.com]", "Lets in whoever has an e-mail address of these domains."),
    Key::new("allowed_idp_claims", Named(&List(&Kind::Any)), "{}", "{ department: [engineering] }", "Lets in whoever has one of these attributes."),
    Key::new("cors_allow_preflight", Bool, "false", "true", "Lets browsers' cross-origin checks (OPTIONS) through unjudged."),
    Key::new("prefix_rewrite", Text, "", "/app", "What replaces the matched prefix, or the whole of an exact path, on the way to the origin."),
    Key::new("host_rewrite", Text, "", "wiki.internal", "The Host that the origin sees."),
    Key::new("preserve_host_header", Bool, "false", "true", "The origin sees the Host that the client sent, not its own."),
    Key::new("set_request_headers", Named(&Text), "{}", "{ X-Team: platform }", "Fields to set on requests to the origin, whatever the client sent."),
    Key::new("remove_request_headers", List(&Text), "[]", "[X-Debug]", "Fields to take out of requests."),
    Key::new("set_response_headers", Named(&Text), "{}", "{ X-Frame-Options: DENY }", "Fields to set on responses."),
    Key::new("remove_response_headers", List(&Text), "[]", "[Server]", "Fields to take out of responses."),
    Key::new("pass_identity_headers", Bool, "false", "true", "Sends X-Portcullis-Assertion, a signed statement of who asks.").live(),
    Key::new(
        "identity_headers",
        List(&Word(&["remote", "pomerium"])),
        "[]",
        "[remote]",
        "Sends further identity fields: `remote` (Remote-User, -Groups, -Name, -Email), `pomerium` (X-Pomerium-Jwt-Assertion and claims).",
    ),
    Key::new("allow_websockets", Bool, "false", "true", "Lets WebSocket upgrades through."),
    Key::new(
        "allow_encoded_slash",
        Bool,
        "false",
        "true",
        "Takes paths with %2F or %5C in them, matched and judged as they are encoded. Some origins need it: GitLab, package registries.",
    ),
    Key::new("timeout", Duration, "30s; none with allow_websockets", "30s", "How long the origin may take to begin its answer. 0 is no limit."),
    Key::new("idle_timeout", Duration, "5m; none with allow_websockets", "5m", "How long a stream may be silent. 0 is no limit."),
    Key::new(
        "load_balancing_policy",
        WordOrLater(&["round_robin"], &["maglev", "random", "ring_hash", "least_request"]),
        "round_robin",
        "round_robin",
        "How one of several origins is chosen.",
    ),
    Key::new("tls_skip_verify", Bool, "false", "true", "Accepts any certificate of the origin. Prefer tls_custom_ca_file."),
    Key::new("tls_server_name", Text, "the host of `to`", "wiki.internal", "The name that the origin's certificate must have."),
    Key::new("tls_upstream_server_name", Text, "`tls_server_name`", "wiki.internal", "The same; wins over `tls_server_name`."),
    Key::new(
        "tls_custom_ca",
        Text,
        "the system's authorities",
        "LS0tLS1CRUdJTi4uLg==",
        "The authority that signs the origin's certificate: PEM, or PEM in base64.",
    ),
    Key::new("tls_custom_ca_file", FilePath, "the system's authorities", "/etc/portcullis/origin-ca.pem", "The same, in a file."),
];

pub(crate) static ROUTE: MapSpec = MapSpec { place: "routes[]", doc: "A route: exactly one of `to`, `redirect` and `response`.", keys: &JOINED };

static JOINED: [Key; OWN.len() + later::ROUTE.len()] = {
    let mut all = [const { Key::later("", "") }; OWN.len() + later::ROUTE.len()];
    let (own, later) = (OWN, later::ROUTE);
    let mut i = 0;
    while i < all.len() {
        let source = if i < own.len() { &own[i] } else { &later[i - own.len()] };
        all[i] = Key { ..*source };
        i += 1;
    }
    all
};

pub(crate) static REDIRECT: MapSpec = MapSpec {
    place: "routes[].redirect",
    doc: "A redirect. What is not given stays as the request had it.",
    keys: &[
        Key::new("https_redirect", Bool, "false", "true", "To https."),
        Key::new("scheme_redirect", Word(&["https", "http"]), "", "https", "To this scheme; `https_redirect` wins."),
        Key::new("host_redirect", Text, "", "www.example.com", "To this host."),
        Key::new("port_redirect", Int, "", "8443", "To this port."),
        Key::new("path_redirect", Text, "", "/new", "To this path; one with a query replaces the query too."),
        Key::new("prefix_rewrite", Text, "", "/new", "Replaces the matched prefix; `path_redirect` wins."),
        Key::new("response_code", Int, "301", "301", "301, 302, 303, 307 or 308."),
        Key::new("strip_query", Bool, "false", "true", "Leaves the query out."),
    ],
};

pub(crate) static RESPONSE: MapSpec = MapSpec {
    place: "routes[].response",
    doc: "A fixed answer. The policy is judged first.",
    keys: &[
        Key::new("status", Int, "", "200", "The status, 200 to 599.").required(),
        Key::new("body", Text, "", "\"Down for maintenance.\"", "The body, as plain text."),
    ],
};
