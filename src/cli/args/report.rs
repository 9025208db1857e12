//! The options of a report.

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
    /// This week, from Monday.
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
    /// One JSON object.
    #[value(help = None)]
    Json,
}

/// Which work a report is about.
#[derive(Debug, Args)]
pub struct ReportArgs {
    /// The period [default: today]; week is from Monday on
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
    /// The form of the report [default: text]; json is the same as --json
    #[arg(long, value_name = "FORMAT")]
    pub format: Option<ReportFormat>,
    /// Round each row to the nearest multiple of this, such as 15m; the total is their sum
    #[arg(long, value_name = "DURATION", value_parser = rounding)]
    pub rounded: Option<Duration>,
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
