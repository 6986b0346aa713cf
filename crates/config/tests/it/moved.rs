//! Configurations of Authelia, as people have them: what becomes of each key, and what is told.
//!
//! Why: the recorded verdicts are about rules; the rest of a file is what makes the result start.

use crate::authelia::{Asker, steps_of, verdict};
use portcullis_config::{Grade, Imported, import_authelia};

const SMALL: &str = "
server: { address: 'tcp://127.0.0.1:9091/' }
identity_validation: { reset_password: { jwt_secret: 'change-me-to-64-random-characters' } }
authentication_backend: { file: { path: '/etc/p/users.yml', watch: true } }
access_control:
  default_policy: 'deny'
  rules:
    - { domain: 'status.example.org', policy: 'bypass' }
    - { domain: '*.example.org', policy: 'two_factor', subject: [['group:staff', 'group:vpn'], 'user:root'] }
session:
  secret: 'change-me'
  cookies:
    - { domain: 'example.org', authelia_url: 'https://login.example.org', default_redirection_url: 'https://home.example.org' }
storage: { encryption_key: 'at-least-twenty-characters', local: { path: '/config/db.sqlite3' } }
notifier: { filesystem: { filename: '/config/mail.txt' } }
";

fn import(text: &str) -> Imported {
    import_authelia(text, None).unwrap_or_else(|told| panic!("{told:#?}"))
}

/// Written by hand: what Authelia answers to whom. `who`: name, groups and level.
#[test]
fn verdicts_written_by_hand_from_its_rules() {
    const NOBODY: Asker = Asker { user: "", groups: &[], aal: 0 };
    const ANN: Asker = Asker { user: "ann", groups: &["staff", "vpn"], aal: 1 };
    const BEN: Asker = Asker { user: "ben", groups: &["staff"], aal: 2 };
    const ROOT: Asker = Asker { user: "root", groups: &[], aal: 2 };
    let two = |who: Asker<'static>| Asker { aal: 2, ..who };
    let small = steps_of(&import(SMALL).yaml);
    for (who, request, said) in [
        (NOBODY, "GET https://status.example.org/", "permit"),
        (ANN, "GET https://status.example.org/", "permit"),
        (NOBODY, "GET https://app.example.org/a?b=1", "challenge"),
        (ANN, "GET https://app.example.org/", "challenge"),
        (two(ANN), "GET https://app.example.org/", "permit"),
        (two(ANN), "GET https://deep.app.example.org/", "permit"),
        // `*.example.org` is not `example.org`.
        (two(ANN), "GET https://example.org/", "deny"),
        // One of two groups is not both.
        (BEN, "GET https://app.example.org/", "deny"),
        (ROOT, "GET https://app.example.org/", "permit"),
        (Asker { user: "Root", ..ROOT }, "GET https://app.example.org/", "deny"),
        (NOBODY, "GET https://evil.test/", "deny"),
    ] {
        assert_eq!(verdict(&small, &who, "192.0.2.1", request), said, "{} {request}", who.user);
    }

    let text = SMALL.replace(
        "rules:\n",
        "rules:
    - { domain: 'a.example.org', policy: 'deny', subject: 'group:leaving' }
    - { domain: 'a.example.org', policy: 'bypass', networks: ['10.0.0.0/8', '2001:db8::/32'], methods: ['GET', 'HEAD'] }
    - { domain: ['B.example.org', '*.b.example.org'], policy: 'bypass', resources: ['^/public([/?].*)?$'] }
    - { domain: 'c.example.org', policy: 'one_factor', query: [[{ key: 'mode', value: 'ro' }], [{ key: 'debug', operator: 'absent' }, { key: 'id', operator: 'pattern', value: '^[0-9]+$' }]] }
    - { domain_regex: '^(?P<User>[a-z]+)-(?P<Group>[a-z]+)[.]d[.]example[.]org$', policy: 'one_factor' }
    - { domain: '{user}.home.example.org', policy: 'one_factor' }
    - { domain: '{group}.team.example.org', policy: 'one_factor' }
    - { domain: 'g.example.org', policy: 'one_factor', subject: 'group:a/b' }
    - { domain: 'e.example.org', domain_regex: '^f[0-9]*[.]example[.]org$', policy: 'one_factor' }
",
    );
    let rules = steps_of(&import(&text).yaml);
    let leaver = Asker { user: "lea", groups: &["leaving"], aal: 2 };
    for (who, from, request, said) in [
        // Whoever might be leaving signs in first; who is not walks on to the next rule.
        (NOBODY, "10.1.2.3", "GET https://a.example.org/", "challenge"),
        (leaver, "10.1.2.3", "GET https://a.example.org/", "deny"),
        (ANN, "10.1.2.3", "GET https://a.example.org/", "permit"),
        (ANN, "::ffff:10.1.2.3", "HEAD https://a.example.org/", "permit"),
        (ANN, "2001:db8::1", "GET https://a.example.org/", "permit"),
        (BEN, "10.1.2.3", "POST https://a.example.org/", "deny"),
        (BEN, "192.0.2.1", "GET https://a.example.org/", "deny"),
        (NOBODY, "192.0.2.1", "GET https://b.example.org/public", "permit"),
        (NOBODY, "192.0.2.1", "GET https://x.b.example.org/public?x=1", "permit"),
        (NOBODY, "192.0.2.1", "GET https://b.example.org/publicly", "challenge"),
        (NOBODY, "192.0.2.1", "GET https://b.example.org/%70ublic/x", "permit"),
        (BEN, "192.0.2.1", "GET https://c.example.org/?mode=ro", "permit"),
        (BEN, "192.0.2.1", "GET https://c.example.org/?Mode=ro", "deny"),
        (BEN, "192.0.2.1", "GET https://c.example.org/?id=7", "permit"),
        (BEN, "192.0.2.1", "GET https://c.example.org/?id=7&debug", "deny"),
        (BEN, "192.0.2.1", "GET https://ben-staff.d.example.org/", "permit"),
        (BEN, "192.0.2.1", "GET https://ben-vpn.d.example.org/", "deny"),
        (Asker { user: "Ben", ..BEN }, "192.0.2.1", "GET https://ben-staff.d.example.org/", "permit"),
        (BEN, "192.0.2.1", "GET https://ben.home.example.org/", "permit"),
        (BEN, "192.0.2.1", "GET https://ann.home.example.org/", "deny"),
        (Asker { user: "Ben", ..BEN }, "192.0.2.1", "GET https://ben.home.example.org/", "deny"),
        (BEN, "192.0.2.1", "GET https://staff.team.example.org/", "permit"),
        (BEN, "192.0.2.1", "GET https://vpn.team.example.org/", "deny"),
        (NOBODY, "192.0.2.1", "GET https://vpn.team.example.org/", "challenge"),
        (Asker { groups: &["a/b"], ..BEN }, "192.0.2.1", "GET https://g.example.org/", "permit"),
        (BEN, "192.0.2.1", "GET https://g.example.org/", "deny"),
        (BEN, "192.0.2.1", "GET https://e.example.org/", "permit"),
        (BEN, "192.0.2.1", "GET https://f12.example.org/", "permit"),
        (BEN, "192.0.2.1", "GET https://xf12.example.org/", "deny"),
    ] {
        assert_eq!(verdict(&rules, &who, from, request), said, "{} {from} {request}", who.user);
    }
}

/// The result is a configuration: every key in it is one of ours, and means what was meant.
#[test]
fn the_result_passes_the_check() {
    for text in [SMALL.to_owned(), LARGE.to_owned()] {
        let imported = import(&text);
        let config = crate::checked(&imported.yaml);
        assert!(config.is_ok(), "{}\n{}", config.unwrap_err(), imported.yaml);
    }
}

#[test]
fn each_key_is_carried_over_or_told() {
    let imported = import(LARGE);
    for wanted in [
        "portal: origin: 'https://auth.example.com' theme: dark privacy: 'https://example.com/privacy' require_acceptance: true",
        "sessions: { lifetime: '4h', inactivity: '10m', remember_me: '0s' }",
        "{ path: '/api/authz/nginx', dialect: auth-request, strategies: [{ kind: authorization, cache: '5m' }, { kind: cookie_session }] }",
        "modes: [user, ip]",
        "max_retries_address: 5",
        "min_length: 12",
        "max_length: 64",
        "algorithm: SHA512",
        "user_verification: required",
        "hostname: api-123456789.example.com",
        "address: 'submissions://smtp.example.com:465'",
        "search: { email: true, case_insensitive: true }",
        "skip_second_factor: true",
        "{ path: '/api/verify', dialect: verify }",
    ] {
        let flat = imported.yaml.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(flat.contains(wanted), "{wanted} is missing in\n{}", imported.yaml);
    }
    let told = |grade: Grade| imported.report.iter().filter(|t| t.grade == grade).map(|t| t.what.as_str()).collect::<Vec<_>>().join("\n");
    for wanted in [
        "`log`",
        "`telemetry`",
        "`ntp`",
        "`storage`",
        "`identity_providers`",
        "`session.redis`",
        "`totp.something_new` has no counterpart here",
        "`totp.disable_reuse_security_policy`",
    ] {
        assert!(told(Grade::Left).contains(wanted), "{wanted}: {}", told(Grade::Left));
    }
    for wanted in ["certificates are always checked", "mail goes out encrypted", "the theme `oled`"] {
        assert!(told(Grade::Changed).contains(wanted), "{wanted}: {}", told(Grade::Changed));
    }
    assert!(told(Grade::Carried).contains("`jwt_secret` is read as `identity_validation.reset_password.jwt_secret`"), "{}", told(Grade::Carried));
    // Models of keys are not checked until somebody names a file: that guards access.
    assert!(!imported.whole && told(Grade::Guard).contains("`webauthn.metadata`"), "{}", told(Grade::Guard));
}

/// What narrows a rule and cannot be said here makes the rule deny, never allow more.
#[test]
fn s02_a_rule_that_cannot_be_said_denies() {
    let text = SMALL.replace("rules:\n", "rules:\n    - { domain: 'a.example.org', policy: 'bypass', resources: ['^/\\B'] }\n");
    let imported = import(&text);
    assert!(!imported.whole);
    assert!(imported.report.iter().any(|t| t.grade == Grade::Guard && t.what.starts_with("rule 1: ")), "{:?}", imported.report);
    let nobody = Asker { user: "", groups: &[], aal: 0 };
    assert_eq!(verdict(&steps_of(&imported.yaml), &nobody, "192.0.2.1", "GET https://a.example.org/x"), "deny");
}

/// A stranger may be anybody, a program too: they sign in before a later rule lets them in. Nobody who signed in is a program.
#[test]
fn s02_a_rule_for_a_program_is_not_open_to_strangers() {
    const NOBODY: Asker = Asker { user: "", groups: &[], aal: 0 };
    const ANN: Asker = Asker { user: "ann", groups: &["admins"], aal: 2 };
    const URL: &str = "GET https://a.example.org/x";
    for (policy, subject) in [
        ("one_factor", "'oauth2:client:app'"),
        ("two_factor", "['oauth2:client:app', 'oauth2:client:app']"),
        ("deny", "'oauth2:client:app'"),
        ("deny", "[['oauth2:client:app', 'group:admins']]"),
        ("one_factor", "[['group:admins', 'oauth2:client:app']]"),
    ] {
        for (next, ann) in [("bypass", "permit"), ("two_factor", "permit"), ("deny", "deny")] {
            let rules = format!(
                "rules:
    - {{ domain: 'a.example.org', policy: '{policy}', subject: {subject} }}
    - {{ domain: 'a.example.org', policy: '{next}' }}
"
            );
            let text = format!("{}identity_providers: {{ oidc: {{ clients: [{{ client_id: app }}] }} }}\n", SMALL.replace("rules:\n", &rules));
            let imported = import(&text);
            let told: Vec<_> = imported.report.iter().filter(|t| t.grade == Grade::Guard).collect();
            assert!(!imported.whole && !told.is_empty() && told.iter().all(|t| t.what.contains("names a program")), "{:?}", imported.report);
            let steps = steps_of(&imported.yaml);
            assert_eq!(verdict(&steps, &NOBODY, "192.0.2.1", URL), "challenge", "{policy} {subject} {next}");
            assert_eq!(verdict(&steps, &ANN, "192.0.2.1", URL), ann, "{policy} {subject} {next}");
        }
    }
    // Beside a program, people are who they were.
    let text = SMALL.replace("rules:\n", "rules:\n    - { domain: 'a.example.org', policy: 'one_factor', subject: ['user:ann', 'oauth2:client:app'] }\n    - { domain: 'a.example.org', policy: 'deny' }\n");
    let steps = steps_of(&import(&format!("{text}identity_providers: {{ oidc: {{ clients: [{{ client_id: app }}] }} }}\n")).yaml);
    assert_eq!(verdict(&steps, &Asker { aal: 1, ..ANN }, "192.0.2.1", URL), "permit");
    assert_eq!(verdict(&steps, &Asker { user: "ben", ..ANN }, "192.0.2.1", URL), "deny");
}

#[test]
fn directories_of_ldap_keep_their_keys() {
    let text = SMALL.replace(
        "{ file: { path: '/etc/p/users.yml', watch: true } }",
        "
  refresh_interval: 1m
  password_change: { disable: true }
  ldap:
    address: 'ldap://ldap.example.com'
    implementation: 'lldap'
    start_tls: true
    timeout: '5 seconds'
    base_dn: 'dc=example,dc=com'
    user: 'uid=authelia,ou=people,dc=example,dc=com'
    password: 'secret'
    tls: { skip_verify: true, minimum_version: 'TLS1.3' }
    pooling: { enable: true, count: 8 }
    attributes: { username: 'uid', extra: { employeeType: { name: 'kind', multi_valued: true, value_type: 'string' } } }",
    );
    let imported = import(&text);
    let config = crate::checked(&imported.yaml).unwrap_or_else(|faults| panic!("{faults}\n{}", imported.yaml));
    let directory = config.ldap_directories.first().unwrap();
    assert_eq!((directory.change_passwords, &*directory.attributes.username), (false, "uid"), "{}", imported.yaml);
    assert!(imported.yaml.contains("attribute: employeeType, name: kind, multi_valued: true, value_type: string"), "{}", imported.yaml);
}

#[test]
fn what_is_no_configuration_of_authelia_is_refused_in_plain_words() {
    for (text, told) in [
        ("access_control: [", "this is not valid YAML"),
        ("{{ .Secret }}: 1", "this looks like a template"),
        ("{}", "there is no `access_control`"),
        ("acess_control: {}", "`acess_control` is not a key"),
        ("access_control: { default_policy: deny }", "there is no `session`"),
        ("session: { name: x }", "`session` has no `cookies`"),
    ] {
        let refused = import_authelia(text, None).unwrap_err();
        assert!(refused.iter().any(|t| t.to_string().contains(told)), "{text}: {refused:?}");
    }
}

const LARGE: &str = "
theme: oled
jwt_secret: 'old-place'
default_2fa_method: totp
server:
  host: 127.0.0.1
  port: 9092
  buffers: { read: 8192 }
  endpoints:
    authz:
      nginx: { implementation: AuthRequest, authn_strategies: [{ name: HeaderAuthorization, schemes: [Basic], scheme_basic_cache_lifespan: 5m }, { name: CookieSession }] }
      legacy: { implementation: Legacy }
log: { level: debug }
telemetry: { metrics: { enabled: true } }
ntp: { address: 'udp://time.example.com:123' }
privacy_policy: { enabled: true, require_user_acceptance: true, policy_url: 'https://example.com/privacy' }
totp: { something_new: 1, issuer: example.com, algorithm: sha512, digits: 8, period: 60, skew: 2, disable_reuse_security_policy: true }
webauthn: { display_name: Example, selection_criteria: { user_verification: required, attachment: '' }, metadata: { enabled: true } }
duo_api: { hostname: api-123456789.example.com, integration_key: ABC, secret_key: abcdefghijklmnopqrstuvwxyz0123456789 }
identity_validation: { elevated_session: { characters: 4, skip_second_factor: true } }
password_policy: { standard: { enabled: true, min_length: 12, max_length: 20, require_number: true } }
regulation: { modes: [user, ip], max_retries: 5, find_time: 3m, ban_time: '1 hour' }
definitions: { network: { lan: [10.0.0.0/8, 192.168.0.0/16] } }
authentication_backend:
  password_reset: { custom_url: 'https://accounts.example.com/reset' }
  file: { path: /etc/p/users.yml, search: { email: true, case_insensitive: true }, password: { algorithm: argon2 } }
access_control:
  default_policy: two_factor
  rules:
    - { domain: ['a.example.com', '*.b.example.com'], networks: [lan, '203.0.113.7'], policy: one_factor }
session:
  name: my_session
  expiration: 4h
  inactivity: 10m
  remember_me: -1
  redis: { host: redis, port: 6379 }
  cookies:
    - { domain: example.com, authelia_url: 'https://auth.example.com/' }
    - { domain: example.net, authelia_url: 'https://auth.example.net' }
storage: { encryption_key: 'at-least-twenty-characters', postgres: { address: 'tcp://db:5432' } }
notifier:
  smtp: { address: 'smtp.example.com:465', sender: 'Example <auth@example.com>', username: auth, password: secret, disable_require_tls: true, tls: { skip_verify: true } }
identity_providers: { oidc: { hmac_secret: x, clients: [{ client_id: app }] } }
";

/// Two domains with their own lengths got the smaller ones without a word.
#[test]
fn lengths_of_one_cookie_domain_are_told_with_its_name() {
    let told = |one: &str, other: &str| {
        let cookies = format!(
            "cookies: [ {{ domain: a.test, authelia_url: 'https://l.a.test', remember_me: {one} }}, {{ domain: b.test, authelia_url: 'https://l.b.test', remember_me: {other} }} ]"
        );
        let from = SMALL.find("  cookies:").unwrap();
        let to = SMALL.find("storage:").unwrap();
        let text = format!("{}  {cookies}\n{}", &SMALL[..from], &SMALL[to..]);
        import(&text).report.iter().filter(|t| t.grade == Grade::Changed).map(|t| format!("{}\n", t.what)).collect::<String>()
    };
    let said = told("1h", "2h");
    assert!(said.contains("`remember_me` of the cookie domain a.test holds for all") && said.contains("b.test is not kept"), "{said}");
    let said = told("2h", "-1");
    assert!(said.contains("`remember_me` of the cookie domain b.test is switched off"), "{said}");
}

/// What is not the same there is told under its own name.
#[test]
fn keys_that_were_lost_without_a_word_are_told() {
    let text = SMALL.replace("tcp://127.0.0.1:9091/", "tcp://127.0.0.1:9091/auth").replace(
        "identity_validation: {",
        "theme: dark\ndefinitions: { network: { lan: 10.0.0.0/8 }, user_attributes: { s: { expression: '\"staff\" in groups' } } }\nidentity_validation: {",
    );
    let said = import(&text).report.iter().map(|t| format!("{t}\n")).collect::<String>();
    for wanted in ["the path /auth of `server.address`", "`definitions.network`", "`theme: dark`", "file.watch`", "`s` asks for groups"] {
        assert!(said.contains(wanted), "{wanted}: {said}");
    }
    let older = import(&SMALL.replace("server: { address: 'tcp://127.0.0.1:9091/' }", "host: 127.0.0.1\nport: 9123"));
    assert!(older.yaml.contains("127.0.0.1:9123"), "{}", older.yaml);
}
