//! The server's own commands: `up`, `serve`, `config …`, `explain`, `hash`.
//!
//! Why: these need the configuration or the keys, which the client commands never see.

use crate::clock::SystemClock;
use crate::config_check::config_check;
use crate::explain::{Asking, Running, Told, explain};
use crate::folder::socket;
use crate::house::NotOpen;
use crate::place::{Located, locate};
use crate::typed;
use crate::up::{Up, up};
use crate::upkeep::{self, StoreCommand};
use crate::{diagnostics, same_store, serve};
use clap::{Args, Subcommand};
use portcullis_config::duration;
use portcullis_crypto::SystemRandom;
use portcullis_crypto::password::{self, Params};
use portcullis_model::{Amr, AmrSet, Timestamp};
use portcullis_store::Clock;
use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use std::process::ExitCode;

/// Commands that run a server, or read a configuration.
#[derive(Subcommand, Debug, Clone)]
pub enum ServerCommand {
    /// Start on this computer: no file, no account, a demonstration to look at
    #[command(after_help = "Example:\n  portcullis up --protect wiki=http://127.0.0.1:3000")]
    Up {
        /// Where to listen; loopback only
        #[arg(long, default_value = "127.0.0.1:8080", value_name = "ADDRESS:PORT", value_parser = typed::listener)]
        listen: SocketAddr,
        /// Put an application behind the gate; repeat for more
        #[arg(long, value_name = "NAME=URL")]
        protect: Vec<String>,
    },
    /// Serve an installation from its configuration file (-c FILE)
    #[command(after_help = "Example:\n  portcullis serve -c /etc/portcullis/portcullis.yaml")]
    Serve,
    /// The configuration: check, import, schema, sample, reference
    #[command(after_help = "Example:\n  portcullis config check -c portcullis.yaml")]
    #[command(subcommand)]
    Config(ConfigCommand),
    /// Say what would be decided, and by which criterion (-c FILE)
    #[command(
        after_help = "Example:\n  portcullis explain -c portcullis.yaml --user alice@example.com --groups staff --aal 2 \"GET https://wiki.example.com/admin\"\n\nExit: 0 permit, 3 challenge, 1 deny, 2 fault"
    )]
    Explain(Explain),
    /// The store: backup, restore, copy, rotate-key, migrate, finalize
    #[command(after_help = "Example:\n  portcullis store backup /backup/2026-11-24 -c /etc/portcullis/portcullis.yaml")]
    #[command(subcommand)]
    Store(StoreCommand),
    /// Hash a password for a users file
    #[command(after_help = "Example:\n  portcullis hash password < password.txt")]
    #[command(subcommand)]
    Hash(HashCommand),
}

#[derive(Subcommand, Debug, Clone)]
pub enum ConfigCommand {
    /// Tell every fault at once, as FILE:LINE:COL, and run policy_tests (-c FILE)
    #[command(after_help = "Example:\n  portcullis config check -c portcullis.yaml")]
    Check,
    /// Make a configuration from another system's
    #[command(after_help = "Example:\n  portcullis config import authelia configuration.yml --into portcullis.yaml")]
    #[command(subcommand)]
    Import(ImportCommand),
    /// Print the JSON Schema, for editors
    #[command(after_help = "Example:\n  portcullis config schema > portcullis.schema.json")]
    Schema,
    /// Print every key with its default and what it means
    #[command(after_help = "Example:\n  portcullis config sample > portcullis.yaml")]
    Sample,
    /// Print the reference as Markdown
    #[command(after_help = "Example:\n  portcullis config reference > config.md")]
    Reference,
}

#[derive(Subcommand, Debug, Clone)]
pub enum ImportCommand {
    /// From Authelia: the configuration on standard output, what changed on standard error
    #[command(
        after_help = "Example:\n  portcullis config import authelia configuration.yml --users users_database.yml --into portcullis.yaml\n\nExit: 0 it can be used, 1 something that guards access has to be mended in it first, 2 fault"
    )]
    Authelia {
        /// Authelia's configuration file
        #[arg(value_name = "CONFIG")]
        file: PathBuf,
        /// Its users file, where it is now; it is read and checked, and stays where it is
        #[arg(long, value_name = "FILE")]
        users: Option<PathBuf>,
        /// A new file to write to, in place of standard output
        #[arg(long, value_name = "FILE")]
        into: Option<PathBuf>,
    },
}

#[derive(Subcommand, Debug, Clone)]
pub enum HashCommand {
    /// argon2id, from --password or standard input
    #[command(after_help = "Example:\n  printf '%s' \"$PASSWORD\" | portcullis hash password")]
    Password {
        /// The password; visible to other processes of this host, standard input is not
        #[arg(long)]
        password: Option<String>,
    },
}

#[derive(Args, Debug, Clone)]
pub struct Explain {
    /// Who asks: a user name or an e-mail address; nobody when absent
    #[arg(long)]
    user: Option<String>,
    /// Their groups in place of those that a users file or the running server knows, with commas between: staff is the server's own, file/staff a file's
    #[arg(long, value_delimiter = ',')]
    groups: Option<Vec<String>>,
    /// A further attribute of theirs, as text; repeat for more, also of the same name
    #[arg(long = "claim", value_name = "NAME=VALUE")]
    claims: Vec<String>,
    /// How they signed in (RFC 8176), with commas between: pwd,otp
    #[arg(long, value_delimiter = ',', value_name = "METHODS")]
    amr: Vec<String>,
    /// How long ago they signed in, like 5m [default: just now]
    #[arg(long, value_name = "LENGTH")]
    authenticated_ago: Option<String>,
    /// How strongly they signed in: 1 or 2
    #[arg(long, default_value_t = 1)]
    aal: u8,
    /// From which address
    #[arg(long, value_parser = typed::address)]
    ip: Option<IpAddr>,
    /// At which instant (RFC 3339) [default: now]
    #[arg(long, value_name = "TIME")]
    at: Option<String>,
    /// What they ask for: METHOD and address
    #[arg(value_name = "REQUEST")]
    request: String,
}

/// Faults of input and configuration.
pub(crate) const FAULT: u8 = 2;

/// Runs a command to its end. `running` asks the server that runs with this data folder.
pub fn run(command: &ServerCommand, place: &Located, json: bool, running: Running) -> ExitCode {
    let done = match command {
        ServerCommand::Up { .. } if place.config.is_some() => Err("`up` takes no configuration file: use `serve -c FILE`".to_owned()),
        ServerCommand::Up { listen, protect } => {
            let up_command = Up { data: place.data.clone(), listen: *listen, protect: protect.clone(), json };
            with_runtime(|control| up(up_command, control))
        }
        ServerCommand::Serve => match &place.config {
            Some(file) => with_runtime(|control| serve::serve(file, json, control)),
            None => Err(which_file("serve", place, "; an installation in a data folder is started by `up --data DIR`")),
        },
        ServerCommand::Config(command) => config(command, place, json, running),
        ServerCommand::Explain(asked) => ask(asked, place, json, running),
        ServerCommand::Store(command) => same_store::refuse(command, place).and_then(|()| upkeep::store(command, place, json)),
        ServerCommand::Hash(HashCommand::Password { password }) => hash(password.as_deref(), json),
    };
    done.unwrap_or_else(|why| {
        let _ = writeln!(std::io::stderr().lock(), "{}", if why.contains(": error: ") { why } else { format!("portcullis: {why}") });
        ExitCode::from(FAULT)
    })
}

/// The control plane's runtime: portal, API, store. The gateway has its own.
fn with_runtime<F: Future<Output = Result<(), NotOpen>>>(start: impl FnOnce(tokio::runtime::Handle) -> F) -> Result<ExitCode, String> {
    diagnostics::start();
    // Two, so that one long piece of work holds up nobody; on a single core they would only wake each other.
    let workers = std::thread::available_parallelism().map_or(2, usize::from).min(2);
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(workers).thread_name("control").enable_all().build().map_err(|e| e.to_string())?;
    let done = runtime.block_on(start(runtime.handle().clone())).map(|()| ExitCode::SUCCESS).map_err(|e| e.to_string());
    runtime.shutdown_timeout(std::time::Duration::from_secs(2));
    done
}

/// No file was given where one is needed.
fn which_file(command: &str, place: &Located, instead: &str) -> String {
    match place.data {
        Some(_) => format!("`{command}` takes -c FILE, and not --data{instead}"),
        None => "which configuration? Give -c FILE".to_owned(),
    }
}

fn config(command: &ConfigCommand, place: &Located, json: bool, running: Running) -> Result<ExitCode, String> {
    match command {
        ConfigCommand::Check => {
            let file = place.config.as_ref().ok_or_else(|| which_file("config check", place, ""))?;
            let stored = locate(place).ok().and_then(|folder| running.stored(&socket(&folder)));
            return Ok(config_check(file, &stored.unwrap_or_default(), json));
        }
        ConfigCommand::Import(ImportCommand::Authelia { file, users, into }) => {
            return crate::config_import::authelia(file, users.as_ref(), into.as_ref(), json);
        }
        ConfigCommand::Schema => print(&serde_json::to_string_pretty(&portcullis_config::schema()).map_err(|e| e.to_string())?),
        ConfigCommand::Sample => print(portcullis_config::sample().trim_end()),
        ConfigCommand::Reference => print(portcullis_config::reference().trim_end()),
    }
    Ok(ExitCode::SUCCESS)
}

fn ask(asked: &Explain, place: &Located, json: bool, running: Running) -> Result<ExitCode, String> {
    let file = place.config.as_ref().ok_or_else(|| which_file("explain", place, ""))?;
    let at = match &asked.at {
        Some(text) => Timestamp::parse_rfc3339(text).ok_or_else(|| format!("--at `{text}` is not an instant: write it like 2026-11-24T08:00:00Z"))?,
        None => SystemClock.now(),
    };
    let groups = asked.groups.as_ref().map(|all| all.iter().map(|g| g.trim()).filter(|g| !g.is_empty()).map(Into::into).collect());
    let ago =
        asked.authenticated_ago.as_deref().map(|t| duration(t).map_err(|e| format!("--authenticated-ago {e}: write it like 30s, 5m or 12h"))).transpose()?;
    let mut amr = AmrSet::default();
    for word in asked.amr.iter().map(|w| w.trim()).filter(|w| !w.is_empty()) {
        let known = || Amr::ALL.into_iter().map(Amr::as_str).collect::<Vec<_>>().join(", ");
        amr = amr.with(Amr::parse(word).ok_or_else(|| format!("--amr `{word}` is not a way of signing in; known: {}", known()))?);
    }
    let mut claims = BTreeMap::<Box<str>, Vec<serde_json::Value>>::new();
    for claim in &asked.claims {
        let (name, value) = claim
            .split_once('=')
            .filter(|(n, _)| !n.is_empty())
            .ok_or_else(|| format!("--claim `{claim}` is not NAME=VALUE; write it like department=sales"))?;
        claims.entry(name.into()).or_default().push(value.into());
    }
    let asking = Asking { file, user: asked.user.as_deref(), groups, claims, aal: asked.aal, amr, ago, ip: asked.ip, at, request: &asked.request, json };
    let socket = locate(place).map(|folder| socket(&folder));
    let stored = socket.as_ref().ok().and_then(|socket| running.stored(socket));
    explain(&asking, stored, |who| match socket {
        Ok(socket) => (running.person)(&socket, who),
        Err(why) => Told::Failed(why),
    })
}

fn hash(given: Option<&str>, json: bool) -> Result<ExitCode, String> {
    let mut text = String::new();
    let password = match given {
        Some(password) => password,
        None => {
            std::io::stdin().lock().take(8192).read_to_string(&mut text).map_err(|e| format!("standard input: {e}"))?;
            text.trim_end_matches(['\r', '\n'])
        }
    };
    if password.is_empty() {
        return Err("no password: give --password, or write it to standard input".into());
    }
    let hash = password::hash(password, Params::default(), &SystemRandom).map_err(|e| e.to_string())?;
    print(&if json { serde_json::json!({ "hash": hash }).to_string() } else { hash });
    Ok(ExitCode::SUCCESS)
}

fn print(text: &str) {
    let _ = writeln!(std::io::stdout().lock(), "{text}");
}
