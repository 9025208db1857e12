//! The one table of bindings: every action with what it does, its word and its sentence.
//!
//! Keys, footer, help, palette and the table of the README come from it.

use crate::config::Action;
use crate::core::{Command, Phase, Verb};
use crate::tui::dialogs::DialogKind;
use crate::tui::geometry::Pane;

use super::action_kind::ActionKind::{
    self, Along, Answer, Ask, AskOfPast, AskOfTask, Block, Copy, Desks, DesksAll, Filter, Focus,
    Give, GiveOf, Help, History, Meanwhile, OfStep, Palette, Quit, ResetPlaybook, Session, Sources,
    Suspend, Task, Tasks, TurnPlaybook, Week,
};
use super::action_kind::{Copied, Step, StepAct, TimeStep};

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
        "Start a session; notes are optional"),
    row(Action::PauseOrResume, Give(pause_or_resume), "pause", Some(0),
        "Pause or resume the session"),
    row(Action::PauseWhy, Ask(DialogKind::Pause), "pause why", None,
        "Pause the session and say why, or since when"),
    row(Action::Resume, Give(|_| Command::Resume), "resume", None,
        Verb::Resume.spec().sentence),
    row(Action::Note, Ask(DialogKind::Note), "note", Some(1),
        Verb::Note.spec().sentence),
    row(Action::Push, Ask(DialogKind::Context), "context", Some(8),
        "Enter a context: choose it, or type a new one"),
    row(Action::Pop, Give(|_| Command::Pop { kind: None, summary: None, complete: false }), "leave", Some(10),
        "Leave the current context"),
    row(Action::Tasks, Tasks, "tasks", Some(20),
        "Show the tasks of the sprint, or all of them"),
    row(Action::Done, AskOfTask(DialogKind::Done), "done", Some(20),
        "Complete the task and say what was done"),
    row(Action::Block, Block, "block", None,
        "Block the task and say why, or unblock it"),
    row(Action::Estimate, AskOfTask(DialogKind::Estimate), "estimate", None,
        "Estimate the open or selected task"),
    row(Action::Task, Task, "page", None,
        "Show the selected task or sprint in full"),
    row(Action::Band, Ask(DialogKind::Band), "band", Some(7),
        "Set the governance band and its reason"),
    row(Action::Health, Ask(DialogKind::Health), "health", Some(5),
        "Set the health and its reason"),
    row(Action::Ack, Ask(DialogKind::Ack), "ack", Some(1),
        "Acknowledge a bad band or health, or shelve it"),
    row(Action::Undo, Give(|_| Command::Undo), "undo", Some(4),
        Verb::Undo.spec().sentence),
    row(Action::Redo, Give(|_| Command::Redo), "redo", Some(11),
        Verb::Redo.spec().sentence),
    row(Action::End, Ask(DialogKind::End), "end", Some(2),
        "End the session; its summary is shown first"),
    row(Action::Switch, Ask(DialogKind::Switch), "switch", Some(12),
        "End the session and start the next one"),
    row(Action::Break, Ask(DialogKind::Break), "break", Some(13),
        "Add a forgotten pause, such as the last `30m`"),
    row(Action::RemoveBreak, AskOfPast(DialogKind::RemoveBreak), "remove break", None,
        Verb::RemoveBreak.spec().sentence),
    row(Action::Edit, AskOfPast(DialogKind::Edit), "edit", None,
        "Correct times and notes; shows what changes"),
    row(Action::Add, AskOfPast(DialogKind::Add), "add", None,
        "Add a session that was never started"),
    row(Action::Continue, GiveOf(Verb::Continue, |session| Command::Continue { session }),
        "continue", None, "Start a session like the last or selected one"),
    row(Action::Gap, Answer, "answer", Some(0),
        "Answer a gap, or whether the session continues"),
    row(Action::History, History, "history", Some(6),
        "Show the past sessions; Enter opens one"),
    row(Action::Week, Week, "week", Some(14),
        "Show a week by day and context; Enter lists a day"),
    row(Action::Desks, Desks, "desks", Some(15),
        "Show the desks of this machine; Enter looks into one"),
    row(Action::DesksAll, DesksAll, "all desks", None,
        "List the desks that are not live too, or no longer"),
    row(Action::Sources, Sources, "sources", None,
        "Show what each source of band and health answered"),
    row(Action::Playbook, ActionKind::Playbook, "playbook", None,
        "Show the next step of the playbook, or hide it"),
    row(Action::StepDone, OfStep(StepAct::Done), "done", None,
        "Mark the next or selected step as done"),
    row(Action::StepNote, OfStep(StepAct::Note), "done, note", None,
        "Mark a step as done, with a note"),
    row(Action::StepUndo, OfStep(StepAct::Undo), "open again", None,
        "Open a step again that is done or skipped"),
    row(Action::StepSkip, OfStep(StepAct::Skip), "skip", None,
        "Skip a step and say why"),
    row(Action::PlaybookReset, ResetPlaybook, "reset", None,
        "Begin the playbook anew; no step is done then"),
    row(Action::Session, Session, "session", None,
        "Show the live or last session in full"),
    row(Action::Filter, Filter, "filter", None,
        "Filter the list in focus; Esc clears the filter"),
    row(Action::Palette, Palette, "all", Some(3),
        "Show all actions; type to find one"),
    row(Action::Cancel, GiveOf(Verb::Cancel, |session| Command::Cancel { session }), "cancel",
        None, "Discard the live or selected session"),
    row(Action::Reopen, GiveOf(Verb::Reopen, |session| Command::Reopen { session }), "reopen",
        None, "Reopen the last session; restore a cancelled one"),
    row(Action::ClearBand, Give(|_| Command::ClearBand { source: None }), "clear band", None,
        "Withdraw the band that was set by hand"),
    row(Action::ClearHealth, Give(|_| Command::ClearHealth { source: None }), "clear health", None,
        "Withdraw the health that was set by hand"),
    row(Action::FocusNext, Focus(Pane::next), "focus", None,
        "Move the focus to the next pane"),
    row(Action::FocusBack, Focus(Pane::back), "focus", None,
        "Move the focus to the previous pane"),
    row(Action::Down, ActionKind::Step(Step::Down), "down", None,
        "Scroll the pane in focus down"),
    row(Action::Up, ActionKind::Step(Step::Up), "up", None,
        "Scroll the pane in focus up"),
    row(Action::Earlier, Along(TimeStep::Earlier), "earlier", None,
        "Go back on the timeline, the map, the week"),
    row(Action::Later, Along(TimeStep::Later), "later", None,
        "Go forward on the timeline, the map, the week"),
    row(Action::PlaybookNext, TurnPlaybook(TimeStep::Later), "next playbook", None,
        "Show the next playbook"),
    row(Action::PlaybookBack, TurnPlaybook(TimeStep::Earlier), "playbook before", None,
        "Show the playbook before"),
    row(Action::PageDown, ActionKind::Step(Step::PageDown), "page down", None,
        "Scroll the pane in focus down by a page"),
    row(Action::PageUp, ActionKind::Step(Step::PageUp), "page up", None,
        "Scroll the pane in focus up by a page"),
    row(Action::CopyKey, Copy(Copied::Key), "copy key", None,
        "Copy the session's key to the clipboard (OSC 52)"),
    row(Action::CopyId, Copy(Copied::Id), "copy id", None,
        "Copy the session's id to the clipboard"),
    row(Action::CopySummary, Copy(Copied::Summary), "copy summary", None,
        "Copy the session's summary as Markdown"),
    row(Action::Top, ActionKind::Step(Step::Top), "top", None,
        "Go to the start of the pane or list in focus"),
    row(Action::Bottom, ActionKind::Step(Step::Bottom), "bottom", None,
        "Go to the end of the pane or list in focus"),
    row(Action::Meanwhile, Meanwhile, "meanwhile", None,
        "Show where you were and what happened since"),
    row(Action::Help, Help, "help", Some(0),
        "Show this help; Esc closes it"),
    row(Action::Suspend, Suspend, "suspend", None,
        "Suspend; `fg` resumes the panel"),
    row(Action::Quit, Quit, "quit", Some(20),
        "Close what is on top, else quit the panel"),
];

/// The commands that only the command line has.
pub const ELSEWHERE: &[(&str, &str)] = &[("onwatch log", "Show all activities")];

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
