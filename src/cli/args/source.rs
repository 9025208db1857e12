//! The options of `source`: where band and health come from.

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, Subcommand};
use strum::IntoEnumIterator as _;

use crate::formats::Format;

/// The options of `source`.
#[derive(Debug, Args)]
pub struct SourceArgs {
    /// What to do with the sources
    #[command(subcommand)]
    pub action: SourceVerb,
}

/// A question about the sources, or a new one.
#[derive(Debug, Clone, Subcommand)]
pub enum SourceVerb {
    /// List the sources: what each says, how old that is, and when it is asked next
    #[command(after_help = "Example:\n  onwatch source list --json\n\n\
        It asks nobody: it shows what the panel or `onwatch daemon` heard. Exits 3 if there is no source.")]
    List,
    /// Ask one source now, or all of them; nothing is recorded
    #[command(after_help = "Example:\n  onwatch source check alerts -v\n\n\
        Exits 0 if each answer was understood, and 1 if not. The answer then names the cause and the \
        setting\nto change.")]
    Check {
        /// The source [default: all]
        #[arg(value_name = "NAME")]
        name: Option<String>,
        /// Print the answer as it came too
        #[arg(short, long)]
        verbose: bool,
    },
    /// Try an address, a file or a command, and add it to the settings as a source
    #[command(after_help = "Example:\n  onwatch source add alerts http://127.0.0.1:9093\n  \
        onwatch source add queue ~/queue.json\n  \
        onwatch source add disk -- /usr/lib/nagios/plugins/check_disk -w 10% -c 5%\n\n\
        It asks once and finds out the format. If an address has no path, the usual paths of known \
        systems\nare tried. What is in the settings file stays as it is.")]
    Add(NewSource),
}

/// A source that is added.
#[derive(Debug, Clone, Args)]
pub struct NewSource {
    /// Its name
    #[arg(value_name = "NAME")]
    pub name: String,
    /// The address or the file that is asked
    #[arg(value_name = "URL|PATH", required_unless_present = "argv")]
    pub location: Option<String>,
    /// The command that is run: a program and its arguments. No shell reads them
    #[arg(last = true, value_name = "ARGV", conflicts_with = "location")]
    pub argv: Vec<String>,
    /// The format of the answer. The source is then added also if the answer is not understood [default:
    /// it is found out]
    #[arg(long, value_name = "FORMAT", hide_possible_values = true)]
    #[arg(value_parser = PossibleValuesParser::new(Format::iter().map(Format::word)).map(format_of))]
    pub format: Option<Format>,
    /// Print the table and write nothing
    #[arg(long)]
    pub dry_run: bool,
}

/// Returns the format of a word that the parser has accepted.
#[expect(clippy::needless_pass_by_value, reason = "the parser hands it over")]
fn format_of(word: String) -> Format {
    Format::iter().find(|format| format.word() == word).unwrap_or(Format::Json)
}
