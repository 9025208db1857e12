//! The table `[panel]`: how the panel looks.

use chrono::Weekday;
use serde::Deserialize;
use toml::Spanned;

use super::length::Length;
use super::theme::Colours;

/// How the panel looks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PanelOptions {
    /// The theme's name.
    pub theme: String,
    /// The theme's colours.
    pub colours: Colours,
    /// Which signs it draws with.
    pub glyphs: Glyphs,
    /// How the clock is told.
    pub clock: ClockFormat,
    /// Whether the window's title tells the phase and the clock.
    pub title: bool,
    /// Whether it listens to the mouse.
    pub mouse: bool,
    /// What is shown beside the session.
    pub panes: SidePanes,
    /// The day a week begins with.
    pub week_start: WeekStart,
    /// How old a reading of band or health may be until it counts as stale, milliseconds.
    pub stale_after_ms: u64,
}

/// A pane that need not be shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SidePane {
    /// Band and health.
    Governance,
    /// The context stack.
    Context,
    /// Recent activities.
    Activities,
    /// Active time by day.
    Weeks,
}

/// Which panes are shown beside the session.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct SidePanes(Vec<SidePane>);

impl SidePanes {
    /// Tells whether a pane is to be shown.
    #[must_use]
    pub fn show(&self, pane: SidePane) -> bool {
        self.0.contains(&pane)
    }
}

/// The day a week begins with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum WeekStart {
    /// As ISO 8601 has it.
    Monday,
    /// As in much of the Middle East.
    Saturday,
    /// As in the Americas and Japan.
    Sunday,
}

impl WeekStart {
    /// Returns the day itself.
    #[must_use]
    pub fn day(self) -> Weekday {
        match self {
            Self::Monday => Weekday::Mon,
            Self::Saturday => Weekday::Sat,
            Self::Sunday => Weekday::Sun,
        }
    }
}

/// Which signs the panel draws with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Glyphs {
    /// Those that the locale can show.
    Auto,
    /// Lines, blocks and signs that plain monospace fonts have.
    Unicode,
    /// What every terminal has.
    Ascii,
}

/// How the clock is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ClockFormat {
    /// As in 1:05:09.
    Seconds,
    /// As in 1:05.
    Minutes,
}

/// The names in the table, each with what may stand there.
pub(super) const KEYS: [(&str, &str); 8] = [
    (
        "theme",
        "\"auto\", \"ansi\", \"dark\", \"light\", \"high-contrast\", \"mono\" or a theme of yours",
    ),
    ("glyphs", "\"auto\", \"unicode\" or \"ascii\""),
    ("clock", "\"seconds\" or \"minutes\""),
    ("panes", "a list of \"governance\", \"context\", \"activities\" and \"weeks\""),
    ("week_start", "\"monday\", \"saturday\" or \"sunday\""),
    ("stale_after", "a duration, as in stale_after = \"24h\""),
    ("title", "true or false"),
    ("mouse", "true or false"),
];

/// What one file says.
#[derive(Debug, Default, Deserialize)]
pub(super) struct PanelTable {
    pub(super) theme: Option<Spanned<String>>,
    pub(super) glyphs: Option<Glyphs>,
    pub(super) clock: Option<ClockFormat>,
    pub(super) title: Option<bool>,
    pub(super) mouse: Option<bool>,
    pub(super) panes: Option<SidePanes>,
    pub(super) week_start: Option<WeekStart>,
    pub(super) stale_after: Option<Length>,
}
