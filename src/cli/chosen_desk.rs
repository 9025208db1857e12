//! Which desk a command is for, and its settings.

use super::args::GlobalOptions;
use super::world::World;
use crate::config::{BoundDirs, ConfigError, Settings};
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

/// Returns the paths of the desk that the options choose.
///
/// # Errors
/// [`Failure`] if there is no such run, or the directories cannot be determined.
pub fn chosen_paths(options: &GlobalOptions, world: &World<'_>) -> Result<Paths, Failure> {
    let paths = Paths::find(None, world.env)?;
    let Some(name) = &options.run else {
        let profile = match &options.profile {
            Some(profile) => Some(profile.clone()),
            None => profile_here(&paths, world)?,
        };
        let paths = Paths::find(profile.as_deref(), world.env)?;
        world.spoke_to.replace((paths.desk != DeskName::of(None)).then(|| paths.desk.clone()));
        return Ok(paths);
    };
    let runs = Runs::new(&paths, world.clock.clone());
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

/// Returns the settings of a desk, with the warnings about their file.
///
/// # Errors
/// [`ConfigError`] if they are broken and must not be.
pub fn settings(
    paths: &Paths,
    broken: BrokenSettings,
) -> Result<(Settings, Vec<String>), ConfigError> {
    match Settings::load(&paths.settings(), paths.home()) {
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
fn profile_here(paths: &Paths, world: &World<'_>) -> Result<Option<String>, Failure> {
    let named = (world.env)("ONWATCH_PROFILE").filter(|name| !name.is_empty());
    if let Some(name) = named {
        return Ok(Some(name.to_string_lossy().into_owned()));
    }
    let Some(dir) = world.dir.as_deref() else { return Ok(None) };
    let bound = BoundDirs::load(&paths.settings(), paths.home()).map_err(Failure::UnknownDesk)?;
    Ok(bound.profile_of(dir).map(str::to_owned))
}

/// Returns the line that says which desk was spoken to.
#[must_use]
pub fn desk_line(desk: &DeskName) -> String {
    let what = if desk.run().is_some() { "run" } else { "profile" };
    format!("onwatch: {what} {desk}")
}
