//! The actions of keys, their names in `[keys]`, and where their keys work.

use super::scope::{Place, Scope};

/// Defines the actions and [`ACTIONS`] from one table. An action without places works everywhere.
macro_rules! actions {
    ($($name:literal $action:ident $what:literal $([$($place:ident)+])?,)*) => {
        /// The action of a key.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Action {
            $(#[doc = $what] $action,)*
        }

        /// Every action with its name in `[keys]` and its scope.
        pub(super) const ACTIONS: &[(&str, Action, Scope)] =
            &[$(($name, Action::$action, Scope::of(&[$($(Place::$place),+)?]))),*];
    };
}

actions! {
    "start" Start "Asks for notes and starts a session.",
    "pause" PauseOrResume "Pauses an active session, or resumes a paused one.",
    "pause-why" PauseWhy "Asks why, and pauses the session.",
    "resume" Resume "Resumes a paused session.",
    "note" Note "Asks for a note.",
    "push" Push "Asks for a context and enters it.",
    "pop" Pop "Leaves the current context.",
    "tasks" Tasks "Shows the tasks: what the sprint holds, or all of them.",
    "done" Done "Asks what was done, and completes the task.",
    "block" Block "Asks why a task cannot go on, or lets it go on.",
    "estimate" Estimate "Asks for an estimate of the task.",
    "task" Task "Shows the selected task in full." [TasksPane Tasks],
    "band" Band "Asks for a band and a reason.",
    "health" Health "Asks for a health and its reason.",
    "ack" Ack "Asks for a reason and acknowledges what is new.",
    "undo" Undo "Undoes the newest change.",
    "redo" Redo "Redoes the change that was undone last.",
    "end" End "Shows the summary, asks for notes and ends the session.",
    "switch" Switch "Asks for notes, ends the session and starts the next.",
    "break" Break "Asks when a forgotten pause was, and adds it.",
    "no-break" RemoveBreak "Asks for a pause that was none, and removes it.",
    "edit" Edit "Corrects a session: its times, its notes, its target.",
    "add" Add "Adds a session that was never started.",
    "continue" Continue "Starts a session like an earlier one.",
    "gap" Gap "Answers a gap, or whether a forgotten session continues.",
    "history" History "Shows the past sessions.",
    "week" Week "Shows a week by day and context.",
    "desks" Desks "Shows the desks of this machine.",
    "desks-all" DesksAll "Lists the desks that are not live too, or no longer." [Desks],
    "sources" Sources "Shows what each source of band and health answered.",
    "playbook" Playbook "Shows the next step of the playbook, or hides it.",
    "step-done" StepDone "Marks a step of the playbook as done." [PlaybookPane Playbook],
    "step-note" StepNote "Asks for a note and marks a step of the playbook." [PlaybookPane Playbook],
    "step-undo" StepUndo "Opens a step of the playbook again." [Playbook],
    "step-skip" StepSkip "Asks for a reason and skips a step of the playbook." [Playbook],
    "playbook-reset" PlaybookReset "Begins the playbook anew." [PlaybookPane Playbook],
    "session" Session "Shows one session in full.",
    "filter" Filter "Filters the rows by a text." [ActivitiesPane History Tasks Desks],
    "palette" Palette "Shows every action by its name.",
    "cancel" Cancel "Discards the session, or the selected one.",
    "reopen" Reopen "Reopens the last session, or restores a cancelled one.",
    "clear-band" ClearBand "Withdraws the band that was set by hand.",
    "clear-health" ClearHealth "Withdraws the health that was set by hand.",
    "focus-next" FocusNext "Moves the focus to the next pane."
        [SessionPane GovernancePane ContextPane ActivitiesPane PlaybookPane TasksPane WeeksPane],
    "focus-back" FocusBack "Moves the focus to the previous pane."
        [SessionPane GovernancePane ContextPane ActivitiesPane PlaybookPane TasksPane WeeksPane],
    "down" Down "Scrolls down by one line.",
    "up" Up "Scrolls up by one line.",
    "earlier" Earlier "Moves back in time." [SessionPane WeeksPane Week],
    "later" Later "Moves towards now." [SessionPane WeeksPane Week],
    "playbook-next" PlaybookNext "Shows the next playbook." [Playbook],
    "playbook-back" PlaybookBack "Shows the playbook before." [Playbook],
    "page-down" PageDown "Scrolls down by one page.",
    "page-up" PageUp "Scrolls up by one page.",
    "copy-key" CopyKey "Copies the session's key." [SessionPane History SessionPage],
    "copy-id" CopyId "Copies the session's id." [SessionPane SessionPage Desks DeskPage],
    "copy-summary" CopySummary "Copies a summary of the session." [SessionPane History SessionPage],
    "top" Top "Scrolls to the beginning.",
    "bottom" Bottom "Scrolls to the end.",
    "meanwhile" Meanwhile "Shows where you were and what happened since."
        [SessionPane GovernancePane ContextPane ActivitiesPane PlaybookPane TasksPane WeeksPane],
    "help" Help "Shows or leaves the help.",
    "suspend" Suspend "Suspends the panel and returns to the shell.",
    "quit" Quit "Leaves the panel.",
}

impl Action {
    /// Returns the name of every action.
    pub fn names() -> impl Iterator<Item = &'static str> {
        ACTIONS.iter().map(|(name, ..)| *name)
    }

    /// Returns the name in `[keys]`.
    #[must_use]
    pub fn name(self) -> &'static str {
        ACTIONS.iter().find(|(_, action, _)| *action == self).map_or("", |(name, ..)| name)
    }

    /// Returns where its keys work.
    #[must_use]
    pub fn scope(self) -> Scope {
        let row = ACTIONS.iter().find(|(_, action, _)| *action == self);
        row.map_or(Scope::Everywhere, |(.., scope)| *scope)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_action_has_one_name() {
        for (nth, (name, action, _)) in ACTIONS.iter().enumerate() {
            assert_eq!(action.name(), *name);
            assert!(!Action::names().skip(nth + 1).any(|other| other == *name));
        }
    }
}
