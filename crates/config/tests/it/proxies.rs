//! Whose forwarding fields are believed.
//!
//! Why: S5 begins in a file that trusts everybody.

use crate::{check_text, good, with};

#[test]
fn s05_nobody_is_trusted_unless_named() {
    assert!(good("").trusted_proxies.is_empty());
    let named = good("trusted_proxies: [10.1.2.3/8, 192.0.2.1, '2001:db8::/32']\n").trusted_proxies;
    assert_eq!(named.iter().map(|p| p.network.to_string()).collect::<Vec<_>>(), ["10.0.0.0/8", "192.0.2.1/32", "2001:db8::/32"]);
}

#[test]
fn s05_everybody_cannot_be_trusted_in_any_spelling() {
    for all in
        ["0.0.0.0/0", "::/0", "8.8.8.8/0", "0:0:0:0::/0", "::ffff:0:0/96", "::/1, '8000::/1'", "0.0.0.0/1, 128.0.0.0/1", "0.0.0.0/1, 128.0.0.0/2, 192.0.0.0/2"]
    {
        let list: Vec<String> = all.split(", ").map(|n| format!("'{}'", n.trim_matches('\''))).collect();
        let faults = check_text(&with(&format!("trusted_proxies: [{}]\n", list.join(", ")))).expect_err(all).to_string();
        assert!(faults.contains("anybody could say to be anybody"), "{all}: {faults}");
    }
}
