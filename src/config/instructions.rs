//! Somebody's own templates of instructions: files beside the settings.

use std::path::{Path, PathBuf};

use super::names::suggestion;
use super::text::{ConfigError, read_text};
use crate::instructions::Scenario;

/// What the name of a template ends in.
const END: &str = "txt";

/// Returns the directory of the user's own templates.
#[must_use]
pub fn instructions_dir(settings: &Path) -> PathBuf {
    settings.with_file_name("instructions")
}

/// Returns the file of the user's own template of a scenario.
#[must_use]
pub fn instructions_file(settings: &Path, scenario: Scenario) -> PathBuf {
    instructions_dir(settings).join(scenario.word()).with_extension(END)
}

/// Returns the user's own template of a scenario; `None` if there is none.
///
/// # Errors
/// [`ConfigError`] if the file cannot be read.
pub fn own_instructions(
    settings: &Path,
    scenario: Scenario,
) -> Result<Option<String>, ConfigError> {
    read_text(&instructions_file(settings, scenario))
}

/// Returns a warning for each file beside the templates that is none: it is never used.
#[must_use]
pub fn unknown_instructions(settings: &Path) -> Vec<String> {
    let Ok(files) = std::fs::read_dir(instructions_dir(settings)) else { return Vec::new() };
    let mut paths: Vec<PathBuf> = files.filter_map(|file| Some(file.ok()?.path())).collect();
    paths.sort();
    let is_template = |path: &PathBuf| {
        let name = path.file_stem().and_then(|name| name.to_str());
        path.extension().is_some_and(|end| end == END) && name.and_then(Scenario::named).is_some()
    };
    // What an editor keeps beside a file is no template, and nobody means one.
    let is_hidden = |path: &PathBuf| {
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
        name.is_none_or(|name| name.starts_with('.') || name.ends_with('~'))
    };
    paths.retain(|path| !is_template(path) && !is_hidden(path));
    let words = || Scenario::ALL.iter().map(|scenario| scenario.word());
    let sentence = |path: &PathBuf| {
        let stem = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let suggested = suggestion(&stem, words());
        let known = words().collect::<Vec<_>>().join(", ");
        let path = path.display();
        format!(
            "{path}: no scenario has this name{suggested}; the file is NAME.{END}, known names: {known}"
        )
    };
    paths.iter().map(sentence).collect()
}
