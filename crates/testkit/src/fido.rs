//! The FIDO Alliance and a maker of keys, for tests: metadata that are signed, and attestation certificates.
//!
//! Why: what is refused of either shows only against files and keys that are wrong in exactly one way.

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair};
use data_encoding::{BASE64, BASE64URL_NOPAD};
use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, CustomExtension, DistinguishedName, DnType, ExtendedKeyUsagePurpose, IsCa, KeyPair, KeyUsagePurpose,
};
use serde_json::{Value, json};

pub const SERVICE: &str = "mds.fidoalliance.org";

type Issuer = CertifiedIssuer<'static, KeyPair>;

fn root(name: &str) -> Issuer {
    let mut params = CertificateParams::new(Vec::<String>::new()).unwrap();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign];
    params.distinguished_name = DistinguishedName::new();
    params.distinguished_name.push(DnType::CommonName, name);
    CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap()
}

/// Whoever publishes metadata.
pub struct Alliance {
    root: Issuer,
    leaf: Vec<u8>,
    key: Vec<u8>,
}
impl Alliance {
    /// With a certificate for this host.
    pub fn new(host: &str) -> Self {
        let root = root("Root of the test's Alliance");
        let key = KeyPair::generate().unwrap();
        let mut params = CertificateParams::new([host.to_owned()]).unwrap();
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        let leaf = params.signed_by(&key, &root).unwrap().der().to_vec();
        Self { root, leaf, key: key.serialize_der() }
    }
    pub fn root_pem(&self) -> String {
        self.root.pem()
    }
    /// A file with these entries, good until that day.
    pub fn publish(&self, number: u64, next_update: &str, entries: &[Value]) -> String {
        self.sign(&json!({ "legalHeader": "for tests", "no": number, "nextUpdate": next_update, "entries": entries }))
    }
    pub fn sign(&self, content: &Value) -> String {
        let header = json!({ "alg": "ES256", "typ": "JWT", "x5c": [BASE64.encode(&self.leaf)] });
        let part = |value: &Value| BASE64URL_NOPAD.encode(value.to_string().as_bytes());
        let signed = format!("{}.{}", part(&header), part(content));
        let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &self.key).unwrap();
        let signature = pair.sign(&SystemRandom::new(), signed.as_bytes()).unwrap();
        format!("{signed}.{}", BASE64URL_NOPAD.encode(signature.as_ref()))
    }
}

/// Whoever makes a model of keys.
pub struct Maker {
    root: Issuer,
    pub model: [u8; 16],
}
impl Maker {
    pub fn new(model: [u8; 16]) -> Self {
        Self { root: root("Root of the test's maker"), model }
    }
    /// The model's entry, with these reports on it.
    pub fn entry(&self, description: &str, statuses: &[&str]) -> Value {
        let reports: Vec<Value> = statuses.iter().map(|s| json!({ "status": s, "effectiveDate": "2026-01-01" })).collect();
        json!({
            "aaguid": aaguid(self.model),
            "metadataStatement": {
                "description": description,
                "protocolFamily": "fido2",
                "attestationTypes": ["basic_full"],
                "attestationRootCertificates": [BASE64.encode(self.root.der())],
            },
            "statusReports": reports,
            "timeOfLastStatusChange": "2026-01-01",
        })
    }
    /// What a key of this model is given at the factory (WebAuthn §8.2.1).
    pub fn attestation(&self) -> Attestation {
        let key = KeyPair::generate().unwrap();
        let mut params = CertificateParams::new(Vec::<String>::new()).unwrap();
        params.is_ca = IsCa::ExplicitNoCa;
        params.distinguished_name = DistinguishedName::new();
        for (kind, value) in [
            (DnType::CountryName, "SE"),
            (DnType::OrganizationName, "Maker"),
            (DnType::OrganizationalUnitName, "Authenticator Attestation"),
            (DnType::CommonName, "Key 1"),
        ] {
            params.distinguished_name.push(kind, value);
        }
        // id-fido-gen-ce-aaguid: the model as an octet string.
        let octets = [&[0x04, 0x10][..], &self.model].concat();
        params.custom_extensions.push(CustomExtension::from_oid_content(&[1, 3, 6, 1, 4, 1, 45724, 1, 1, 4], octets));
        let certificate = params.signed_by(&key, &self.root).unwrap().der().to_vec();
        Attestation { certificate, key: key.serialize_der() }
    }
}

/// `01020304-…`
pub fn aaguid(model: [u8; 16]) -> String {
    let hex = data_encoding::HEXLOWER.encode(&model);
    format!("{}-{}-{}-{}-{}", &hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..])
}

/// A certificate and its key: with them a new credential is vouched for.
pub struct Attestation {
    pub(crate) certificate: Vec<u8>,
    key: Vec<u8>,
}
impl Attestation {
    pub(crate) fn sign(&self, data: &[u8]) -> Vec<u8> {
        let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, &self.key).unwrap();
        pair.sign(&SystemRandom::new(), data).unwrap().as_ref().to_vec()
    }
}
