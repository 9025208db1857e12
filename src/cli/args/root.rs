//! The command line as a whole: the verb, the options of every verb and those of the panel.

use std::ffi::OsString;

use clap::error::ErrorKind;
use clap::parser::ValueSource;
use clap::{
    Arg, ArgMatches, Args, Command, CommandFactory, Error, FromArgMatches, Parser, Subcommand,
};

use super::super::colour::Colour;
use super::shared::line_count;
use super::text_start::{KnownVerbs, mark_text};
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
  5  not complete: a check blocks it
  6  the store needs attention: locked, damaged, newer, not yours

With --json, stdout has exactly one object on one line. `log` prints one for each
activity, `history` one for each session or day, `search` one for each text. `desks`, `run list` and
`doctor --all` print one for each desk. Its `schema` names its form. A failure is an
`onwatch.error/1` {exit, what, why, next, check}; stderr has it in words.";

/// A terminal panel for an operator on watch: the live session, its active time, governance,
/// context and activities. Without a verb, the panel opens.
#[derive(Debug, Parser)]
#[command(name = "onwatch", version, subcommand_value_name = "VERB", after_help = ROOT_HELP)]
#[command(subcommand_help_heading = "Verbs")]
struct Root {
    #[command(flatten)]
    global: GlobalOptions,
    #[command(flatten)]
    panel: PanelArgs,
}

/// A command line as it was read.
#[derive(Debug)]
pub struct Cli {
    /// The options of every verb.
    pub global: GlobalOptions,
    /// The options of the panel.
    pub panel: PanelArgs,
    /// The verb; without one, the panel opens.
    pub verb: Option<VerbArgs>,
    /// The words of the text that are options of the verb, without their values.
    pub options_in_text: Vec<String>,
}

/// The options of the panel.
#[derive(Debug, Args)]
#[command(next_help_heading = "Panel options")]
pub struct PanelArgs {
    /// Draw the panel in N lines here, not on the whole screen
    #[arg(long, value_name = "N", value_parser = line_count)]
    pub inline: Option<u16>,
    /// Print the status and each change as lines, and take verbs; nothing on screen moves
    ///
    /// Type verbs, or pipe them in: `printf 'status\nquit\n' | onwatch --plain`. Each line is
    /// answered. A line that fails does not stop the lines after it. An empty line and one that
    /// begins with # do nothing. With a pipe, onwatch ends at the end of the input, with the exit
    /// code of the last line that failed; 0 if none did. With an empty input, such as /dev/null, it
    /// follows changes until nobody reads its output.
    #[arg(long, conflicts_with_all = ["inline", "json", "quiet"])]
    pub plain: bool,
}

impl Cli {
    /// Returns the command of the program with every verb. The options of a verb are defined when the verb is
    /// built.
    #[must_use]
    pub fn command() -> Command {
        // By way of a command of no name: the sentence of their type would take the place of the program's.
        let verbs = VerbArgs::augment_subcommands(Command::new(""));
        Root::command().subcommands(verbs.get_subcommands().cloned())
    }

    /// Returns the command of the program with one verb only, with every option of it.
    #[must_use]
    pub fn command_of(verb: &str) -> Command {
        let verbs = VerbArgs::augment_subcommands(Command::new(""));
        let mut root = Root::command().subcommands(verbs.find_subcommand(verb).cloned());
        root.build();
        root
    }

    /// Reads a command line. The first word is the name of the program.
    ///
    /// # Errors
    /// What the parser answers if the words are no command, or ask for help.
    pub fn read(words: &[OsString]) -> Result<Self, Error> {
        // To know one verb takes a fraction of the time. Only a failure must know them all: its sentence
        // names what else could be meant. Without a word, there is none to know.
        let named = (words.len() > 1).then(|| {
            let verbs = VerbArgs::augment_subcommands(Command::new(""));
            words.iter().skip(1).find_map(|word| verbs.find_subcommand(word)).cloned()
        });
        let root = Root::command().subcommands(named.flatten());
        match Self::read_by(root, KnownVerbs::One, words) {
            Err(error) if error.kind() != ErrorKind::DisplayVersion => {
                Self::read_by(Self::command(), KnownVerbs::All, words)
            }
            read => read,
        }
    }

    /// Reads a command line by the command of the program.
    fn read_by(mut root: Command, verbs: KnownVerbs, words: &[OsString]) -> Result<Self, Error> {
        root.build();
        let marked = mark_text(&root, verbs, words)?;
        let matches = root.try_get_matches_from_mut(marked.words)?;
        refuse_conflicts(&root, &matches)?;
        let mut cli = Self::of(matches).map_err(|error| error.format(&mut root))?;
        if matches!(cli.verb, Some(VerbArgs::Edit(_))) {
            // After this verb, the option says who worked, and the parser has told both.
            cli.global.operator = marked.giver.map(|name| name.to_string_lossy().into_owned());
        }
        Ok(Self { options_in_text: marked.options_in_text, ..cli })
    }

    fn of(mut matches: ArgMatches) -> Result<Self, Error> {
        let Root { global, panel } = Root::from_arg_matches_mut(&mut matches)?;
        let has_verb = matches.subcommand_name().is_some();
        let verb = has_verb.then(|| VerbArgs::from_arg_matches_mut(&mut matches)).transpose()?;
        Ok(Self { global, panel, verb, options_in_text: Vec::new() })
    }
}

/// Refuses an option of every verb that was given before a verb, with an option of this verb that excludes it.
/// The parser compares only those that stand after it.
fn refuse_conflicts(command: &Command, matches: &ArgMatches) -> Result<(), Error> {
    if let Some((name, matches)) = matches.subcommand()
        && let Some(command) = command.find_subcommand(name)
    {
        return refuse_conflicts(command, matches);
    }
    let is_given =
        |arg: &Arg| matches.value_source(arg.get_id().as_str()) == Some(ValueSource::CommandLine);
    let own = command.get_arguments().filter(|arg| !arg.is_global_set() && is_given(arg));
    let excluded = own.flat_map(|arg| {
        let others = command.get_arg_conflicts_with(arg).into_iter();
        others.filter(|other| other.is_global_set()).map(move |other| (arg, other))
    });
    match excluded.into_iter().find(|(_, other)| is_given(other)) {
        Some((arg, other)) => {
            let sentence = format!("the argument '{other}' cannot be used with '{arg}'");
            Err(command.clone().error(ErrorKind::ArgumentConflict, sentence))
        }
        None => Ok(()),
    }
}

impl PanelArgs {
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

/// The options of every verb.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Global options")]
pub struct GlobalOptions {
    /// The profile; each has its own session and history
    #[arg(long, global = true, value_name = "NAME")]
    pub profile: Option<String>,
    /// The run: its id, or the name that it was given
    #[arg(long, global = true, value_name = "ID", conflicts_with = "profile")]
    pub run: Option<String>,
    /// Who gives the command
    #[arg(long, global = true, value_name = "NAME")]
    #[arg(
        help = "Who gives the command [default: ONWATCH_OPERATOR, the settings, the login name]"
    )]
    pub operator: Option<String>,
    /// Answer with one JSON object on one line
    #[arg(long, global = true)]
    pub json: bool,
    /// When the command line has colours: auto, always or never
    #[arg(long, global = true, value_name = "WHEN", alias = "colour", hide_possible_values = true)]
    pub color: Option<Colour>,
    /// Print only failures, on stderr. With --json, a failure is only the object on stdout. `run start`
    /// still prints the id
    #[arg(short, long, global = true)]
    pub quiet: bool,
}

impl GlobalOptions {
    /// Returns these options. Those that were not given are taken from `below`.
    #[must_use]
    pub fn over(&self, below: &Self) -> Self {
        let own = |own: &Option<String>, below: &Option<String>| own.clone().or(below.clone());
        Self {
            profile: own(&self.profile, &below.profile),
            run: own(&self.run, &below.run),
            operator: own(&self.operator, &below.operator),
            color: self.color.or(below.color),
            json: self.json || below.json,
            quiet: self.quiet || below.quiet,
        }
    }
}
