//! What a terminal can show, and the settings of the panel on it.

use std::ffi::OsString;

use chrono::NaiveTime;

use crate::config::{
    self, Background, ClockFormat, Colours, Notify, Palette, PanelSetup, SidePanes, SourceLeftOut,
    WeekStart,
};
use crate::core::Workflows;
use crate::signs::Signs;
use crate::tui::input::Bindings;
use crate::tui::look::{ColourDepth, Theme};

/// What a terminal can show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TerminalCapabilities {
    /// How many colours it shows; `NO_COLOR` forbids them.
    pub colours: ColourDepth,
    /// The signs that it shows.
    pub signs: Signs,
    /// Its background, if it has reported it.
    pub background: Option<Background>,
}

impl TerminalCapabilities {
    /// Reads them from environment variables.
    #[must_use]
    pub fn from_env(env: &dyn Fn(&str) -> Option<OsString>) -> Self {
        Self { colours: ColourDepth::from_env(env), signs: Signs::from_env(env), background: None }
    }
}

/// The settings of the panel on its terminal; they may change while it is open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PanelSettings {
    /// The styles.
    pub theme: Theme,
    /// The colours that the styles come from.
    colours: Colours,
    /// The keys of each action.
    pub bindings: Bindings,
    /// The signs that the panel draws with.
    pub signs: Signs,
    /// The format of the clock.
    pub clock: ClockFormat,
    /// The default notes of a session.
    pub default_notes: String,
    /// Whether the panel sets the window's title.
    pub title: bool,
    /// Whether the panel takes the mouse.
    pub mouse: bool,
    /// Whether the sign of what is new blinks for a moment.
    pub motion: bool,
    /// The notifications that are wanted.
    pub notify: Notify,
    /// The panes beside the session.
    pub panes: SidePanes,
    /// The first day of a week.
    pub week_start: WeekStart,
    /// The time of day at which a day begins.
    pub day_start: NaiveTime,
    /// The age at which a reading is stale, milliseconds.
    pub stale_after_ms: u64,
    /// The target of a day, seconds of active time.
    pub day_target_seconds: Option<u64>,
    /// The sources that are left out, each with its line in the file of the settings, and why.
    pub left_out: Vec<String>,
    /// The statuses of workflows, in their order.
    pub workflows: Workflows,
}

impl PanelSettings {
    /// Returns the settings of the panel on a terminal.
    pub fn of(setup: PanelSetup, capabilities: TerminalCapabilities) -> Self {
        let PanelSetup { settings, colours, keys } = setup;
        let config::PanelConfig {
            glyphs,
            clock,
            title,
            mouse,
            motion,
            panes,
            week_start,
            day_start,
            stale_after_ms,
            ..
        } = settings.panel;
        Self {
            theme: theme(colours, capabilities),
            colours,
            bindings: Bindings::new(keys),
            signs: Signs::chosen(glyphs, capabilities.signs),
            clock,
            default_notes: settings.default_notes,
            title,
            mouse,
            motion,
            notify: settings.notify,
            panes,
            week_start,
            day_start,
            stale_after_ms,
            day_target_seconds: settings.day_target_seconds,
            left_out: settings.sources_left_out.iter().map(left_out).collect(),
            workflows: settings.workflows,
        }
    }

    /// Adapts the styles to the terminal.
    pub fn adapt(&mut self, capabilities: TerminalCapabilities) {
        self.theme = theme(self.colours, capabilities);
    }

    /// Reports whether the colours depend on the background of a terminal that shows so many.
    pub fn asks_for_background(&self, depth: ColourDepth) -> bool {
        match depth {
            ColourDepth::Mono | ColourDepth::Sixteen => false,
            ColourDepth::Palette256 | ColourDepth::TrueColour => self.colours.ask(),
        }
    }
}

fn left_out(source: &SourceLeftOut) -> String {
    format!("config.toml:{}: {source}", source.line)
}

fn theme(colours: Colours, capabilities: TerminalCapabilities) -> Theme {
    let depth = capabilities.colours;
    let palette = match depth {
        ColourDepth::Mono => Palette::mono(),
        // Its user chose the sixteen: they are better on its background than the nearest of others.
        ColourDepth::Sixteen => colours.on(None),
        ColourDepth::Palette256 | ColourDepth::TrueColour => colours.on(capabilities.background),
    };
    Theme::new(palette, depth)
}
