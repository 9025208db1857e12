//! The table `[panel]`: how the panel looks.

use serde::Deserialize;
use toml::Spanned;

use super::theme::Palette;

/// How the panel looks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Panel {
    /// The theme's name.
    pub theme: String,
    /// The theme's colours.
    pub palette: Palette,
    /// Which signs it draws with.
    pub glyphs: Glyphs,
    /// How the clock is told.
    pub clock: Clock,
    /// Whether the window's title tells the phase and the clock.
    pub title: bool,
    /// Whether it listens to the mouse.
    pub mouse: bool,
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
pub enum Clock {
    /// As in 1:05:09.
    Seconds,
    /// As in 1:05.
    Minutes,
}

/// The names in the table, each with what may stand there.
pub(super) const KEYS: [(&str, &str); 5] = [
    ("theme", "\"ansi\", \"dark\", \"light\", \"high-contrast\", \"mono\" or a theme of yours"),
    ("glyphs", "\"auto\", \"unicode\" or \"ascii\""),
    ("clock", "\"seconds\" or \"minutes\""),
    ("title", "true or false"),
    ("mouse", "true or false"),
];

/// What one file says.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Table {
    pub(super) theme: Option<Spanned<String>>,
    pub(super) glyphs: Option<Glyphs>,
    pub(super) clock: Option<Clock>,
    pub(super) title: Option<bool>,
    pub(super) mouse: Option<bool>,
}
