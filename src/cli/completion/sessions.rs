//! Which sessions a word may become.

use std::ops::RangeInclusive;

/// How a session is named by the word that begins its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Naming {
    /// As in `SESSION-014`.
    Key,
    /// As in `session-014`.
    LowerKey,
    /// As in `14`.
    Number,
    /// As in `sess_20260101_093405_a1b2c3`.
    Id,
}

/// Returns how sessions are named whose name begins with a word, and the ranges of their keys; `None` if
/// no name of a session begins so.
#[must_use]
pub fn meant(begun: &str) -> Option<(Naming, Vec<RangeInclusive<u32>>)> {
    if begun.is_empty() {
        return Some((Naming::Key, vec![0..=u32::MAX]));
    }
    if begun.bytes().all(|byte| byte.is_ascii_digit()) {
        return Some((Naming::Number, keys(begun, 1)));
    }
    if begun.starts_with("sess_") {
        return Some((Naming::Id, Vec::new()));
    }
    for (naming, head) in [(Naming::Key, "SESSION-"), (Naming::LowerKey, "session-")] {
        if head.starts_with(begun) {
            return Some((naming, vec![0..=u32::MAX]));
        }
        if let Some(digits) = begun.strip_prefix(head) {
            let is_number = digits.bytes().all(|byte| byte.is_ascii_digit());
            return is_number.then(|| (naming, keys(digits, 3)));
        }
    }
    None
}

/// Returns the keys whose digits, so many at least, begin with some.
fn keys(digits: &str, shortest: usize) -> Vec<RangeInclusive<u32>> {
    let Ok(number) = digits.parse::<u64>() else { return Vec::new() };
    // Zeros come first only to reach that many digits.
    let is_filled = digits.starts_with('0');
    let most = if is_filled { shortest } else { 10 };
    let widths = shortest.max(digits.len())..=most;
    let ranges = widths.filter_map(|width| {
        let more = u32::try_from(width - digits.len()).ok()?;
        let step = 10_u64.checked_pow(more)?;
        let first = number.checked_mul(step)?;
        let last = first.checked_add(step - 1)?.min(u32::MAX.into());
        Some(u32::try_from(first).ok()?..=u32::try_from(last).ok()?)
    });
    ranges.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ranges_hold_exactly_the_keys_that_begin_so() {
        for begun in [
            "SESSION-0",
            "SESSION-01",
            "SESSION-014",
            "SESSION-1",
            "SESSION-12",
            "SESSION-1234",
            "session-9",
        ] {
            let ranges = meant(begun).map(|(_, ranges)| ranges).unwrap_or_default();
            for key in 0..20_000_u32 {
                let text = format!("SESSION-{key:03}");
                let begins = text.to_lowercase().starts_with(&begun.to_lowercase());
                let is_in = ranges.iter().any(|range| range.contains(&key));
                assert_eq!(is_in, begins, "{begun}: {text}");
            }
        }
        for begun in ["1", "14", "140"] {
            let ranges = meant(begun).map(|(_, ranges)| ranges).unwrap_or_default();
            for key in 0..20_000_u32 {
                let is_in = ranges.iter().any(|range| range.contains(&key));
                assert_eq!(is_in, key.to_string().starts_with(begun), "{begun}: {key}");
            }
        }
    }

    #[test]
    fn a_word_that_begins_no_name_means_no_session() {
        for begun in ["x", "SESSION-x", "Session-", "14x", "sess"] {
            assert_eq!(
                meant(begun).map(|(naming, _)| naming),
                (begun == "sess").then_some(Naming::LowerKey),
                "{begun}"
            );
        }
        assert_eq!(meant("sess_2026"), Some((Naming::Id, Vec::new())));
        assert_eq!(meant("99999999999"), Some((Naming::Number, Vec::new())));
    }
}
