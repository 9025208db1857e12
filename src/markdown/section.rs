//! The sections of a page.

/// Adds a section, unless it has no lines.
pub(super) fn section(page: &mut Vec<String>, name: &str, lines: Vec<String>) {
    if !lines.is_empty() {
        page.extend([String::new(), format!("## {name}"), String::new()]);
        page.extend(lines);
    }
}
