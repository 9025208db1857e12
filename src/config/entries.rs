//! Each setting in force, with its value and the line it comes from.

use std::path::Path;

use toml::Spanned;
use toml::de::DeTable;

use super::defaults::DEFAULTS;
use super::file::is_named;
use super::source_table::{SOURCE, sources};
use super::text::{ConfigError, Fault, line_of, read_text};

/// One setting in force.
#[derive(Debug, Clone, PartialEq)]
pub struct EffectiveSetting {
    /// Its name with its table, such as `panel.theme` or `profiles.atlas.dirs`.
    pub name: String,
    /// Its value.
    pub value: toml::Value,
    /// The line in the user's file, from 1; `None` for the default.
    pub line: Option<usize>,
}

/// Returns every setting in force: those of a file over the defaults, then those that have no default
/// because their tables have names of the user's own. A source that is left out is not in force.
///
/// # Errors
/// [`ConfigError`] if the file cannot be read or is not TOML.
pub fn entries(path: &Path, home: Option<&Path>) -> Result<Vec<EffectiveSetting>, ConfigError> {
    let text = read_text(path)?.unwrap_or_default();
    let own = rows(&text, path)?;
    let defaults = rows(DEFAULTS, path)?.into_iter();
    let over = defaults.map(|default| match own.iter().find(|row| row.path == default.path) {
        Some(row) => row.in_force(Some(row.line)),
        None => default.in_force(None),
    });
    let named =
        own.iter().filter(|row| is_named(&row.path)).map(|row| row.in_force(Some(row.line)));
    let mut all: Vec<EffectiveSetting> = over.chain(named).collect();
    all.extend(source_rows(&text, home).iter().map(|row| row.in_force(Some(row.line))));
    Ok(all)
}

/// One setting of a text.
struct Row {
    /// The names of its tables, and its own.
    path: Vec<String>,
    value: toml::Value,
    line: usize,
}

impl Row {
    fn in_force(&self, line: Option<usize>) -> EffectiveSetting {
        let names = self.path.iter().map(|name| {
            let is_bare = |b: u8| b.is_ascii_alphanumeric() || b == b'_' || b == b'-';
            if !name.is_empty() && name.bytes().all(is_bare) {
                return name.clone();
            }
            toml::Value::from(name.as_str()).to_string()
        });
        let name = names.collect::<Vec<_>>().join(".");
        EffectiveSetting { name, value: self.value.clone(), line }
    }
}

/// Returns every setting in a text, in order.
fn rows(text: &str, path: &Path) -> Result<Vec<Row>, ConfigError> {
    let fault = |error: toml::de::Error| {
        let at = error.span().map_or(0, |span| span.start);
        Fault { at, message: error.message().to_owned() }.within(text, path)
    };
    let places = DeTable::parse(text).map_err(fault)?;
    let values: toml::Table = toml::from_str(text).map_err(fault)?;
    let mut rows = Vec::new();
    add_rows((places.get_ref(), &values), &[], text, &mut rows);
    rows.sort_by_key(|row| row.line);
    Ok(rows)
}

/// Returns the settings of the sources in use. A table that is left out may hold a secret.
fn source_rows(text: &str, home: Option<&Path>) -> Vec<Row> {
    let Ok((places, values)) = DeTable::parse(text).and_then(|places| {
        let values: toml::Table = toml::from_str(text)?;
        Ok((places, values))
    }) else {
        return Vec::new();
    };
    let used = sources(places.get_ref(), text, home).good;
    let places = places.get_ref().get(SOURCE).and_then(|list| list.get_ref().as_array());
    let values = values.get(SOURCE).and_then(toml::Value::as_array);
    let Some((places, values)) = places.zip(values) else { return Vec::new() };
    let mut rows = Vec::new();
    for (place, value) in places.iter().zip(values) {
        let line = line_of(text, place.span().start);
        let Some(source) = used.iter().find(|source| source.line == line) else { continue };
        let inner = Spanned::get_ref(place).as_table().zip(value.as_table());
        let Some((inner, value)) = inner else { continue };
        let from = rows.len();
        add_rows((inner, value), &[SOURCE.to_owned(), source.name.clone()], text, &mut rows);
        rows.get_mut(from..).unwrap_or_default().sort_by_key(|row: &Row| row.line);
    }
    rows
}

/// Adds the settings of a table, which is below others.
fn add_rows(
    (places, values): (&DeTable<'_>, &toml::Table),
    above: &[String],
    text: &str,
    rows: &mut Vec<Row>,
) {
    for (key, place) in places {
        let Some(value) = values.get(key.get_ref().as_ref()) else { continue };
        let path = [above, &[key.get_ref().to_string()]].concat();
        if let Some(within) = place.get_ref().as_table().zip(value.as_table()) {
            add_rows(within, &path, text, rows);
        } else {
            let line = line_of(text, key.span().start);
            rows.push(Row { path, value: value.clone(), line });
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn tables_with_names_of_ones_own_are_shown_with_the_line_that_set_them() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("config.toml");
        let text = "profiles.night.dirs = []\n[profiles.atlas]\ndirs = ['~/work']\ndris = []\n\
                    [workflow.'a b']\n\nstatuses = ['loaded']\n[other.one]\ndirs = []\n";
        std::fs::write(&path, text).unwrap();
        let all = entries(&path, None).unwrap();
        let (defaults, own): (Vec<_>, Vec<_>) = all.iter().partition(|it| it.line.is_none());
        assert_eq!(defaults.len(), rows(DEFAULTS, &path).unwrap().len());
        let own: Vec<String> =
            own.iter().map(|it| format!("{} {} {}", it.name, it.value, it.line.unwrap())).collect();
        assert_eq!(
            own,
            [
                "profiles.night.dirs [] 1",
                "profiles.atlas.dirs [\"~/work\"] 3",
                "workflow.\"a b\".statuses [\"loaded\"] 7",
            ]
        );
    }
}
