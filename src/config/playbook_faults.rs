//! Why the file of a playbook cannot be used.

use std::path::Path;

use super::fields::FAULTS_MOST;
use super::text::{ConfigError, Fault};
use crate::core::BrokenPlaybook;

/// Why the file of a playbook cannot be used: one fault or more, in the order of the lines.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PlaybookFaults {
    /// The name of the playbook, as far as it is known.
    pub name: String,
    /// The faults; the first ones if there are many.
    pub faults: Vec<ConfigError>,
    /// Whether there are more.
    pub has_more: bool,
}

impl PlaybookFaults {
    /// Returns the only fault of a playbook.
    pub(super) fn one(name: &str, fault: ConfigError) -> Self {
        Self { name: name.to_owned(), faults: vec![fault], has_more: false }
    }

    /// Returns it as those know it that use the playbooks.
    pub(super) fn broken(&self, is_main: bool) -> BrokenPlaybook {
        let first = self.faults.first().map(ToString::to_string).unwrap_or_default();
        let cause = match self.faults.len() {
            0 | 1 => first,
            _ if self.has_more => format!("{first} (and many more faults)"),
            2 => format!("{first} (and one more fault)"),
            more => format!("{first} (and {} more faults)", more.saturating_sub(1)),
        };
        BrokenPlaybook { name: self.name.clone(), cause, is_main }
    }
}

/// The faults that were found so far in one file.
#[derive(Default)]
pub(super) struct FoundFaults(Vec<Fault>);

impl FoundFaults {
    /// Returns what was read; keeps the fault if it was not.
    pub(super) fn kept<T>(&mut self, read: Result<T, Fault>) -> Option<T> {
        read.map_err(|fault| self.0.push(fault)).ok()
    }

    pub(super) fn add(&mut self, faults: impl IntoIterator<Item = Fault>) {
        self.0.extend(faults);
    }

    /// Returns them in the order of the lines; `None` if there are none.
    pub(super) fn all(mut self, name: &str, text: &str, path: &Path) -> Option<PlaybookFaults> {
        if self.0.is_empty() {
            return None;
        }
        self.0.sort_by_key(|fault| fault.at);
        let has_more = self.0.len() > FAULTS_MOST;
        let first = self.0.into_iter().take(FAULTS_MOST);
        let faults = first.map(|fault| fault.within(text, path)).collect();
        Some(PlaybookFaults { name: name.to_owned(), faults, has_more })
    }
}
