//! A mail server for tests: it speaks TLS, asks for a password, and misbehaves as it is told.
//!
//! Why: what we do against a stripped STARTTLS or a wrong certificate shows only against somebody who does it.

mod certificate;
mod dialogue;
mod sasl;

pub use certificate::{Authority, Certificate};

use rustls::ServerConfig;
use std::net::TcpListener;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

/// How the server behaves.
#[derive(Clone, Debug)]
pub struct Behaviour {
    /// Encrypted from the first byte.
    pub implicit: bool,
    pub starttls: StartTls,
    /// User name and password that it wants.
    pub auth: Option<(String, String)>,
    /// The ways to sign in that are offered.
    pub ways: &'static str,
    /// Rounds of SCRAM.
    pub rounds: u32,
    pub scram: ScramEnd,
    /// Said to every RCPT, in place of 250.
    pub rcpt: Option<String>,
    /// So many connections are ended right after the greeting.
    pub hang_up: usize,
}
impl Default for Behaviour {
    fn default() -> Self {
        Self { implicit: false, starttls: StartTls::Offered, auth: None, ways: "PLAIN LOGIN", rounds: 4_096, scram: ScramEnd::Proves, rcpt: None, hang_up: 0 }
    }
}
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StartTls {
    Offered,
    /// As if somebody in between took it out.
    Stripped,
    /// Offered, and refused when it is asked for.
    Refused,
    /// Somebody in between adds words that are to be read after TLS began.
    Injected,
}

/// How a server ends SCRAM.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ScramEnd {
    /// As it should: it proves that it knows the password.
    Proves,
    /// As one that does not know it: with a signature of its own making.
    Invents,
    /// It lets anybody in without a proof.
    LetsIn,
}

/// A message that was taken.
#[derive(Clone, Debug)]
pub struct Received {
    pub from: String,
    pub to: Vec<String>,
    /// As it came, dots unstuffed.
    pub data: String,
    pub encrypted: bool,
    pub user: Option<String>,
}
impl Received {
    /// The text form, decoded.
    pub fn text(&self) -> String {
        let part = self.data.split("Content-Type: text/plain").nth(1).unwrap_or_else(|| panic!("no text in {}", self.data));
        let (head, body) = part.split_once("\r\n\r\n").unwrap();
        let body = body.split("\r\n--").next().unwrap();
        if head.contains("quoted-printable") {
            unquote(body)
        } else if head.contains("base64") {
            unbase(body)
        } else {
            body.to_owned()
        }
    }
    /// A field of the head.
    pub fn field(&self, name: &str) -> Option<String> {
        let head = self.data.split("\r\n\r\n").next()?.replace("\r\n ", " ");
        head.lines().find_map(|l| l.split_once(':').filter(|(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, v)| v.trim().to_owned()))
    }
    /// The first address in the text that begins so, to its end.
    pub fn link(&self, start: &str) -> String {
        let text = self.text();
        let at = text.find(start).unwrap_or_else(|| panic!("no {start} in {text}"));
        text[at..].split_whitespace().next().unwrap().to_owned()
    }
}

fn unquote(text: &str) -> String {
    let joined = text.replace("=\r\n", "");
    let mut out = Vec::new();
    let mut bytes = joined.bytes();
    while let Some(b) = bytes.next() {
        out.push(if b == b'=' {
            let pair = [bytes.next().unwrap(), bytes.next().unwrap()];
            u8::from_str_radix(std::str::from_utf8(&pair).unwrap(), 16).unwrap()
        } else {
            b
        });
    }
    String::from_utf8(out).unwrap()
}
fn unbase(text: &str) -> String {
    let plain: String = text.split_whitespace().collect();
    String::from_utf8(data_encoding::BASE64.decode(plain.as_bytes()).unwrap()).unwrap()
}

pub struct SmtpServer {
    pub port: u16,
    pub(crate) shared: Arc<Shared>,
}
pub(crate) struct Shared {
    pub(crate) tls: Mutex<Arc<ServerConfig>>,
    pub(crate) behaviour: Mutex<Behaviour>,
    pub(crate) received: Mutex<Vec<Received>>,
    /// What clients said, in clear and within TLS.
    pub(crate) heard: Mutex<Vec<String>>,
    pub(crate) connections: Mutex<usize>,
}

impl SmtpServer {
    /// On loopback, with this certificate.
    pub fn start(certificate: &Certificate, behaviour: Behaviour) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let shared = Arc::new(Shared {
            tls: Mutex::new(certificate.config()),
            behaviour: Mutex::new(behaviour),
            received: Mutex::default(),
            heard: Mutex::default(),
            connections: Mutex::default(),
        });
        let for_thread = shared.clone();
        std::thread::spawn(move || {
            for tcp in listener.incoming().map_while(Result::ok) {
                let shared = for_thread.clone();
                std::thread::spawn(move || dialogue::serve(tcp, &shared));
            }
        });
        Self { port, shared }
    }
    pub fn behave(&self, behaviour: Behaviour) {
        *self.shared.behaviour.lock().unwrap() = behaviour;
    }
    pub fn show(&self, certificate: &Certificate) {
        *self.shared.tls.lock().unwrap() = certificate.config();
    }
    /// The same, to clients that have a certificate of this authority, and to nobody else.
    pub fn show_to(&self, certificate: &Certificate, clients: &Authority) {
        *self.shared.tls.lock().unwrap() = certificate.config_for(Some(clients));
    }
    pub fn received(&self) -> Vec<Received> {
        self.shared.received.lock().unwrap().clone()
    }
    pub fn heard(&self) -> Vec<String> {
        self.shared.heard.lock().unwrap().clone()
    }
    pub fn connections(&self) -> usize {
        *self.shared.connections.lock().unwrap()
    }
    /// The messages, once there are so many.
    pub fn wait_for(&self, n: usize) -> Vec<Received> {
        let until = Instant::now() + Duration::from_secs(20);
        while Instant::now() < until {
            let all = self.received();
            if all.len() >= n {
                return all;
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        panic!("{} messages came where {n} were waited for; heard {:?}", self.received().len(), self.heard())
    }
    /// Until somebody connected so often.
    pub fn wait_for_connections(&self, n: usize) {
        let until = Instant::now() + Duration::from_secs(20);
        while self.connections() < n {
            assert!(Instant::now() < until, "nobody connected {n} times");
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}
