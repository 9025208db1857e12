//! What a command line asks for, in the words of the core.

use std::path::PathBuf;

use super::args::{
    AddArgs, ArtifactArgs, BreakArgs, CancelArgs, ConeArgs, ConfigArgs, ConfigVerb, ContextArgs,
    ContinueArgs, EditArgs, EndArgs, GapArgs, HealthArgs, ImportArgs, Later, LogArgs, NewRunArgs,
    PauseArgs, ReopenArgs, ReportArgs, RunArgs, Shell, ShowArgs, SprintArgs, StartArgs, TaskArgs,
    TaskImport, TimedArgs, VerbArgs, When, text,
};
use super::chosen_desk::BrokenSettings;
use super::query::{DoctorMode, Query};
use super::summary::SummaryTo;
use super::unresolved::{UnresolvedCommand, UnresolvedRequest};
use crate::core::{Command, FrameKind};

/// What a command line asks for.
#[derive(Debug)]
pub enum Invocation {
    /// A change.
    Change(UnresolvedRequest),
    /// The end of a session, and where its summary goes.
    EndWithSummary(UnresolvedRequest, SummaryTo),
    /// A question about the desk.
    Query(Query),
    /// Past sessions in a file.
    Import(ImportArgs),
    /// Tasks in a file, with the type of those that have none.
    ImportTasks(TaskImport, FrameKind),
    /// A check or a repair of the store.
    Doctor(DoctorMode),
    /// A question about the settings, whose file may be broken.
    Config(ConfigVerb),
    /// A run that starts.
    StartRun(Box<NewRunArgs>),
    /// What makes a shell complete words.
    Completions(Shell),
    /// The manual pages, into a directory.
    Man(PathBuf),
}

impl Invocation {
    /// Returns what happens if the settings are broken. To show the status, to stop the clock and to
    /// repair the store must work all the same.
    #[must_use]
    pub fn broken_settings(&self) -> BrokenSettings {
        match self {
            Self::Change(request) if !request.stops_the_clock() => BrokenSettings::Fail,
            // Without its limits nobody knows what is an alarm.
            Self::Query(Query::Status(args)) if args.plugin => BrokenSettings::Fail,
            Self::Query(
                Query::Context
                | Query::Switches(_)
                | Query::Tasks(_)
                | Query::Task(_)
                | Query::Sprint(_)
                | Query::Check(_)
                | Query::CheckSprint
                | Query::Artifacts { .. }
                | Query::Log { .. }
                | Query::History(_)
                | Query::Report(_)
                | Query::Search(_)
                | Query::Session(_)
                | Query::Page(_)
                | Query::Gaps
                | Query::Cone
                | Query::Health
                | Query::Desks(_)
                | Query::Runs(_)
                | Query::Run
                | Query::RunAudit,
            )
            | Self::StartRun(_)
            | Self::ImportTasks(..)
            | Self::Import(_) => BrokenSettings::Fail,
            Self::Change(_)
            | Self::EndWithSummary(..)
            | Self::Query(
                Query::Status(_)
                | Query::Next(_)
                | Query::Brief(_)
                | Query::Paths
                | Query::Metrics(_),
            )
            | Self::Doctor(_)
            | Self::Config(_)
            | Self::Completions(_)
            | Self::Man(_) => BrokenSettings::UseDefaults,
        }
    }
}

impl From<VerbArgs> for Invocation {
    fn from(verb: VerbArgs) -> Self {
        let timed = |command, when, guard| {
            let command = UnresolvedCommand::Plain(command);
            Self::Change(UnresolvedRequest { when, ..UnresolvedRequest::new(command, guard) })
        };
        let later = |command, guard| Self::Change(UnresolvedRequest::new(command, guard));
        let plain = |command, guard| timed(command, When::default(), guard);
        match verb {
            VerbArgs::Start(Later(start)) => Self::from(start),
            VerbArgs::Pause(Later(PauseArgs { reason, words, when, guard })) => {
                timed(Command::Pause { reason: text(reason, &words) }, when, guard)
            }
            VerbArgs::Resume(Later(TimedArgs { when, guard })) => {
                timed(Command::Resume, when, guard)
            }
            VerbArgs::Toggle(Later(TimedArgs { when, guard })) => {
                timed(Command::Toggle { notes: None }, when, guard)
            }
            VerbArgs::End(Later(end)) => Self::from(end),
            VerbArgs::Cancel(Later(CancelArgs { session, when, guard })) => {
                timed(Command::Cancel { session }, when, guard)
            }
            VerbArgs::Reopen(Later(ReopenArgs { session, when, guard })) => {
                timed(Command::Reopen { session }, when, guard)
            }
            VerbArgs::Continue(Later(ContinueArgs { session, when, guard })) => {
                timed(Command::Continue { session }, when, guard)
            }
            VerbArgs::Undo(Later(guard)) => plain(Command::Undo, guard),
            VerbArgs::Redo(Later(guard)) => plain(Command::Redo, guard),
            VerbArgs::Note(Later(note)) => note.into(),
            VerbArgs::Push(Later(push)) => push.into(),
            VerbArgs::Pop(Later(pop)) => pop.into(),
            VerbArgs::Done(Later(done)) => done.into(),
            VerbArgs::Block(Later(block)) => block.into(),
            VerbArgs::Unblock(Later(unblock)) => unblock.into(),
            VerbArgs::Estimate(Later(estimate)) => estimate.into(),
            VerbArgs::Summary(Later(summary)) => summary.into(),
            VerbArgs::Artifact(Later(ArtifactArgs { action })) => action.into(),
            VerbArgs::Task(Later(TaskArgs { action })) => action.into(),
            VerbArgs::Sprint(Later(SprintArgs { action })) => action.into(),
            VerbArgs::Context(Later(ContextArgs { action })) => action.into(),
            VerbArgs::Gap(Later(GapArgs { answer })) => {
                answer.map_or(Self::Query(Query::Gaps), |answer| Self::Change(answer.into()))
            }
            VerbArgs::Keep(Later(guard)) => plain(Command::Keep, guard),
            VerbArgs::Break(Later(BreakArgs { change })) => Self::Change(change.into()),
            VerbArgs::Edit(EditArgs { guard, edit }) => {
                later(UnresolvedCommand::Edit(Box::new(edit)), guard)
            }
            VerbArgs::Add(Later(AddArgs { guard, session })) => {
                later(UnresolvedCommand::Add(Box::new(session)), guard)
            }
            VerbArgs::Cone(Later(ConeArgs { change })) => {
                change.map_or(Self::Query(Query::Cone), |change| Self::Change(change.into()))
            }
            VerbArgs::Health(Later(HealthArgs { change })) => {
                change.map_or(Self::Query(Query::Health), |change| Self::Change(change.into()))
            }
            VerbArgs::Log(Later(LogArgs { count, session, follow })) => {
                Self::Query(Query::Log { count, session, follow })
            }
            VerbArgs::History(Later(filter)) => Self::Query(Query::History(filter)),
            VerbArgs::Report(Later(report)) => Self::Query(Query::Report(report)),
            VerbArgs::Today(Later(options)) => {
                Self::Query(Query::Report(ReportArgs::today(options)))
            }
            VerbArgs::Import(Later(import)) => Self::Import(import),
            VerbArgs::Search(Later(search)) => Self::Query(Query::Search(search)),
            VerbArgs::Show(Later(ShowArgs { session, markdown })) => {
                Self::Query(if markdown { Query::Page(session) } else { Query::Session(session) })
            }
            VerbArgs::Desks(Later(args)) => Self::Query(Query::Desks(args)),
            VerbArgs::Run(Later(RunArgs { action })) => action.into(),
            VerbArgs::Status(Later(args)) => Self::Query(Query::Status(args)),
            VerbArgs::Next(Later(args)) => Self::Query(Query::Next(args)),
            VerbArgs::Brief(Later(args)) => Self::Query(Query::Brief(args)),
            VerbArgs::Metrics(Later(metrics)) => Self::Query(Query::Metrics(metrics)),
            VerbArgs::Doctor(Later(doctor)) => Self::Doctor(doctor.into()),
            VerbArgs::Config(Later(ConfigArgs { action })) => Self::Config(action),
            VerbArgs::Paths => Self::Query(Query::Paths),
            VerbArgs::Completions { shell } => Self::Completions(shell),
            VerbArgs::Man { dir } => Self::Man(dir),
        }
    }
}

impl From<EndArgs> for Invocation {
    fn from(end: EndArgs) -> Self {
        let EndArgs { notes, words, check, reason, at_last_activity, when, guard, .. } = end;
        let (path, force) = (end.summary_to, end.force);
        let command = Command::End { notes: text(notes, &words) };
        if check {
            return Self::Query(Query::Check(command));
        }
        let when = if at_last_activity { When::last_activity() } else { when };
        let command = UnresolvedCommand::Plain(command);
        let request = UnresolvedRequest { when, reason, ..UnresolvedRequest::new(command, guard) };
        match path {
            Some(path) => Self::EndWithSummary(request, SummaryTo { path, force }),
            None => Self::Change(request),
        }
    }
}

impl From<StartArgs> for Invocation {
    fn from(start: StartArgs) -> Self {
        let StartArgs { notes, words, session_type, switch, agent, workflow, target, when, guard } =
            start;
        let command = UnresolvedCommand::Plain(Command::Start {
            notes: text(notes, &words),
            session_type: session_type.unwrap_or_default(),
            switch,
            agent_id: agent,
            workflow_id: workflow,
            target_seconds: target.map(|target| target.as_secs()),
            metadata: serde_json::Map::new(),
            run: None,
        });
        Self::Change(UnresolvedRequest { when, ..UnresolvedRequest::new(command, guard) })
    }
}

#[cfg(test)]
mod tests {
    use std::ffi::OsString;

    use super::super::args::Cli;
    use super::super::typed_context::NotLookedUp;
    use super::*;
    use crate::core::TaskCommand;

    /// Returns a command. Nothing is known of contexts.
    fn command(words: &[&str]) -> Result<Command, String> {
        let words: Vec<OsString> = ["onwatch"].iter().chain(words).map(OsString::from).collect();
        let cli = Cli::read(&words).map_err(|error| error.to_string())?;
        let Some(Invocation::Change(request)) = cli.verb.map(Invocation::from) else {
            return Err("no change".to_owned());
        };
        match request.command {
            UnresolvedCommand::Plain(command) => Ok(command),
            UnresolvedCommand::Push(typed) => {
                let frame = typed.read(&NotLookedUp).map_err(|refusal| refusal.to_string())?;
                Ok(Command::Push(frame))
            }
            other => Err(format!("{other:?}")),
        }
    }

    /// Returns the text that a command has.
    fn text_of(words: &[&str]) -> Result<Option<String>, String> {
        Ok(match command(words)? {
            Command::Note { text, .. } => Some(text),
            Command::Start { notes, .. } | Command::End { notes } => notes,
            Command::Pause { reason } => reason,
            Command::SetBand { reason, .. } => Some(reason),
            Command::SetHealth { reasons, .. } => Some(reasons.join("|")),
            Command::Push(frame) => frame.title,
            other => return Err(format!("{other:?}")),
        })
    }

    #[test]
    fn text_may_hold_anything() {
        for (words, text) in [
            // Words that begin with a dash.
            (&["note", "-5C", "outside"][..], "-5C outside"),
            (&["note", "-", "item"], "- item"),
            (&["note", "--skip-ci", "failed"], "--skip-ci failed"),
            (&["note", "->", "here"], "-> here"),
            (&["note", "---"], "---"),
            // After the first word everything is text.
            (&["note", "see", "--json", "-q", "--help"], "see --json -q --help"),
            (&["note", "a", "--", "b"], "a -- b"),
            (&["start", "Weekly", "-n", "review"], "Weekly -n review"),
            (&["push", "task", "7", "Fix", "-e", "2h"], "Fix -e 2h"),
            // A word with white space.
            (&["note", "- item"], "- item"),
            (&["note", "--json is off"], "--json is off"),
            (&["note", "--json = off"], "--json = off"),
            (&["note", "--jsn is off"], "--jsn is off"),
            (&["note", "-q\tis"], "-q\tis"),
            (&["end", "-n is missing"], "-n is missing"),
            (&["end", "--notes is=missing"], "--notes is=missing"),
            // A known option wins, with its value.
            (&["end", "--notes=two words"], "two words"),
            (&["end", "-n=two words"], "two words"),
            // Text does not follow the letter of its option directly.
            (&["end", "-ntwo words"], "-ntwo words"),
            (&["end", "-nothing"], "-nothing"),
            (&["end", "-n5"], "-n5"),
            (&["end", "-qn5"], "-qn5"),
            (&["end", "-halt"], "-halt"),
            (&["pause", "-rest"], "-rest"),
            (&["pause", "-r", "-rest"], "-rest"),
            (&["push", "TASK-7", "Fix", "-e", "2h"], "Fix -e 2h"),
            (&["push", "-e", "2h", "task-7", "-x", "y"], "-x y"),
            (&["push", "task", "7", "-today"], "-today"),
            (&["push", "task", "7", "-t", "-title"], "-title"),
            (&["push", "task", "7", "-end", "of", "day"], "-end of day"),
            (&["push", "task", "7", "-e2h", "Fix"], "Fix"),
            (&["push", "-e2h", "task", "7", "-t=-e"], "-e"),
            (&["band", "C", "-reason"], "-reason"),
            (&["health", "red", "-reason"], "-reason"),
            (&["end", "-n=-5C"], "-5C"),
            (&["--json", "note", "-q", "hi"], "hi"),
            (&["--profile", "x", "--operator=a b", "note", "hi"], "hi"),
            (&["note", "--expect-seq", "4", "hi"], "hi"),
            // The value of an option.
            (&["end", "-n", "-5C"], "-5C"),
            (&["end", "-n", "-"], "-"),
            (&["end", "--notes", "--dry-run failed"], "--dry-run failed"),
            (&["end", "-qn", "-5C"], "-5C"),
            (&["pause", "-r", "- item"], "- item"),
            (&["cone", "set", "C", "-r", "-5 %"], "-5 %"),
            (&["health", "set", "red", "-r", "-1", "-r", "- b"], "-1|- b"),
            (&["push", "task", "7", "-t", "--x"], "--x"),
            // Two dashes end the options.
            (&["note", "--", "--json"], "--json"),
            (&["note", "-q", "--", "--", "-q"], "-- -q"),
            (&["end", "--", "-not this"], "-not this"),
            // By its place.
            (&["start", "Weekly", "review"], "Weekly review"),
            (&["start", "--target", "2h", "-5C"], "-5C"),
            (&["end", "All", "done"], "All done"),
            (&["stop", "All", "done"], "All done"),
            (&["finish", ""], ""),
            (&["pause", "lunch"], "lunch"),
            (&["push", "task", "7", "Fix", "the", "importer"], "Fix the importer"),
            (&["push", "-e", "2h", "task", "7", "-x", "y"], "-x y"),
            (&["cone", "set", "C", "why", "not"], "why not"),
            (&["cone", "C", "why", "not"], "why not"),
            (&["band", "C", "clear", "skies"], "clear skies"),
            (&["band", "--source", "load", "C", "-5 %"], "-5 %"),
            (&["band", "C"], ""),
            (&["health", "red", "disk", "full"], "disk full"),
            (&["health", "-q", "red", "-r", "a", "-r", "b"], "a|b"),
        ] {
            assert_eq!(text_of(words), Ok(Some(text.to_owned())), "{words:?}");
        }
    }

    #[test]
    fn a_context_is_named_in_one_word_or_in_two() {
        for words in
            [&["push", "task", "TASK-7"][..], &["push", "TASK-7"], &["push", "-q", "task-7"]]
        {
            let Ok(Command::Push(frame)) = command(words) else { panic!("{words:?}") };
            assert_eq!((frame.kind.as_str(), frame.id.as_str()), ("task", "TASK-7"), "{words:?}");
        }
        assert!(command(&["push", "task"]).is_err());
    }

    #[test]
    fn words_that_may_be_meant_as_an_option_are_no_text() {
        for words in [
            &["note", "--jsn", "hi"][..],
            &["note", "--notes", "hi"],
            &["note", "--target=2h", "hi"],
            &["end", "--time", "17:00"],
            &["end", "-m", "hi"],
            // An option is no value of the option before it.
            &["end", "-n", "--json"],
            &["end", "-n", "--", "x"],
            &["end", "-n"],
            // Text by its place and by its option.
            &["end", "-n", "a", "b"],
            &["start", "--notes=a", "b"],
            &["pause", "-r", "a", "b"],
            &["push", "task", "7", "-t", "a", "b"],
            &["cone", "C", "-r", "a", "b"],
            &["health", "red", "-r", "a", "b"],
            // Text directly after the letter of its option, before the place of text.
            &["push", "-today", "7", "x"],
            &["push", "task", "-today", "7"],
            &["health", "-rest", "red"],
            &["cone", "set", "-rest", "C"],
            // No text at all.
            &["note"],
            &["resume", "work"],
            &["undo", "-5C"],
            &["band", "E"],
            &["band", "cler"],
        ] {
            assert!(command(words).is_err(), "{words:?}: {:?}", command(words));
        }
    }

    #[test]
    fn the_reason_of_a_completion_may_follow_its_summary() {
        let read = |words: &[&str]| {
            let words: Vec<OsString> =
                ["onwatch"].iter().chain(words).map(OsString::from).collect();
            let cli = Cli::read(&words).map_err(|error| error.to_string())?;
            let Some(Invocation::Change(request)) = cli.verb.map(Invocation::from) else {
                return Err("no change".to_owned());
            };
            let summary = match request.command {
                UnresolvedCommand::Plain(Command::Task(TaskCommand::Complete {
                    summary, ..
                })) => summary,
                UnresolvedCommand::Plain(Command::End { notes }) => notes,
                other => return Err(format!("{other:?}")),
            };
            Ok((summary, request.reason, cli.global.json))
        };
        let some = |text: &str| Some(text.to_owned());
        for (words, summary, reason, json) in [
            (
                &["done", "all of it", "--reason", "no time"][..],
                some("all of it"),
                some("no time"),
                false,
            ),
            (
                &["done", "all", "of", "it", "--reason=late", "--json"],
                some("all of it"),
                some("late"),
                true,
            ),
            (
                &["done", "--reason", "late", "all", "of", "it"],
                some("all of it"),
                some("late"),
                false,
            ),
            (
                &["sprint", "done", "1", "it", "runs", "--reason", "late"],
                some("it runs"),
                some("late"),
                false,
            ),
            (&["end", "it", "runs", "--reason", "-5C"], some("it runs"), some("-5C"), false),
            (&["done", "--", "the", "--reason", "is"], some("the --reason is"), None, false),
            (&["done", "the", "--", "--reason", "is"], some("the -- --reason is"), None, false),
        ] {
            assert_eq!(read(words), Ok((summary, reason, json)), "{words:?}");
        }
        assert!(read(&["done", "all", "--reason", "no", "time"]).is_err());
        assert_eq!(text_of(&["pause", "the", "--reason", "is"]), Ok(some("the --reason is")));
    }

    #[test]
    fn options_in_the_text_are_known() {
        for (words, options) in [
            (&["start", "Watch", "-q"][..], &["-q"][..]),
            (
                &["push", "task", "7", "Fix", "--at", "9:00", "--estimate=2h"],
                &["--at", "--estimate"],
            ),
            (&["band", "C", "why", "--source", "x"], &["--source"]),
            (&["note", "-5C", "--json"], &["--json"]),
            (&["note", "see", "--at", "-", "--json is off", "--X", "---"], &["--at"]),
            (&["done", "fin", "--ago", "10m"], &["--ago"]),
            (&["note", "--", "see", "--json"], &[]),
            (&["note", "-q", "hi"], &[]),
            (&["status"], &[]),
        ] {
            let words: Vec<OsString> =
                ["onwatch"].iter().chain(words).map(OsString::from).collect();
            let read = Cli::read(&words).map(|cli| cli.options_in_text);
            assert!(read.as_ref().is_ok_and(|found| found == options), "{words:?}: {read:?}");
        }
    }

    #[test]
    fn a_verb_without_words_shows_or_has_no_text() {
        for words in [&["start"][..], &["end"], &["pause"], &["push", "task", "7"]] {
            assert_eq!(text_of(words), Ok(None), "{words:?}");
        }
        for verb in ["band", "cone", "health"] {
            assert!(command(&[verb]).is_err_and(|why| why == "no change"), "{verb}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_text_after_two_dashes_is_kept(text in "[^\0]{1,40}") {
            let read = text_of(&["note", "--", &text]);
            proptest::prop_assert_eq!(read, Ok(Some(text)));
        }

        #[test]
        fn any_word_with_white_space_is_kept(text in "-{0,3}[a-z5=]{0,9}[ \n\t\u{a0}][^\0]{0,20}") {
            let is_an_option = ["--profile=", "--operator=", "--operation="];
            proptest::prop_assume!(!is_an_option.iter().any(|option| text.starts_with(option)));
            proptest::prop_assert_eq!(text_of(&["note", &text]), Ok(Some(text)));
        }
    }
}
