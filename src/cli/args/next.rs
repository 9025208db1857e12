//! The words of `next`.

use clap::{Args, ValueEnum};

/// The end of the help.
pub const HELP: &str = "\
Example:
  onwatch next --format md

The answer has what to do, the commands that do it, and where the work stands. What waits for an answer
comes first. With --json, every command that changes something answers with the same as `instructions`.

A word in capitals, such as SUMMARY, stands for text of your own. The words are templates: a file
instructions/NAME.txt beside the settings takes the place of one. `onwatch config check` checks them.";

/// The options of `next`.
#[derive(Debug, Clone, Copy, Default, Args)]
pub struct NextArgs {
    /// The form of the answer [default: text]; json is the same as --json
    #[arg(long, value_name = "FORMAT")]
    pub format: Option<NextFormat>,
}

/// The form of what to do next.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum NextFormat {
    /// Lines for a person.
    #[value(help = None)]
    Text,
    /// A page of Markdown.
    #[value(help = None)]
    Md,
    /// One JSON object.
    #[value(help = None)]
    Json,
}

impl NextFormat {
    /// Returns the word.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Md => "md",
            Self::Json => "json",
        }
    }
}
