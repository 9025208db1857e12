//! One table of a file, field by field: each fault has a place, a cause, and what is accepted.

use std::ops::RangeInclusive;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::names::{or_known, suggestion};
use super::text::Fault;

/// The names in a table, each with the values it accepts.
pub(super) type AcceptedValues = &'static [(&'static str, &'static str)];

/// The most faults that are looked for at a time: nobody reads more, and a file may have many.
pub(super) const FAULTS_MOST: usize = 50;

/// A table, and what its names accept.
#[derive(Clone, Copy)]
pub(super) struct TableFields<'a> {
    pub(super) table: &'a DeTable<'a>,
    /// The byte at which it begins.
    pub(super) at: usize,
    /// What it is called in a sentence.
    pub(super) of: &'static str,
    pub(super) keys: AcceptedValues,
}

impl<'a> TableFields<'a> {
    /// Returns a value.
    pub(super) fn get(&self, key: &str) -> Option<&'a Spanned<DeValue<'a>>> {
        self.table.get(key)
    }

    /// Returns the fault of a field: why, and what it takes.
    pub(super) fn fault(&self, key: &str, why: &str) -> Fault {
        self.fault_at(self.get(key), key, why)
    }

    /// Returns the fault of one of the values of a field.
    fn fault_at(&self, value: Option<&Spanned<DeValue<'_>>>, key: &str, why: &str) -> Fault {
        let at = value.map_or(self.at, |value| value.span().start);
        let takes = self.keys.iter().find(|(name, _)| *name == key).map(|(_, takes)| *takes);
        let takes = format!("`{key}` takes {}", takes.unwrap_or("nothing"));
        Fault { at, message: if why.is_empty() { takes } else { format!("{why}; {takes}") } }
    }

    /// Returns the fault of each name that is none of this table.
    pub(super) fn unknown(&self) -> Vec<Fault> {
        let known: Vec<&str> = self.keys.iter().map(|(name, _)| *name).collect();
        let unknown = self.table.keys().filter(|key| !known.contains(&key.get_ref().as_ref()));
        let mut unknown: Vec<_> = unknown.collect();
        unknown.sort_by_key(|key| key.span().start);
        let faults = unknown.into_iter().take(FAULTS_MOST).map(|key| {
            let name = key.get_ref();
            // A capital letter is the most usual difference, and the only one of a letter alone.
            let same = known.iter().find(|known| known.eq_ignore_ascii_case(name));
            let meant = match same {
                Some(known) => format!(" (did you mean `{known}`?)"),
                None => suggestion(name, known.iter().copied()),
            };
            let message = format!("{} has no '{name}'{}", self.of, or_known(&meant, &known));
            Fault { at: key.span().start, message }
        });
        faults.collect()
    }

    /// Returns a text.
    pub(super) fn text(&self, key: &str) -> Result<Option<&'a str>, Fault> {
        let Some(value) = self.get(key) else { return Ok(None) };
        value.get_ref().as_str().map(Some).ok_or_else(|| self.fault(key, wrong_type(value)))
    }

    /// Returns what a word means, if it is there.
    pub(super) fn word<T: Clone>(
        &self,
        key: &str,
        words: &[(&'static str, T)],
    ) -> Result<Option<T>, Fault> {
        let Some(text) = self.text(key)? else { return Ok(None) };
        let meant = words.iter().find(|(word, _)| *word == text).map(|(_, meant)| meant.clone());
        meant.map(Some).ok_or_else(|| {
            let meant = suggestion(text, words.iter().map(|(word, _)| *word));
            self.fault(key, &format!("there is no '{text}'{meant}"))
        })
    }

    /// Returns a list of texts, each with the byte at which it begins; `None` without one.
    pub(super) fn texts(&self, key: &str) -> Result<Option<Vec<(usize, &'a str)>>, Fault> {
        let Some(value) = self.get(key) else { return Ok(None) };
        let list = value.get_ref().as_array();
        let list = list.ok_or_else(|| self.fault(key, wrong_type(value)))?;
        let text = |one: &'a Spanned<DeValue<'a>>| {
            let text = one.get_ref().as_str().map(|text| (one.span().start, text));
            text.ok_or_else(|| self.fault_at(Some(one), key, wrong_type(one)))
        };
        list.iter().map(text).collect::<Result<Vec<_>, _>>().map(Some)
    }

    /// Returns true or false.
    pub(super) fn switch(&self, key: &str) -> Result<Option<bool>, Fault> {
        let Some(value) = self.get(key) else { return Ok(None) };
        value.get_ref().as_bool().map(Some).ok_or_else(|| self.fault(key, wrong_type(value)))
    }

    /// Returns a whole number within bounds.
    pub(super) fn whole(
        &self,
        key: &str,
        within: RangeInclusive<u32>,
    ) -> Result<Option<u32>, Fault> {
        let Some(value) = self.get(key) else { return Ok(None) };
        let DeValue::Integer(figures) = value.get_ref() else {
            return Err(self.fault(key, wrong_type(value)));
        };
        let number = u32::from_str_radix(figures.as_str(), figures.radix()).ok();
        let number = number.filter(|number| within.contains(number));
        let why = || format!("{} does not fit here", figures.as_str());
        number.map(Some).ok_or_else(|| self.fault(key, &why()))
    }
}

/// Returns what a value is that is of a type that does not fit.
pub(super) fn wrong_type(value: &Spanned<DeValue<'_>>) -> &'static str {
    match value.get_ref() {
        DeValue::String(_) => "it is a text",
        DeValue::Integer(_) | DeValue::Float(_) => "it is a number",
        DeValue::Boolean(_) => "it is true or false",
        DeValue::Datetime(_) => "it is a date or a time",
        DeValue::Array(_) => "it is a list",
        DeValue::Table(_) => "it is a table",
    }
}
