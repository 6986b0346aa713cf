//! A real PostgreSQL server for one test program, in a folder of its own.
//!
//! Why: a simulated database proves nothing about locks, notifications and crashes. Where PostgreSQL is not installed, tests say so loudly.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Output, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

/// A server on a Unix socket. It ends, and its folder goes, when this is dropped or the test program ends in whatever way.
pub struct Postgres {
    bin: PathBuf,
    folder: PathBuf,
    running: Option<(Child, ChildStdin)>,
    databases: AtomicU32,
}

/// The server that all tests of this program share, or `None` (and a loud line) where there is no PostgreSQL.
/// With `PORTCULLIS_TESTS_STRICT=1` a missing PostgreSQL is a failure.
pub fn shared() -> Option<&'static Postgres> {
    static SHARED: OnceLock<Option<Postgres>> = OnceLock::new();
    SHARED.get_or_init(own).as_ref()
}

/// A server for one test that stops and starts it.
pub fn own() -> Option<Postgres> {
    match Postgres::start() {
        Ok(server) => Some(server),
        Err(reason) => {
            eprintln!("SKIPPED postgres: {reason}");
            assert!(std::env::var_os("PORTCULLIS_TESTS_STRICT").is_none_or(|v| v != "1"), "PostgreSQL is needed: {reason}");
            None
        }
    }
}

impl Postgres {
    fn start() -> Result<Self, String> {
        let bin = find_bin().ok_or("initdb and postgres are not installed")?;
        let folder = tempfile::Builder::new().prefix("portcullis-pg-").tempdir().map_err(|e| e.to_string())?.keep();
        let mut server = Self { bin, folder, running: None, databases: AtomicU32::new(0) };
        if is_root() {
            run(Command::new("chown").arg("postgres").arg(&server.folder))?;
        }
        let data = server.folder.join("data");
        let initdb = server.bin.join("initdb");
        run(as_server(&initdb).args(["--no-sync", "--auth=trust", "--encoding=UTF8", "--locale=C", "--username=portcullis", "-D"]).arg(&data))?;
        server.resume()?;
        Ok(server)
    }
    /// Starts the server again after [`Self::stop`].
    pub fn resume(&mut self) -> Result<(), String> {
        // The shell outlives neither us nor the server: when our end of the pipe closes it stops the server at once and cleans up.
        let script = r#"
            bin=$1; folder=$2; shift 2
            "$@" "$bin/postgres" -D "$folder/data" -k "$folder" -c listen_addresses= -c fsync=off -c shared_buffers=16MB -c max_connections=80 \
                -c autovacuum=off -c log_min_messages=fatal </dev/null >>"$folder/log" 2>&1 &
            pid=$!
            read -r word
            kill -QUIT "$pid"; wait "$pid"
            [ "$word" = keep ] || rm -rf "$folder"
        "#;
        let mut shell = Command::new("sh");
        shell.arg("-c").arg(script).arg("sh").arg(&self.bin).arg(&self.folder);
        if is_root() {
            shell.args(["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups"]);
        } else {
            shell.arg("env");
        }
        let mut child = shell.current_dir("/").stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().map_err(|e| e.to_string())?;
        let stdin = child.stdin.take().ok_or("no pipe")?;
        self.running = Some((child, stdin));
        let deadline = Instant::now() + Duration::from_secs(20);
        while !self.psql("postgres", "SELECT 1").status.success() {
            if Instant::now() > deadline {
                let log = std::fs::read_to_string(self.folder.join("log")).unwrap_or_default();
                return Err(format!("the server does not answer: {log}"));
            }
            std::thread::sleep(Duration::from_millis(30));
        }
        Ok(())
    }
    /// Stops the server at once, as a crash would; the data stays for [`Self::resume`].
    pub fn stop(&mut self) {
        self.end("keep");
    }
    /// Makes an empty database and returns its URL.
    pub fn database(&self) -> String {
        let name = format!("t{}", self.databases.fetch_add(1, Ordering::Relaxed));
        let made = self.psql("postgres", &format!("CREATE DATABASE {name}"));
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
        format!("postgres://portcullis@localhost/{name}?host={}", self.folder.display())
    }
    /// Runs SQL in the database of that URL; fails the test when it fails. Returns what it printed, unaligned.
    pub fn sql(&self, url: &str, sql: &str) -> String {
        let done = self.psql(name_of(url), sql);
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
        String::from_utf8_lossy(&done.stdout).trim().to_owned()
    }
    /// Everything in the database of that URL, as `pg_dump` writes it.
    pub fn dump(&self, url: &str) -> Vec<u8> {
        let done = Command::new(self.bin.join("pg_dump")).arg("-h").arg(&self.folder).args(["-U", "portcullis", name_of(url)]).output().unwrap();
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
        done.stdout
    }
    fn psql(&self, database: &str, sql: &str) -> Output {
        Command::new(self.bin.join("psql"))
            .arg("-h")
            .arg(&self.folder)
            .args(["-U", "portcullis", "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-c", sql, database])
            .output()
            .unwrap()
    }
    fn end(&mut self, word: &str) {
        if let Some((mut child, mut stdin)) = self.running.take() {
            let _ = writeln!(stdin, "{word}");
            drop(stdin);
            let _ = child.wait();
        }
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        self.end("gone");
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

fn name_of(url: &str) -> &str {
    let after = url.split("@localhost/").nth(1).unwrap_or_default();
    after.split('?').next().unwrap_or_default()
}

/// The newest of Debian's versions, or what is on the path.
fn find_bin() -> Option<PathBuf> {
    let mut found: Vec<(u32, PathBuf)> = std::fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| Some((entry.file_name().to_str()?.parse().ok()?, entry.path().join("bin"))))
        .collect();
    found.sort();
    let on_path = std::env::split_paths(&std::env::var_os("PATH").unwrap_or_default()).collect::<Vec<_>>();
    found.into_iter().rev().map(|(_, path)| path).chain(on_path).find(|bin| bin.join("initdb").is_file() && bin.join("postgres").is_file())
}

/// PostgreSQL refuses to run as root.
fn as_server(program: &Path) -> Command {
    if is_root() {
        let mut command = Command::new("setpriv");
        command.args(["--reuid=postgres", "--regid=postgres", "--init-groups"]).arg(program).current_dir("/");
        command
    } else {
        Command::new(program)
    }
}

fn is_root() -> bool {
    use std::os::unix::fs::MetadataExt;
    std::fs::metadata("/proc/self").is_ok_and(|m| m.uid() == 0)
}

fn run(command: &mut Command) -> Result<(), String> {
    let done = command.output().map_err(|e| format!("{command:?}: {e}"))?;
    if done.status.success() { Ok(()) } else { Err(format!("{command:?}: {}", String::from_utf8_lossy(&done.stderr).trim())) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn starts_answers_stops_and_cleans_up() {
        let Some(mut server) = own() else { return };
        let url = server.database();
        server.sql(&url, "CREATE TABLE t (n int); INSERT INTO t VALUES (41)");
        assert_eq!(server.sql(&url, "SELECT n + 1 FROM t"), "42");
        assert!(String::from_utf8_lossy(&server.dump(&url)).contains("41"));
        server.stop();
        assert!(!server.psql("postgres", "SELECT 1").status.success());
        server.resume().unwrap();
        assert_eq!(server.sql(&url, "SELECT n FROM t"), "41");
        let folder = server.folder.clone();
        drop(server);
        assert!(!folder.exists());
    }
}
