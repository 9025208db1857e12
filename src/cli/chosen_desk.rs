//! Which desk a command is for, and its settings.

use super::args::GlobalOptions;
use super::world::World;
use crate::config::{BoundDirs, ConfigError, LoadedSettings, Settings};
use crate::core::{DeskName, Hint, LookAt, Refusal, RefusalKind};
use crate::desk::Runs;
use crate::failure::Failure;
use crate::paths::Paths;

/// What happens if the settings are broken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BrokenSettings {
    /// The command fails.
    Fail,
    /// The command uses the defaults, with a warning.
    UseDefaults,
}

/// Returns the paths of the desk that the options choose. `paths` are those of the default desk, and `read`
/// are the settings as they were read.
///
/// # Errors
/// [`Failure`] if there is no such run, or the directories cannot be determined.
pub fn chosen_paths(
    paths: &Paths,
    read: &Result<LoadedSettings, ConfigError>,
    options: &GlobalOptions,
    world: &World<'_>,
) -> Result<Paths, Failure> {
    let Some(name) = &options.run else {
        let profile = match &options.profile {
            Some(profile) => Some(profile.clone()),
            None => profile_here(paths, read, world)?,
        };
        let paths = Paths::find(profile.as_deref(), world.env)?;
        world.spoke_to.replace((paths.desk != DeskName::of(None)).then(|| paths.desk.clone()));
        return Ok(paths);
    };
    let runs = Runs::new(paths, world.clock.clone());
    let found = runs.find(name)?.and_then(|id| paths.of_run(&id));
    world.spoke_to.replace(found.as_ref().map(|paths| paths.desk.clone()));
    found.ok_or_else(|| no_run(name).into())
}

/// Returns the refusal to do anything with a run that there is not.
#[must_use]
pub fn no_run(name: &str) -> Refusal {
    let why = format!("there is no run {name}");
    let next = Hint::show("see which runs there are", LookAt::Runs);
    Refusal::new(RefusalKind::NothingThere, "Nothing was done", why, next)
}

/// Returns the settings to use, with the warnings about their file.
///
/// # Errors
/// [`ConfigError`] if they are broken and must not be.
pub fn usable(
    read: Result<LoadedSettings, ConfigError>,
    broken: BrokenSettings,
) -> Result<(Settings, Vec<String>), ConfigError> {
    match read {
        Ok(loaded) => Ok((loaded.settings, loaded.warnings)),
        Err(error) if broken == BrokenSettings::UseDefaults => {
            let warning = format!("the settings were not read, so the defaults are used: {error}");
            Ok((Settings::defaults()?, vec![warning]))
        }
        Err(error) => Err(error),
    }
}

/// Returns the profile of the environment, or else the one that the settings bind to the directory.
///
/// # Errors
/// [`Failure`] if the settings are so broken that nobody knows which one that is.
fn profile_here(
    paths: &Paths,
    read: &Result<LoadedSettings, ConfigError>,
    world: &World<'_>,
) -> Result<Option<String>, Failure> {
    let named = (world.env)("ONWATCH_PROFILE").filter(|name| !name.is_empty());
    if let Some(name) = named {
        return Ok(Some(name.to_string_lossy().into_owned()));
    }
    let Some(dir) = world.dir.as_deref() else { return Ok(None) };
    let profile = match read {
        Ok(loaded) => loaded.settings.bound_dirs.profile_of(dir).map(str::to_owned),
        Err(error) => BoundDirs::of_broken(&paths.settings(), paths.home(), error.clone())
            .map_err(Failure::UnknownDesk)?
            .profile_of(dir)
            .map(str::to_owned),
    };
    Ok(profile)
}

/// Returns the line that says which desk was spoken to.
#[must_use]
pub fn desk_line(desk: &DeskName) -> String {
    let what = if desk.run().is_some() { "run" } else { "profile" };
    format!("onwatch: {what} {desk}")
}
