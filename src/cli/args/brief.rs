//! The options of `brief`.

use clap::{Args, ValueEnum};

use super::shared::whole_number;

/// The help below the options.
pub const HELP: &str = "\
Example:
  onwatch brief
  onwatch brief --format json --budget 4000
  onwatch brief --since yesterday

It says who works on what, since when and for how long; the open questions; the context stack with
titles, estimates and times. Then come the open checks and what to do next. It tells the newest notes
of the session, band and health, and how the last session was closed. At the end are the commands that
are allowed now. Without a live session it is about the last one. A text of more than 280 characters is
cut; `onwatch show` has it whole.

The budget is the most characters that are printed, in each form. The most important comes first. An item
is printed whole or not at all. The last line names what was left out, and the command that shows it.
Exits 3 if there was no session yet.";

/// The options of `brief`.
#[derive(Debug, Clone, Args)]
pub struct BriefArgs {
    /// The form: text, md or json [default: text]; json is the same as --json
    #[arg(long, value_name = "FORMAT", hide_possible_values = true)]
    pub format: Option<BriefFormat>,
    /// Say too what happened since this time on all desks. A day counts from its start; last is the time
    /// of your last command on this desk
    #[arg(long, value_name = "TIME", allow_hyphen_values = true)]
    pub since: Option<String>,
    /// Print at most so many characters; the least important is left out first
    #[arg(long, value_name = "CHARACTERS", value_parser = whole_number::<usize>)]
    pub budget: Option<usize>,
}

/// The form of a brief.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum BriefFormat {
    /// Lines for a person.
    Text,
    /// A page of Markdown.
    Md,
    /// One JSON object.
    Json,
}

impl BriefFormat {
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
