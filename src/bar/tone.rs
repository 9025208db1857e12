//! What a part of the one line is. The panel gives it the style of its theme, a bar a style of its own.

use anstyle::{AnsiColor, Style};

use crate::core::{Light, Phase, Severity};

/// What a part of the one line is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BarTone {
    /// Nothing in particular.
    Plain,
    /// Read after the values.
    Quiet,
    /// A calm value.
    Strong,
    /// A phase.
    Phase(Phase),
    /// A clock that runs beyond its target.
    Over,
    /// A health that is no badge.
    Light(Light),
    /// A value that is this bad, and waits for a person.
    Badge(Severity),
    /// A value that is this bad, and somebody knows it.
    Known(Severity),
    /// A question of the own session.
    Question,
    /// How many others wait.
    Others,
    /// A key that can be pressed.
    Key,
    /// The store needs attention.
    Banner,
}

/// A part of the one line. Its text is safe to show, with our own signs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TonedPart {
    /// The text.
    pub text: String,
    /// What it is.
    pub tone: BarTone,
    /// Whether somebody typed the text. Its signs are then not replaced.
    pub is_typed: bool,
}

impl TonedPart {
    /// Returns a part of our own words.
    #[must_use]
    pub fn own(text: impl Into<String>, tone: BarTone) -> Self {
        Self { text: text.into(), tone, is_typed: false }
    }
}

impl BarTone {
    /// Returns the style in a bar.
    #[must_use]
    pub fn style(self) -> Style {
        let bold = Style::new().bold();
        let bold_in = |colour: AnsiColor| colour.on_default().bold();
        match self {
            Self::Plain => Style::new(),
            Self::Quiet | Self::Phase(Phase::Ended | Phase::Cancelled) => Style::new().dimmed(),
            Self::Strong
            | Self::Light(Light::Unknown)
            | Self::Badge(Severity::Calm)
            | Self::Known(Severity::Calm) => bold,
            Self::Phase(Phase::Active) | Self::Light(Light::Green) => bold_in(AnsiColor::Green),
            Self::Phase(Phase::Paused)
            | Self::Over
            | Self::Light(Light::Yellow)
            | Self::Known(Severity::Warning)
            | Self::Question
            | Self::Others => bold_in(AnsiColor::Yellow),
            Self::Light(Light::Red) | Self::Known(Severity::Critical) => bold_in(AnsiColor::Red),
            Self::Key => bold_in(AnsiColor::Cyan),
            Self::Badge(Severity::Warning) => AnsiColor::Black.on(AnsiColor::Yellow),
            Self::Badge(Severity::Critical) | Self::Banner => AnsiColor::White.on(AnsiColor::Red),
        }
    }
}
