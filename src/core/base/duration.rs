//! How a stretch of time reads to a person. One wording everywhere: panel, shell, history.

/// Returns `1h 05m`, `12m`, `45s`: whole units, floored.
#[must_use]
pub fn short_text(ms: u64) -> String {
    let seconds = ms / 1_000;
    let (hours, minutes) = (seconds / 3_600, seconds / 60 % 60);
    if hours > 0 {
        format!("{hours}h {minutes:02}m")
    } else if minutes > 0 {
        format!("{minutes}m")
    } else {
        format!("{seconds}s")
    }
}

/// Returns `1:05:09`: hours without a limit, minutes and seconds, floored.
#[must_use]
pub fn clock_text(ms: u64) -> String {
    let seconds = ms / 1_000;
    format!("{}:{:02}:{:02}", seconds / 3_600, seconds / 60 % 60, seconds % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_floored_never_rounded_up() {
        assert_eq!(short_text(59_999), "59s");
        assert_eq!(short_text(3_599_999), "59m");
        assert_eq!(short_text(3_900_000), "1h 05m");
        assert_eq!(clock_text(3_909_999), "1:05:09");
        assert_eq!(clock_text(72 * 3_600_000), "72:00:00");
    }
}
