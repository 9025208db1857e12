//! What the caller of a command saw.

use chrono::{DateTime, Utc};

use crate::core::base::SessionId;
use crate::core::command::SeenSession;
use crate::core::session::{Band, Light, Phase};

/// What the caller saw. If it has changed since, the command is refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Expect {
    /// The whole state, by the number of its newest event.
    Seq(u64),
    /// The live session and its phase; `None` if no session was live.
    Session(Option<(SessionId, Phase)>),
    /// The change that an undo would undo, by the number of its event.
    Undoes(u64),
    /// The change that a redo would redo, by the number of its event.
    Redoes(u64),
    /// The band.
    Band(Band),
    /// The health.
    Health(Light),
    /// The worst word that anybody says of the band, and of the health.
    Alerts([String; 2]),
    /// When the last activity of the live session was, UTC.
    LastActivity(Option<DateTime<Utc>>),
    /// What can be corrected of a session.
    Seen(Box<SeenSession>),
}
