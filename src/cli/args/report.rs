//! The options of a report.

use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, ValueEnum};

use crate::core::Grouping;
use crate::input;

/// The words for a period.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ReportPeriod {
    /// This day.
    #[value(help = None)]
    Today,
    /// The day before.
    #[value(help = None)]
    Yesterday,
    /// This week.
    #[value(help = None)]
    Week,
    /// This month.
    #[value(help = None)]
    Month,
}

/// The form of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ReportFormat {
    /// Lines for a person.
    #[value(help = None)]
    Text,
    /// A page of Markdown.
    #[value(help = None)]
    Md,
    /// Comma-separated values, for a spreadsheet.
    #[value(help = None)]
    Csv,
    /// One JSON object.
    #[value(help = None)]
    Json,
    /// A calendar.
    #[value(help = None)]
    Ical,
}

impl ReportFormat {
    /// Returns the word.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Md => "md",
            Self::Csv => "csv",
            Self::Json => "json",
            Self::Ical => "ical",
        }
    }

    /// Returns the form that the name of a file says; `None` if it says none.
    #[must_use]
    pub fn of_file(path: &Path) -> Option<Self> {
        let end = path.extension()?.to_str()?.to_ascii_lowercase();
        match end.as_str() {
            "txt" => Some(Self::Text),
            "md" | "markdown" => Some(Self::Md),
            "csv" => Some(Self::Csv),
            "json" => Some(Self::Json),
            "ics" | "ical" => Some(Self::Ical),
            _ => None,
        }
    }

    /// The ends of names that [`Self::of_file`] knows.
    pub const ENDS: &str = ".txt, .md, .csv, .json or .ics";
}

/// Which work a report is about.
#[derive(Debug, Args)]
pub struct ReportArgs {
    /// The period [default: today]; week begins on the day that the settings say
    #[arg(value_name = "PERIOD", conflicts_with_all = ["since", "until"])]
    pub period: Option<ReportPeriod>,
    /// Only work since this time; a day counts from its start
    #[arg(long, value_name = "TIME", allow_hyphen_values = true)]
    pub since: Option<String>,
    /// Only work before this time; a day counts to its end
    #[arg(long, value_name = "TIME", allow_hyphen_values = true)]
    pub until: Option<String>,
    /// How it is reported.
    #[command(flatten)]
    pub options: ReportOptions,
}

/// How a report is made.
#[derive(Debug, Args)]
pub struct ReportOptions {
    /// Add the active time up by this [default: context for one day, else day]
    #[arg(long, value_name = "UNIT")]
    #[arg(value_parser = PossibleValuesParser::new(Grouping::ALL.map(Grouping::word))
        .try_map(|word| word.parse::<Grouping>()))]
    pub by: Option<Grouping>,
    /// The form of the report [default: what the name of the file says, else text]; json is the same
    /// as --json, also for a file
    #[arg(long, value_name = "FORMAT")]
    pub format: Option<ReportFormat>,
    /// Only the sessions of this desk: the name of a profile, default, or the name or id of a run
    #[arg(long, value_name = "NAME")]
    pub desk: Option<String>,
    /// Count the runs of programs too
    #[arg(long, conflicts_with = "desk")]
    pub runs: bool,
    /// Round each row to the nearest multiple of this, such as 15m; the total is their sum
    #[arg(long, value_name = "DURATION", value_parser = rounding)]
    pub rounded: Option<Duration>,
    /// Write the report to a new file that only you can read; the answer says what was written, in
    /// JSON if the report is JSON
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Replace the file if it exists
    #[arg(long, requires = "output")]
    pub force: bool,
}

impl ReportArgs {
    /// Returns the report of today.
    #[must_use]
    pub fn today(options: ReportOptions) -> Self {
        Self { period: Some(ReportPeriod::Today), since: None, until: None, options }
    }
}

fn rounding(text: &str) -> Result<Duration, String> {
    let unit = input::duration(text)?;
    if unit < Duration::from_secs(1) {
        return Err(format!("'{text}' is no length; write 15m or another length above zero"));
    }
    Ok(unit)
}
