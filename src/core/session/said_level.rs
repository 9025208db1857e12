//! How bad a band or a health is said to be: by what measures it, and by a person.
//!
//! A person's word decides what counts. It does not end what a source still says: so an alert follows the
//! worse of both.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::Severity;

/// A level with the word for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Level<'a> {
    /// How bad it is.
    pub severity: Severity,
    /// What it is, such as `RED` or `D`.
    pub word: &'a str,
}

/// How bad it is said to be from a time on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct SaidLevel {
    /// Since when, UTC.
    pub at_utc: DateTime<Utc>,
    /// The worst that sources measured; absent if none did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub measured: Option<SaidWord>,
    /// What a person set; absent if nobody did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub given: Option<SaidWord>,
}

/// A level, and the word that somebody said for it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct SaidWord {
    /// How bad it is.
    pub level: Severity,
    /// What it is, such as `RED` or `D`.
    pub word: String,
}

impl From<Level<'_>> for SaidWord {
    fn from(Level { severity, word }: Level<'_>) -> Self {
        Self { level: severity, word: word.to_owned() }
    }
}

impl SaidLevel {
    /// Returns the worse of both.
    pub(super) fn worst(&self) -> Level<'_> {
        let given = self.given.as_ref();
        let worse = self
            .measured
            .as_ref()
            .filter(|measured| given.is_none_or(|given| measured.level > given.level));
        let calm = Level { severity: Severity::Calm, word: "" };
        worse.or(given).map_or(calm, |said| Level { severity: said.level, word: &said.word })
    }
}
