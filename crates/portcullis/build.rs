//! Lays the functions that a request runs through side by side in the release build.
//!
//! Why: they are some hundred small ones, scattered over thirty megabytes otherwise; together they fit the processor's caches. The list is
//! made by `bench/hot.py`. A name in it that is no longer there does no harm, and one that is missing stays where the linker puts it.

use std::path::Path;
use std::{env, fs};

fn main() {
    const LIST: &str = "hot-functions.txt";
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed={LIST}");
    println!("cargo::rerun-if-env-changed=RUSTC_LINKER");
    let is = |name: &str, value: &str| env::var(name).is_ok_and(|v| v == value);
    // The toolchain's own linker knows how on this target; whoever chose another one keeps it as it is.
    let own_linker = env::var_os("RUSTC_LINKER").is_none() && env::var("CARGO_ENCODED_RUSTFLAGS").is_ok_and(|flags| !flags.contains("link"));
    if !own_linker || !is("TARGET", "x86_64-unknown-linux-gnu") || !is("OPT_LEVEL", "3") {
        return;
    }
    let (Ok(list), Ok(out)) = (fs::read_to_string(LIST), env::var("OUT_DIR")) else { return };
    // The number at the end of a name changes with every dependency; a list of exact names would be worth nothing after the next update.
    let sections: String = list.lines().map(|name| format!("    *(.text.{name} .text.unlikely.{name} .text.hot.{name})\n")).collect();
    let script = Path::new(&out).join("layout.ld");
    if fs::write(&script, format!("SECTIONS {{\n  .text.request : {{\n{sections}  }}\n}}\nINSERT BEFORE .text;\n")).is_ok() {
        println!("cargo::rustc-link-arg-bins=-Wl,-T,{}", script.display());
    }
}
