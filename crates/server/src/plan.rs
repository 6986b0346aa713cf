//! The configuration as meant, translated into what each room is told.
//!
//! Why: rooms do not know the configuration's types; this is the only place where the two meet.

use portcullis_config::{Administrator, CheckedConfig, FileDirectory};
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
