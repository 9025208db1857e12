//! The one table of actions: dispatch, footer, help screen and the README's table come from it.
//!
//! Which keys an action has, the settings say. It knows which verb a key gives, and nothing of
//! when that verb is allowed: the core says so.

use std::fmt::Write;

use crossterm::event::KeyEvent;

use crate::config::{Action, Chord, ConfigError, Keymap, Settings};
use crate::core::{Phase, Verb};

/// One row of the table.
#[derive(Debug, Clone, Copy)]
pub struct Binding {
    /// What its keys do.
    pub action: Action,
    /// The verb they give; `Toggle` stands for pause or resume, whichever the operator sees.
    pub verb: Option<Verb>,
    /// The word in the footer.
    pub word: &'static str,
    /// The sentence in the help.
    pub help: &'static str,
    /// Whether the footer shows it, and how early it makes room: the highest rank goes first.
    pub footer: Option<u8>,
}

/// Everything that has keys.
pub const BINDINGS: &[Binding] = &[
    Binding {
        action: Action::Start,
        verb: Some(Verb::Start),
        word: "start",
        help: "Start a session; asks for notes, Enter alone starts at once",
        footer: Some(0),
    },
    Binding {
        action: Action::PauseOrResume,
        verb: Some(Verb::Toggle),
        word: "pause",
        help: "Pause or resume, whichever fits; never starts",
        footer: Some(0),
    },
    Binding {
        action: Action::Resume,
        verb: Some(Verb::Resume),
        word: "resume",
        help: "Resume a paused session",
        footer: None,
    },
    Binding {
        action: Action::Note,
        verb: Some(Verb::Note),
        word: "note",
        help: "Write a note; it belongs to the innermost context",
        footer: Some(1),
    },
    Binding {
        action: Action::Push,
        verb: Some(Verb::Push),
        word: "context",
        help: "Enter a context, as in `task 7 Import ~2h30m`",
        footer: Some(3),
    },
    Binding {
        action: Action::Pop,
        verb: Some(Verb::Pop),
        word: "leave",
        help: "Leave the innermost context",
        footer: Some(4),
    },
    Binding {
        action: Action::Band,
        verb: Some(Verb::Band),
        word: "band",
        help: "Set the governance band and why",
        footer: Some(5),
    },
    Binding {
        action: Action::Health,
        verb: Some(Verb::Health),
        word: "health",
        help: "Set the health and why",
        footer: Some(6),
    },
    Binding {
        action: Action::Undo,
        verb: Some(Verb::Undo),
        word: "undo",
        help: "Take the newest change back",
        footer: Some(4),
    },
    Binding {
        action: Action::Redo,
        verb: Some(Verb::Redo),
        word: "redo",
        help: "Make the change again that was taken back last",
        footer: Some(4),
    },
    Binding {
        action: Action::End,
        verb: Some(Verb::End),
        word: "end",
        help: "End the session; shows what is to be filed, asks for notes",
        footer: Some(2),
    },
    Binding {
        action: Action::Gap,
        verb: Some(Verb::Gap),
        word: "answer",
        help: "Answer what waits: a gap, or whether a forgotten session goes on",
        footer: Some(0),
    },
    Binding {
        action: Action::History,
        verb: None,
        word: "history",
        help: "Show the past sessions; Enter opens one, Esc goes back",
        footer: Some(7),
    },
    Binding {
        action: Action::Session,
        verb: None,
        word: "session",
        help: "Show the live or last session in full; Enter does so too",
        footer: None,
    },
    Binding {
        action: Action::Filter,
        verb: None,
        word: "filter",
        help: "Filter the list in focus as you type; Esc clears it",
        footer: None,
    },
    Binding {
        action: Action::Palette,
        verb: None,
        word: "actions",
        help: "Show every action by its name, and why it is refused",
        footer: Some(6),
    },
    Binding {
        action: Action::Switch,
        verb: Some(Verb::Start),
        word: "switch",
        help: "End the session and start the next, as one change",
        footer: None,
    },
    Binding {
        action: Action::Cancel,
        verb: Some(Verb::Cancel),
        word: "cancel",
        help: "Drop the session out of all totals; undo brings it back",
        footer: None,
    },
    Binding {
        action: Action::Reopen,
        verb: Some(Verb::Reopen),
        word: "reopen",
        help: "Let the last session go on; the time between is a pause",
        footer: None,
    },
    Binding {
        action: Action::Amend,
        verb: Some(Verb::Amend),
        word: "amend",
        help: "Change the notes of the live or last session",
        footer: None,
    },
    Binding {
        action: Action::FocusNext,
        verb: None,
        word: "focus",
        help: "Move the focus to the next pane",
        footer: None,
    },
    Binding {
        action: Action::FocusBack,
        verb: None,
        word: "focus",
        help: "Move the focus to the pane before",
        footer: None,
    },
    Binding {
        action: Action::Down,
        verb: None,
        word: "down",
        help: "Scroll the pane in focus down",
        footer: None,
    },
    Binding {
        action: Action::Up,
        verb: None,
        word: "up",
        help: "Scroll the pane in focus up",
        footer: None,
    },
    Binding {
        action: Action::Earlier,
        verb: None,
        word: "earlier",
        help: "Move along the session's strip towards its start",
        footer: None,
    },
    Binding {
        action: Action::Later,
        verb: None,
        word: "later",
        help: "Move along the session's strip towards now",
        footer: None,
    },
    Binding {
        action: Action::PageDown,
        verb: None,
        word: "page down",
        help: "Scroll the pane in focus down by a page",
        footer: None,
    },
    Binding {
        action: Action::PageUp,
        verb: None,
        word: "page up",
        help: "Scroll the pane in focus up by a page",
        footer: None,
    },
    Binding {
        action: Action::CopyKey,
        verb: None,
        word: "copy key",
        help: "Copy the session's key to the clipboard (OSC 52)",
        footer: None,
    },
    Binding {
        action: Action::CopyId,
        verb: None,
        word: "copy id",
        help: "Copy the session's id",
        footer: None,
    },
    Binding {
        action: Action::CopySummary,
        verb: None,
        word: "copy summary",
        help: "Copy a summary of the session as Markdown",
        footer: None,
    },
    Binding {
        action: Action::Top,
        verb: None,
        word: "top",
        help: "Go to the beginning of the pane or list in focus",
        footer: None,
    },
    Binding {
        action: Action::Bottom,
        verb: None,
        word: "bottom",
        help: "Go to the end of the pane or list in focus",
        footer: None,
    },
    Binding {
        action: Action::Help,
        verb: None,
        word: "help",
        help: "Show this help; Esc leaves it, and any prompt",
        footer: Some(0),
    },
    Binding {
        action: Action::Suspend,
        verb: None,
        word: "suspend",
        help: "Stand aside for the shell; `fg` brings the panel back",
        footer: None,
    },
    Binding {
        action: Action::Quit,
        verb: None,
        word: "quit",
        help: "Leave the panel; the session stays live",
        footer: Some(0),
    },
];

/// What only the command line does.
pub const ELSEWHERE: &[(&str, &str)] = &[
    ("onwatch break add", "Put in a pause that was forgotten"),
    ("onwatch log", "Everything that was done, as far back as you like"),
];

impl Binding {
    /// Returns the verb the key gives while the session is in `phase`: the one whose rules it is
    /// under.
    #[must_use]
    pub fn verb_in(&self, phase: Option<Phase>) -> Option<Verb> {
        match (self.verb, phase) {
            // A session that is live does not stand against a switch: it ends.
            (Some(_), Some(_)) if self.action == Action::Switch => Some(Verb::End),
            (Some(Verb::Toggle), Some(Phase::Paused)) => Some(Verb::Resume),
            (Some(Verb::Toggle), _) => Some(Verb::Pause),
            (verb, _) => verb,
        }
    }

    /// Returns the word in the footer while the session is in `phase`.
    #[must_use]
    pub fn word_in(&self, phase: Option<Phase>) -> &'static str {
        match self.verb_in(phase) {
            Some(Verb::Resume) => Verb::Resume.word(),
            _ => self.word,
        }
    }
}

/// The table with the keys that are in force.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bindings(Keymap);

impl Bindings {
    /// Returns the table with these keys.
    #[must_use]
    pub fn new(keys: Keymap) -> Self {
        Self(keys)
    }

    /// Returns the row of a key.
    #[must_use]
    pub fn of(&self, event: KeyEvent) -> Option<&'static Binding> {
        let action = self.0.action(event)?;
        BINDINGS.iter().find(|binding| binding.action == action)
    }

    /// Returns what a key does wherever it is pressed, in a prompt too: those with Control.
    #[must_use]
    pub fn everywhere(&self, event: KeyEvent) -> Option<Action> {
        let action = self.0.action(event)?;
        self.0.of(action).iter().any(|key| key.has_control() && key.is(event)).then_some(action)
    }

    /// Returns the key of an action that is shown first; an action may have none.
    #[must_use]
    pub fn first(&self, action: Action) -> Option<String> {
        self.0.of(action).first().map(Chord::to_string)
    }

    /// Returns the key that gives an action also in a prompt, where it has one.
    #[must_use]
    pub fn first_everywhere(&self, action: Action) -> Option<String> {
        self.0.of(action).iter().find(|key| key.has_control()).map(Chord::to_string)
    }

    /// Returns the key of an action that is shown first, else how the palette gives it, as in
    /// `: cancel`; nothing when that has no key either.
    #[must_use]
    pub fn way(&self, action: Action) -> Option<String> {
        let by_name = || Some(format!("{} {}", self.first(Action::Palette)?, action.name()));
        self.first(action).or_else(by_name)
    }

    /// Returns the keys of an action; where it has none, the [`way`](Self::way) to it.
    #[must_use]
    pub fn ways(&self, action: Action) -> String {
        match self.0.of(action) {
            [] => self.way(action).unwrap_or_default(),
            _ => self.names(action),
        }
    }

    /// Returns the keys of an action, as in `p, Space`.
    #[must_use]
    pub fn names(&self, action: Action) -> String {
        self.0.of(action).iter().map(Chord::to_string).collect::<Vec<_>>().join(", ")
    }
}

/// Returns the keys that nobody has changed as a Markdown table.
///
/// # Errors
/// [`ConfigError`] when the embedded settings are broken.
pub fn markdown() -> Result<String, ConfigError> {
    let bindings = Bindings::new(Settings::defaults()?.keys);
    let mut table = String::from("| Key | What it does | Name in `[keys]` |\n|---|---|---|\n");
    for Binding { action, help, .. } in BINDINGS {
        let ways = bindings.ways(*action).replace(", ", "` `");
        let _ = writeln!(table, "| `{ways}` | {help} | `{}` |", action.name());
    }
    Ok(table)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn every_action_has_one_row() {
        let rows: Vec<&str> = BINDINGS.iter().map(|binding| binding.action.name()).collect();
        assert_eq!(rows, Action::names().collect::<Vec<_>>());
    }

    #[test]
    fn the_table_for_people_has_a_row_for_every_binding() {
        let table = markdown().unwrap();
        assert_eq!(table.lines().count(), BINDINGS.len() + 2);
        assert!(table.contains("| `p` `Space` | Pause or resume"), "{table}");
        assert!(table.contains("| `: cancel` | Drop the session"), "{table}");
    }
}
