//! `graph`: arrows between crates point down only.
//!
//! Why: a floor plan that nobody checks is a wish. Cargo itself says who leans on whom, so no manifest is read by guesswork.

use std::fmt::Write as _;
use std::io;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::fault::{Fault, Outcome};
use crate::storeys::{ABSENCES, BESIDE, STOREYS, everyone, height_of};

/// One package of the workspace and what its manifest names.
#[derive(Debug, Clone)]
struct Package {
    /// Without the `portcullis-` in front.
    short: String,
    manifest: String,
    needs: Vec<Need>,
}

#[derive(Debug, Clone)]
struct Need {
    package: String,
    kind: NeedKind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum NeedKind {
    /// What ships: normal and build dependencies.
    Shipped,
    /// Dependencies of tests alone.
    Tests,
}

/// Draws the house and names every arrow that does not point down.
///
/// # Errors
/// When `cargo metadata` cannot be run or understood.
pub(crate) fn run(root: &Path) -> io::Result<Outcome> {
    let packages = read(root)?;
    let faults = judge(&packages);
    Ok(Outcome { picture: picture(&packages), looked_at: format!("{} crates", packages.len()), faults, warnings: Vec::new() })
}

fn read(root: &Path) -> io::Result<Vec<Package>> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(cargo).current_dir(root).args(["metadata", "--no-deps", "--offline", "--format-version", "1"]).output()?;
    if !output.status.success() {
        return Err(io::Error::other(format!("cargo metadata failed: {}", String::from_utf8_lossy(&output.stderr).trim())));
    }
    let metadata: Value = serde_json::from_slice(&output.stdout).map_err(io::Error::other)?;
    let packages = metadata.get("packages").and_then(Value::as_array).ok_or_else(|| io::Error::other("cargo metadata names no packages"))?;
    let mut read: Vec<Package> = packages.iter().filter_map(|package| package_of(package, root)).collect();
    read.sort_by(|a, b| a.short.cmp(&b.short));
    Ok(read)
}

fn package_of(package: &Value, root: &Path) -> Option<Package> {
    let name = package.get("name")?.as_str()?;
    let manifest = Path::new(package.get("manifest_path")?.as_str()?);
    let manifest = manifest.strip_prefix(root).unwrap_or(manifest).to_string_lossy().into_owned();
    let needs = package.get("dependencies")?.as_array()?.iter().filter_map(need_of).collect();
    Some(Package { short: short(name).to_owned(), manifest, needs })
}

fn need_of(dependency: &Value) -> Option<Need> {
    let kind = if dependency.get("kind").and_then(Value::as_str) == Some("dev") { NeedKind::Tests } else { NeedKind::Shipped };
    Some(Need { package: dependency.get("name")?.as_str()?.to_owned(), kind })
}

fn short(name: &str) -> &str {
    name.strip_prefix("portcullis-").unwrap_or(name)
}

fn is_ours(name: &str) -> bool {
    name == "portcullis" || name == "xtask" || name.starts_with("portcullis-")
}

fn judge(packages: &[Package]) -> Vec<Fault> {
    let mut faults = Vec::new();
    for package in packages {
        if BESIDE.contains(&package.short.as_str()) {
            continue;
        }
        if height_of(&package.short).is_none() {
            faults.push(Fault::whole(
                &package.manifest,
                format!("crate `{}` has no storey; give it a place in xtask/src/storeys.rs and in ARCHITECTURE.md", package.short),
            ));
        }
        faults.extend(package.needs.iter().filter_map(|need| judge_arrow(package, need)));
        faults.extend(judge_absences(package));
    }
    for name in everyone() {
        if !packages.iter().any(|package| package.short == name) {
            faults.push(Fault::whole(
                "xtask/src/storeys.rs",
                format!("the table names `{name}`, and no such crate is in the workspace; a room without a tenant is taken out"),
            ));
        }
    }
    faults
}

/// One arrow. Tests may lean on `testkit`; apart from that they keep to the plan too, so that a crate can be tested with what it may see.
fn judge_arrow(package: &Package, need: &Need) -> Option<Fault> {
    if !is_ours(&need.package) {
        return None;
    }
    let target = short(&need.package);
    if BESIDE.contains(&target) {
        let shipped = need.kind == NeedKind::Shipped;
        return shipped.then(|| Fault::whole(&package.manifest, format!("`{}` → `{target}`: what stands beside the house is for tests alone", package.short)));
    }
    let (Some(from), Some(to)) = (height_of(&package.short), height_of(target)) else {
        let unknown = height_of(target).is_none();
        return unknown.then(|| Fault::whole(&package.manifest, format!("`{}` → `{target}`: `{target}` has no storey", package.short)));
    };
    if to < from {
        return None;
    }
    let direction = if to == from { "sideways" } else { "upward" };
    Some(Fault::whole(
        &package.manifest,
        format!(
            "`{}` (storey {}, step {}) → `{target}` (storey {}, step {}) is {direction}; declare a trait here and let `server` fill it, or move the thing down",
            package.short,
            from.storey,
            from.step + 1,
            to.storey,
            to.step + 1
        ),
    ))
}

fn judge_absences(package: &Package) -> Vec<Fault> {
    let rules = ABSENCES.iter().filter(|absence| absence.of == package.short);
    let broken = rules.flat_map(|absence| {
        let named = package.needs.iter().filter(|need| need.kind == NeedKind::Shipped && absence.never.contains(&need.package.as_str()));
        named.map(|need| Fault::whole(&package.manifest, format!("`{}` must never lean on `{}`: {}", package.short, need.package, absence.why)))
    });
    broken.collect()
}

fn picture(packages: &[Package]) -> String {
    let mut text = String::new();
    for storey in STOREYS.iter().rev() {
        for (index, step) in storey.steps.iter().enumerate().rev() {
            let label = if index + 1 == storey.steps.len() { format!("{} {}", storey.number, storey.name) } else { "  over".to_owned() };
            for (place, name) in step.iter().enumerate() {
                let label = if place == 0 { label.as_str() } else { "" };
                let under = packages.iter().find(|package| package.short == *name).map(leans_on).unwrap_or_default();
                let _ = writeln!(text, "{label:<11} {name:<11} → {under}");
            }
        }
    }
    text
}

fn leans_on(package: &Package) -> String {
    let mut names: Vec<&str> =
        package.needs.iter().filter(|need| need.kind == NeedKind::Shipped && is_ours(&need.package)).map(|need| short(&need.package)).collect();
    names.sort_unstable();
    names.dedup();
    if names.is_empty() { "nothing of ours".to_owned() } else { names.join(" ") }
}

#[cfg(test)]
#[path = "graph_tests.rs"]
mod tests;
