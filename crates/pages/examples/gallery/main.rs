//! Writes every page with sample facts into a folder: `cargo run -p portcullis-pages --example gallery -- DIR`.
//!
//! Why: pages are looked at before they are shipped.

mod factors;
mod mailed;
mod samples;

use portcullis_model::Timestamp;
use portcullis_pages::Appearance;
use std::path::PathBuf;

fn main() -> std::io::Result<()> {
    let dir = PathBuf::from(std::env::args().nth(1).unwrap_or_else(|| "gallery".into()));
    std::fs::create_dir_all(&dir)?;
    let now = Timestamp::parse_rfc3339("2026-11-22T14:32:07Z").unwrap_or(Timestamp::from_secs(0));
    for (name, page) in samples::all(&samples::ORDINARY, ".", now) {
        std::fs::write(dir.join(format!("{name}.html")), page.html)?;
    }
    for language in Appearance::plain().languages().iter().filter(|l| l.tag() != "en") {
        for (name, page) in samples::in_language(&samples::ORDINARY, ".", now, language) {
            std::fs::write(dir.join(format!("{name}.{}.html", language.tag())), page.html)?;
        }
    }
    for asset in Appearance::plain().assets() {
        std::fs::write(dir.join(&asset.name), &asset.body)?;
    }
    Ok(())
}
