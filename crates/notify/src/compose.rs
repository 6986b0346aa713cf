//! From a letter to the bytes of a message (RFC 5322).
//!
//! Why: fields are written by the library from types that hold no line break, so nobody's name becomes a field.

use crate::{Letter, NotSent, Settings};
use lettre::address::Envelope;
use lettre::message::header::{Header, HeaderName, HeaderValue};
use lettre::message::{Mailbox as Written, MultiPart, SinglePart};
use lettre::{Address, Message};
use portcullis_model::Mailbox;
use std::error::Error;
use std::time::{Duration, UNIX_EPOCH};
use uuid::Uuid;

/// A message and whom the server is told to bring it to.
pub(crate) struct Composed {
    pub(crate) envelope: Envelope,
    pub(crate) bytes: Vec<u8>,
}

/// `id` makes the message's own number: a message that comes twice is seen to be one.
pub(crate) fn compose(letter: &Letter, id: Uuid, settings: &Settings) -> Result<Composed, NotSent> {
    let bad = |what: &str| NotSent::Never(format!("the message cannot be written: {what}"));
    let language = settings.appearance.languages().choose(&[Some(&*letter.language)], None);
    let written = letter.mail(&settings.portal).render(language, &settings.templates);
    let (from, to) = (written_as(&settings.sender)?, written_as(&letter.to)?);
    let subject: String = settings.subject.replace("{title}", &written.title).chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let at = UNIX_EPOCH + Duration::from_micros(u64::try_from(letter.at.micros()).unwrap_or(0));
    let head = Message::builder()
        .from(from)
        .to(to)
        .subject(subject)
        .date(at)
        .message_id(Some(format!("<{}@{}>", id.simple(), settings.sender.address().domain())))
        .header(AutoSubmitted);
    let text = SinglePart::plain(written.text);
    let message = match written.html.filter(|_| settings.html) {
        Some(html) => head.multipart(MultiPart::alternative().singlepart(text).singlepart(SinglePart::html(html))),
        None => head.singlepart(text),
    };
    let message = message.map_err(|e| bad(&e.to_string()))?;
    Ok(Composed { envelope: message.envelope().clone(), bytes: message.formatted() })
}

fn written_as(mailbox: &Mailbox) -> Result<Written, NotSent> {
    let address = mailbox.address();
    let local = address.as_str().strip_suffix(address.domain()).and_then(|rest| rest.strip_suffix('@')).unwrap_or_default();
    let address = Address::new(local, address.domain()).map_err(|e| NotSent::Never(format!("the address cannot be written: {e}")))?;
    Ok(Written::new((!mailbox.name().is_empty()).then(|| mailbox.name().to_owned()), address))
}

/// Tells other programs not to answer (RFC 3834 §5).
#[derive(Clone)]
struct AutoSubmitted;
impl Header for AutoSubmitted {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("Auto-Submitted")
    }
    fn parse(_: &str) -> Result<Self, Box<dyn Error + Send + Sync>> {
        Ok(Self)
    }
    fn display(&self) -> HeaderValue {
        HeaderValue::new(Self::name(), "auto-generated".to_owned())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic)]
    use super::*;
    use crate::Way;
    use portcullis_model::{Email, PersonId, Timestamp};
    use portcullis_pages::MailKind;

    fn composed(name: &str, factor: &str, subject: &str) -> String {
        let now = Timestamp::from_secs(1_795_955_400);
        let to = Mailbox::new(name, Email::parse("ada@example.com").unwrap());
        let letter = Letter { factor: factor.into(), ..Letter::new(MailKind::PasskeyAdded, PersonId::new(now, [1; 10]), to, now) };
        let settings = Settings {
            portal: "https://login.example.com".into(),
            sender: Mailbox::parse("Portcullis <no-reply@example.com>").unwrap(),
            subject: subject.into(),
            html: true,
            templates: std::sync::Arc::default(),
            appearance: portcullis_pages::Appearance::plain().clone(),
            way: Way::Folder("x".into()),
            check: false,
        };
        String::from_utf8(compose(&letter, Uuid::nil(), &settings).unwrap_or_else(|e| panic!("{e}")).bytes).unwrap()
    }
    fn fields(message: &str) -> Vec<(String, String)> {
        let head = message.split("\r\n\r\n").next().unwrap().replace("\r\n ", " ").replace("\r\n\t", " ");
        head.split("\r\n").map(|l| l.split_once(':').map(|(n, v)| (n.to_ascii_lowercase(), v.trim().to_owned())).unwrap_or_else(|| panic!("{l:?}"))).collect()
    }

    #[test]
    fn the_head_says_who_to_whom_and_that_a_program_wrote_it() {
        let message = composed("Ada Okafor", "", "[Example] {title}");
        let head = fields(&message);
        let get = |name: &str| head.iter().filter(|(n, _)| n == name).map(|(_, v)| v.as_str()).collect::<Vec<_>>();
        assert_eq!(get("from"), ["Portcullis <no-reply@example.com>"]);
        assert_eq!(get("to"), ["\"Ada Okafor\" <ada@example.com>"].map(|s| s));
        assert_eq!(get("subject"), ["[Example] A passkey was added"]);
        assert_eq!(get("date"), ["Sun, 29 Nov 2026 12:30:00 +0000"]);
        assert_eq!(get("message-id"), ["<00000000000000000000000000000000@example.com>"]);
        assert_eq!(get("auto-submitted"), ["auto-generated"]);
        assert!(message.is_ascii() && message.contains("multipart/alternative") && message.contains("text/plain") && message.contains("text/html"));
    }
    #[test]
    fn s24_hostile_names_and_subjects_write_no_fields() {
        for hostile in [
            "A\r\nBcc: eve@evil.test",
            "A\nBcc: eve@evil.test",
            "\" <eve@evil.test>, \"",
            "A, B <eve@evil.test>",
            "=?utf-8?q?=0D=0ABcc:_eve@evil.test?=",
            "Ada\u{202e}",
        ] {
            let message = composed(hostile, hostile, &format!("{hostile} {{title}}"));
            let head = fields(&message);
            let mut names: Vec<&str> = head.iter().map(|(n, _)| n.as_str()).collect();
            names.sort_unstable();
            assert_eq!(names, ["auto-submitted", "content-type", "date", "from", "message-id", "mime-version", "subject", "to"], "{hostile:?}: {message}");
            let to = &head.iter().find(|(n, _)| n == "to").unwrap().1;
            assert!(to.ends_with("<ada@example.com>") || to == "ada@example.com", "{to}");
        }
    }
}
