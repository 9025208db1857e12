//! What the panel is given at its start.

use crate::core::{By, DeskName};
use crate::zone::Zone;

use super::settings::TerminalCapabilities;

/// What the panel is given at its start.
#[derive(Clone)]
pub struct Environment {
    /// The operator.
    pub by: By,
    /// The desk.
    pub desk: DeskName,
    /// The operator's time zone.
    pub zone: &'static (dyn Zone + Sync),
    /// Whether a shell can continue a suspended panel.
    pub job_control: bool,
    /// What the terminal can show.
    pub capabilities: TerminalCapabilities,
}
