//! Which keys do what: the names of actions and keys, and the table `[keys]`.
//!
//! Knows how a key is named and what the terminal sends for it; not what an action does.

use std::fmt;
use std::str::FromStr;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::{Fault, meant};

/// What a key can do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// Ask for notes and start a session.
    Start,
    /// Pause an active session, resume a paused one.
    PauseOrResume,
    /// Resume a paused session.
    Resume,
    /// Ask for a note.
    Note,
    /// Ask for a context and enter it.
    Push,
    /// Leave the innermost context.
    Pop,
    /// Ask for a band and a reason.
    Band,
    /// Ask for a health and its reason.
    Health,
    /// Take the newest change back.
    Undo,
    /// Make it again.
    Redo,
    /// Show the summary, ask for notes and end the session.
    End,
    /// Say what a gap was.
    Gap,
    /// Move the focus to the next pane.
    FocusNext,
    /// Move the focus to the pane before.
    FocusBack,
    /// Scroll down by one line.
    Down,
    /// Scroll up by one line.
    Up,
    /// Move towards the start along the strip.
    Earlier,
    /// Move towards now along the strip.
    Later,
    /// Scroll down by one page.
    PageDown,
    /// Scroll up by one page.
    PageUp,
    /// Copy the session's key.
    CopyKey,
    /// Copy the session's id.
    CopyId,
    /// Copy a summary of the session.
    CopySummary,
    /// Scroll to the beginning.
    Top,
    /// Scroll to the end.
    Bottom,
    /// Show the past sessions.
    History,
    /// Show one session in full.
    Session,
    /// Type what rows must hold.
    Filter,
    /// Show every action by its name.
    Palette,
    /// Show or leave the help.
    Help,
    /// Stand aside for the shell.
    Suspend,
    /// Leave the panel.
    Quit,
}

/// Every action with its name in `[keys]`.
const ACTIONS: [(&str, Action); 32] = [
    ("start", Action::Start),
    ("pause", Action::PauseOrResume),
    ("resume", Action::Resume),
    ("note", Action::Note),
    ("push", Action::Push),
    ("pop", Action::Pop),
    ("band", Action::Band),
    ("health", Action::Health),
    ("undo", Action::Undo),
    ("redo", Action::Redo),
    ("end", Action::End),
    ("gap", Action::Gap),
    ("focus-next", Action::FocusNext),
    ("focus-back", Action::FocusBack),
    ("down", Action::Down),
    ("up", Action::Up),
    ("earlier", Action::Earlier),
    ("later", Action::Later),
    ("page-down", Action::PageDown),
    ("page-up", Action::PageUp),
    ("copy-key", Action::CopyKey),
    ("copy-id", Action::CopyId),
    ("copy-summary", Action::CopySummary),
    ("top", Action::Top),
    ("bottom", Action::Bottom),
    ("history", Action::History),
    ("session", Action::Session),
    ("filter", Action::Filter),
    ("palette", Action::Palette),
    ("help", Action::Help),
    ("suspend", Action::Suspend),
    ("quit", Action::Quit),
];

impl Action {
    /// Returns the name of every action.
    pub fn names() -> impl Iterator<Item = &'static str> {
        ACTIONS.iter().map(|(name, _)| *name)
    }

    /// Returns the name in `[keys]`.
    #[must_use]
    pub fn name(self) -> &'static str {
        ACTIONS.iter().find(|(_, action)| *action == self).map_or("", |(name, _)| name)
    }
}

/// The keys that have a name.
const NAMED: [(&str, KeyCode); 15] = [
    ("Space", KeyCode::Char(' ')),
    ("Tab", KeyCode::Tab),
    ("Shift-Tab", KeyCode::BackTab),
    ("Backspace", KeyCode::Backspace),
    ("Delete", KeyCode::Delete),
    ("Insert", KeyCode::Insert),
    ("Home", KeyCode::Home),
    ("End", KeyCode::End),
    ("PgUp", KeyCode::PageUp),
    ("PgDn", KeyCode::PageDown),
    ("Up", KeyCode::Up),
    ("Down", KeyCode::Down),
    ("Left", KeyCode::Left),
    ("Right", KeyCode::Right),
    ("F1 to F12", KeyCode::F(0)),
];

/// One key as it is pressed; two chords are equal when the terminal cannot tell them apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Chord {
    code: KeyCode,
    control: bool,
    alt: bool,
}

impl Chord {
    /// Tells whether this is the key that was pressed.
    #[must_use]
    pub fn is(self, event: KeyEvent) -> bool {
        let code = match event.code {
            KeyCode::Char(c) if self.control => KeyCode::Char(c.to_ascii_lowercase()),
            code => code,
        };
        self.code == code
            && self.control == event.modifiers.contains(KeyModifiers::CONTROL)
            && self.alt == event.modifiers.contains(KeyModifiers::ALT)
    }

    /// Returns the event of pressing it.
    #[must_use]
    pub fn event(self) -> KeyEvent {
        let mut modifiers = KeyModifiers::NONE;
        modifiers.set(KeyModifiers::CONTROL, self.control);
        modifiers.set(KeyModifiers::ALT, self.alt);
        KeyEvent::new(self.code, modifiers)
    }

    /// Tells whether Control belongs to it: such a key is never text.
    #[must_use]
    pub fn has_control(self) -> bool {
        self.control
    }
}

impl fmt::Display for Chord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.control { "Ctrl-" } else { "" })?;
        f.write_str(if self.alt { "Alt-" } else { "" })?;
        match self.code {
            KeyCode::F(nth) => write!(f, "F{nth}"),
            // A letter with Control is written as people write it.
            KeyCode::Char(c) if self.control => write!(f, "{}", c.to_ascii_uppercase()),
            code => match (NAMED.iter().find(|(_, named)| *named == code), code) {
                (Some((name, _)), _) => f.write_str(name),
                (None, KeyCode::Char(c)) => write!(f, "{c}"),
                (None, _) => Ok(()),
            },
        }
    }
}

impl FromStr for Chord {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let unknown = || {
            let names = NAMED.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(", ");
            format!(
                "'{text}' is no key: write one character or {names}, a character also with Ctrl- \
                 or Alt- before it"
            )
        };
        let plain = |code| Ok(Self { code, control: false, alt: false });
        if let Some((_, code)) = NAMED.iter().find(|(name, _)| name.eq_ignore_ascii_case(text)) {
            return plain(*code);
        }
        if let Some(c) = only(text) {
            return plain(KeyCode::Char(c));
        }
        if let Some(nth) = text.strip_prefix(['F', 'f']).and_then(|nth| nth.parse().ok()) {
            return if (1..=12).contains(&nth) { plain(KeyCode::F(nth)) } else { Err(unknown()) };
        }
        if ["enter", "esc"].contains(&text.to_ascii_lowercase().as_str()) {
            return Err(format!("'{text}' answers or leaves a prompt and stays what it is"));
        }
        let (held, rest) = text.split_once('-').ok_or_else(unknown)?;
        let c = only(rest).ok_or_else(unknown)?;
        match held.to_ascii_lowercase().as_str() {
            "alt" => Ok(Self { code: KeyCode::Char(c), control: false, alt: true }),
            "ctrl" if "imIM".contains(c) => {
                let sent = if c.eq_ignore_ascii_case(&'i') { "Tab" } else { "Enter" };
                Err(format!("a terminal cannot tell '{text}' from {sent}; take another letter"))
            }
            "ctrl" if c.is_ascii_alphabetic() => {
                Ok(Self { code: KeyCode::Char(c.to_ascii_lowercase()), control: true, alt: false })
            }
            "ctrl" => Err(format!("'{text}' is no key: Ctrl- goes with the letters A to Z")),
            _ => Err(unknown()),
        }
    }
}

/// Returns the one character of a text; a blank or invisible one is none.
fn only(text: &str) -> Option<char> {
    let mut characters = text.chars();
    let c = characters.next().filter(|c| !c.is_whitespace() && !c.is_control())?;
    characters.next().is_none().then_some(c)
}

/// Every action with its keys.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Keymap(Vec<(Action, Vec<Chord>)>);

impl Keymap {
    /// Returns the keys of an action, the one to show first.
    #[must_use]
    pub fn of(&self, action: Action) -> &[Chord] {
        self.0.iter().find(|(other, _)| *other == action).map_or(&[], |(_, chords)| chords)
    }

    /// Returns what a key does.
    #[must_use]
    pub fn action(&self, event: KeyEvent) -> Option<Action> {
        let does = |(_, chords): &&(Action, Vec<Chord>)| chords.iter().any(|key| key.is(event));
        self.0.iter().find(does).map(|(action, _)| *action)
    }
}

/// The keys that one file gives to an action.
#[derive(Debug)]
pub(super) struct Given {
    action: Action,
    /// Where the file does so, in bytes.
    at: usize,
    /// Each key, and where it stands.
    chords: Vec<(Chord, usize)>,
}

/// Reads a table `[keys]`, in the order of its lines.
pub(super) fn read(table: &DeTable<'_>) -> Result<Vec<Given>, Fault> {
    let rows = table.iter().map(|(name, value)| {
        let at = name.span().start;
        let known = ACTIONS.iter().find(|(known, _)| known == name.get_ref());
        let (_, action) = known.ok_or_else(|| no_action(name.get_ref(), at))?;
        Ok(Given { action: *action, at, chords: chords(value)? })
    });
    let mut rows = rows.collect::<Result<Vec<_>, _>>()?;
    rows.sort_by_key(|row| row.at);
    Ok(rows)
}

fn no_action(name: &str, at: usize) -> Fault {
    let names = Action::names().collect::<Vec<_>>();
    let perhaps = meant(name, names.iter().copied());
    Fault {
        at,
        message: format!("there is no action '{name}'{perhaps}; there are {}", names.join(", ")),
    }
}

fn chords(value: &Spanned<DeValue<'_>>) -> Result<Vec<(Chord, usize)>, Fault> {
    let one = |value: &Spanned<DeValue<'_>>| {
        let at = value.span().start;
        let fault = |message| Fault { at, message };
        let text = value.get_ref().as_str().ok_or_else(|| {
            fault("a key is written as text, as in \"s\" or [\"p\", \"Space\"]".to_owned())
        })?;
        Ok((text.parse().map_err(fault)?, at))
    };
    match value.get_ref().as_array() {
        Some(several) => several.iter().map(one).collect(),
        None => Ok(vec![one(value)?]),
    }
}

/// Returns the keys of `above` for the actions it names, and those of `below` for all others.
pub(super) fn over(above: &[Given], below: &[Given]) -> Result<Keymap, Fault> {
    let own = |action| above.iter().find(|row| row.action == action);
    // The user's own come last, so that a conflict is told at a line of theirs.
    let rows = below.iter().filter(|row| own(row.action).is_none()).chain(above);
    let taken: Vec<(Chord, Action, usize)> = rows
        .flat_map(|row| row.chords.iter().map(|(chord, at)| (*chord, row.action, *at)))
        .collect();
    for (nth, (chord, action, at)) in taken.iter().enumerate() {
        let before = taken.iter().take(nth).find(|(other, ..)| other == chord);
        if let Some((_, other, _)) = before {
            let what = conflict(*chord, *other, *action, own(*other).is_none());
            let message = format!("{what}; letters still free: {}", free(&taken));
            return Err(Fault { at: *at, message });
        }
    }
    if let Some(quit) = own(Action::Quit).filter(|row| row.chords.is_empty()) {
        let message = "without a key for 'quit' nobody could leave the panel; give it one";
        return Err(Fault { at: quit.at, message: message.to_owned() });
    }
    let keys = |action: Action| {
        let row = own(action).or_else(|| below.iter().find(|row| row.action == action));
        row.map_or_else(Vec::new, |row| row.chords.iter().map(|(chord, _)| *chord).collect())
    };
    Ok(Keymap(ACTIONS.iter().map(|(_, action)| (*action, keys(*action))).collect()))
}

fn conflict(chord: Chord, one: Action, other: Action, by_default: bool) -> String {
    if one == other {
        return format!("the key {chord} is given to '{}' twice", one.name());
    }
    let default = if by_default { " (by default)" } else { "" };
    let (one, other) = (one.name(), other.name());
    format!("the key {chord} is given to '{one}'{default} and to '{other}'; give one another key")
}

fn free(taken: &[(Chord, Action, usize)]) -> String {
    let is_taken = |c: &char| {
        taken.iter().any(|(chord, ..)| chord.to_string().chars().eq(std::iter::once(*c)))
    };
    ('a'..='z').filter(|c| !is_taken(c)).map(String::from).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]

    use super::*;

    fn press(code: KeyCode, modifiers: KeyModifiers) -> KeyEvent {
        KeyEvent::new(code, modifiers)
    }

    #[test]
    fn a_key_is_shown_by_the_name_it_is_given_by() {
        for name in
            ["s", "U", "?", "-", "é", "Space", "Shift-Tab", "PgDn", "F12", "Ctrl-C", "Alt-x"]
        {
            assert_eq!(name.parse::<Chord>().unwrap().to_string(), name);
        }
        assert_eq!("ctrl-c".parse::<Chord>(), "Ctrl-C".parse());
        assert_eq!("space".parse::<Chord>(), "Space".parse());
    }

    #[test]
    fn what_is_no_key_says_what_is() {
        for (name, why) in [
            ("", "write one character"),
            ("F13", "F1 to F12"),
            ("Strg-C", "with Ctrl-"),
            ("Ctrl-1", "letters A to Z"),
            ("Ctrl-i", "from Tab"),
            ("Enter", "stays what it is"),
            (" ", "Space"),
        ] {
            let said = name.parse::<Chord>().unwrap_err();
            assert!(said.contains(why), "{name:?}: {said}");
        }
    }

    #[test]
    fn a_shifted_sign_is_found_whether_or_not_the_terminal_tells_of_the_shift() {
        let chord: Chord = "?".parse().unwrap();
        for modifiers in [KeyModifiers::NONE, KeyModifiers::SHIFT] {
            assert!(chord.is(press(KeyCode::Char('?'), modifiers)));
        }
    }

    #[test]
    fn with_alt_or_control_a_letter_is_another_key() {
        for (name, modifiers) in [
            ("s", KeyModifiers::NONE),
            ("Alt-s", KeyModifiers::ALT),
            ("Ctrl-S", KeyModifiers::CONTROL),
        ] {
            let chord: Chord = name.parse().unwrap();
            for pressed in [KeyModifiers::NONE, KeyModifiers::ALT, KeyModifiers::CONTROL] {
                let is = chord.is(press(KeyCode::Char('s'), pressed));
                assert_eq!(is, pressed == modifiers, "{name} {pressed:?}");
            }
        }
    }

    #[test]
    fn every_action_has_one_name() {
        for (nth, (name, action)) in ACTIONS.iter().enumerate() {
            assert_eq!(action.name(), *name);
            assert!(!Action::names().skip(nth + 1).any(|other| other == *name));
        }
    }
}
