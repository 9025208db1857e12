//! A run that starts.

use serde::Serialize;

use crate::core::base::SessionId;

/// A run that starts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NewRun {
    /// Its id, under which its desk was made. A repeat of the command finds that desk, so the id is no
    /// part of what is repeated.
    #[serde(skip)]
    pub id: SessionId,
    /// The name that a client gives it.
    pub name: Option<String>,
    /// The user for whom it runs.
    pub user_id: Option<String>,
}
