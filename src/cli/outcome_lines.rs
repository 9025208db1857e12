//! What came out of a session: the tasks that were completed in it, and its artifacts.

use super::markup::typed;
use crate::core::{Artifact, FrameRef, SessionGlance, count_text};

/// Returns a row for each task that was completed: its name and its title.
#[must_use]
pub fn completed(session: &SessionGlance) -> Vec<[String; 2]> {
    let title_of = |name: &FrameRef| {
        let sums = session.context_sums.contexts.iter();
        let title =
            sums.filter(|sum| sum.frame.name == *name).find_map(|sum| sum.frame.title.clone());
        typed(&title.unwrap_or_default())
    };
    let row = |name: &FrameRef| [typed(&name.to_string()), title_of(name)];
    session.completed.iter().map(row).collect()
}

/// Returns a row for each artifact: its title, where it is, and its length.
#[must_use]
pub fn artifacts(artifacts: &[Artifact]) -> Vec<[String; 3]> {
    let row = |artifact: &Artifact| {
        let title = typed(artifact.title.as_deref().unwrap_or_default());
        let length = artifact.bytes.map(bytes_text).unwrap_or_default();
        [typed(&artifact.location), length, title]
    };
    artifacts.iter().map(row).collect()
}

/// Returns a length, as in "512 bytes" or "1.4 MB".
fn bytes_text(bytes: u64) -> String {
    const UNITS: [&str; 5] = ["kB", "MB", "GB", "TB", "PB"];
    if bytes < 1_000 {
        return count_text(bytes, "byte");
    }
    let (mut tenths, mut unit) = (bytes / 100, 0);
    while tenths >= 10_000 && unit + 1 < UNITS.len() {
        (tenths, unit) = (tenths / 1_000, unit + 1);
    }
    format!("{}.{} {}", tenths / 10, tenths % 10, UNITS.get(unit).copied().unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_length_is_short() {
        for (bytes, text) in [
            (1, "1 byte"),
            (999, "999 bytes"),
            (1_000, "1.0 kB"),
            (1_450_000, "1.4 MB"),
            (999_999_999, "999.9 MB"),
            (u64::MAX, "18446.7 PB"),
        ] {
            assert_eq!(bytes_text(bytes), text);
        }
    }
}
