//! Duo for tests: the Auth API v2 over TLS, as far as one client needs it. It checks what the real one checks, and misbehaves as told.
//!
//! Why: nobody has Duo's service in a test. The signature, the date and the parameters are worked out here anew from the bytes that
//! came, by none of the code that made them.

mod request;

use crate::smtp::Certificate;
use aws_lc_rs::hmac;
use data_encoding::{BASE64, HEXLOWER};
use request::Request;
use rustls::{ServerConfig, ServerConnection, StreamOwned};
use serde_json::json;
use std::collections::VecDeque;
use std::io::Write as _;
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Condvar, Mutex};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

pub const HOST: &str = "localhost";
pub const INTEGRATION_KEY: &str = "DIWJ8X6AEYOR5OMC6TQ1";
pub const SECRET_KEY: &str = "Zh5eGmUq9zpfQnyUIu5OL9iWoMMv5ZNmk3zLJ4Ep";
/// How old a request's date may be.
const OLDEST: u64 = 300;

/// How it is out of order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Broken {
    /// This status, with a page in HTML.
    Status(u16),
    /// 200 and no JSON.
    Nonsense,
    /// JSON that says "allow" where nothing was asked, behind a status of failure.
    Contradiction,
    /// Takes the request and says nothing.
    Silent,
    /// Ends the connection in the middle of the answer.
    Cut,
    /// Sends whoever asks to another address.
    Redirect,
}

/// A request that was signed and dated as it has to be.
#[derive(Clone, Debug)]
pub struct Heard {
    pub path: String,
    pub params: Vec<(String, String)>,
}
impl Heard {
    pub fn param(&self, name: &str) -> Option<&str> {
        self.params.iter().find(|(n, _)| n == name).map(|(_, v)| v.as_str())
    }
}

struct Shared {
    tls: Arc<ServerConfig>,
    state: Mutex<State>,
    news: Condvar,
}
struct State {
    /// The response to preauth.
    preauth: serde_json::Value,
    broken: Option<Broken>,
    /// Outcomes of questions, in the order of asking: result and status.
    outcomes: VecDeque<(String, String)>,
    heard: Vec<Heard>,
    refused: Vec<String>,
    asked: usize,
}

pub struct DuoServer {
    pub port: u16,
    shared: Arc<Shared>,
}

impl DuoServer {
    /// On loopback, with this certificate.
    pub fn start(certificate: &Certificate) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let state = State { preauth: json!({}), broken: None, outcomes: VecDeque::new(), heard: Vec::new(), refused: Vec::new(), asked: 0 };
        let shared = Arc::new(Shared { tls: certificate.config(), state: Mutex::new(state), news: Condvar::new() });
        let for_thread = shared.clone();
        std::thread::spawn(move || {
            for tcp in listener.incoming().map_while(Result::ok) {
                let shared = for_thread.clone();
                std::thread::spawn(move || serve(tcp, &shared));
            }
        });
        Self { port, shared }
    }
    /// People have these phones: id and name, all able to take a push.
    pub fn phones(&self, phones: &[(&str, &str)]) {
        let phone =
            |(id, name): &(&str, &str)| json!({ "device": id, "type": "phone", "display_name": name, "capabilities": ["auto", "push", "sms", "mobile_otp"] });
        let mut devices: Vec<_> = phones.iter().map(phone).collect();
        devices.push(json!({ "device": "DHEKH0JJIYC1LX3AZWO4", "type": "token", "name": "0" }));
        self.preauth(json!({ "result": "auth", "status_msg": "Account is active", "devices": devices }));
    }
    pub fn preauth(&self, response: serde_json::Value) {
        self.state(|s| s.preauth = response);
    }
    /// The person answers the question that is on the phone, or the next one.
    pub fn answer(&self, result: &str, status: &str) {
        self.state(|s| s.outcomes.push_back((result.into(), status.into())));
        self.shared.news.notify_all();
    }
    pub fn breaks(&self, how: Option<Broken>) {
        self.state(|s| s.broken = how);
    }
    /// Every request that was taken, with this end of its path.
    pub fn heard(&self, path: &str) -> Vec<Heard> {
        self.state(|s| s.heard.iter().filter(|h| h.path.ends_with(path)).cloned().collect())
    }
    /// Why others were not.
    pub fn refused(&self) -> Vec<String> {
        self.state(|s| s.refused.clone())
    }
    fn state<T>(&self, look: impl FnOnce(&mut State) -> T) -> T {
        look(&mut self.shared.state.lock().unwrap())
    }
}

fn serve(tcp: TcpStream, shared: &Shared) {
    let Ok(connection) = ServerConnection::new(shared.tls.clone()) else { return };
    let _ = tcp.set_read_timeout(Some(Duration::from_secs(70)));
    let mut tls = StreamOwned::new(connection, tcp);
    let Some(request) = Request::read(&mut tls) else { return };
    let broken = shared.state.lock().unwrap().broken;
    let (status, body) = match broken {
        Some(Broken::Silent) => {
            std::thread::sleep(Duration::from_secs(20));
            return;
        }
        Some(Broken::Cut) => {
            let _ = tls.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 500\r\n\r\n{\"stat\": \"OK\", \"response\": {\"result\": \"allow\"}}");
            let _ = tls.flush();
            return;
        }
        Some(Broken::Redirect) => {
            let _ = tls.write_all(b"HTTP/1.1 302 Found\r\nlocation: https://evil.test/\r\ncontent-length: 0\r\n\r\n");
            let _ = tls.flush();
            return;
        }
        Some(Broken::Status(status)) => (status, "<html>try later</html>".to_owned()),
        Some(Broken::Nonsense) => (200, "<html>welcome to the hotel's network</html>".to_owned()),
        Some(Broken::Contradiction) => (503, json!({ "stat": "OK", "response": { "result": "allow", "status": "allow" } }).to_string()),
        None => match check(&request) {
            Ok(params) => {
                let heard = Heard { path: request.path.clone(), params };
                shared.state.lock().unwrap().heard.push(heard.clone());
                (200, json!({ "stat": "OK", "response": response(&heard, shared) }).to_string())
            }
            Err(why) => {
                shared.state.lock().unwrap().refused.push(why.clone());
                (401, json!({ "stat": "FAIL", "code": 40103, "message": format!("Invalid signature in request credentials: {why}") }).to_string())
            }
        },
    };
    let _ = tls.write_all(format!("HTTP/1.1 {status} x\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{body}", body.len()).as_bytes());
    tls.conn.send_close_notify();
    let _ = tls.flush();
}

fn response(heard: &Heard, shared: &Shared) -> serde_json::Value {
    let mut state = shared.state.lock().unwrap();
    match heard.path.as_str() {
        "/auth/v2/preauth" => state.preauth.clone(),
        "/auth/v2/auth" => {
            state.asked += 1;
            json!({ "txid": format!("45f7c92b-f45f-4862-8545-{:012}", state.asked) })
        }
        _ => {
            // News is waited for, as the real one does.
            let until = Instant::now() + Duration::from_secs(30);
            loop {
                if let Some((result, status)) = state.outcomes.pop_front() {
                    return json!({ "result": result, "status": status, "status_msg": "as you wish" });
                }
                let left = until.saturating_duration_since(Instant::now());
                if left.is_zero() {
                    return json!({ "result": "waiting", "status": "pushed", "status_msg": "Pushed a login request to your phone..." });
                }
                state = shared.news.wait_timeout(state, left).unwrap().0;
            }
        }
    }
}

/// The parameters of a request that is signed and dated right.
#[allow(clippy::disallowed_methods)]
fn check(request: &Request) -> Result<Vec<(String, String)>, String> {
    let date = request.field("date").ok_or("no date")?;
    let sent = jiff::fmt::rfc2822::parse(date).map_err(|e| format!("date {date:?}: {e}"))?.timestamp().as_second();
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs();
    if u64::try_from(sent).map_or(u64::MAX, |sent| now.abs_diff(sent)) > OLDEST {
        return Err(format!("date {date:?} is old"));
    }
    let basic = request.field("authorization").and_then(|f| f.strip_prefix("Basic ")).ok_or("no authorization")?;
    let basic = String::from_utf8(BASE64.decode(basic.as_bytes()).map_err(|e| e.to_string())?).map_err(|e| e.to_string())?;
    let (key, signature) = basic.split_once(':').ok_or("no password")?;
    if key != INTEGRATION_KEY {
        return Err(format!("integration key {key}"));
    }
    let params = request.params()?;
    let canonical = format!("{date}\n{}\n{HOST}\n{}\n{}", request.method, request.path, request::canonical(&params));
    let tag = HEXLOWER.decode(signature.as_bytes()).map_err(|e| format!("signature {signature:?}: {e}"))?;
    let secret = hmac::Key::new(hmac::HMAC_SHA512, SECRET_KEY.as_bytes());
    hmac::verify(&secret, canonical.as_bytes(), &tag).map_err(|_| format!("the signature is not over {canonical:?}"))?;
    let wanted: &[&str] = match (request.method.as_str(), request.path.as_str()) {
        ("POST", "/auth/v2/preauth") => &["username"],
        ("POST", "/auth/v2/auth") => &["username", "factor", "device", "async"],
        ("GET", "/auth/v2/auth_status") => &["txid"],
        (method, path) => return Err(format!("{method} {path} is not there")),
    };
    match wanted.iter().find(|name| params.iter().filter(|(n, v)| n == *name && !v.is_empty()).count() != 1) {
        Some(name) => Err(format!("parameter {name}")),
        None => Ok(params),
    }
}
