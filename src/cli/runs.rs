//! The verbs of runs, and which desk is meant.

use std::path::PathBuf;

use chrono::DateTime;

use super::args::{GlobalOptions, NewRunArgs, RunVerb};
use super::cli_session::{BrokenSettings, CliSession, settings};
use super::error::CliError;
use super::invocation::Invocation;
use super::query::Query;
use super::reply::{Output, Reply};
use super::unresolved::{UnresolvedCommand, UnresolvedRequest};
use super::world::World;
use crate::core::{
    Command, DeskName, Hint, Interface, LookAt, NewRun, Refusal, RefusalKind, Request, RunStatus,
    SessionId,
};
use crate::desk::Runs;
use crate::failure::Failure;
use crate::identity;
use crate::paths::Paths;

/// Returns the paths of the desk that the options choose.
///
/// # Errors
/// [`Failure`] if there is no such run, or the directories cannot be determined.
pub fn chosen_paths(options: &GlobalOptions, world: &World<'_>) -> Result<Paths, Failure> {
    let paths = Paths::find(None, world.env)?;
    let Some(name) = &options.run else {
        let profile = options.profile.clone().or_else(|| profile_here(&paths, world));
        let paths = Paths::find(profile.as_deref(), world.env)?;
        world.spoke_to.replace((paths.desk != DeskName::of(None)).then(|| paths.desk.clone()));
        return Ok(paths);
    };
    let runs = Runs::new(paths.clone(), world.clock.clone());
    let found = runs.find(name)?.and_then(|id| paths.of_run(&id));
    world.spoke_to.replace(found.as_ref().map(|paths| paths.desk.clone()));
    found.ok_or_else(|| {
        let why = format!("there is no run {name}");
        let next = Hint::show("see which runs there are", LookAt::Runs);
        Refusal::new(RefusalKind::NothingThere, "Nothing was done", why, next).into()
    })
}

impl From<RunVerb> for Invocation {
    fn from(verb: RunVerb) -> Self {
        let change = |command, guard| {
            Self::Change(UnresolvedRequest::new(UnresolvedCommand::Plain(command), guard))
        };
        match verb {
            RunVerb::Start(new) => Self::StartRun(Box::new(new)),
            RunVerb::Status { status, guard, .. } => {
                change(Command::SetRunStatus { status: RunStatus(status) }, guard)
            }
            RunVerb::Step { step, ms, data, guard, .. } => {
                change(Command::CompleteStep { name: step, ms, data }, guard)
            }
            RunVerb::Update { set, unset, guard, .. } => {
                change(Command::UpdateRun { set: set.set.into_iter().collect(), unset }, guard)
            }
            RunVerb::End { reason, guard, .. } => change(Command::End { notes: reason }, guard),
            RunVerb::Fail { reason, guard, .. } => change(Command::FailRun { reason }, guard),
            RunVerb::Delete { guard, .. } => change(Command::DeleteRun, guard),
            RunVerb::Show { .. } => Self::Query(Query::Run),
            RunVerb::Audit { .. } => Self::Query(Query::RunAudit),
            RunVerb::List(filter) => Self::Query(Query::Runs(filter)),
        }
    }
}

/// Starts a run, and answers with its id.
///
/// # Errors
/// [`CliError`] if it was not started.
pub fn start(
    new: NewRunArgs,
    options: &GlobalOptions,
    world: &World<'_>,
) -> Result<Reply, CliError> {
    let NewRunArgs { agent, workflow, user, name, notes, set, guard } = new;
    let paths = Paths::find(None, world.env).map_err(Failure::from)?;
    let (settings, _) = settings(&paths, BrokenSettings::Fail).map_err(Failure::from)?;
    let runs = Runs::new(paths, world.clock.clone()).with_workflows(settings.workflows.clone());
    let command = |id: SessionId| Command::Start {
        notes: notes.clone(),
        switch: false,
        agent_id: agent.clone(),
        workflow_id: workflow.clone(),
        target_seconds: None,
        metadata: set.set.iter().cloned().collect(),
        run: Some(Box::new(NewRun { id, name: name.clone(), user_id: user.clone() })),
    };
    let by = identity::by(
        Interface::Cli,
        options.operator.as_deref(),
        settings.operator.as_deref(),
        world.env,
    );
    // Until it has one of its own.
    let start = Request::new(command(SessionId::new(DateTime::UNIX_EPOCH, 0)), by);
    let id = runs.make((guard.operation.as_deref(), name.as_deref()), &start)?;
    let options = GlobalOptions { run: Some(id.to_string()), profile: None, ..options.clone() };
    let session = CliSession::begin(Interface::Cli, &options, world, BrokenSettings::Fail)?;
    let request = UnresolvedRequest::new(UnresolvedCommand::Plain(command(id.clone())), guard);
    let reply = session.change(request)?;
    let answer = match reply.answer {
        Output::Lines(_) => Output::Lines(vec![id.to_string()]),
        json @ (Output::Json(_) | Output::Document(_)) => json,
    };
    Ok(Reply { answer, ..reply })
}

/// Returns the profile of the environment, or else the one that the settings bind to the directory.
fn profile_here(paths: &Paths, world: &World<'_>) -> Option<String> {
    let named = (world.env)("ONWATCH_PROFILE").filter(|name| !name.is_empty());
    if let Some(name) = named {
        return Some(name.to_string_lossy().into_owned());
    }
    let dir = world.dir.as_deref()?;
    // Whoever needs the settings says what is wrong with them.
    let (settings, _) = settings(paths, BrokenSettings::UseDefaults).ok()?;
    let home = (world.env)("HOME").map(PathBuf::from);
    settings.bound_dirs.profile_of(dir, home.as_deref()).map(str::to_owned)
}

/// Returns the line that says which desk was spoken to.
#[must_use]
pub fn desk_line(desk: &DeskName) -> String {
    let what = if desk.run().is_some() { "run" } else { "profile" };
    format!("onwatch: {what} {desk}")
}
