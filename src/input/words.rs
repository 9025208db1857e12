//! Typed text as plain words: in lower case, with one kind of space.

/// What some keyboards and programs write for a hyphen: the minus sign and the en dash.
pub(super) const MINUS_SIGNS: [char; 2] = ['\u{2212}', '\u{2013}'];

/// Returns a typed text in lower case, with single spaces. A space that does not break is a space,
/// and a minus sign or an en dash is a hyphen.
pub(super) fn plain(text: &str) -> String {
    let lower = text.to_lowercase().replace(MINUS_SIGNS, "-");
    let lower = ["a.m.", "a.m"].iter().fold(lower, |text, half| text.replace(half, "am"));
    let lower = ["p.m.", "p.m"].iter().fold(lower, |text, half| text.replace(half, "pm"));
    // All of Unicode's white space, with U+00A0.
    lower.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Returns a number of at most so many ASCII digits.
pub(super) fn number(text: &str, most: usize) -> Option<u32> {
    let digits = !text.is_empty() && text.len() <= most && is_digits(text);
    digits.then(|| text.parse().ok()).flatten()
}

/// Returns a number of exactly two ASCII digits.
pub(super) fn two_digits(text: &str) -> Option<u32> {
    number(text, 2).filter(|_| text.len() == 2)
}

/// Reports whether a text has ASCII digits only.
pub(super) fn is_digits(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}
