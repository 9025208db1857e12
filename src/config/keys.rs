//! The table `[keys]`: the user's keys over the default ones.
//!
//! This file knows the names of actions and where their keys work, not what they do.

use crossterm::event::KeyEvent;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::action::{ACTIONS, Action};
use super::chord::Chord;
use super::names::suggestion;
use super::scope::{Place, Scope};
use super::text::Fault;

/// Every action with its keys.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Keymap(Vec<(Action, Vec<Chord>)>);

impl Keymap {
    /// Returns the keys of an action; the first one is shown.
    #[must_use]
    pub fn of(&self, action: Action) -> &[Chord] {
        self.0.iter().find(|(other, _)| *other == action).map_or(&[], |(_, chords)| chords)
    }

    /// Returns the action of a key in a place: its own one, else the one of everywhere.
    #[must_use]
    pub fn action(&self, event: KeyEvent, place: Place) -> Option<Action> {
        let own = self.all(event).find(|action| action.scope().includes(place));
        own.or_else(|| self.everywhere(event))
    }

    /// Returns the action that a key has everywhere.
    #[must_use]
    pub fn everywhere(&self, event: KeyEvent) -> Option<Action> {
        self.all(event).find(|action| action.scope() == Scope::Everywhere)
    }

    /// Returns a sentence for each key that has an action of its own in some places, and another one
    /// everywhere else.
    pub(super) fn covered(&self) -> Vec<String> {
        let keys = |of: fn(&Scope) -> bool| {
            let rows = self.0.iter().filter(move |(action, _)| of(&action.scope()));
            rows.flat_map(|(action, chords)| chords.iter().map(move |key| (*key, *action)))
        };
        let own = keys(|scope| *scope != Scope::Everywhere);
        own.flat_map(|(key, own)| {
            let others =
                keys(|scope| *scope == Scope::Everywhere).filter(move |(it, _)| *it == key);
            others.map(move |(_, other)| {
                let (own, other, place) = (own.name(), other.name(), own.scope().words());
                format!("the key {key} of '{other}' does '{own}' instead in these places: {place}")
            })
        })
        .collect()
    }

    /// Returns a place in which no key leaves the panel; `None` if there is no such place.
    fn without_way_out(&self) -> Option<Place> {
        let leaves = |place: Place| {
            let mut keys = self.of(Action::Quit).iter();
            // A key with Control works before those of a place.
            keys.any(|key| {
                key.has_control() || self.action(key.event(), place) == Some(Action::Quit)
            })
        };
        Place::ALL.into_iter().find(|place| !leaves(*place))
    }

    /// Returns the actions of a key in all places.
    pub fn all(&self, event: KeyEvent) -> impl Iterator<Item = Action> {
        let has = move |chords: &[Chord]| chords.iter().any(|key| key.is(event));
        self.0.iter().filter(move |(_, chords)| has(chords)).map(|(action, _)| *action)
    }
}

/// The keys that one file assigns to an action.
#[derive(Debug)]
pub(super) struct KeyRow {
    action: Action,
    /// Where the file does so, bytes.
    at: usize,
    /// Each key with its position, bytes.
    chords: Vec<(Chord, usize)>,
}

/// Parses the table `[keys]`, in the order of its lines.
pub(super) fn read(table: &DeTable<'_>) -> Result<Vec<KeyRow>, Fault> {
    let rows = table.iter().map(|(name, value)| {
        let at = name.span().start;
        let known = ACTIONS.iter().find(|(known, ..)| known == name.get_ref());
        let (_, action, _) = known.ok_or_else(|| no_action(name.get_ref(), at))?;
        Ok(KeyRow { action: *action, at, chords: chords(value)? })
    });
    let mut rows = rows.collect::<Result<Vec<_>, _>>()?;
    rows.sort_by_key(|row| row.at);
    Ok(rows)
}

fn no_action(name: &str, at: usize) -> Fault {
    let names = Action::names().collect::<Vec<_>>();
    let suggested = suggestion(name, names.iter().copied());
    Fault {
        at,
        message: format!(
            "there is no action '{name}'{suggested}; known names: {}",
            names.join(", ")
        ),
    }
}

fn chords(value: &Spanned<DeValue<'_>>) -> Result<Vec<(Chord, usize)>, Fault> {
    let one = |value: &Spanned<DeValue<'_>>| {
        let at = value.span().start;
        let fault = |message| Fault { at, message };
        let text = value.get_ref().as_str().ok_or_else(|| {
            fault("write a key as text, such as \"s\" or [\"p\", \"Space\"]".to_owned())
        })?;
        Ok((text.parse().map_err(fault)?, at))
    };
    match value.get_ref().as_array() {
        Some(several) => several.iter().map(one).collect(),
        None => Ok(vec![one(value)?]),
    }
}

/// Returns the keys of `above`, and those of `below` for the actions that it does not name.
pub(super) fn over(above: &[KeyRow], below: &[KeyRow]) -> Result<Keymap, Fault> {
    let own = |action| above.iter().find(|row| row.action == action);
    // The user's keys come last, so that a conflict is reported at one of their lines.
    let rows = below.iter().filter(|row| own(row.action).is_none()).chain(above);
    let taken: Vec<(Chord, Action, usize)> = rows
        .flat_map(|row| row.chords.iter().map(|(chord, at)| (*chord, row.action, *at)))
        .collect();
    for (nth, (chord, action, at)) in taken.iter().enumerate() {
        let mut before = taken.iter().take(nth).filter(|(other, ..)| other == chord);
        let shared = |(_, other, _): &(_, Action, _)| {
            Some((*other, other.scope().conflict(action.scope())?))
        };
        if let Some((other, place)) = before.find_map(shared) {
            let what = conflict(*chord, other, *action, place, own(other).is_none());
            let message = format!("{what}; free letters: {}", free(&taken));
            return Err(Fault { at: *at, message });
        }
    }
    if let Some(quit) = own(Action::Quit).filter(|row| row.chords.is_empty()) {
        let message = "'quit' needs a key; without one nobody could leave the panel";
        return Err(Fault { at: quit.at, message: message.to_owned() });
    }
    let keys = |action: Action| {
        let row = own(action).or_else(|| below.iter().find(|row| row.action == action));
        row.map_or_else(Vec::new, |row| row.chords.iter().map(|(chord, _)| *chord).collect())
    };
    let keymap = Keymap(ACTIONS.iter().map(|(_, action, _)| (*action, keys(*action))).collect());
    match keymap.without_way_out() {
        Some(place) => {
            let message = format!(
                "every key of 'quit' does something else in {}; nobody could leave the panel there",
                place.name()
            );
            // The default keys of 'quit' include one with Control.
            Err(Fault { at: own(Action::Quit).map_or(0, |row| row.at), message })
        }
        None => Ok(keymap),
    }
}

/// Returns what is wrong if one key has two actions in a place.
fn conflict(chord: Chord, one: Action, other: Action, place: &str, by_default: bool) -> String {
    if one == other {
        return format!("the key {chord} is assigned to '{}' twice", one.name());
    }
    let default = if by_default { " (by default)" } else { "" };
    let (one, other) = (one.name(), other.name());
    let place = if place == "everywhere" { place.to_owned() } else { format!("in {place}") };
    format!(
        "the key {chord} is assigned to '{one}'{default} and to '{other}', both {place}; change one \
         of them"
    )
}

fn free(taken: &[(Chord, Action, usize)]) -> String {
    let is_taken = |c: &char| {
        taken.iter().any(|(chord, ..)| chord.to_string().chars().eq(std::iter::once(*c)))
    };
    ('a'..='z').filter(|c| !is_taken(c)).map(String::from).collect::<Vec<_>>().join(" ")
}
