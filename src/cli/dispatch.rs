//! Passes each invocation to the code that answers it.

#[cfg(feature = "serve")]
use super::args::ServeArgs;
use super::args::{GlobalOptions, SourceVerb};
use super::bar::{self, BarLine};
use super::bar_follow;
use super::cli_session::CliSession;
use super::completion;
use super::config;
use super::delivery::OutputFormat;
use super::error::CliError;
use super::invocation::Invocation;
use super::man;
use super::metrics;
use super::plugin;
use super::query::Query;
use super::reply::{Output, Reply};
use super::runs;
use super::summary::SummaryTo;
#[cfg(feature = "serve")]
use super::tokens;
use super::unresolved::UnresolvedRequest;
#[cfg(feature = "serve")]
use super::world::ServedDesk;
use super::world::World;
use crate::failure::Words;

/// Answers an invocation.
///
/// # Errors
/// [`CliError`] if there is no answer.
pub fn answer(
    invocation: Invocation,
    options: &GlobalOptions,
    world: &mut World<'_>,
) -> Result<Reply, CliError> {
    let broken = invocation.broken_settings();
    let session = || CliSession::begin(world.interface, options, world, broken);
    let reader = || session()?.at_kept_run(world);
    match invocation {
        Invocation::Completions(_) | Invocation::Man(_) if options.json => Err(only_text()),
        Invocation::Change(request) => {
            let session = session()?;
            let asks = !options.json && !options.quiet;
            session.change(request, asks.then_some(world))
        }
        Invocation::EndWithSummary(request, to) => {
            end_with_summary((session()?, session()?), request, &to, options, world)
        }
        Invocation::Query(Query::Status(args)) if args.plugin => {
            let quiet = GlobalOptions { quiet: true, ..options.clone() };
            let begun = CliSession::begin(world.interface, &quiet, world, broken);
            let reader = begun.and_then(|session| session.at_kept_run(world));
            Ok(plugin::answer(reader, world))
        }
        Invocation::Query(Query::Status(args)) => match BarLine::of(&args, world) {
            Some(line) => {
                // A bar takes no word on stderr, such as the progress of the index.
                let quiet = GlobalOptions { quiet: true, ..options.clone() };
                if args.follow {
                    return bar_follow::follow(line, &quiet, world);
                }
                let begun = CliSession::begin(world.interface, &quiet, world, broken);
                let reader = begun.and_then(|session| session.at_kept_run(world));
                Ok(bar::answer(line, reader, world))
            }
            None => reader()?.status(&args, world),
        },
        Invocation::Query(Query::Next(args)) => reader()?.next(args),
        Invocation::Query(Query::Brief(args)) => reader()?.brief(&args, world),
        Invocation::Query(Query::Playbook(question)) => session()?.playbook(question, world),
        Invocation::Query(Query::Policy(words, playbook)) => {
            reader()?.policy(&words, playbook.as_deref())
        }
        Invocation::Query(Query::Context) => reader()?.context(),
        Invocation::Query(Query::Tasks(listed)) => reader()?.tasks(&listed),
        Invocation::Query(Query::Task(name)) => reader()?.task(&name),
        Invocation::Query(Query::Sprint(name)) => reader()?.sprint(name),
        Invocation::Query(Query::Check(command)) => reader()?.check(command),
        Invocation::Query(Query::CheckSprint) => reader()?.check_sprint(),
        Invocation::Query(Query::Artifacts { session: name, task }) => {
            reader()?.artifacts(name, task.as_ref())
        }
        Invocation::ImportTasks(import, usual) => session()?.import_tasks(&import, &usual, world),
        Invocation::Query(Query::Switches(filter)) => reader()?.switches(&filter),
        Invocation::Query(Query::Log { count, session: name, follow: true }) => {
            reader()?.follow(count, name.as_ref(), world)
        }
        Invocation::Query(Query::Log { count, session: name, follow: false }) => {
            reader()?.log(count, name.as_ref())
        }
        Invocation::Query(Query::History(filter)) => {
            reader()?.history(&filter, OutputFormat::of(options), world)
        }
        Invocation::Query(Query::Report(report)) => reader()?.report(&report),
        Invocation::Query(Query::Search(search)) => reader()?.search(&search, world),
        Invocation::Query(Query::Session(name)) => {
            reader()?.show(name, OutputFormat::of(options), world)
        }
        Invocation::Query(Query::Page(name)) => {
            reader()?.page(name, OutputFormat::of(options), world)
        }
        Invocation::Query(Query::Gaps) => reader()?.gaps(),
        Invocation::Query(Query::Cone) => reader()?.cone(),
        Invocation::Query(Query::Health) => reader()?.health(),
        Invocation::Query(Query::Desks(args)) if args.follow => {
            reader()?.follow_desks(&args, world)
        }
        Invocation::Query(Query::Desks(args)) => reader()?.desks(&args, world),
        Invocation::Query(Query::Metrics(args)) => {
            let options = metrics::of_every_desk(options);
            CliSession::begin(world.interface, &options, world, broken)?.metrics(&args)
        }
        Invocation::Query(Query::Runs(filter)) => reader()?.runs(filter, world),
        Invocation::Query(Query::Run) => reader()?.run(),
        Invocation::Query(Query::RunAudit) => reader()?.run_audit(),
        Invocation::Query(Query::Paths) => session()?.paths(),
        Invocation::Import(import) => session()?.import(&import, world),
        Invocation::Doctor(mode) => session()?.doctor(mode, OutputFormat::of(options), world),
        Invocation::Config(verb) => config::answer(verb, options, world),
        Invocation::Source(verb) => source(&session()?, verb, world),
        Invocation::Daemon(args) => reader()?.daemon(&args, world),
        #[cfg(feature = "serve")]
        Invocation::Serve(args) => serve(&reader()?, args, world),
        #[cfg(feature = "serve")]
        Invocation::Token(verb) => tokens::answer(verb, options, world),
        Invocation::Completions(shell) => {
            Ok(Reply::done(Output::Document(completion::script(shell))))
        }
        Invocation::Man(dir) => man::write(&dir, world),
        Invocation::StartRun(new) => runs::start(*new, options, world),
    }
}

/// Ends a session, and writes its summary.
fn end_with_summary(
    (ending, after): (CliSession<'_>, CliSession<'_>),
    request: UnresolvedRequest,
    to: &SummaryTo,
    options: &GlobalOptions,
    world: &mut World<'_>,
) -> Result<Reply, CliError> {
    let asks = !options.json && !options.quiet;
    if let Some(known) = after.repeats(&request)? {
        let reply = ending.change(request, asks.then_some(world))?;
        return after.add_missing_summary((to, &known), reply);
    }
    let warnings = after.prepare_summary(to)?;
    let reply = ending.change(request, asks.then_some(world))?;
    after.add_summary((to, warnings), reply)
}

/// Answers a question about the sources, or adds one.
fn source(
    session: &CliSession<'_>,
    verb: SourceVerb,
    world: &World<'_>,
) -> Result<Reply, CliError> {
    match verb {
        SourceVerb::List => session.list_sources(),
        SourceVerb::Check { name, verbose } => session.check_sources(name.as_deref(), verbose),
        SourceVerb::Add(new) => session.add_source(&new, world),
    }
}

/// Answers programs over HTTP until a signal comes.
#[cfg(feature = "serve")]
fn serve(session: &CliSession<'_>, args: ServeArgs, world: &World<'_>) -> Result<Reply, CliError> {
    let ServeArgs { listen, insecure_loopback } = args;
    let (paths, operator) = (session.desk.paths().clone(), session.operator.clone());
    (world.serve)(ServedDesk { paths, operator, listen, insecure_loopback })
        .map_err(CliError::Input)?;
    Ok(Reply::done(Output::Lines(Vec::new())))
}

/// Returns the error of an answer that only other programs read, and that has no form in JSON.
fn only_text() -> CliError {
    CliError::Usage(Words {
        what: "Nothing was written".to_owned(),
        why: "other programs read this answer, and it has no JSON form".to_owned(),
        next: "leave out --json".to_owned(),
    })
}
