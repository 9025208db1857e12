//! The names of the desks of a machine.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::core::base::SessionId;

/// The name of a desk: of a profile, `default`, or the id of a run.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
#[serde(transparent)]
pub struct DeskName(String);

/// The desks whose sessions are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WantedDesks<'a> {
    /// Those of people. The time of programs is none of theirs.
    OfPeople,
    /// All of them, with the runs of programs.
    All,
    /// One of them.
    One(&'a DeskName),
}

impl WantedDesks<'_> {
    /// Reports whether the sessions of a desk are wanted.
    #[must_use]
    pub fn wants(self, desk: &DeskName) -> bool {
        match self {
            Self::OfPeople => desk.run().is_none(),
            Self::All => true,
            Self::One(wanted) => desk == wanted,
        }
    }
}

impl Default for DeskName {
    fn default() -> Self {
        Self::of(None)
    }
}

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

    /// Returns the desk of a run.
    #[must_use]
    pub fn of_run(id: &SessionId) -> Self {
        Self(id.to_string())
    }

    /// Returns the id of the run whose desk it is; `None` for that of a person.
    #[must_use]
    pub fn run(&self) -> Option<SessionId> {
        SessionId::parse(&self.0)
    }

    /// Returns the profile; `None` for the default one and for a run.
    #[must_use]
    pub fn profile(&self) -> Option<&str> {
        Some(self.as_str()).filter(|name| *name != Self::DEFAULT && self.run().is_none())
    }

    /// Returns the option that chooses the desk, with a blank after it; empty for the default one.
    #[must_use]
    pub fn option(&self) -> String {
        match (self.run(), self.profile()) {
            (Some(id), _) => format!("--run {id} "),
            (None, Some(name)) => format!("--profile {name} "),
            (None, None) => String::new(),
        }
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
