//! Lays the functions that a request runs through side by side in the release build.
//!
//! Why: they are some hundred small ones, scattered over thirty megabytes otherwise; together they fit the processor's caches. The list is
//! made by `bench/hot.py`. A name in it that is no longer there does no harm, and one that is missing stays where the linker puts it.

use std::env;

fn main() {
    const LIST: &str = "hot-symbols.txt";
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed={LIST}");
    println!("cargo::rerun-if-env-changed=RUSTC_LINKER");
    let is = |name: &str, value: &str| env::var(name).is_ok_and(|v| v == value);
    // The toolchain's own linker knows the option on this target; whoever chose another one keeps it as it is.
    let own_linker = env::var_os("RUSTC_LINKER").is_none() && env::var("CARGO_ENCODED_RUSTFLAGS").is_ok_and(|flags| !flags.contains("link"));
    if !own_linker || !is("TARGET", "x86_64-unknown-linux-gnu") || !is("OPT_LEVEL", "3") {
        return;
    }
    let Ok(folder) = env::var("CARGO_MANIFEST_DIR") else { return };
    println!("cargo::rustc-link-arg-bins=-Wl,--symbol-ordering-file={folder}/{LIST}");
    println!("cargo::rustc-link-arg-bins=-Wl,--no-warn-symbol-ordering");
}
