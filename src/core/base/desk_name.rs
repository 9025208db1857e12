//! The names of the desks of a machine.

use std::fmt;

use serde::{Deserialize, Serialize};

/// The name of a desk: of a profile, or `default`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
#[serde(transparent)]
pub struct DeskName(String);

impl DeskName {
    /// The word for the desk without a profile.
    pub const DEFAULT: &str = "default";

    /// Returns the name of the desk of a profile; `None` is the default one.
    #[must_use]
    pub fn of(profile: Option<&str>) -> Self {
        Self(profile.unwrap_or(Self::DEFAULT).to_owned())
    }

    /// Returns a desk by its name.
    #[must_use]
    pub fn named(name: &str) -> Self {
        Self(name.to_owned())
    }

    /// Returns the word.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for DeskName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
