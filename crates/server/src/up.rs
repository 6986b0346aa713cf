//! `up`: the embedded default, on loopback, with nothing to configure.
//!
//! Why: from nothing to a protected application in a minute. There is no account and no default secret: one single-use
//! link makes the first person (S29), and nothing but loopback is listened on.

use crate::demo::Demo;
use crate::folder::{self, default_folder};
use crate::house::{House, NotOpen, log_file};
use crate::keeper::{Keeper, shown};
use crate::run::Server;
use crate::source::Source;
use crate::stored_routes;
use portcullis_api::{RouteKeeper, invitation};
use portcullis_config::{UpSettings, up_document};
use portcullis_crypto::SystemRandom;
use portcullis_custody::root_key;
use portcullis_identity::{Actor, RECOVERY_LIFE};
use portcullis_wire::NewRoute;
use serde_json::json;
use std::io::Write;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;
use tokio::runtime::Handle as Runtime;

pub(crate) struct Up {
    pub(crate) data: Option<PathBuf>,
    pub(crate) listen: SocketAddr,
    pub(crate) protect: Vec<String>,
    pub(crate) json: bool,
}

pub(crate) async fn up(command: Up, control: Runtime) -> Result<(), NotOpen> {
    let said = |text: String| NotOpen::Said(text);
    if !command.listen.ip().is_loopback() {
        return Err(said(format!("`up` listens on loopback only, and {} is not: use 127.0.0.1:PORT, or `serve` with a configuration file", command.listen)));
    }
    if !reachable(command.listen.ip()) {
        return Err(said(format!(
            "`up` cannot listen on {}: names under localhost lead to 127.0.0.1 and ::1 only; use 127.0.0.1:{1} or [::1]:{1}",
            command.listen,
            command.listen.port()
        )));
    }
    if command.listen.port() == 0 {
        return Err(said("`up` needs a port: addresses of the applications are made with it; give --listen 127.0.0.1:8080".into()));
    }
    let new: Vec<NewRoute> = command.protect.iter().map(|p| protect_argument(p)).collect::<Result<_, _>>().map_err(said)?;
    let data = match command.data {
        Some(data) => std::path::absolute(&data).map_err(|e| said(format!("{}: {e}", data.display())))?,
        None => default_folder().ok_or_else(|| said("there is no home folder to keep data in: give --data DIR".into()))?,
    };
    folder::is_for_us(&data).map_err(|e| said(e.to_string()))?;
    folder::prepare(&data).map_err(|e| said(e.to_string()))?;
    root_key::load_or_generate(&data.join("root.key"), &SystemRandom).map_err(|e| said(e.to_string()))?;
    let demo = Demo::bind(command.listen.port()).await.map_err(|e| said(format!("the demonstration could not listen: {e}")))?;
    let text = up_document(&UpSettings { listen: command.listen, data: data.clone(), demo: Some(format!("http://{}", demo.address())) });
    let house = House::open(Source::Text { text, base: data.clone() }, control).await?;
    // Only now: whoever holds the folder's lock says where it listens.
    folder::write_closed(&data.join("listen"), &format!("{}\n", command.listen)).map_err(|e| said(e.to_string()))?;
    add_routes(&house, new).await.map_err(said)?;
    let taken = |why: String| if why.contains("in use") { format!("{why}; stop what listens there, or give --listen another port") } else { why };
    let server = Server::start(house.clone(), Some(demo)).await.map_err(|why| said(taken(why)))?;
    hello(&house, command.json).await.map_err(said)?;
    server.until_stopped().await.map_err(said)
}

/// Browsers take every name under `localhost` for one of these two (RFC 6761).
fn reachable(ip: IpAddr) -> bool {
    ip == IpAddr::V4(Ipv4Addr::LOCALHOST) || ip == IpAddr::V6(Ipv6Addr::LOCALHOST)
}

fn protect_argument(text: &str) -> Result<NewRoute, String> {
    let (name, url) = text.split_once('=').ok_or_else(|| format!("--protect `{text}` is not NAME=URL; write it like wiki=http://127.0.0.1:3000"))?;
    Ok(NewRoute { name: name.into(), url: url.into(), behind: None, secret: None, allow: Vec::new() })
}

/// What `--protect` names is there afterwards and leads where it says: a restart with the same words changes nothing.
async fn add_routes(house: &Arc<House>, new: Vec<NewRoute>) -> Result<(), String> {
    if new.is_empty() {
        return Ok(());
    }
    let known = stored_routes::load(&house.store).await.map_err(|e| e.to_string())?;
    let keeper = Keeper { house: house.clone(), certificates: None };
    for route in new {
        if let Some(known) = known.iter().find(|k| *k.name == *route.name.to_ascii_lowercase()) {
            if keeper.lead_to(known, &route.url, Actor::system(), house.now()).await.map_err(|e| e.to_string())? {
                let _ = writeln!(std::io::stderr().lock(), "{} now leads to {}", known.name, route.url);
            }
            continue;
        }
        keeper.add(route, Actor::system(), house.now()).await.map_err(|e| e.to_string())?;
    }
    Ok(())
}

async fn hello(house: &Arc<House>, json: bool) -> Result<(), String> {
    let portal = house.config.load().portal.to_string();
    let now = house.now();
    let first = house.identity.first_link(now).await.map_err(|e| e.to_string())?;
    let link = first.map(|token| invitation(&portal, &token, now, RECOVERY_LIFE));
    let port = house.config.load().portal.port;
    let routes: Vec<portcullis_wire::Route> = house.config.load().routes.iter().map(|r| shown(r, port)).collect();
    let text = if json {
        let routes: Vec<_> = routes.iter().map(|r| json!({ "name": r.name, "url": r.from })).collect();
        json!({ "portal": portal, "enrol": link.as_ref().map(|l| &l.link), "routes": routes }).to_string()
    } else {
        words(&portal, link.as_ref(), &routes, log_file(&house.source, &house.config.load().store.data))
    };
    let mut out = std::io::stdout().lock();
    writeln!(out, "{text}").and_then(|()| out.flush()).map_err(|e| e.to_string())
}

fn words(portal: &str, link: Option<&portcullis_wire::Invitation>, routes: &[portcullis_wire::Route], log: Option<PathBuf>) -> String {
    let mut lines = vec![format!("Portcullis is up at {portal}")];
    let width = routes.iter().map(|r| r.name.len()).max().unwrap_or(0);
    lines.extend(routes.iter().map(|r| format!("  {:<width$}  {}", r.name, r.from)));
    match link {
        Some(link) => {
            lines.push(String::new());
            lines.push("Nobody has an account yet. Open this link to create the first one:".into());
            lines.push(format!("  {}", link.link));
            lines.push(format!("It works once, until {}.", link.expires));
        }
        None => lines.push("Stop with Ctrl-C. Add applications with `portcullis protect NAME=URL`.".into()),
    }
    lines.extend(log.map(|log| format!("Requests are written to {}.", log.display())));
    lines.join("\n")
}
