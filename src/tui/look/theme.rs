//! The style of each role; the theme gives its colour.
//!
//! No meaning depends on colour alone, and no text is white, black or bright black: it could vanish
//! on a background. Quiet text without a colour of the theme is dim: a terminal then weakens its own
//! text colour, which can be read on its own background.

use ratatui::buffer::Cell;
use ratatui::style::{Color, Modifier, Style};

use super::colour_depth::ColourDepth;
use super::tone::Tone;
use crate::config::Palette;
use crate::core::{Band, Light, Phase, PieceKind, Severity};
use crate::signs::Signs;

/// The styles of the panel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Theme {
    palette: Palette,
    /// The colours of the four levels of a day; `None` if the hue or the background is not known.
    days: Option<[Color; 4]>,
}

/// The shares of the hue in the colours of the four levels of a day, per cent.
const DAY_SHARES: [u16; 4] = [34, 56, 78, 100];
/// The signs of the levels of a day: by their strength, or in different colours.
const DAY_SIGNS: [&str; 5] = ["·", "░", "▒", "▓", "█"];
const COLOURED_DAY: &str = "■";
/// The signs of the frames.
const FRAME: &str = "─│╭╮╰╯";

#[expect(
    clippy::unused_self,
    reason = "a theme is asked for every style, also for one without colour"
)]
impl Theme {
    /// Returns the styles of a palette on a terminal that shows so many colours.
    pub fn new(palette: Palette, depth: ColourDepth) -> Self {
        let days = DAY_SHARES.map(|share| blend(palette.active, palette.background, share));
        let [Some(one), Some(two), Some(three), Some(four)] = days else {
            return Self { palette: palette.map(|colour| depth.nearest(colour)), days: None };
        };
        let days = match depth {
            ColourDepth::Mono | ColourDepth::Sixteen => None,
            ColourDepth::Palette256 | ColourDepth::TrueColour => {
                Some([one, two, three, four].map(|colour| depth.nearest(colour)))
            }
        };
        Self { palette: palette.map(|colour| depth.nearest(colour)), days }
    }

    /// Returns the theme without meaningful colours.
    pub fn faded(self) -> Self {
        Self { palette: self.palette.faded(), days: None }
    }

    /// Returns the default colours of text and background.
    pub fn ground(self) -> (Color, Color) {
        (self.palette.text, self.palette.background)
    }

    /// Returns the style of what is read after the values: times, labels, contexts.
    pub fn quiet(self) -> Style {
        quiet(self.palette.quiet)
    }

    /// Returns the style of a value that is this bad.
    pub fn severity(self, severity: Severity) -> Style {
        match severity {
            Severity::Calm => Style::new(),
            Severity::Warning => paint(self.palette.warn).patch(self.strong()),
            Severity::Critical => paint(self.palette.crit).patch(self.strong()),
        }
    }

    /// Returns the style of plain text, also over coloured or dim cells.
    pub fn plain(self) -> Style {
        Style::new().fg(Color::Reset).remove_modifier(Modifier::DIM)
    }

    /// Returns the style of emphasis without a colour.
    pub fn strong(self) -> Style {
        Style::new().add_modifier(Modifier::BOLD)
    }

    /// Returns the style of borders and rules, which carry no meaning.
    pub fn chrome(self) -> Style {
        quiet(self.palette.border)
    }

    /// Returns the style of the border of the pane in focus.
    pub fn focus(self) -> Style {
        paint(self.palette.focus)
    }

    /// Returns the style of a key that can be pressed.
    pub fn key(self) -> Style {
        paint(self.palette.accent).add_modifier(Modifier::BOLD)
    }

    /// Returns the style of a phase, and of the big clock in it.
    pub fn phase(self, phase: Phase) -> Style {
        match phase {
            Phase::Active => paint(self.palette.active).add_modifier(Modifier::BOLD),
            Phase::Paused => paint(self.palette.paused).add_modifier(Modifier::BOLD),
            Phase::Ended | Phase::Cancelled => self.ended(),
        }
    }

    /// Returns the style of what has ended.
    pub fn ended(self) -> Style {
        self.quiet()
    }

    /// Returns the style of a piece in the strip of a session.
    pub fn piece(self, phase: Phase, kind: PieceKind) -> Style {
        match kind {
            PieceKind::Gap => paint(self.palette.warn).add_modifier(Modifier::BOLD),
            _ if !phase.is_live() => self.ended(),
            PieceKind::Active => paint(self.palette.active),
            PieceKind::Paused | PieceKind::Uncounted => paint(self.palette.paused),
        }
    }

    /// Returns the style of a mark on the strip.
    pub fn mark(self, phase: Phase) -> Style {
        if phase.is_live() { self.key() } else { self.ended() }
    }

    /// Returns the style of the full part of a gauge.
    pub fn gauge(self) -> Style {
        paint(self.palette.accent)
    }

    /// Returns the sign and the style of a day on the map of the weeks; level 0 is a day without
    /// work, level 4 a full day. Without known colours the sign alone tells the level.
    pub fn day(self, level: usize, signs: Signs) -> (&'static str, Style) {
        let sign = DAY_SIGNS.get(level).copied().unwrap_or(" ");
        let colour = || self.days?.get(level.checked_sub(1)?).copied();
        match (level, signs) {
            (0, _) => (sign, self.quiet()),
            (_, Signs::Unicode) => match colour() {
                Some(colour) => (COLOURED_DAY, paint(colour)),
                None => (sign, paint(self.palette.active)),
            },
            (_, Signs::Console | Signs::Ascii) => (sign, paint(self.palette.active)),
        }
    }

    /// Makes a cell behind a dialog quiet.
    pub fn put_behind(self, cell: &mut Cell) {
        let style = if FRAME.contains(cell.symbol()) { self.chrome() } else { self.quiet() };
        let clear = Style::new().fg(Color::Reset).bg(Color::Reset);
        cell.set_style(clear.remove_modifier(Modifier::all()).patch(style));
    }

    /// Returns the style of the word for a stale reading.
    pub fn stale(self) -> Style {
        paint(self.palette.warn).add_modifier(Modifier::BOLD)
    }

    /// Returns the style of a band.
    pub fn band(self, band: Band) -> Style {
        self.strong().patch(self.severity(band.severity()))
    }

    /// Returns the style of a health.
    pub fn light(self, light: Light) -> Style {
        let colour = match light {
            Light::Green => paint(self.palette.ok),
            Light::Yellow | Light::Red | Light::Unknown => self.severity(light.severity()),
        };
        self.strong().patch(colour)
    }

    /// Returns the style of the badge of something bad.
    pub fn badge(self, severity: Severity) -> Style {
        match severity {
            Severity::Calm => self.strong(),
            Severity::Warning => lit(self.palette.warn),
            Severity::Critical => lit(self.palette.crit),
        }
    }

    /// Returns the style of a toast's border and head.
    pub fn tone(self, tone: Tone) -> Style {
        let colour = match tone {
            Tone::Done => self.palette.ok,
            Tone::Refused => self.palette.crit,
            Tone::Warning => self.palette.warn,
            Tone::Elsewhere => self.palette.accent,
        };
        paint(colour).add_modifier(Modifier::BOLD)
    }

    /// Returns the style of the banner.
    pub fn banner(self) -> Style {
        lit(self.palette.crit)
    }

    /// Returns the style of the present choice.
    pub fn chosen(self) -> Style {
        Style::new().add_modifier(Modifier::BOLD | Modifier::REVERSED)
    }

    /// Returns the style of an undone activity.
    pub fn undone(self) -> Style {
        Style::new().add_modifier(Modifier::CROSSED_OUT)
    }
}

/// Returns a quiet style; without a colour of the theme, it is dim.
fn quiet(colour: Color) -> Style {
    match colour {
        Color::Reset => Style::new().add_modifier(Modifier::DIM),
        colour => paint(colour),
    }
}

/// Returns the style of a lit surface. Nobody knows what the terminal's own yellow or red looks like
/// under its background colour: they get the text colour that is usually readable on them. It is not
/// bold, because some terminals brighten bold colours.
fn lit(colour: Color) -> Style {
    match colour {
        Color::Yellow | Color::LightYellow => Style::new().fg(Color::Black).bg(colour),
        Color::Red => Style::new().fg(Color::White).bg(colour),
        colour => paint(colour).add_modifier(Modifier::BOLD | Modifier::REVERSED),
    }
}

/// Returns a colour with this share of `hue` on `background`, per cent; `None` if one is not known.
fn blend(hue: Color, background: Color, share: u16) -> Option<Color> {
    let (Color::Rgb(r, g, b), Color::Rgb(br, bg, bb)) = (hue, background) else { return None };
    let part = |from: u8, to: u8| {
        let sum = u16::from(from) * share + u16::from(to) * (100 - share);
        u8::try_from(sum / 100).unwrap_or(u8::MAX)
    };
    Some(Color::Rgb(part(r, br), part(g, bg), part(b, bb)))
}

fn paint(colour: Color) -> Style {
    Style::new().fg(colour)
}
