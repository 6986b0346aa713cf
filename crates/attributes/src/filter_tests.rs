//! Tests of filters.
//!
//! Why: names come from strangers; none of them may change what is asked (S25).
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use super::*;
use proptest::prelude::*;

const NAMES: Names<'_> = Names { distinguished_name: "entryDN", username: "uid", display_name: "displayName", mail: "mail", member_of: "memberOf" };
const USERS: &str = "(&(|({username_attribute}={input})({mail_attribute}={input}))(objectClass=person))";

fn users() -> Template {
    Template::parse(USERS, NAMES, |p| p == Place::Input).unwrap()
}

#[test]
fn s25_what_is_typed_stays_a_value() {
    for (typed, inside) in [
        ("alice", "alice"),
        ("alice@example.com", "alice@example.com"),
        ("*)(uid=*", "\\2a\\29\\28uid=\\2a"),
        ("\\2a", "\\5c2a"),
        ("a\0b", "a\\00b"),
        ("é", "\\c3\\a9"),
        ("*", "\\2a"),
        ("{input}", "\\7binput\\7d"),
        ("\u{feff}\u{ff0a}", "\\ef\\bb\\bf\\ef\\bc\\8a"),
    ] {
        let filled = users().fill(&Values { input: typed, ..Values::default() });
        assert_eq!(filled, format!("(&(|(uid={inside})(mail={inside}))(objectClass=person))"));
        assert_eq!(check(&filled), Ok(()));
    }
}
proptest! {
    #[test]
    fn s25_nothing_that_can_be_typed_changes_the_form(typed in any::<String>()) {
        let filled = users().fill(&Values { input: &typed, ..Values::default() });
        prop_assert_eq!(check(&filled), Ok(()));
        // The same parentheses and stars as with a plain name, and no byte that could be one in another reading.
        let plain = users().fill(&Values { input: "x", ..Values::default() });
        for sign in ['(', ')', '*', '&', '|', '!'] {
            prop_assert_eq!(filled.matches(sign).count(), plain.matches(sign).count());
        }
        prop_assert!(filled.is_ascii());
    }
    #[test]
    fn no_dn_makes_a_condition_of_another_form(dn in any::<String>()) {
        if let Some(filter) = rdn_filter(&dn) {
            prop_assert_eq!(check(&filter), Ok(()));
        }
    }
}
#[test]
fn names_and_moments_are_put_in() {
    let any = |text| Template::parse(text, NAMES, |_| true).unwrap();
    let at = Values {
        now: 1_769_850_000,
        dn: "cn=A\\, B,dc=x",
        username: "al",
        member_of: &["cn=Ops (eu),ou=g", "cn=a+ou=b\\+c,dc=x", "bad"],
        dn_attribute: "entryDN",
        ..Values::default()
    };
    assert_eq!(any("(a>={date-time:generalized})").fill(&at), "(a>=20260131090000.0Z)");
    assert_eq!(any("(a>={date-time:unix})").fill(&at), "(a>=1769850000)");
    assert_eq!(any("(a>={date-time:microsoft-nt})").fill(&at), "(a>=134143236000000000)");
    assert_eq!(any("(&(member={dn})(memberUid={username}))").fill(&at), "(&(member=cn=A\\5c, B,dc=x)(memberUid=al))");
    assert_eq!(any("(|{memberof:rdn})").fill(&at), "(|(cn=Ops \\28eu\\29)(&(cn=a)(ou=b+c)))");
    assert_eq!(any("(|{memberof:dn})").fill(&Values { member_of: &["cn=x,dc=y"], ..at }), "(|(entryDN=cn=x,dc=y))");
    assert_eq!(moment(Clock::Generalized, 951_782_400), "20000229000000.0Z");
    assert_eq!(moment(Clock::Generalized, 0), "19700101000000.0Z");
}
#[test]
fn what_is_no_filter_is_told() {
    let refused = |text: &str| Template::parse(text, NAMES, |p| p == Place::Input).unwrap_err();
    assert_eq!(refused("(uid={dn})"), BadFilter::Place("dn".into()));
    assert_eq!(refused("(uid={nobody})"), BadFilter::Place("nobody".into()));
    assert_eq!(refused("(uid={input)"), BadFilter::Open);
    let nameless = Names { mail: "", ..NAMES };
    assert_eq!(Template::parse(USERS, nameless, |_| true), Err(BadFilter::NoName("mail_attribute".into())));
    for bad in ["", "uid={input}", "(uid={input}", "(uid={input}))", "(&)", "(&(uid={input})", "(=x)", "(u d=x)", "(uid=\\2)", "(uid=(x))", "(!)"] {
        assert!(matches!(refused(bad), BadFilter::Form(_)), "{bad}");
    }
    assert!(matches!(refused(&format!("{}(a=b){}", "(!".repeat(40), ")".repeat(40))), BadFilter::Form(_)));
    for good in ["(userAccountControl:1.2.840.113556.1.4.803:=2)", "(!(a=b))", "(a~=b)", "(a<=b)", "(a=*)", "(cn:dn:=x)", "(a;lang-de=b)"] {
        assert_eq!(check(good), Ok(()), "{good}");
    }
}
