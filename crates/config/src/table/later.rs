//! Keys that are known, and whose features are not built yet.
//!
//! Why: "not supported yet" saves its reader the search for a typing mistake.

use super::Key;

pub(super) const IDENTITY_PROVIDERS: Key = Key::later("identity_providers", "signing in through another identity provider");
pub(super) const APPS: Key = Key::later("apps", "workspace applications");
pub(super) const CLIENTS: Key = Key::later("clients", "OpenID Connect clients");

/// Keys of a route.
pub(super) const ROUTE: [Key; 39] = [
    Key::later("logo_url", "pictures in the launcher"),
    Key::later("regex_priority_order", "write `priority`, where the higher number wins"),
    Key::later("regex_rewrite_pattern", "rewriting paths by expression"),
    Key::later("regex_rewrite_substitution", "rewriting paths by expression"),
    Key::later("host_rewrite_header", "the origin's Host from a field"),
    Key::later("host_path_regex_rewrite_pattern", "the origin's Host from the path"),
    Key::later("host_path_regex_rewrite_substitution", "the origin's Host from the path"),
    Key::later("rewrite_response_headers", "rewriting fields of responses"),
    Key::later("allow_spdy", "SPDY"),
    Key::later("allow_upgrades", "upgrades other than WebSocket"),
    Key::later("tls", "a wider choice of ciphers to old origins"),
    Key::later("tls_downstream_server_name", "a second host name; write a second route"),
    Key::later("tls_client_cert", "client certificates to origins"),
    Key::later("tls_client_key", "client certificates to origins"),
    Key::later("tls_client_cert_file", "client certificates to origins"),
    Key::later("tls_client_key_file", "client certificates to origins"),
    Key::later("tls_downstream_client_ca", "client certificates of people"),
    Key::later("tls_downstream_client_ca_file", "client certificates of people"),
    Key::later("tls_upstream_allow_renegotiation", "renegotiation with origins"),
    Key::later("jwt_groups_filter", "leaving groups out of the assertion"),
    Key::later("jwt_issuer_format", "another issuer in the assertion"),
    Key::later("kubernetes_service_account_token", "Kubernetes API routes"),
    Key::later("kubernetes_service_account_token_file", "Kubernetes API routes"),
    Key::later("enable_google_cloud_serverless_authentication", "Google Cloud origins"),
    Key::later("idp_client_id", "an identity provider of the route's own"),
    Key::later("idp_client_secret", "an identity provider of the route's own"),
    Key::later("idp_access_token_allowed_audiences", "tokens of an identity provider"),
    Key::later("identity_providers", "identity providers of the route's own"),
    Key::later("bearer_token_format", "tokens of an identity provider"),
    Key::later("show_error_details", "policy details on error pages"),
    Key::later("depends_on", "signing in to several hosts at once"),
    Key::later("health_checks", "asking origins whether they are well"),
    Key::later("outlier_detection", "leaving failing origins out"),
    Key::later("healthy_panic_threshold", "leaving failing origins out"),
    Key::later("circuit_breaker_thresholds", "limits on what waits for an origin"),
    Key::later("mcp", "the Model Context Protocol"),
    Key::later("upstream_tunnel", "origins behind a tunnel"),
    Key::later("session_recording", "recorded SSH sessions"),
    Key::later("sub_policies", "policies of the hosted console; write `policy`"),
];
