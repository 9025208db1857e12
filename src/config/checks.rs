//! The table `[checks]`: what a complete task, sprint or session has, and how much it matters.

use serde::Deserialize;

use crate::core::{CheckCode, CheckLevel, CheckRules};

const LEVELS: &str = "\"error\", \"warning\", \"advice\" or \"off\"";

/// The names in the table, each with the values it accepts.
pub(super) const KEYS: [(&str, &str); 18] = [
    ("summary_characters", "a whole number from 0 to 4000"),
    ("updates", "a whole number from 0 to 1000"),
    ("variance_percent", "a whole number from 0 to 10000"),
    ("activities", "a whole number from 0 to 20"),
    ("summary_missing", LEVELS),
    ("summary_short", LEVELS),
    ("updates_none", LEVELS),
    ("updates_few", LEVELS),
    ("subtasks_open", LEVELS),
    ("time_missing", LEVELS),
    ("estimate_missing", LEVELS),
    ("variance_high", LEVELS),
    ("sprint_tasks_open", LEVELS),
    ("sprint_summary_missing", LEVELS),
    ("context_missing", LEVELS),
    ("activities_few", LEVELS),
    ("contexts_open", LEVELS),
    ("gaps_open", LEVELS),
];

/// The content of the table in one file.
#[derive(Debug, Clone, Copy, Default, Deserialize)]
pub(super) struct ChecksTable {
    summary_characters: Option<UpTo<4_000>>,
    updates: Option<UpTo<1_000>>,
    variance_percent: Option<UpTo<10_000>>,
    activities: Option<UpTo<20>>,
    summary_missing: Option<CheckLevel>,
    summary_short: Option<CheckLevel>,
    updates_none: Option<CheckLevel>,
    updates_few: Option<CheckLevel>,
    subtasks_open: Option<CheckLevel>,
    time_missing: Option<CheckLevel>,
    estimate_missing: Option<CheckLevel>,
    variance_high: Option<CheckLevel>,
    sprint_tasks_open: Option<CheckLevel>,
    sprint_summary_missing: Option<CheckLevel>,
    context_missing: Option<CheckLevel>,
    activities_few: Option<CheckLevel>,
    contexts_open: Option<CheckLevel>,
    gaps_open: Option<CheckLevel>,
}

/// A whole number up to a bound.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(try_from = "i64")]
struct UpTo<const MAX: u64>(u64);

impl<const MAX: u64> TryFrom<i64> for UpTo<MAX> {
    type Error = String;

    fn try_from(number: i64) -> Result<Self, Self::Error> {
        let fits = u64::try_from(number).ok().filter(|number| *number <= MAX);
        fits.map(Self).ok_or_else(|| format!("{number} does not fit here"))
    }
}

impl ChecksTable {
    /// Returns the rules in force: this table over another.
    pub(super) fn over(self, below: Self) -> CheckRules {
        let usual = CheckRules::default();
        let levels = CheckCode::ALL.into_iter().filter_map(|code| {
            let level = self.level(code).or(below.level(code));
            level.map(|level| (code, level))
        });
        CheckRules {
            summary_characters: self
                .summary_characters
                .or(below.summary_characters)
                .map_or(usual.summary_characters, |bound| bound.0),
            updates: self.updates.or(below.updates).map_or(usual.updates, |bound| bound.0),
            variance_percent: self
                .variance_percent
                .or(below.variance_percent)
                .map_or(usual.variance_percent, |bound| bound.0),
            activities: self
                .activities
                .or(below.activities)
                .map_or(usual.activities, |bound| bound.0),
            levels: levels.collect(),
        }
    }

    const fn level(&self, code: CheckCode) -> Option<CheckLevel> {
        match code {
            CheckCode::SummaryMissing => self.summary_missing,
            CheckCode::SummaryShort => self.summary_short,
            CheckCode::UpdatesNone => self.updates_none,
            CheckCode::UpdatesFew => self.updates_few,
            CheckCode::SubtasksOpen => self.subtasks_open,
            CheckCode::TimeMissing => self.time_missing,
            CheckCode::EstimateMissing => self.estimate_missing,
            CheckCode::VarianceHigh => self.variance_high,
            CheckCode::SprintTasksOpen => self.sprint_tasks_open,
            CheckCode::SprintSummaryMissing => self.sprint_summary_missing,
            CheckCode::ContextMissing => self.context_missing,
            CheckCode::ActivitiesFew => self.activities_few,
            CheckCode::ContextsOpen => self.contexts_open,
            CheckCode::GapsOpen => self.gaps_open,
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn the_words_in_the_settings_are_those_of_the_checks() {
        let codes: Vec<&str> = CheckCode::ALL.map(CheckCode::word).to_vec();
        let keys: Vec<&str> = KEYS.iter().skip(4).map(|(key, _)| *key).collect();
        assert_eq!(keys, codes);
        for code in CheckCode::ALL {
            let text = format!("{} = \"off\"", code.word());
            let table: ChecksTable = toml::from_str(&text).unwrap();
            let rules = table.over(ChecksTable::default());
            assert_eq!(rules.levels.into_iter().collect::<Vec<_>>(), [(code, CheckLevel::Off)]);
            assert_eq!(serde_json::to_value(code).unwrap(), code.word());
        }
    }

    #[test]
    fn the_defaults_in_the_file_are_those_of_the_core() {
        let defaults: toml::Table = crate::config::DEFAULTS.parse().unwrap();
        let table: ChecksTable = defaults["checks"].clone().try_into().unwrap();
        let rules = table.over(ChecksTable::default());
        let usual = CheckRules::default();
        for code in CheckCode::ALL {
            assert_eq!(rules.level(code), usual.level(code), "{code}");
        }
        assert_eq!(CheckRules { levels: usual.levels.clone(), ..rules }, usual);
    }
}
