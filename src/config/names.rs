//! Unknown names, and suggestions for them.

use std::path::Path;

use toml::de::DeTable;

use super::text::line_of;

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
    let alike = names.map(|name| (name, strsim::jaro_winkler(word, name)));
    let nearest = alike.filter(|(_, alike)| *alike > 0.8).max_by(|a, b| a.1.total_cmp(&b.1));
    nearest.map(|(name, _)| format!(" (did you mean `{name}`?)")).unwrap_or_default()
}
