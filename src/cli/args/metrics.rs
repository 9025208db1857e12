//! The words of `metrics`.

use std::path::PathBuf;

use clap::Args;

/// The end of the help.
pub const HELP: &str = "\
Example:
  onwatch metrics -o /var/lib/prometheus/node-exporter/onwatch.prom

The text has every desk of this machine, whatever --profile says. Each profile has its own values;
runs are counted. A session that ended has no times. Exits 6 if a desk cannot be read: the text
has the others, and says so. No session is changed.

FILE is replaced in one step: nobody reads a part of it. It is replaced only if it is empty or has
metrics of onwatch. A link is refused.";

/// Where the metrics go.
#[derive(Debug, Args)]
pub struct MetricsArgs {
    /// Write them to a file that everybody can read, such as one of the textfile collector
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
}
