//! What a check of the settings says of the playbooks.

use std::fs::read_dir;
use std::path::{Path, PathBuf};

use super::names::{or_known, suggestion};
use super::playbook_files::{END, folder, is_hidden, playbooks};
use super::settings::required_playbooks;

/// What a check of the settings says of the playbooks.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PlaybookNotices {
    /// How many playbooks cannot be used.
    pub broken: usize,
    /// What is wrong, a sentence each.
    pub warnings: Vec<String>,
}

/// Returns what is wrong with the playbooks beside a settings file, and which ones its policy requires in vain.
#[must_use]
pub fn playbook_notices(settings: &Path) -> PlaybookNotices {
    let playbooks = playbooks(settings);
    let broken = playbooks.broken.iter().map(|broken| broken.cause.clone());
    let mut warnings: Vec<String> = broken.collect();
    let unused = unused_files(settings);
    warnings.extend(unused.iter().map(|path| {
        format!("{}: it is not used; the file of a playbook is NAME.{END}", path.display())
    }));
    let names: Vec<&str> = playbooks.good.iter().map(|playbook| playbook.name.as_str()).collect();
    for (line, name) in required_playbooks(settings) {
        if !names.contains(&name.as_str()) && playbooks.fault(&name).is_none() {
            let meant = or_known(&suggestion(&name, names.iter().copied()), &names);
            let path = settings.display();
            warnings.push(format!("{path}:{line}: there is no playbook '{name}'{meant}"));
        }
    }
    PlaybookNotices { broken: playbooks.broken.len(), warnings }
}

/// Returns the files beside the playbooks that are none, in order.
fn unused_files(settings: &Path) -> Vec<PathBuf> {
    let entries = read_dir(folder(settings)).into_iter().flatten();
    let paths = entries.filter_map(|entry| Some(entry.ok()?.path()));
    let is_unused =
        |path: &PathBuf| path.extension().is_none_or(|end| end != END) && !is_hidden(path);
    let mut unused: Vec<PathBuf> = paths.filter(is_unused).collect();
    unused.sort();
    unused
}
