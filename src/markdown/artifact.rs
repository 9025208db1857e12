//! An artifact in one line.

use super::escape::{code, plain};
use crate::core::{Artifact, count_text};

/// Returns an artifact as the item of a list.
#[must_use]
pub fn artifact_line(artifact: &Artifact) -> String {
    let title = artifact.title.as_deref().map(|title| format!("{}: ", plain(title)));
    let bytes = artifact.bytes.map(|bytes| format!(", {}", count_text(bytes, "byte")));
    let hash = artifact.sha256.as_ref().map(|hash| format!(", SHA-256 {}", code(hash)));
    let place = plain(&artifact.location);
    let rest = [bytes, hash].map(Option::unwrap_or_default).concat();
    format!("- {}{place}{rest}", title.unwrap_or_default())
}
