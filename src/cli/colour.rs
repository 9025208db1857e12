//! Whether answers and failures have colours.

use std::borrow::Cow;
use std::ffi::OsString;

use clap::ValueEnum;

/// When there are colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum Colour {
    /// If a terminal that shows colours is written to.
    #[default]
    #[value(help = None)]
    Auto,
    /// Always.
    #[value(help = None)]
    Always,
    /// Never.
    #[value(help = None)]
    Never,
}

impl Colour {
    /// Returns what the words of a command line ask for, before they are parsed.
    #[must_use]
    pub fn of_words(words: &[OsString]) -> Self {
        let mut words = words.iter().map(|word| word.to_string_lossy());
        let mut colour = Self::default();
        while let Some(word) = words.next().filter(|word| word != "--") {
            let value = match word.split_once('=') {
                Some(("--color" | "--colour", value)) => Some(value.to_owned()),
                None if word == "--color" || word == "--colour" => {
                    words.next().map(Cow::into_owned)
                }
                Some(_) | None => None,
            };
            let asked = value.and_then(|value| Self::from_str(&value, true).ok());
            colour = asked.unwrap_or(colour);
        }
        colour
    }

    /// Returns whether a stream has colours. For `Auto`, `NO_COLOR` comes before `CLICOLOR_FORCE`,
    /// and that before the terminal and `CLICOLOR`.
    #[must_use]
    pub fn wanted(self, env: &dyn Fn(&str) -> Option<OsString>, is_terminal: bool) -> bool {
        let set = |name: &str| env(name).filter(|value| !value.is_empty());
        match self {
            Self::Always => true,
            Self::Never => false,
            Self::Auto if set("NO_COLOR").is_some() => false,
            Self::Auto if set("CLICOLOR_FORCE").is_some_and(|value| value != "0") => true,
            Self::Auto => {
                let shows = set("TERM").is_some_and(|term| term != "dumb");
                is_terminal && shows && set("CLICOLOR").is_none_or(|value| value != "0")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_say_it_before_they_are_parsed() {
        for (words, colour) in [
            (&["onwatch", "help"][..], Colour::Auto),
            (&["onwatch", "--color", "always", "help"], Colour::Always),
            (&["onwatch", "help", "--colour=never"], Colour::Never),
            (&["onwatch", "note", "--", "--color=never"], Colour::Auto),
            (&["onwatch", "--color", "sometimes"], Colour::Auto),
            (&["onwatch", "--color"], Colour::Auto),
        ] {
            let words: Vec<OsString> = words.iter().map(OsString::from).collect();
            assert_eq!(Colour::of_words(&words), colour, "{words:?}");
        }
    }

    #[test]
    fn colours_are_for_terminals_unless_somebody_says_otherwise() {
        const XTERM: (&str, &str) = ("TERM", "xterm");
        for (colour, vars, terminal, wanted) in [
            (Colour::Auto, &[XTERM][..], true, true),
            (Colour::Auto, &[XTERM], false, false),
            (Colour::Auto, &[], true, false),
            (Colour::Auto, &[("TERM", "dumb")], true, false),
            (Colour::Auto, &[XTERM, ("NO_COLOR", "1")], true, false),
            (Colour::Auto, &[XTERM, ("NO_COLOR", "")], true, true),
            (Colour::Auto, &[XTERM, ("CLICOLOR", "0")], true, false),
            (Colour::Auto, &[XTERM, ("CLICOLOR", "1")], true, true),
            (Colour::Auto, &[XTERM, ("CLICOLOR", "1")], false, false),
            (Colour::Auto, &[("CLICOLOR_FORCE", "1")], false, true),
            (Colour::Auto, &[("CLICOLOR_FORCE", "0")], false, false),
            (Colour::Auto, &[("CLICOLOR_FORCE", "1"), ("CLICOLOR", "0")], false, true),
            (Colour::Auto, &[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")], true, false),
            (Colour::Always, &[("NO_COLOR", "1")], false, true),
            (Colour::Never, &[XTERM, ("CLICOLOR_FORCE", "1")], true, false),
        ] {
            let env = |name: &str| {
                vars.iter().find(|(known, _)| *known == name).map(|(_, value)| value.into())
            };
            assert_eq!(colour.wanted(&env, terminal), wanted, "{colour:?} {vars:?} {terminal}");
        }
    }
}
