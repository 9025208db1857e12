//! The user's settings: one TOML file, every key optional, defaults under `assets/`.
//!
//! The defaults are a file that the same parser reads. Knows no environment: who asks says where
//! the file is.

mod action;
mod chord;
mod entries;
mod keys;
mod length;
mod notify;
mod panel;
mod session;
mod theme;

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use thiserror::Error;
use toml::de::{DeTable, DeValue, Deserializer};

use crate::core::{ID, Thresholds};

pub use action::Action;
pub use chord::Chord;
pub use entries::{EffectiveSetting, entries};
pub use keys::Keymap;
pub use notify::{Notify, Occasion};
pub use panel::{ClockFormat, Glyphs, PanelOptions, SidePane, SidePanes, WeekStart};
pub use theme::{Background, Colours, Palette};

/// Every setting with its default, explained.
pub const DEFAULTS: &str = include_str!("../assets/config.toml");

/// The names in a table, each with what may stand there.
type AcceptedValues = &'static [(&'static str, &'static str)];

/// The names above all tables.
const KEYS: AcceptedValues =
    &[("operator", "a name of at most 64 characters, as in operator = \"ana\"")];

/// The tables whose names are settings; those of `[keys]` are actions.
const TABLES: [(&str, AcceptedValues); 3] =
    [("session", &session::KEYS), ("panel", &panel::KEYS), ("notify", &notify::KEYS)];

/// The settings in force.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// Who gives the commands; nothing when it is the login name.
    pub operator: Option<String>,
    /// What may pass unasked.
    pub thresholds: Thresholds,
    /// The notes that a session starts with where nobody gives others, or none.
    pub default_notes: String,
    /// The active time that a day is meant to have, seconds.
    pub day_target_seconds: Option<u64>,
    /// How the panel looks.
    pub panel: PanelOptions,
    /// What it tells beyond its own screen.
    pub notify: Notify,
    /// Which keys do what.
    pub keys: Keymap,
}

/// Settings with what a person should hear about their file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoadedSettings {
    /// The settings.
    pub settings: Settings,
    /// What was passed over, a sentence each.
    pub warnings: Vec<String>,
}

/// Why the settings cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{}{}: {message}", path.display(), place(*line))]
pub struct ConfigError {
    /// Which file.
    pub path: PathBuf,
    /// Which line, from 1; 0 when none is to blame.
    pub line: usize,
    /// What is wrong, and what may stand there.
    pub message: String,
}

fn place(line: usize) -> String {
    if line == 0 { String::new() } else { format!(":{line}") }
}

/// What is wrong within a text, and at which byte.
#[derive(Debug)]
struct Fault {
    at: usize,
    message: String,
}

impl Fault {
    fn within(self, text: &str, path: &Path) -> ConfigError {
        ConfigError { path: path.to_owned(), line: line_of(text, self.at), message: self.message }
    }
}

/// What one file says; a key it leaves out is not its business.
#[derive(Debug, Default, Deserialize)]
struct SettingsFile {
    operator: Option<OperatorName>,
    #[serde(default)]
    session: session::SessionTable,
    #[serde(default)]
    panel: panel::PanelTable,
    #[serde(default)]
    notify: notify::NotifyTable,
    #[serde(skip)]
    keys: Vec<keys::KeyRow>,
}

#[derive(Debug, Deserialize)]
#[serde(try_from = "String")]
struct OperatorName(String);

impl TryFrom<String> for OperatorName {
    type Error = String;

    fn try_from(name: String) -> Result<Self, Self::Error> {
        let name = name.trim();
        match name.chars().count() {
            length if length > ID.max => Err(format!("the name has {length} characters")),
            _ => Ok(Self(name.to_owned())),
        }
    }
}

impl Settings {
    /// Returns the settings of nobody's file.
    ///
    /// # Errors
    /// [`ConfigError`] when the embedded file is broken.
    pub fn defaults() -> Result<Self, ConfigError> {
        read_over_defaults("", Path::new("")).map(|loaded| loaded.settings)
    }

    /// Reads the user's file over the defaults; a file that is not there says nothing.
    ///
    /// # Errors
    /// [`ConfigError`] when the file, or the theme it names, cannot be read or understood.
    pub fn load(path: &Path) -> Result<LoadedSettings, ConfigError> {
        let text = read_text(path)?.unwrap_or_default();
        read_over_defaults(&text, path)
    }

    /// Reads the user's file and every theme beside it, whether or not it is in force.
    ///
    /// # Errors
    /// [`ConfigError`] for the first file that cannot be read or understood.
    pub fn check(path: &Path) -> Result<LoadedSettings, ConfigError> {
        let mut loaded = Self::load(path)?;
        let folder = themes(path);
        for name in
            theme::names(&folder).iter().filter(|name| **name != loaded.settings.panel.theme)
        {
            match theme::find(name, &folder) {
                Ok((_, warnings)) => loaded.warnings.extend(warnings),
                Err(theme::ThemeError::Broken(error)) => return Err(error),
                // It went away since it was listed.
                Err(theme::ThemeError::Unknown(_)) => {}
            }
        }
        Ok(loaded)
    }
}

/// Returns the directory of the user's own themes.
#[must_use]
pub fn themes(settings: &Path) -> PathBuf {
    settings.with_file_name("themes")
}

/// Returns the defaults as a file to begin with: everything explained, nothing set.
#[must_use]
pub fn commented_out() -> String {
    let lines = DEFAULTS.lines().map(|line| match line.chars().next() {
        None | Some('#' | '[') => format!("{line}\n"),
        Some(_) => format!("#{line}\n"),
    });
    lines.collect()
}

fn read_over_defaults(text: &str, path: &Path) -> Result<LoadedSettings, ConfigError> {
    let beside = Path::new("assets/config.toml");
    let (below, _) = parse(DEFAULTS, beside)?;
    let (own, mut warnings) = parse(text, path)?;
    let absent = || Fault { at: 0, message: "a default is missing".to_owned() }.within("", beside);
    let theme = own.panel.theme.or(below.panel.theme).ok_or_else(absent)?;
    let found = theme::colours(theme.get_ref(), &themes(path)).map_err(|missing| match missing {
        theme::ThemeError::Broken(error) => error,
        theme::ThemeError::Unknown(message) => {
            Fault { at: theme.span().start, message }.within(text, path)
        }
    });
    let (colours, passed_over) = found?;
    warnings.extend(passed_over);
    let panel = PanelOptions {
        theme: theme.into_inner(),
        colours,
        glyphs: own.panel.glyphs.or(below.panel.glyphs).ok_or_else(absent)?,
        clock: own.panel.clock.or(below.panel.clock).ok_or_else(absent)?,
        title: own.panel.title.or(below.panel.title).ok_or_else(absent)?,
        mouse: own.panel.mouse.or(below.panel.mouse).ok_or_else(absent)?,
        panes: own.panel.panes.or(below.panel.panes).ok_or_else(absent)?,
        week_start: own.panel.week_start.or(below.panel.week_start).ok_or_else(absent)?,
        stale_after_ms: own.panel.stale_after.or(below.panel.stale_after).ok_or_else(absent)?.0,
    };
    let operator = own.operator.or(below.operator).map(|name| name.0);
    let keys = keys::over(&own.keys, &below.keys).map_err(|fault| fault.within(text, path))?;
    let operator = operator.filter(|name| !name.is_empty());
    let target_ms = own.session.target.or(below.session.target).and_then(|target| target.0);
    let day_target_seconds = target_ms.map(|ms| ms / 1_000).filter(|seconds| *seconds > 0);
    let thresholds = own.session.over(&below.session);
    let default_notes = own.session.default_notes.or(below.session.default_notes);
    let default_notes = default_notes.ok_or_else(absent)?.0;
    let notify = own.notify.over(below.notify);
    let settings =
        Settings { operator, thresholds, default_notes, day_target_seconds, panel, notify, keys };
    Ok(LoadedSettings { settings, warnings })
}

/// Returns what a file says; nothing when it is not there.
fn read_text(path: &Path) -> Result<Option<String>, ConfigError> {
    let fault = |line, message| ConfigError { path: path.to_owned(), line, message };
    let bytes = match std::fs::read(path) {
        Ok(bytes) => bytes,
        // A file where the directory belongs is named by the store, which cannot do without.
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {
            return Ok(None);
        }
        Err(error) => return Err(fault(0, format!("it cannot be read ({error})"))),
    };
    String::from_utf8(bytes).map(Some).map_err(|error| {
        let good = error.as_bytes().get(..error.utf8_error().valid_up_to()).unwrap_or_default();
        fault(line_after(good), "it is not UTF-8 text".to_owned())
    })
}

fn parse(text: &str, path: &Path) -> Result<(SettingsFile, Vec<String>), ConfigError> {
    let fault = |error: toml::de::Error| {
        let at = error.span().map_or(0, |span| span.start);
        let mut message = error.message().replace('\n', ", ");
        if let Some(takes) = accepted_values(text, at) {
            let ours = reword_unknown_word(&message);
            message = format!("{}; {takes}", ours.unwrap_or(message));
        }
        Fault { at, message }.within(text, path)
    };
    let parsed = DeTable::parse(text).map_err(fault)?;
    let table = parsed.get_ref().clone();
    let mut file = SettingsFile::deserialize(Deserializer::from(parsed)).map_err(fault)?;
    let tables = TABLES.iter().map(|(name, _)| *name).chain(["keys"]);
    let top: Vec<&str> = KEYS.iter().map(|(key, _)| *key).chain(tables).collect();
    let mut warnings = unknown_names(&table, &top, "setting", text, path);
    for (name, keys) in TABLES {
        if let Some(DeValue::Table(table)) = table.get(name).map(toml::Spanned::get_ref) {
            let known: Vec<&str> = keys.iter().map(|(key, _)| *key).collect();
            warnings.extend(unknown_names(
                table,
                &known,
                &format!("setting in [{name}]"),
                text,
                path,
            ));
        }
    }
    if let Some(value) = table.get("keys") {
        let no_table = || Fault {
            at: value.span().start,
            message: "`keys` is a table: write [keys], and below it lines as start = \"s\"".into(),
        };
        let given = value.get_ref().as_table().ok_or_else(no_table).and_then(keys::read);
        file.keys = given.map_err(|fault| fault.within(text, path))?;
    }
    Ok((file, warnings))
}

/// Returns a sentence for each name in a table that nobody knows.
fn unknown_names(
    table: &DeTable<'_>,
    known: &[&str],
    kind: &str,
    text: &str,
    path: &Path,
) -> Vec<String> {
    let unknown = table.keys().filter(|key| !known.contains(&key.get_ref().as_ref()));
    let sentences = unknown.map(|key| {
        let (path, line, key) = (path.display(), line_of(text, key.span().start), key.get_ref());
        let suggested = suggestion(key, known.iter().copied());
        format!(
            "{path}:{line}: there is no {kind} '{key}'{suggested}; there are {}",
            known.join(", ")
        )
    });
    sentences.collect()
}

/// Returns the question, in brackets, whether one of the names there are was meant.
fn suggestion<'a>(word: &str, names: impl Iterator<Item = &'a str>) -> String {
    let alike = names.map(|name| (name, strsim::jaro_winkler(word, name)));
    let nearest = alike.filter(|(_, alike)| *alike > 0.8).max_by(|a, b| a.1.total_cmp(&b.1));
    nearest.map(|(name, _)| format!(" (did you mean `{name}`?)")).unwrap_or_default()
}

/// Returns the parser's sentence about a word that is none of a few without the list of those few,
/// which [`accepted_values`] names already; with the one that was suggested meant.
fn reword_unknown_word(message: &str) -> Option<String> {
    let (word, rest) = message.strip_prefix("unknown variant `")?.split_once("`, expected ")?;
    // Every second part stands between two quotes.
    let suggested = suggestion(word, rest.split('`').skip(1).step_by(2));
    Some(format!("there is no '{word}'{suggested}"))
}

/// Returns what may stand for the name that the line of a byte begins with.
fn accepted_values(text: &str, at: usize) -> Option<String> {
    let above = text.get(..text.len().min(at))?;
    let line = text.get(above.rfind('\n').map_or(0, |end| end + 1)..)?.lines().next()?;
    let name = line.split('=').next()?.trim();
    let header = above.lines().rev().find_map(|line| line.trim().strip_prefix('['));
    let header = header.and_then(|rest| rest.split(']').next()).unwrap_or_default();
    let tables = [("", KEYS)].into_iter().chain(TABLES);
    let keys = tables.into_iter().find_map(|(table, keys)| (table == header).then_some(keys))?;
    let (key, takes) = keys.iter().find(|(key, _)| *key == name)?;
    Some(format!("`{key}` takes {takes}"))
}

fn line_of(text: &str, at: usize) -> usize {
    text.as_bytes().get(..at).map_or(0, line_after)
}

fn line_after(text: &[u8]) -> usize {
    text.split(|byte| *byte == b'\n').count()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use crate::core::NOTE;

    #[test]
    fn the_defaults_are_read_by_the_same_parser_and_name_every_key() {
        let (_, warnings) = parse(DEFAULTS, Path::new("d")).unwrap();
        assert_eq!(warnings, Vec::<String>::new());
        let table: toml::Table = DEFAULTS.parse().unwrap();
        let names = |table: &toml::Table| table.keys().cloned().collect::<Vec<_>>();
        let sorted = |names: &[&str]| {
            let mut names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
            names.sort();
            names
        };
        assert_eq!(names(&table), sorted(&["operator", "session", "panel", "notify", "keys"]));
        for (name, keys) in TABLES {
            let keys: Vec<&str> = keys.iter().map(|(key, _)| *key).collect();
            assert_eq!(names(table[name].as_table().unwrap()), sorted(&keys), "[{name}]");
        }
        let actions: Vec<&str> = Action::names().collect();
        assert_eq!(names(table["keys"].as_table().unwrap()), sorted(&actions));
    }

    #[test]
    fn a_file_to_begin_with_explains_everything_and_sets_nothing() {
        let text = commented_out();
        let (file, warnings) = parse(&text, Path::new("d")).unwrap();
        assert_eq!(warnings, Vec::<String>::new());
        assert!(file.operator.is_none() && file.panel.theme.is_none() && file.keys.is_empty());
        // Without the sign before them, they are the defaults again.
        let bare: Vec<&str> = text
            .lines()
            .map(|line| line.strip_prefix('#').filter(|l| !l.starts_with(' ')).unwrap_or(line))
            .collect();
        let bare: toml::Table = bare.join("\n").parse().unwrap();
        assert_eq!(bare, DEFAULTS.parse().unwrap());
    }

    #[test]
    fn a_word_that_is_none_of_a_few_is_told_once_with_the_one_that_was_meant() {
        let wrong = "[panel]\npanes = [\"weks\"]";
        let error = parse(wrong, Path::new("c")).unwrap_err();
        let takes =
            "`panes` takes a list of \"governance\", \"context\", \"activities\" and \"weeks\"";
        assert_eq!(error.message, format!("there is no 'weks' (did you mean `weeks`?); {takes}"));
    }

    #[test]
    fn what_the_bound_says_the_choices_say() {
        let takes = accepted_values("operator = 5", 0).unwrap();
        assert!(takes.contains(&format!("at most {} characters", ID.max)));
        let takes = super::accepted_values("[session]\ndefault_notes = 5", 10).unwrap();
        assert!(takes.contains(&format!("at most {} characters", NOTE.max)));
    }

    #[test]
    fn default_notes_are_held_to_the_bound_of_notes() {
        let long =
            |characters| format!("[session]\ndefault_notes = \"{}\"", "x".repeat(characters));
        assert!(parse(&long(NOTE.max), Path::new("c")).is_ok());
        let error = parse(&long(NOTE.max + 1), Path::new("c")).unwrap_err();
        assert_eq!(error.line, 2);
        assert!(error.message.contains("4001 characters"), "{error}");
    }
}
