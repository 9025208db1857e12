//! Passes each invocation to the code that answers it.

use super::args::GlobalOptions;
use super::cli_session::CliSession;
use super::config;
use super::delivery::Format;
use super::error::CliError;
use super::invocation::Invocation;
use super::query::Query;
use super::reply::Reply;
use super::runs;
use super::world::World;
use crate::core::Interface;

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
    let session = || CliSession::begin(Interface::Cli, options, world, broken);
    match invocation {
        Invocation::Change(request) => session()?.change(request),
        Invocation::Query(Query::Status) => session()?.status(),
        Invocation::Query(Query::Context) => session()?.context(),
        Invocation::Query(Query::Log { count, session: name, follow: true }) => {
            session()?.follow(count, name.as_ref(), world)
        }
        Invocation::Query(Query::Log { count, session: name, follow: false }) => {
            session()?.log(count, name.as_ref())
        }
        Invocation::Query(Query::History(filter)) => {
            session()?.history(&filter, Format::of(options), world)
        }
        Invocation::Query(Query::Report(report)) => session()?.report(&report),
        Invocation::Query(Query::Search(search)) => session()?.search(&search, world),
        Invocation::Query(Query::Session(name)) => {
            session()?.show(name, Format::of(options), world)
        }
        Invocation::Query(Query::Page(name)) => session()?.page(name, Format::of(options), world),
        Invocation::Query(Query::Gaps) => session()?.gaps(),
        Invocation::Query(Query::Cone) => session()?.cone(),
        Invocation::Query(Query::Health) => session()?.health(),
        Invocation::Query(Query::Paths) => session()?.paths(),
        Invocation::Query(Query::Desks(args)) if args.follow => {
            session()?.follow_desks(&args, world)
        }
        Invocation::Query(Query::Desks(args)) => session()?.desks(&args),
        Invocation::Query(Query::Runs(filter)) => session()?.runs(filter),
        Invocation::Query(Query::Run) => session()?.run(),
        Invocation::Query(Query::RunAudit) => session()?.run_audit(),
        Invocation::Import(import) => session()?.import(&import, world),
        Invocation::Doctor(mode) => session()?.doctor(mode, Format::of(options), world),
        Invocation::Config(verb) => config::answer(verb, options, world),
        Invocation::StartRun(new) => runs::start(*new, options, world),
    }
}
