//! What a shell says of the line that is typed, and how it is answered.

use std::ffi::{OsStr, OsString};
use std::fmt::Write as _;

use clap::ValueEnum;

use super::bash::{self, BashWord};
use super::candidate::{Candidate, Completion};
use crate::cli::args::Shell;

/// The first word of a question of a shell.
pub const ASK: &str = "__complete";

/// The words of a line, up to the cursor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TypedWords {
    shell: Shell,
    /// The words before the one under the cursor; the first one is the name of the program.
    pub before: Vec<OsString>,
    /// The word under the cursor, up to it.
    pub current: String,
    /// How the word under the cursor is written in bash.
    bash: BashWord,
}

/// Returns what a shell asks; `None` if the words are an ordinary command line.
#[must_use]
pub fn asked(words: &[OsString]) -> Option<TypedWords> {
    let (ask, rest) = words.get(1..)?.split_first()?;
    if ask != ASK {
        return None;
    }
    let (shell, line) = rest.split_first()?;
    let shell = Shell::from_str(shell.to_str()?, false).ok()?;
    Some(TypedWords::of(shell, line))
}

impl TypedWords {
    /// Reads what a shell says. Bash gives the line and the part of it that will be replaced; it splits
    /// words where onwatch does not. The other shells give the words.
    fn of(shell: Shell, line: &[OsString]) -> Self {
        if shell == Shell::Bash {
            let text = |nth: usize| line.get(nth).map(|word| word.to_string_lossy());
            let read = bash::read(&text(0).unwrap_or_default(), &text(1).unwrap_or_default());
            let before = read.before.into_iter().map(OsString::from).collect();
            return Self::new(shell, before, read.current, read.word);
        }
        let (current, before) = match line.split_last() {
            Some((current, before)) => (current.to_string_lossy().into_owned(), before.to_vec()),
            None => (String::new(), Vec::new()),
        };
        // Windows PowerShell drops an empty word, so its script writes a dot after the last one.
        let current = match (shell, current.strip_suffix('.')) {
            (Shell::Powershell, Some(word)) => word.to_owned(),
            (Shell::Powershell, None)
            | (Shell::Bash | Shell::Zsh | Shell::Fish | Shell::Elvish, _) => current,
        };
        Self::new(shell, before, current, BashWord::default())
    }

    fn new(shell: Shell, before: Vec<OsString>, current: String, bash: BashWord) -> Self {
        // `NAME=value onwatch …` sets a variable for the command.
        let before = before.into_iter().skip_while(|word| is_assignment(word)).collect();
        Self { shell, before, current, bash }
    }

    /// Returns the answer for the script of the shell: a line that says what follows, then a line for each
    /// candidate.
    #[must_use]
    pub fn answer(&self, completion: &Completion) -> String {
        let values = match completion {
            Completion::Files(before) => return format!("files\n{before}\n"),
            Completion::Directories(before) => return format!("directories\n{before}\n"),
            Completion::Values(values) => values,
        };
        let mut text = String::from("values\n");
        for candidate in values {
            // Writing to a text does not fail.
            let _ = match self.shell {
                Shell::Bash => match self.bash.replacement(&candidate.value) {
                    Some(word) => writeln!(text, "{word}"),
                    None => Ok(()),
                },
                Shell::Zsh => writeln!(text, "{}", zsh(candidate)),
                Shell::Fish | Shell::Elvish => {
                    writeln!(text, "{}", tabbed(&candidate.value, candidate))
                }
                Shell::Powershell => {
                    writeln!(text, "{}", tabbed(&powershell(&candidate.value), candidate))
                }
            };
        }
        text
    }
}

fn is_assignment(word: &OsStr) -> bool {
    let name = word.to_str().and_then(|word| word.split_once('=')).map(|(name, _)| name);
    name.is_some_and(|name| {
        !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
    })
}

/// Returns a candidate for `_describe`, which reads `value:description` with backslashes.
fn zsh(candidate: &Candidate) -> String {
    let value = candidate.value.replace('\\', "\\\\").replace(':', "\\:");
    if candidate.about.is_empty() {
        return value;
    }
    format!("{value}:{}", candidate.about.replace('\\', "\\\\"))
}

fn tabbed(value: &str, candidate: &Candidate) -> String {
    format!("{value}\t{}", candidate.about)
}

/// Returns a word as it is written in `PowerShell`, which also takes four other signs for a quote.
fn powershell(value: &str) -> String {
    let is_plain = |c: char| c.is_alphanumeric() || "-_./\\+%:".contains(c);
    if value.chars().all(is_plain) {
        return value.to_owned();
    }
    let mut text = String::from("'");
    for c in value.chars() {
        if matches!(c, '\'' | '\u{2018}' | '\u{2019}' | '\u{201a}' | '\u{201b}') {
            text.push(c);
        }
        text.push(c);
    }
    text.push('\'');
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked_with(words: &[&str]) -> Option<TypedWords> {
        let words: Vec<OsString> = ["onwatch"].iter().chain(words).map(OsString::from).collect();
        asked(&words)
    }

    #[test]
    fn only_the_hidden_first_word_asks() {
        assert_eq!(asked_with(&["status", "__complete", "zsh"]), None);
        assert_eq!(asked_with(&["__complete", "tcsh", "onwatch", ""]), None);
        let typed = asked_with(&["__complete", "zsh", "A=b", "onwatch", "show", "SES"]);
        let typed = typed.map(|typed| (typed.before, typed.current));
        assert_eq!(typed, Some((vec!["onwatch".into(), "show".into()], "SES".to_owned())));
    }

    #[test]
    fn a_value_is_written_so_that_its_shell_reads_it_back() {
        let hostile = Candidate { value: r"a:b\ $(x) 'y'".into(), about: r"c:\d".into() };
        assert_eq!(zsh(&hostile), r"a\:b\\ $(x) 'y':c:\\d");
        assert_eq!(powershell(&hostile.value), r"'a:b\ $(x) ''y'''");
        assert_eq!(powershell("SESSION-014"), "SESSION-014");
    }
}
