//! Values as a POSIX shell reads them.

/// Returns a value as a POSIX shell reads it: one word, in which nothing acts.
#[must_use]
pub fn quoted(value: &str) -> String {
    let is_plain = |c: char| c.is_alphanumeric() || "_-./:@%+=,~".contains(c);
    if !value.is_empty() && value.chars().all(is_plain) && !value.starts_with('~') {
        return value.to_owned();
    }
    format!("'{}'", value.replace('\'', "'\\''"))
}
