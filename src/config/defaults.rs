//! The defaults: a settings file that the same parser reads.

/// Every setting with its default, explained.
pub const DEFAULTS: &str = include_str!("../../assets/config.toml");

/// Returns the defaults without the explanations: those are most of the file, and would take most of the time
/// to parse.
pub(super) fn bare() -> String {
    let lines = DEFAULTS.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines.flat_map(|line| [line, "\n"]).collect()
}

/// Returns the defaults as a file to start from: every setting explained and commented out.
#[must_use]
pub fn commented_out() -> String {
    let lines = DEFAULTS.lines().map(|line| match line.chars().next() {
        None | Some('#' | '[') => format!("{line}\n"),
        Some(_) => format!("#{line}\n"),
    });
    lines.collect()
}
