//! The command line as a whole: the verb, the options of every verb and those of the panel.

use clap::{Args, Parser, value_parser};

use super::verbs::VerbArgs;

const ROOT_HELP: &str = "\
Example:
  onwatch start -n 'Fix the importer' && onwatch push task 7

Exit codes:
  0  done
  1  failed: disk, permission, settings, or the outcome is unknown
  2  usage
  3  nothing there: no live session, no such session, no such change
  4  refused: the lifecycle or a rule forbids it
  6  the store needs attention: locked, damaged, newer, not ours

With --json, stdout holds exactly one object on one line (`log`: one per activity,
`history`: one per session or day, none where there is none). Its `schema` says what it is; a failure is an `onwatch.error/1` {exit, what, why, next}, and
the sentence goes to stderr as well.";

/// A terminal panel for an operator on watch: the live session, its active time, governance,
/// context and activities. Without a verb it opens the panel.
#[derive(Debug, Parser)]
#[command(name = "onwatch", version, subcommand_value_name = "VERB", after_help = ROOT_HELP)]
#[command(subcommand_help_heading = "Verbs")]
pub struct Cli {
    /// What holds for every verb.
    #[command(flatten)]
    pub global: GlobalOptions,
    /// How the panel is shown.
    #[command(flatten)]
    pub panel: PanelOptions,
    /// What to do; the panel when nothing is named.
    #[command(subcommand)]
    pub verb: Option<VerbArgs>,
}

/// How the panel is shown.
#[derive(Debug, Args)]
#[command(next_help_heading = "The panel")]
pub struct PanelOptions {
    /// Draw it in N lines right here, without the terminal's other screen
    #[arg(long, value_name = "N", value_parser = value_parser!(u16).range(1..))]
    pub inline: Option<u16>,
    /// Tell line by line how things stand and what changes, and take verbs; nothing moves
    ///
    /// Verbs are typed, or piped in: `printf 'status\nquit\n' | onwatch --plain`. Piped ones are
    /// obeyed line by line, the end of the input is the end, and the exit code is the first one of a
    /// line that is not 0. An input without a line, such as /dev/null, leaves it following until
    /// nobody reads it any more.
    #[arg(long, conflicts_with_all = ["inline", "json", "quiet"])]
    pub plain: bool,
}

impl PanelOptions {
    /// Returns the option that was given.
    #[must_use]
    pub fn given(&self) -> Option<&'static str> {
        match (self.plain, self.inline) {
            (true, _) => Some("--plain"),
            (false, Some(_)) => Some("--inline"),
            (false, None) => None,
        }
    }
}

/// What holds for every verb.
#[derive(Debug, Args)]
#[command(next_help_heading = "Everywhere")]
pub struct GlobalOptions {
    /// Which desk: each profile has its own session and history
    #[arg(long, global = true, value_name = "NAME")]
    pub profile: Option<String>,
    /// Who gives the command
    #[arg(long, global = true, value_name = "NAME")]
    #[arg(
        help = "Who gives the command [default: ONWATCH_OPERATOR, the settings, the login name]"
    )]
    pub operator: Option<String>,
    /// Answer with one JSON object on one line
    #[arg(long, global = true)]
    pub json: bool,
    /// Answer a change with the exit code alone; with --json, say nothing on stderr
    #[arg(short, long, global = true)]
    pub quiet: bool,
}

impl GlobalOptions {
    /// Returns these options, and where they say nothing those below them.
    #[must_use]
    pub fn over(&self, below: &Self) -> Self {
        let own = |own: &Option<String>, below: &Option<String>| own.clone().or(below.clone());
        Self {
            profile: own(&self.profile, &below.profile),
            operator: own(&self.operator, &below.operator),
            json: self.json || below.json,
            quiet: self.quiet || below.quiet,
        }
    }
}
