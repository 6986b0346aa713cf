//! What a configuration leans on: users files and certificates, read as the server would read them.
//!
//! Why: `config check` must say of a file what `serve` would say, before anybody is waiting.

use crate::plan::file_rules;
use portcullis_config::{CheckedConfig, FileDirectory, KnownPerson, LocatedFault, Place, Span};
use portcullis_directory::{OpenError, Person, Snapshot, load, read};
use portcullis_document::Fault;
use portcullis_gateway::{CertificatePem, Certificates};
use portcullis_route::{Backend, Route};
use std::cell::RefCell;
use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Arc;

/// Every fault beneath, warnings among them.
pub(crate) fn faults(config: &CheckedConfig) -> Vec<LocatedFault> {
    let mut all: Vec<LocatedFault> = config.directories.iter().flat_map(people).collect();
    for pair in &config.tls.certificates {
        let pem = CertificatePem { label: "certificate", chain: &pair.cert_pem, key: pair.key_pem.expose_bytes() };
        if let Err(error) = Certificates::new(&[pem]) {
            let hint = "give a chain and the key that belongs to it, both in PEM";
            all.push(located(&config.portal_place.file, Fault::error(pair.span, error.to_string()).with_hint(hint)));
        }
    }
    all.extend(uncovered(config));
    all.extend(crate::mail::faults(config));
    all.extend(crate::metadata::faults(config, crate::house::system_now()));
    all
}

/// Hosts that are served over https and that no certificate names: browsers refuse them, and so does the server.
pub(crate) fn uncovered(config: &CheckedConfig) -> Vec<LocatedFault> {
    let tls = &config.tls;
    let pems: Vec<CertificatePem<'_>> =
        tls.certificates.iter().map(|pair| CertificatePem { label: "certificate", chain: &pair.cert_pem, key: pair.key_pem.expose_bytes() }).collect();
    if config.listen.https.is_none() || tls.internal {
        return Vec::new();
    }
    // Faulty ones are told elsewhere.
    let Ok(certificates) = Certificates::new(&pems) else { return Vec::new() };
    let portal = (config.portal.host.to_string(), &config.portal_place);
    // What another proxy has, it has a certificate for.
    let ours = |route: &Route| route.from_https && !matches!(route.backend, Backend::ForwardAuth);
    let routes = config.routes.iter().zip(&config.route_places).filter(|(route, _)| ours(route)).map(|(route, place)| (route.host.to_string(), place));
    let all = config.portal.https.then_some(portal).into_iter().chain(routes);
    all.filter(|(host, _)| !certificates.any_covers(host)).map(|(host, place)| warning(&host, place)).collect()
}

fn warning(host: &str, place: &Place) -> LocatedFault {
    let hint = format!("add a certificate for `{host}` to `tls.certificates`, or `tls: {{ internal: true }}` for the server's own authority");
    located(&place.file, Fault::warning(place.span, format!("no certificate names `{host}`, so nobody gets there")).with_hint(hint))
}

fn located(file: &str, fault: Fault) -> LocatedFault {
    LocatedFault { file: file.into(), span: fault.span, severity: fault.severity, message: fault.message, hint: fault.hint }
}

fn people(directory: &FileDirectory) -> Vec<LocatedFault> {
    let file = directory.path.display().to_string();
    let faults = match load(&directory.path) {
        Ok(text) => match read(&text, file_rules(directory)) {
            Ok((_, warnings)) => warnings,
            Err(faults) => faults,
        },
        Err(OpenError::Faults { faults, .. }) => faults,
        Err(OpenError::Unreadable { cause, .. }) => {
            vec![Fault::error(Span::START, format!("the users file cannot be read: {cause}")).with_hint("name a users file that the server's user can read")]
        }
    };
    faults.into_iter().map(|f| located(&file, f)).collect()
}

/// Somebody of the users files, as identity looks them up: by name in each, then by e-mail address. Each file is read once.
pub(crate) fn knowing() -> impl Fn(&[FileDirectory], &str) -> Result<Option<KnownPerson>, Vec<LocatedFault>> {
    let files = RefCell::new(HashMap::<PathBuf, Arc<Snapshot>>::new());
    let people = move |d: &FileDirectory| {
        if let Some(read) = files.borrow().get(&d.path) {
            return Ok(read.clone());
        }
        let read = Arc::new(stated(d)?);
        files.borrow_mut().insert(d.path.clone(), read.clone());
        Ok(read)
    };
    move |directories, who| {
        let all: Vec<Arc<Snapshot>> = directories.iter().map(&people).collect::<Result<_, Vec<LocatedFault>>>()?;
        let find = |by: fn(&Snapshot, &str) -> Option<Arc<Person>>| directories.iter().zip(&all).find_map(|(d, s)| Some((d, by(s, who)?)));
        let found = find(|s, who| s.find_name(who).cloned()).or_else(|| find(|s, who| s.find_email(who).cloned()));
        Ok(found.map(|(directory, person)| KnownPerson {
            source: directory.name.clone(),
            username: person.username.clone(),
            display_name: person.display_name.clone(),
            email: person.email.clone(),
            groups: person.groups.clone(),
            claims: person.claims.clone(),
            disabled: person.disabled,
            administrator: false,
        }))
    }
}

fn stated(directory: &FileDirectory) -> Result<Snapshot, Vec<LocatedFault>> {
    let read = load(&directory.path).ok().and_then(|text| read(&text, file_rules(directory)).ok());
    read.map(|(people, _)| people).ok_or_else(|| people(directory))
}
