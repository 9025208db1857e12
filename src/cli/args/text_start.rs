//! Finds where the text of a command line begins, so that text may hold anything.
//!
//! For every verb that takes text by its place, such as `note TEXT`:
//!
//! - Everything after the first word of the text is text. Refused are an option there
//!   that chooses the desk, and the id of a session as the first word.
//! - `--` ends the options.
//! - A word that begins with a dash is an option if the verb has that option, also with its value:
//!   `--notes='two words'`, `-n=two`. Text never follows the letter of its option directly, or
//!   `pause -rest` would mean `-r est`. A number does: `-e2h`.
//! - A word that somebody seems to mean as an option, such as `--jsn`, is left to the parser, which
//!   names the option that is meant.
//! - Any other word is text.
//!
//! The option `--reason` of a verb that completes something ends the text: `done SUMMARY --reason WHY`. So does
//! `--override`, which a refusal asks for: `start NOTES --override REASON`. Each option ends the text of a verb that
//! has `--playbook`, or `skip ID REASON -p NAME` would skip a step of another playbook.
//!
//! The words of a search are no text of one piece: options may stand among them.
//!
//! The value of an option may begin with a dash too, unless it is an option of the verb.

use std::ffi::{OsStr, OsString};

use clap::{Arg, Command};

use super::option_words::{
    has_option, is_dashed, is_letter_option, is_like_an_option, joined, name_of, takes_any_text,
    takes_value,
};
use super::similar;
use super::text_errors::{after_reason, meant_run, other_desk, other_meaning, unknown};
use crate::core::{FrameRef, SessionId, Verb};

/// The word after which nothing is an option.
pub(super) const END_OF_OPTIONS: &str = "--";

/// The verb whose words may have options among them.
const SEARCH: &str = "search";

/// The option that says who gives a command; after `edit`, who worked.
const OPERATOR: &str = "--operator";

/// The options that choose the desk. In a text they were hardly meant as text, and the command would
/// be recorded on another desk.
const CHOOSES_DESK: [&str; 2] = ["--run", "--profile"];

/// The option that says why something is complete although a check fails.
const REASON: &str = "--reason";

/// The option that says why something is done although a rule is against it.
const OVERRIDE: &str = "--override";

/// The options that change what a command does with its text. In a text they were hardly meant as text.
const CHANGES_WHAT_IT_DOES: [&str; 3] = ["--check", "--summary-to", "--task"];

/// How alike a word and the name of an option are if the option is meant, from 0 to 1.
const ALIKE: f64 = 0.8;

/// Which verbs a command of the program has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KnownVerbs {
    /// The one that is given.
    One,
    /// All of them.
    All,
}

/// The words of a command line whose text was found.
pub struct MarkedWords {
    /// The words for the parser.
    pub words: Vec<OsString>,
    /// The words of the text that are options of the verb, without their values.
    pub options_in_text: Vec<String>,
    /// Who gives the command, if the verb has an option of that name with another meaning, and this one
    /// stands before the verb.
    pub giver: Option<OsString>,
}

/// Returns the words with `--` before the text, and with each value that begins with a dash joined
/// to its option. `root` is the command of the program, built; the first word is its name. If it does not
/// have every verb, an unknown word with two dashes is left to the parser, which refuses it.
///
/// # Errors
/// If a word before the text begins with a dash and is neither an option nor a value.
pub fn mark_text(
    root: &Command,
    verbs: KnownVerbs,
    words: &[OsString],
) -> Result<MarkedWords, clap::Error> {
    let mut reader = WordReader::new(root, verbs);
    let mut marked: Vec<OsString> = words.iter().take(1).cloned().collect();
    let (mut text, mut is_ended) = (Vec::new(), false);
    let (mut options_in_text, mut giver) = (Vec::new(), None);
    let mut words = words.iter().skip(1);
    while let Some(word) = words.next() {
        if let Some(implied) = reader.implied_verb(word) {
            reader.enter(implied);
            marked.push(implied.get_name().into());
        }
        match reader.read(word) {
            Word::EndOfOptions => {
                is_ended = true;
                break;
            }
            Word::Text if !text.is_empty() && !reader.options_follow_text() => {
                return Err(after_reason(reader.command, word));
            }
            Word::Text => {
                if !reader.options_follow_text() && is_id(word) {
                    return Err(meant_run(reader.command, word));
                }
                text.push(word.clone());
                if !reader.options_follow_text() {
                    let ends = reader.reason_among(words.clone());
                    let length = ends.unwrap_or(words.len());
                    options_in_text = reader.options_among(words.clone().take(length));
                    if let Some(desk) =
                        options_in_text.iter().find(|name| CHOOSES_DESK.contains(&name.as_str()))
                    {
                        return Err(other_desk(reader.command, desk));
                    }
                    let is_refused = |name: &&String| {
                        reader.is_for_a_playbook() || CHANGES_WHAT_IT_DOES.contains(&name.as_str())
                    };
                    if let Some(option) = options_in_text.iter().find(is_refused) {
                        return Err(other_meaning(reader.command, option));
                    }
                    text.extend(words.by_ref().take(length).cloned());
                    if ends.is_none() {
                        break;
                    }
                }
            }
            Word::Verb(command) => {
                if command.get_name() == Verb::Edit.spec().word {
                    giver = take_operator(&mut marked);
                }
                reader.enter(command);
                marked.push(word.clone());
            }
            Word::Placed => {
                reader.placed += reader.places_of(word);
                marked.push(word.clone());
            }
            Word::Option => marked.push(word.clone()),
            Word::Unknown => return Err(unknown(reader.command, word)),
            Word::OptionBeforeItsValue => {
                let mut ahead = words.clone();
                match ahead.next().filter(|value| reader.is_value(value)) {
                    Some(value) => {
                        marked.extend(joined(word, value));
                        words = ahead;
                    }
                    None => marked.push(word.clone()),
                }
            }
        }
    }
    if is_ended || !text.is_empty() {
        marked.push(END_OF_OPTIONS.into());
    }
    marked.extend(text.into_iter().chain(words.cloned()));
    Ok(MarkedWords { words: marked, options_in_text, giver })
}

/// Takes `--operator NAME` out of the words before a verb.
fn take_operator(words: &mut Vec<OsString>) -> Option<OsString> {
    let joined =
        |word: &OsStr| word.to_str()?.strip_prefix(OPERATOR)?.strip_prefix('=').map(OsString::from);
    if let Some(at) = words.iter().rposition(|word| joined(word).is_some()) {
        return joined(&words.remove(at));
    }
    let at = words.iter().rposition(|word| word == OPERATOR)?;
    let end = words.len().min(at.saturating_add(2));
    words.drain(at..end).nth(1)
}

/// Reports whether a word is the id of a session. As the first word of a text it was hardly meant as text:
/// `pause ID` would pause the session of this desk.
fn is_id(word: &OsStr) -> bool {
    word.to_str().and_then(SessionId::parse).is_some()
}

/// The verb of a command line, as far as it was understood.
pub struct FoundVerb<'a> {
    /// The verb.
    pub command: &'a Command,
    /// The words that name it, as they were typed: `onwatch band`.
    pub typed: String,
}

/// Returns the verb of a command line, as far as it was understood.
#[must_use]
pub fn verb_of<'a>(root: &'a Command, words: &[OsString]) -> FoundVerb<'a> {
    let mut reader = WordReader::new(root, KnownVerbs::All);
    let mut typed = root.get_name().to_owned();
    for word in words.iter().skip(1) {
        if let Some(command) = reader.command.find_subcommand(word) {
            reader.enter(command);
            typed = format!("{typed} {}", word.to_string_lossy());
        } else if !is_dashed(word)
            && let Some(implied) = reader.implied_verb(word)
        {
            reader.enter(implied);
        }
    }
    FoundVerb { command: reader.command, typed }
}

/// Returns whether a verb takes text by its place. The command must have been built.
#[must_use]
pub fn takes_text(verb: &Command) -> bool {
    text_place(verb).is_some()
}

/// Returns the number of values before the text; `None` if the verb takes no text.
fn text_place(verb: &Command) -> Option<usize> {
    let takes_many = |arg: &Arg| arg.get_num_args().is_some_and(|range| range.max_values() > 1);
    verb.get_positionals().position(takes_many)
}

/// What a word is.
pub(super) enum Word<'a> {
    /// `--`.
    EndOfOptions,
    /// The first word of the text.
    Text,
    /// A verb, or the second word of one.
    Verb(&'a Command),
    /// A value that is known by its place, before the text.
    Placed,
    /// An option, with its value if it takes one.
    Option,
    /// An option; the next word is its value.
    OptionBeforeItsValue,
    /// An option with text directly after its letter, which is not taken.
    Unknown,
}

/// Reads words from the left to the right.
pub(super) struct WordReader<'a> {
    root: &'a Command,
    verbs: KnownVerbs,
    /// The verb so far.
    pub(super) command: &'a Command,
    /// How many values of the verb were given by their place.
    pub(super) placed: usize,
}

impl<'a> WordReader<'a> {
    /// Returns a reader before the first word.
    pub(super) fn new(root: &'a Command, verbs: KnownVerbs) -> Self {
        Self { root, verbs, command: root, placed: 0 }
    }

    pub(super) fn enter(&mut self, command: &'a Command) {
        (self.command, self.placed) = (command, 0);
    }

    pub(super) fn read(&self, word: &OsStr) -> Word<'a> {
        let text = word.to_str();
        if text == Some(END_OF_OPTIONS) {
            return Word::EndOfOptions;
        }
        if let Some(word) = text.and_then(|text| self.option(text)) {
            return word;
        }
        if let Some(command) = self.command.find_subcommand(word) {
            return Word::Verb(command);
        }
        let means_an_option = text.is_some_and(|text| self.means_an_option(text));
        if text_place(self.command) == Some(self.placed) && !means_an_option {
            return Word::Text;
        }
        if text.is_some_and(|text| self.has_text_after_its_letter(text)) {
            return Word::Unknown;
        }
        // The parser judges a dash in another place.
        if is_dashed(word) { Word::Option } else { Word::Placed }
    }

    /// Returns whether an option may stand among the words of the text.
    pub(super) fn options_follow_text(&self) -> bool {
        self.command.get_name() == SEARCH
    }

    /// Returns how many places a word takes. A name of one word takes two: `TASK-7` is a type and an id.
    pub(super) fn places_of(&self, word: &OsStr) -> usize {
        let is_push = self.placed == 0 && self.command.get_name() == Verb::Push.spec().word;
        let is_name = || word.to_str().and_then(FrameRef::of_one_word).is_some();
        if is_push && is_name() { 2 } else { 1 }
    }

    /// Returns the words that are options of the verb, or look like one of any verb, without their values.
    fn options_among<'w>(&self, text: impl Iterator<Item = &'w OsString>) -> Vec<String> {
        let words = text.filter_map(|word| word.to_str());
        let words = words.take_while(|word| *word != END_OF_OPTIONS);
        let is_letter = |word: &str| self.is_for_a_playbook() && is_letter_option(word);
        let options = words.filter(|word| {
            self.option(word).is_some() || is_like_an_option(word) || is_letter(word)
        });
        options.map(|word| name_of(word).to_owned()).collect()
    }

    /// Returns whether the verb is for a playbook that an option chooses.
    fn is_for_a_playbook(&self) -> bool {
        self.find(|arg| arg.get_long() == Some("playbook")).is_some()
    }

    /// Returns how many words of a text stand before the option that ends it; `None` if none does.
    fn reason_among<'w>(&self, mut text: impl Iterator<Item = &'w OsString>) -> Option<usize> {
        let ends = |option: &str, arg: &Arg| {
            arg.get_long() == option.strip_prefix("--") && arg.get_short().is_none()
        };
        let known = |option: &str| self.find(|arg| ends(option, arg)).is_some();
        let ending: Vec<&str> = [REASON, OVERRIDE].into_iter().filter(|one| known(one)).collect();
        let mut before = text.by_ref().take_while(|word| *word != END_OF_OPTIONS);
        let ends = |word: &str| {
            let is_option = || self.option(word).is_some() || self.has_text_after_its_letter(word);
            ending.contains(&name_of(word)) || self.is_for_a_playbook() && is_option()
        };
        before.position(|word| word.to_str().is_some_and(ends))
    }

    /// Returns whether a word is an option with text directly after its letter.
    fn has_text_after_its_letter(&self, word: &str) -> bool {
        let letters = word.strip_prefix('-').unwrap_or_default();
        let known = |letter| self.find(|arg| arg.get_short() == Some(letter));
        letters.chars().map_while(known).any(takes_value)
    }

    /// Returns the second word that may be left out: `band C` is `band set C`.
    fn implied_verb(&self, word: &OsStr) -> Option<&'a Command> {
        let set = self.command.find_subcommand("set")?;
        let text = word.to_str()?;
        let known = self.command.find_subcommand(word).is_some() || self.option(text).is_some();
        let means_other = || {
            let names = self.command.get_subcommands().map(Command::get_name);
            names.into_iter().any(|name| strsim::jaro(name, text) > ALIKE)
        };
        (!known && text != END_OF_OPTIONS && !means_other()).then_some(set)
    }

    /// Reads a word as an option of the verb; `None` if it is none.
    fn option(&self, word: &str) -> Option<Word<'a>> {
        if let Some(long) = word.strip_prefix("--") {
            let (name, value) = match long.split_once('=') {
                Some((name, value)) => (name, Some(value)),
                None => (long, None),
            };
            let option = self.find(|arg| arg.get_long() == Some(name))?;
            return match (takes_value(option), value) {
                (true, None) => Some(Word::OptionBeforeItsValue),
                (true, Some(_)) | (false, None) => Some(Word::Option),
                (false, Some(_)) => None,
            };
        }
        let letters = word.strip_prefix('-').filter(|letters| !letters.is_empty())?;
        for (at, letter) in letters.char_indices() {
            let option = self.find(|arg| arg.get_short() == Some(letter))?;
            if takes_value(option) {
                let value = letters.get(at + letter.len_utf8()..).unwrap_or_default();
                return match value.chars().next() {
                    None => Some(Word::OptionBeforeItsValue),
                    Some('=') => Some(Word::Option),
                    Some('0'..='9' | '.') if !takes_any_text(option) => Some(Word::Option),
                    Some(_) => None,
                };
            }
        }
        Some(Word::Option)
    }

    fn find(&self, is_meant: impl Fn(&Arg) -> bool) -> Option<&'a Arg> {
        self.command.get_arguments().find(|arg| !arg.is_positional() && is_meant(arg))
    }

    /// Returns whether a word is the value of the option before it.
    fn is_value(&self, word: &OsStr) -> bool {
        word != END_OF_OPTIONS && word.to_str().is_none_or(|text| self.option(text).is_none())
    }

    /// Returns whether somebody seems to mean an option of another name.
    fn means_an_option(&self, word: &str) -> bool {
        if word.contains(char::is_whitespace) {
            return false;
        }
        let name = name_of(word);
        if similar::option(self.command, name).is_some() {
            return true;
        }
        let Some(long) = name.strip_prefix("--") else { return false };
        let alike = |known: &str| strsim::jaro(known, long) > ALIKE;
        self.command.get_arguments().filter_map(Arg::get_long).any(alike)
            || self.verbs == KnownVerbs::One
            || has_option(self.root, long)
    }
}
