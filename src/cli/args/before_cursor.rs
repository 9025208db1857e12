//! Reads the words before the cursor of a line that is being typed, as the command line reads them:
//! aliases, implied verbs and the start of a text included.

use std::ffi::{OsStr, OsString};

use clap::Command;

use super::root::GlobalOptions;
use super::text_start::{END_OF_OPTIONS, KnownVerbs, Word, WordReader, mark_text, takes_text};

/// What stands before the cursor.
pub struct BeforeCursor {
    /// The words, each option in one word with its value. The first one is the name of the program.
    pub words: Vec<OsString>,
    /// The words of the verb without its options, such as `run status`.
    pub verb: String,
    /// The values that the verb was given by their places.
    pub placed: Vec<String>,
    /// The second word of the verb that may be left out: the `set` of `band C`.
    pub implied: Option<String>,
    /// Whether the verb takes text. Then an option is meant only after a dash.
    pub takes_text: bool,
    /// The desk that was chosen.
    pub options: GlobalOptions,
    /// The playbook that was chosen.
    pub playbook: Option<String>,
}

impl BeforeCursor {
    /// Reads words; `None` if the command line refuses them. `root` is the command of the program, built.
    #[must_use]
    pub fn read(root: &Command, words: &[OsString]) -> Option<Self> {
        let has_ended = words.iter().any(|word| word == END_OF_OPTIONS);
        let marked = mark_text(root, KnownVerbs::All, words).ok()?.words;
        let mut reader = WordReader::new(root, KnownVerbs::All);
        let mut read = Self {
            words: marked.iter().take(1).cloned().collect(),
            verb: String::new(),
            placed: Vec::new(),
            implied: None,
            takes_text: false,
            options: GlobalOptions::default(),
            playbook: None,
        };
        let mut rest = marked.into_iter().skip(1).peekable();
        while let Some(word) = rest.next() {
            match reader.read(&word) {
                // Among the words of a search, options may still come.
                Word::EndOfOptions if reader.options_follow_text() && !has_ended => break,
                // The verb had to come first.
                Word::EndOfOptions | Word::Placed if lacks_verb(reader.command) => return None,
                Word::EndOfOptions => {
                    read.words.push(word);
                    read.words.extend(rest);
                    break;
                }
                Word::Verb(command) => {
                    reader.enter(command);
                    let space = if read.verb.is_empty() { "" } else { " " };
                    read.verb.extend([space, command.get_name()]);
                    read.words.push(command.get_name().into());
                }
                Word::Placed => {
                    reader.placed += reader.places_of(&word);
                    read.placed.push(word.to_string_lossy().into_owned());
                    read.words.push(word);
                }
                Word::OptionBeforeItsValue => {
                    let option = match rest.next_if(|value| value != END_OF_OPTIONS) {
                        Some(value) => joined(word, &value),
                        // The word under the cursor is its value.
                        None => word,
                    };
                    read.choose(&option);
                    read.words.push(option);
                }
                Word::Option => {
                    read.choose(&word);
                    read.words.push(word);
                }
                Word::Text | Word::Unknown => read.words.push(word),
            }
        }
        let command = reader.command;
        read.implied = command.find_subcommand("set").map(|set| set.get_name().to_owned());
        read.takes_text = takes_text(command);
        Some(read)
    }

    /// Takes in an option that chooses the desk or the playbook.
    fn choose(&mut self, option: &OsStr) {
        let option = option.to_string_lossy();
        match option.split_once('=') {
            Some(("--profile", value)) => self.options.profile = Some(value.to_owned()),
            Some(("--run", value)) => self.options.run = Some(value.to_owned()),
            Some(("--playbook" | "-p", value)) => self.playbook = Some(value.to_owned()),
            Some(_) | None => {}
        }
    }
}

/// Reports whether only a verb can come after these words.
fn lacks_verb(command: &Command) -> bool {
    command.has_subcommands() && command.get_positionals().next().is_none()
}

fn joined(mut option: OsString, value: &OsStr) -> OsString {
    option.push("=");
    option.push(value);
    option
}
