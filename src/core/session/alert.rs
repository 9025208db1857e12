//! What people know of a bad band or health: new, acknowledged, returned or shelved.
//!
//! The states are those of an alarm list: what is bad and nobody has acknowledged is new, and stays new
//! when it is over until somebody has seen it.

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use super::{Level, SaidLevel, Severity};

/// How long after a level was left its acknowledgement still counts, if it comes back.
const COMES_BACK: TimeDelta = TimeDelta::minutes(10);
/// How long a critical level stays acknowledged.
const REMIND_AFTER: TimeDelta = TimeDelta::hours(4);
/// The longest time for which an alert can be shelved.
pub const SHELVE_MAX: TimeDelta = TimeDelta::hours(8);

/// What people know of a bad band or health.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Alert {
    /// What nobody has acknowledged; absent if there is nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unseen: Option<Unseen>,
    /// What was acknowledged last; absent if nothing was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub acknowledged: Option<Acknowledged>,
    /// Until when it is shelved; absent if it never was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shelved: Option<Shelved>,
    /// How bad it was said to be, oldest first: as far back as an undo needs it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub said: Vec<SaidLevel>,
}

/// A bad level that nobody has acknowledged.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Unseen {
    /// The worst level.
    pub level: Severity,
    /// What it was then, such as `RED` or `D`.
    pub word: String,
    /// Since when, UTC.
    pub from_utc: DateTime<Utc>,
    /// Until when, UTC; absent while it goes on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until_utc: Option<DateTime<Utc>>,
}

/// An acknowledgement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Acknowledged {
    /// The level that was acknowledged, and every milder one.
    pub level: Severity,
    /// When, UTC.
    pub at_utc: DateTime<Utc>,
    /// Who did it.
    pub by: String,
    /// Why it is no surprise; empty if nobody said so.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub reason: String,
    /// When the critical level was left, UTC; absent if it was not, or came back in time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub left_critical_utc: Option<DateTime<Utc>>,
    /// When every bad level was left, UTC; absent if it was not, or came back in time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub left_warning_utc: Option<DateTime<Utc>>,
}

/// A shelving: nobody is called until a time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Shelved {
    /// The worst level for which nobody is called.
    pub level: Severity,
    /// Until when, UTC.
    pub until_utc: DateTime<Utc>,
    /// Who did it.
    pub by: String,
    /// Why.
    pub reason: String,
}

/// The state of an alert at one moment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum AlertState {
    /// Nothing is bad, and nothing was since somebody looked.
    Normal,
    /// It is bad, and nobody has acknowledged it.
    New {
        /// Since when, UTC.
        since_utc: DateTime<Utc>,
        /// The acknowledgement that is too old to count; null if there is none.
        acknowledged: Option<Acknowledged>,
    },
    /// It is bad, and somebody has acknowledged it.
    Acknowledged(Acknowledged),
    /// It was bad, and nobody has acknowledged that.
    Returned(Unseen),
    /// It may be bad, and nobody is called.
    Shelved(Shelved),
}

impl AlertState {
    /// Reports whether somebody knows of it, so that it calls nobody: it is acknowledged or shelved.
    #[must_use]
    pub fn is_known(&self) -> bool {
        match self {
            Self::Acknowledged(_) | Self::Shelved(_) => true,
            Self::Normal | Self::New { .. } | Self::Returned(_) => false,
        }
    }
}

impl Acknowledged {
    /// Reports whether a bad level is acknowledged at a time.
    fn covers(&self, severity: Severity, at: DateTime<Utc>) -> bool {
        let left = match severity {
            Severity::Calm => return true,
            Severity::Warning => self.left_warning_utc,
            Severity::Critical => self.left_critical_utc,
        };
        self.level >= severity && left.is_none_or(|left| at - left <= COMES_BACK)
    }

    /// Follows a change of the level.
    fn after(mut self, from: Severity, to: Severity, at: DateTime<Utc>) -> Self {
        for severity in [Severity::Warning, Severity::Critical] {
            let covers = self.covers(severity, at);
            let left = match severity {
                Severity::Critical => &mut self.left_critical_utc,
                Severity::Warning | Severity::Calm => &mut self.left_warning_utc,
            };
            if from >= severity && to < severity {
                // A level that was new again was not acknowledged when it was left.
                *left = Some(left.unwrap_or(at));
            } else if to >= severity && covers {
                *left = None;
            }
        }
        self
    }
}

impl Alert {
    /// Returns what is known after a change from one level to another.
    pub(super) fn after(self, from: Level<'_>, to: Level<'_>, at: DateTime<Utc>) -> Self {
        let (severity, word) = (to.severity, to.word.to_owned());
        let acknowledged = self.acknowledged.map(|ack| ack.after(from.severity, severity, at));
        let is_covered = acknowledged.as_ref().is_some_and(|ack| ack.covers(severity, at));
        let goes_on = !severity.is_calm() && !is_covered;
        let unseen = match self.unseen {
            None => {
                let new = Unseen { level: severity, word, from_utc: at, until_utc: None };
                goes_on.then_some(new)
            }
            Some(known) if goes_on => {
                let (level, word) = if severity >= known.level {
                    (severity, word)
                } else {
                    (known.level, known.word)
                };
                Some(Unseen { level, word, until_utc: None, ..known })
            }
            Some(known) => Some(Unseen { until_utc: known.until_utc.or(Some(at)), ..known }),
        };
        Self { unseen, acknowledged, ..self }
    }

    /// Returns what is known after somebody acknowledged everything.
    #[must_use]
    pub fn acknowledge(&self, now: Severity, by: &str, reason: &str, at: DateTime<Utc>) -> Self {
        let new = || Acknowledged {
            level: now,
            at_utc: at,
            by: by.to_owned(),
            reason: reason.to_owned(),
            left_critical_utc: None,
            left_warning_utc: None,
        };
        let acknowledged = (!now.is_calm()).then(new).or_else(|| self.acknowledged.clone());
        // What is acknowledged is looked at again, so it is no longer put aside.
        Self { unseen: None, acknowledged, shelved: None, said: self.said.clone() }
    }

    /// Returns the state at a moment at which the level is `now`.
    #[must_use]
    pub fn state(&self, now: Severity, at: DateTime<Utc>) -> AlertState {
        let covers = |shelved: &&Shelved| at < shelved.until_utc && now <= shelved.level;
        if let Some(shelved) = self.shelved.as_ref().filter(covers) {
            return AlertState::Shelved(shelved.clone());
        }
        if let Some(unseen) = &self.unseen {
            return match unseen.until_utc {
                None => AlertState::New { since_utc: unseen.from_utc, acknowledged: None },
                Some(_) => AlertState::Returned(unseen.clone()),
            };
        }
        let Some(ack) = self.acknowledged.as_ref().filter(|_| !now.is_calm()) else {
            return AlertState::Normal;
        };
        if now == Severity::Critical && at - ack.at_utc >= REMIND_AFTER {
            let since_utc = ack.at_utc + REMIND_AFTER;
            return AlertState::New { since_utc, acknowledged: Some(ack.clone()) };
        }
        AlertState::Acknowledged(ack.clone())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic)]

    use super::*;

    fn at(minute: i64) -> DateTime<Utc> {
        let start: DateTime<Utc> = "2026-01-05T12:00:00Z".parse().unwrap();
        start + TimeDelta::minutes(minute)
    }

    fn level(letter: &str) -> Level<'static> {
        match letter {
            "g" => Level { severity: Severity::Calm, word: "GREEN" },
            "y" => Level { severity: Severity::Warning, word: "YELLOW" },
            "r" => Level { severity: Severity::Critical, word: "RED" },
            other => panic!("{other}"),
        }
    }

    /// Plays a story such as `0r 5ack 7g`: at minute 0 it becomes red, and so on. Returns the states.
    fn story(steps: &str, until: i64) -> String {
        let (mut alert, mut now) = (Alert::default(), level("g"));
        let (mut undone, mut since) = (Alert::default(), at(0));
        let said = |level: Level<'_>, minute| SaidLevel {
            at_utc: at(minute),
            measured: Some(level.into()),
            given: None,
        };
        for step in steps.split_whitespace() {
            let digits = step.find(|c: char| !c.is_ascii_digit()).unwrap();
            let (minute, word) = step.split_at(digits);
            let minute = minute.parse().unwrap();
            match word {
                "ack" => {
                    (undone, since) = (alert.clone(), at(minute));
                    alert = alert.acknowledge(now.severity, "ops", "", at(minute));
                }
                "undo" => {
                    let then = std::mem::replace(&mut undone, alert.clone());
                    alert = alert.restore(&then, None, (since, &said(now, minute)));
                    since = at(minute);
                }
                "shelve" => {
                    let until_utc = at(minute) + TimeDelta::minutes(30);
                    let (by, reason) = ("ops".to_owned(), "resize".to_owned());
                    let level = now.severity.max(Severity::Warning);
                    alert.shelved = Some(Shelved { level, until_utc, by, reason });
                }
                other => {
                    now = level(other);
                    alert = alert.hear(said(now, minute), at(0));
                }
            }
        }
        let minute = |time: DateTime<Utc>| (time - at(0)).num_minutes();
        match alert.state(now.severity, at(until)) {
            AlertState::Normal => "normal".to_owned(),
            AlertState::New { since_utc, acknowledged: None } => {
                format!("new {}", minute(since_utc))
            }
            AlertState::New { acknowledged: Some(ack), .. } => {
                format!("still {}", minute(ack.at_utc))
            }
            AlertState::Acknowledged(ack) => format!("acknowledged {}", minute(ack.at_utc)),
            AlertState::Returned(Unseen { word, from_utc, until_utc, .. }) => {
                format!("was {word} {}-{}", minute(from_utc), minute(until_utc.unwrap()))
            }
            AlertState::Shelved(shelved) => format!("shelved {}", minute(shelved.until_utc)),
        }
    }

    #[test]
    fn each_row_of_the_states_holds() {
        for (steps, until, expected) in [
            ("", 0, "normal"),
            ("3y", 4, "new 3"),
            ("3r", 4, "new 3"),
            ("3r 5g", 9, "was RED 3-5"),
            ("3r 5y", 9, "new 3"),
            ("3y 5r 9g", 9, "was RED 3-9"),
            ("3r 5y 9g", 9, "was RED 3-9"),
            ("3r 5g 6ack", 9, "normal"),
            ("3r 5g 7y", 9, "new 3"),
            ("3r 4ack", 9, "acknowledged 4"),
            ("3r 4ack 9g", 9, "normal"),
            ("3r 4ack 9y", 9, "acknowledged 4"),
            // Worse than what was acknowledged.
            ("3y 4ack 9r", 9, "new 9"),
            ("3y 4ack 9r 12y", 13, "was RED 9-12"),
            ("3y 4ack 9r 12y 13ack", 14, "acknowledged 13"),
            // The same level back in time, and too late.
            ("3r 4ack 9g 19r", 20, "acknowledged 4"),
            ("3r 4ack 9g 20r", 21, "new 20"),
            ("3r 4ack 9g 19r 25g 35r", 36, "acknowledged 4"),
            ("3r 4ack 9y 19r", 20, "acknowledged 4"),
            ("3r 4ack 9y 20r", 21, "new 20"),
            ("3r 4ack 9y 17g 21y", 22, "acknowledged 4"),
            ("3r 4ack 9y 17g 21r", 22, "new 21"),
            // It came back too late once, and is not acknowledged when it comes again at once.
            ("3r 4ack 9g 20r 21g 22r", 23, "new 20"),
            // An acknowledged red is new again after four hours; a yellow is not.
            ("0r 4ack", 243, "acknowledged 4"),
            ("0r 4ack", 244, "still 4"),
            ("0r 4ack 250ack", 260, "acknowledged 250"),
            ("0y 4ack", 999, "acknowledged 4"),
            // Shelved.
            ("0r 5shelve", 34, "shelved 35"),
            ("0r 5shelve", 35, "new 0"),
            // Worse than what was shelved calls; before a planned work, red calls.
            ("0y 5shelve 6r", 7, "new 0"),
            ("0y 5shelve 6r 7y", 8, "shelved 35"),
            ("1shelve 6y", 7, "shelved 31"),
            ("1shelve 6r", 7, "new 6"),
            ("0r 5shelve 6ack", 7, "acknowledged 6"),
            ("0r 5shelve 9g", 40, "was RED 0-9"),
            // Undone.
            ("0r 5ack 6undo", 7, "new 0"),
            ("0r 5ack 6g 7undo", 8, "was RED 0-6"),
            ("0r 5ack 6g 7undo 8undo", 9, "normal"),
            ("0r 5ack 6g 7r 8y 9g 10undo", 11, "was RED 0-9"),
            ("0y 5ack 6r 7undo", 8, "new 0"),
            ("0r 3g 5ack 6undo", 8, "was RED 0-3"),
            ("0r 5ack 6undo 7undo", 8, "acknowledged 5"),
            ("0y 5ack 6undo 7r 8undo", 9, "new 7"),
            ("0y 5ack 6r 7undo 8undo", 9, "new 6"),
            ("0r 5shelve 6ack 7undo", 8, "shelved 35"),
            // More was said since than an alert keeps.
            ("0y 5ack 6r 7g 8y 9g 10y 11g 12y 13g 14y 15g 16undo", 17, "was RED 6-7"),
        ] {
            assert_eq!(story(steps, until), expected, "{steps} at {until}");
        }
    }
}
