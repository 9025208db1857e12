//! The one table of bindings: every action with what it does, its word and its sentence.
//!
//! Keys, footer, help, palette and the table of the README come from it.

use crate::config::Action;
use crate::core::{Command, Phase, Verb};
use crate::tui::dialogs::DialogKind;
use crate::tui::geometry::Pane;

use super::action_kind::{ActionKind, Copied, Step, StripStep};

/// One row of the table.
#[derive(Debug, Clone, Copy)]
pub struct Binding {
    /// The action that keys are bound to.
    pub action: Action,
    /// What it does.
    pub kind: ActionKind,
    /// The word in the footer.
    pub word: &'static str,
    /// The sentence in the help.
    pub help: &'static str,
    /// The rank in the footer: the highest gives way first; `None` if the footer never shows it.
    pub footer: Option<u8>,
}

impl Binding {
    /// Returns the verb that must be allowed in a phase; `None` for what gives no command.
    pub fn verb_in(&self, phase: Option<Phase>) -> Option<Verb> {
        self.kind.verb(phase)
    }

    /// Returns the word in the footer while the session is in `phase`.
    pub fn word_in(&self, phase: Option<Phase>) -> &'static str {
        let resumes = self.verb_in(phase) == Some(Verb::Resume);
        if resumes { Verb::Resume.word() } else { self.word }
    }
}

/// Every action.
pub const BINDINGS: &[Binding] = &[
    Binding {
        action: Action::Start,
        kind: ActionKind::Ask(DialogKind::Start),
        word: "start",
        help: "Start a session; asks for notes, Enter alone starts at once",
        footer: Some(0),
    },
    Binding {
        action: Action::PauseOrResume,
        kind: ActionKind::Give(pause_or_resume),
        word: "pause",
        help: "Pause or resume, whichever fits; never starts",
        footer: Some(0),
    },
    Binding {
        action: Action::Resume,
        kind: ActionKind::Give(|_| Command::Resume),
        word: "resume",
        help: "Resume a paused session",
        footer: None,
    },
    Binding {
        action: Action::Note,
        kind: ActionKind::Ask(DialogKind::Note),
        word: "note",
        help: "Write a note; it belongs to the innermost context",
        footer: Some(1),
    },
    Binding {
        action: Action::Push,
        kind: ActionKind::Ask(DialogKind::Context),
        word: "context",
        help: "Enter a context, as in `task 7 Import ~2h30m`",
        footer: Some(3),
    },
    Binding {
        action: Action::Pop,
        kind: ActionKind::Give(|_| Command::Pop { kind: None }),
        word: "leave",
        help: "Leave the innermost context",
        footer: Some(4),
    },
    Binding {
        action: Action::Band,
        kind: ActionKind::Ask(DialogKind::Band),
        word: "band",
        help: "Set the governance band and why",
        footer: Some(5),
    },
    Binding {
        action: Action::Health,
        kind: ActionKind::Ask(DialogKind::Health),
        word: "health",
        help: "Set the health and why",
        footer: Some(6),
    },
    Binding {
        action: Action::Undo,
        kind: ActionKind::Give(|_| Command::Undo),
        word: "undo",
        help: "Take the newest change back",
        footer: Some(4),
    },
    Binding {
        action: Action::Redo,
        kind: ActionKind::Give(|_| Command::Redo),
        word: "redo",
        help: "Make the change again that was taken back last",
        footer: Some(4),
    },
    Binding {
        action: Action::End,
        kind: ActionKind::Ask(DialogKind::End),
        word: "end",
        help: "End the session; shows what is to be filed, asks for notes",
        footer: Some(2),
    },
    Binding {
        action: Action::Gap,
        kind: ActionKind::Answer,
        word: "answer",
        help: "Answer what waits: a gap, or whether a forgotten session goes on",
        footer: Some(0),
    },
    Binding {
        action: Action::History,
        kind: ActionKind::History,
        word: "history",
        help: "Show the past sessions; Enter opens one, Esc goes back",
        footer: Some(7),
    },
    Binding {
        action: Action::Session,
        kind: ActionKind::Session,
        word: "session",
        help: "Show the live or last session in full; Enter does so too",
        footer: None,
    },
    Binding {
        action: Action::Filter,
        kind: ActionKind::Filter,
        word: "filter",
        help: "Filter the list in focus as you type; Esc clears it",
        footer: None,
    },
    Binding {
        action: Action::Palette,
        kind: ActionKind::Palette,
        word: "actions",
        help: "Show every action by its name, and why it is refused",
        footer: Some(6),
    },
    Binding {
        action: Action::Switch,
        kind: ActionKind::Ask(DialogKind::Switch),
        word: "switch",
        help: "End the session and start the next, as one change",
        footer: None,
    },
    Binding {
        action: Action::Cancel,
        kind: ActionKind::Give(|_| Command::Cancel),
        word: "cancel",
        help: "Drop the session out of all totals; undo brings it back",
        footer: None,
    },
    Binding {
        action: Action::Reopen,
        kind: ActionKind::Give(|_| Command::Reopen),
        word: "reopen",
        help: "Let the last session go on; the time between is a pause",
        footer: None,
    },
    Binding {
        action: Action::Amend,
        kind: ActionKind::Ask(DialogKind::Amend),
        word: "amend",
        help: "Change the notes of the live or last session",
        footer: None,
    },
    Binding {
        action: Action::FocusNext,
        kind: ActionKind::Focus(Pane::next),
        word: "focus",
        help: "Move the focus to the next pane",
        footer: None,
    },
    Binding {
        action: Action::FocusBack,
        kind: ActionKind::Focus(Pane::back),
        word: "focus",
        help: "Move the focus to the pane before",
        footer: None,
    },
    Binding {
        action: Action::Down,
        kind: ActionKind::Step(Step::Down),
        word: "down",
        help: "Scroll the pane in focus down",
        footer: None,
    },
    Binding {
        action: Action::Up,
        kind: ActionKind::Step(Step::Up),
        word: "up",
        help: "Scroll the pane in focus up",
        footer: None,
    },
    Binding {
        action: Action::Earlier,
        kind: ActionKind::Along(StripStep::Earlier),
        word: "earlier",
        help: "Move along the session's strip towards its start",
        footer: None,
    },
    Binding {
        action: Action::Later,
        kind: ActionKind::Along(StripStep::Later),
        word: "later",
        help: "Move along the session's strip towards now",
        footer: None,
    },
    Binding {
        action: Action::PageDown,
        kind: ActionKind::Step(Step::PageDown),
        word: "page down",
        help: "Scroll the pane in focus down by a page",
        footer: None,
    },
    Binding {
        action: Action::PageUp,
        kind: ActionKind::Step(Step::PageUp),
        word: "page up",
        help: "Scroll the pane in focus up by a page",
        footer: None,
    },
    Binding {
        action: Action::CopyKey,
        kind: ActionKind::Copy(Copied::Key),
        word: "copy key",
        help: "Copy the session's key to the clipboard (OSC 52)",
        footer: None,
    },
    Binding {
        action: Action::CopyId,
        kind: ActionKind::Copy(Copied::Id),
        word: "copy id",
        help: "Copy the session's id",
        footer: None,
    },
    Binding {
        action: Action::CopySummary,
        kind: ActionKind::Copy(Copied::Summary),
        word: "copy summary",
        help: "Copy a summary of the session as Markdown",
        footer: None,
    },
    Binding {
        action: Action::Top,
        kind: ActionKind::Step(Step::Top),
        word: "top",
        help: "Go to the beginning of the pane or list in focus",
        footer: None,
    },
    Binding {
        action: Action::Bottom,
        kind: ActionKind::Step(Step::Bottom),
        word: "bottom",
        help: "Go to the end of the pane or list in focus",
        footer: None,
    },
    Binding {
        action: Action::Help,
        kind: ActionKind::Help,
        word: "help",
        help: "Show this help; Esc leaves it, and any prompt",
        footer: Some(0),
    },
    Binding {
        action: Action::Suspend,
        kind: ActionKind::Suspend,
        word: "suspend",
        help: "Stand aside for the shell; `fg` brings the panel back",
        footer: None,
    },
    Binding {
        action: Action::Quit,
        kind: ActionKind::Quit,
        word: "quit",
        help: "Leave the panel; the session stays live",
        footer: Some(0),
    },
];

/// The commands that only the command line has.
pub const ELSEWHERE: &[(&str, &str)] = &[
    ("onwatch break add", "Put in a pause that was forgotten"),
    ("onwatch log", "Everything that was done, as far back as you like"),
];

fn pause_or_resume(phase: Option<Phase>) -> Command {
    match phase {
        Some(Phase::Paused) => Command::Resume,
        Some(Phase::Active | Phase::Ended | Phase::Cancelled) | None => {
            Command::Pause { reason: None }
        }
    }
}
