//! What of Active Directory no OpenLDAP has: its state attributes, its chain rule, its way to set a password. In process.
//!
//! Why: nobody can install Active Directory for a test. This speaks as much LDAP as one client needs, and writes down what it heard,
//! byte by byte, so that a test can compare it with the protocol's description (MS-ADTS).

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

/// A server with one person. Ends with the test program.
pub struct ActiveDirectory {
    pub port: u16,
    pub shared: Arc<Mutex<Shared>>,
}
#[derive(Default)]
pub struct Shared {
    /// Attributes of the person's entry.
    pub person: Vec<(String, String)>,
    /// The entry's `objectGUID`.
    pub guid: Option<Vec<u8>>,
    pub groups: Vec<String>,
    /// By DN.
    pub passwords: Vec<(String, String)>,
    /// What is answered to a modification: code and words.
    pub modified: (u8, String),
    /// Operation, attribute, value; as they came.
    pub changes: Vec<(u8, String, Vec<u8>)>,
    /// Object identifiers of controls that came with modifications.
    pub controls: Vec<String>,
    /// Every search request whole.
    pub searches: Vec<Vec<u8>>,
}

pub const PERSON: &str = "CN=Ann Lee,CN=Users,DC=corp,DC=test";

impl ActiveDirectory {
    pub fn start(shared: Shared) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let shared = Arc::new(Mutex::new(shared));
        let theirs = shared.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let shared = theirs.clone();
                std::thread::spawn(move || serve(stream, &shared));
            }
        });
        Self { port, shared }
    }
}

fn serve(mut stream: TcpStream, shared: &Mutex<Shared>) -> Option<()> {
    loop {
        let message = read(&mut stream)?;
        let (_, mut rest) = element(&message)?;
        let (_, id) = take(&mut rest)?;
        let (operation, body) = take(&mut rest)?;
        let mut shared = shared.lock().unwrap();
        let answers = match operation {
            0x60 => vec![tlv(0x61, &result(bind(&shared, body)?, ""))],
            0x63 => search(&mut shared, body),
            0x66 => {
                shared.controls.extend(controls(rest));
                changes(&mut shared, body);
                let (code, words) = shared.modified.clone();
                vec![tlv(0x67, &result(code, &words))]
            }
            _ => return None,
        };
        drop(shared);
        for answer in answers {
            stream.write_all(&tlv(0x30, &[tlv(0x02, id), answer].concat())).ok()?;
        }
    }
}

fn bind(shared: &Shared, mut body: &[u8]) -> Option<u8> {
    take(&mut body)?;
    let (_, dn) = take(&mut body)?;
    let (_, password) = take(&mut body)?;
    let right = shared.passwords.iter().any(|(d, p)| d.as_bytes() == dn && p.as_bytes() == password);
    Some(if right { 0 } else { 49 })
}

fn search(shared: &mut Shared, body: &[u8]) -> Vec<Vec<u8>> {
    shared.searches.push(body.to_vec());
    let asks_for = |bytes: &[u8]| body.windows(bytes.len()).any(|w| w == bytes);
    let asks = |text: &str| asks_for(text.as_bytes());
    let entry = |dn: &str, attributes: &[(String, String)], guid: Option<&Vec<u8>>| {
        let texts = attributes.iter().map(|(name, value)| (name.as_str(), value.as_bytes()));
        let all = texts.chain(guid.map(|bytes| ("objectGUID", bytes.as_slice())));
        let all: Vec<u8> = all.flat_map(|(name, value)| tlv(0x30, &[tlv(4, name.as_bytes()), tlv(0x31, &tlv(4, value))].concat())).collect();
        tlv(0x64, &[tlv(4, dn.as_bytes()), tlv(0x30, &all)].concat())
    };
    let mut answers = if asks("member") && !asks("sAMAccountName") {
        shared.groups.iter().map(|name| entry(&format!("CN={name},OU=Groups,DC=corp,DC=test"), &[("cn".into(), name.clone())], None)).collect()
    } else if shared.person.iter().any(|(name, value)| name == "sAMAccountName" && asks(value)) || shared.guid.as_ref().is_some_and(|guid| asks_for(guid)) {
        vec![entry(PERSON, &shared.person, shared.guid.as_ref())]
    } else {
        Vec::new()
    };
    answers.push(tlv(0x65, &result(0, "")));
    answers
}

fn changes(shared: &mut Shared, mut body: &[u8]) -> Option<()> {
    take(&mut body)?;
    let (_, mut list) = take(&mut body)?;
    while let Some((_, mut change)) = take(&mut list) {
        let (_, operation) = take(&mut change)?;
        let (_, mut attribute) = take(&mut change)?;
        let (_, name) = take(&mut attribute)?;
        let (_, mut values) = take(&mut attribute)?;
        while let Some((_, value)) = take(&mut values) {
            shared.changes.push((*operation.first()?, String::from_utf8_lossy(name).into_owned(), value.to_vec()));
        }
    }
    None
}

fn controls(mut rest: &[u8]) -> Vec<String> {
    let Some((_, mut all)) = take(&mut rest) else { return Vec::new() };
    let mut found = Vec::new();
    while let Some((_, mut control)) = take(&mut all) {
        found.extend(take(&mut control).map(|(_, name)| String::from_utf8_lossy(name).into_owned()));
    }
    found
}

fn result(code: u8, words: &str) -> Vec<u8> {
    [tlv(0x0a, &[code]), tlv(4, b""), tlv(4, words.as_bytes())].concat()
}

/// Lengths in four bytes, as the real one writes them.
fn tlv(tag: u8, content: &[u8]) -> Vec<u8> {
    let length = u32::try_from(content.len()).unwrap().to_be_bytes();
    [&[tag, 0x84][..], &length, content].concat()
}

fn read(stream: &mut TcpStream) -> Option<Vec<u8>> {
    let mut head = vec![0; 2];
    stream.read_exact(&mut head).ok()?;
    let short = head[1];
    let more = if short < 0x80 { 0 } else { usize::from(short & 0x7f) };
    let mut length = vec![0; more];
    stream.read_exact(&mut length).ok()?;
    let size = if more == 0 { usize::from(short) } else { length.iter().fold(0, |n, b| n << 8 | usize::from(*b)) };
    let mut body = vec![0; size];
    stream.read_exact(&mut body).ok()?;
    Some([head, length, body].concat())
}

fn element(bytes: &[u8]) -> Option<(u8, &[u8])> {
    let mut rest = bytes;
    take(&mut rest)
}

/// The next element's tag and content.
fn take<'a>(bytes: &mut &'a [u8]) -> Option<(u8, &'a [u8])> {
    let (tag, rest) = bytes.split_first()?;
    let (short, rest) = rest.split_first()?;
    let more = if *short < 0x80 { 0 } else { usize::from(short & 0x7f) };
    let size = if more == 0 { usize::from(*short) } else { rest.get(..more)?.iter().fold(0, |n, b| n << 8 | usize::from(*b)) };
    let content = rest.get(more..more + size)?;
    *bytes = rest.get(more + size..)?;
    Some((*tag, content))
}
