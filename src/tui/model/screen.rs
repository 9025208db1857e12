//! What is shown, and what lies over it: one value each, so that no two can disagree.

use crate::tui::dialogs::Dialog;
use crate::tui::screens::{
    ActionPalette, DeskPage, DesksScreen, History, PlaybookScreen, SessionScreen, SourcesScreen,
    TaskScreen, TasksScreen,
};

/// What fills the space between header and footer.
#[derive(Debug)]
pub enum Screen {
    /// The panes.
    Panes,
    /// The week that [`Model::week`](super::Model) keeps.
    Week,
    /// The past sessions.
    History(Box<History>),
    /// One session.
    Session {
        /// The session.
        session: Box<SessionScreen>,
        /// The list to go back to; `None` if there is none.
        behind: Option<Box<History>>,
    },
    /// The desks of this machine.
    Desks(Box<DesksScreen>),
    /// The tasks of all desks.
    Tasks(Box<TasksScreen>),
    /// One task or sprint.
    Task {
        /// Its page.
        page: Box<TaskScreen>,
        /// The list to go back to; `None` if there is none.
        behind: Option<Box<TasksScreen>>,
    },
    /// One desk, to be read only.
    Desk {
        /// The desk.
        page: Box<DeskPage>,
        /// The list to go back to.
        behind: Box<DesksScreen>,
    },
    /// The sources of band and health.
    Sources(Box<SourcesScreen>),
    /// The steps of a playbook.
    Playbook(PlaybookScreen),
}

/// What lies over the screen.
#[derive(Debug)]
pub enum Overlay {
    /// Nothing.
    None,
    /// Every key.
    Help {
        /// The number of the entry under its cursor.
        selected: usize,
    },
    /// A dialog.
    Dialog(Dialog),
    /// Every action.
    Palette(ActionPalette),
}

impl Screen {
    /// Returns the past sessions, also if one session lies over them.
    pub fn history(&self) -> Option<&History> {
        match self {
            Self::Panes
            | Self::Week
            | Self::Tasks(_)
            | Self::Task { .. }
            | Self::Desks(_)
            | Self::Desk { .. }
            | Self::Sources(_)
            | Self::Playbook(_) => None,
            Self::History(history) => Some(history),
            Self::Session { behind, .. } => behind.as_deref(),
        }
    }

    /// Returns the past sessions to be changed, also if one session lies over them.
    pub fn history_mut(&mut self) -> Option<&mut History> {
        match self {
            Self::Panes
            | Self::Week
            | Self::Tasks(_)
            | Self::Task { .. }
            | Self::Desks(_)
            | Self::Desk { .. }
            | Self::Sources(_)
            | Self::Playbook(_) => None,
            Self::History(history) => Some(history),
            Self::Session { behind, .. } => behind.as_deref_mut(),
        }
    }

    /// Returns the screen of one session to be changed.
    pub fn session_mut(&mut self) -> Option<&mut SessionScreen> {
        match self {
            Self::Session { session, .. } => Some(session),
            Self::Panes
            | Self::Week
            | Self::History(_)
            | Self::Tasks(_)
            | Self::Task { .. }
            | Self::Desks(_)
            | Self::Desk { .. }
            | Self::Sources(_)
            | Self::Playbook(_) => None,
        }
    }

    /// Opens one session over the list that is open.
    pub fn open_session(&mut self, session: SessionScreen) {
        let behind = self.take_history();
        *self = Self::Session { session: Box::new(session), behind };
    }

    /// Closes one session: the list behind it is shown, or else what is `under` both.
    pub fn close_session(&mut self, under: Self) {
        *self = self.take_history().map_or(under, Self::History);
    }

    /// Returns the list of desks to be changed, also if one desk lies over it.
    pub fn desks_mut(&mut self) -> Option<&mut DesksScreen> {
        match self {
            Self::Desks(desks) | Self::Desk { behind: desks, .. } => Some(desks),
            Self::Panes
            | Self::Week
            | Self::History(_)
            | Self::Tasks(_)
            | Self::Task { .. }
            | Self::Sources(_)
            | Self::Playbook(_)
            | Self::Session { .. } => None,
        }
    }

    /// Returns the list of tasks to be changed, also if one task lies over it.
    pub fn tasks_mut(&mut self) -> Option<&mut TasksScreen> {
        match self {
            Self::Tasks(tasks) => Some(tasks),
            Self::Task { behind, .. } => behind.as_deref_mut(),
            Self::Panes
            | Self::Week
            | Self::History(_)
            | Self::Session { .. }
            | Self::Desks(_)
            | Self::Desk { .. }
            | Self::Sources(_)
            | Self::Playbook(_) => None,
        }
    }

    /// Reports whether tasks are shown, or one of them.
    pub fn is_of_tasks(&self) -> bool {
        matches!(self, Self::Tasks(_) | Self::Task { .. })
    }

    /// Opens the page of a task over the list, if that is open.
    pub fn open_task(&mut self, page: TaskScreen) {
        let behind = match std::mem::replace(self, Self::Panes) {
            Self::Tasks(list) => Some(list),
            Self::Task { behind, .. } => behind,
            Self::Panes
            | Self::Week
            | Self::History(_)
            | Self::Session { .. }
            | Self::Desks(_)
            | Self::Desk { .. }
            | Self::Sources(_)
            | Self::Playbook(_) => None,
        };
        *self = Self::Task { page: Box::new(page), behind };
    }

    /// Closes the page of a task: the list is shown, or else what is `under` it.
    pub fn close_task(&mut self, under: Self) {
        *self = match std::mem::replace(self, Self::Panes) {
            Self::Task { behind: Some(list), .. } => Self::Tasks(list),
            Self::Task { behind: None, .. } => under,
            other => other,
        };
    }

    /// Reports whether the desks are shown, or one of them.
    pub fn is_of_desks(&self) -> bool {
        matches!(self, Self::Desks(_) | Self::Desk { .. })
    }

    /// Opens one desk over the list; nothing is done without the list.
    pub fn open_desk(&mut self, page: DeskPage) {
        *self = match std::mem::replace(self, Self::Panes) {
            Self::Desks(behind) | Self::Desk { behind, .. } => {
                Self::Desk { page: Box::new(page), behind }
            }
            other => other,
        };
    }

    /// Closes one desk: the list is shown.
    pub fn close_desk(&mut self) {
        *self = match std::mem::replace(self, Self::Panes) {
            Self::Desk { behind, .. } => Self::Desks(behind),
            other => other,
        };
    }

    fn take_history(&mut self) -> Option<Box<History>> {
        match std::mem::replace(self, Self::Panes) {
            Self::Panes
            | Self::Week
            | Self::Tasks(_)
            | Self::Task { .. }
            | Self::Desks(_)
            | Self::Desk { .. }
            | Self::Sources(_)
            | Self::Playbook(_) => None,
            Self::History(history) => Some(history),
            Self::Session { behind, .. } => behind,
        }
    }
}
