//! An LDAP directory, as meant.
//!
//! Why: every default of the server's kind is filled in here, so that whoever opens the directory finds nothing left to decide.

use crate::Authority;
use portcullis_attributes::Template;
use portcullis_crypto::SecretBytes;
use portcullis_document::Span;
use std::path::PathBuf;
use std::time::Duration;

#[derive(Clone, Debug)]
pub struct LdapDirectory {
    /// Its groups are `name/group`.
    pub name: Box<str>,
    pub servers: Vec<LdapServer>,
    pub start_tls: bool,
    pub tls: LdapTls,
    pub timeout: Duration,
    pub connections: usize,
    pub wait: Duration,
    /// DN and password of the account that searches; absent: as nobody.
    pub bind: Option<(Box<str>, SecretBytes)>,
    pub users_dn: Box<str>,
    pub groups_dn: Box<str>,
    pub users_filter: Template,
    pub groups_filter: Template,
    /// People name their groups.
    pub member_of: bool,
    pub nested_groups: bool,
    /// Those that can be read are enough.
    pub incomplete_groups: bool,
    pub permit_referrals: bool,
    pub attributes: LdapAttributes,
    pub implementation: LdapImplementation,
    pub refresh_interval: Duration,
    pub change_passwords: bool,
    /// Absent: nothing.
    pub authoritative_for: Option<Authority>,
    pub span: Span,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LdapServer {
    Tcp { host: Box<str>, port: u16, ldaps: bool },
    Socket(PathBuf),
}

#[derive(Clone, Debug, Default)]
pub struct LdapTls {
    pub ca: Option<SecretBytes>,
    pub server_name: Option<Box<str>>,
    pub only_1_3: bool,
    pub client: Option<(SecretBytes, SecretBytes)>,
}

/// Empty names: none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LdapAttributes {
    pub distinguished_name: Box<str>,
    pub username: Box<str>,
    pub display_name: Box<str>,
    pub mail: Box<str>,
    pub member_of: Box<str>,
    pub group_name: Box<str>,
    pub id: Box<str>,
    /// Claims by attribute.
    pub claims: Vec<LdapClaim>,
}
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LdapClaim {
    pub attribute: Box<str>,
    pub claim: Box<str>,
    pub kind: LdapValue,
    pub many: bool,
    pub of_address: bool,
}
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LdapValue {
    Text,
    Integer,
    Boolean,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LdapImplementation {
    Custom,
    ActiveDirectory,
    Rfc2307bis,
    FreeIpa,
    Lldap,
    Glauth,
}
impl LdapImplementation {
    pub(crate) const ALL: [(&'static str, Self); 6] = [
        ("custom", Self::Custom),
        ("activedirectory", Self::ActiveDirectory),
        ("rfc2307bis", Self::Rfc2307bis),
        ("freeipa", Self::FreeIpa),
        ("lldap", Self::Lldap),
        ("glauth", Self::Glauth),
    ];
}

/// What a kind of server takes for granted. Empty: nothing.
pub(crate) struct Preset {
    pub(crate) users_dn: &'static str,
    pub(crate) groups_dn: &'static str,
    pub(crate) users_filter: &'static str,
    pub(crate) groups_filter: &'static str,
    /// With `group_search_mode: memberof`.
    pub(crate) member_of_filter: &'static str,
    pub(crate) names: [(&'static str, &'static str); 6],
    pub(crate) claims: &'static [(&'static str, &'static str)],
}

/// RFC 4530.
const ENTRY_UUID: (&str, &str) = ("id", "entryUUID");
const COMMON: [(&str, &str); 6] =
    [("distinguished_name", ""), ("username", "uid"), ("display_name", "displayName"), ("member_of", "memberOf"), ("group_name", "cn"), ENTRY_UUID];
const BY_NAME: &str = "(|{memberof:rdn})";

impl LdapImplementation {
    pub(crate) fn preset(self) -> Preset {
        let plain = Preset { users_dn: "", groups_dn: "", users_filter: "", groups_filter: "", member_of_filter: BY_NAME, names: COMMON, claims: &[] };
        match self {
            Self::Custom => plain,
            Self::ActiveDirectory => Preset {
                users_filter: "(&(|({username_attribute}={input})({mail_attribute}={input}))(sAMAccountType=805306368)(!(userAccountControl:1.2.840.113556.1.4.803:=2))(!(pwdLastSet=0))(|(!(accountExpires=*))(accountExpires=0)(accountExpires>={date-time:microsoft-nt})))",
                groups_filter: "(&(member={dn})(|(sAMAccountType=268435456)(sAMAccountType=536870912)))",
                member_of_filter: "(|{memberof:dn})",
                names: [
                    ("distinguished_name", "distinguishedName"),
                    ("username", "sAMAccountName"),
                    ("display_name", "displayName"),
                    ("member_of", "memberOf"),
                    ("group_name", "cn"),
                    ("id", "objectGUID"),
                ],
                claims: &[
                    ("family_name", "sn"),
                    ("given_name", "givenName"),
                    ("middle_name", "middleName"),
                    ("website", "wWWHomePage"),
                    ("phone_number", "telephoneNumber"),
                    ("street_address", "streetAddress"),
                    ("locality", "l"),
                    ("region", "st"),
                    ("postal_code", "postalCode"),
                    ("country", "c"),
                ],
                ..plain
            },
            Self::Rfc2307bis => Preset {
                users_filter: "(&(|({username_attribute}={input})({mail_attribute}={input}))(|(objectClass=inetOrgPerson)(objectClass=organizationalPerson)))",
                groups_filter: "(&(|(member={dn})(uniqueMember={dn}))(|(objectClass=groupOfNames)(objectClass=groupOfUniqueNames)(objectClass=groupOfMembers))(!(pwdReset=TRUE)))",
                ..plain
            },
            Self::FreeIpa => Preset {
                users_filter: "(&(|({username_attribute}={input})({mail_attribute}={input}))(objectClass=person)(!(nsAccountLock=TRUE))(krbPasswordExpiration>={date-time:generalized})(|(!(krbPrincipalExpiration=*))(krbPrincipalExpiration>={date-time:generalized})))",
                groups_filter: "(&(member={dn})(objectClass=groupOfNames))",
                names: [
                    ("distinguished_name", ""),
                    ("username", "uid"),
                    ("display_name", "displayName"),
                    ("member_of", "memberOf"),
                    ("group_name", "cn"),
                    ("id", "ipaUniqueID"),
                ],
                claims: &[("family_name", "sn"), ("given_name", "givenName")],
                ..plain
            },
            Self::Lldap => Preset {
                users_dn: "OU=people",
                groups_dn: "OU=groups",
                users_filter: "(&(|({username_attribute}={input})({mail_attribute}={input}))(objectClass=person))",
                groups_filter: "(&(member={dn})(objectClass=groupOfUniqueNames))",
                names: [("distinguished_name", ""), ("username", "uid"), ("display_name", "cn"), ("member_of", "memberOf"), ("group_name", "cn"), ENTRY_UUID],
                ..plain
            },
            Self::Glauth => Preset {
                users_filter: "(&(|({username_attribute}={input})({mail_attribute}={input}))(objectClass=posixAccount)(!(accountStatus=inactive)))",
                groups_filter: "(&(uniqueMember={dn})(objectClass=posixGroup))",
                names: [
                    ("distinguished_name", ""),
                    ("username", "cn"),
                    ("display_name", "description"),
                    ("member_of", "memberOf"),
                    ("group_name", "cn"),
                    ("id", ""),
                ],
                ..plain
            },
        }
    }
}
