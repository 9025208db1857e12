//! What came out of work.

use serde::{Deserialize, Serialize};

/// What came out of work: a file or an address. The file is named and hashed, not copied.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct Artifact {
    /// The absolute path, or the URL.
    pub location: String,
    /// What it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// The SHA-256 of the file, 64 hexadecimal digits; absent for a URL.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sha256: Option<String>,
    /// The length of the file, bytes; absent for a URL.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bytes: Option<u64>,
}

impl Artifact {
    /// Returns its title, or else the last part of where it is. The query of an address is no part of it.
    #[must_use]
    pub fn name(&self) -> &str {
        let is_address = self.location.contains("://");
        let query = self.location.find(['?', '#']).filter(|_| is_address);
        let place = query.and_then(|end| self.location.get(..end)).unwrap_or(&self.location);
        let last = place.trim_end_matches('/').rsplit('/').next();
        self.title.as_deref().or(last).unwrap_or(&self.location)
    }
}
