//! Signing in to the mail server: the best of the ways that it offers (RFC 4954).
//!
//! Why: with SCRAM the server proves itself too, and never sees the password; once a way was chosen there is no other.

use super::scram::{BadServer, First, Hash};
use super::{NotSent, said};
use crate::Credentials;
use data_encoding::BASE64;
use hmac::{Hmac, KeyInit, Mac};
use lettre::transport::smtp::authentication::{Credentials as Shown, Mechanism};
use lettre::transport::smtp::client::AsyncSmtpConnection;
use lettre::transport::smtp::response::Response;
use md5::Md5;
use portcullis_crypto::{SystemRandom, random_bytes};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    Scram(Hash),
    /// The password as it is; inside TLS only, like everything here.
    Plain(Mechanism),
    CramMd5,
}

/// The server's capabilities, a line each.
fn best(lines: &[String]) -> Option<Way> {
    let offered: Vec<&str> = lines
        .iter()
        .filter_map(|l| l.split_once([' ', '=']).filter(|(name, _)| name.eq_ignore_ascii_case("AUTH")))
        .flat_map(|(_, all)| all.split_ascii_whitespace())
        .collect();
    let ways = [
        ("SCRAM-SHA-256", Way::Scram(Hash::Sha256)),
        ("SCRAM-SHA-1", Way::Scram(Hash::Sha1)),
        ("PLAIN", Way::Plain(Mechanism::Plain)),
        ("LOGIN", Way::Plain(Mechanism::Login)),
        ("CRAM-MD5", Way::CramMd5),
    ];
    ways.into_iter().find(|(name, _)| offered.iter().any(|o| o.eq_ignore_ascii_case(name))).map(|(_, way)| way)
}

pub(super) async fn sign_in(connection: &mut AsyncSmtpConnection, identifier: &str, credentials: &Credentials) -> Result<(), NotSent> {
    let offers = ask(connection, &format!("EHLO {identifier}")).await?;
    let lines: Vec<String> = offers.message().map(str::to_owned).collect();
    match best(&lines) {
        Some(Way::Scram(hash)) => scram(connection, hash, credentials).await,
        Some(Way::Plain(mechanism)) => {
            let shown = Shown::new(credentials.username.clone().into(), credentials.password.expose().clone());
            connection.auth(&[mechanism], &shown).await.map(|_| ()).map_err(|e| refused(&said(&e)))
        }
        Some(Way::CramMd5) => cram_md5(connection, credentials).await,
        None => Err(refused("the server offers no way that is known here: SCRAM-SHA-256, SCRAM-SHA-1, PLAIN, LOGIN or CRAM-MD5")),
    }
}

async fn scram(connection: &mut AsyncSmtpConnection, hash: Hash, credentials: &Credentials) -> Result<(), NotSent> {
    let nonce = BASE64.encode(&random_bytes::<24>(&SystemRandom));
    let first = First::new(hash, &credentials.username, nonce);
    let line = format!("AUTH {} {}", hash.mechanism(), BASE64.encode(first.message().as_bytes()));
    let challenge = challenge(&ask(connection, &line).await?)?;
    let password = credentials.password.clone();
    let work = tokio::task::spawn_blocking(move || first.answer(&password, &challenge)).await;
    let last = work.map_err(|_| refused("the password could not be prepared"))?.map_err(server)?;
    let proof = ask(connection, &BASE64.encode(last.message.as_bytes())).await?;
    // Let in without a word of its own: it may be anybody.
    last.check(&self::challenge(&proof).map_err(|_| server(BadServer::Unproved))?).map_err(server)?;
    done(&ask(connection, "").await?)
}

async fn cram_md5(connection: &mut AsyncSmtpConnection, credentials: &Credentials) -> Result<(), NotSent> {
    let challenge = challenge(&ask(connection, "AUTH CRAM-MD5").await?)?;
    let line = format!("{} {}", credentials.username, cram(credentials.password.expose(), &challenge));
    done(&ask(connection, &BASE64.encode(line.as_bytes())).await?)
}

/// RFC 2195 §2.
fn cram(password: &str, challenge: &str) -> String {
    let tag = <Hmac<Md5> as KeyInit>::new_from_slice(password.as_bytes()).map(|mac| mac.chain_update(challenge).finalize().into_bytes().to_vec());
    data_encoding::HEXLOWER.encode(&tag.unwrap_or_default())
}

async fn ask(connection: &mut AsyncSmtpConnection, line: &str) -> Result<Response, NotSent> {
    connection.command(format!("{line}\r\n")).await.map_err(|e| refused(&said(&e)))
}
/// What stands behind 334.
fn challenge(response: &Response) -> Result<String, NotSent> {
    let text = response.first_line().filter(|_| response.has_code(334)).and_then(|l| BASE64.decode(l.trim().as_bytes()).ok());
    text.and_then(|bytes| String::from_utf8(bytes).ok()).ok_or_else(|| refused("the server's part cannot be read"))
}
fn done(response: &Response) -> Result<(), NotSent> {
    if response.has_code(235) { Ok(()) } else { Err(refused("the server did not say that we are signed in")) }
}
fn server(bad: BadServer) -> NotSent {
    refused(&bad.to_string())
}
fn refused(why: &str) -> NotSent {
    NotSent::Unreachable(format!("signing in: {why}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(lines: &[&str]) -> Option<Way> {
        best(&lines.iter().map(|l| (*l).to_owned()).collect::<Vec<_>>())
    }

    #[test]
    fn the_best_way_that_is_offered_is_taken() {
        assert_eq!(of(&["test", "AUTH PLAIN LOGIN CRAM-MD5 SCRAM-SHA-1 SCRAM-SHA-256"]), Some(Way::Scram(Hash::Sha256)));
        assert_eq!(of(&["test", "auth plain scram-sha-1"]), Some(Way::Scram(Hash::Sha1)));
        assert_eq!(of(&["AUTH CRAM-MD5 LOGIN"]), Some(Way::Plain(Mechanism::Login)));
        assert_eq!(of(&["AUTH=CRAM-MD5"]), Some(Way::CramMd5), "as old servers write it");
        assert_eq!(of(&["AUTH GSSAPI SCRAM-SHA-256-PLUS", "AUTHPLAIN", "SIZE 1 PLAIN"]), None);
    }
    #[test]
    fn the_rfcs_own_digest() {
        assert_eq!(cram("tanstaaftanstaaf", "<1896.697170952@postoffice.reston.mci.net>"), "b913a602c7eda7a495b4e6e7334d3890");
    }
}
