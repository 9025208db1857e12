//! The settings in force: the user's file over the defaults.

use std::path::{Path, PathBuf};

use super::defaults;
use super::file::{self, ParsedSettings};
use super::keys::{self, Keymap};
use super::named::{self, BoundDirs};
use super::notify::Notify;
use super::panel::PanelConfig;
use super::plugin::PluginLimits;
use super::serve::ServeSettings;
use super::source::{SourceLeftOut, SourceSettings};
use super::source_table::Sources;
use super::text::{ConfigError, Fault, read_meant_text, read_text};
use super::theme::{self, Colours};
use crate::core::{CheckRules, Policy, Thresholds, Workflows};

/// The settings in force, without those that only the panel needs: see [`PanelSetup`].
#[derive(Debug, Clone, PartialEq)]
pub struct Settings {
    /// The operator; `None` for the login name.
    pub operator: Option<String>,
    /// Thresholds after which the operator is asked.
    pub thresholds: Thresholds,
    /// What agents and workflows may do.
    pub workflows: Workflows,
    /// What is checked before something is completed.
    pub checks: CheckRules,
    /// What becomes of work while the health is red or the band is strict.
    pub policy: Policy,
    /// Which profile is bound to which directories.
    pub bound_dirs: BoundDirs,
    /// The notes of a session that is started without notes.
    pub default_notes: String,
    /// The target for the active time of a day, seconds.
    pub day_target_seconds: Option<u64>,
    /// Whether the command line says on a terminal what to do next.
    pub hints: bool,
    /// How the panel looks.
    pub panel: PanelConfig,
    /// What the panel reports outside its screen.
    pub notify: Notify,
    /// Where the HTTP interface listens, and who may ask.
    pub serve: ServeSettings,
    /// From where on a monitoring system gets an alarm.
    pub plugin: PluginLimits,
    /// Where band and health come from, beside what people set.
    pub sources: Vec<SourceSettings>,
    /// The sources that are not used, because their tables have faults.
    pub sources_left_out: Vec<SourceLeftOut>,
}

/// The settings in force with those that only the panel needs. A command does not read them.
#[derive(Debug, Clone, PartialEq)]
pub struct PanelSetup {
    /// The settings of every front end.
    pub settings: Settings,
    /// The colours of the theme.
    pub colours: Colours,
    /// The keys of each action.
    pub keys: Keymap,
}

/// Settings with the warnings about their file.
#[derive(Debug, Clone, PartialEq)]
pub struct LoadedSettings<T = Settings> {
    /// The settings.
    pub settings: T,
    /// What was ignored, a sentence each.
    pub warnings: Vec<String>,
}

impl Settings {
    /// Returns the default settings.
    ///
    /// # Errors
    /// [`ConfigError`] if the embedded file is broken.
    pub fn defaults() -> Result<Self, ConfigError> {
        SettingsText::absent().load(None).map(|loaded| loaded.settings)
    }

    /// Reads the user's file over the defaults. A missing file is the same as an empty one. Directories
    /// below `~` are those of a home directory.
    ///
    /// # Errors
    /// [`ConfigError`] if the file cannot be read or parsed.
    pub fn load(path: &Path, home: Option<&Path>) -> Result<LoadedSettings, ConfigError> {
        SettingsText::read(path)?.load(home)
    }
}

impl PanelSetup {
    /// Returns the default settings.
    ///
    /// # Errors
    /// [`ConfigError`] if the embedded file is broken.
    pub fn defaults() -> Result<Self, ConfigError> {
        SettingsText::absent().load_panel(None).map(|loaded| loaded.settings)
    }

    /// Reads the user's file and the theme over the defaults, as [`Settings::load`] does.
    ///
    /// # Errors
    /// [`ConfigError`] if the file or its theme cannot be read or parsed.
    pub fn load(path: &Path, home: Option<&Path>) -> Result<LoadedSettings<Self>, ConfigError> {
        SettingsText::read(path)?.load_panel(home)
    }

    /// Reads the user's file and every theme beside it. Warns of keys that mean two things, too.
    ///
    /// # Errors
    /// [`ConfigError`] for the first file that cannot be read or parsed.
    pub fn check(path: &Path, home: Option<&Path>) -> Result<LoadedSettings<Self>, ConfigError> {
        let mut loaded = Self::load(path, home)?;
        // What the defaults do, nobody has to change.
        let usual = Self::defaults()?.keys.covered();
        let covered = loaded.settings.keys.covered().into_iter();
        loaded.warnings.extend(covered.filter(|sentence| !usual.contains(sentence)));
        let folder = theme::themes(path);
        let chosen = &loaded.settings.settings.panel.theme;
        for name in theme::names(&folder).iter().filter(|name| *name != chosen) {
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
    /// Returns which profiles a settings file binds to which directories, although it is broken elsewhere.
    ///
    /// # Errors
    /// The error of the file, if so much of it is broken that nobody knows.
    pub fn of_broken(
        path: &Path,
        home: Option<&Path>,
        error: ConfigError,
    ) -> Result<Self, ConfigError> {
        let text = read_text(path)?.unwrap_or_default();
        // A file without that word binds nothing, whatever else it says.
        if !text.contains(file::PROFILES) {
            return Ok(Self::default());
        }
        let profiles = file::profiles(&text);
        profiles.and_then(|profiles| Self::of(&profiles, home).ok()).ok_or(error)
    }
}

/// Returns the policy of a settings file, although the file is broken elsewhere. By default, it says nothing.
///
/// # Errors
/// [`ConfigError`] if the file cannot be read, is not TOML, or has a fault in its policy.
pub(super) fn policy_of(path: &Path) -> Result<Policy, ConfigError> {
    let text = read_meant_text(path)?.unwrap_or_default();
    // A file without that word, also misspelt, has no policy. A name in quotes may spell it with escapes.
    let small = text.to_lowercase();
    if !small.contains("pol") && !small.contains("icy") && !text.contains('\\') {
        return Ok(Policy::default());
    }
    ParsedSettings::of(&text, path)?.policy()
}

/// Returns which playbooks the policy of a settings file requires, each with its line.
pub(super) fn required_playbooks(path: &Path) -> Vec<(usize, String)> {
    let text = read_text(path).ok().flatten().unwrap_or_default();
    let parsed = ParsedSettings::of(&text, path);
    parsed.map(|parsed| parsed.required_playbooks()).unwrap_or_default()
}

/// The text of a settings file.
struct SettingsText {
    text: String,
    path: PathBuf,
    defaults: String,
}

impl SettingsText {
    fn read(path: &Path) -> Result<Self, ConfigError> {
        let text = read_text(path)?.unwrap_or_default();
        Ok(Self { text, path: path.to_owned(), ..Self::absent() })
    }

    /// Returns the text of a file that does not exist.
    fn absent() -> Self {
        Self { text: String::new(), path: PathBuf::new(), defaults: defaults::bare() }
    }

    fn load(&self, home: Option<&Path>) -> Result<LoadedSettings, ConfigError> {
        let (below, own) = self.parse()?;
        self.over(&below, &own, home)
    }

    fn load_panel(&self, home: Option<&Path>) -> Result<LoadedSettings<PanelSetup>, ConfigError> {
        let (below, own) = self.parse()?;
        let LoadedSettings { settings, mut warnings } = self.over(&below, &own, home)?;
        let (colours, passed_over) = self.colours(&settings.panel.theme, &own)?;
        warnings.extend(passed_over);
        let keys = keys::over(&own.keys()?, &below.keys()?).map_err(|fault| own.fault(fault))?;
        Ok(LoadedSettings { settings: PanelSetup { settings, colours, keys }, warnings })
    }

    /// Returns the defaults, and what the user's file says.
    fn parse(&self) -> Result<(ParsedSettings<'_>, ParsedSettings<'_>), ConfigError> {
        Ok((
            ParsedSettings::of(&self.defaults, Path::new("assets/config.toml"))?,
            ParsedSettings::of(&self.text, &self.path)?,
        ))
    }

    fn colours(
        &self,
        theme: &str,
        own: &ParsedSettings<'_>,
    ) -> Result<(Colours, Vec<String>), ConfigError> {
        theme::colours(theme, &theme::themes(&self.path)).map_err(|missing| match missing {
            theme::ThemeError::Broken(error) => error,
            theme::ThemeError::Unknown(message) => {
                own.fault(Fault { at: own.place_of("panel", "theme"), message })
            }
        })
    }

    fn over(
        &self,
        below: &ParsedSettings<'_>,
        parsed: &ParsedSettings<'_>,
        home: Option<&Path>,
    ) -> Result<LoadedSettings, ConfigError> {
        let serve = parsed.serve(below)?;
        let (below, own) = (below.file()?, parsed.file()?);
        let absent = || ConfigError {
            path: self.path.clone(),
            line: 0,
            message: "a default is missing".to_owned(),
            is_denied: false,
        };
        let (panel, default) = (own.panel, below.panel);
        let panel = PanelConfig {
            theme: panel.theme.or(default.theme).ok_or_else(absent)?,
            glyphs: panel.glyphs.or(default.glyphs).ok_or_else(absent)?,
            clock: panel.clock.or(default.clock).ok_or_else(absent)?,
            title: panel.title.or(default.title).ok_or_else(absent)?,
            mouse: panel.mouse.or(default.mouse).ok_or_else(absent)?,
            motion: panel.motion.or(default.motion).ok_or_else(absent)?,
            panes: panel.panes.or(default.panes).ok_or_else(absent)?,
            week_start: panel.week_start.or(default.week_start).ok_or_else(absent)?,
            day_start: panel.day_start.or(default.day_start).ok_or_else(absent)?.0,
            stale_after_ms: panel.stale_after.or(default.stale_after).ok_or_else(absent)?.0,
        };
        let operator = own.operator.or(below.operator).map(|name| name.0);
        let target_ms = own.session.target.or(below.session.target).and_then(|target| target.0);
        let thresholds = own.session.over(&below.session, panel.stale_after_ms);
        let default_notes = own.session.default_notes.or(below.session.default_notes);
        let must_know = own.require_known_agents.or(below.require_known_agents);
        let plugin = own.plugin.over(below.plugin).ok_or_else(absent)?;
        if let Some((name, message)) = own.plugin.late_warning(&plugin) {
            return Err(parsed.fault(Fault { at: parsed.place_of("plugin", name), message }));
        }
        let policy = parsed.policy()?;
        let bound_dirs = BoundDirs::of(&own.profiles, home);
        let Sources { good, left_out } = parsed.sources(home);
        let mut warnings = parsed.warnings();
        warnings.extend(left_out.iter().map(|one| parsed.left_out(one)));
        let settings = Settings {
            operator: operator.filter(|name| !name.is_empty()),
            thresholds,
            workflows: named::workflows(
                &own.workflow,
                own.agents.as_deref(),
                must_know.unwrap_or_default(),
            ),
            checks: own.checks.over(below.checks),
            policy,
            bound_dirs: bound_dirs.map_err(|fault| parsed.fault(fault))?,
            default_notes: default_notes.ok_or_else(absent)?.0,
            day_target_seconds: target_ms.map(|ms| ms / 1_000).filter(|seconds| *seconds > 0),
            hints: own.hints.or(below.hints).ok_or_else(absent)?,
            panel,
            notify: own.notify.over(below.notify),
            serve,
            plugin: PluginLimits { unknown_name: parsed.unknown_limit(), ..plugin },
            sources: good,
            sources_left_out: left_out,
        };
        Ok(LoadedSettings { settings, warnings })
    }
}
