//! How pages look and speak: from the configuration to the pages.
//!
//! Why: configuration does not know the catalogues and pages don't know files; here a folder of catalogues is read and judged.

use portcullis_config::{Appearance as Written, Catalogues, LocatedFault, LogoFile, PageTheme, Picture, Severity, Span};
use portcullis_directory::read_file;
use portcullis_document::read_utf8;
use portcullis_pages::{Appearance, AppearanceSettings, Logo, Theme, language_tag, message_faults};
use std::path::Path;
use std::sync::Arc;

/// A folder holds one file a language; more than these are read by mistake.
const MOST_FILES: usize = 100;

/// Reads and checks every `TAG.ftl` of a folder.
pub(crate) fn catalogues(folder: Option<&Path>) -> Result<Catalogues, Vec<LocatedFault>> {
    let (mut own, mut faults) = (Vec::new(), Vec::new());
    if let Some(folder) = folder {
        match files(folder) {
            Ok(names) => names.iter().for_each(|name| match one(&folder.join(name), name) {
                Ok(read) => own.push(read),
                Err(found) => faults.extend(found),
            }),
            Err(cause) => faults.push(fault(folder, Span::START, format!("this folder cannot be read: {cause}"), "name a folder of catalogues, like nl.ftl")),
        }
    }
    if !faults.is_empty() {
        return Err(faults);
    }
    let built_in = Appearance::plain().languages().iter().map(|l| l.tag().to_owned());
    let mut tags: Vec<String> = built_in.chain(own.iter().map(|(tag, _)| tag.clone())).collect();
    tags.sort();
    tags.dedup();
    Ok(Catalogues { own, tags })
}

fn files(folder: &Path) -> std::io::Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in std::fs::read_dir(folder)?.take(MOST_FILES) {
        let name = entry?.file_name().to_string_lossy().into_owned();
        if name.ends_with(".ftl") {
            names.push(name);
        }
    }
    names.sort();
    Ok(names)
}

fn one(path: &Path, name: &str) -> Result<(String, String), Vec<LocatedFault>> {
    let stem = name.trim_end_matches(".ftl");
    let Some(tag) = language_tag(stem).filter(|tag| tag == stem) else {
        return Err(vec![fault(path, Span::START, format!("`{stem}` is not the tag of a language"), "call it nl.ftl, pt-BR.ftl or zh-Hant.ftl")]);
    };
    let bytes = read_file(path).map_err(|e| vec![fault(path, Span::START, format!("this catalogue cannot be read: {e}"), "let the server's user read it")])?;
    let text = read_utf8(&bytes).map_err(|f| vec![fault(path, f.span, f.message.clone(), "save it as UTF-8")])?;
    let faults = message_faults(text);
    if faults.is_empty() {
        return Ok((tag, text.to_owned()));
    }
    let hint = "docs/guides/languages.md says how catalogues are written";
    Err(faults.into_iter().map(|f| fault(path, at(f.line), f.text, hint)).collect())
}

fn at(line: usize) -> Span {
    Span { line: u32::try_from(line).unwrap_or(u32::MAX), ..Span::START }
}

fn fault(path: &Path, span: Span, message: String, hint: &str) -> LocatedFault {
    LocatedFault { file: path.display().to_string().into(), span, severity: Severity::Error, message, hint: Some(hint.into()) }
}

/// What pages are drawn with.
pub(crate) fn appearance(of: &Written) -> Arc<Appearance> {
    let picture = |file: &LogoFile| {
        let (extension, content_type) = match file.kind {
            Picture::Svg => ("svg", "image/svg+xml"),
            Picture::Png => ("png", "image/png"),
            Picture::WebP => ("webp", "image/webp"),
        };
        Logo { extension, content_type, body: file.body.clone() }
    };
    Arc::new(Appearance::new(AppearanceSettings {
        product: of.name.to_string(),
        language: of.language.to_string(),
        catalogues: of.catalogues.clone(),
        theme: match of.theme {
            PageTheme::Auto => Theme::Auto,
            PageTheme::Light => Theme::Light,
            PageTheme::Dark => Theme::Dark,
        },
        colors: of.colors.clone(),
        logo: of.logo.as_ref().map(picture),
        icon: of.icon.as_ref().map(picture),
        privacy: of.privacy.as_deref().map(str::to_owned),
    }))
}
