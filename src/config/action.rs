//! The actions of keys, and their names in `[keys]`.

/// The action of a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// Ask for notes and start a session.
    Start,
    /// Pause an active session, resume a paused one.
    PauseOrResume,
    /// Resume a paused session.
    Resume,
    /// Ask for a note.
    Note,
    /// Ask for a context and enter it.
    Push,
    /// Leave the innermost context.
    Pop,
    /// Ask for a band and a reason.
    Band,
    /// Ask for a health and its reason.
    Health,
    /// Undo the newest change.
    Undo,
    /// Redo it.
    Redo,
    /// Show the summary, ask for notes and end the session.
    End,
    /// Answer what a gap was.
    Gap,
    /// Show the past sessions.
    History,
    /// Show one session in full.
    Session,
    /// Filter the rows by a text.
    Filter,
    /// Show every action by its name.
    Palette,
    /// Ask for notes, end the session and start the next.
    Switch,
    /// Cancel the session.
    Cancel,
    /// Continue the last session.
    Reopen,
    /// Ask for other notes.
    Amend,
    /// Move the focus to the next pane.
    FocusNext,
    /// Move the focus to the previous pane.
    FocusBack,
    /// Scroll down by one line.
    Down,
    /// Scroll up by one line.
    Up,
    /// Move towards the start on the timeline.
    Earlier,
    /// Move towards now on the timeline.
    Later,
    /// Scroll down by one page.
    PageDown,
    /// Scroll up by one page.
    PageUp,
    /// Copy the session's key.
    CopyKey,
    /// Copy the session's id.
    CopyId,
    /// Copy a summary of the session.
    CopySummary,
    /// Scroll to the beginning.
    Top,
    /// Scroll to the end.
    Bottom,
    /// Show or leave the help.
    Help,
    /// Suspend the panel and return to the shell.
    Suspend,
    /// Leave the panel.
    Quit,
}

/// Every action with its name in `[keys]`.
pub(super) const ACTIONS: [(&str, Action); 36] = [
    ("start", Action::Start),
    ("pause", Action::PauseOrResume),
    ("resume", Action::Resume),
    ("note", Action::Note),
    ("push", Action::Push),
    ("pop", Action::Pop),
    ("band", Action::Band),
    ("health", Action::Health),
    ("undo", Action::Undo),
    ("redo", Action::Redo),
    ("end", Action::End),
    ("gap", Action::Gap),
    ("history", Action::History),
    ("session", Action::Session),
    ("filter", Action::Filter),
    ("palette", Action::Palette),
    ("switch", Action::Switch),
    ("cancel", Action::Cancel),
    ("reopen", Action::Reopen),
    ("amend", Action::Amend),
    ("focus-next", Action::FocusNext),
    ("focus-back", Action::FocusBack),
    ("down", Action::Down),
    ("up", Action::Up),
    ("earlier", Action::Earlier),
    ("later", Action::Later),
    ("page-down", Action::PageDown),
    ("page-up", Action::PageUp),
    ("copy-key", Action::CopyKey),
    ("copy-id", Action::CopyId),
    ("copy-summary", Action::CopySummary),
    ("top", Action::Top),
    ("bottom", Action::Bottom),
    ("help", Action::Help),
    ("suspend", Action::Suspend),
    ("quit", Action::Quit),
];

impl Action {
    /// Returns the name of every action.
    pub fn names() -> impl Iterator<Item = &'static str> {
        ACTIONS.iter().map(|(name, _)| *name)
    }

    /// Returns the name in `[keys]`.
    #[must_use]
    pub fn name(self) -> &'static str {
        ACTIONS.iter().find(|(_, action)| *action == self).map_or("", |(name, _)| name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_action_has_one_name() {
        for (nth, (name, action)) in ACTIONS.iter().enumerate() {
            assert_eq!(action.name(), *name);
            assert!(!Action::names().skip(nth + 1).any(|other| other == *name));
        }
    }
}
