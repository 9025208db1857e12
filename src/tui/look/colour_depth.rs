//! How many colours a terminal shows, and the nearest of them to a colour of a theme.

use std::ffi::OsString;

use anstyle::{Ansi256Color, RgbColor};
use anstyle_lossy::{palette, rgb_to_ansi, rgb_to_xterm};
use ratatui::style::Color;

/// Terminals with few colours, which say so by nothing but their names. Names that begin with `vt` or
/// `ansi` belong to them.
const FEW: [&str; 12] = [
    "linux", "console", "cygwin", "dtterm", "eterm", "konsole", "putty", "rxvt", "screen", "sun",
    "tmux", "xterm",
];

/// How many colours a terminal shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ColourDepth {
    /// None, or none are wanted.
    Mono,
    /// The sixteen that every terminal with colours has.
    Sixteen,
    /// The palette of xterm.
    Palette256,
    /// All of 24 bits.
    TrueColour,
}

impl ColourDepth {
    /// Reads it from environment variables: `NO_COLOR`, `TERM` and `COLORTERM`.
    pub fn from_env(env: &dyn Fn(&str) -> Option<OsString>) -> Self {
        let value = |name: &str| {
            let value = env(name).unwrap_or_default();
            value.to_string_lossy().to_ascii_lowercase()
        };
        let (term, says) = (value("TERM"), value("COLORTERM"));
        let kind = term.split(['-', '.']).next().unwrap_or_default();
        if !value("NO_COLOR").is_empty() {
            return Self::Mono;
        }
        if term.ends_with("-direct") {
            return Self::TrueColour;
        }
        // GNU screen has it from the terminal around it, and does not show such colours.
        if ["truecolor", "24bit"].contains(&says.as_str()) && !["linux", "screen"].contains(&kind) {
            return Self::TrueColour;
        }
        let has_few = FEW.contains(&kind) || kind.starts_with("vt") || kind.starts_with("ansi");
        if has_few && !term.contains("256color") { Self::Sixteen } else { Self::Palette256 }
    }

    /// Returns the nearest colour that the terminal shows; the names of its own colours stay.
    #[must_use]
    pub fn nearest(self, colour: Color) -> Color {
        let Color::Rgb(r, g, b) = colour else { return colour };
        let rgb = RgbColor(r, g, b);
        match self {
            Self::Mono => Color::Reset,
            Self::Sixteen => {
                Color::Indexed(Ansi256Color::from_ansi(rgb_to_ansi(rgb, palette::VGA)).index())
            }
            Self::Palette256 => Color::Indexed(rgb_to_xterm(rgb).index()),
            Self::TrueColour => colour,
        }
    }
}
