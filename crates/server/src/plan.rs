//! The configuration as meant, translated into what each room is told.
//!
//! Why: rooms do not know the configuration's types; this is the only place where the two meet.

use portcullis_config::{
    Administrator, Authority, Bucket, CheckedConfig, Deadlines, FileDirectory, IdentityValidation, PasswordPolicy, PasswordReset, RateLimits, Regulation,
    UserVerification,
};
use portcullis_config::{LdapAttributes, LdapDirectory, LdapImplementation, LdapServer, LdapValue};
use portcullis_gateway as gateway;
use portcullis_guard::Rules;
use portcullis_identity as identity;
use portcullis_identity::ldap;
use portcullis_pep as pep;
use portcullis_pep::Setting;
use portcullis_portal::{Counts, Endpoint, Limits, ResetOffer};

pub(crate) fn rules_of(config: &CheckedConfig, epoch: u64) -> Rules {
    Rules { routes: config.routes.clone(), policies: config.policies.clone(), epoch }
}

pub(crate) fn pep_setting(config: &CheckedConfig) -> Setting {
    let trusted_proxies =
        config.trusted_proxies.iter().map(|p| pep::TrustedProxy { network: p.network, secret: p.secret.clone(), certificate: p.certificate }).collect();
    Setting { portal: config.portal.to_string().into(), trusted_proxies, forward_auth: crate::checks::forward_auth(&config.forward_auth) }
}

pub(crate) fn identity_settings(config: &CheckedConfig) -> identity::IdentitySettings {
    let mut settings = identity::IdentitySettings::new(&config.portal.host);
    settings.administrators = config
        .administrators
        .iter()
        .map(|a| match a {
            Administrator::Email(email) => identity::Administrator::Email(email.clone()),
            Administrator::Group(group) => identity::Administrator::Group(group.clone()),
        })
        .collect();
    let times = &config.sessions;
    settings.sessions = identity::SessionTimes { lifetime: times.lifetime, inactivity: times.inactivity, remember_me: times.remember_me };
    settings.directories = config.directories.iter().map(directory).collect();
    settings.ldap = config.ldap_directories.iter().map(|l| server(l, config)).collect();
    settings.attributes = config.user_attributes.clone();
    settings.factors = factors(config);
    settings.regulation = regulation(&config.regulation);
    settings.mail = mail(config);
    settings.passwords = passwords(&config.passwords);
    settings
}

fn factors(config: &CheckedConfig) -> identity::FactorSettings {
    let codes = config.totp.as_ref().map(|totp| identity::CodeSettings {
        issuer: totp.issuer.clone(),
        // Checked when the file was.
        shape: identity::OtpShape {
            algorithm: totp.algorithm.parse().unwrap_or(identity::OtpShape::default().algorithm),
            digits: totp.digits,
            period: totp.period,
        },
        allowed: identity::AllowedShapes {
            algorithms: totp.allowed_algorithms.iter().filter_map(|a| a.parse().ok()).collect(),
            digits: totp.allowed_digits.clone(),
            periods: totp.allowed_periods.clone(),
        },
        skew: totp.skew,
        secret_bytes: usize::from(totp.secret_size),
    });
    // Keys are bound to a host name (WebAuthn §5.1.3): where the portal is an address there are none.
    let named = config.portal.host.parse::<std::net::IpAddr>().is_err();
    let passkeys = config.webauthn.as_ref().filter(|_| named).map(|keys| identity::PasskeySettings {
        name: keys.display_name.clone(),
        id: keys.rp_id.clone().unwrap_or_else(|| config.portal.host.clone()),
        origin: config.portal.to_string().into(),
        rules: identity::PasskeyRules {
            verification: match keys.user_verification {
                UserVerification::Required => identity::Verification::Required,
                UserVerification::Preferred => identity::Verification::Preferred,
                UserVerification::Discouraged => identity::Verification::Discouraged,
            },
            permitted_models: keys.permitted_aaguids.iter().map(|m| uuid::Uuid::from_u128(*m)).collect(),
            prohibited_models: keys.prohibited_aaguids.iter().map(|m| uuid::Uuid::from_u128(*m)).collect(),
            bound_only: keys.prohibit_backup_eligibility,
            metadata: None,
        },
    });
    let duo = config.duo.as_ref().map(|duo| identity::DuoSettings {
        keys: identity::DuoKeys { host: duo.host.clone(), integration_key: duo.integration_key.clone(), secret_key: duo.secret_key.clone() },
        port: duo.port,
        authorities: duo.authorities.as_deref().map(Into::into),
        timeout: duo.timeout,
        groups: duo.groups.clone(),
        self_enrollment: duo.self_enrollment,
        accept_bypass: duo.accept_bypass,
    });
    identity::FactorSettings { codes, passkeys, duo }
}

/// Absent where there is no notifier.
fn mail(config: &CheckedConfig) -> Option<identity::MailSettings> {
    let IdentityValidation { reset, code, elevation, characters, skip_second, undo } = config.validation;
    let resets = config.password_reset == PasswordReset::Mail;
    config.notifier.as_ref().map(|n| identity::MailSettings { resets, reset, undo, code, elevation, characters, skip_second, new_browsers: n.new_browsers })
}

/// What the sign-in page offers whoever forgot their password.
pub(crate) fn reset_offer(config: &CheckedConfig) -> ResetOffer {
    match &config.password_reset {
        PasswordReset::Mail => ResetOffer::Here,
        PasswordReset::Elsewhere(url) => ResetOffer::Elsewhere(url.clone()),
        PasswordReset::Off => ResetOffer::Nowhere,
    }
}

/// A count of 0 is a mode that is off.
fn regulation(of: &Regulation) -> identity::RegulationSettings {
    let rule = |max_retries| identity::Regulation { max_retries, find_time: of.find_time, ban_time: of.ban_time };
    identity::RegulationSettings { person: rule(of.person), address: rule(of.address) }
}

/// Which endpoint a key names.
pub(crate) fn limits(of: &RateLimits, counts: Counts) -> Limits {
    let all = [
        (Endpoint::ResetStart, &of.reset_password_start),
        (Endpoint::ResetFinish, &of.reset_password_finish),
        (Endpoint::OneTimeCode, &of.second_factor_totp),
        (Endpoint::Push, &of.second_factor_duo),
        (Endpoint::MailedCodeStart, &of.session_elevation_start),
        (Endpoint::MailedCodeFinish, &of.session_elevation_finish),
        (Endpoint::PasswordStrength, &of.password_strength),
    ];
    let bucket = |b: &Bucket| portcullis_portal::Bucket { period: b.period, requests: b.requests };
    Limits::new(all.into_iter().filter(|(_, b)| !b.is_empty()).map(|(endpoint, b)| (endpoint, b.iter().map(bucket).collect())).collect(), counts)
}

fn passwords(of: &PasswordPolicy) -> identity::PasswordRules {
    use identity::CharacterClass::{Lowercase, Number, Special, Uppercase};
    let classes = [(of.uppercase, Uppercase), (of.lowercase, Lowercase), (of.number, Number), (of.special, Special)];
    identity::PasswordRules {
        min_length: of.min_length.into(),
        max_length: of.max_length.map(usize::from),
        classes: classes.into_iter().filter_map(|(asked, class)| asked.then_some(class)).collect(),
        min_score: of.min_score,
    }
}

/// What can be set stands in the configuration; the rest is the gateway's own.
pub(crate) fn deadlines(of: &Deadlines) -> gateway::Deadlines {
    let built_in = gateway::Deadlines::default();
    gateway::Deadlines {
        handshake: of.tls_handshake,
        head: of.request_head,
        body: gateway::Pace { window: of.request_body, ..built_in.body },
        take: gateway::Pace { window: of.response, ..built_in.take },
        idle: of.keep_alive,
        settings: of.http2_settings,
        ..built_in
    }
}

fn directory(d: &FileDirectory) -> identity::Directory {
    let file = identity::FileSettings { name: d.name.clone(), path: d.path.clone(), rules: file_rules(d), writable: d.change_passwords };
    identity::Directory { file, authoritative: d.authoritative_for.as_ref().map_or_else(identity::Authority::default, narrowed) }
}

fn narrowed(to: &Authority) -> identity::Authority {
    identity::Authority { domains: Some(to.domains.clone()), groups: if to.groups { identity::Counts::Yes } else { identity::Counts::No } }
}

/// A server counts for nothing that it is not said to count for.
fn server(d: &LdapDirectory, config: &CheckedConfig) -> identity::LdapSource {
    let is = |kind| d.implementation == kind;
    let servers = d.servers.iter().map(|s| match s {
        LdapServer::Tcp { host, port, ldaps } => ldap::Server::Tcp { host: host.clone(), port: *port, ldaps: *ldaps },
        LdapServer::Socket(path) => ldap::Server::Socket(path.clone()),
    });
    let nothing = Authority { domains: Vec::new(), groups: false };
    let settings = ldap::LdapSettings {
        name: d.name.clone(),
        servers: servers.collect(),
        start_tls: d.start_tls,
        tls: ldap::Tls {
            authorities: d.tls.ca.as_ref().map(|pem| pem.expose().clone()),
            server_name: d.tls.server_name.clone(),
            only_1_3: d.tls.only_1_3,
            client: d.tls.client.as_ref().map(|(chain, key)| (chain.expose().clone(), key.clone())),
        },
        timeout: d.timeout,
        connections: d.connections,
        wait: d.wait,
        bind: match &d.bind {
            Some((dn, password)) => ldap::Bind::As { dn: dn.clone(), password: password.expose_text().unwrap_or_default().into() },
            None => ldap::Bind::Anonymous,
        },
        users_dn: d.users_dn.clone(),
        groups_dn: d.groups_dn.clone(),
        users_filter: d.users_filter.clone(),
        groups_filter: d.groups_filter.clone(),
        group_search: if d.member_of { ldap::GroupSearch::MemberOf } else { ldap::GroupSearch::Filter },
        nested_groups: match (d.nested_groups, is(LdapImplementation::ActiveDirectory) && !d.member_of) {
            (false, _) => ldap::Nested::No,
            (true, true) => ldap::Nested::InServer,
            (true, false) => ldap::Nested::ByGroup,
        },
        incomplete_groups: if d.incomplete_groups { ldap::Incomplete::Ignore } else { ldap::Incomplete::Refuse },
        attributes: attributes(&d.attributes),
        permit_referrals: d.permit_referrals,
        change_passwords: d.change_passwords,
        password_way: if is(LdapImplementation::ActiveDirectory) { ldap::PasswordWay::ActiveDirectory } else { ldap::PasswordWay::Modify },
        states: ldap::States {
            password_policy: is(LdapImplementation::Custom) || is(LdapImplementation::Rfc2307bis),
            shadow: is(LdapImplementation::Rfc2307bis),
            active_directory: is(LdapImplementation::ActiveDirectory),
            free_ipa: is(LdapImplementation::FreeIpa),
        },
    };
    identity::LdapSource {
        settings,
        authoritative: narrowed(d.authoritative_for.as_ref().unwrap_or(&nothing)),
        refresh: d.refresh_interval,
        after: config.directories.iter().filter(|f| f.span < d.span).count(),
    }
}

fn attributes(of: &LdapAttributes) -> ldap::Attributes {
    let further = of.claims.iter().map(|c| ldap::Further {
        attribute: c.attribute.clone(),
        claim: c.claim.clone(),
        kind: match c.kind {
            LdapValue::Text => ldap::ValueKind::Text,
            LdapValue::Integer => ldap::ValueKind::Integer,
            LdapValue::Boolean => ldap::ValueKind::Boolean,
        },
        many: c.many,
        of_address: c.of_address,
    });
    ldap::Attributes {
        distinguished_name: of.distinguished_name.clone(),
        username: of.username.clone(),
        display_name: of.display_name.clone(),
        mail: of.mail.clone(),
        member_of: of.member_of.clone(),
        group_name: of.group_name.clone(),
        id: of.id.clone(),
        further: further.collect(),
    }
}

/// How a users file is read, for the server and for the check of its configuration alike.
pub(crate) fn file_rules(d: &FileDirectory) -> identity::FileRules {
    let email = match d.search.email {
        None => identity::EmailSignIn::WhereUnique,
        Some(true) => identity::EmailSignIn::Always,
        Some(false) => identity::EmailSignIn::Never,
    };
    identity::FileRules { email, fold_case: d.search.case_insensitive, ..identity::FileRules::default() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn s21_the_defaults_of_the_file_are_the_gateways() {
        assert_eq!(deadlines(&Deadlines::default()), gateway::Deadlines::default());
    }
    #[test]
    fn the_defaults_of_mailed_links_are_identitys() {
        let IdentityValidation { reset, code, elevation, characters, skip_second, undo } = IdentityValidation::default();
        assert_eq!(
            identity::MailSettings { resets: true, reset, undo, code, elevation, characters, skip_second, new_browsers: true },
            identity::MailSettings::default()
        );
    }
    #[test]
    fn s22_the_defaults_of_the_file_are_identitys() {
        assert_eq!(regulation(&Regulation::default()), identity::RegulationSettings::default());
    }
    #[test]
    fn rules_for_passwords_are_identitys() {
        assert_eq!(passwords(&PasswordPolicy::default()), identity::PasswordRules::default());
    }
}
