//! What is shown, and what lies over it: one value each, so that no two can disagree.

use crate::tui::dialogs::Dialog;
use crate::tui::screens::{ActionPalette, History, SessionScreen};

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
            Self::Panes | Self::Week => None,
            Self::History(history) => Some(history),
            Self::Session { behind, .. } => behind.as_deref(),
        }
    }

    /// Returns the past sessions to be changed, also if one session lies over them.
    pub fn history_mut(&mut self) -> Option<&mut History> {
        match self {
            Self::Panes | Self::Week => None,
            Self::History(history) => Some(history),
            Self::Session { behind, .. } => behind.as_deref_mut(),
        }
    }

    /// Returns the screen of one session to be changed.
    pub fn session_mut(&mut self) -> Option<&mut SessionScreen> {
        match self {
            Self::Session { session, .. } => Some(session),
            Self::Panes | Self::Week | Self::History(_) => None,
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

    fn take_history(&mut self) -> Option<Box<History>> {
        match std::mem::replace(self, Self::Panes) {
            Self::Panes | Self::Week => None,
            Self::History(history) => Some(history),
            Self::Session { behind, .. } => behind,
        }
    }
}
