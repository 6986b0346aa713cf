//! The configuration as meant, translated into what each room is told.
//!
//! Why: rooms do not know the configuration's types; this is the only place where the two meet.

use portcullis_config::{Administrator, CheckedConfig, Deadlines, FileDirectory};
use portcullis_gateway as gateway;
use portcullis_guard::Rules;
use portcullis_identity as identity;
use portcullis_pep::Setting;

pub(crate) fn rules_of(config: &CheckedConfig, epoch: u64) -> Rules {
    Rules { routes: config.routes.clone(), policies: config.policies.clone(), epoch }
}

pub(crate) fn pep_setting(config: &CheckedConfig) -> Setting {
    Setting { portal: config.portal.to_string().into(), trusted_proxies: config.trusted_proxies.clone() }
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
    settings
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
    let file = identity::FileSettings { name: d.name.clone(), path: d.path.clone(), rules: identity::FileRules::default() };
    let authoritative = match &d.authoritative_for {
        None => identity::Authority::default(),
        Some(narrowed) => {
            identity::Authority { domains: Some(narrowed.domains.clone()), groups: if narrowed.groups { identity::Counts::Yes } else { identity::Counts::No } }
        }
    };
    identity::Directory { file, authoritative }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn s21_the_defaults_of_the_file_are_the_gateways() {
        assert_eq!(deadlines(&Deadlines::default()), gateway::Deadlines::default());
    }
}
