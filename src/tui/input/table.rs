//! The one table of bindings: every action with what it does, its word and its sentence.
//!
//! Keys, footer, help, palette and the table of the README come from it.

use crate::config::Action;
use crate::core::{Command, Phase, Verb};
use crate::tui::dialogs::DialogKind;
use crate::tui::geometry::Pane;

use super::action_kind::ActionKind::{
    self, Along, Answer, Ask, Copy, Filter, Focus, Give, Help, History, Palette, Quit, Session,
    Suspend,
};
use super::action_kind::{Copied, Step, StripStep};

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

/// Every action, in the order of the help.
#[rustfmt::skip]
pub const BINDINGS: &[Binding] = &[
    row(Action::Start, Ask(DialogKind::Start), "start", Some(0),
        "Start a session; asks for notes, Enter alone starts at once"),
    row(Action::PauseOrResume, Give(pause_or_resume), "pause", Some(0),
        "Pause or resume, whichever fits; never starts"),
    row(Action::Resume, Give(|_| Command::Resume), "resume", None,
        "Resume a paused session"),
    row(Action::Note, Ask(DialogKind::Note), "note", Some(1),
        "Write a note; it belongs to the innermost context"),
    row(Action::Push, Ask(DialogKind::Context), "context", Some(3),
        "Enter a context, as in `task 7 Import ~2h30m`"),
    row(Action::Pop, Give(|_| Command::Pop { kind: None }), "leave", Some(4),
        "Leave the innermost context"),
    row(Action::Band, Ask(DialogKind::Band), "band", Some(5),
        "Set the governance band and why"),
    row(Action::Health, Ask(DialogKind::Health), "health", Some(6),
        "Set the health and why"),
    row(Action::Undo, Give(|_| Command::Undo), "undo", Some(4),
        "Take the newest change back"),
    row(Action::Redo, Give(|_| Command::Redo), "redo", Some(4),
        "Make the change again that was taken back last"),
    row(Action::End, Ask(DialogKind::End), "end", Some(2),
        "End the session; shows what is to be filed, asks for notes"),
    row(Action::Gap, Answer, "answer", Some(0),
        "Answer what waits: a gap, or whether a forgotten session goes on"),
    row(Action::History, History, "history", Some(7),
        "Show the past sessions; Enter opens one, Esc goes back"),
    row(Action::Session, Session, "session", None,
        "Show the live or last session in full; Enter does so too"),
    row(Action::Filter, Filter, "filter", None,
        "Filter the list in focus as you type; Esc clears it"),
    row(Action::Palette, Palette, "actions", Some(6),
        "Show every action by its name, and why it is refused"),
    row(Action::Switch, Ask(DialogKind::Switch), "switch", None,
        "End the session and start the next, as one change"),
    row(Action::Cancel, Give(|_| Command::Cancel), "cancel", None,
        "Drop the session out of all totals; undo brings it back"),
    row(Action::Reopen, Give(|_| Command::Reopen), "reopen", None,
        "Let the last session go on; the time between is a pause"),
    row(Action::Amend, Ask(DialogKind::Amend), "amend", None,
        "Change the notes of the live or last session"),
    row(Action::FocusNext, Focus(Pane::next), "focus", None,
        "Move the focus to the next pane"),
    row(Action::FocusBack, Focus(Pane::back), "focus", None,
        "Move the focus to the pane before"),
    row(Action::Down, ActionKind::Step(Step::Down), "down", None,
        "Scroll the pane in focus down"),
    row(Action::Up, ActionKind::Step(Step::Up), "up", None,
        "Scroll the pane in focus up"),
    row(Action::Earlier, Along(StripStep::Earlier), "earlier", None,
        "Move along the session's strip towards its start"),
    row(Action::Later, Along(StripStep::Later), "later", None,
        "Move along the session's strip towards now"),
    row(Action::PageDown, ActionKind::Step(Step::PageDown), "page down", None,
        "Scroll the pane in focus down by a page"),
    row(Action::PageUp, ActionKind::Step(Step::PageUp), "page up", None,
        "Scroll the pane in focus up by a page"),
    row(Action::CopyKey, Copy(Copied::Key), "copy key", None,
        "Copy the session's key to the clipboard (OSC 52)"),
    row(Action::CopyId, Copy(Copied::Id), "copy id", None,
        "Copy the session's id"),
    row(Action::CopySummary, Copy(Copied::Summary), "copy summary", None,
        "Copy a summary of the session as Markdown"),
    row(Action::Top, ActionKind::Step(Step::Top), "top", None,
        "Go to the beginning of the pane or list in focus"),
    row(Action::Bottom, ActionKind::Step(Step::Bottom), "bottom", None,
        "Go to the end of the pane or list in focus"),
    row(Action::Help, Help, "help", Some(0),
        "Show this help; Esc leaves it, and any prompt"),
    row(Action::Suspend, Suspend, "suspend", None,
        "Stand aside for the shell; `fg` brings the panel back"),
    row(Action::Quit, Quit, "quit", Some(0),
        "Leave the panel; the session stays live"),
];

/// The commands that only the command line has.
pub const ELSEWHERE: &[(&str, &str)] = &[
    ("onwatch break add", "Put in a pause that was forgotten"),
    ("onwatch log", "Everything that was done, as far back as you like"),
];

const fn row(
    action: Action,
    kind: ActionKind,
    word: &'static str,
    footer: Option<u8>,
    help: &'static str,
) -> Binding {
    Binding { action, kind, word, help, footer }
}

fn pause_or_resume(phase: Option<Phase>) -> Command {
    match phase {
        Some(Phase::Paused) => Command::Resume,
        Some(Phase::Active | Phase::Ended | Phase::Cancelled) | None => {
            Command::Pause { reason: None }
        }
    }
}
