//! One key with its modifiers: its name, and the event that the terminal sends.

use std::fmt;
use std::str::FromStr;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

/// The keys with a name.
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

/// One key with its modifiers. Two chords are equal if a terminal cannot distinguish them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Chord {
    code: KeyCode,
    control: bool,
    alt: bool,
}

impl Chord {
    /// Returns whether this key was pressed.
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

    /// Returns whether it includes Control: such a key is never text.
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
            // A letter with Control is usually written in upper case.
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
                "'{text}' is not a key; write one character or {names}; Ctrl- or Alt- may precede \
                 a character"
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
            return Err(format!("'{text}' answers or leaves a prompt and cannot be assigned"));
        }
        let (held, rest) = text.split_once('-').ok_or_else(unknown)?;
        let c = only(rest).ok_or_else(unknown)?;
        match held.to_ascii_lowercase().as_str() {
            "alt" => Ok(Self { code: KeyCode::Char(c), control: false, alt: true }),
            "ctrl" if "imIM".contains(c) => {
                let sent = if c.eq_ignore_ascii_case(&'i') { "Tab" } else { "Enter" };
                Err(format!(
                    "a terminal sends the same for '{text}' and {sent}; use another letter"
                ))
            }
            "ctrl" if c.is_ascii_alphabetic() => {
                Ok(Self { code: KeyCode::Char(c.to_ascii_lowercase()), control: true, alt: false })
            }
            "shift" if c.is_alphabetic() => {
                Err(format!("'{text}' is not a key; write \"{}\"", c.to_uppercase()))
            }
            "shift" => Err(format!("'{text}' is not a key; write the character that it types")),
            "ctrl" => Err(format!("'{text}' is not a key; use Ctrl- with a letter from A to Z")),
            _ => Err(unknown()),
        }
    }
}

/// Returns the only character of a text, unless it is blank or invisible.
fn only(text: &str) -> Option<char> {
    let mut characters = text.chars();
    let c = characters.next().filter(|c| !c.is_whitespace() && !c.is_control())?;
    characters.next().is_none().then_some(c)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]

    use super::*;

    fn press(code: KeyCode, modifiers: KeyModifiers) -> KeyEvent {
        KeyEvent::new(code, modifiers)
    }

    #[test]
    fn a_key_is_shown_with_the_name_in_the_settings() {
        for name in
            ["s", "U", "?", "-", "é", "Space", "Shift-Tab", "PgDn", "F12", "Ctrl-C", "Alt-x"]
        {
            assert_eq!(name.parse::<Chord>().unwrap().to_string(), name);
        }
        assert_eq!("ctrl-c".parse::<Chord>(), "Ctrl-C".parse());
        assert_eq!("space".parse::<Chord>(), "Space".parse());
    }

    #[test]
    fn an_unknown_key_is_refused_with_the_known_ones() {
        for (name, why) in [
            ("", "write one character"),
            ("F13", "F1 to F12"),
            ("Strg-C", "Ctrl- or Alt-"),
            ("Ctrl-1", "letter from A to Z"),
            ("Ctrl-i", "and Tab"),
            ("Enter", "cannot be assigned"),
            ("Shift-n", "write \"N\""),
            ("shift-1", "write the character that it types"),
            (" ", "Space"),
        ] {
            let said = name.parse::<Chord>().unwrap_err();
            assert!(said.contains(why), "{name:?}: {said}");
        }
    }

    #[test]
    fn a_shifted_sign_matches_with_and_without_the_shift_modifier() {
        let chord: Chord = "?".parse().unwrap();
        for modifiers in [KeyModifiers::NONE, KeyModifiers::SHIFT] {
            assert!(chord.is(press(KeyCode::Char('?'), modifiers)));
        }
    }

    #[test]
    fn a_letter_with_alt_or_control_is_a_different_key() {
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
}
