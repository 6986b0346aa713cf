//! Tests of the password hashes.
//!
//! Why: the forms are other programs'; vectors recorded from them are the specification.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use super::*;
use crate::SystemRandom;

const ALL: [Family; 10] = [
    Family::Argon2,
    Family::Scrypt,
    Family::Yescrypt,
    Family::Pbkdf2Sha1,
    Family::Pbkdf2Sha224,
    Family::Pbkdf2Sha256,
    Family::Pbkdf2Sha512,
    Family::Sha256Crypt,
    Family::Sha512Crypt,
    Family::Bcrypt,
];
const LIGHT: Params = Params { memory_kib: 64, passes: 1 };

#[test]
fn a_new_hash_matches_its_password_and_no_other() {
    let made = hash("correct horse", LIGHT, &SystemRandom).unwrap();
    assert!(made.starts_with("$argon2id$v=19$m=64,t=1,p=1$"));
    assert_eq!(verify(&made, "correct horse"), Ok(true));
    assert_eq!(verify(&made, "correct horsf"), Ok(false));
    assert_eq!(verify(&made, ""), Ok(false));
    assert_ne!(hash("correct horse", LIGHT, &SystemRandom).unwrap(), made, "each hash has its own salt");
}
#[test]
fn crypt_vectors_of_other_programs_match() {
    for (text, word) in [
        ("$5$saltstring$5B8vYYiY.CVt1RlTTf8KbXBH3hsxY/GNooZaBBGWEc5", "Hello world!"),
        ("$5$rounds=10000$saltstringsaltst$3xv.VbSHBb41AL9AvLeujZkZRBAwqFMz2.opqey6IcA", "Hello world!"),
        ("$6$saltstring$svn8UoSVapNtMuq1ukKS4tPQd8iKwSMHWjl/O817G3uBnIFNjnQJuesI68u4OTLiBFdcbYEdFCoEOfaS35inz1", "Hello world!"),
        ("$2a$06$DCq7YPn5Rq63x1Lad4cll.TV4S6ytwfsfvkgY8jIucDrjc8deX1s.", ""),
        ("$2b$10$NMSAqi9avilLg2WyJ4aIhe4nw7zkWJAWbjSQ8C.Vw/5hDgk53eT6a", "tina-bcrypt-10"),
        ("$y$j95$jywbThLlCwSaejyPR.zrN.$W6nSyH4sp0szgzZK5rt2ecRvqkjG/ss8fXKJlzOOVa8", "kate-yescrypt"),
        ("{CRYPT}$pbkdf2-sha1$100000$JRVveFAX.tbF2dX4rKv4Fg$u7fzXu4p8iAOy6ZsEtI9T92PiVo", "emil-short-pbkdf2"),
    ] {
        assert_eq!(verify(text, word), Ok(true), "{text}");
        assert_eq!(verify(text, "something else"), Ok(false), "{text}");
    }
}
#[test]
fn every_sample_is_well_formed_of_its_family_and_matches_nothing() {
    for family in ALL {
        let text = sample(family);
        assert_eq!(cost(text).map(|c| c.family), Ok(family));
        assert_eq!(verify(text, "password"), Ok(false), "{text}");
        assert_eq!(verify(text, ""), Ok(false), "{text}");
    }
}
#[test]
fn memory_is_told_before_it_is_used() {
    let of = |text: &str| cost(text).unwrap().memory_kib;
    assert_eq!(of("$argon2id$v=19$m=2097152,t=1,p=4$on6E8hr0YGGhp7Le/t2BHw$qN2oGCBa1YtB8RwKsl+NYqjmdOpoQV6u81lRBoZP7Lc"), 2_097_152);
    assert_eq!(of("$argon2id$v=19$m=8,t=1,p=4$on6E8hr0YGGhp7Le/t2BHw$qN2oGCBa1YtB8RwKsl+NYqjmdOpoQV6u81lRBoZP7Lc"), 32, "eight blocks a lane at least");
    assert_eq!(of("$scrypt$ln=16,r=8,p=1$ODySwxnX5NPERlCnk/UthA$HrA1UGxKZY6VhF0oIdkfTUZ2qqg5TL0UT/eew+Uvvo0"), 65_539);
    assert_eq!(of("$y$j95$jywbThLlCwSaejyPR.zrN.$W6nSyH4sp0szgzZK5rt2ecRvqkjG/ss8fXKJlzOOVa8"), 4_100 * 128 * 8 / 1024);
}
#[test]
fn what_is_no_hash_is_refused_and_never_repeated_in_the_message() {
    for bad in [
        "",
        "secret",
        "$plaintext$secret",
        "$base64$c2VjcmV0",
        "$1$abcdefgh$G//4keteveJp0qb8z2DxG/",
        "{SSHA}MTIzNDU2Nzg5MDEyMzQ1Njc4OTBhYmNk",
        " $argon2id$v=19$m=8192,t=1,p=1$y2V9VWXZRiV8NRdFP4cgvA$l0eSibghf7nfLc508xHh0w/SyNOW7o9cG+lIujHrkqo",
        "$argon2id$m=8192,t=1,p=1$y2V9VWXZRiV8NRdFP4cgvA$l0eSibghf7nfLc508xHh0w/SyNOW7o9cG+lIujHrkqo",
        "$argon2id$v=19$m=8192,t=1,p=1$y2V9VWXZRiV8NRdFP4cgvA$l0eSibghf7nfLc508xHh0w/SyNOW7o9cG+lIujHrkqo=",
        "$argon2id$v=19$m=8192,t=1,p=1,t=2$y2V9VWXZRiV8NRdFP4cgvA$l0eSibghf7nfLc508xHh0w/SyNOW7o9cG+lIujHrkqo",
        "$argon2id$v=19$m=8192,t=0,p=1$y2V9VWXZRiV8NRdFP4cgvA$l0eSibghf7nfLc508xHh0w/SyNOW7o9cG+lIujHrkqo",
        "$argon2id$v=19$m=+8192,t=1,p=1$y2V9VWXZRiV8NRdFP4cgvA$l0eSibghf7nfLc508xHh0w/SyNOW7o9cG+lIujHrkqo",
        "$pbkdf2-sha256$150000$+/xuLj/SUE5vQxmt9NLStA$SH0et4pVjGJkQqF+C4ZHivuOuHJDtRYcS6rsy6SnxjM",
        "$pbkdf2-sha256$0$./xuLj/SUE5vQxmt9NLStA$SH0et4pVjGJkQqF.C4ZHivuOuHJDtRYcS6rsy6SnxjM",
        "$2b$32$NMSAqi9avilLg2WyJ4aIhe4nw7zkWJAWbjSQ8C.Vw/5hDgk53eT6a",
        "$2b$10$NMSAqi9avilLg2WyJ4aIhe4nw7zkWJAWbjSQ8C",
        "$scrypt$ln=63,r=8,p=1$ODySwxnX5NPERlCnk/UthA$HrA1UGxKZY6VhF0oIdkfTUZ2qqg5TL0UT/eew+Uvvo0",
        "$scrypt$ln=16,r=1073741824,p=1$ODySwxnX5NPERlCnk/UthA$HrA1UGxKZY6VhF0oIdkfTUZ2qqg5TL0UT/eew+Uvvo0",
        "$6$saltonly",
    ] {
        let refused = cost(bad).expect_err(bad);
        assert!(!refused.to_string().contains("secret"));
        assert_eq!(verify(bad, "secret"), Err(refused));
    }
}
#[test]
fn a_long_password_never_matches_by_its_beginning() {
    let seventy_two = "x".repeat(72);
    let made = bcrypt::hash(&seventy_two, 4).unwrap();
    assert_eq!(verify(&made, &"x".repeat(73)), Ok(false));
    let at_cap = "y".repeat(MAX_PASSWORD_BYTES);
    let made = hash(&at_cap, LIGHT, &SystemRandom).unwrap();
    assert_eq!(verify(&made, &at_cap), Ok(true));
    assert_eq!(verify(&made, &format!("{at_cap}y")), Ok(false));
    let empty = hash("", LIGHT, &SystemRandom).unwrap();
    assert_eq!(verify(&empty, &"z".repeat(MAX_PASSWORD_BYTES + 1)), Ok(false), "the stand-in for an overlong password is no way in");
}
#[test]
fn weaker_and_other_hashes_are_outdated() {
    let params = Params { memory_kib: 128, passes: 2 };
    assert!(is_outdated(&hash("p", LIGHT, &SystemRandom).unwrap(), params));
    assert!(!is_outdated(&hash("p", params, &SystemRandom).unwrap(), params));
    assert!(is_outdated(sample(Family::Bcrypt), params));
    assert!(is_outdated("nonsense", params));
}
