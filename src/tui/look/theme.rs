//! What is drawn in which role, and the style of each: the theme says its colour.
//!
//! Nothing is told by colour alone, and no text that carries meaning is white, black or dim:
//! those vanish on somebody's background.

use ratatui::style::{Color, Modifier, Style};

use super::tone::Tone;
use crate::config::Palette;
use crate::core::{Light, Phase, PieceKind, Trend};

/// The styles of the panel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Theme(Palette);

#[expect(
    clippy::unused_self,
    reason = "a theme is asked for every style, also for one without colour"
)]
impl Theme {
    /// Returns the styles of a palette.
    #[must_use]
    pub fn new(palette: Palette) -> Self {
        Self(palette)
    }

    /// Returns the same ground without any colour that says something.
    #[must_use]
    pub fn faded(self) -> Self {
        Self(self.0.faded())
    }

    /// Returns the colours of text and background where nothing else is said.
    #[must_use]
    pub fn ground(self) -> (Color, Color) {
        (self.0.text, self.0.background)
    }

    /// Returns the style of what is read last.
    #[must_use]
    pub fn muted(self) -> Style {
        paint(self.0.muted)
    }

    /// Returns the style of plain text, also where something coloured or dimmed lies below it.
    #[must_use]
    pub fn plain(self) -> Style {
        Style::new().fg(Color::Reset).remove_modifier(Modifier::DIM)
    }

    /// Returns the style of what stands out without a colour.
    #[must_use]
    pub fn strong(self) -> Style {
        Style::new().add_modifier(Modifier::BOLD)
    }

    /// Returns the style of borders and rules, which carry no meaning.
    #[must_use]
    pub fn chrome(self) -> Style {
        quiet(self.0.border)
    }

    /// Returns the style of the border of the pane in focus.
    #[must_use]
    pub fn focus(self) -> Style {
        paint(self.0.focus)
    }

    /// Returns the style of a key that can be pressed.
    #[must_use]
    pub fn key(self) -> Style {
        paint(self.0.accent).add_modifier(Modifier::BOLD)
    }

    /// Returns the style of a label before a value.
    #[must_use]
    pub fn label(self) -> Style {
        paint(self.0.label)
    }

    /// Returns the style of a phase, and of the big clock in it.
    #[must_use]
    pub fn phase(self, phase: Phase) -> Style {
        match phase {
            Phase::Active => paint(self.0.active).add_modifier(Modifier::BOLD),
            Phase::Paused => paint(self.0.paused).add_modifier(Modifier::BOLD),
            Phase::Ended | Phase::Cancelled => self.over(),
        }
    }

    /// Returns the style of what is over: it steps back behind everything else.
    #[must_use]
    pub fn over(self) -> Style {
        quiet(self.0.muted)
    }

    /// Returns the style of a piece in the strip of a session.
    #[must_use]
    pub fn piece(self, phase: Phase, kind: PieceKind) -> Style {
        match kind {
            PieceKind::Gap => paint(self.0.warn).add_modifier(Modifier::BOLD),
            _ if !phase.is_live() => self.over(),
            PieceKind::Active => paint(self.0.active),
            PieceKind::Paused | PieceKind::Uncounted => paint(self.0.paused),
        }
    }

    /// Returns the style of a mark on it.
    #[must_use]
    pub fn mark(self, phase: Phase) -> Style {
        if phase.is_live() { self.key() } else { self.over() }
    }

    /// Returns the style of the full part of a gauge.
    #[must_use]
    pub fn gauge(self) -> Style {
        paint(self.0.accent)
    }

    /// Returns the style of a day on the map of the weeks; step 0 is a day without work.
    #[must_use]
    pub fn day(self, step: usize) -> Style {
        if step == 0 { self.muted() } else { paint(self.0.active) }
    }

    /// Returns the style of the word that says a reading is old.
    #[must_use]
    pub fn stale(self) -> Style {
        paint(self.0.warn).add_modifier(Modifier::BOLD)
    }

    /// Returns the style of a health.
    #[must_use]
    pub fn light(self, light: Light) -> Style {
        let strong = self.strong();
        match light {
            Light::Green => paint(self.0.ok).patch(strong),
            Light::Yellow => paint(self.0.warn).patch(strong),
            Light::Red => paint(self.0.crit).patch(strong),
            Light::Unknown => strong,
        }
    }

    /// Returns the style of a drift: the only surface that is lit.
    #[must_use]
    pub fn drift(self, trend: Trend) -> Style {
        let lit = Modifier::BOLD | Modifier::REVERSED;
        match trend {
            Trend::Same => Style::new(),
            Trend::Better => paint(self.0.ok).add_modifier(lit),
            Trend::Worse => paint(self.0.crit).add_modifier(lit),
            Trend::Changed => paint(self.0.warn).add_modifier(lit),
        }
    }

    /// Returns the style of a toast's border and head.
    #[must_use]
    pub fn tone(self, tone: Tone) -> Style {
        let colour = match tone {
            Tone::Done => self.0.ok,
            Tone::Refused => self.0.crit,
            Tone::Warning => self.0.warn,
            Tone::Elsewhere => self.0.accent,
        };
        paint(colour).add_modifier(Modifier::BOLD)
    }

    /// Returns the style of a trouble's banner.
    #[must_use]
    pub fn banner(self) -> Style {
        paint(self.0.crit).add_modifier(Modifier::BOLD | Modifier::REVERSED)
    }

    /// Returns the style of the choice that is meant.
    #[must_use]
    pub fn chosen(self) -> Style {
        Style::new().add_modifier(Modifier::BOLD | Modifier::REVERSED)
    }

    /// Returns the style of an activity that was taken back.
    #[must_use]
    pub fn undone(self) -> Style {
        Style::new().add_modifier(Modifier::CROSSED_OUT)
    }
}

/// Returns a style that steps back; where the theme has no colour for that, the terminal dims its
/// own.
fn quiet(colour: Color) -> Style {
    match colour {
        Color::Reset => Style::new().add_modifier(Modifier::DIM),
        colour => paint(colour),
    }
}

fn paint(colour: Color) -> Style {
    Style::new().fg(colour)
}
