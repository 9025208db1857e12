//! What the panel is given at its start.

use crate::core::By;
use crate::zone::Zone;

use super::settings::TerminalCapabilities;

/// What the panel is given at its start.
#[derive(Clone)]
pub struct Environment {
    /// The operator.
    pub by: By,
    /// The name of the profile; `None` for the default one.
    pub profile: Option<String>,
    /// The operator's time zone.
    pub zone: &'static (dyn Zone + Sync),
    /// Whether a shell can continue a suspended panel.
    pub job_control: bool,
    /// What the terminal can show.
    pub capabilities: TerminalCapabilities,
}
