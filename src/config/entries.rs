//! Each setting in force, with its value and the line it comes from.

use std::path::Path;

use toml::Spanned;
use toml::de::{DeString, DeTable};

use super::defaults::DEFAULTS;
use super::text::{ConfigError, Fault, line_of, read_text};

/// One setting in force.
#[derive(Debug, Clone, PartialEq)]
pub struct EffectiveSetting {
    /// Its name with its table, such as `panel.theme`.
    pub name: String,
    /// Its value.
    pub value: toml::Value,
    /// The line in the user's file, from 1; `None` for the default.
    pub line: Option<usize>,
}

/// Returns every setting in force: those of a file over the defaults.
///
/// # Errors
/// [`ConfigError`] if the file cannot be read or is not TOML.
pub fn entries(path: &Path) -> Result<Vec<EffectiveSetting>, ConfigError> {
    let own = rows(&read_text(path)?.unwrap_or_default(), path)?;
    let defaults = rows(DEFAULTS, path)?.into_iter();
    let entry = |(name, value, _)| match own.iter().find(|(other, ..)| *other == name) {
        Some((_, value, line)) => {
            EffectiveSetting { name, value: value.clone(), line: Some(*line) }
        }
        None => EffectiveSetting { name, value, line: None },
    };
    Ok(defaults.map(entry).collect())
}

type Row = (String, toml::Value, usize);

/// Returns name, value and line of every setting in a text, in order.
fn rows(text: &str, path: &Path) -> Result<Vec<Row>, ConfigError> {
    let fault = |error: toml::de::Error| {
        let at = error.span().map_or(0, |span| span.start);
        Fault { at, message: error.message().to_owned() }.within(text, path)
    };
    let places = DeTable::parse(text).map_err(fault)?;
    let values: toml::Table = toml::from_str(text).map_err(fault)?;
    let line = |key: &Spanned<DeString<'_>>| line_of(text, key.span().start);
    let mut rows = Vec::new();
    for (key, place) in places.get_ref() {
        let Some(value) = values.get(key.get_ref().as_ref()) else { continue };
        let (Some(within), Some(values)) = (place.get_ref().as_table(), value.as_table()) else {
            rows.push((key.get_ref().to_string(), value.clone(), line(key)));
            continue;
        };
        for inner in within.keys() {
            let Some(value) = values.get(inner.get_ref().as_ref()) else { continue };
            let name = format!("{}.{}", key.get_ref(), inner.get_ref());
            rows.push((name, value.clone(), line(inner)));
        }
    }
    rows.sort_by_key(|(.., line)| *line);
    Ok(rows)
}
