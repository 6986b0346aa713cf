//! What Go says of patterns, and what is refused on which side.
//!
//! Why: the answers were asked of Go; ours have to be the same.

#![allow(clippy::unwrap_used)]
use super::*;

/// (pattern, text, what Go's `regexp` says of it)
const SAID: &[(&str, &str, bool)] = &[
    (r"^/\w+$", "/abc_9", true),
    (r"^/\w+$", "/ä", false),
    (r"^\d+$", "٣", false),
    (r"^[\w-]+$", "a-b", true),
    (r"^[^\W]$", "a", true),
    (r"^[^\W]$", "ä", false),
    (r"^\S$", "ä", true),
    (r"\bfoo\b", "äfooä", true),
    (r"\bfoo\b", "xfoo", false),
    ("^[a&&b]+$", "a&b", true),
    ("^[?&]id$", "&id", true),
    ("^[[]$", "[", true),
    ("^[]a]+$", "]a", true),
    ("^[^]a]$", "b", true),
    ("^[^]a]$", "]", false),
    ("^[[:alpha:]_]+$", "ab_", true),
    ("^a{2}$", "aa", true),
    ("^a{b}$", "a{b}", true),
    ("^a{,3}$", "a{,3}", true),
    (r"^\Q.*\E$", ".*", true),
    (r"^\Q.*\E$", "ab", false),
    ("^a.c$", "a\nc", false),
    ("(?i)^ADMIN$", "admin", true),
    (r"^[a\]b]+$", "a]b", true),
    (r"^/a\>b", "/a>b", true),
    (r"^/a\>b", "/ab", false),
    (r"^/\<", "/<", true),
    (r"^/\<", "/a", false),
    (r"(?i)\<k", "<K", true),
    (r"(?i)\<k", "k", false),
    (r"^[\<\>]$", "<", true),
    (r"^[\<\>]$", ">", true),
    (r"^[\<\>]$", "\\", false),
    (r"^\_\-\/\ \~\&$", "_-/ ~&", true),
    (r"^\pL$", "é", true),
    (r"^\pL$", "1", false),
    (r"^\p{L}$", "α", true),
    (r"^\p{L}$", "1", false),
    (r"^\PL$", "1", true),
    (r"^\PL$", "a", false),
    (r"^\p{^L}$", "1", true),
    (r"^\p{^L}$", "a", false),
    (r"^\P{^L}$", "1", false),
    (r"^\P{^L}$", "a", true),
    (r"^\p{Greek}$", "α", true),
    (r"^\p{Greek}$", "a", false),
    (r"^\P{Greek}$", "α", false),
    (r"^\P{Greek}$", "a", true),
    (r"^[\p{Greek}0]$", "α", true),
    (r"^[\p{Greek}0]$", "0", true),
    (r"^[\p{Greek}0]$", "a", false),
    (r"^[^\PL]$", "a", true),
    (r"^[^\PL]$", "1", false),
    (r"^\p{Any}$", "a", true),
    (r"(?i)^\p{Lu}$", "a", true),
    (r"(?i)^\P{Lu}$", "a", false),
    (r"^\x{e9}$", "é", true),
    (r"^\x41\x{212a}$", "A\u{212a}", true),
    (r"^\x41\x{212a}$", "AK", false),
    (r"^[\x41-\x43]$", "B", true),
    (r"^[\x41-\x43]$", "D", false),
    (r"^\101\0$", "A\u{0}", true),
    (r"^\12$", "\n", true),
    (r"^[\60-\62]$", "1", true),
    (r"^[\60-\62]$", "3", false),
    (r"^\a\f\n\r\t\v$", "\u{7}\u{c}\n\r\t\u{b}", true),
    (r"^[\d-z]$", "-", true),
    (r"^[\d-z]$", "y", false),
    (r"^[\pL-z]$", "-", true),
    ("^[+--]$", ",", true),
    ("^[+--]$", "/", false),
    ("^[--/]$", ".", true),
    ("^[--/]$", "-", true),
    ("^[--/]$", "0", false),
    ("^[a-b-c]$", "-", true),
    ("^[a-b-c]$", "c", true),
    ("^[a-b-c]$", "d", false),
    ("^[[:alpha]$", ":", true),
    ("^[[:alpha]$", "l", true),
    ("^[[:alpha]$", "b", false),
    ("^[a~~b]$", "~", true),
    ("^[a[b]$", "[", true),
    ("^[a-]$", "-", true),
    ("^[^a-]$", "-", false),
    ("^[^a-]$", "b", true),
    ("^[[:^alpha:]]$", "1", true),
    ("^[[:^alpha:]]$", "a", false),
    (r"(?i)^\w$", "\u{17f}", true),
    (r"(?i)^\w$", "é", false),
    (r"(?i)^\W$", "\u{17f}", false),
    ("(?i)^[[:word:]]$", "\u{212a}", true),
    ("(?i)^[^k]$", "\u{212a}", false),
    ("(?i)^[é-ü]$", "É", true),
    ("^a{02}$", "aa", false),
    ("^a{02}$", "a{02}", true),
    ("^a{2,}$", "aaa", true),
    ("^a{1,2}?$", "aa", true),
    ("^a{1,2}?$", "aaa", false),
    ("^{a}$", "{a}", true),
    ("^]}$", "]}", true),
    ("^/a(?i)b|c$", "C", true),
    ("^(?)a$", "a", true),
    ("^(?i-i)A$", "a", false),
    ("^(?ii:A)b$", "ab", true),
    ("^(?ii:A)b$", "aB", false),
    ("^(?s-s:.)$", "\n", false),
    ("^(?s).$", "\n", true),
    ("(?m)^b$", "a\nb\nc", true),
    ("^b$", "a\nb\nc", false),
    ("^(?U)a*?$", "aa", true),
    ("^(?<n>a)$", "a", true),
    (r"\Aa\z", "a", true),
    (r"\Aa\z", "a\n", false),
    (r"^a*\Q\E$", "aa", true),
    (r"^a\Q*$", "a*$", true),
    ("^(a|)b$", "b", true),
    ("^a||b$", "xb", true),
    ("^(?:)$", "", true),
    (r"a\b{start}", "a{start}", true),
    (r"a\b{start}", "a", false),
    ("^ a#$", " a#", true),
    ("^ a#$", "a", false),
];

#[test]
fn a_pattern_means_what_it_means_in_go() {
    for (pattern, text, said) in SAID {
        let translated = translate(pattern).unwrap_or_else(|e| panic!("{pattern}: {e:?}"));
        let regex = regex::Regex::new(&translated).unwrap_or_else(|e| panic!("{pattern}: {e}"));
        assert_eq!(regex.is_match(text), *said, "{pattern} on {text:?}, as {translated}");
    }
}

/// An escaped sign is the sign, whichever it is; an escaped letter is one of those that Go knows.
#[test]
fn s02_every_ascii_sign_behind_a_backslash_is_what_it_is_in_go() {
    for c in ' '..='~' {
        let pattern = format!("^\\{c}$");
        if c.is_ascii_alphanumeric() {
            // `\x` and the like want more than a dollar.
            let known = "0ABDQSWabdfnrstvwz".contains(c);
            assert_eq!(is_re2(&pattern), known, "{pattern}");
            continue;
        }
        for pattern in [pattern, format!("^[\\{c}]$"), format!("^[^x\\{c}]?\\{c}$")] {
            let regex = regex::Regex::new(&translate(&pattern).unwrap()).unwrap();
            for other in ' '..='~' {
                assert_eq!(regex.is_match(&other.to_string()), other == c, "{pattern} on {other}");
            }
        }
    }
}

/// Both refuse: a configuration with it does not start there.
#[test]
fn what_go_refuses_is_said_to_be_refused_there() {
    for pattern in [
        r"a\",
        "[[:alpha",
        "(",
        "[",
        "(?!x)",
        r"(a)\1",
        "*",
        r"\8",
        "a**",
        "a*?*",
        "a+{2}",
        "(?i)*",
        r"\Q\E*",
        "|*",
        "(*a)",
        "a{1001}",
        "a{2,1}",
        r"\é",
        r"\x{}",
        r"\x4",
        r"\x{110000}",
        r"[\b]",
        r"[a-\d]",
        r"[\Qa\E]",
        r"\p{L",
        r"\p",
        "[[:foo:]]",
        "[]",
        "[^]",
        "[z-a]",
        "[a--]",
        "(?P<a.b>a)",
        "(?P<>a)",
        "(?i-)a",
        "(?--i)a",
        "(?x: a )",
        "(?u:a)",
        "(?-u:a)",
        "(?R:a$)",
        r"\E",
        r"\C",
        r"\u0041",
        r"\e",
        r"\h",
        r"\G",
        r"\Z",
        r"\K",
        r"\N",
        "a)",
        "(?<=a)",
        "(?P=a)",
        "(?",
        r"\p{Script=Greek}",
    ] {
        assert!(matches!(translate(pattern), Err(Refused::There(_))) && !is_re2(pattern), "{pattern}: {:?}", translate(pattern));
    }
}

/// Go takes these. They are refused here, and nobody is told that it is otherwise.
#[test]
fn what_cannot_be_said_here_is_refused_here() {
    for pattern in [r"a\B", r"\x{d800}", "(?P<1>a)", "a(?i)*", r"a*\Q\E*", r"\pC", r"\p{Cn}", r"\p{Letter}", "(?P<a>a)(?P<a>b)"] {
        let refused = match translate(pattern) {
            Err(refused) => matches!(refused, Refused::Here(_)),
            Ok(translated) => regex::Regex::new(&translated).is_err(),
        };
        assert!(refused && is_re2(pattern), "{pattern}: {:?}", translate(pattern));
    }
}
