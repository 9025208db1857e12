//! The settings in force: the user's file over the defaults.

use std::path::Path;

use super::defaults::DEFAULTS;
use super::file::{self, parse};
use super::keys::{self, Keymap};
use super::named::{self, BoundDirs};
use super::notify::Notify;
use super::panel::PanelConfig;
use super::text::{ConfigError, Fault, read_text};
use super::theme;
use crate::core::{Thresholds, Workflows};

/// The settings in force.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// The operator; `None` for the login name.
    pub operator: Option<String>,
    /// Thresholds after which the operator is asked.
    pub thresholds: Thresholds,
    /// What agents and workflows may do.
    pub workflows: Workflows,
    /// Which profile is bound to which directories.
    pub bound_dirs: BoundDirs,
    /// The notes of a session that is started without notes.
    pub default_notes: String,
    /// The target for the active time of a day, seconds.
    pub day_target_seconds: Option<u64>,
    /// How the panel looks.
    pub panel: PanelConfig,
    /// What the panel reports outside its screen.
    pub notify: Notify,
    /// The keys of each action.
    pub keys: Keymap,
}

/// Settings with the warnings about their file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoadedSettings {
    /// The settings.
    pub settings: Settings,
    /// What was ignored, a sentence each.
    pub warnings: Vec<String>,
}

impl Settings {
    /// Returns the default settings.
    ///
    /// # Errors
    /// [`ConfigError`] if the embedded file is broken.
    pub fn defaults() -> Result<Self, ConfigError> {
        read_over_defaults("", Path::new(""), None).map(|loaded| loaded.settings)
    }

    /// Reads the user's file over the defaults. A missing file is the same as an empty one. Directories
    /// below `~` are those of a home directory.
    ///
    /// # Errors
    /// [`ConfigError`] if the file or its theme cannot be read or parsed.
    pub fn load(path: &Path, home: Option<&Path>) -> Result<LoadedSettings, ConfigError> {
        let text = read_text(path)?.unwrap_or_default();
        read_over_defaults(&text, path, home)
    }

    /// Reads the user's file and every theme beside it. Warns of keys that mean two things, too.
    ///
    /// # Errors
    /// [`ConfigError`] for the first file that cannot be read or parsed.
    pub fn check(path: &Path, home: Option<&Path>) -> Result<LoadedSettings, ConfigError> {
        let mut loaded = Self::load(path, home)?;
        loaded.warnings.extend(loaded.settings.keys.covered());
        let folder = theme::themes(path);
        for name in
            theme::names(&folder).iter().filter(|name| **name != loaded.settings.panel.theme)
        {
            match theme::find(name, &folder) {
                Ok((_, warnings)) => loaded.warnings.extend(warnings),
                Err(theme::ThemeError::Broken(error)) => return Err(error),
                // It was removed after the directory was read.
                Err(theme::ThemeError::Unknown(_)) => {}
            }
        }
        Ok(loaded)
    }
}

impl BoundDirs {
    /// Reads which profiles are bound to which directories. Faults elsewhere in the file do not matter.
    ///
    /// # Errors
    /// [`ConfigError`] if the file cannot be read, or so much of it is broken that nobody knows.
    pub fn load(path: &Path, home: Option<&Path>) -> Result<Self, ConfigError> {
        let text = read_text(path)?.unwrap_or_default();
        match read_over_defaults(&text, path, home) {
            Ok(loaded) => Ok(loaded.settings.bound_dirs),
            // A file without that word binds nothing, whatever else it says.
            Err(_) if !text.contains(file::PROFILES) => Ok(Self::default()),
            Err(error) => {
                let profiles = file::profiles(&text);
                profiles.and_then(|profiles| Self::of(&profiles, home).ok()).ok_or(error)
            }
        }
    }
}

fn read_over_defaults(
    text: &str,
    path: &Path,
    home: Option<&Path>,
) -> Result<LoadedSettings, ConfigError> {
    let beside = Path::new("assets/config.toml");
    let (below, _) = parse(DEFAULTS, beside)?;
    let (own, mut warnings) = parse(text, path)?;
    let absent = || Fault { at: 0, message: "a default is missing".to_owned() }.within("", beside);
    let theme = own.panel.theme.or(below.panel.theme).ok_or_else(absent)?;
    let found =
        theme::colours(theme.get_ref(), &theme::themes(path)).map_err(|missing| match missing {
            theme::ThemeError::Broken(error) => error,
            theme::ThemeError::Unknown(message) => {
                Fault { at: theme.span().start, message }.within(text, path)
            }
        });
    let (colours, passed_over) = found?;
    warnings.extend(passed_over);
    let panel = PanelConfig {
        theme: theme.into_inner(),
        colours,
        glyphs: own.panel.glyphs.or(below.panel.glyphs).ok_or_else(absent)?,
        clock: own.panel.clock.or(below.panel.clock).ok_or_else(absent)?,
        title: own.panel.title.or(below.panel.title).ok_or_else(absent)?,
        mouse: own.panel.mouse.or(below.panel.mouse).ok_or_else(absent)?,
        panes: own.panel.panes.or(below.panel.panes).ok_or_else(absent)?,
        week_start: own.panel.week_start.or(below.panel.week_start).ok_or_else(absent)?,
        day_start: own.panel.day_start.or(below.panel.day_start).ok_or_else(absent)?.0,
        stale_after_ms: own.panel.stale_after.or(below.panel.stale_after).ok_or_else(absent)?.0,
    };
    let operator = own.operator.or(below.operator).map(|name| name.0);
    let keys = keys::over(&own.keys, &below.keys).map_err(|fault| fault.within(text, path))?;
    let operator = operator.filter(|name| !name.is_empty());
    let target_ms = own.session.target.or(below.session.target).and_then(|target| target.0);
    let day_target_seconds = target_ms.map(|ms| ms / 1_000).filter(|seconds| *seconds > 0);
    let thresholds = own.session.over(&below.session, panel.stale_after_ms);
    let default_notes = own.session.default_notes.or(below.session.default_notes);
    let default_notes = default_notes.ok_or_else(absent)?.0;
    let notify = own.notify.over(below.notify);
    let must_know = own.require_known_agents.or(below.require_known_agents);
    let workflows =
        named::workflows(&own.workflow, own.agents.as_deref(), must_know.unwrap_or_default());
    let bound_dirs =
        BoundDirs::of(&own.profiles, home).map_err(|fault| fault.within(text, path))?;
    let settings = Settings {
        operator,
        thresholds,
        workflows,
        bound_dirs,
        default_notes,
        day_target_seconds,
        panel,
        notify,
        keys,
    };
    Ok(LoadedSettings { settings, warnings })
}
