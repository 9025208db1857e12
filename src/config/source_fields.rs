//! One table `[[source]]`, field by field.
//!
//! The values are read by hand: an error must never repeat a secret that somebody wrote there.

use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::names::{or_known, suggestion};
use super::source::SecretFrom;
use super::source_keys::takes;
use super::text::Fault;
use crate::core::short_text;
use crate::input;
use crate::paths::plain;

/// A table, and where `~` is.
#[derive(Clone, Copy)]
pub(super) struct SourceFields<'a> {
    pub(super) table: &'a DeTable<'a>,
    /// The byte at which it begins.
    pub(super) at: usize,
    pub(super) home: Option<&'a Path>,
}

impl<'a> SourceFields<'a> {
    /// Returns a value.
    pub(super) fn get(&self, key: &str) -> Option<&'a Spanned<DeValue<'a>>> {
        self.table.get(key)
    }

    /// Returns the fault of a field: why, if that is not plain, and what it takes.
    pub(super) fn fault(&self, key: &str, why: Option<&str>) -> Fault {
        let at = self.get(key).map_or(self.at, |value| value.span().start);
        let takes = format!("`{key}` takes {}", takes(key));
        Fault { at, message: why.map_or_else(|| takes.clone(), |why| format!("{why}; {takes}")) }
    }

    /// Returns the fault of a field that says the whole of it.
    pub(super) fn plain_fault(&self, key: &str, message: impl Into<String>) -> Fault {
        let at = self.get(key).map_or(self.at, |value| value.span().start);
        Fault { at, message: message.into() }
    }

    /// Returns a text.
    pub(super) fn text(&self, key: &str) -> Result<Option<&'a str>, Fault> {
        let Some(value) = self.get(key) else { return Ok(None) };
        value.get_ref().as_str().map(Some).ok_or_else(|| self.fault(key, None))
    }

    /// Returns a text that must be there and not be empty.
    pub(super) fn needed(&self, key: &str, of: &str) -> Result<&'a str, Fault> {
        match self.text(key)? {
            Some(text) if !text.trim().is_empty() => Ok(text.trim()),
            Some(_) => Err(self.fault(key, Some("it is empty"))),
            None => Err(self.fault(key, Some(&format!("{of} needs `{key}`")))),
        }
    }

    /// Returns a text that is not empty, if it is there.
    pub(super) fn some_text(&self, key: &str) -> Result<Option<String>, Fault> {
        match self.text(key)? {
            Some(text) if text.trim().is_empty() => Err(self.fault(key, Some("it is empty"))),
            text => Ok(text.map(str::to_owned)),
        }
    }

    /// Returns a list of texts; empty without one.
    pub(super) fn texts(&self, key: &str) -> Result<Vec<&'a str>, Fault> {
        let Some(value) = self.get(key) else { return Ok(Vec::new()) };
        let list = value.get_ref().as_array().ok_or_else(|| self.fault(key, None))?;
        let texts = list.iter().map(|one| one.get_ref().as_str());
        texts.collect::<Option<Vec<_>>>().ok_or_else(|| self.fault(key, None))
    }

    /// Returns a list of texts of which none is empty.
    pub(super) fn words(&self, key: &str) -> Result<Vec<String>, Fault> {
        let words = self.texts(key)?;
        if words.iter().any(|word| word.trim().is_empty()) {
            return Err(self.fault(key, Some("one of them is empty")));
        }
        Ok(words.into_iter().map(|word| word.trim().to_owned()).collect())
    }

    /// Returns true or false.
    pub(super) fn switch(&self, key: &str) -> Result<Option<bool>, Fault> {
        match self.get(key).map(Spanned::get_ref) {
            None => Ok(None),
            Some(DeValue::Boolean(on)) => Ok(Some(*on)),
            Some(_) => Err(self.fault(key, None)),
        }
    }

    /// Returns a whole number within bounds.
    pub(super) fn whole(
        &self,
        key: &str,
        within: RangeInclusive<u64>,
    ) -> Result<Option<u64>, Fault> {
        match self.get(key).map(Spanned::get_ref) {
            None => Ok(None),
            Some(DeValue::Integer(figures)) => {
                let number = u64::from_str_radix(figures.as_str(), figures.radix()).ok();
                let number = number.filter(|number| within.contains(number));
                number.map(Some).ok_or_else(|| self.fault(key, None))
            }
            Some(_) => Err(self.fault(key, None)),
        }
    }

    /// Returns a number.
    pub(super) fn number(&self, key: &str) -> Result<Option<f64>, Fault> {
        let number = match self.get(key).map(Spanned::get_ref) {
            None => return Ok(None),
            Some(DeValue::Integer(figures)) if figures.radix() == 10 => {
                figures.as_str().parse().ok()
            }
            Some(DeValue::Float(figures)) => figures.as_str().parse().ok(),
            Some(_) => None,
        };
        let number = number.filter(|number: &f64| number.is_finite());
        number.map(Some).ok_or_else(|| self.fault(key, None))
    }

    /// Returns a duration with a unit within bounds, milliseconds. A figure alone would be minutes, and most
    /// people mean seconds here.
    pub(super) fn length(
        &self,
        key: &str,
        within: RangeInclusive<u64>,
    ) -> Result<Option<u64>, Fault> {
        let Some(text) = self.text(key)? else { return Ok(None) };
        let figure = text.trim();
        if !figure.contains(|c: char| c.is_alphabetic() || c == ':') {
            let why = format!("'{figure}' has no unit");
            return Err(self.fault(key, Some(&why)));
        }
        let length = input::duration(text).map_err(|why| self.fault(key, Some(&why)))?;
        let ms = u64::try_from(length.as_millis()).unwrap_or(u64::MAX);
        if within.contains(&ms) {
            return Ok(Some(ms));
        }
        let why = if ms < *within.start() {
            format!("'{figure}' is too short")
        } else {
            format!("{} is too long", short_text(ms))
        };
        Err(self.fault(key, Some(&why)))
    }

    /// Returns a path that must be there.
    pub(super) fn needed_path(&self, key: &str, of: &str) -> Result<PathBuf, Fault> {
        let text = self.needed(key, of)?;
        full_path(text, self.home).map_err(|why| self.fault(key, Some(&why)))
    }

    /// Returns a path, if it is there.
    pub(super) fn path(&self, key: &str) -> Result<Option<PathBuf>, Fault> {
        match self.get(key) {
            None => Ok(None),
            Some(_) => self.needed_path(key, "a source").map(Some),
        }
    }

    /// Returns the table of a field.
    pub(super) fn inner(&self, key: &str) -> Result<Option<Self>, Fault> {
        let Some(value) = self.get(key) else { return Ok(None) };
        let table = value.get_ref().as_table().ok_or_else(|| self.fault(key, None))?;
        Ok(Some(Self { table, at: value.span().start, home: self.home }))
    }

    /// Checks that a table has only some names.
    pub(super) fn only(&self, known: &[&str], of: &str) -> Result<(), Fault> {
        self.only_named(known, known, of)
    }

    /// As [`Self::only`], and names only some of the names.
    pub(super) fn only_named(&self, known: &[&str], named: &[&str], of: &str) -> Result<(), Fault> {
        let unknown = self.table.keys().find(|key| !known.contains(&key.get_ref().as_ref()));
        let Some(key) = unknown else { return Ok(()) };
        let name = key.get_ref();
        let meant = suggestion(name, named.iter().copied());
        let message = format!("{of} has no setting '{name}'{}", or_known(&meant, named));
        Err(Fault { at: key.span().start, message })
    }

    /// Returns where the secret of a field is. A secret itself is refused, and not repeated.
    pub(super) fn secret(&self, key: &str, with: &[&str]) -> Result<Option<SecretFrom>, Fault> {
        let Some(value) = self.get(key) else { return Ok(None) };
        secret(key, value, with, self.home).map(Some)
    }
}

/// Returns where a secret is. A secret itself is refused, and not repeated.
pub(super) fn secret(
    key: &str,
    value: &Spanned<DeValue<'_>>,
    with: &[&str],
    home: Option<&Path>,
) -> Result<SecretFrom, Fault> {
    let at = value.span().start;
    let refused = |message: String| Fault { at, message };
    let Some(table) = value.get_ref().as_table() else {
        return Err(refused(format!(
            "the secret of `{key}` cannot be in this file, which others may read; \
             write {{ env = \"NAME\" }} or {{ file = \"PATH\" }}"
        )));
    };
    let within = SourceFields { table, at, home };
    within.only(&[&["env", "file"], with].concat(), &format!("`{key}`"))?;
    match (within.text("env")?, within.text("file")?) {
        (Some(name), None) if is_variable(name) => Ok(SecretFrom::Env(name.to_owned())),
        // What stands there may be the secret.
        (Some(_), None) => {
            let why = format!("`{key}` needs the name of a variable: letters, digits and `_`");
            Err(refused(why))
        }
        (None, Some(_)) => Ok(SecretFrom::File(within.needed_path("file", &format!("`{key}`"))?)),
        (Some(_), Some(_)) | (None, None) => {
            Err(refused(format!("`{key}` takes one of `env` and `file`")))
        }
    }
}

fn is_variable(name: &str) -> bool {
    let is_part = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    let is_first = |byte: &u8| !byte.is_ascii_digit();
    (1..=128).contains(&name.len())
        && name.bytes().all(is_part)
        && name.as_bytes().first().is_some_and(is_first)
}

/// Returns a path that is absolute or below the home directory.
pub(super) fn full_path(text: &str, home: Option<&Path>) -> Result<PathBuf, String> {
    if text.contains('\0') {
        return Err("it has a byte 0".to_owned());
    }
    if Path::new(text).is_absolute() {
        return Ok(plain(Path::new(text)));
    }
    let below = text.strip_prefix("~/");
    let below = below.ok_or_else(|| "it begins neither with / nor with ~/".to_owned())?;
    let home = home.ok_or_else(|| "HOME is not set, so nobody knows where ~ is".to_owned())?;
    Ok(plain(&home.join(below.trim_start_matches('/'))))
}
