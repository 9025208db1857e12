//! Names of one word: those of playbooks and of their steps.

use crate::core::ID;

/// Checks a name.
///
/// # Errors
/// Why it is none, and what is accepted.
pub(super) fn check(name: &str) -> Result<(), String> {
    let accepted = "use 1 to 64 letters, digits, `_`, `.` or `-`";
    if name.is_empty() {
        return Err(format!("it is empty; {accepted}"));
    }
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-');
    if let Some(other) = name.chars().find(|c| !is_plain(*c)) {
        let what = if other.is_whitespace() { "a space".to_owned() } else { format!("{other:?}") };
        return Err(format!("it has {what}; {accepted}"));
    }
    if name.len() > ID.max {
        return Err(format!("it has {} characters; {accepted}", name.len()));
    }
    // An option begins with `-`, and a hidden file with `.`.
    if name.starts_with(['-', '.']) {
        return Err("it begins with `-` or `.`; begin it with a letter, a digit or `_`".to_owned());
    }
    Ok(())
}
