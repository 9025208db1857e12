//! The policy and the playbooks, as a desk needs them at each command and at each look.

use std::sync::{Arc, Mutex, PoisonError};

use super::file_stamp::FileStamp;
use super::playbook_files::{files, folder, main_file, playbooks};
use super::settings::policy_of;
use crate::core::{Directives, Policy};
use crate::paths::Paths;

/// Reads the policy and the playbooks of a desk. What is broken is in the answer; nothing else of the
/// settings matters.
#[must_use]
pub fn directives(paths: &Paths) -> Directives {
    let settings = paths.settings();
    let (policy, policy_fault) = match policy_of(&settings) {
        Ok(policy) => (policy, None),
        Err(error) => (Policy::default(), Some(error.to_string())),
    };
    Directives { policy, policy_fault, playbooks: playbooks(&settings) }
}

/// The policy and the playbooks, as far as they were read already.
#[derive(Clone, Default)]
pub struct KnownDirectives(Arc<Mutex<Option<ReadDirectives>>>);

/// What was read, and which files were there then.
struct ReadDirectives {
    stamps: Vec<FileStamp>,
    directives: Arc<Directives>,
}

impl KnownDirectives {
    /// Returns the policy and the playbooks of a desk; nothing is read while their files are the same.
    #[must_use]
    pub fn get(&self, paths: &Paths) -> Arc<Directives> {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(ReadDirectives { stamps, directives }) = known.as_ref()
            && stamps.iter().all(FileStamp::is_still_so)
            && stamps.first().is_some_and(|stamp| stamp.is_of(&paths.settings()))
        {
            return Arc::clone(directives);
        }
        // They are looked at before they are read, so that a change meanwhile is seen the next time.
        let settings = paths.settings();
        let mut stamps: Vec<FileStamp> = [&settings, &main_file(&settings), &folder(&settings)]
            .map(|it| FileStamp::of(it))
            .into();
        let others = files(&settings).unwrap_or_default();
        stamps.extend(others.iter().map(|path| FileStamp::of(path)));
        let directives = Arc::new(directives(paths));
        *known = Some(ReadDirectives { stamps, directives: Arc::clone(&directives) });
        directives
    }
}
