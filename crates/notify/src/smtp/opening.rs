//! From the greeting to the moment where TLS may begin (RFC 3207).
//!
//! Why: a server that does not offer STARTTLS gets nothing, and words that came ahead of TLS end the connection: they
//! would be taken for the server's own afterwards.

use crate::NotSent;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// More than any honest server says at once.
const MOST: usize = 16 * 1024;

pub(super) async fn start_tls(tcp: TcpStream, identifier: &str) -> Result<TcpStream, NotSent> {
    let mut talk = Talk { tcp, heard: Vec::new() };
    talk.reply("220").await?;
    let offers = talk.ask(&format!("EHLO {identifier}\r\n"), "250").await?;
    if !offers.iter().any(|line| line.eq_ignore_ascii_case("STARTTLS")) {
        return Err(NotSent::Unreachable("the server offers no STARTTLS, so nothing was sent".to_owned()));
    }
    talk.ask("STARTTLS\r\n", "220").await?;
    Ok(talk.tcp)
}

struct Talk {
    tcp: TcpStream,
    heard: Vec<u8>,
}
impl Talk {
    async fn ask(&mut self, line: &str, code: &str) -> Result<Vec<String>, NotSent> {
        self.tcp.write_all(line.as_bytes()).await.map_err(|e| NotSent::Unreachable(e.to_string()))?;
        self.reply(code).await
    }
    /// One reply, and nothing behind it. The texts of its lines.
    async fn reply(&mut self, code: &str) -> Result<Vec<String>, NotSent> {
        let unreachable = |what: &str| NotSent::Unreachable(what.to_owned());
        self.heard.clear();
        loop {
            if let Some((lines, rest)) = whole(&self.heard) {
                if !rest.is_empty() {
                    return Err(unreachable("the server spoke before it was asked, or somebody in between did; nothing was sent"));
                }
                if !lines.iter().all(|line| line.starts_with(code)) {
                    let said: String = lines.first().map(|l| l.chars().filter(|c| !c.is_control()).take(80).collect()).unwrap_or_default();
                    return Err(NotSent::Unreachable(format!("the server said: {said}")));
                }
                return Ok(lines.iter().map(|line| line.get(4..).unwrap_or_default().trim().to_owned()).collect());
            }
            if self.heard.len() > MOST {
                return Err(unreachable("the server says too much"));
            }
            let mut some = [0; 1024];
            let n = self.tcp.read(&mut some).await.map_err(|e| NotSent::Unreachable(e.to_string()))?;
            if n == 0 {
                return Err(unreachable("the server ended the connection"));
            }
            self.heard.extend(some.iter().take(n));
        }
    }
}

/// The lines of the first whole reply, and what stands behind it. The last line of a reply has no dash (RFC 5321 §4.2.1).
fn whole(heard: &[u8]) -> Option<(Vec<String>, &[u8])> {
    let mut lines = Vec::new();
    let mut rest = heard;
    loop {
        let end = rest.iter().position(|b| *b == b'\n')?;
        let (line, after) = rest.split_at_checked(end + 1)?;
        let line = String::from_utf8_lossy(line).trim_end().to_owned();
        let last = line.as_bytes().get(3) != Some(&b'-');
        lines.push(line);
        rest = after;
        if last {
            return Some((lines, rest));
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_reply_is_whole_with_its_last_line() {
        assert!(whole(b"250-a\r\n250-STARTTLS\r\n").is_none());
        let (lines, rest) = whole(b"250-a\r\n250 STARTTLS\r\n").unwrap();
        assert_eq!((lines.len(), rest.len()), (2, 0));
        let (_, rest) = whole(b"220 go\r\n250-x\r\n").unwrap();
        assert_eq!(rest, b"250-x\r\n");
        assert!(whole(b"").is_none() && whole(b"220 go").is_none());
    }
}
