//! The program, run as people run it.
//!
//! Why: a test that starts the binary also tests that it starts.

use super::Browser;
use serde_json::Value;
use std::io::{BufRead, BufReader, Read};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use tempfile::TempDir;

pub(crate) const PASSWORD: &str = "correct horse battery";

/// A running server. Killed by its own pid when dropped.
pub(crate) struct Program {
    child: Child,
    pub(crate) data: PathBuf,
    pub(crate) port: u16,
    pub(crate) hello: Value,
    lines: Arc<Mutex<Vec<String>>>,
    complaints: Arc<Mutex<String>>,
    _folder: Option<TempDir>,
}

/// A port that was free a moment ago, given to one test only, and below those that the system gives to connections.
pub(crate) fn free_port() -> u16 {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    loop {
        let port = 10_000 + (std::process::id().wrapping_mul(131).wrapping_add(NEXT.fetch_add(1, Ordering::Relaxed)) % 20_000) as u16;
        if TcpListener::bind(("127.0.0.1", port)).is_ok() {
            return port;
        }
    }
}

/// Runs a command to its end.
pub(crate) fn portcullis(args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_portcullis")).args(args).stdin(Stdio::null()).output().unwrap()
}
/// The same on a data folder, expecting success, giving JSON.
pub(crate) fn portcullis_in(data: &Path, args: &[&str]) -> Value {
    let out = Command::new(env!("CARGO_BIN_EXE_portcullis"))
        .args(["--data", data.to_str().unwrap(), "--output", "json"])
        .args(args)
        .stdin(Stdio::null())
        .output()
        .unwrap();
    assert!(out.status.success(), "{args:?}: {}", String::from_utf8_lossy(&out.stderr));
    serde_json::from_slice(&out.stdout).unwrap_or(Value::Null)
}

impl Program {
    /// `up` on a fresh folder.
    pub(crate) fn up(more: &[&str]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path().join("data");
        let mut program = Self::up_in(&data, more);
        program._folder = Some(folder);
        program
    }
    /// `up` on a folder that stays.
    pub(crate) fn up_in(data: &Path, more: &[&str]) -> Self {
        let port = free_port();
        let mut command = Command::new(env!("CARGO_BIN_EXE_portcullis"));
        command.args(["up", "--data", data.to_str().unwrap(), "--listen", &format!("127.0.0.1:{port}"), "--output", "json"]).args(more);
        Self::start(command, data, port)
    }
    fn start(mut command: Command, data: &Path, port: u16) -> Self {
        let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let lines = Arc::new(Mutex::new(Vec::new()));
        let mut out = BufReader::new(child.stdout.take().unwrap());
        let mut errors = child.stderr.take().unwrap();
        let complaints = Arc::new(Mutex::new(String::new()));
        let for_errors = complaints.clone();
        std::thread::spawn(move || {
            let mut buffer = [0; 4096];
            while let Ok(n @ 1..) = errors.read(&mut buffer) {
                for_errors.lock().unwrap().push_str(&String::from_utf8_lossy(&buffer[..n]));
            }
        });
        let mut first = String::new();
        out.read_line(&mut first).unwrap();
        let hello = serde_json::from_str(&first).unwrap_or_else(|_| panic!("no JSON line but {first:?}; {}", complaints.lock().unwrap()));
        let for_lines = lines.clone();
        std::thread::spawn(move || {
            for line in out.lines().map_while(Result::ok) {
                for_lines.lock().unwrap().push(line);
            }
        });
        Self { child, data: data.to_owned(), port, hello, lines, complaints, _folder: None }
    }
    pub(crate) fn pid(&self) -> u32 {
        self.child.id()
    }
    /// What was printed after the first line: the access log.
    pub(crate) fn lines(&self) -> Vec<String> {
        self.lines.lock().unwrap().clone()
    }
    /// Whether it said that, wherever.
    pub(crate) fn said(&self, text: &str) -> bool {
        self.complaints().contains(text) || self.lines().iter().any(|line| line.contains(text))
    }
    /// What it wrote to standard error so far.
    pub(crate) fn complaints(&self) -> String {
        self.complaints.lock().unwrap().clone()
    }
    /// An application's address.
    pub(crate) fn at(&self, name: &str, path: &str) -> String {
        format!("http://{name}.localhost:{}{path}", self.port)
    }
    /// Enrols the first person; the browser is signed in.
    pub(crate) fn enrol(&self, browser: &mut Browser) {
        let link = self.hello["enrol"].as_str().expect("an enrolment link").to_owned();
        let page = browser.get(&link);
        assert_eq!(page.status, 200, "{}", page.text());
        let done = browser.submit(
            &page,
            &[("username", "ada"), ("email", "ada@example.com"), ("display_name", "Ada Okafor"), ("password", PASSWORD), ("password_confirm", PASSWORD)],
        );
        assert_eq!(done.status, 200, "{}", done.text());
    }
    /// A person with that name's e-mail at example.com and the usual password.
    pub(crate) fn add_person(&self, name: &str, groups: &[&str]) {
        let email = format!("{name}@example.com");
        let mut args = vec!["user", "add", name, "--email", &email];
        for g in groups {
            args.extend(["--group", g]);
        }
        self.run(&args);
        self.run(&["user", "set-password", name, "--password", PASSWORD]);
    }
    pub(crate) fn run(&self, args: &[&str]) -> Value {
        portcullis_in(&self.data, args)
    }
    /// As `run`, finding the server through the configuration file.
    pub(crate) fn run_with(&self, serve: &Serve, args: &[&str]) -> Value {
        let out = Command::new(env!("CARGO_BIN_EXE_portcullis"))
            .args(["-c", serve.path("portcullis.yaml").to_str().unwrap(), "--output", "json"])
            .args(args)
            .output()
            .unwrap();
        assert!(out.status.success(), "{args:?}: {}", String::from_utf8_lossy(&out.stderr));
        serde_json::from_slice(&out.stdout).unwrap_or(Value::Null)
    }
    /// Kills without a word, as a power cut would.
    pub(crate) fn kill_9(mut self) -> Option<TempDir> {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
        self._folder.take()
    }
    /// Asks it to end, and waits.
    pub(crate) fn terminate(&mut self) -> bool {
        let _ = Command::new("kill").args(["-TERM", &self.pid().to_string()]).status();
        let until = Instant::now() + Duration::from_secs(20);
        while Instant::now() < until {
            if let Ok(Some(status)) = self.child.try_wait() {
                return status.success();
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        false
    }
}
impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A `serve` installation in a folder: TLS with the own CA, people in a file.
pub(crate) struct Serve {
    pub(crate) folder: TempDir,
    pub(crate) https: u16,
    pub(crate) private: u16,
}
impl Serve {
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let key = folder.path().join("root.key");
        std::fs::write(&key, data_encoding_key()).unwrap();
        std::fs::set_permissions(&key, std::os::unix::fs::PermissionsExt::from_mode(0o600)).unwrap();
        let https = free_port();
        // The system may offer the same one twice.
        let private = std::iter::repeat_with(free_port).find(|port| *port != https).unwrap();
        Self { folder, https, private }
    }
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }
    /// Writes the configuration: the usual head, then `more` (routes, policies…).
    pub(crate) fn configure(&self, more: &str) -> PathBuf {
        let folder = self.folder.path().display();
        let text = format!(
            "portal:\n  origin: https://login.example.test:{https}\nlisten:\n  https: \"127.0.0.1:{https}\"\n  metrics: \"127.0.0.1:{private}\"\ntls:\n  internal: true\nstore:\n  url: sqlite://{folder}/portcullis.db\n  root_key: {{ file: {folder}/root.key }}\n{more}",
            https = self.https,
            private = self.private,
        );
        let file = self.path("portcullis.yaml");
        std::fs::write(&file, text).unwrap();
        file
    }
    pub(crate) fn start(&self) -> Program {
        let mut command = Command::new(env!("CARGO_BIN_EXE_portcullis"));
        command.args(["serve", "-c", self.path("portcullis.yaml").to_str().unwrap(), "--output", "json"]);
        Program::start(command, self.folder.path(), self.https)
    }
}

/// 32 bytes, base64: any value serves a test.
fn data_encoding_key() -> &'static str {
    "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n"
}
