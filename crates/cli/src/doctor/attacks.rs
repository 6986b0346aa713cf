//! The attacks, each with what it proves and how a fault is mended.
//!
//! Why: each is a mistake that people made with forward-auth before (demand §11: S4, S5, S6, S8).

use super::Finding;
use super::probe::{Door, Target};
use crate::client::ClientError;

const HTML: (&str, &str) = ("Accept", "text/html");
/// Nobody's name: found in an answer, it came from here.
const MARK: &str = "portcullis-doctor-forged";
const FORGED: [&str; 14] = [
    "Remote-User",
    "Remote_User",
    "Remote.User",
    "Remote-Groups",
    "Remote-Email",
    "Remote-Name",
    "X-Portcullis-User",
    "X-Portcullis-Assertion",
    "X_Portcullis_Assertion",
    "X-Pomerium-Claim-Email",
    "X-Forwarded-User",
    "X_Forwarded_User",
    "X-Forwarded-Email",
    "X-Remote-User",
];

/// Without a cookie, and with forged names, nobody gets in. Where not even that can be asked, nothing can.
pub(super) async fn stranger(door: &Door, target: &Target) -> Result<Vec<Finding>, ClientError> {
    let (name, forging) = ("a stranger", "a stranger who says to be somebody");
    let mend = "the proxy does not ask: include what `portcullis protect --behind` wrote, and see that the route is not public";
    let first = door.get(target, &[HTML]).await.map_err(ClientError::Input)?;
    let opened = |status: u16| (200..300).contains(&status);
    let mut found = vec![if opened(first.status) {
        Finding::fault(name, format!("the page answers {} without a sign-in", first.status), mend)
    } else if first.status >= 500 {
        Finding::not_tried(name, format!("the proxy answers {}: it, or Portcullis behind it, is not well", first.status))
    } else {
        let to = first.location.map(|l| format!(", to {}", l.split('?').next().unwrap_or_default())).unwrap_or_default();
        Finding::right(name, format!("{}{to}", first.status))
    }];
    let mut fields: Vec<(&str, &str)> = FORGED.iter().map(|n| (*n, MARK)).collect();
    fields.extend([HTML, ("X-Original-URL", "/"), ("X-Forwarded-Uri", "/"), ("X-Forwarded-Method", "OPTIONS"), ("X-Original-Method", "OPTIONS")]);
    found.push(match door.get(target, &fields).await {
        Ok(said) if opened(said.status) && !opened(first.status) => Finding::fault(
            forging,
            format!("{}: forged fields open the door", said.status),
            "the proxy passes a client's own fields to the check, or decides by them: have it remove them first",
        ),
        Ok(said) if opened(said.status) => Finding::not_tried(forging, "everybody comes in as it is"),
        Ok(said) => Finding::right(forging, said.status.to_string()),
        Err(why) => Finding::not_tried(forging, why),
    });
    Ok(found)
}

/// A socket of a stranger's, from a page of somebody else's.
pub(super) async fn socket(door: &Door, target: &Target) -> Finding {
    let name = "a stranger's WebSocket";
    let fields = [
        ("Upgrade", "websocket"),
        ("Sec-WebSocket-Version", "13"),
        ("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="),
        ("Origin", "https://portcullis-doctor.invalid"),
    ];
    match door.get(target, &fields).await {
        // An application without sockets answers with its page: nobody asked about that one either.
        Ok(said) if said.status == 101 || (200..300).contains(&said.status) => Finding::fault(
            name,
            format!("{}: it is let through without a sign-in", said.status),
            "the proxy forwards upgrades without asking: the check belongs to every location",
        ),
        Ok(said) => Finding::right(name, said.status.to_string()),
        Err(why) => Finding::not_tried(name, why),
    }
}

/// `/.portcullis/` of the host leads to us.
pub(super) async fn pages(door: &Door, target: &Target) -> Finding {
    let name = "/.portcullis/ of the host";
    let Ok(health) = target.with_path("/.portcullis/health") else { return Finding::not_tried(name, "no path") };
    match door.get(&health, &[HTML]).await {
        Ok(said) if said.status == 200 && said.text.ends_with("ok\n") => Finding::right(name, "leads to Portcullis"),
        Ok(said) => Finding::not_tried(name, format!("{}: it does not lead to Portcullis, which is right in a cookie domain only", said.status)),
        Err(why) => Finding::not_tried(name, why),
    }
}

/// Over plain http nothing is shown.
pub(super) async fn plain(door: &Door, target: &Target, http: Option<&str>) -> Result<Finding, ClientError> {
    let name = "plain http";
    let target = match http {
        Some(url) => Target::parse(url, None)?.of(target),
        None if target.https => Target::parse(&format!("http://{}/", target.host), None)?,
        None => return Ok(Finding::fault(name, "the address itself is http".into(), "give the host a certificate, and redirect http to https")),
    };
    Ok(match door.get(&target, &[HTML]).await {
        Ok(said) if (300..400).contains(&said.status) && said.location.as_ref().is_some_and(|l| l.starts_with("https://")) => {
            Finding::right(name, "leads to https")
        }
        Ok(said) => Finding::fault(name, format!("{}, and not a redirect to https", said.status), "redirect http to https, before anything else is done"),
        Err(why) => Finding::right(name, format!("nothing answers ({why})")),
    })
}

/// The application, past the proxy.
pub(super) async fn around(door: &Door, origin: Option<&str>) -> Result<Finding, ClientError> {
    let name = "the application around the proxy";
    let Some(origin) = origin else { return Ok(Finding::not_tried(name, "give --origin with the address where the application listens")) };
    Ok(match door.get(&Target::parse(origin, None)?, &[HTML, ("Remote-User", MARK)]).await {
        Ok(said) => Finding::fault(
            name,
            format!("it answers {} from here, and believes whatever name it is told", said.status),
            "bind it to loopback, a Unix socket or a network of the proxy's own, or have it check X-Portcullis-Assertion",
        ),
        Err(why) => Finding::right(name, format!("nothing answers ({why})")),
    })
}

/// The check's own listener, asked by somebody who is no proxy.
pub(super) async fn checks(door: &Door, checks: Option<&str>, of: &Target) -> Result<Finding, ClientError> {
    let name = "the check's listener";
    let Some(checks) = checks else { return Ok(Finding::not_tried(name, "give --checks with its address, and run this on a machine that is no proxy")) };
    let target = Target::parse(checks, None)?.with_path("/api/authz/forward-auth")?;
    let fields = [HTML, ("X-Forwarded-Method", "GET"), ("X-Forwarded-Proto", "https"), ("X-Forwarded-Host", &*of.authority), ("X-Forwarded-Uri", "/")];
    Ok(match door.get(&target, &fields).await {
        Ok(said) if said.status == 403 && said.text.contains("trusted_proxies") => Finding::right(name, "believes nobody from here"),
        Ok(said) => Finding::fault(
            name,
            format!("{}: it believes this machine", said.status),
            "name only proxies in `trusted_proxies`, each with a secret where others share its address, and let `listen.forward_auth` be reached by them alone",
        ),
        Err(why) => Finding::right(name, format!("nothing answers ({why})")),
    })
}

/// What comes to the application of a person who is signed in.
pub(super) async fn arrives(door: &Door, echo: &Target, cookie: &str) -> Vec<Finding> {
    let (fields, cookies, who) = ("forged fields of a person", "our cookies", "who it is");
    let mut asked: Vec<(&str, &str)> = FORGED.iter().map(|n| (*n, MARK)).collect();
    asked.extend([HTML, ("Cookie", cookie)]);
    let said = match door.get(echo, &asked).await {
        Ok(said) if (200..300).contains(&said.status) => said,
        Ok(said) => return vec![Finding::not_tried(fields, format!("{}: the cookie opens nothing, or --echo is no page", said.status))],
        Err(why) => return vec![Finding::not_tried(fields, why)],
    };
    let lower = said.text.to_ascii_lowercase();
    if !lower.contains("host:") && !lower.contains("\"host\"") {
        return vec![Finding::not_tried(fields, "the page of --echo does not show the head of its request")];
    }
    let named: Vec<&str> =
        FORGED.into_iter().filter(|n| said.text.lines().any(|l| l.contains(MARK) && l.to_ascii_lowercase().contains(&n.to_ascii_lowercase()))).collect();
    vec![
        if said.text.contains(MARK) {
            Finding::fault(
                fields,
                format!("they reach the application: {}", named.join(", ")),
                "have the proxy remove them from every request before it sets what the check said",
            )
        } else {
            Finding::right(fields, "none arrives")
        },
        if lower.contains("__host-portcullis") || lower.contains("__secure-portcullis") {
            Finding::fault(
                cookies,
                "they reach the application".into(),
                "have the proxy take __Host-portcullis… and __Secure-portcullis… out of Cookie after the check",
            )
        } else {
            Finding::right(cookies, "none arrives")
        },
        if lower.contains("remote-user") || lower.contains("x-portcullis-assertion") {
            Finding::right(who, "arrives")
        } else {
            Finding::not_tried(who, "neither Remote-User nor X-Portcullis-Assertion arrives; the application knows nobody")
        },
    ]
}
