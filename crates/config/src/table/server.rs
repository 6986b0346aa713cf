//! The keys of the file itself and of everything in it but routes.
//!
//! Why: see the table.

use super::deadlines::DEADLINES;
use super::duo::DUO;
use super::factors::{TOTP, WEBAUTHN};
use super::forward_auth::{FORWARD_AUTH, TRUSTED_PROXY};
use super::ldap::LDAP_DIRECTORY;
use super::limits::RATE_LIMITS;
use super::notifier::{IDENTITY_VALIDATION, NOTIFIER, PASSWORD_RESET};
use super::passwords::PASSWORD_POLICY;
use super::portal::PORTAL;
use super::regulation::REGULATION;
use super::{Key, Kind, MapSpec, ROUTE, later};
use Kind::{Address, Duration, FilePath, HostName, Instant, Int, IpAddress, List, Map, Named, NetworkOr, OneOrList, Policy, Secret, Text, Word};

pub(crate) static ROOT: MapSpec = MapSpec {
    place: "",
    doc: "The file itself.",
    keys: &[
        Key::new("portal", Map(&PORTAL), "", "", "The portal: where people sign in and find their applications.").required(),
        Key::new("listen", Map(&LISTEN), "", "", "Where the server listens. At least one of https and http.").required(),
        Key::new("trusted_proxies", List(&NetworkOr(&TRUSTED_PROXY)), "[]", "", "Networks, like 10.0.0.0/8, whose forwarding fields (X-Forwarded-For and the like) are believed. It is the only such setting; \
            never the whole Internet. A map in place of one wants a secret too."),
        Key::new("tls", Map(&TLS), "", "", "Certificates for the https listener.").live(),
        Key::new("store", Map(&STORE), "", "", "Where people, sessions and the ledger are kept.").required(),
        Key::new("data", FilePath, "the folder of the SQLite file", "/var/lib/portcullis", "The folder for the command socket, locks and the ledger. PostgreSQL needs it stated."),
        Key::new("domain", HostName, "", "example.com", "Where `portcullis protect NAME=URL` puts new routes: NAME.example.com. A certificate must cover it."),
        Key::new("administrators", List(&Text), "[]", "[ada@example.com, \"group:admins\"]", "Who may administer: e-mail addresses, and groups as group:NAME."),
        Key::new("sessions", Map(&SESSIONS), "", "", "How long a sign-in lasts.").live(),
        Key::new("deadlines", Map(&DEADLINES), "", "", "How long clients may take."),
        Key::new("totp", Map(&TOTP), "", "", "One-time codes of authenticator apps.").live(),
        Key::new("webauthn", Map(&WEBAUTHN), "", "", "Passkeys and security keys.").live(),
        Key::new("duo", Map(&DUO), "", "", "Questions on people's phones, by Duo."),
        Key::new("regulation", Map(&REGULATION), "", "", "The brake on failed sign-ins.").live(),
        Key::new("notifier", Map(&NOTIFIER), "", "", "How mail is sent."),
        Key::new("identity_validation", Map(&IDENTITY_VALIDATION), "", "", "How long links and codes that are mailed are good.").live(),
        Key::new("password_reset", Map(&PASSWORD_RESET), "", "", "What people who forgot their password are offered.").live(),
        Key::new("password_policy", Map(&PASSWORD_POLICY), "", "", "Rules for new passwords.").live(),
        Key::new("rate_limits", Map(&RATE_LIMITS), "", "", "How often an address may ask for what costs something.").live(),
        Key::new("directories", List(&Map(&DIRECTORY)), "[]", "", "Directories of people, besides those the server keeps itself.").live(),
        Key::new("definitions", Map(&DEFINITIONS), "", "", "What is computed of people."),
        Key::new("policies", Named(&Policy), "{}", "{ staff: [ { allow: { and: [ { domain: { is: example.com } } ] } } ] }", "Policies by name, to attach to routes. The language is that of existing policy files.").live(),
        Key::new("routes", List(&Map(&ROUTE)), "[]", "", "What people reach through the server. The order never matters: exact host before wildcard, exact path before the longest prefix before expressions.").live(),
        Key::new("forward_auth", Map(&FORWARD_AUTH), "", "", "Answering for other proxies."),
        Key::new("policy_tests", List(&Map(&POLICY_TEST)), "[]", "", "Questions with the answer you expect. They are asked at every check; one that fails refuses the file.").live(),
        later::IDENTITY_PROVIDERS,
        later::APPS,
        later::CLIENTS,
    ],
};

pub(crate) static LISTEN: MapSpec = MapSpec {
    place: "listen",
    doc: "Listeners.",
    keys: &[
        Key::new("https", Address, "", "\"0.0.0.0:443\"", "HTTP/1.1 and HTTP/2 over TLS.").live(),
        Key::new("http", Address, "", "\"0.0.0.0:80\"", "Plain HTTP: sends people to https, and serves routes whose `from` is http.").live(),
        Key::new("metrics", Address, "", "\"127.0.0.1:9090\"", "Metrics (OpenMetrics) and health. Keep it private."),
        Key::later("ssh", "SSH access"),
        Key::new(
            "forward_auth",
            Address,
            "",
            "\"127.0.0.1:9091\"",
            "Plain HTTP, for your own proxies only (`trusted_proxies`): they ask here, and may send the portal's people here too.",
        ),
        Key::new("forward_auth_tls", Address, "", "\"0.0.0.0:9443\"", "The same over TLS, for proxies on other hosts, which may have to show a certificate."),
    ],
};

pub(crate) static TLS: MapSpec = MapSpec {
    place: "tls",
    doc: "Certificates. The https listener needs `certificates` or `internal: true`.",
    keys: &[
        Key::new("certificates", List(&Map(&CERTIFICATE)), "[]", "", "Certificates with their keys; the name a client asks for selects one.").live(),
        Key::new(
            "internal",
            Kind::Bool,
            "false",
            "true",
            "Makes certificates from an authority of the server's own, for hosts that no other certificate covers. Clients must trust it.",
        ),
        Key::later("acme", "certificates from an ACME authority"),
    ],
};

pub(crate) static CERTIFICATE: MapSpec = MapSpec {
    place: "tls.certificates[]",
    doc: "A certificate.",
    keys: &[
        Key::new("cert", Secret, "", "{ file: /etc/portcullis/tls.crt }", "The chain in PEM, the server's own certificate first.").required(),
        Key::new("key", Secret, "", "{ file: /etc/portcullis/tls.key }", "Its private key in PEM.").required(),
    ],
};

pub(crate) static STORE: MapSpec = MapSpec {
    place: "store",
    doc: "The store.",
    keys: &[
        Key::new("url", Secret, "", "sqlite:///var/lib/portcullis/portcullis.db", "sqlite:// and a path, or postgres:// with host and database.").required(),
        Key::new(
            "root_key",
            Secret,
            "root.key in the data folder",
            "{ file: /etc/portcullis/root.key }",
            "The key that seals everything in the store: 32 bytes in base64. Without it the store cannot be read, so keep a copy.",
        )
        .live(),
    ],
};

pub(crate) static SESSIONS: MapSpec = MapSpec {
    place: "sessions",
    doc: "How long a sign-in lasts.",
    keys: &[
        Key::new("lifetime", Duration, "12h", "12h", "From sign-in to the end, however busy the person is.").live(),
        Key::new("inactivity", Duration, "1h", "1h", "From the last request to the end. Not longer than `lifetime`.").live(),
        Key::new("remember_me", Duration, "30d", "30d", "The lifetime for those who ask to be remembered. `0s`: nobody can ask.").live(),
    ],
};

pub(crate) static DIRECTORY: MapSpec = MapSpec {
    place: "directories[]",
    doc: "A directory of people.",
    keys: &[
        Key::new("file", Map(&FILE_DIRECTORY), "", "", "People in a file.").live(),
        Key::new("ldap", Map(&LDAP_DIRECTORY), "", "", "People in an LDAP directory."),
    ],
};

pub(crate) static FILE_DIRECTORY: MapSpec = MapSpec {
    place: "directories[].file",
    doc: "People in a file.",
    keys: &[
        Key::new("path", FilePath, "", "users.yml", "The file. It is read again when it changes.").required(),
        Key::new("name", Text, "file", "staff", "What its groups are called by: NAME/group."),
        Key::new("search", Map(&SEARCH), "", "", "How what people type is looked up."),
        Key::new("change_passwords", Kind::Bool, "true", "true", "Whether people may change their passwords here. The new hash is written into the file."),
        Key::new("authoritative_for", Map(&AUTHORITY), "all it states", "", "What it is believed about, where that is less than all it states."),
    ],
};

pub(crate) static SEARCH: MapSpec = MapSpec {
    place: "directories[].file.search",
    doc: "How what people type is looked up.",
    keys: &[
        Key::new(
            "email",
            Kind::Bool,
            "where one person has it",
            "true",
            "Whether an e-mail address is a way to sign in. With true, an address that means two people refuses the file.",
        ),
        Key::new("case_insensitive", Kind::Bool, "false", "false", "Whether capital letters make no difference. Names in the file are then in lower case."),
    ],
};

pub(crate) static AUTHORITY: MapSpec = MapSpec {
    place: "directories[].file.authoritative_for",
    doc: "What a directory is believed about.",
    keys: &[
        Key::new("domains", List(&HostName), "[]", "[example.com]", "E-mail addresses in these domains."),
        Key::new("groups", Kind::Bool, "false", "true", "The groups it states."),
    ],
};

pub(crate) static LDAP_AUTHORITY: MapSpec = MapSpec { place: "directories[].ldap.authoritative_for", ..AUTHORITY };

pub(crate) static DEFINITIONS: MapSpec = MapSpec {
    place: "definitions",
    doc: "What is computed of people.",
    keys: &[Key::new(
        "user_attributes",
        Named(&Map(&USER_ATTRIBUTE)),
        "{}",
        "{ is_sales: { expression: \"department == 'sales' && 'corp/staff' in groups\" } }",
        "Attributes by name, computed when a person is read. Rules see them as claims.",
    )],
};

pub(crate) static USER_ATTRIBUTE: MapSpec = MapSpec {
    place: "definitions.user_attributes{}",
    doc: "A computed attribute.",
    keys: &[
        Key::new(
            "expression",
            Text,
            "",
            "\"email.endsWith('@example.com')\"",
            "In CEL, of at most 1,000 characters and two loops. It sees what a directory states: username, display_name, email, emails, groups, address, given_name and so on, and further \
             attributes by their names. What cannot be evaluated for somebody is absent.",
        )
        .required(),
    ],
};

pub(crate) static POLICY_TEST: MapSpec = MapSpec {
    place: "policy_tests[]",
    doc: "A question with the answer you expect.",
    keys: &[
        Key::new("request", Text, "", "\"GET https://wiki.example.com/\"", "What is asked for: a method and an address.").required(),
        Key::new("expect", Word(&["permit", "challenge", "deny"]), "", "permit", "The answer. `challenge` asks for sign-in or a stronger one.").required(),
        Key::new("user", Text, "nobody", "ada@example.com", "Who is signed in: a name or an e-mail address.").live(),
        Key::new("email", Text, "`user`, where that is one", "ada@example.com", "The person's e-mail address, where `user` is a name."),
        Key::new(
            "groups",
            OneOrList(&Text),
            "those in the users file",
            "[admins]",
            "The person's groups: `admins` is the server's own, `file/admins` a file's.",
        ),
        Key::new("claims", Named(&OneOrList(&Kind::Any)), "{}", "{ department: engineering }", "The person's other attributes."),
        Key::new("aal", Int, "1", "2", "How strong the sign-in was: 1 or 2.").live(),
        Key::new("amr", OneOrList(&Text), "[]", "[pwd, otp]", "How the person signed in (RFC 8176)."),
        Key::new("authenticated_ago", Duration, "0s", "5m", "How long ago the person signed in."),
        Key::new("ip", IpAddress, "", "192.0.2.7", "Where the request comes from."),
        Key::new("at", Instant, "2026-01-05T12:00:00Z, a Monday", "2026-01-31T09:00:00Z", "When."),
    ],
};
