//! What the panel is told once, at its start.

use crate::core::By;
use crate::zone::Zone;

use super::settings::TerminalCapabilities;

/// What the panel is told once, at its start.
#[derive(Clone)]
pub struct Environment {
    /// Who sits before it.
    pub by: By,
    /// The desk's name, when it is not the default one.
    pub profile: Option<String>,
    /// The operator's clock.
    pub zone: &'static (dyn Zone + Sync),
    /// Whether a shell is there to bring a suspended panel back.
    pub job_control: bool,
    /// What its terminal can show.
    pub capabilities: TerminalCapabilities,
}
