//! What a proxy that people keep has to be told, as a file and as the few lines that include it.
//!
//! Why: what must be taken out of a request and put into it is easily forgotten by hand, and each omission is a way in (S4, S6).
//! The texts lie beside this file; here their blanks are filled in, from values that no text of a proxy's language fits into.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

/// A proxy that there is a recipe for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BehindProxy {
    Nginx,
    Caddy,
    HaProxy,
    Apache,
    Envoy,
    Traefik,
}
impl BehindProxy {
    pub const ALL: [(&'static str, Self); 6] = [
        ("nginx", Self::Nginx),
        ("caddy", Self::Caddy),
        ("haproxy", Self::HaProxy),
        ("apache", Self::Apache),
        ("envoy", Self::Envoy),
        ("traefik", Self::Traefik),
    ];
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|(name, _)| *name == word).map(|(_, proxy)| proxy)
    }
    /// The file's end, its text, and the lines.
    fn texts(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Self::Nginx => ("conf", include_str!("nginx.conf"), include_str!("nginx.lines")),
            Self::Caddy => ("caddy", include_str!("Caddyfile"), include_str!("Caddyfile.lines")),
            Self::HaProxy => ("lua", include_str!("haproxy.lua"), include_str!("haproxy.lines")),
            Self::Apache => ("lua", include_str!("apache.lua"), include_str!("apache.lines")),
            Self::Envoy => ("yaml", include_str!("envoy.yaml"), include_str!("envoy.lines")),
            Self::Traefik => ("yaml", include_str!("traefik.yaml"), include_str!("traefik.lines")),
        }
    }
}

/// A host with the port that people write, as a recipe can hold it: letters, digits, hyphens, dots.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecipeHost {
    text: Box<str>,
    name: usize,
}
impl RecipeHost {
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.to_ascii_lowercase();
        let (name, port) = text.split_once(':').map_or((&*text, None), |(name, port)| (name, Some(port)));
        let label =
            |l: &str| !l.is_empty() && l.len() <= 63 && !l.starts_with('-') && !l.ends_with('-') && l.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
        let good = name.len() <= 253 && name.split('.').all(label) && port.is_none_or(|p| p.parse::<u16>().is_ok_and(|n| n > 0 && n.to_string() == p));
        let name = name.len();
        good.then(|| Self { text: text.into(), name })
    }
    fn port(&self) -> &str {
        self.text.get(self.name + 1..).unwrap_or("443")
    }
    /// Without the port.
    pub fn name(&self) -> &str {
        self.text.get(..self.name).unwrap_or(&self.text)
    }
}

/// The file and the lines. In the lines `{{file}}` is where the file came to lie; in the file `{{secret}}` is the proxy's secret, and a line
/// that begins with `{{#secret}}` goes where there is none: whoever writes it knows both.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recipe {
    pub file: String,
    pub text: String,
    pub lines: String,
}

/// What a client may not say: whole names, for proxies that know no patterns. Those of `X-Forwarded-…` are the ones in use.
const STRIPPED: [&str; 61] = [
    "Remote-User",
    "Remote-Groups",
    "Remote-Name",
    "Remote-Email",
    "X-Remote-User",
    "X-Portcullis-Assertion",
    "X-Portcullis-User",
    "X-Portcullis-Proxy-Secret",
    "X-Portcullis-Status",
    "X-Pomerium-Jwt-Assertion",
    "X-Pomerium-Claim-User",
    "X-Pomerium-Claim-Groups",
    "X-Pomerium-Claim-Name",
    "X-Pomerium-Claim-Email",
    "X-Forwarded-For",
    "X-Forwarded-Proto",
    "X-Forwarded-Host",
    "X-Forwarded-Port",
    "X-Forwarded-Method",
    "X-Forwarded-Uri",
    "X-Forwarded-Server",
    "X-Forwarded-By",
    "X-Forwarded-Scheme",
    "X-Forwarded-Ssl",
    "X-Forwarded-Prefix",
    "X-Forwarded-Path",
    "X-Forwarded-User",
    "X-Forwarded-Email",
    "X-Forwarded-Groups",
    "X-Forwarded-Preferred-Username",
    "X-Forwarded-Access-Token",
    "X-Forwarded-Client-Cert",
    "X-Forwarded-Tls-Client-Cert",
    "Forwarded",
    "X-Real-Ip",
    "X-Client-Ip",
    "True-Client-Ip",
    "Client-Ip",
    "Cf-Connecting-Ip",
    "Fastly-Client-Ip",
    "X-Cluster-Client-Ip",
    "X-Original-Forwarded-For",
    "X-Original-Url",
    "X-Original-Uri",
    "X-Original-Host",
    "X-Original-Method",
    "X-Rewrite-Url",
    "X-Host",
    "X-Url-Scheme",
    "Front-End-Https",
    "X-Http-Method-Override",
    "X-Http-Method",
    "X-Method-Override",
    "X-Authelia-Url",
    "Proxy",
    "Ssl-Client-Cert",
    "X-Ssl-Client-Cert",
    "X-Client-Cert",
    "X-Envoy-External-Address",
    "X-Azure-ClientIp",
    "Http2-Settings",
];

/// What a name may hold beside letters, digits and hyphens (RFC 9110 §5.6.2), and what some readers take for a hyphen.
const ODD: [&str; 14] = ["_", ".", "!", "~", "+", "$", "'", "*", "|", "^", "`", "&", "#", "%"];

/// What Traefik's entry points set, and what its recipe sets itself.
const OF_TRAEFIK: [&str; 7] =
    ["X-Forwarded-For", "X-Forwarded-Proto", "X-Forwarded-Host", "X-Forwarded-Port", "X-Forwarded-Server", "X-Real-Ip", "X-Portcullis-Proxy-Secret"];

/// A name with each of its hyphens as it is and as an underscore, for a proxy that passes both on and knows no patterns.
fn with_underscores(field: &str) -> Vec<String> {
    let mut all = vec![String::new()];
    for (at, part) in field.split('-').enumerate() {
        let signs: &[&str] = if at == 0 { &[""] } else { &["-", "_"] };
        all = all.iter().flat_map(|front| signs.iter().map(move |sign| format!("{front}{sign}{part}"))).collect();
    }
    all
}

/// The recipe of one application.
pub fn recipe(proxy: BehindProxy, name: &str, host: &RecipeHost, checks: SocketAddr) -> Recipe {
    let (end, text, lines) = proxy.texts();
    let ip = match checks.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => IpAddr::V4(Ipv4Addr::LOCALHOST),
        IpAddr::V6(ip) if ip.is_unspecified() => IpAddr::V6(Ipv6Addr::LOCALHOST),
        ip => ip,
    };
    let (address, port) = (ip.to_string(), checks.port().to_string());
    let checks = SocketAddr::new(ip, checks.port()).to_string();
    let id = name.replace('-', "_");
    let blanks = [
        ("{{name}}", name),
        ("{{id}}", &id),
        ("{{host}}", &host.text),
        ("{{hostname}}", host.name()),
        ("{{checks}}", &checks),
        ("{{port}}", host.port()),
        ("{{ip}}", &address),
        ("{{checkport}}", &port),
    ];
    let filled = |text: &str| blanks.iter().fold(text.to_owned(), |text, (blank, value)| text.replace(blank, value));
    Recipe { file: format!("{name}.{end}"), text: filled(&repeated(text)), lines: filled(lines) }
}

/// Lines that stand for several.
fn repeated(text: &str) -> String {
    let mut out = String::new();
    for line in text.lines() {
        if let Some(rest) = line.strip_prefix("{{#stripped}}") {
            for field in STRIPPED {
                out.push_str(&rest.replace("{{field}}", field));
                out.push('\n');
            }
            continue;
        }
        if let Some(rest) = line.strip_prefix("{{#traefik}}") {
            for field in STRIPPED.iter().filter(|field| !OF_TRAEFIK.contains(field)).flat_map(|field| with_underscores(field)) {
                out.push_str(&rest.replace("{{field}}", &field));
                out.push('\n');
            }
            continue;
        }
        if let Some(rest) = line.strip_prefix("{{#odd}}") {
            for sign in ODD {
                out.push_str(&rest.replace("{{sign}}", sign));
                out.push('\n');
            }
            continue;
        }
        let (times, line) = line.strip_prefix("{{#times 8}}").map_or((1, line), |rest| (8, rest));
        for _ in 0..times {
            out.push_str(line);
            out.push('\n');
        }
    }
    out
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_host_is_letters_digits_hyphens_dots_and_a_port() {
        let host = RecipeHost::parse("Wiki.Example.com:8443").unwrap();
        assert_eq!((&*host.text, host.name()), ("wiki.example.com:8443", "wiki.example.com"));
        for bad in [
            "",
            "a b",
            "wiki.example.com;",
            "wiki.example.com/",
            "*.example.com",
            "a..b",
            "-a.b",
            "a:0",
            "a:x",
            "a:1:2",
            "a:+1",
            "{{host}}",
            "a\n",
            "a\"",
            "[::1]",
        ] {
            assert_eq!(RecipeHost::parse(bad), None, "{bad}");
        }
    }

    /// The list of the enforcement point lies above this crate; its text is read, so that neither grows alone.
    #[test]
    fn s04_every_name_that_our_own_proxy_reserves_is_taken_out_by_the_recipes() {
        let text = include_str!("../../../pep/src/reserved.rs");
        let list = text.split_once("const NAMES:").unwrap().1.split_once("= [").unwrap().1.split_once("];").unwrap().0;
        let names: Vec<&str> = list.split('"').skip(1).step_by(2).collect();
        assert!(names.len() > 25 && names.contains(&"ssl-client-cert"), "{names:?}");
        for name in names {
            assert!(STRIPPED.iter().any(|field| field.eq_ignore_ascii_case(name)), "{name}");
        }
    }

    #[test]
    fn traefik_is_told_each_name_with_underscores_too_and_none_that_it_sets() {
        assert_eq!(with_underscores("X-Host"), ["X-Host", "X_Host"]);
        assert_eq!(with_underscores("X-Portcullis-User").len(), 4);
        let text = recipe(BehindProxy::Traefik, "wiki", &RecipeHost::parse("wiki.example.com").unwrap(), "127.0.0.1:9091".parse().unwrap()).text;
        for gone in ["Remote-User", "Remote_User", "X-Portcullis-Assertion", "X_Portcullis-Assertion", "X-Portcullis_Assertion", "X-Forwarded-User"] {
            assert!(text.contains(&format!("          {gone}: \"\"\n")), "{gone}");
        }
        assert!(!text.contains("X-Forwarded-For:") && !text.contains("X-Forwarded-Proto:"));
    }

    #[test]
    fn every_recipe_is_marked_has_no_blank_left_and_at_most_twelve_lines() {
        let host = RecipeHost::parse("wiki.example.com").unwrap();
        for (name, proxy) in BehindProxy::ALL {
            let recipe = recipe(proxy, "my-wiki", &host, "0.0.0.0:9091".parse().unwrap());
            assert!(recipe.text.lines().next().unwrap().contains("Written by `portcullis protect`"), "{name}");
            for text in [&recipe.text, &recipe.lines] {
                let rest = text.replace("{{#secret}}", "").replace("{{secret}}", "").replace("{{file}}", "");
                assert!(!rest.contains("{{") && !rest.contains("0.0.0.0:9091"), "{name}: {rest}");
            }
            assert!(recipe.lines.lines().count() <= 12, "{name}");
            assert!(recipe.text.contains("127.0.0.1:9091"), "{name}");
            assert!(recipe.text.to_lowercase().contains("x-portcullis-paths"), "{name} says that it passes our paths on");
            assert_eq!(BehindProxy::parse(name), Some(proxy));
            if recipe.file.ends_with("yaml") {
                for text in [&recipe.text, &recipe.lines] {
                    let filled = text.replace("{{#secret}}", "").replace("{{secret}}", "0123456789abcdef").replace("{{file}}", "file.yaml");
                    assert!(portcullis_document::read_yaml(&filled).is_ok(), "{name}: {:?}", portcullis_document::read_yaml(&filled).err());
                }
            }
        }
    }
}
