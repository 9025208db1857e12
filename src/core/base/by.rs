//! Who gave a command, and through which door.

use serde::{Deserialize, Serialize};

/// The interface that a command came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Interface {
    /// The terminal panel.
    Tui,
    /// The command line.
    Cli,
    /// The HTTP interface.
    Api,
    /// The Model Context Protocol.
    Mcp,
}

impl Interface {
    /// Returns the name used in files and on screen.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Tui => "tui",
            Self::Cli => "cli",
            Self::Api => "api",
            Self::Mcp => "mcp",
        }
    }
}

/// Who gave a command, and from which interface and machine.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct By {
    /// The person or agent.
    pub operator: String,
    /// The interface.
    #[serde(rename = "source")]
    pub interface: Interface,
    /// The machine's name.
    pub host: String,
}
