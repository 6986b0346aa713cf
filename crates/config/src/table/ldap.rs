//! The keys of an LDAP directory.
//!
//! Why: see the table. The names are those that people know from Authelia, wherever it has the key.

use super::server::LDAP_AUTHORITY;
use super::{Key, Kind, MapSpec};
use Kind::{Bool, Duration, Int, List, Map, OneOrList, Secret, Text, Word};

pub(crate) static LDAP_DIRECTORY: MapSpec = MapSpec {
    place: "directories[].ldap",
    doc: "People in an LDAP directory.",
    keys: &[
        Key::new(
            "address",
            OneOrList(&Text),
            "",
            "ldaps://ldap.example.com",
            "The server: ldap://, ldaps:// or ldapi:// with the socket's path. Of several, the first that answers is asked.",
        )
        .required(),
        Key::new("name", Text, "ldap", "corp", "What its groups are called by: NAME/group."),
        Key::new(
            "implementation",
            Word(&["custom", "activedirectory", "rfc2307bis", "freeipa", "lldap", "glauth"]),
            "custom",
            "rfc2307bis",
            "Which server it is: it decides the defaults of filters and attributes.",
        ),
        Key::new("base_dn", Text, "", "dc=example,dc=com", "Where everything is below.").required(),
        Key::new("additional_users_dn", Text, "that of `implementation`", "ou=people", "Where people are, below `base_dn`."),
        Key::new("additional_groups_dn", Text, "that of `implementation`", "ou=groups", "Where groups are, below `base_dn`."),
        Key::new("user", Text, "", "uid=portcullis,ou=services,dc=example,dc=com", "The DN of the account that searches.").live(),
        Key::new("password", Secret, "", "{ file: /etc/portcullis/ldap.password }", "Its password.").live(),
        Key::new(
            "permit_unauthenticated_bind",
            Bool,
            "false",
            "false",
            "Searches as nobody, without `user` and `password`. Passwords are then not changed here.",
        ),
        Key::new("start_tls", Bool, "false", "true", "Encrypts ldap:// connections before anything is said on them. A server that does not is not spoken to."),
        Key::new("plaintext", Bool, "false", "false", "Lets passwords go unencrypted to a server that is neither this host nor behind a socket. Don't."),
        Key::new("tls", Map(&LDAP_TLS), "", "", "How the server proves itself."),
        Key::new("timeout", Duration, "5s", "5s", "How long a connection, and each answer, may take."),
        Key::new("pooling", Map(&LDAP_POOLING), "", "", "Connections of the account that searches."),
        Key::new(
            "users_filter",
            Text,
            "that of `implementation`",
            "\"(&(|({username_attribute}={input})({mail_attribute}={input}))(objectClass=person))\"",
            "Finds a person by what was typed, `{input}`. Exactly one entry must match.",
        ),
        Key::new(
            "groups_filter",
            Text,
            "that of `implementation`",
            "\"(&(member={dn})(objectClass=groupOfNames))\"",
            "Finds the groups of a person: `{dn}`, `{username}`; with `group_search_mode: memberof` by `{memberof:dn}` or `{memberof:rdn}`.",
        ),
        Key::new("group_search_mode", Word(&["filter", "memberof"]), "filter", "filter", "Whether groups name their people, or people name their groups."),
        Key::new(
            "nested_groups",
            Bool,
            "false",
            "true",
            "Whether somebody in a group is in the groups that it is in. Active Directory follows the chain itself, other servers are asked group by group.",
        ),
        Key::new(
            "incomplete_groups",
            Word(&["refuse", "ignore"]),
            "refuse",
            "refuse",
            "What becomes of somebody whose groups cannot all be read: they are let in nowhere, or the groups that can be read are taken for all. A rule that denies by a group misses one that is not read.",
        ),
        Key::new("permit_referrals", Bool, "false", "false", "Follows referrals, to servers of `address` only."),
        Key::new("attributes", Map(&LDAP_ATTRIBUTES), "", "", "Which attribute means what."),
        Key::new("refresh_interval", Duration, "30s", "30s", "How often people who are signed in are looked at again: 1s to 60s."),
        Key::new("change_passwords", Bool, "true", "true", "Whether people may change their passwords here."),
        Key::new(
            "authoritative_for",
            Map(&LDAP_AUTHORITY),
            "nothing",
            "",
            "What it is believed about. Without it none of its groups and addresses counts for a rule.",
        ),
    ],
};

pub(crate) static LDAP_TLS: MapSpec = MapSpec {
    place: "directories[].ldap.tls",
    doc: "How the server proves itself, and we to it. Certificates are always checked.",
    keys: &[
        Key::new(
            "ca",
            Secret,
            "the system's authorities",
            "{ file: /etc/portcullis/ldap-ca.pem }",
            "Certificates of authorities in PEM that count in place of the system's.",
        ),
        Key::new("server_name", Text, "the host of `address`", "ldap.example.com", "The name in the server's certificate, where it is another one."),
        Key::new("minimum_version", Word(&["TLS1.2", "TLS1.3"]), "TLS1.2", "TLS1.3", "The oldest version that is spoken."),
        Key::new("certificate_chain", Secret, "", "{ file: /etc/portcullis/ldap-client.crt }", "Our certificate with its chain in PEM."),
        Key::new("private_key", Secret, "", "{ file: /etc/portcullis/ldap-client.key }", "Its private key in PEM."),
    ],
};

pub(crate) static LDAP_POOLING: MapSpec = MapSpec {
    place: "directories[].ldap.pooling",
    doc: "Connections of the account that searches.",
    keys: &[
        Key::new("count", Int, "5", "5", "The most at a time: 1 to 64."),
        Key::new("timeout", Duration, "10s", "10s", "How long a question may wait for one."),
    ],
};

pub(crate) static LDAP_ATTRIBUTES: MapSpec = MapSpec {
    place: "directories[].ldap.attributes",
    doc: "Which attribute means what. The defaults are those of `implementation`; an empty text means none.",
    keys: &[
        Key::new("distinguished_name", Text, "that of `implementation`", "distinguishedName", "Holds the entry's own name."),
        Key::new("username", Text, "that of `implementation`", "uid", "The user name. It has one value."),
        Key::new("display_name", Text, "that of `implementation`", "displayName", "How the person is called."),
        Key::new("mail", Text, "mail", "mail", "E-mail addresses; the first is the person's."),
        Key::new("member_of", Text, "that of `implementation`", "memberOf", "The groups of a person, by DN."),
        Key::new("group_name", Text, "cn", "cn", "A group's name."),
        Key::new(
            "id",
            Text,
            "that of `implementation`",
            "entryUUID",
            "An id that an entry keeps for good and that no other ever gets: by it somebody who was renamed stays the same person, and whoever gets the name of somebody who left does not become them. Empty: names alone count.",
        ),
        Key::new("given_name", Text, "that of `implementation`", "givenName", "Becomes the claim of that name."),
        Key::new("family_name", Text, "that of `implementation`", "sn", "Becomes the claim of that name."),
        Key::new("middle_name", Text, "that of `implementation`", "middleName", "Becomes the claim of that name."),
        Key::new("nickname", Text, "", "nickname", "Becomes the claim of that name."),
        Key::new("gender", Text, "", "gender", "Becomes the claim of that name."),
        Key::new("birthdate", Text, "", "birthDate", "Becomes the claim of that name."),
        Key::new("website", Text, "that of `implementation`", "wWWHomePage", "Becomes the claim of that name."),
        Key::new("profile", Text, "", "profileURL", "Becomes the claim of that name."),
        Key::new("picture", Text, "", "photoURL", "Becomes the claim of that name."),
        Key::new("zoneinfo", Text, "", "zoneinfo", "Becomes the claim of that name."),
        Key::new("locale", Text, "", "preferredLanguage", "Becomes the claim of that name."),
        Key::new("phone_number", Text, "that of `implementation`", "telephoneNumber", "Becomes the claim of that name."),
        Key::new("phone_extension", Text, "", "extension", "Becomes the claim of that name."),
        Key::new("street_address", Text, "that of `implementation`", "streetAddress", "A part of the claim `address`."),
        Key::new("locality", Text, "that of `implementation`", "l", "A part of the claim `address`."),
        Key::new("region", Text, "that of `implementation`", "st", "A part of the claim `address`."),
        Key::new("postal_code", Text, "that of `implementation`", "postalCode", "A part of the claim `address`."),
        Key::new("country", Text, "that of `implementation`", "c", "A part of the claim `address`."),
        Key::new("extra", List(&Map(&LDAP_EXTRA)), "[]", "", "Further attributes that become claims."),
    ],
};

pub(crate) static LDAP_EXTRA: MapSpec = MapSpec {
    place: "directories[].ldap.attributes.extra[]",
    doc: "A further attribute.",
    keys: &[
        Key::new("attribute", Text, "", "employeeType", "The attribute in the directory.").required(),
        Key::new("name", Text, "`attribute`", "employment", "The claim's name."),
        Key::new("multi_valued", Bool, "false", "true", "Whether all of its values count, or the first."),
        Key::new("value_type", Word(&["string", "integer", "boolean"]), "string", "string", "What its values are. A value of another kind is left out."),
    ],
};
