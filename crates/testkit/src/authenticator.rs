//! A security key in software (WebAuthn Level 3, CTAP2 "none" attestation): what a browser and a key answer together.
//!
//! Why: ceremonies are tested without a browser, and with answers that no honest key would give.

use crate::fido::Attestation;
use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, KeyPair};
use data_encoding::BASE64URL_NOPAD;
use serde_json::{Value, json};

/// One credential. Its fields are what the next answer says; a test changes them.
pub struct Authenticator {
    pair: EcdsaKeyPair,
    pub id: Vec<u8>,
    pub model: [u8; 16],
    /// What it remembers of its person; none for a key that is not discoverable.
    pub user_handle: Option<Vec<u8>>,
    pub counter: u32,
    pub verifies: bool,
    pub present: bool,
    /// May be copied between devices.
    pub synced: bool,
    /// The page that it believes to be on.
    pub origin: String,
    pub rp_id: String,
    /// Vouches for what it makes; none: nobody does.
    pub attestation: Option<Attestation>,
}

impl Authenticator {
    pub fn new(origin: &str, rp_id: &str) -> Self {
        let document = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, &SystemRandom::new()).unwrap();
        let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, document.as_ref()).unwrap();
        let id = digest(&SHA256, pair.public_key().as_ref()).as_ref().to_vec();
        Self {
            pair,
            id,
            model: [0; 16],
            user_handle: None,
            counter: 0,
            verifies: true,
            present: true,
            synced: false,
            origin: origin.into(),
            rp_id: rp_id.into(),
            attestation: None,
        }
    }
    /// Answers `navigator.credentials.create`; remembers whose it is.
    pub fn create(&mut self, options: &str) -> String {
        let options: Value = serde_json::from_str(options).unwrap();
        self.user_handle = Some(BASE64URL_NOPAD.decode(options["user"]["id"].as_str().unwrap().as_bytes()).unwrap());
        let client = self.client_data("webauthn.create", &options);
        let mut data = self.authenticator_data(0x40);
        data.extend(self.model);
        data.extend(u16::try_from(self.id.len()).unwrap().to_be_bytes());
        data.extend(&self.id);
        data.extend(self.public_key());
        // {"fmt": "none", "attStmt": {}, "authData": data}, or "packed" with {"alg": -7, "sig": …, "x5c": […]} (WebAuthn §8.2)
        let mut object = vec![0xa3];
        object.extend(text("fmt"));
        match &self.attestation {
            None => {
                object.extend(text("none"));
                object.extend(text("attStmt"));
                object.push(0xa0);
            }
            Some(vouches) => {
                let signature = vouches.sign(&[data.as_slice(), digest(&SHA256, &client).as_ref()].concat());
                object.extend(text("packed"));
                object.extend(text("attStmt"));
                object.push(0xa3);
                object.extend([text("alg"), vec![0x26], text("sig"), bytes(&signature), text("x5c"), vec![0x81], bytes(&vouches.certificate)].concat());
            }
        }
        object.extend(text("authData"));
        object.extend(bytes(&data));
        let response = json!({ "clientDataJSON": encode(&client), "attestationObject": encode(&object), "transports": ["internal"] });
        json!({ "id": encode(&self.id), "rawId": encode(&self.id), "type": "public-key", "response": response, "clientExtensionResults": {} }).to_string()
    }
    /// Answers `navigator.credentials.get`; counts.
    pub fn get(&mut self, options: &str) -> String {
        let options: Value = serde_json::from_str(options).unwrap();
        if self.counter > 0 {
            self.counter += 1;
        }
        let client = self.client_data("webauthn.get", &options);
        let data = self.authenticator_data(0);
        let signed = [data.as_slice(), digest(&SHA256, &client).as_ref()].concat();
        let signature = self.pair.sign(&SystemRandom::new(), &signed).unwrap();
        let response = json!({
            "clientDataJSON": encode(&client),
            "authenticatorData": encode(&data),
            "signature": encode(signature.as_ref()),
            "userHandle": self.user_handle.as_ref().map(|h| encode(h)),
        });
        json!({ "id": encode(&self.id), "rawId": encode(&self.id), "type": "public-key", "response": response, "clientExtensionResults": {} }).to_string()
    }
    fn client_data(&self, kind: &str, options: &Value) -> Vec<u8> {
        json!({ "type": kind, "challenge": options["challenge"], "origin": self.origin, "crossOrigin": false }).to_string().into_bytes()
    }
    /// Hash of the host, flags, counter.
    fn authenticator_data(&self, flags: u8) -> Vec<u8> {
        let mut all = digest(&SHA256, self.rp_id.as_bytes()).as_ref().to_vec();
        let flag = |on: bool, bit: u8| if on { bit } else { 0 };
        all.push(flags | flag(self.present, 0x01) | flag(self.verifies, 0x04) | flag(self.synced, 0x08) | flag(self.synced, 0x10));
        all.extend(self.counter.to_be_bytes());
        all
    }
    /// COSE: {1: 2, 3: -7, -1: 1, -2: x, -3: y}
    fn public_key(&self) -> Vec<u8> {
        let point = self.pair.public_key().as_ref();
        let mut key = vec![0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21];
        key.extend(bytes(&point[1..33]));
        key.push(0x22);
        key.extend(bytes(&point[33..65]));
        key
    }
}

fn encode(bytes: &[u8]) -> String {
    BASE64URL_NOPAD.encode(bytes)
}
/// CBOR text of fewer than 24 bytes.
fn text(text: &str) -> Vec<u8> {
    [&[0x60 + u8::try_from(text.len()).unwrap()], text.as_bytes()].concat()
}
/// A CBOR byte string.
fn bytes(bytes: &[u8]) -> Vec<u8> {
    let length = u16::try_from(bytes.len()).unwrap();
    let head = if length < 256 { vec![0x58, length as u8] } else { [&[0x59][..], &length.to_be_bytes()].concat() };
    [head.as_slice(), bytes].concat()
}
