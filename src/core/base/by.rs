//! Who gave a command, through which interface, and whether a person or a source says so.

use serde::{Deserialize, Serialize};

/// The interface that a command came through.
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
    /// The number of the user on the machine, which no option can change.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub uid: Option<u32>,
    /// The terminal, such as `pts/3`; null without one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tty: Option<String>,
    /// The interface.
    pub interface: Interface,
    /// The machine's name.
    pub host: String,
}

impl By {
    /// Returns somebody of whom neither user number nor terminal is known.
    #[must_use]
    pub fn new(operator: impl Into<String>, interface: Interface, host: impl Into<String>) -> Self {
        Self { operator: operator.into(), uid: None, tty: None, interface, host: host.into() }
    }
}

/// The source under whose name a person's readings are kept. No program may use it.
pub const MANUAL: &str = "manual";

/// Whether a person gave something, or a source measured it. Files hold the source's name or
/// `null`.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
#[serde(from = "Option<String>", into = "Option<String>")]
pub enum Provenance {
    /// A person gave it.
    #[default]
    Given,
    /// A source measured it.
    Measured {
        /// The name of the source.
        source: String,
    },
}

impl Provenance {
    /// Reports whether a person gave it.
    #[must_use]
    pub fn is_given(&self) -> bool {
        *self == Self::Given
    }

    /// Returns the name under which its readings are kept: of the source, or `manual`.
    #[must_use]
    pub fn name(&self) -> &str {
        self.source().unwrap_or(MANUAL)
    }

    /// Returns the name of the source that measured it; `None` if a person gave it.
    #[must_use]
    pub fn source(&self) -> Option<&str> {
        match self {
            Self::Given => None,
            Self::Measured { source } => Some(source),
        }
    }
}

impl From<Option<String>> for Provenance {
    fn from(source: Option<String>) -> Self {
        source.map_or(Self::Given, |source| Self::Measured { source })
    }
}

impl From<Provenance> for Option<String> {
    fn from(provenance: Provenance) -> Self {
        match provenance {
            Provenance::Given => None,
            Provenance::Measured { source } => Some(source),
        }
    }
}
