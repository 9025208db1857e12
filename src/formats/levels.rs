//! How bad an alert is: what its severity means, and which alerts never count.

use super::FormatRules;
use super::tally::Verdict;
use super::values::{is_same_word, lower};

const RED: [&str; 7] = ["critical", "page", "error", "emergency", "p0", "p1", "high"];
const YELLOW: [&str; 6] = ["warning", "warn", "minor", "p2", "p3", "medium"];
const NOT_COUNTED: [&str; 2] = ["info", "none"];

/// Alerts that only prove that the alarm path works, or that hold back others.
const NO_PROBLEMS: [&str; 3] = ["watchdog", "infoinhibitor", "deadmansswitch"];

impl FormatRules {
    /// Returns what a severity means. No severity is yellow. One that is in no list is unknown.
    pub(super) fn level(&self, severity: Option<&str>) -> Verdict {
        let word = severity.map(lower).unwrap_or_default();
        if word.is_empty() {
            return Verdict::Yellow;
        }
        // A word of the settings counts before the usual ones of another list.
        let own = |list: &[String]| list.iter().any(|entry| is_same_word(entry, &word));
        let usual = |own: &[String], list: &[&str]| own.is_empty() && list.contains(&&*word);
        if own(&self.red) {
            Verdict::Red
        } else if own(&self.yellow) {
            Verdict::Yellow
        } else if own(&self.not_counted) {
            Verdict::Ignored
        } else if usual(&self.red, &RED) {
            Verdict::Red
        } else if usual(&self.yellow, &YELLOW) {
            Verdict::Yellow
        } else if usual(&self.not_counted, &NOT_COUNTED) {
            Verdict::Ignored
        } else {
            Verdict::Unknown
        }
    }

    /// Reports whether an alert is no problem whatever its severity is, such as `Watchdog`.
    pub(super) fn is_no_problem(&self, alert: &str) -> bool {
        NO_PROBLEMS.contains(&lower(alert).as_str()) || self.is_heartbeat(alert)
    }

    /// Reports whether this alert is the one that proves that the checker lives.
    pub(super) fn is_heartbeat(&self, alert: &str) -> bool {
        self.heartbeat.as_deref().is_some_and(|wanted| is_same_word(wanted, alert))
    }
}

#[cfg(test)]
mod tests {
    use super::super::Format;
    use super::*;

    #[test]
    fn severities_are_read_without_case_and_unknown_ones_are_not_guessed() {
        let rules = FormatRules::of(Format::Alertmanager);
        assert_eq!(rules.level(Some(" Critical")), Verdict::Red);
        assert_eq!(rules.level(Some("P3")), Verdict::Yellow);
        assert_eq!(rules.level(Some("none")), Verdict::Ignored);
        assert_eq!(rules.level(None), Verdict::Yellow);
        assert_eq!(rules.level(Some("")), Verdict::Yellow);
        assert_eq!(rules.level(Some("ticket")), Verdict::Unknown);
    }

    #[test]
    fn lists_of_the_settings_replace_the_usual_ones() {
        let mut rules = FormatRules::of(Format::Alertmanager);
        rules.red = vec!["Sev1".to_owned()];
        rules.yellow = vec!["high".to_owned()];
        assert_eq!(rules.level(Some("sev1")), Verdict::Red);
        assert_eq!(rules.level(Some("HIGH")), Verdict::Yellow);
        assert_eq!(rules.level(Some("critical")), Verdict::Unknown);
        assert_eq!(rules.level(Some("info")), Verdict::Ignored);
    }
}
