//! The tables whose parts have names of your own: `[workflow.NAME]` and `[profiles.NAME]`.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use serde::Deserialize;
use toml::Spanned;

use super::text::Fault;
use crate::core::{DeskName, ID, RunStatus, Workflows};
use crate::paths::{is_profile, plain};

/// The names in a part of `[workflow]`, each with the values it accepts.
pub(super) const WORKFLOW_KEYS: [(&str, &str); 1] =
    [("statuses", "a list of different words, such as statuses = [\"created\", \"reviewed\"]")];
/// The names in a part of `[profiles]`, each with the values it accepts.
pub(super) const PROFILE_KEYS: [(&str, &str); 1] =
    [("dirs", "a list of directories, such as dirs = [\"~/work/atlas\"]")];

/// The content of `[workflow.NAME]`.
#[derive(Debug, Clone, Default, Deserialize)]
pub(super) struct WorkflowTable {
    #[serde(default)]
    statuses: Statuses,
}

/// The content of `[profiles.NAME]`.
#[derive(Debug, Clone, Default, Deserialize)]
pub(super) struct ProfileTable {
    #[serde(default)]
    dirs: Vec<Spanned<BoundDir>>,
}

/// The name of an agent.
#[derive(Debug, Clone, Deserialize)]
#[serde(try_from = "String")]
pub(super) struct AgentName(String);

/// The name of a profile: the default one, or another.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(try_from = "String")]
pub(super) struct ProfileName(String);

/// The statuses of a workflow, each once.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(try_from = "Vec<StatusWord>")]
struct Statuses(Vec<StatusWord>);

/// A status of a workflow.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
struct StatusWord(String);

/// A directory to which a profile is bound: absolute, or below the home directory.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub(super) struct BoundDir(String);

impl TryFrom<String> for AgentName {
    type Error = String;

    fn try_from(name: String) -> Result<Self, Self::Error> {
        ID.named("agent").check_some(&name).map_err(|refusal| refusal.why)?;
        Ok(Self(name))
    }
}

impl TryFrom<String> for ProfileName {
    type Error = String;

    fn try_from(name: String) -> Result<Self, Self::Error> {
        if name == DeskName::DEFAULT || is_profile(&name) {
            return Ok(Self(name));
        }
        Err(format!("'{name}' is not a profile name; use 1 to 64 letters, digits, `_` or `-`"))
    }
}

impl TryFrom<Vec<StatusWord>> for Statuses {
    type Error = String;

    fn try_from(words: Vec<StatusWord>) -> Result<Self, Self::Error> {
        let is_again =
            |(nth, word): &(usize, &StatusWord)| words.iter().take(*nth).any(|it| it == *word);
        match words.iter().enumerate().find(is_again) {
            Some((_, word)) => Err(format!("'{}' is there twice", word.0)),
            None => Ok(Self(words)),
        }
    }
}

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
        let path = match self.0.strip_prefix('~') {
            Some(below) => home?.join(below.trim_start_matches('/')),
            None => PathBuf::from(&self.0),
        };
        Some(plain(&path))
    }
}

/// Which profile is bound to which directories. No directory is bound to two.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct BoundDirs(Vec<(String, PathBuf)>);

impl BoundDirs {
    /// Returns the directories of some profiles. Without a home directory, those below it are left out.
    ///
    /// # Errors
    /// A fault that names both profiles, if a directory is bound to two.
    pub(super) fn of(
        profiles: &BTreeMap<ProfileName, ProfileTable>,
        home: Option<&Path>,
    ) -> Result<Self, Fault> {
        let each = profiles.iter().flat_map(|(name, profile)| {
            profile.dirs.iter().filter_map(move |dir| Some((name, dir, dir.get_ref().path(home)?)))
        });
        let mut each: Vec<_> = each.collect();
        each.sort_by_key(|(_, dir, _)| dir.span().start);
        let mut bound: Vec<(String, PathBuf)> = Vec::new();
        for (ProfileName(name), dir, path) in each {
            if let Some((other, _)) = bound.iter().find(|(it, at)| it != name && *at == path) {
                let message = format!(
                    "'{}' is bound to the profile {other} already, and cannot be bound to {name} too",
                    dir.get_ref().0
                );
                return Err(Fault { at: dir.span().start, message });
            }
            bound.push((name.clone(), path));
        }
        Ok(Self(bound))
    }

    /// Returns the profile that is bound to a directory or one above it; of several, that of the
    /// innermost. Both paths are compared part by part, so `~/work` is not above `~/workshop`.
    #[must_use]
    pub fn profile_of(&self, dir: &Path) -> Option<&str> {
        let above = self.0.iter().filter(|(_, path)| dir.starts_with(path));
        above.max_by_key(|(_, path)| path.components().count()).map(|(name, _)| name.as_str())
    }
}

/// Returns what agents and workflows may do.
pub(super) fn workflows(
    workflows: &BTreeMap<String, WorkflowTable>,
    agents: Option<&[AgentName]>,
    require_known: bool,
) -> Workflows {
    let statuses = workflows.iter().filter(|(_, workflow)| !workflow.statuses.0.is_empty());
    let words = |workflow: &WorkflowTable| {
        workflow.statuses.0.iter().map(|word| RunStatus(word.0.clone())).collect()
    };
    let known =
        || agents.unwrap_or_default().iter().map(|name| name.0.clone()).collect::<BTreeSet<_>>();
    Workflows {
        known_agents: require_known.then(known),
        statuses: statuses.map(|(name, workflow)| (name.clone(), words(workflow))).collect(),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn bound(text: &str, home: Option<&str>) -> Result<BoundDirs, Fault> {
        BoundDirs::of(&toml::from_str(text).unwrap(), home.map(Path::new))
    }

    #[test]
    fn the_innermost_directory_chooses_the_profile_and_a_longer_name_is_not_below() {
        let text =
            "work.dirs = ['~/x/../work/']\natlas.dirs = ['~/work/atlas']\nsrv.dirs = ['/srv']";
        let dirs = bound(text, Some("/home/ana")).unwrap();
        for (dir, profile) in [
            ("/home/ana/work", Some("work")),
            ("/home/ana/work/atlas/src", Some("atlas")),
            ("/home/ana/workshop", None),
            ("/home/ana", None),
            ("/srv/x", Some("srv")),
        ] {
            assert_eq!(dirs.profile_of(Path::new(dir)), profile, "{dir}");
        }
        assert_eq!(bound(text, None).unwrap().profile_of(Path::new("/home/ana/work")), None);
    }

    #[test]
    fn a_directory_is_bound_to_one_profile_however_it_is_written() {
        for again in ["~/work", "~/work/", "~/./work", "/home/ana/work", "/home/bo/../ana/work/."] {
            let text = format!("night.dirs = ['/srv', '~/work']\natlas.dirs = ['{again}']");
            let fault = bound(&text, Some("/home/ana")).unwrap_err();
            assert_eq!(fault.at, text.rfind(again).unwrap() - 1, "{again}");
            let both = "to the profile night already, and cannot be bound to atlas too";
            assert!(fault.message.ends_with(both), "{}", fault.message);
        }
        let twice = "atlas.dirs = ['~/work', '~/work/']\nnight.dirs = ['~/work/x']";
        assert!(bound(twice, Some("/home/ana")).is_ok());
    }
}
