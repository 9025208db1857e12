//! The options of an import.

use std::path::PathBuf;

use clap::builder::PossibleValue;
use clap::{Args, ValueEnum};

use crate::import::ImportFormat;

/// What the help says beside the options.
pub(super) const HELP: &str = "\
Example:
  timew export | onwatch import timewarrior - --dry-run
  onwatch import watson ~/.config/watson/frames
  onwatch import csv hours.csv

Exits 0 if every record was added or is known, 4 if some were refused or the file has another format, \
and 3 if there is none. If you run it again, only new records are added. One change adds at most 256 sessions; undo removes one change.

Formats:
  timewarrior  a data file, such as 2026-01.data, or from `timew export`
  watson       the file frames, or from `watson log --json`
  csv          the first line names the columns: start, and end or duration;
               also date, project, task, sprint, client, tags and notes

A time in a csv file has its date, such as 2026-01-31 9:30. A tag that names a context, such as TASK-7, \
becomes that context. Timewarrior has no projects: the first other tag is the project. All other tags \
go to the notes.";

/// Which file is imported, and how.
#[derive(Debug, Args)]
pub struct ImportArgs {
    /// What the file is: timewarrior, watson or csv
    pub format: ImportFormat,
    /// The file; - for stdin
    pub file: PathBuf,
    /// Show what would be added and refused, and write nothing
    #[arg(long)]
    pub dry_run: bool,
}

impl ValueEnum for ImportFormat {
    fn value_variants<'a>() -> &'a [Self] {
        &[Self::Timewarrior, Self::Watson, Self::Csv]
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        let word = PossibleValue::new(<&'static str>::from(self));
        Some(match self {
            Self::Timewarrior => word.alias("timew"),
            Self::Watson | Self::Csv => word,
        })
    }
}
