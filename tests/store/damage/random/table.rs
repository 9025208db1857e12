//! Counts what became of damages.

use std::collections::BTreeMap;
use std::fmt;

use super::judge::Fate;

/// How often each kind of damage had each fate.
#[derive(Default)]
pub struct Table(BTreeMap<String, BTreeMap<Fate, usize>>);

const FATES: [(Fate, &str); 6] = [
    (Fate::Whole, "whole"),
    (Fate::Found, "found"),
    (Fate::Warned, "warned"),
    (Fate::Refused, "refused"),
    (Fate::NoTrace, "no trace"),
    (Fate::Silent, "SILENT"),
];

impl Table {
    pub fn add(&mut self, row: &str, fate: Fate) {
        *self.0.entry(row.to_owned()).or_default().entry(fate).or_default() += 1;
    }

    pub fn of(&self, fate: Fate) -> usize {
        self.0.values().filter_map(|row| row.get(&fate)).sum()
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:44}", "")?;
        for (_, title) in FATES {
            write!(f, "{title:>9}")?;
        }
        writeln!(f)?;
        let all = FATES.map(|(fate, _)| (fate, self.of(fate)));
        let all = BTreeMap::from(all);
        for (row, counts) in self.0.iter().chain([(&"all".to_owned(), &all)]) {
            write!(f, "{row:44}")?;
            for (fate, _) in FATES {
                write!(f, "{:>9}", counts.get(&fate).copied().unwrap_or_default())?;
            }
            writeln!(f)?;
        }
        Ok(())
    }
}
