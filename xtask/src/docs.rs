//! Test of the examples in README and guides: they pass the real check.
//!
//! Why: people copy before they read, and an example that is refused is worse than none.
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests stop at the first surprise")]

use std::fs;
use std::io;
use std::path::Path;

use portcullis_config::{Input, check};

/// What stands between ```` ```yaml ```` and the next fence.
fn yaml_blocks(page: &str) -> Vec<&str> {
    page.split("```yaml\n").skip(1).filter_map(|rest| rest.split("```").next()).collect()
}

/// The files that examples name, as far as a check looks into them.
fn example_file(path: &Path) -> io::Result<Vec<u8>> {
    match path.extension().and_then(|extension| extension.to_str()) {
        Some("crt") => Ok(b"-----BEGIN CERTIFICATE-----\nAA==\n-----END CERTIFICATE-----\n".to_vec()),
        Some("key") if path.ends_with("root.key") => Ok(format!("{}=\n", "A".repeat(43)).into_bytes()),
        Some("key") => Ok(b"-----BEGIN PRIVATE KEY-----\nAA==\n-----END PRIVATE KEY-----\n".to_vec()),
        Some("yml") => Ok(b"users: {}\n".to_vec()),
        _ => Err(io::Error::from(io::ErrorKind::NotFound)),
    }
}

/// Every fault and warning of a file; empty if there is nothing to say.
fn complaints(name: &str, text: &str) -> Vec<String> {
    let input = Input {
        name,
        text,
        stored_routes: &[],
        base: Path::new("/etc/portcullis"),
        read: &example_file,
        mode: &|_| None,
        known: &|_, _| Ok(None),
        catalogues: &|_| Ok(portcullis_config::Catalogues::default()),
        env: &|_| None,
    };
    match check(&input) {
        Ok(checked) => checked.warnings.iter().map(ToString::to_string).collect(),
        Err(faults) => vec![faults.to_string()],
    }
}

fn page(name: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(name)).unwrap()
}

#[test]
fn whole_files_in_the_documents_pass_the_check() {
    let mut seen = 0;
    for name in ["README.md", "docs/guides/serve.md", "docs/guides/jupyterlab.md", "docs/guides/policies.md"] {
        let text = page(name);
        for block in yaml_blocks(&text).into_iter().filter(|block| block.contains("portal:\n")) {
            seen += 1;
            assert_eq!(complaints(name, block), Vec::<String>::new());
        }
    }
    assert!(seen >= 2, "only {seen} whole files were found");
}

/// A file around one piece, so that pieces can be checked too.
fn around(pieces: &str) -> String {
    format!(
        "portal: {{ origin: https://login.example.com }}\nlisten: {{ https: \"0.0.0.0:443\" }}\ntls: {{ internal: true }}\n\
         store: {{ url: sqlite:///var/lib/portcullis/portcullis.db, root_key: {{ file: root.key }} }}\n{pieces}"
    )
}

#[test]
fn routes_and_policies_in_the_guides_pass_the_check() {
    for name in ["docs/guides/jupyterlab.md", "docs/guides/policies.md"] {
        let text = page(name);
        let pieces: Vec<&str> = yaml_blocks(&text).into_iter().filter(|block| block.contains("routes:\n")).collect();
        assert!(!pieces.is_empty(), "{name} shows no route");
        for piece in pieces {
            assert_eq!(complaints(name, &around(piece)), Vec::<String>::new());
        }
    }
}

#[test]
fn the_brake_in_its_guide_passes_the_check() {
    let text = page("docs/guides/regulation.md");
    let pieces = yaml_blocks(&text);
    assert_eq!(pieces.len(), 1);
    assert_eq!(complaints("docs/guides/regulation.md", &around(pieces.concat().as_str())), Vec::<String>::new());
}

#[test]
fn each_criterion_in_the_guide_is_one() {
    let text = page("docs/guides/policies.md");
    let examples: Vec<&str> = text.lines().filter(|line| line.starts_with("| `")).filter_map(|line| line.split('|').nth(3)?.split('`').nth(1)).collect();
    assert!(examples.len() > 15, "{examples:?}");
    for example in examples {
        let rest = format!(
            "policies:\n  shown:\n    - allow: {{ and: [ {{ {example} }} ] }}\nroutes:\n  - {{ name: a, from: https://a.example.com, to: http://127.0.0.1:3000, policy: shown }}\n"
        );
        assert_eq!(complaints(example, &around(&rest)), Vec::<String>::new(), "{example}");
    }
}

#[test]
fn an_example_with_a_fault_would_be_seen() {
    assert_ne!(complaints("a", &around("rotues: []\n")), Vec::<String>::new());
}
