//! The table `[panel]`: how the panel looks.

use chrono::{NaiveTime, Weekday};
use serde::Deserialize;

use super::length::Length;
use crate::core::clock_text;
use crate::input;

/// How the panel looks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PanelConfig {
    /// The name of the theme.
    pub theme: String,
    /// The signs of the panel, and of the command line too.
    pub glyphs: Glyphs,
    /// How it shows a clock.
    pub clock: ClockFormat,
    /// Whether the window title shows the phase and the clock.
    pub title: bool,
    /// Whether it uses the mouse.
    pub mouse: bool,
    /// Whether the sign of what is new blinks for a moment.
    pub motion: bool,
    /// The panes beside the session.
    pub panes: SidePanes,
    /// The first day of a week.
    pub week_start: WeekStart,
    /// The time of day at which a day begins.
    pub day_start: NaiveTime,
    /// The age from which a reading of band or health is stale, milliseconds.
    pub stale_after_ms: u64,
}

/// A pane that can be left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SidePane {
    /// Band and health.
    Governance,
    /// The context stack.
    Context,
    /// Recent activities.
    Activities,
    /// The next step of a playbook, while one is under way.
    Playbook,
    /// What the sprint holds.
    Tasks,
    /// Active time by day.
    Weeks,
}

/// The panes beside the session.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct SidePanes(Vec<SidePane>);

impl SidePanes {
    /// Returns whether a pane is shown.
    #[must_use]
    pub fn show(&self, pane: SidePane) -> bool {
        self.0.contains(&pane)
    }
}

/// The first day of a week.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum WeekStart {
    /// As in ISO 8601.
    Monday,
    /// As in much of the Middle East.
    Saturday,
    /// As in the Americas and Japan.
    Sunday,
}

impl WeekStart {
    /// Returns the day of the week.
    #[must_use]
    pub fn day(self) -> Weekday {
        match self {
            Self::Monday => Weekday::Mon,
            Self::Saturday => Weekday::Sat,
            Self::Sunday => Weekday::Sun,
        }
    }
}

/// The signs of the panel and of the command line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Glyphs {
    /// Chosen by the locale.
    Auto,
    /// Lines, blocks and signs of common monospace fonts.
    Unicode,
    /// Characters of every terminal.
    Ascii,
}

/// The time of day at which a day begins.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(try_from = "String")]
pub(super) struct DayStart(pub(super) NaiveTime);

impl TryFrom<String> for DayStart {
    type Error = String;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let noon = NaiveTime::from_hms_opt(12, 0, 0).unwrap_or_default();
        let time = input::time_of_day(&text).filter(|time| *time <= noon);
        time.map(Self).ok_or_else(|| {
            format!("'{text}' is not a time of day from 00:00 to 12:00; write it like 06:00")
        })
    }
}

/// How a clock is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ClockFormat {
    /// Such as 1:05:09.
    Seconds,
    /// Such as 1:05.
    Minutes,
}

impl ClockFormat {
    /// Returns an active time, milliseconds, as a clock.
    #[must_use]
    pub fn text(self, ms: u64) -> String {
        let text = clock_text(ms);
        match self {
            Self::Seconds => text,
            Self::Minutes => {
                text.rsplit_once(':').map_or_else(String::new, |(kept, _)| kept.into())
            }
        }
    }
}

/// The names in the table, each with the values it accepts.
pub(super) const KEYS: [(&str, &str); 10] = [
    (
        "theme",
        "\"auto\", \"ansi\", \"dark\", \"light\", \"high-contrast\", \"mono\" or your own theme",
    ),
    ("glyphs", "\"auto\", \"unicode\" or \"ascii\""),
    ("clock", "\"seconds\" or \"minutes\""),
    (
        "panes",
        "a list of \"governance\", \"context\", \"playbook\", \"tasks\", \"activities\" and \"weeks\"",
    ),
    ("week_start", "\"monday\", \"saturday\" or \"sunday\""),
    ("day_start", "a time of day from 00:00 to 12:00, such as day_start = \"06:00\""),
    ("stale_after", "a duration, such as stale_after = \"24h\""),
    ("title", "true or false"),
    ("mouse", "true or false"),
    ("motion", "true or false"),
];

/// The content of the table in one file.
#[derive(Debug, Default, Deserialize)]
pub(super) struct PanelTable {
    pub(super) theme: Option<String>,
    pub(super) glyphs: Option<Glyphs>,
    pub(super) clock: Option<ClockFormat>,
    pub(super) title: Option<bool>,
    pub(super) mouse: Option<bool>,
    pub(super) motion: Option<bool>,
    pub(super) panes: Option<SidePanes>,
    pub(super) week_start: Option<WeekStart>,
    pub(super) day_start: Option<DayStart>,
    pub(super) stale_after: Option<Length>,
}
