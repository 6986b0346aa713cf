//! A portal to test, and a browser that keeps cookies and fills forms.
//!
//! Why: tests read like visits; what a browser does by itself is done here once.

use bytes::Bytes;
use http::{HeaderMap, Method, header};
use portcullis_crypto::password::Params;
use portcullis_crypto::{KeyRing, SecretBytes, SystemRandom};
use portcullis_identity::{Actor, FlowCookie, Identity, IdentitySettings, LiveSession, NewPerson, Requirement, ReturnTarget};
use portcullis_model::{RequestId, TargetUri, Timestamp, WireTarget};
use portcullis_pages::Appearance;
use portcullis_portal::{Application, Launcher, Limits, Portal, PortalRequest, PortalSettings, Reply, ResetOffer};
use portcullis_store::{Clock, Store, StoreSettings};
use std::collections::BTreeMap;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

pub(crate) const ORIGIN: &str = "https://login.example.com";
pub(crate) const NOW: Timestamp = Timestamp::from_secs(1_800_000_000);
pub(crate) const PASSWORD: &str = "correct horse";

struct Stopped;
impl Clock for Stopped {
    fn now(&self) -> Timestamp {
        NOW
    }
}

/// Two applications; everyone may open both.
pub(crate) struct Doors {
    pub(crate) wiki: Box<str>,
}
impl Launcher for Doors {
    fn applications(&self, _session: &LiveSession, _ip: IpAddr, _now: Timestamp) -> Vec<Application> {
        let door = |name: &str, host: &str| Application {
            name: name.into(),
            host: host.into(),
            url: format!("https://{host}/").into(),
            description: "".into(),
            second_factor: host == "photos.example.com",
        };
        vec![door(&self.wiki, "wiki.example.com"), door("Photos", "photos.example.com")]
    }
    fn application_at(&self, target: &ReturnTarget) -> Option<Box<str>> {
        match &*target.origin() {
            "https://wiki.example.com" => Some(self.wiki.clone()),
            "https://photos.example.com" => Some("Photos".into()),
            _ => None,
        }
    }
}

pub(crate) struct House {
    pub(crate) identity: Arc<Identity>,
    pub(crate) portal: Portal,
    _dir: tempfile::TempDir,
}
impl House {
    pub(crate) async fn new() -> Self {
        Self::with_wiki("Wiki").await
    }
    pub(crate) async fn with_wiki(name: &str) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let keys = || KeyRing::new(SecretBytes::from(vec![7; 32])).unwrap();
        let store = Store::open(StoreSettings::embedded(dir.path()), keys(), Arc::new(SystemRandom), Arc::new(Stopped)).await.unwrap();
        let mut settings = IdentitySettings::new("login.example.com");
        settings.hashing.params = Params { memory_kib: 64, passes: 1 };
        let identity = Identity::open(store, &keys(), Arc::new(SystemRandom), Arc::new(Stopped), settings).await.unwrap();
        let settings = PortalSettings {
            origin: ORIGIN.into(),
            host: "login.example.com".into(),
            keep_for: Duration::from_secs(30 * 86_400),
            reset: ResetOffer::Here,
            must_accept: None,
            appearance: Arc::clone(Appearance::plain()),
            streams_stay: false,
            limits: Limits::default(),
        };
        let portal = Portal::new(settings, Arc::clone(&identity), Arc::new(Doors { wiki: name.into() }), &keys(), Arc::new(SystemRandom));
        Self { identity, portal, _dir: dir }
    }
    pub(crate) async fn person(&self, username: &str) {
        self.person_called(username, "").await;
    }
    pub(crate) async fn person_called(&self, username: &str, display_name: &str) {
        let new = NewPerson {
            username: username.into(),
            email: Some(format!("{username}@example.com").into()),
            display_name: display_name.into(),
            groups: Vec::new(),
        };
        self.identity.add_person(&new, &Actor::system(), NOW).await.unwrap();
        self.identity.set_password(username, &PASSWORD.into(), None, &Actor::system(), NOW).await.unwrap();
    }
    pub(crate) fn flow_to(&self, host: &str, need: &Requirement) -> (String, FlowCookie) {
        let flow = self.identity.new_flow();
        (self.identity.begin_handoff(&target(host, "/page?x=1"), &flow, need, NOW), flow)
    }
    /// A browser in which `username` has just signed in.
    pub(crate) async fn signed_in(&self, username: &str) -> Browser {
        let mut browser = Browser::default();
        let form = browser.get(self, "/login").await;
        let answer = browser.send(self, "/login", &hidden(&form), &[("username", username), ("password", PASSWORD)]).await;
        assert_eq!((answer.status().as_u16(), location(&answer)), (303, "/"), "{}", text(&answer));
        browser
    }
}

pub(crate) fn target(host: &str, path: &str) -> TargetUri {
    let hosts: [&[u8]; 1] = [host.as_bytes()];
    TargetUri::parse(WireTarget { https: true, authority: None, hosts: &hosts, path_and_query: path }).unwrap()
}

/// Cookies, and fields that every request of this browser carries.
#[derive(Clone, Default)]
pub(crate) struct Browser {
    pub(crate) cookies: BTreeMap<String, String>,
    pub(crate) fields: Vec<(&'static str, String)>,
    pub(crate) at: Option<Timestamp>,
    /// The host that the request names, where it isn't the portal's.
    pub(crate) host: Option<&'static str>,
}
impl Browser {
    pub(crate) async fn get(&mut self, house: &House, path: &str) -> Reply {
        self.ask(house, Method::GET, path, "").await
    }
    /// Sends a form with hidden fields and typed ones.
    pub(crate) async fn send(&mut self, house: &House, path: &str, hidden: &[(String, String)], typed: &[(&str, &str)]) -> Reply {
        let fields = hidden.iter().map(|(n, v)| (&**n, &**v)).chain(typed.iter().copied());
        let body: Vec<String> = fields.map(|(n, v)| format!("{}={}", encoded(n), encoded(v))).collect();
        self.ask(house, Method::POST, path, &body.join("&")).await
    }
    pub(crate) async fn ask(&mut self, house: &House, method: Method, path: &str, body: &str) -> Reply {
        let mut headers = HeaderMap::new();
        if !self.cookies.is_empty() {
            let all: Vec<String> = self.cookies.iter().map(|(n, v)| format!("{n}={v}")).collect();
            headers.insert(header::COOKIE, all.join("; ").parse().unwrap());
        }
        if method == Method::POST {
            headers.insert(header::CONTENT_TYPE, "application/x-www-form-urlencoded".parse().unwrap());
        }
        for (name, value) in &self.fields {
            headers.remove(*name);
            headers.append(*name, value.parse().unwrap());
        }
        let now = self.at.unwrap_or(NOW);
        let request = PortalRequest {
            method,
            target: target(self.host.unwrap_or("login.example.com"), path),
            headers,
            body: Bytes::from(body.to_owned()),
            peer_ip: [203, 0, 113, 24].into(),
            id: RequestId::new(now, 7),
            now,
        };
        let answer = house.portal.handle(request).await;
        for set in answer.headers().get_all(header::SET_COOKIE) {
            let (pair, rest) = set.to_str().unwrap().split_once(';').unwrap();
            let (name, value) = pair.split_once('=').unwrap();
            assert!(name.starts_with("__Host-") && rest.contains(" Path=/; Secure; HttpOnly; SameSite=Lax") && !rest.contains("Domain"), "{set:?}");
            if rest.contains("Max-Age=0") {
                self.cookies.remove(name)
            } else {
                self.cookies.insert(name.into(), value.into())
            };
        }
        answer
    }
}

pub(crate) fn text(answer: &Reply) -> &str {
    std::str::from_utf8(answer.body()).unwrap()
}
pub(crate) fn location(answer: &Reply) -> &str {
    answer.headers().get(header::LOCATION).map_or("", |l| l.to_str().unwrap())
}
/// The hidden fields of the first form that posts.
pub(crate) fn hidden(page: &Reply) -> Vec<(String, String)> {
    let html = text(page);
    let form = html.split("method=\"post\"").nth(1).unwrap_or_else(|| panic!("no form in {html}")).split("</form>").next().unwrap();
    let value = |tag: &str, name: &str| tag.split(&format!(" {name}=\"")).nth(1)?.split('"').next().map(str::to_owned);
    let tags = form.split("<input").skip(1).filter(|t| t.contains("type=\"hidden\""));
    tags.filter_map(|t| Some((value(t, "name")?, value(t, "value")?))).collect()
}
fn encoded(text: &str) -> String {
    text.bytes().map(|b| if b.is_ascii_alphanumeric() { char::from(b).to_string() } else { format!("%{b:02X}") }).collect()
}
