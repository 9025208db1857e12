//! Parses one settings file.

use std::collections::BTreeMap;
use std::path::Path;

use serde::Deserialize;
use toml::Spanned;
use toml::de::{DeTable, DeValue, Deserializer};

use super::fields::AcceptedValues;
use super::names::{suggestion, unknown_names};
use super::policy::{self, POLICY};
use super::serve::{self, SERVE, ServeSettings, TOKENS};
use super::source::SourceLeftOut;
use super::source_table::{self, SOURCE, Sources};
use super::text::{ConfigError, Fault, line_of};
use super::{checks, keys, named, notify, panel, plugin, session};
use crate::core::{ID, Policy, near_name};

/// The names outside all tables.
const KEYS: AcceptedValues = &[
    ("operator", "a name of at most 64 characters, such as operator = \"ana\""),
    ("agents", "a list of names, such as agents = [\"importer\"]"),
    ("require_known_agents", "true or false"),
    ("hints", "true or false"),
];

/// The tables whose names are settings. Those of `[keys]` are actions.
const TABLES: [(&str, AcceptedValues); 7] = [
    ("session", &session::KEYS),
    ("panel", &panel::KEYS),
    ("notify", &notify::KEYS),
    ("plugin", &plugin::KEYS),
    ("checks", &checks::KEYS),
    (POLICY, &policy::KEYS),
    (SERVE, &serve::KEYS),
];

/// The tables whose parts have names of their own, and the names in each part.
const NAMED: [(&str, AcceptedValues); 3] = [
    ("workflow", &named::WORKFLOW_KEYS),
    (PROFILES, &named::PROFILE_KEYS),
    (POLICY, &policy::BAND_KEYS),
];

/// The table that binds profiles to directories.
pub(super) const PROFILES: &str = "profiles";

/// The part of a settings file that binds profiles to directories.
#[derive(Deserialize)]
struct ProfilesOnly {
    #[serde(default)]
    profiles: BTreeMap<named::ProfileName, named::ProfileTable>,
}

/// Reads only which profiles there are; `None` if that cannot be read.
pub(super) fn profiles(text: &str) -> Option<BTreeMap<named::ProfileName, named::ProfileTable>> {
    toml::from_str::<ProfilesOnly>(text).ok().map(|only| only.profiles)
}

/// Reports whether a path of names is that of a setting in a table with a name of the user's own.
pub(super) fn is_named(path: &[String]) -> bool {
    // A hash is nobody's to see: it would tell one token from another.
    if let [table, tokens, _, key] = path {
        let is_known = serve::TOKEN_KEYS.iter().any(|(name, _)| name == key && *name != "hash");
        return table == SERVE && tokens == TOKENS && is_known;
    }
    let [table, _, key] = path else { return false };
    let keys = NAMED.iter().find(|(name, _)| name == table).map(|(_, keys)| *keys);
    keys.unwrap_or_default().iter().any(|(name, _)| name == key)
}

/// The content of one settings file. A key that it leaves out is `None`.
#[derive(Debug, Default, Deserialize)]
pub(super) struct SettingsFile {
    pub(super) operator: Option<OperatorName>,
    #[serde(default)]
    pub(super) session: session::SessionTable,
    #[serde(default)]
    pub(super) panel: panel::PanelTable,
    #[serde(default)]
    pub(super) notify: notify::NotifyTable,
    #[serde(default)]
    pub(super) plugin: plugin::PluginTable,
    #[serde(default)]
    pub(super) checks: checks::ChecksTable,
    pub(super) agents: Option<Vec<named::AgentName>>,
    pub(super) require_known_agents: Option<bool>,
    pub(super) hints: Option<bool>,
    #[serde(default)]
    pub(super) workflow: BTreeMap<String, named::WorkflowTable>,
    #[serde(default)]
    pub(super) profiles: BTreeMap<named::ProfileName, named::ProfileTable>,
}

#[derive(Debug, Deserialize)]
#[serde(try_from = "String")]
pub(super) struct OperatorName(pub(super) String);

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

/// A settings file as TOML, with the text that it was read from.
pub(super) struct ParsedSettings<'t> {
    table: Spanned<DeTable<'t>>,
    text: &'t str,
    path: &'t Path,
}

impl<'t> ParsedSettings<'t> {
    /// Parses a text.
    pub(super) fn of(text: &'t str, path: &'t Path) -> Result<Self, ConfigError> {
        let table = DeTable::parse(text).map_err(|error| worded(&error, text, path))?;
        Ok(Self { table, text, path })
    }

    /// Returns the error of a fault in this text.
    pub(super) fn fault(&self, fault: Fault) -> ConfigError {
        fault.within(self.text, self.path)
    }

    /// Returns the settings, without the keys.
    pub(super) fn file(&self) -> Result<SettingsFile, ConfigError> {
        SettingsFile::deserialize(Deserializer::from(self.table.clone()))
            .map_err(|error| worded(&error, self.text, self.path))
    }

    /// Returns the rows of the table of keys.
    pub(super) fn keys(&self) -> Result<Vec<keys::KeyRow>, ConfigError> {
        let Some(value) = self.table.get_ref().get("keys") else { return Ok(Vec::new()) };
        let no_table = || Fault {
            at: value.span().start,
            message: "`keys` is a table; write [keys], then lines such as start = \"s\"".into(),
        };
        let rows = value.get_ref().as_table().ok_or_else(no_table).and_then(keys::read);
        rows.map_err(|fault| self.fault(fault))
    }

    /// Returns the sources.
    pub(super) fn sources(&self, home: Option<&Path>) -> Sources {
        source_table::sources(self.table.get_ref(), self.text, home)
    }

    /// Returns the policy.
    pub(super) fn policy(&self) -> Result<Policy, ConfigError> {
        match self.likely_policy() {
            Some(fault) => Err(fault),
            None => policy::policy(self.table.get_ref()).map_err(|fault| self.fault(fault)),
        }
    }

    /// Returns where the HTTP interface listens and who may ask: this text over the defaults.
    pub(super) fn serve(
        &self,
        defaults: &ParsedSettings<'_>,
    ) -> Result<ServeSettings, ConfigError> {
        let read = serve::serve(self.table.get_ref(), defaults.table.get_ref());
        read.map_err(|fault| self.fault(fault))
    }

    /// Returns which playbooks the policy requires, each with its line.
    pub(super) fn required_playbooks(&self) -> Vec<(usize, String)> {
        let required = policy::required_playbooks(self.table.get_ref()).into_iter();
        required.map(|(at, name)| (line_of(self.text, at), name)).collect()
    }

    /// Returns a sentence about a source that is not used.
    pub(super) fn left_out(&self, source: &SourceLeftOut) -> String {
        format!("{}:{}: {source}", self.path.display(), source.line)
    }

    /// Returns the fault of a table that is probably a misspelt policy: nobody would find that its rules never hold.
    fn likely_policy(&self) -> Option<ConfigError> {
        let is_known = |name: &str| {
            let tables = TABLES.iter().map(|(table, _)| *table);
            let named = NAMED.iter().map(|(table, _)| *table);
            let keys = KEYS.iter().map(|(key, _)| *key);
            tables.chain(named).chain(keys).chain([POLICY, "keys", SOURCE]).any(|it| it == name)
        };
        let is_like = |name: &str| {
            !is_known(name) && near_name(&name.to_lowercase(), [POLICY].into_iter()).is_some()
        };
        let key = self.table.get_ref().keys().find(|key| is_like(key.get_ref()))?;
        let message = format!("there is no table '{}'; did you mean [policy]?", key.get_ref());
        Some(self.fault(Fault { at: key.span().start, message }))
    }

    /// Returns the byte at which the value of a name in a table begins; 0 without one.
    pub(super) fn place_of(&self, table: &str, name: &str) -> usize {
        self.part(table).and_then(|part| part.get(name)).map_or(0, |value| value.span().start)
    }

    /// Returns a name that may be a misspelt limit of the plugin: one in its table, or outside all tables
    /// one that is like a limit or like the table.
    pub(super) fn unknown_limit(&self) -> Option<plugin::UnknownLimit> {
        let limits = || plugin::KEYS.iter().map(|(key, _)| *key);
        let is_limit = |name: &str| limits().any(|limit| limit == name);
        let top = self.table.get_ref().keys().filter(|key| {
            let name = key.get_ref().as_ref();
            let is_known = KEYS.iter().chain(&[("keys", "")]).any(|(key, _)| *key == name)
                || name == SOURCE
                || TABLES.iter().any(|(table, _)| *table == name)
                || NAMED.iter().any(|(table, _)| *table == name);
            !is_known && !suggestion(name, limits().chain(["plugin"])).is_empty()
        });
        let inner = self.part("plugin").into_iter().flat_map(DeTable::keys);
        let inner = inner.filter(|key| !is_limit(key.get_ref()));
        inner.chain(top).next().map(|key| plugin::UnknownLimit {
            name: key.get_ref().to_string(),
            line: line_of(self.text, key.span().start),
        })
    }

    /// Returns a sentence for each name that is no setting.
    pub(super) fn warnings(&self) -> Vec<String> {
        let named = NAMED.iter().map(|(name, _)| *name);
        let tables = TABLES.iter().map(|(name, _)| *name).chain(named).chain(["keys", SOURCE]);
        let top: Vec<&str> = KEYS.iter().map(|(key, _)| *key).chain(tables).collect();
        let mut warnings = self.unknown(self.table.get_ref(), &top, "setting");
        // In these, an unknown name is an error.
        let is_strict = |name: &str| name == POLICY || name == SERVE;
        for (name, keys) in TABLES.into_iter().filter(|(name, _)| !is_strict(name)) {
            let known: Vec<&str> = keys.iter().map(|(key, _)| *key).collect();
            let table = self.part(name).into_iter();
            let what = format!("setting in [{name}]");
            warnings.extend(table.flat_map(|table| self.unknown(table, &known, &what)));
        }
        for (name, keys) in NAMED.into_iter().filter(|(name, _)| *name != POLICY) {
            let known: Vec<&str> = keys.iter().map(|(key, _)| *key).collect();
            for (part, value) in self.part(name).into_iter().flatten() {
                if let DeValue::Table(table) = value.get_ref() {
                    let what = format!("setting in [{name}.{}]", part.get_ref());
                    warnings.extend(self.unknown(table, &known, &what));
                }
            }
        }
        warnings
    }

    fn part(&self, name: &str) -> Option<&DeTable<'t>> {
        self.table.get_ref().get(name)?.get_ref().as_table()
    }

    fn unknown(&self, table: &DeTable<'_>, known: &[&str], what: &str) -> Vec<String> {
        unknown_names(table, known, what, self.text, self.path)
    }
}

fn worded(error: &toml::de::Error, text: &str, path: &Path) -> ConfigError {
    let at = error.span().map_or(0, |span| span.start);
    let mut message = error.message().replace('\n', ", ");
    if let Some(accepted) = accepted_values(text, at) {
        let ours = reword_unknown_word(&message);
        message = format!("{}; {accepted}", ours.unwrap_or(message));
    }
    Fault { at, message }.within(text, path)
}

/// Rewords the parser's error about an unknown word. Leaves out the list of known words, which
/// [`accepted_values`] has too, and suggests the one that was probably meant.
fn reword_unknown_word(message: &str) -> Option<String> {
    let (word, rest) = message.strip_prefix("unknown variant `")?.split_once("`, expected ")?;
    // Every second part is a word in backticks.
    let suggested = suggestion(word, rest.split('`').skip(1).step_by(2));
    Some(format!("there is no '{word}'{suggested}"))
}

/// Returns the values that the setting in the line of a byte accepts.
fn accepted_values(text: &str, at: usize) -> Option<String> {
    let above = text.get(..text.len().min(at))?;
    let line = text.get(above.rfind('\n').map_or(0, |end| end + 1)..)?.lines().next()?;
    let name = line.split('=').next()?.trim();
    let header = above.lines().rev().find_map(|line| line.trim().strip_prefix('['));
    let header = header.and_then(|rest| rest.split(']').next()).unwrap_or_default();
    let part = header.split_once('.').map(|(name, _)| name);
    let tables = [("", KEYS)].into_iter().chain(TABLES);
    let tables = tables.filter(|(table, _)| *table == header);
    let named = NAMED.into_iter().filter(|(table, _)| part == Some(*table));
    let mut keys = tables.chain(named).flat_map(|(_, keys)| keys);
    let (key, takes) = keys.find(|(key, _)| *key == name)?;
    Some(format!("`{key}` takes {takes}"))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use crate::config::{Action, DEFAULTS, commented_out};
    use crate::core::NOTE;

    fn parse(text: &str) -> Result<SettingsFile, ConfigError> {
        ParsedSettings::of(text, Path::new("c"))?.file()
    }

    #[test]
    fn the_defaults_name_every_setting_and_parse_without_warnings() {
        let parsed = ParsedSettings::of(DEFAULTS, Path::new("d")).unwrap();
        parsed.file().unwrap();
        assert_eq!(parsed.warnings(), Vec::<String>::new());
        let table: toml::Table = DEFAULTS.parse().unwrap();
        let names = |table: &toml::Table| table.keys().cloned().collect::<Vec<_>>();
        let sorted = |names: &[&str]| {
            let mut names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
            names.sort();
            names
        };
        assert_eq!(
            names(&table),
            sorted(&[
                "operator",
                "agents",
                "require_known_agents",
                "hints",
                "session",
                "panel",
                "notify",
                "plugin",
                "checks",
                "policy",
                "serve",
                "keys",
            ])
        );
        for (name, keys) in TABLES {
            let keys: Vec<&str> = keys.iter().map(|(key, _)| *key).collect();
            assert_eq!(names(table[name].as_table().unwrap()), sorted(&keys), "[{name}]");
        }
        let actions: Vec<&str> = Action::names().collect();
        assert_eq!(names(table["keys"].as_table().unwrap()), sorted(&actions));
    }

    #[test]
    fn the_commented_out_defaults_set_nothing() {
        let text = commented_out();
        let parsed = ParsedSettings::of(&text, Path::new("d")).unwrap();
        assert_eq!(parsed.warnings(), Vec::<String>::new());
        let file = parsed.file().unwrap();
        assert!(file.operator.is_none() && file.panel.theme.is_none());
        assert!(parsed.keys().unwrap().is_empty());
        // Without the comment sign, they are the defaults again.
        let bare: Vec<&str> = text
            .lines()
            .map(|line| line.strip_prefix('#').filter(|l| !l.starts_with(' ')).unwrap_or(line))
            .collect();
        let bare: toml::Table = bare.join("\n").parse().unwrap();
        assert_eq!(bare, DEFAULTS.parse().unwrap());
    }

    #[test]
    fn an_unknown_word_is_reported_once_with_the_word_that_was_meant() {
        let wrong = "[panel]\npanes = [\"weks\"]";
        let error = parse(wrong).unwrap_err();
        let takes = "`panes` takes a list of \"governance\", \"context\", \"playbook\", \"tasks\", \
                     \"activities\" and \"weeks\"";
        assert_eq!(error.message, format!("there is no 'weks' (did you mean `weeks`?); {takes}"));
    }

    #[test]
    fn accepted_values_name_the_same_bounds_as_the_core() {
        let takes = accepted_values("operator = 5", 0).unwrap();
        assert!(takes.contains(&format!("at most {} characters", ID.max)));
        let takes = super::accepted_values("[session]\ndefault_notes = 5", 10).unwrap();
        assert!(takes.contains(&format!("at most {} characters", NOTE.max)));
    }

    #[test]
    fn default_notes_have_the_same_bound_as_notes() {
        let long =
            |characters| format!("[session]\ndefault_notes = \"{}\"", "x".repeat(characters));
        assert!(parse(&long(NOTE.max)).is_ok());
        let error = parse(&long(NOTE.max + 1)).unwrap_err();
        assert_eq!(error.line, 2);
        assert!(error.message.contains("4001 characters"), "{error}");
    }
}
