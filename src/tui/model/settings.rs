//! What a terminal can show, and what the user's settings make of the panel on it.

use std::ffi::OsString;

use crate::config::{
    self, Background, ClockFormat, Colours, Notify, Palette, Settings, SidePanes, WeekStart,
};
use crate::tui::input::Bindings;
use crate::tui::look::Theme;

/// What a terminal can show, or is asked to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TerminalCapabilities {
    /// Colours; `NO_COLOR` asks for none.
    pub colour: bool,
    /// Signs beyond ASCII; a locale without UTF-8 has none.
    pub unicode: bool,
    /// What lies behind them, where it has said so.
    pub background: Option<Background>,
}

impl TerminalCapabilities {
    /// Returns what the environment says of the terminal. Where it names no locale at all, as in
    /// most containers, the terminal is taken to know UTF-8.
    #[must_use]
    pub fn from_env(env: &dyn Fn(&str) -> Option<OsString>) -> Self {
        let set = |name: &str| env(name).filter(|value| !value.is_empty());
        let locale = ["LC_ALL", "LC_CTYPE", "LANG"].into_iter().find_map(set);
        let knows_utf8 = |locale: OsString| {
            let locale = locale.to_string_lossy().to_ascii_lowercase();
            locale.contains("utf-8") || locale.contains("utf8")
        };
        Self {
            colour: set("NO_COLOR").is_none(),
            unicode: locale.is_none_or(knows_utf8),
            background: None,
        }
    }
}

/// What the user's settings make of the panel; they may change while it is open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PanelSettings {
    /// The styles.
    pub theme: Theme,
    /// Where they come from.
    colours: Colours,
    /// Which keys do what.
    pub bindings: Bindings,
    /// Whether it draws with ASCII alone.
    pub ascii: bool,
    /// How the clock is told.
    pub clock: ClockFormat,
    /// The notes that a session starts with unless somebody changes them.
    pub default_notes: String,
    /// Whether the window's title tells it too.
    pub title: bool,
    /// Whether it listens to the mouse.
    pub mouse: bool,
    /// What it tells beyond its own screen.
    pub notify: Notify,
    /// What is shown beside the session.
    pub panes: SidePanes,
    /// The day a week begins with.
    pub week_start: WeekStart,
    /// How old a reading may be until it is stale, milliseconds.
    pub stale_after_ms: u64,
    /// The active time a day is meant to have, seconds.
    pub day_target_seconds: Option<u64>,
}

impl PanelSettings {
    /// Returns what settings mean on a terminal.
    pub fn of(settings: Settings, capabilities: TerminalCapabilities) -> Self {
        let config::PanelOptions {
            colours,
            glyphs,
            clock,
            title,
            mouse,
            panes,
            week_start,
            stale_after_ms,
            ..
        } = settings.panel;
        Self {
            theme: theme(colours, capabilities),
            colours,
            bindings: Bindings::new(settings.keys),
            ascii: match glyphs {
                config::Glyphs::Auto => !capabilities.unicode,
                config::Glyphs::Unicode => false,
                config::Glyphs::Ascii => true,
            },
            clock,
            default_notes: settings.default_notes,
            title,
            mouse,
            notify: settings.notify,
            panes,
            week_start,
            stale_after_ms,
            day_target_seconds: settings.day_target_seconds,
        }
    }

    /// Takes its styles from what the terminal can show.
    pub fn see(&mut self, capabilities: TerminalCapabilities) {
        self.theme = theme(self.colours, capabilities);
    }

    /// Tells whether its colours depend on what lies behind the text.
    pub fn asks_for_background(&self) -> bool {
        self.colours.ask()
    }
}

fn theme(colours: Colours, capabilities: TerminalCapabilities) -> Theme {
    Theme::new(if capabilities.colour {
        colours.on(capabilities.background)
    } else {
        Palette::mono()
    })
}
