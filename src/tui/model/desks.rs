//! The desks of this machine beside the one of the panel.

use crate::core::{DeskGlance, DeskName};
use crate::failure::Words;
use crate::tui::input::Binding;
use crate::tui::screens::ListedDesk;

use super::panel::Model;
use super::screen::Screen;

impl Model {
    /// Returns how many other desks wait for a person.
    pub(in crate::tui) fn desks_waiting(&self) -> usize {
        self.desks.waiting(&self.environment.desk)
    }

    /// Reports whether no other desk is known to be live.
    pub(in crate::tui) fn is_alone(&self) -> bool {
        self.desks.others(&self.environment.desk).next().is_none()
    }

    /// Returns the desk of the panel as a line of the list, as it is now.
    pub(in crate::tui) fn own_desk(&self) -> Option<ListedDesk> {
        let (known, now) = (self.known.as_ref()?, &self.now);
        let desk = DeskGlance::of(self.environment.desk.clone(), &known.watch, now);
        Some(ListedDesk { desk, read_at: now.utc })
    }

    /// Returns why an action changes nothing while desks are shown; `None` if it changes nothing
    /// anyway, or is about the desk of the panel.
    pub(in crate::tui) fn read_only_here(&self, binding: &Binding) -> Option<Words> {
        binding.verb_in(self.phase())?;
        let what = "Nothing was changed".to_owned();
        match &self.screen {
            Screen::Desks(_) => Some(Words {
                what,
                why: "the list of desks can only be read".into(),
                next: "Esc goes back to your own desk".into(),
            }),
            Screen::Desk { page, .. } => Some(Words {
                what,
                why: format!("the desk {} can only be read here", page.desk()),
                next: opened_by(page.desk()),
            }),
            Screen::Panes
            | Screen::Week
            | Screen::History(_)
            | Screen::Session { .. }
            | Screen::Tasks(_)
            | Screen::Task { .. }
            | Screen::Sources(_)
            | Screen::Playbook(_) => None,
        }
    }
}

/// Returns how another panel opens a desk.
fn opened_by(desk: &DeskName) -> String {
    let command = format!("onwatch {}", desk.option());
    format!("`{}` opens it", command.trim_end())
}
