//! The result of `decide`.

use crate::core::check::CheckReport;
use crate::core::history::{Event, Operation};

/// The result of a command that is not refused.
#[derive(Debug, Clone, PartialEq)]
pub enum Decision {
    /// An event, which the desk appends to the journal.
    Event(Box<Event>),
    /// Checks block the completion that the command asks for, and it gives no reason. Nothing is written.
    Incomplete(Box<CheckReport>),
    /// Nothing changes and nothing is written: everything is as the command asks already.
    Unchanged {
        /// The sentence that answers the command.
        message: String,
    },
    /// The same command was obeyed before, under the same operation id. It is answered again, and
    /// nothing is written.
    Repeated(Box<Operation>),
}

impl Decision {
    /// Returns the event; `None` if nothing changes.
    #[must_use]
    pub fn event(self) -> Option<Event> {
        match self {
            Self::Event(event) => Some(*event),
            Self::Incomplete(_) | Self::Unchanged { .. } | Self::Repeated(_) => None,
        }
    }
}

impl From<Event> for Decision {
    fn from(event: Event) -> Self {
        Self::Event(Box::new(event))
    }
}
