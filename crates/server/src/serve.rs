//! `serve`: an installation from a configuration file.
//!
//! Why: what an operator runs. It says where it listens and what it warns about, and nothing else.

use crate::house::{House, NotOpen};
use crate::reload::warn_of;
use crate::run::Server;
use crate::source::Source;
use serde_json::json;
use std::io::Write;
use std::path::Path;
use tokio::runtime::Handle as Runtime;

pub(crate) async fn serve(file: &Path, json: bool, control: Runtime) -> Result<(), NotOpen> {
    let house = House::open(Source::file(file), control).await?;
    warn_of(&house.config.load());
    let server = Server::start(house.clone(), None).await.map_err(NotOpen::Said)?;
    let config = house.config.load_full();
    let listen = &config.listen;
    let addresses = [listen.https, listen.http, listen.forward_auth, listen.forward_auth_tls].into_iter().flatten();
    let text = if json {
        json!({ "portal": config.portal.to_string(), "listen": addresses.map(|a| a.to_string()).collect::<Vec<_>>(), "routes": config.routes.iter().count() })
            .to_string()
    } else {
        format!("Portcullis serves {} on {}", config.portal, addresses.map(|a| a.to_string()).collect::<Vec<_>>().join(", "))
    };
    // Standard output is for JSON lines; a sentence goes beside them.
    let told = if json { writeln!(std::io::stdout().lock(), "{text}") } else { writeln!(std::io::stderr().lock(), "{text}") };
    told.map_err(|e| NotOpen::Said(e.to_string()))?;
    if let Some(words) = nobody(&house).await {
        tracing::warn!("{words}");
    }
    server.until_stopped().await.map_err(NotOpen::Said)
}

/// Where there is nobody at all who could sign in: how to begin.
async fn nobody(house: &House) -> Option<String> {
    let some = house.identity.has_people().await.ok()?;
    let Source::File(file) = &house.source else { return None };
    (!some).then(|| format!("nobody can sign in yet: `portcullis recover -c {}` prints a link that makes the first administrator", file.display()))
}
