//! One connection of the test's mail server.
//!
//! Why: the dialogue is small enough to be read beside RFC 5321.

use super::sasl::{CRAM, Scram};
use super::{Behaviour, Received, ScramEnd, Shared, StartTls};
use data_encoding::BASE64;
use rustls::{ServerConnection, StreamOwned};
use std::io::{self, Read, Write};
use std::net::TcpStream;
use std::time::Duration;

/// HMAC-MD5 of [`CRAM`] under `hunter22`.
const HUNTER22: &str = "403be8d5cc004711fb5e4eab44297335";

trait Both: Read + Write {}
impl<T: Read + Write> Both for T {}

/// Errors end the connection; the test sees what was heard until then.
pub(super) fn serve(tcp: TcpStream, shared: &Shared) {
    let _ = tcp.set_read_timeout(Some(Duration::from_secs(20)));
    *shared.connections.lock().unwrap() += 1;
    let behaviour = {
        let mut behaviour = shared.behaviour.lock().unwrap();
        let now = behaviour.clone();
        behaviour.hang_up = behaviour.hang_up.saturating_sub(1);
        now
    };
    let _ = if behaviour.implicit {
        encrypted(tcp, shared).and_then(|mut tls| talk(&mut tls, true, true, &behaviour, shared).map(drop))
    } else {
        in_clear(tcp, &behaviour, shared)
    };
}

fn encrypted(tcp: TcpStream, shared: &Shared) -> io::Result<StreamOwned<ServerConnection, TcpStream>> {
    let config = shared.tls.lock().unwrap().clone();
    let connection = ServerConnection::new(config).map_err(io::Error::other)?;
    Ok(StreamOwned::new(connection, tcp))
}

fn in_clear(mut tcp: TcpStream, behaviour: &Behaviour, shared: &Shared) -> io::Result<()> {
    if talk(&mut tcp, false, true, behaviour, shared)? {
        let mut tls = encrypted(tcp, shared)?;
        talk(&mut tls, true, false, behaviour, shared)?;
    }
    Ok(())
}

/// Says whether TLS is to begin.
fn talk(wire: &mut dyn Both, encrypted: bool, greets: bool, behaviour: &Behaviour, shared: &Shared) -> io::Result<bool> {
    let mut user = None;
    let (mut from, mut to) = (String::new(), Vec::new());
    if greets {
        say(wire, "220 test ready")?;
        if behaviour.hang_up > 0 {
            return Ok(false);
        }
    }
    loop {
        let line = hear(wire)?;
        shared.heard.lock().unwrap().push(format!("{}{line}", if encrypted { "tls " } else { "" }));
        let upper = line.to_ascii_uppercase();
        if upper.starts_with("EHLO ") {
            let mut offers = vec!["test"];
            if !encrypted && behaviour.starttls != StartTls::Stripped {
                offers.push("STARTTLS");
            }
            let auth = format!("AUTH {}", behaviour.ways);
            if behaviour.auth.is_some() {
                offers.push(&auth);
            }
            let last = offers.pop().unwrap();
            let text: String = offers.iter().map(|o| format!("250-{o}\r\n")).collect();
            say(wire, &format!("{text}250 {last}"))?;
        } else if upper == "STARTTLS" {
            match behaviour.starttls {
                StartTls::Offered => {
                    say(wire, "220 go")?;
                    return Ok(true);
                }
                StartTls::Injected => {
                    say(wire, "220 go\r\n250-test\r\n250 AUTH PLAIN LOGIN")?;
                    return Ok(true);
                }
                StartTls::Refused | StartTls::Stripped => say(wire, "454 not now")?,
            }
        } else if let Some(shown) = upper.starts_with("AUTH PLAIN ").then(|| line["AUTH PLAIN ".len()..].to_owned()) {
            let decoded = String::from_utf8(BASE64.decode(shown.as_bytes()).unwrap()).unwrap();
            let mut parts = decoded.split('\0').skip(1).map(str::to_owned);
            let given = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
            if behaviour.auth.as_ref() == Some(&given) {
                user = Some(given.0);
                say(wire, "235 welcome")?;
            } else {
                say(wire, "535 no")?;
            }
        } else if let Some(rest) = upper.starts_with("AUTH SCRAM-").then(|| line["AUTH ".len()..].to_owned()) {
            user = scram(wire, &rest, behaviour, shared)?;
        } else if upper == "AUTH CRAM-MD5" {
            user = cram(wire, behaviour)?;
        } else if behaviour.auth.is_some() && user.is_none() && upper.starts_with("MAIL") {
            say(wire, "530 sign in first")?;
        } else if let Some(rest) = upper.starts_with("MAIL FROM:").then(|| &line["MAIL FROM:".len()..]) {
            from = path(rest);
            say(wire, "250 ok")?;
        } else if let Some(rest) = upper.starts_with("RCPT TO:").then(|| &line["RCPT TO:".len()..]) {
            to.push(path(rest));
            say(wire, behaviour.rcpt.as_deref().unwrap_or("250 ok"))?;
        } else if upper == "DATA" {
            say(wire, "354 go on")?;
            let mut data = String::new();
            loop {
                let line = hear(wire)?;
                if line == "." {
                    break;
                }
                data.push_str(line.strip_prefix('.').unwrap_or(&line));
                data.push_str("\r\n");
            }
            shared.received.lock().unwrap().push(Received { from: from.clone(), to: std::mem::take(&mut to), data, encrypted, user: user.clone() });
            say(wire, "250 taken")?;
        } else if upper == "QUIT" {
            say(wire, "221 bye")?;
            return Ok(false);
        } else {
            say(wire, "500 what")?;
        }
    }
}

/// The person who signed in, if somebody did.
fn scram(wire: &mut dyn Both, rest: &str, behaviour: &Behaviour, shared: &Shared) -> io::Result<Option<String>> {
    let (mechanism, first) = rest.split_once(' ').unwrap_or((rest, ""));
    let Some((talk, said)) = Scram::begin(mechanism, &decoded(first), behaviour.rounds) else {
        say(wire, "504 what")?;
        return Ok(None);
    };
    say(wire, &format!("334 {}", BASE64.encode(said.as_bytes())))?;
    let last = hear(wire)?;
    shared.heard.lock().unwrap().push(format!("scram {}", decoded(&last)));
    let known = behaviour.auth.as_ref().filter(|(user, _)| user == talk.user());
    let proof = known.and_then(|(_, password)| talk.finish(&decoded(&last), password, behaviour.rounds));
    let proof = match (behaviour.scram, proof) {
        (ScramEnd::LetsIn, _) => {
            say(wire, "235 welcome")?;
            return Ok(Some(talk.user().to_owned()));
        }
        (ScramEnd::Invents, _) => format!("v={}", BASE64.encode(&[7; 32])),
        (ScramEnd::Proves, Some(proof)) => proof,
        (ScramEnd::Proves, None) => {
            say(wire, "535 no")?;
            return Ok(None);
        }
    };
    say(wire, &format!("334 {}", BASE64.encode(proof.as_bytes())))?;
    if !hear(wire)?.is_empty() {
        say(wire, "501 what")?;
        return Ok(None);
    }
    say(wire, "235 welcome")?;
    Ok(Some(talk.user().to_owned()))
}

fn cram(wire: &mut dyn Both, behaviour: &Behaviour) -> io::Result<Option<String>> {
    say(wire, &format!("334 {}", BASE64.encode(CRAM.as_bytes())))?;
    let answer = decoded(&hear(wire)?);
    // Of the one password that these tests use, by `openssl dgst -md5 -hmac hunter22`.
    let right = behaviour.auth.as_ref().is_some_and(|(user, password)| password == "hunter22" && answer == format!("{user} {HUNTER22}"));
    say(wire, if right { "235 welcome" } else { "535 no" })?;
    Ok(behaviour.auth.as_ref().filter(|_| right).map(|(user, _)| user.clone()))
}

fn decoded(text: &str) -> String {
    String::from_utf8(BASE64.decode(text.as_bytes()).unwrap_or_default()).unwrap_or_default()
}
fn path(text: &str) -> String {
    text.split('<').nth(1).and_then(|t| t.split('>').next()).unwrap_or(text).to_owned()
}
fn say(wire: &mut dyn Both, text: &str) -> io::Result<()> {
    wire.write_all(format!("{text}\r\n").as_bytes())?;
    wire.flush()
}
fn hear(wire: &mut dyn Both) -> io::Result<String> {
    let mut line = Vec::new();
    let mut byte = [0; 1];
    loop {
        if wire.read(&mut byte)? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        match byte[0] {
            b'\n' => return Ok(String::from_utf8_lossy(&line).trim_end_matches('\r').to_owned()),
            b => line.push(b),
        }
    }
}
