//! The style of each role; the theme gives its colour.
//!
//! No meaning depends on colour alone, and no text is white, black or bright black: it could vanish
//! on a background. Quiet text without a colour of the theme is dim: a terminal then weakens its own
//! text colour, which can be read on its own background.

use ratatui::style::{Color, Modifier, Style};

use super::tone::Tone;
use crate::config::Palette;
use crate::core::{Band, Light, Phase, PieceKind, Severity};

/// The styles of the panel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Theme(Palette);

#[expect(
    clippy::unused_self,
    reason = "a theme is asked for every style, also for one without colour"
)]
impl Theme {
    /// Returns the styles of a palette.
    pub fn new(palette: Palette) -> Self {
        Self(palette)
    }

    /// Returns the theme without meaningful colours.
    pub fn faded(self) -> Self {
        Self(self.0.faded())
    }

    /// Returns the default colours of text and background.
    pub fn ground(self) -> (Color, Color) {
        (self.0.text, self.0.background)
    }

    /// Returns the style of what is read after the values: times, labels, contexts.
    pub fn quiet(self) -> Style {
        quiet(self.0.quiet)
    }

    /// Returns the style of a value that is this bad.
    pub fn severity(self, severity: Severity) -> Style {
        match severity {
            Severity::Calm => Style::new(),
            Severity::Warning => paint(self.0.warn).patch(self.strong()),
            Severity::Critical => paint(self.0.crit).patch(self.strong()),
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
        quiet(self.0.border)
    }

    /// Returns the style of the border of the pane in focus.
    pub fn focus(self) -> Style {
        paint(self.0.focus)
    }

    /// Returns the style of a key that can be pressed.
    pub fn key(self) -> Style {
        paint(self.0.accent).add_modifier(Modifier::BOLD)
    }

    /// Returns the style of a phase, and of the big clock in it.
    pub fn phase(self, phase: Phase) -> Style {
        match phase {
            Phase::Active => paint(self.0.active).add_modifier(Modifier::BOLD),
            Phase::Paused => paint(self.0.paused).add_modifier(Modifier::BOLD),
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
            PieceKind::Gap => paint(self.0.warn).add_modifier(Modifier::BOLD),
            _ if !phase.is_live() => self.ended(),
            PieceKind::Active => paint(self.0.active),
            PieceKind::Paused | PieceKind::Uncounted => paint(self.0.paused),
        }
    }

    /// Returns the style of a mark on the strip.
    pub fn mark(self, phase: Phase) -> Style {
        if phase.is_live() { self.key() } else { self.ended() }
    }

    /// Returns the style of the full part of a gauge.
    pub fn gauge(self) -> Style {
        paint(self.0.accent)
    }

    /// Returns the style of a day on the map of the weeks; level 0 is a day without work.
    pub fn day(self, level: usize) -> Style {
        if level == 0 { self.quiet() } else { paint(self.0.active) }
    }

    /// Returns the style of the word for a stale reading.
    pub fn stale(self) -> Style {
        paint(self.0.warn).add_modifier(Modifier::BOLD)
    }

    /// Returns the style of a band.
    pub fn band(self, band: Band) -> Style {
        self.strong().patch(self.severity(band.severity()))
    }

    /// Returns the style of a health.
    pub fn light(self, light: Light) -> Style {
        let colour = match light {
            Light::Green => paint(self.0.ok),
            Light::Yellow | Light::Red | Light::Unknown => self.severity(light.severity()),
        };
        self.strong().patch(colour)
    }

    /// Returns the style of the badge of something bad.
    pub fn badge(self, severity: Severity) -> Style {
        match severity {
            Severity::Calm => self.strong(),
            Severity::Warning => lit(self.0.warn),
            Severity::Critical => lit(self.0.crit),
        }
    }

    /// Returns the style of a toast's border and head.
    pub fn tone(self, tone: Tone) -> Style {
        let colour = match tone {
            Tone::Done => self.0.ok,
            Tone::Refused => self.0.crit,
            Tone::Warning => self.0.warn,
            Tone::Elsewhere => self.0.accent,
        };
        paint(colour).add_modifier(Modifier::BOLD)
    }

    /// Returns the style of the banner.
    pub fn banner(self) -> Style {
        lit(self.0.crit)
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

fn paint(colour: Color) -> Style {
    Style::new().fg(colour)
}
