//! Who gave a command, and through which door.

use serde::{Deserialize, Serialize};

/// The door a command came through.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
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

/// Who gave a command. Front ends find it out; the core only carries it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct By {
    /// The person or agent.
    pub operator: String,
    /// The door.
    #[serde(rename = "source")]
    pub interface: Interface,
    /// The machine's name.
    pub host: String,
}
