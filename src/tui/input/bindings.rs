//! The table of bindings with the keys of the settings.
//!
//! The settings say which keys an action has, the core says when a verb is allowed.

use std::fmt::Write;

use crossterm::event::KeyEvent;

use crate::config::{Action, Chord, ConfigError, Keymap, PanelSetup, Place, Scope};

use super::table::{BINDINGS, Binding};

/// What a key means in a place.
#[derive(Debug)]
pub enum KeyMeaning {
    /// It has no action anywhere.
    Nothing,
    /// This action.
    Action(&'static Binding),
    /// Nothing here: these actions have it in other places.
    Elsewhere(Vec<&'static Binding>),
}

/// The table with the keys of the settings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bindings(Keymap);

impl Bindings {
    /// Returns the table with these keys.
    pub fn new(keys: Keymap) -> Self {
        Self(keys)
    }

    /// Returns the row of a key in a place.
    ///
    /// Among the panes, a key that only one other pane has means the action of that pane.
    pub fn of(&self, event: KeyEvent, place: Place) -> KeyMeaning {
        if let Some(action) = self.0.action(event, place) {
            return row_of(action).map_or(KeyMeaning::Nothing, KeyMeaning::Action);
        }
        let of_a_pane = |row: &&Binding| row.action.scope().includes_a_pane();
        let elsewhere: Vec<_> = self.0.all(event).filter_map(row_of).collect();
        let of_panes: Vec<_> = elsewhere.iter().copied().filter(of_a_pane).collect();
        match (of_panes.as_slice(), place.is_pane()) {
            ([one], true) => KeyMeaning::Action(one),
            _ if elsewhere.is_empty() => KeyMeaning::Nothing,
            _ => KeyMeaning::Elsewhere(elsewhere),
        }
    }

    /// Returns the row of a key that works everywhere.
    pub fn everywhere(&self, event: KeyEvent) -> Option<&'static Binding> {
        row_of(self.0.everywhere(event)?)
    }

    /// Returns the action of a key with Control, which works in a dialog too.
    pub fn in_dialogs(&self, event: KeyEvent) -> Option<Action> {
        let action = self.0.everywhere(event)?;
        self.0.of(action).iter().any(|key| key.has_control() && key.is(event)).then_some(action)
    }

    /// Returns the keys that give an action in a place: not those that mean something else there.
    /// All its keys if it works only in other places.
    fn here(&self, action: Action, place: Place) -> Vec<String> {
        let works = match action.scope() {
            Scope::Everywhere => true,
            scope @ Scope::In(_) if place.is_pane() => scope.includes_a_pane(),
            scope @ Scope::In(_) => scope.includes(place),
        };
        let means = |key: &&Chord| {
            let event = key.event();
            match self.in_dialogs(event) {
                // These are asked first, wherever the keys go.
                Some(first @ (Action::Quit | Action::Suspend)) => first == action,
                _ => {
                    matches!(self.of(event, place), KeyMeaning::Action(row) if row.action == action)
                }
            }
        };
        let keys = self.0.of(action).iter().filter(|key| !works || means(key));
        keys.map(Chord::to_string).collect()
    }

    /// Returns the key of an action that is shown first in a place; `None` if it has no key there.
    pub fn first(&self, action: Action, place: Place) -> Option<String> {
        self.here(action, place).into_iter().next()
    }

    /// Returns the first key of an action where only those of everywhere work, as in the help.
    pub fn first_everywhere(&self, action: Action) -> Option<String> {
        self.0.of(action).first().map(Chord::to_string)
    }

    /// Returns the first key of an action in a place, else how the palette gives it, as in
    /// `: cancel`; `None` if the palette has no key there either.
    pub fn way(&self, action: Action, place: Place) -> Option<String> {
        let by_name = || Some(format!("{} {}", self.first(Action::Palette, place)?, action.name()));
        self.first(action, place).or_else(by_name)
    }

    /// Returns the keys of an action in a place; its [`way`](Self::way) if it has none there.
    pub fn ways(&self, action: Action, place: Place) -> String {
        match self.names(action, place) {
            names if names.is_empty() => self.way(action, place).unwrap_or_default(),
            names => names,
        }
    }

    /// Returns the keys of an action in a place, as in `p, Space`.
    pub fn names(&self, action: Action, place: Place) -> String {
        self.here(action, place).join(", ")
    }
}

/// Returns the row of an action.
fn row_of(action: Action) -> Option<&'static Binding> {
    BINDINGS.iter().find(|binding| binding.action == action)
}

/// Returns the default keys as a Markdown table.
///
/// # Errors
/// [`ConfigError`] if the embedded settings are broken.
pub fn markdown() -> Result<String, ConfigError> {
    let bindings = Bindings::new(PanelSetup::defaults()?.keys);
    let mut table =
        String::from("| Key | What it does | Where | Name in `[keys]` |\n|---|---|---|---|\n");
    for Binding { action, help, .. } in BINDINGS {
        let place = match action.scope() {
            Scope::In([first, ..]) => *first,
            Scope::In([]) | Scope::Everywhere => Place::SessionPane,
        };
        let ways = bindings.ways(*action, place).replace(", ", "` `");
        let place = action.scope().words();
        let _ = writeln!(table, "| `{ways}` | {help} | {place} | `{}` |", action.name());
    }
    Ok(table)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn every_action_has_one_row() {
        let rows: Vec<&str> = BINDINGS.iter().map(|binding| binding.action.name()).collect();
        assert_eq!(rows, Action::names().collect::<Vec<_>>());
    }

    #[test]
    fn the_table_for_people_has_a_row_for_every_binding() {
        let table = markdown().unwrap();
        assert_eq!(table.lines().count(), BINDINGS.len() + 2);
        assert!(table.contains("| `p` `Space` | Pause or resume"), "{table}");
        assert!(table.contains("| `: cancel` | Discard the live"), "{table}");
    }
}
