//! The words of the command line: every verb and option once, from which parser and help come.

mod before_cursor;
mod brief;
mod completions;
mod contexts;
mod daemon;
mod doctor;
mod exact_json;
mod history;
mod import;
mod later;
mod lifecycle;
mod metrics;
mod next;
mod option_words;
mod past;
mod playbook;
mod policy;
mod report;
mod root;
mod run;
mod search;
#[cfg(feature = "serve")]
mod serve;
mod shared;
pub(in crate::cli) mod similar;
mod source;
mod sprint;
mod status;
mod subverbs;
mod task;
mod task_values;
mod text_errors;
mod text_start;
#[cfg(feature = "serve")]
mod token;
mod verbs;

pub use before_cursor::BeforeCursor;
pub use brief::{BriefArgs, BriefFormat};
pub use completions::Shell;
pub use contexts::{
    ArtifactArgs, ArtifactVerb, BlockArgs, ContextArgs, ContextVerb, DoneArgs, EstimateArgs,
    NoteArgs, PopArgs, PushArgs, SummaryArgs, SwitchFilter, UnblockArgs,
};
pub use daemon::DaemonArgs;
pub use doctor::DoctorArgs;
pub use history::{HistoryFilter, LogArgs, ShowArgs};
pub use import::ImportArgs;
pub use later::Later;
pub use lifecycle::{
    AckArgs, CancelArgs, ContinueArgs, EndArgs, PauseArgs, ReopenArgs, StartArgs, StepBackArgs,
    TimedArgs, ToggleArgs,
};
pub use metrics::MetricsArgs;
pub use next::{NextArgs, NextFormat};
pub use past::{AddArgs, EditArgs, TypedEdit, TypedSession};
pub use playbook::{PlaybookArgs, PlaybookVerb};
pub use policy::{PolicyArgs, PolicyVerb};
pub use report::{ReportArgs, ReportFormat, ReportOptions, ReportPeriod};
pub use root::{Cli, GlobalOptions};
pub use run::{DesksArgs, NewRunArgs, RunArgs, RunFilter, RunVerb};
pub use search::SearchArgs;
#[cfg(feature = "serve")]
pub use serve::ServeArgs;
pub use shared::Unit;
pub use shared::{AgainstPolicy, Guard, When, text};
pub use source::{NewSource, SourceArgs, SourceVerb};
pub use sprint::{SprintArgs, SprintVerb};
pub use status::StatusArgs;
pub use subverbs::{
    BreakArgs, BreakVerb, ConeArgs, ConeVerb, ConfigArgs, ConfigVerb, Ends, GapArgs, GapVerb,
    HealthArgs, HealthVerb,
};
pub use task::{DropOptions, SomeFilter, TaskArgs, TaskChanges, TaskFilter, TaskImport, TaskVerb};
pub use text_start::{FoundVerb, takes_text, verb_of};
#[cfg(feature = "serve")]
pub use token::{TokenArgs, TokenVerb};
pub use verbs::VerbArgs;

#[cfg(test)]
mod tests {
    #![allow(clippy::expect_used)]

    use std::collections::BTreeSet;
    use std::ffi::OsString;

    use clap::Command;
    use clap::error::ErrorKind;

    use super::Cli;
    use crate::cli::hint;
    use crate::core::{Argument, Verb};

    /// Returns the command that gives a verb; of an answer to a gap, the one with most arguments.
    fn command(verb: Verb) -> Command {
        let path = if verb == Verb::Gap { "gap split" } else { verb.spec().command };
        path.split(' ').fold(Cli::command(), |command, word| {
            let mut command = command.find_subcommand(word).expect(path).clone();
            // Its options are defined now.
            command.render_usage();
            command
        })
    }

    /// Returns whether a verb takes the text of an argument by its place too.
    fn is_text(verb: Verb, argument: Argument) -> bool {
        // The text of a verb that completes something is its summary or its notes.
        // That of `ack` is what is acknowledged.
        let completes =
            matches!(verb, Verb::Done | Verb::End | Verb::Pop | Verb::TaskEdit | Verb::Ack);
        matches!(argument, Argument::Notes | Argument::Title)
            || argument == Argument::Reason && !completes
            || verb == Verb::Done && argument == Argument::Summary
    }

    #[test]
    fn the_help_of_the_program_begins_with_what_it_is() {
        let about = Cli::command().get_about().map(ToString::to_string).unwrap_or_default();
        assert!(about.starts_with("A terminal panel for an operator on watch"), "{about}");
    }

    #[test]
    fn options_that_exclude_each_other_do_so_wherever_they_stand() {
        let fault = |line: &str| {
            let words = ["onwatch"].into_iter().chain(line.split(' '));
            let words: Vec<OsString> = words.map(OsString::from).collect();
            Cli::read(&words).err().map(|error| error.kind())
        };
        for line in [
            "--json status --line",
            "status --json --line",
            "--json show --markdown",
            "-q log --follow",
            "--quiet --json status --waybar",
            "--json --profile night status --format x",
        ] {
            assert_eq!(fault(line), Some(ErrorKind::ArgumentConflict), "{line}");
        }
        for line in ["--json status", "-q show --markdown", "--profile night status --line"] {
            assert_eq!(fault(line), None, "{line}");
        }
    }

    #[test]
    fn every_verb_has_the_word_of_its_row_and_its_aliases() {
        for verb in Verb::ALL {
            let spec = verb.spec();
            // It is the second word of another verb.
            let is_second = ["task ", "playbook "].iter().any(|of| spec.command.starts_with(of));
            if *verb == Verb::RemoveBreak || verb.is_of_a_run() || is_second {
                continue;
            }
            let first = verb.spec().command.split(' ').next();
            let found = Cli::command().find_subcommand(first.unwrap_or_default()).cloned();
            let found = found.expect(spec.word);
            let names: BTreeSet<&str> =
                found.get_visible_aliases().chain([found.get_name()]).collect();
            let row: BTreeSet<&str> = spec.aliases.iter().copied().chain([spec.word]).collect();
            assert_eq!(names, row, "{verb:?}");
        }
    }

    #[test]
    fn every_verb_is_explained_by_the_sentence_of_its_row() {
        for verb in Verb::ALL {
            let command = if *verb == Verb::Gap {
                Cli::command().find_subcommand("gap").cloned().expect("gap")
            } else {
                command(*verb)
            };
            let about = command.get_about().map(ToString::to_string);
            assert_eq!(about.as_deref(), Some(verb.spec().sentence), "{verb:?}");
        }
    }

    #[test]
    fn every_verb_takes_the_arguments_of_its_row() {
        // The first two belong to every command that changes something, not to one verb. How long ago
        // is the other way to name a time, and a context has one option for each of its usual types. The last ones
        // say how a session that ends is shown, and until when the word of a person counts: only they can say that.
        let shared = [
            "operation",
            "expect-seq",
            "ago",
            "project",
            "sprint",
            "context",
            "help",
            "check",
            "force",
            "summary-to",
            "until",
            "for",
        ];
        for verb in Verb::ALL {
            let row = verb.spec().arguments;
            let wanted: BTreeSet<String> =
                row.iter().filter_map(|one| hint::option(*one)).map(str::to_owned).collect();
            let command = command(*verb);
            let given = command.get_arguments().filter_map(|one| one.get_long());
            let given = given.filter(|name| !shared.contains(name) || wanted.contains(*name));
            assert_eq!(given.map(str::to_owned).collect::<BTreeSet<_>>(), wanted, "{verb:?}");
            let placed = row.iter().filter(|one| hint::option(**one).is_none()).count();
            // Text has an option, and needs none.
            // The place of the notes is taken in an edit, by the session.
            let is_placed = |one: &&Argument| {
                is_text(*verb, **one) && *verb != Verb::Edit && !verb.is_of_a_run()
            };
            let text = row.iter().filter(is_placed).count();
            assert_eq!(command.get_positionals().count(), placed + text, "{verb:?}");
        }
    }
}
