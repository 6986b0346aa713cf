//! A real OpenLDAP server for one test, in a folder of its own, on ports of its own.
//!
//! Why: what a directory does with locks, rules for passwords and odd names is not to be guessed. Where slapd is not installed, tests
//! say so loudly.

use rcgen::{BasicConstraints, CertificateParams, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair};
use std::io::Write;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::time::{Duration, Instant};

/// Everything is below it.
pub const BASE: &str = "dc=example,dc=com";
/// May search and set passwords.
pub const ACCOUNT: &str = "uid=portcullis,ou=services,dc=example,dc=com";
pub const ACCOUNT_PASSWORD: &str = "the account's password";
/// Of everybody at the beginning.
pub const PASSWORD: &str = "correct horse battery";
const ROOT: &str = "cn=admin,dc=example,dc=com";
const ROOT_PASSWORD: &str = "root of the tree";

/// Ends, with its folder, when this is dropped or the test program ends in whatever way.
pub struct Slapd {
    folder: PathBuf,
    pub port: u16,
    pub tls_port: u16,
    lines: String,
    verify: &'static str,
    running: Option<(Child, ChildStdin)>,
}

/// A server with Alice, Bob and some groups, or `None` (and a loud line) where there is no slapd.
/// With `PORTCULLIS_TESTS_STRICT=1` a missing slapd is a failure.
pub fn own() -> Option<Slapd> {
    with("")
}

/// The same with further lines for the database.
pub fn with(lines: &str) -> Option<Slapd> {
    match Slapd::start(lines) {
        Ok(server) => Some(server),
        Err(reason) => {
            eprintln!("SKIPPED slapd: {reason}");
            assert!(std::env::var_os("PORTCULLIS_TESTS_STRICT").is_none_or(|v| v != "1"), "slapd is needed: {reason}");
            None
        }
    }
}

impl Slapd {
    fn start(lines: &str) -> Result<Self, String> {
        let program = program("slapd").ok_or("slapd is not installed")?;
        program_named("ldapmodify").ok_or("ldap-utils is not installed")?;
        let folder = tempfile::Builder::new().prefix("portcullis-slapd-").tempdir().map_err(|e| e.to_string())?.keep();
        std::fs::create_dir(folder.join("db")).map_err(|e| e.to_string())?;
        certificates(&folder);
        let mut server = Self { port: free_port(), tls_port: free_port(), folder, lines: lines.to_owned(), verify: "allow", running: None };
        std::fs::write(server.path("slapd.conf"), server.configuration("")).map_err(|e| e.to_string())?;
        server.run(&program)?;
        server.add(&people());
        Ok(server)
    }
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }
    pub fn url(&self) -> String {
        format!("ldap://127.0.0.1:{}", self.port)
    }
    pub fn tls_url(&self) -> String {
        format!("ldaps://127.0.0.1:{}", self.tls_port)
    }
    pub fn socket(&self) -> PathBuf {
        self.path("ldapi")
    }
    /// The authority of its certificate, which names 127.0.0.1.
    pub fn authority(&self) -> PathBuf {
        self.path("ca.pem")
    }
    /// Stops it at once.
    pub fn stop(&mut self) {
        self.end("keep");
    }
    /// Starts it again after [`Self::stop`], with what was in it.
    pub fn resume(&mut self) {
        self.run(&program("slapd").unwrap()).unwrap();
    }
    /// Starts it again with these rules before its own on who may see what.
    pub fn restrict(&mut self, rules: &str) {
        self.stop();
        std::fs::write(self.path("slapd.conf"), self.configuration(rules)).unwrap();
        self.resume();
    }
    /// Starts it again; from now on it takes TLS only from those who have a certificate of its authority.
    pub fn demand_certificates(&mut self) {
        self.verify = "demand";
        self.restrict("");
    }
    /// A client's certificate and key, in PEM: of its authority, or of a stranger.
    pub fn client(&self, stranger: bool) -> [PathBuf; 2] {
        let name = if stranger { "stranger" } else { "client" };
        [self.path(&format!("{name}.pem")), self.path(&format!("{name}.key"))]
    }
    /// Adds entries, LDIF.
    pub fn add(&self, ldif: &str) {
        self.utility("ldapmodify", &["-a"], ldif);
    }
    /// Changes entries, LDIF with `changetype`. As the tree's root, whom no policy binds.
    pub fn modify(&self, ldif: &str) {
        self.utility("ldapmodify", &["-e", "relax"], ldif);
    }
    pub fn delete(&self, dn: &str) {
        self.utility("ldapdelete", &[dn], "");
    }
    /// Takes somebody out of a group.
    pub fn leave(&self, person: &str, group: &str) {
        self.modify(&format!("dn: cn={group},ou=groups,{BASE}\nchangetype: modify\ndelete: member\nmember: uid={person},ou=people,{BASE}\n"));
    }
    pub fn join(&self, person: &str, group: &str) {
        self.modify(&format!("dn: cn={group},ou=groups,{BASE}\nchangetype: modify\nadd: member\nmember: uid={person},ou=people,{BASE}\n"));
    }
    /// Adds an entry that refers elsewhere.
    pub fn add_referral(&self, ldif: &str) {
        self.utility("ldapmodify", &["-a", "-M"], ldif);
    }
    /// Gives an entry another name.
    pub fn rename(&self, dn: &str, to: &str) {
        self.modify(&format!("dn: {dn}\nchangetype: modrdn\nnewrdn: {to}\ndeleteoldrdn: 1\n"));
    }
    /// Whether the server takes the password, asked past everybody else.
    pub fn takes(&self, dn: &str, password: &str) -> bool {
        let asked = Command::new("ldapwhoami").args(["-x", "-H", &self.url(), "-D", dn, "-w", password]).output().unwrap();
        asked.status.success()
    }
    fn utility(&self, name: &str, more: &[&str], input: &str) {
        let mut child = Command::new(name)
            .args(["-x", "-H", &self.url(), "-D", ROOT, "-w", ROOT_PASSWORD])
            .args(more)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
        let done = child.wait_with_output().unwrap();
        assert!(done.status.success(), "{name} {more:?}: {}\n{input}", String::from_utf8_lossy(&done.stderr));
    }
    fn configuration(&self, rules: &str) -> String {
        let (lines, verify) = (&self.lines, self.verify);
        let folder = self.folder.display();
        let schema = |name: &str| format!("include /etc/ldap/schema/{name}.schema\n");
        let schemas: String = ["core", "cosine", "nis", "inetorgperson"].into_iter().map(schema).collect();
        format!(
            "{schemas}sizelimit unlimited\npidfile {folder}/pid\nmodulepath /usr/lib/ldap\nmoduleload back_mdb\nmoduleload memberof\nmoduleload ppolicy\n\
             TLSCertificateFile {folder}/server.pem\nTLSCertificateKeyFile {folder}/server.key\nTLSCACertificateFile {folder}/ca.pem\nTLSVerifyClient {verify}\n\
             database mdb\nsuffix \"{BASE}\"\nrootdn \"{ROOT}\"\nrootpw \"{ROOT_PASSWORD}\"\ndirectory {folder}/db\nmaxsize 16777216\ndbnosync\n\
             {rules}access to attrs=userPassword by self write by dn.exact=\"{ACCOUNT}\" write by anonymous auth by * none\n\
             access to * by dn.exact=\"{ACCOUNT}\" read by self read by * none\n{lines}\
             overlay memberof\nmemberof-refint true\noverlay ppolicy\nppolicy_default \"cn=default,ou=policies,{BASE}\"\nppolicy_hash_cleartext\n"
        )
    }
    fn run(&mut self, program: &Path) -> Result<(), String> {
        // The shell outlives neither us nor the server: when our end of the pipe closes it stops the server and cleans up.
        let script = r#"
            folder=$1; urls=$2; slapd=$3
            "$slapd" -h "$urls" -f "$folder/slapd.conf" -d 0 </dev/null >>"$folder/log" 2>&1 &
            pid=$!
            read -r word
            kill -TERM "$pid"; wait "$pid"
            [ "$word" = keep ] || rm -rf "$folder"
        "#;
        let socket = self.socket().display().to_string().replace('/', "%2f");
        let urls = format!("ldap://127.0.0.1:{} ldaps://127.0.0.1:{} ldapi://{socket}", self.port, self.tls_port);
        let mut shell = Command::new("sh");
        shell.args(["-c", script, "sh"]).arg(&self.folder).arg(urls).arg(program);
        let mut child = shell.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().map_err(|e| e.to_string())?;
        let stdin = child.stdin.take().ok_or("no pipe")?;
        self.running = Some((child, stdin));
        let deadline = Instant::now() + Duration::from_secs(20);
        while std::net::TcpStream::connect(("127.0.0.1", self.port)).is_err() {
            if Instant::now() > deadline {
                return Err(format!("the server does not answer: {}", std::fs::read_to_string(self.path("log")).unwrap_or_default()));
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        Ok(())
    }
    fn end(&mut self, word: &str) {
        if let Some((mut child, mut stdin)) = self.running.take() {
            let _ = writeln!(stdin, "{word}");
            drop(stdin);
            let _ = child.wait();
        }
    }
}
impl Drop for Slapd {
    fn drop(&mut self) {
        self.end("gone");
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

/// A person's entry.
pub fn person(name: &str, more: &str) -> String {
    format!(
        "dn: uid={name},ou=people,{BASE}\nobjectClass: inetOrgPerson\nuid: {name}\ncn: {name}\nsn: {name}\ndisplayName: {name} of the tests\nmail: {name}@example.com\nuserPassword: {PASSWORD}\n{more}\n"
    )
}
/// A group's entry.
pub fn group(name: &str, members: &[&str]) -> String {
    let members: String = members.iter().map(|dn| format!("member: {dn},{BASE}\n")).collect();
    format!("dn: cn={name},ou=groups,{BASE}\nobjectClass: groupOfNames\ncn: {name}\n{members}\n")
}

fn people() -> String {
    let unit = |name: &str| format!("dn: ou={name},{BASE}\nobjectClass: organizationalUnit\nou: {name}\n\n");
    let units: String = ["people", "groups", "services", "policies"].into_iter().map(unit).collect();
    [
        format!("dn: {BASE}\nobjectClass: dcObject\nobjectClass: organization\no: Example\ndc: example\n\n"),
        units,
        format!(
            "dn: cn=default,ou=policies,{BASE}\nobjectClass: pwdPolicy\nobjectClass: device\ncn: default\npwdAttribute: userPassword\npwdLockout: TRUE\n\
             pwdMaxFailure: 50\npwdInHistory: 3\npwdMinLength: 10\npwdCheckQuality: 1\npwdAllowUserChange: TRUE\n\n"
        ),
        format!("dn: {ACCOUNT}\nobjectClass: account\nobjectClass: simpleSecurityObject\nuid: portcullis\nuserPassword: {ACCOUNT_PASSWORD}\n\n"),
        person("alice", "mail: al@example.com\ngivenName: Alice\nemployeeType: staff\nemployeeNumber: 7\n"),
        person("bob", ""),
        group("staff", &["uid=alice,ou=people", "uid=bob,ou=people"]),
        group("admins", &["uid=alice,ou=people", "uid=portcullis,ou=services"]),
        group("everybody", &["cn=staff,ou=groups"]),
    ]
    .concat()
}

fn certificates(folder: &Path) {
    let authority = || {
        let key = KeyPair::generate().unwrap();
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let pem = params.self_signed(&key).unwrap().pem();
        (Issuer::new(params, key), pem)
    };
    let (issuer, pem) = authority();
    std::fs::write(folder.join("ca.pem"), pem).unwrap();
    let issue = |name: &str, mut params: CertificateParams, usage: Option<ExtendedKeyUsagePurpose>, issuer: &Issuer<'_, KeyPair>| {
        let key = KeyPair::generate().unwrap();
        params.extended_key_usages.extend(usage);
        std::fs::write(folder.join(format!("{name}.pem")), params.signed_by(&key, issuer).unwrap().pem()).unwrap();
        std::fs::write(folder.join(format!("{name}.key")), key.serialize_pem()).unwrap();
    };
    let named = |names: &[&str]| CertificateParams::new(names.iter().map(|n| (*n).to_owned()).collect::<Vec<_>>()).unwrap();
    issue("server", named(&["127.0.0.1", "ldap.example.test"]), None, &issuer);
    issue("client", named(&["gate.example.test"]), Some(ExtendedKeyUsagePurpose::ClientAuth), &issuer);
    issue("stranger", named(&["gate.example.test"]), Some(ExtendedKeyUsagePurpose::ClientAuth), &authority().0);
}

fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}
fn program(name: &str) -> Option<PathBuf> {
    program_named(name).or_else(|| Some(Path::new("/usr/sbin").join(name)).filter(|p| p.is_file()))
}
fn program_named(name: &str) -> Option<PathBuf> {
    std::env::split_paths(&std::env::var_os("PATH").unwrap_or_default()).map(|folder| folder.join(name)).find(|p| p.is_file())
}
