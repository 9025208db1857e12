//! Unknown names, and suggestions for them.

use std::path::Path;

use toml::de::DeTable;

use super::text::line_of;
use crate::core::near_name;

/// Returns a warning for each unknown name in a table.
pub(super) fn unknown_names(
    table: &DeTable<'_>,
    known: &[&str],
    kind: &str,
    text: &str,
    path: &Path,
) -> Vec<String> {
    let unknown = table.keys().filter(|key| !known.contains(&key.get_ref().as_ref()));
    let sentences = unknown.map(|key| {
        let (path, line, key) = (path.display(), line_of(text, key.span().start), key.get_ref());
        let suggested = suggestion(key, known.iter().copied());
        format!("{path}:{line}: there is no {kind} '{key}'{}", or_known(&suggested, known))
    });
    sentences.collect()
}

/// Returns a suggestion, or without one all known names.
pub(super) fn or_known(suggested: &str, known: &[&str]) -> String {
    if suggested.is_empty() {
        return format!("; known names: {}", known.join(", "));
    }
    suggested.to_owned()
}

/// Returns `did you mean …?` with the most similar name, or an empty text.
pub(super) fn suggestion<'a>(word: &str, names: impl Iterator<Item = &'a str>) -> String {
    near_name(word, names).map(|name| format!(" (did you mean `{name}`?)")).unwrap_or_default()
}
