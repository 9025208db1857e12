//! What an event changes of the past sessions.

use serde::{Deserialize, Serialize};

use crate::core::base::{SessionId, SessionKey, SessionName};
use crate::core::session::Session;

/// An update of the past sessions. The last one for an id counts.
///
/// It carries the whole session, so its readers need no other line.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum HistoryUpdate {
    /// A session that ended or was cancelled.
    Filed(Box<Session>),
    /// A session is no longer past: it goes on, or was never added.
    Withdrawn {
        /// Its short name.
        key: SessionKey,
        /// Its unique name.
        id: SessionId,
    },
}

impl HistoryUpdate {
    /// Returns a session that is over as an update.
    pub(in crate::core) fn of(session: &Session) -> Self {
        Self::Filed(Box::new(session.clone()))
    }

    /// Returns the update that takes a session out of the past ones.
    pub(in crate::core) fn without(session: &Session) -> Self {
        Self::Withdrawn { key: session.key, id: session.id.clone() }
    }

    /// Reports whether it is about the session with that name.
    pub(in crate::core) fn is_about(&self, name: &SessionName) -> bool {
        match self {
            Self::Filed(session) => name.is_of(session.key, &session.id),
            Self::Withdrawn { key, id } => name.is_of(*key, id),
        }
    }

    /// Returns the update with the session as it is now, if it files that session.
    pub(in crate::core) fn with(&self, session: Option<&Session>) -> Self {
        match self {
            Self::Filed(old) => {
                session.filter(|now| now.id == old.id).map_or_else(|| self.clone(), Self::of)
            }
            Self::Withdrawn { .. } => self.clone(),
        }
    }

    /// Returns the session that it files, if it has that name.
    pub(in crate::core) fn filed(&self, name: &SessionName) -> Option<&Session> {
        match self {
            Self::Filed(session) => Some(session.as_ref()).filter(|s| name.is_of(s.key, &s.id)),
            Self::Withdrawn { .. } => None,
        }
    }
}
