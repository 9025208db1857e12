//! Where the files are. No other file decides this.

use std::ffi::OsString;
use std::path::{Component, Path, PathBuf};

use directories::ProjectDirs;
use thiserror::Error;

use crate::core::{DeskName, SessionId};

/// The name of the profile that needs none.
const DEFAULT: &str = DeskName::DEFAULT;
/// The directory with those of the profiles, in both directories.
const PROFILES: &str = "profiles";
/// The directory with those of the runs, beside the data.
const RUNS: &str = "runs";

/// The two directories of one desk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paths {
    /// The directory of the state file.
    pub config: PathBuf,
    /// The directory of the history and the quarantine.
    pub data: PathBuf,
    /// The desk.
    pub desk: DeskName,
    /// Both directories of the default desk.
    roots: (PathBuf, PathBuf),
    /// The home directory of the user, if the environment names one.
    home: Option<PathBuf>,
}

/// Why the directories cannot be determined.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum PathsError {
    /// The profile name is not valid.
    #[error("'{0}' is not a profile name")]
    Profile(String),
    /// The system has no home directory.
    #[error("HOME is not set, and the system names no home directory for this user")]
    NoHome,
    /// A variable has a path that is not absolute.
    #[error("{0} is not an absolute path")]
    Relative(&'static str),
}

impl Paths {
    /// Determines the directories: `ONWATCH_HOME`, or the XDG variables, or the system's default.
    ///
    /// # Errors
    /// [`PathsError`] if the profile name is not `[A-Za-z0-9_-]{1,64}`, a variable is not an
    /// absolute path, or there is no home directory.
    pub fn find(
        profile: Option<&str>,
        env: &dyn Fn(&str) -> Option<OsString>,
    ) -> Result<Self, PathsError> {
        let home = env("HOME").map(PathBuf::from).filter(|home| home.is_absolute());
        let paths = Self { home, ..Self::of_default(roots(env)?) };
        match profile.filter(|name| *name != DEFAULT) {
            Some(name) if !is_profile(name) => Err(PathsError::Profile(name.to_owned())),
            profile => Ok(paths.of_profile(profile)),
        }
    }

    fn of_default(roots: (PathBuf, PathBuf)) -> Self {
        let (config, data) = roots.clone();
        Self { config, data, desk: DeskName::of(None), roots, home: None }
    }

    /// Returns both directories under one parent.
    #[must_use]
    pub fn under(home: &Path) -> Self {
        Self::of_default((home.join("config"), home.join("data")))
    }

    /// Returns the directories of another profile of this machine; `None` is the default one.
    #[must_use]
    pub fn of_profile(&self, profile: Option<&str>) -> Self {
        let own = |root: &Path| match profile {
            Some(name) => root.join(PROFILES).join(name),
            None => root.to_owned(),
        };
        let (config, data) = (own(&self.roots.0), own(&self.roots.1));
        Self { config, data, desk: DeskName::of(profile), ..self.clone() }
    }

    /// Returns the directory of a run of this machine, which has all its files; `None` if the id has not
    /// the form of one.
    #[must_use]
    pub fn of_run(&self, id: &SessionId) -> Option<Self> {
        let dir = self.runs().join(id.day()?).join(id.as_str());
        let desk = DeskName::of_run(id);
        Some(Self { config: dir.clone(), data: dir, desk, ..self.clone() })
    }

    /// Returns the directory of a desk of this machine; `None` if it has not the name of one.
    #[must_use]
    pub fn of_desk(&self, desk: &DeskName) -> Option<Self> {
        match (desk.run(), desk.profile()) {
            (Some(id), _) => self.of_run(&id),
            (None, Some(name)) => is_profile(name).then(|| self.of_profile(Some(name))),
            (None, None) => Some(self.of_profile(None)),
        }
    }

    /// Returns the directory with those of the runs, one for each day.
    #[must_use]
    pub fn runs(&self) -> PathBuf {
        self.roots.1.join(RUNS)
    }

    /// Returns the directory with an empty file for each run that is not over, or whose end the index
    /// has not read.
    #[must_use]
    pub fn open_runs(&self) -> PathBuf {
        self.runs().join("open")
    }

    /// Returns the directory with a link for each name that was given to a run.
    #[must_use]
    pub fn named_runs(&self) -> PathBuf {
        self.runs().join("named")
    }

    /// Returns the file that says that this run is not over, or that the index has not read its end;
    /// `None` if this is the desk of a person.
    #[must_use]
    pub fn open_mark(&self) -> Option<PathBuf> {
        Some(self.open_runs().join(self.desk.run()?.as_str()))
    }

    /// Returns the file for other programs that know a run by its steps; `None` if this is the desk of a
    /// person.
    #[must_use]
    pub fn run_metadata(&self) -> Option<PathBuf> {
        self.desk.run().map(|_| self.data.join("session_metadata.json"))
    }

    /// Returns the directory with the data of all profiles but the default one.
    #[must_use]
    pub fn profiles(&self) -> PathBuf {
        self.roots.1.join(PROFILES)
    }

    /// Returns the index of all profiles.
    #[must_use]
    pub fn index(&self) -> PathBuf {
        self.roots.1.join("index.db")
    }

    /// Returns the log of the requests that were answered over HTTP.
    #[must_use]
    pub fn access_log(&self) -> PathBuf {
        self.roots.1.join("access.log")
    }

    /// Returns the file that readers of the index lock.
    #[must_use]
    pub fn index_lock(&self) -> PathBuf {
        self.roots.1.join(".index.lock")
    }

    /// Returns the file that is locked while a command of any desk depends on what all desks say of tasks;
    /// it is never removed.
    #[must_use]
    pub fn tasks_lock(&self) -> PathBuf {
        self.roots.1.join("tasks.lock")
    }

    /// The lock that an import of tasks holds.
    #[must_use]
    pub fn imports_lock(&self) -> PathBuf {
        self.roots.1.join("imports.lock")
    }

    /// Returns the state file.
    #[must_use]
    pub fn state(&self) -> PathBuf {
        self.config.join("state.json")
    }

    /// Returns the settings file, which is the same for every desk of this machine.
    #[must_use]
    pub fn settings(&self) -> PathBuf {
        self.roots.0.join("config.toml")
    }

    /// Returns the home directory of the user; `None` if the environment names none.
    #[must_use]
    pub fn home(&self) -> Option<&Path> {
        self.home.as_deref()
    }

    /// Returns the directory of the journal.
    #[must_use]
    pub fn history(&self) -> PathBuf {
        self.data.join("history")
    }

    /// Returns the file that writers lock; it is never removed.
    #[must_use]
    pub fn lock(&self) -> PathBuf {
        self.history().join(".lock")
    }

    /// Returns the file in which an open panel keeps its heartbeat.
    #[must_use]
    pub fn heartbeat(&self) -> PathBuf {
        self.data.join("seen")
    }

    /// Returns the file with what the sources of the desk answered lately.
    #[must_use]
    pub fn sources(&self) -> PathBuf {
        self.data.join("sources.json")
    }

    /// Returns the lock file of the process that asks the sources of the desk; it is never removed.
    #[must_use]
    pub fn sources_lock(&self) -> PathBuf {
        self.data.join("sources.lock")
    }

    /// Returns the file that says how far the journal reached.
    #[must_use]
    pub fn witness(&self) -> PathBuf {
        self.data.join("witness")
    }

    /// Returns the directory with copies of what could not be read.
    #[must_use]
    pub fn quarantine(&self) -> PathBuf {
        self.data.join("quarantine")
    }
}

/// Reports whether a name can be that of a profile.
#[must_use]
pub fn is_profile(name: &str) -> bool {
    let plain = |b: u8| b.is_ascii_alphanumeric() || b == b'_' || b == b'-';
    // A run has the name of its id.
    let is_run = SessionId::parse(name).is_some();
    name != DEFAULT && !is_run && (1..=64).contains(&name.len()) && name.bytes().all(plain)
}

/// Returns a path without its parts `.` and `..`. Follows no link.
#[must_use]
pub fn plain(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for part in path.components() {
        match part {
            Component::ParentDir => {
                plain.pop();
            }
            Component::CurDir => {}
            Component::Prefix(_) | Component::RootDir | Component::Normal(_) => plain.push(part),
        }
    }
    plain
}

fn roots(env: &dyn Fn(&str) -> Option<OsString>) -> Result<(PathBuf, PathBuf), PathsError> {
    let absolute = |name: &'static str| match env(name).filter(|value| !value.is_empty()) {
        None => Ok(None),
        Some(value) if Path::new(&value).is_absolute() => Ok(Some(PathBuf::from(value))),
        Some(_) => Err(PathsError::Relative(name)),
    };
    if let Some(home) = absolute("ONWATCH_HOME")? {
        let paths = Paths::under(&home);
        return Ok((paths.config, paths.data));
    }
    let own = |name: &'static str| absolute(name).map(|dir| dir.map(|dir| dir.join("onwatch")));
    let (config, data) = (own("XDG_CONFIG_HOME")?, own("XDG_DATA_HOME")?);
    if let (Some(config), Some(data)) = (&config, &data) {
        return Ok((config.clone(), data.clone()));
    }
    absolute("HOME")?;
    let system = ProjectDirs::from("", "", "onwatch");
    // The home directory may come from the list of users, which may have no path there.
    let found = |dir: fn(&ProjectDirs) -> &Path| {
        let dir = system.as_ref().map(dir).filter(|dir| dir.is_absolute());
        dir.map(Path::to_owned).ok_or(PathsError::NoHome)
    };
    let config = config.map_or_else(|| found(ProjectDirs::config_dir), Ok)?;
    let data = data.map_or_else(|| found(ProjectDirs::data_dir), Ok)?;
    Ok((config, data))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn find(profile: Option<&str>, vars: &[(&str, &str)]) -> Result<Paths, PathsError> {
        Paths::find(profile, &|name| {
            vars.iter().find(|(known, _)| *known == name).map(|(_, value)| value.into())
        })
    }

    #[test]
    fn onwatch_home_contains_both_directories_and_overrides_the_xdg_variables() {
        let paths = find(None, &[("ONWATCH_HOME", "/w"), ("XDG_CONFIG_HOME", "/x")]).unwrap();
        assert_eq!(paths.state(), Path::new("/w/config/state.json"));
        assert_eq!(paths.history(), Path::new("/w/data/history"));
    }

    #[test]
    fn xdg_variables_are_used_on_every_system() {
        let vars = [("XDG_CONFIG_HOME", "/c"), ("XDG_DATA_HOME", "/d")];
        let paths = find(Some("night"), &vars).unwrap();
        assert_eq!(paths.config, Path::new("/c/onwatch/profiles/night"));
        assert_eq!(paths.data, Path::new("/d/onwatch/profiles/night"));
        assert_eq!(paths.settings(), Path::new("/c/onwatch/config.toml"));
    }

    #[test]
    fn a_profile_name_cannot_leave_its_directory() {
        for name in ["", "..", "a/b", "a b", &"x".repeat(65)] {
            assert_eq!(
                find(Some(name), &[("ONWATCH_HOME", "/w")]),
                Err(PathsError::Profile(name.to_owned()))
            );
        }
    }

    #[test]
    fn a_relative_directory_is_refused_wherever_it_is_needed() {
        for (vars, relative) in [
            (&[("ONWATCH_HOME", "w")][..], "ONWATCH_HOME"),
            (&[("XDG_CONFIG_HOME", "."), ("HOME", "/h")], "XDG_CONFIG_HOME"),
            (&[("XDG_DATA_HOME", "d"), ("HOME", "/h")], "XDG_DATA_HOME"),
            (&[("HOME", "here")], "HOME"),
            (&[("HOME", ".")], "HOME"),
            (&[("HOME", "~")], "HOME"),
            (&[("HOME", "here"), ("XDG_DATA_HOME", "/d")], "HOME"),
            (&[("HOME", "here"), ("XDG_CONFIG_HOME", "/c"), ("XDG_DATA_HOME", "")], "HOME"),
        ] {
            assert_eq!(find(None, vars), Err(PathsError::Relative(relative)), "{vars:?}");
        }
        let unused = [("HOME", "here"), ("XDG_CONFIG_HOME", "/c"), ("XDG_DATA_HOME", "/d")];
        assert!(find(None, &unused).is_ok());
        assert!(find(None, &[("HOME", "here"), ("ONWATCH_HOME", "/w")]).is_ok());
    }
}
