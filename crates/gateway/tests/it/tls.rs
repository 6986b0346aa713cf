//! TLS to clients: versions, suites, certificates by name.
//!
//! Why: what a scanner would see, seen here.

use crate::support::*;
use portcullis_gateway::*;
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, ExtendedKeyUsagePurpose, IsCa, KeyPair, PKCS_ECDSA_P256_SHA256, PKCS_RSA_SHA256};
use rustls::crypto::{CryptoProvider, aws_lc_rs};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName};
use rustls::{ClientConfig, RootCertStore, SupportedCipherSuite};
use std::net::SocketAddr;
use std::sync::Arc;
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::client::TlsStream;
use tokio_rustls::{TlsAcceptor, TlsConnector};

pub struct Pki {
    ca: CertifiedIssuer<'static, KeyPair>,
}
impl Pki {
    pub fn new() -> Self {
        let mut params = CertificateParams::new(vec![]).unwrap();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        Self { ca: CertifiedIssuer::self_signed(params, KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256).unwrap()).unwrap() }
    }
    pub fn ca_pem(&self) -> String {
        self.ca.pem()
    }
    pub fn leaf(&self, names: &[&str]) -> (String, String) {
        self.leaf_with(names, KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256).unwrap())
    }
    fn leaf_with(&self, names: &[&str], key: KeyPair) -> (String, String) {
        let mut params = CertificateParams::new(names.iter().map(|n| (*n).to_owned()).collect::<Vec<_>>()).unwrap();
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        (params.signed_by(&key, &self.ca).unwrap().pem(), key.serialize_pem())
    }
    fn roots(&self) -> RootCertStore {
        let mut store = RootCertStore::empty();
        store.add(self.ca.der().clone()).unwrap();
        store
    }
}

pub fn gateway(door: &Arc<TestDoor>, pki: &Pki, names: &[&[&str]], tune: impl FnOnce(&mut Settings)) -> (Running, SocketAddr) {
    let pairs: Vec<_> = names.iter().map(|n| pki.leaf(n)).collect();
    let (running, address, _) = gateway_with(door, &pairs, tune);
    (running, address)
}
fn pems(pairs: &[(String, String)]) -> Vec<CertificatePem<'_>> {
    pairs.iter().map(|(chain, key)| CertificatePem { label: "test", chain: chain.as_bytes(), key: key.as_bytes() }).collect()
}
fn gateway_with(door: &Arc<TestDoor>, pairs: &[(String, String)], tune: impl FnOnce(&mut Settings)) -> (Running, SocketAddr, Arc<Certificates>) {
    let certificates = Certificates::new(&pems(pairs)).unwrap();
    let mut settings = Settings::new(clock());
    settings.listen = vec![any_port(ListenerKind::Https)];
    settings.workers = 1;
    tune(&mut settings);
    let running = Gateway::start(settings, door.clone(), Some(Arc::new(TlsSettings { certificates: certificates.clone() }))).unwrap();
    let address = running.local_addrs()[0].0;
    (running, address, certificates)
}

fn config(pki: &Pki, alpn: &[&str], suites: Option<Vec<SupportedCipherSuite>>, versions: &[&'static rustls::SupportedProtocolVersion]) -> ClientConfig {
    let mut provider: CryptoProvider = aws_lc_rs::default_provider();
    if let Some(suites) = suites {
        provider.cipher_suites = suites;
    }
    let mut config = ClientConfig::builder_with_provider(Arc::new(provider))
        .with_protocol_versions(versions)
        .unwrap()
        .with_root_certificates(pki.roots())
        .with_no_client_auth();
    config.alpn_protocols = alpn.iter().map(|a| a.as_bytes().to_vec()).collect();
    config
}
async fn try_connect(config: ClientConfig, gate: SocketAddr, name: &str) -> std::io::Result<TlsStream<TcpStream>> {
    let stream = TcpStream::connect(gate).await.unwrap();
    TlsConnector::from(Arc::new(config)).connect(ServerName::try_from(name.to_owned()).unwrap(), stream).await
}
pub async fn connect(pki: &Pki, gate: SocketAddr, name: &str, alpn: &[&str]) -> TlsStream<TcpStream> {
    try_connect(config(pki, alpn, None, rustls::ALL_VERSIONS), gate, name).await.unwrap()
}

pub async fn tls_origin(pki: &Pki, names: &[&str]) -> (SocketAddr, Arc<Saw>) {
    let (chain, key) = pki.leaf(names);
    let config = rustls::ServerConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![CertificateDer::from_pem_slice(chain.as_bytes()).unwrap()], PrivateKeyDer::from_pem_slice(key.as_bytes()).unwrap())
        .unwrap();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let saw = Arc::new(Saw::default());
    let all = saw.clone();
    tokio::spawn(async move {
        while let Ok((s, _)) = listener.accept().await {
            let (acceptor, all) = (acceptor.clone(), all.clone());
            tokio::spawn(async move {
                if let Ok(s) = acceptor.accept(s).await {
                    serve(s, all).await;
                }
            });
        }
    });
    (address, saw)
}

fn served(stream: &TlsStream<TcpStream>) -> Vec<u8> {
    stream.get_ref().1.peer_certificates().unwrap()[0].to_vec()
}
fn der(pem: &str) -> Vec<u8> {
    CertificateDer::from_pem_slice(pem.as_bytes()).unwrap().to_vec()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn versions_suites_and_groups_are_the_designs() {
    let (address, _) = origin().await;
    let door = TestDoor::to(http_origin(address));
    let pki = Pki::new();
    let (_running, gate) = gateway(&door, &pki, &[&["a.test"]], |_| {});
    use aws_lc_rs::cipher_suite as s;
    // The server's order wins over the client's.
    let reversed =
        vec![s::TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256, s::TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, s::TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384];
    for (offer, chosen) in [
        (reversed.clone(), s::TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384),
        (reversed[..2].to_vec(), s::TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256),
        (reversed[..1].to_vec(), s::TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256),
    ] {
        let c = try_connect(config(&pki, &[], Some(offer), &[&rustls::version::TLS12]), gate, "a.test").await.unwrap();
        assert_eq!(c.get_ref().1.negotiated_cipher_suite().unwrap().suite(), chosen.suite());
    }
    let c = connect(&pki, gate, "a.test", &["h2", "http/1.1"]).await;
    let session = c.get_ref().1;
    assert_eq!(session.protocol_version(), Some(rustls::ProtocolVersion::TLSv1_3));
    assert_eq!(session.negotiated_cipher_suite().unwrap().suite(), s::TLS13_AES_256_GCM_SHA384.suite());
    assert_eq!(session.negotiated_key_exchange_group().unwrap().name(), rustls::NamedGroup::X25519MLKEM768);
    assert_eq!(session.alpn_protocol(), Some(&b"h2"[..]));
    let c = connect(&pki, gate, "a.test", &["http/1.1"]).await;
    assert_eq!(c.get_ref().1.alpn_protocol(), Some(&b"http/1.1"[..]));
    assert!(try_connect(config(&pki, &["spdy/3"], None, rustls::ALL_VERSIONS), gate, "a.test").await.is_err());
    // Tickets: the second connection resumes, and still answers.
    let shared = config(&pki, &["http/1.1"], None, rustls::ALL_VERSIONS);
    for resumed in [false, true] {
        let mut c = Raw { stream: try_connect(shared.clone(), gate, "a.test").await.unwrap(), buf: vec![] };
        let kind = if resumed { rustls::HandshakeKind::Resumed } else { rustls::HandshakeKind::Full };
        assert_eq!(c.get("/hello").await.text(), "hello");
        assert_eq!(c.stream.get_ref().1.handshake_kind(), Some(kind));
    }
}

#[test]
fn openssl_is_refused_what_is_old() {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    runtime.block_on(async {
        let (address, _) = origin().await;
        let door = TestDoor::to(http_origin(address));
        let pki = Pki::new();
        let rsa = KeyPair::generate_for(&PKCS_RSA_SHA256).map(|key| pki.leaf_with(&["a.test"], key));
        let pairs = vec![rsa.unwrap_or_else(|_| pki.leaf(&["a.test"]))];
        let (_running, gate, _) = gateway_with(&door, &pairs, |_| {});
        let run = |args: &[&str]| {
            let out = std::process::Command::new("openssl")
                .args(["s_client", "-connect", &gate.to_string(), "-servername", "a.test"])
                .args(args)
                .stdin(std::process::Stdio::null())
                .output();
            out.map(|o| String::from_utf8_lossy(&o.stdout).into_owned())
        };
        let Ok(ok) = run(&["-tls1_2"]) else {
            eprintln!("openssl is not here: not tried");
            return;
        };
        assert!(ok.contains("ECDHE-RSA-AES256-GCM-SHA384") || ok.contains("ECDHE-ECDSA-AES256-GCM-SHA384"), "{ok}");
        for args in [
            &["-tls1_1", "-cipher", "ALL:@SECLEVEL=0"][..],
            &["-tls1_2", "-cipher", "AES128-SHA:AES256-SHA:AES128-GCM-SHA256"],
            &["-tls1_2", "-cipher", "ECDHE-RSA-AES128-SHA:ECDHE-ECDSA-AES128-SHA"],
            &["-tls1_2", "-cipher", "DHE-RSA-AES256-GCM-SHA384"],
        ] {
            let out = run(args).unwrap();
            assert!(!out.contains("BEGIN CERTIFICATE"), "{args:?}: {out}");
        }
    });
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn certificates_follow_the_name_and_can_be_swapped() {
    let (address, _) = origin().await;
    let door = TestDoor::to(http_origin(address));
    let pki = Pki::new();
    let pairs = vec![pki.leaf(&["default.test"]), pki.leaf(&["*.w.test"]), pki.leaf(&["exact.w.test", "other.test"])];
    let (_running, gate, certificates) = gateway_with(&door, &pairs, |_| {});
    for (name, index) in [("default.test", 0), ("x.w.test", 1), ("exact.w.test", 2), ("other.test", 2)] {
        assert_eq!(served(&connect(&pki, gate, name, &["http/1.1"]).await), der(&pairs[index].0), "{name}");
    }
    for unknown in ["x.y.w.test", "w.test", "unknown.test"] {
        let mut lenient = config(&pki, &[], None, rustls::ALL_VERSIONS);
        lenient.enable_sni = true;
        assert!(try_connect(lenient, gate, unknown).await.is_err(), "the default certificate does not name {unknown}");
    }
    // 421: the certificate of this connection does not cover the host asked for.
    let mut c = Raw { stream: connect(&pki, gate, "x.w.test", &["http/1.1"]).await, buf: vec![] };
    c.send("GET /hello HTTP/1.1\r\nHost: y.w.test\r\n\r\n").await;
    assert_eq!(c.response().await.status, 200);
    c.send("GET /hello HTTP/1.1\r\nHost: default.test\r\n\r\n").await;
    assert_eq!(c.response().await.status, 421);
    // Swapped while running; a bad set changes nothing; the old connection lives.
    let new = vec![pki.leaf(&["default.test"])];
    assert!(certificates.replace(&[]).is_err());
    assert!(certificates.replace(&[CertificatePem { label: "x", chain: new[0].0.as_bytes(), key: pairs[0].1.as_bytes() }]).is_err());
    assert_eq!(served(&connect(&pki, gate, "default.test", &[]).await), der(&pairs[0].0));
    certificates.replace(&pems(&new)).unwrap();
    assert_eq!(served(&connect(&pki, gate, "default.test", &[]).await), der(&new[0].0));
    c.send("GET /hello HTTP/1.1\r\nHost: y.w.test\r\n\r\n").await;
    assert_eq!(c.response().await.status, 200);
}

#[test]
fn bad_certificates_say_what_is_wrong() {
    let pki = Pki::new();
    let (chain, key) = pki.leaf(&["a.test"]);
    let (_, other) = pki.leaf(&["a.test"]);
    let bad = |chain: &str, key: &str| Certificates::new(&[CertificatePem { label: "f", chain: chain.as_bytes(), key: key.as_bytes() }]).unwrap_err();
    assert_eq!(Certificates::new(&[]).unwrap_err(), BadCertificate::None);
    assert_eq!(bad("", &key), BadCertificate::Chain("f".into()));
    assert_eq!(bad("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", &key), BadCertificate::Chain("f".into()));
    assert_eq!(bad(&chain, &chain), BadCertificate::Key("f".into()));
    assert_eq!(bad(&chain, &other), BadCertificate::Mismatch("f".into()));
}
