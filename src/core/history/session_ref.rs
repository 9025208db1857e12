//! The two names of a session.

use serde::{Deserialize, Serialize};

use crate::core::base::{SessionId, SessionKey, SessionName};
use crate::core::session::Session;

/// The two names of a session.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionRef {
    /// The short name.
    pub key: SessionKey,
    /// The unique name.
    pub id: SessionId,
}

impl SessionRef {
    /// Returns the names of a session.
    #[must_use]
    pub fn of(session: &Session) -> Self {
        Self { key: session.key, id: session.id.clone() }
    }

    /// Reports whether the session has that name.
    #[must_use]
    pub fn is(&self, name: &SessionName) -> bool {
        name.is_of(self.key, &self.id)
    }
}
