//! The keys of `notifier`, `identity_validation` and `password_reset`.
//!
//! Why: see the table.

use super::{Key, Kind, MapSpec};
use Kind::{Bool, Duration, FilePath, HostName, Int, Map, Secret, Text, Word};

pub(crate) static NOTIFIER: MapSpec = MapSpec {
    place: "notifier",
    doc: "Mail: links to choose a new password with, codes that confirm changes, notices of changes. One of smtp and filesystem. Without a notifier nothing is mailed.",
    keys: &[
        Key::new("smtp", Map(&SMTP), "", "", "Sends through a mail server."),
        Key::new("filesystem", Map(&FILESYSTEM), "", "", "Writes each mail into a folder, for trying things out."),
        Key::new(
            "template_path",
            FilePath,
            "",
            "mail",
            "A folder with templates of your own: mail.txt and mail.html for every mail, KIND.txt and KIND.html for one kind. What is not there is the server's own.",
        ),
        Key::new(
            "new_browsers",
            Bool,
            "true",
            "false",
            "Tells people by mail when a browser signs in as them that had not before. It is known by a random cookie; 20 browsers of a person are remembered.",
        ),
        Key::new(
            "disable_startup_check",
            Bool,
            "false",
            "true",
            "Does not try the mail server at the start. The check only tells; a mail server that is away keeps nobody from starting.",
        ),
    ],
};

pub(crate) static FILESYSTEM: MapSpec = MapSpec {
    place: "notifier.filesystem",
    doc: "Mails as files.",
    keys: &[
        Key::new("folder", FilePath, "", "mails", "The folder. Each mail is a file that a mail program opens; only the server's user can read it.").required(),
        Key::later("filename", "one file for all; write `folder`"),
    ],
};

pub(crate) static SMTP: MapSpec = MapSpec {
    place: "notifier.smtp",
    doc: "A mail server.",
    keys: &[
        Key::new(
            "address",
            Text,
            "",
            "submissions://smtp.example.com",
            "The mail server. submissions:// is encrypted from the first byte (port 465); smtp:// (25) and submission:// (587) must offer STARTTLS, or nothing is sent.",
        )
        .required(),
        Key::new("sender", Text, "", "\"Example <no-reply@example.com>\"", "Who writes.").required(),
        Key::new("subject", Text, "[Portcullis] {title}", "\"[Example] {title}\"", "The subject; {title} stands for the mail's own."),
        Key::new("username", Text, "", "portcullis", "Who signs in to the mail server, where it asks for that: by SCRAM-SHA-256, SCRAM-SHA-1, PLAIN, LOGIN or CRAM-MD5, the first of these that is offered, and inside TLS only."),
        Key::new("password", Secret, "", "{ file: /etc/portcullis/smtp.password }", "The password for it."),
        Key::new("identifier", HostName, "the portal's host", "login.example.com", "What the server calls itself in EHLO."),
        Key::new("timeout", Duration, "5s", "10s", "How long the mail server may take for each step. 1s to 1m."),
        Key::new("disable_html_emails", Bool, "false", "true", "Sends the text form alone."),
        Key::new(
            "plaintext",
            Bool,
            "false",
            "true",
            "Sends without encryption, with smtp:// and without a password only. Whoever stands in between reads the links.",
        ),
        Key::new("tls", Map(&SMTP_TLS), "", "", "How the mail server is recognised."),
        Key::later("startup_check_address", "no mail is sent to try the server; `portcullis notify test --to ADDRESS` sends one"),
        Key::later("disable_require_tls", "encryption that an attacker can leave out; write `plaintext: true` where there is none"),
        Key::later("disable_starttls", "write `plaintext: true`"),
    ],
};

pub(crate) static SMTP_TLS: MapSpec = MapSpec {
    place: "notifier.smtp.tls",
    doc: "How the mail server is recognised. Its certificate is always verified.",
    keys: &[
        Key::new("server_name", HostName, "the host of `address`", "smtp.example.com", "The name that its certificate must have."),
        Key::new(
            "ca_file",
            FilePath,
            "the system's authorities",
            "/etc/portcullis/mail-ca.pem",
            "Authorities in PEM that are believed in place of the system's.",
        ),
        Key::new("minimum_version", Word(&["TLS1.2", "TLS1.3"]), "TLS1.2", "TLS1.3", "The oldest version that is spoken."),
        Key::new("certificate_chain", Secret, "", "{ file: /etc/portcullis/mail.crt }", "A certificate of our own in PEM, where the mail server asks for one."),
        Key::new("private_key", Secret, "", "{ file: /etc/portcullis/mail.key }", "Its private key in PEM."),
        Key::later("maximum_version", "an upper bound of the version"),
        Key::later("skip_verify", "believing any certificate; name the authority in `ca_file`"),
    ],
};

pub(crate) static IDENTITY_VALIDATION: MapSpec = MapSpec {
    place: "identity_validation",
    doc: "What is mailed to prove that somebody has an address.",
    keys: &[
        Key::new("reset_password", Map(&RESET_PASSWORD), "", "", "Links to choose a new password with.").live(),
        Key::new("elevated_session", Map(&ELEVATED_SESSION), "", "", "Codes that confirm changes of people who have nothing but a password.").live(),
        Key::new("undo", Map(&UNDO), "", "", "Links that take a change of factors or password back.").live(),
    ],
};

pub(crate) static RESET_PASSWORD: MapSpec = MapSpec {
    place: "identity_validation.reset_password",
    doc: "Links to choose a new password with.",
    keys: &[
        Key::new("lifespan", Duration, "5m", "10m", "How long a link is good. 1s to 1d.").live(),
        Key::later("jwt_lifespan", "links carry no JWT; write `lifespan`"),
        Key::later("jwt_algorithm", "links carry no JWT"),
        Key::later("jwt_secret", "links carry no JWT"),
    ],
};

pub(crate) static ELEVATED_SESSION: MapSpec = MapSpec {
    place: "identity_validation.elevated_session",
    doc: "Codes that confirm changes. Whoever has a second factor shows that instead, or as well.",
    keys: &[
        Key::new("code_lifespan", Duration, "5m", "10m", "How long a code is good. 1s to 1h.").live(),
        Key::new("elevation_lifespan", Duration, "10m", "15m", "How long changes can be made after it. 1s to 1h.").live(),
        Key::new("characters", Int, "8", "10", "How many characters a code has. 6 to 20.").live(),
        Key::new(
            "require_second_factor",
            Bool,
            "true",
            "true",
            "Whoever has a second factor has to show it before a change. There is no false: a code never stands in for a factor.",
        )
        .live(),
        Key::new(
            "skip_second_factor",
            Bool,
            "true",
            "false",
            "Whether a second factor spares its person the code. With false both are asked of whoever has an address.",
        )
        .live(),
    ],
};

pub(crate) static UNDO: MapSpec = MapSpec {
    place: "identity_validation.undo",
    doc: "Links that take a change of factors or password back.",
    keys: &[Key::new("lifespan", Duration, "3d", "1d", "How long a link is good. 1s to 30d.").live()],
};

pub(crate) static PASSWORD_RESET: MapSpec = MapSpec {
    place: "password_reset",
    doc: "Choosing a new password over a mailed link. It needs a notifier, or an address of its own.",
    keys: &[
        Key::new("disable", Bool, "false", "true", "Offers no such link.").live(),
        Key::new("custom_url", Text, "", "https://accounts.example.com/reset", "Sends people to this address in place of the server's own page."),
    ],
};
