//! The signs that `onwatch` itself writes, such as `●` and `→`, and what stands for them where they
//! cannot be shown. Command line and panel choose in the same way.

use std::ffi::OsString;

use crate::config::Glyphs;
use crate::core::StepState;

/// Which signs can be shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Signs {
    /// All of them.
    #[default]
    Unicode,
    /// Those in the fonts of the Linux console: the signs of code page 437.
    Console,
    /// Only ASCII.
    Ascii,
}

/// Each sign with what stands for it on the Linux console and in ASCII. All take one column.
const SUBSTITUTES: [(char, char, char); 35] = [
    ('─', '─', '-'),
    ('│', '│', '|'),
    ('╭', '┌', '+'),
    ('╮', '┐', '+'),
    ('╰', '└', '+'),
    ('╯', '┘', '+'),
    ('━', '═', '='),
    ('╌', '-', '-'),
    ('█', '█', '#'),
    ('▀', '▀', '#'),
    ('▄', '▄', '#'),
    ('░', '░', ':'),
    ('▒', '▒', '+'),
    ('▓', '▓', '%'),
    ('◆', '♦', '*'),
    ('▸', '►', '>'),
    ('◂', '◄', '<'),
    ('←', '←', '<'),
    ('●', '•', 'o'),
    ('‖', '║', '='),
    ('■', '■', '#'),
    ('▪', '■', '#'),
    ('▲', '▲', '^'),
    ('↑', '↑', '^'),
    ('↓', '↓', 'v'),
    ('→', '→', '>'),
    ('›', '>', '>'),
    ('‹', '<', '<'),
    ('…', '~', '~'),
    ('·', '·', '.'),
    ('√', '√', '+'),
    ('×', '-', '-'),
    ('↵', '/', '/'),
    ('–', '-', '-'),
    ('—', '-', '-'),
];

impl Signs {
    /// Chooses by the setting. `auto` is what the environment allows.
    #[must_use]
    pub fn chosen(glyphs: Glyphs, auto: Self) -> Self {
        match glyphs {
            Glyphs::Auto => auto,
            Glyphs::Unicode => Self::Unicode,
            Glyphs::Ascii => Self::Ascii,
        }
    }

    /// Returns what the environment allows. Without a locale, as in most containers, UTF-8 is
    /// assumed.
    #[must_use]
    pub fn from_env(env: &dyn Fn(&str) -> Option<OsString>) -> Self {
        let set = |name: &str| env(name).filter(|value| !value.is_empty());
        let locale = ["LC_ALL", "LC_CTYPE", "LANG"].into_iter().find_map(set);
        let knows_utf8 = locale.is_none_or(|locale| {
            let locale = locale.to_string_lossy().to_ascii_lowercase();
            locale.contains("utf-8") || locale.contains("utf8")
        });
        match (knows_utf8, set("TERM")) {
            (false, _) => Self::Ascii,
            (true, Some(term)) if term == "linux" => Self::Console,
            (true, _) => Self::Unicode,
        }
    }

    /// Returns what is shown for a character: itself, or what stands for it.
    #[must_use]
    pub fn shown(self, c: char) -> char {
        if c.is_ascii() {
            return c;
        }
        let known = || SUBSTITUTES.iter().find(|(sign, ..)| *sign == c);
        match self {
            Self::Unicode => c,
            Self::Console => known().map_or(c, |(_, console, _)| *console),
            Self::Ascii => known().map_or(c, |(.., ascii)| *ascii),
        }
    }
}

/// Returns whether a character is a sign that `onwatch` itself writes.
#[must_use]
pub fn is_sign(c: char) -> bool {
    !c.is_ascii() && SUBSTITUTES.iter().any(|(sign, ..)| *sign == c)
}

/// Returns the sign of where a step of a playbook stands.
#[must_use]
pub fn step_sign(state: StepState, is_next: bool) -> &'static str {
    match state {
        StepState::Done => "√",
        StepState::Skipped => "×",
        StepState::Blocked => "!",
        StepState::Open if is_next => "▸",
        StepState::Open => "·",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The characters of the Linux console beyond ASCII that stand for a sign.
    const CODE_PAGE_437: &str = "─│┌┐└┘═█▀▄░▒▓♦►◄←•║■▲↑↓→·√";

    #[test]
    fn every_sign_has_one_column_and_a_substitute_that_can_be_shown() {
        use unicode_width::UnicodeWidthChar;
        for (sign, console, ascii) in SUBSTITUTES {
            assert!(ascii.is_ascii_graphic(), "{sign}");
            assert!(console.is_ascii() || CODE_PAGE_437.contains(console), "{sign}");
            assert_eq!([sign.width(), console.width()], [Some(1); 2], "{sign}");
            assert_eq!(Signs::Unicode.shown(sign), sign);
        }
        assert_eq!(['é', 'a', '審'].map(|c| Signs::Ascii.shown(c)), ['é', 'a', '審']);
    }

    #[test]
    fn the_signs_are_those_of_the_setting_or_of_the_environment() {
        for (vars, signs) in [
            (&[][..], Signs::Unicode),
            (&[("LANG", "C")], Signs::Ascii),
            (&[("LC_ALL", "C")], Signs::Ascii),
            (&[("LC_ALL", "C.UTF-8")], Signs::Unicode),
            (&[("LANG", "de_DE.UTF-8")], Signs::Unicode),
            (&[("LANG", "de_DE.ISO-8859-1")], Signs::Ascii),
            (&[("LC_ALL", "POSIX"), ("LANG", "de_DE.UTF-8")], Signs::Ascii),
            (&[("LC_ALL", ""), ("LC_CTYPE", "en_US.utf8"), ("LANG", "C")], Signs::Unicode),
            (&[("TERM", "linux")], Signs::Console),
            (&[("TERM", "linux"), ("LANG", "C")], Signs::Ascii),
            (&[("TERM", "xterm"), ("LANG", "en_US.UTF-8")], Signs::Unicode),
        ] {
            let env = |name: &str| {
                vars.iter().find(|(known, _)| *known == name).map(|(_, value)| value.into())
            };
            let auto = Signs::from_env(&env);
            assert_eq!(auto, signs, "{vars:?}");
            assert_eq!(Signs::chosen(Glyphs::Auto, auto), signs);
            assert_eq!(Signs::chosen(Glyphs::Ascii, auto), Signs::Ascii);
            assert_eq!(Signs::chosen(Glyphs::Unicode, auto), Signs::Unicode);
        }
    }
}
