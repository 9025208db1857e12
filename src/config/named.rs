//! The tables whose parts have names of your own: `[workflow.NAME]` and `[profiles.NAME]`.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use serde::Deserialize;

use crate::core::{ID, RunStatus, Workflows};

/// The names in a part of `[workflow]`, each with the values it accepts.
pub(super) const WORKFLOW_KEYS: [(&str, &str); 1] =
    [("statuses", "a list of words, such as statuses = [\"created\", \"reviewed\"]")];
/// The names in a part of `[profiles]`, each with the values it accepts.
pub(super) const PROFILE_KEYS: [(&str, &str); 1] =
    [("dirs", "a list of directories, such as dirs = [\"~/work/atlas\"]")];

/// The content of `[workflow.NAME]`.
#[derive(Debug, Clone, Default, Deserialize)]
pub(super) struct WorkflowTable {
    #[serde(default)]
    statuses: Vec<StatusWord>,
}

/// The content of `[profiles.NAME]`.
#[derive(Debug, Clone, Default, Deserialize)]
pub(super) struct ProfileTable {
    #[serde(default)]
    pub(super) dirs: Vec<BoundDir>,
}

/// A status of a workflow.
#[derive(Debug, Clone, Deserialize)]
#[serde(try_from = "String")]
struct StatusWord(String);

/// A directory to which a profile is bound: absolute, or below the home directory.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub(super) struct BoundDir(String);

impl TryFrom<String> for StatusWord {
    type Error = String;

    fn try_from(word: String) -> Result<Self, Self::Error> {
        ID.named("status").check_some(&word).map_err(|refusal| refusal.why)?;
        Ok(Self(word))
    }
}

impl TryFrom<String> for BoundDir {
    type Error = String;

    fn try_from(dir: String) -> Result<Self, Self::Error> {
        if Path::new(&dir).is_absolute() || dir == "~" || dir.starts_with("~/") {
            return Ok(Self(dir));
        }
        Err(format!("'{dir}' is neither an absolute path nor one that begins with ~/"))
    }
}

impl BoundDir {
    /// Returns its path; `None` if it is below the home directory and there is none.
    fn path(&self, home: Option<&Path>) -> Option<PathBuf> {
        match self.0.strip_prefix('~') {
            Some(below) => Some(home?.join(below.trim_start_matches('/'))),
            None => Some(PathBuf::from(&self.0)),
        }
    }
}

/// Which profile is bound to which directories.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct BoundDirs(Vec<(String, BoundDir)>);

impl BoundDirs {
    pub(super) fn of(profiles: &BTreeMap<String, ProfileTable>) -> Self {
        let each = profiles.iter().flat_map(|(name, profile)| {
            profile.dirs.iter().map(move |dir| (name.clone(), dir.clone()))
        });
        Self(each.collect())
    }

    /// Returns the profile that is bound to a directory or one above it; of several, that of the
    /// innermost. Both paths are compared part by part, so `~/work` is not above `~/workshop`.
    #[must_use]
    pub fn profile_of(&self, dir: &Path, home: Option<&Path>) -> Option<&str> {
        let bound = self.0.iter().filter_map(|(name, bound)| Some((name, bound.path(home)?)));
        let above = bound.filter(|(_, path)| dir.starts_with(path));
        above.max_by_key(|(_, path)| path.components().count()).map(|(name, _)| name.as_str())
    }
}

/// Returns what agents and workflows may do.
pub(super) fn workflows(
    workflows: &BTreeMap<String, WorkflowTable>,
    agents: Option<&[String]>,
    require_known: bool,
) -> Workflows {
    let statuses = workflows.iter().filter(|(_, workflow)| !workflow.statuses.is_empty());
    let words = |workflow: &WorkflowTable| {
        workflow.statuses.iter().map(|word| RunStatus(word.0.clone())).collect()
    };
    let known = || agents.unwrap_or_default().iter().cloned().collect::<BTreeSet<_>>();
    Workflows {
        known_agents: require_known.then(known),
        statuses: statuses.map(|(name, workflow)| (name.clone(), words(workflow))).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bound(dirs: &[(&str, &str)]) -> BoundDirs {
        let each = dirs.iter().map(|(name, dir)| ((*name).to_owned(), BoundDir((*dir).to_owned())));
        BoundDirs(each.collect())
    }

    #[test]
    fn the_innermost_directory_chooses_the_profile_and_a_longer_name_is_not_below() {
        let dirs = bound(&[("work", "~/work"), ("atlas", "~/work/atlas"), ("srv", "/srv")]);
        let home = Some(Path::new("/home/ana"));
        for (dir, profile) in [
            ("/home/ana/work", Some("work")),
            ("/home/ana/work/atlas/src", Some("atlas")),
            ("/home/ana/workshop", None),
            ("/home/ana", None),
            ("/srv/x", Some("srv")),
        ] {
            assert_eq!(dirs.profile_of(Path::new(dir), home), profile, "{dir}");
        }
        assert_eq!(dirs.profile_of(Path::new("/home/ana/work"), None), None);
    }
}
