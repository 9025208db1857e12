//! Where the keys go, and why an action is not possible there now.

use crate::config::{Action, Place, Scope};
use crate::core::{Command, SessionKey, Verb};
use crate::failure::Words;
use crate::tui::dialogs::{Dialog, DialogKind};
use crate::tui::geometry::Pane;
use crate::tui::input::{ActionKind, Binding};
use crate::tui::screens::{ActionPalette, Filter};

use super::panel::Model;
use super::screen::Screen;

impl Model {
    /// Returns the place that takes the keys: the screen that is shown, or the pane in focus.
    pub(in crate::tui) fn place(&self) -> Place {
        match &self.screen {
            Screen::Week => Place::Week,
            Screen::History(_) => Place::History,
            Screen::Session { .. } => Place::SessionPage,
            Screen::Tasks(_) => Place::Tasks,
            Screen::Task { .. } => Place::TaskPage,
            Screen::Desks(_) => Place::Desks,
            Screen::Desk { .. } => Place::DeskPage,
            Screen::Sources(_) => Place::Sources,
            Screen::Playbook(_) => Place::Playbook,
            Screen::Panes => match self.focus {
                Pane::Session => Place::SessionPane,
                Pane::Governance => Place::GovernancePane,
                Pane::Context => Place::ContextPane,
                Pane::Activities => Place::ActivitiesPane,
                Pane::Playbook => Place::PlaybookPane,
                Pane::Tasks => Place::TasksPane,
                Pane::Weeks => Place::WeeksPane,
            },
        }
    }

    /// Returns why an action is not possible now; `None` if it is.
    pub(in crate::tui) fn why_not(&self, binding: &Binding) -> Option<Words> {
        if !self.has_place_for(binding) {
            return Some(self.works_elsewhere(&[binding]));
        }
        if let Some(words) = self.read_only_here(binding) {
            return Some(words);
        }
        let lacks_session = || self.glance().is_none_or(|glance| glance.shown().is_none());
        let waits = || self.waits_for_answer();
        match binding.kind {
            ActionKind::Answer if self.past_gap_in_view().is_some() => self.unwritable(),
            ActionKind::Answer if waits() || self.passed_estimate().is_some() => None,
            ActionKind::AskOfTask(_) | ActionKind::Block if self.task_in_view().is_some() => {
                self.unwritable()
            }
            ActionKind::AskOfTask(_) | ActionKind::Block if self.is_among_tasks() => {
                Some(no_task_selected())
            }
            ActionKind::Task if self.selected_task().is_none() => Some(no_task_selected()),
            ActionKind::Session if lacks_session() => {
                Some(self.no_session("No session was opened"))
            }
            ActionKind::Copy(_) if lacks_session() => Some(self.no_session("Nothing was copied")),
            ActionKind::Ask(DialogKind::Break) if self.shows_past_page() => self.unwritable(),
            ActionKind::AskOfPast(_) | ActionKind::GiveOf(..)
                if self.past_in_view().is_some() && binding.action != Action::Continue =>
            {
                self.unwritable()
            }
            kind => self.refusal(kind.verb(self.phase())?),
        }
    }

    /// Reports whether a gap or an untouched session waits for an answer.
    pub(in crate::tui) fn waits_for_answer(&self) -> bool {
        let waits = || self.glance().and_then(DialogKind::waiting).is_some();
        self.past_gap_in_view().is_some() || self.problem.is_none() && waits()
    }

    /// Returns why a command is refused now. What a past session allows, the desk knows.
    pub(in crate::tui) fn refusal_of(&self, command: &Command) -> Option<Words> {
        let verb = command.verb();
        let is_judged_later = command.session().is_some() && verb != Verb::Continue;
        if is_judged_later { self.unwritable() } else { self.refusal(verb) }
    }

    /// Returns why no answer in a dialog can be given now; the keys it names work after Esc.
    pub(in crate::tui) fn blocked(&self, dialog: &Dialog) -> Option<Words> {
        let kind = dialog.kind;
        let words = match kind {
            // What is acknowledged can be shelved all the same.
            DialogKind::Ack if dialog.is_shelving() => self.unwritable()?,
            DialogKind::Edit
            | DialogKind::StepDone
            | DialogKind::StepSkip
            | DialogKind::Override(_)
            | DialogKind::Done
            | DialogKind::Block
            | DialogKind::Estimate
            | DialogKind::PastBreak
            | DialogKind::RemoveBreak
            | DialogKind::PastGap(_) => self.unwritable()?,
            DialogKind::Start
            | DialogKind::Switch
            | DialogKind::End
            | DialogKind::Pause
            | DialogKind::Break
            | DialogKind::Note
            | DialogKind::Context
            | DialogKind::Band
            | DialogKind::Health
            | DialogKind::Ack
            | DialogKind::Gap(_)
            | DialogKind::Forgotten
            | DialogKind::Add => self.refusal(kind.verb_in(self.phase()))?,
        };
        if self.problem.is_some() {
            return Some(words);
        }
        Some(Words { next: format!("Esc, then {}", words.next), ..words })
    }

    /// Returns why the last answer in a dialog was refused, or else why every answer would be.
    pub(in crate::tui) fn refusal_in(&self, dialog: &Dialog) -> Option<Words> {
        dialog.refusal.clone().or_else(|| self.blocked(dialog))
    }

    /// Returns the sentences of that. Before anything was tried, nothing is said to have failed.
    pub(in crate::tui) fn refusal_sentences(&self, dialog: &Dialog) -> Option<Vec<String>> {
        let Words { what, why, next } = self.refusal_in(dialog)?;
        if dialog.refusal.is_some() || self.problem.is_some() {
            return Some(vec![what, why, next]);
        }
        Some(vec![why, next])
    }

    /// Reports whether an action works on what is shown. Among the panes, one of any pane does.
    pub(in crate::tui) fn has_place_for(&self, binding: &Binding) -> bool {
        match (binding.action.scope(), &self.screen) {
            (Scope::Everywhere, _) => true,
            (scope, Screen::Panes) => scope.includes_a_pane(),
            (
                scope,
                Screen::Week
                | Screen::History(_)
                | Screen::Session { .. }
                | Screen::Desks(_)
                | Screen::Tasks(_)
                | Screen::Task { .. }
                | Screen::Desk { .. }
                | Screen::Sources(_)
                | Screen::Playbook(_),
            ) => scope.includes(self.place()),
        }
    }

    /// Returns the refusal of actions that have their keys in other places.
    pub(in crate::tui) fn works_elsewhere(&self, bindings: &[&Binding]) -> Words {
        let each = bindings.iter().map(|binding| {
            let places = binding.action.scope().words();
            format!("'{}' works in {places}", binding.action.name())
        });
        let next = match &self.screen {
            Screen::Panes => format!("{} moves the focus", self.key_of(Action::FocusNext)),
            Screen::Week
            | Screen::History(_)
            | Screen::Session { .. }
            | Screen::Desks(_)
            | Screen::Tasks(_)
            | Screen::Task { .. }
            | Screen::Desk { .. }
            | Screen::Sources(_)
            | Screen::Playbook(_) => "Esc goes back".to_owned(),
        };
        Words {
            what: "Nothing was done".to_owned(),
            why: each.collect::<Vec<_>>().join("; "),
            next,
        }
    }

    /// Reports whether a filter is the one with which the list of a day was opened: to leave it is to
    /// leave the list.
    pub(in crate::tui) fn is_of_opened_day(&self, filter: &Filter) -> bool {
        !filter.is_typing() && self.day_filter.as_deref() == Some(filter.line().text())
    }

    /// Returns the actions of the palette that match, those that are possible now first.
    pub(in crate::tui) fn actions(&self, palette: &ActionPalette) -> Vec<&'static Binding> {
        palette.rows(|binding| self.why_not(binding).is_none())
    }

    /// Returns the selected action of the palette.
    pub(in crate::tui) fn chosen_action(
        &self,
        palette: &ActionPalette,
    ) -> Option<&'static Binding> {
        self.actions(palette).get(palette.selected()).copied()
    }

    /// Returns the session that commands change, while a screen may show another one.
    pub(in crate::tui) fn session_behind(&self) -> Option<SessionKey> {
        match &self.screen {
            Screen::Panes => None,
            Screen::Week
            | Screen::History(_)
            | Screen::Session { .. }
            | Screen::Desks(_)
            | Screen::Tasks(_)
            | Screen::Task { .. }
            | Screen::Desk { .. }
            | Screen::Sources(_)
            | Screen::Playbook(_) => Some(self.glance()?.shown()?.key),
        }
    }

    /// Returns the refusal of what needs a session, before there has been one.
    pub(in crate::tui) fn no_session(&self, what: &str) -> Words {
        Words {
            what: what.into(),
            why: "there is no session yet".into(),
            next: format!("start one with {}", self.key_of(Action::Start)),
        }
    }
}

/// Returns the refusal of what needs a selected task.
fn no_task_selected() -> Words {
    Words {
        what: "Nothing was done".into(),
        why: "no task is selected".into(),
        next: "choose one with Up and Down".into(),
    }
}
