//! The verbs of runs.

use chrono::DateTime;

use super::args::{GlobalOptions, Later, NewRunArgs, RunArgs, RunVerb, VerbArgs};
use super::chosen_desk::BrokenSettings;
use super::cli_session::CliSession;
use super::error::CliError;
use super::invocation::Invocation;
use super::query::Query;
use super::reply::{Output, Reply};
use super::unresolved::{UnresolvedCommand, UnresolvedRequest};
use super::world::World;
use crate::config::Settings;
use crate::core::{Command, Expect, NewRun, Request, RunStatus, SessionId};
use crate::desk::Runs;
use crate::failure::{Failure, Words};
use crate::identity;
use crate::paths::Paths;

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

/// Returns the options of a verb: `run status ID` is about that run.
///
/// # Errors
/// If the options choose another desk, or a field is set twice.
pub fn about_its_run(options: GlobalOptions, verb: &VerbArgs) -> Result<GlobalOptions, CliError> {
    let VerbArgs::Run(Later(RunArgs { action })) = verb else { return Ok(options) };
    if matches!(action, RunVerb::List(_)) {
        return Ok(options);
    }
    if let Some(field) = action.doubled_field() {
        return Err(CliError::Usage(Words {
            what: "The command line was not understood".into(),
            why: format!("the field '{field}' is set twice"),
            next: "give each field once, as in name=value".into(),
        }));
    }
    let run = action.run();
    let other = match (&options.profile, &options.run) {
        (Some(_), _) => "--profile",
        (None, Some(other)) if run != Some(other) => "--run",
        (None, _) => {
            return Ok(GlobalOptions { run: run.map(str::to_owned).or(options.run), ..options });
        }
    };
    Err(CliError::Usage(Words {
        what: "The command line was not understood".into(),
        why: match run {
            Some(run) => {
                format!("the command is about the run '{run}', and {other} is about another desk")
            }
            None => format!("the command is about no desk that there is, and {other} is about one"),
        },
        next: format!("leave out {other}"),
    }))
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
    let NewRunArgs { agent, workflow, user, name, notes, session_type, set, against, guard } = new;
    let against = against.reason;
    let session_type = session_type.unwrap_or_default();
    let paths = Paths::find(None, world.env).map_err(Failure::from)?;
    let loaded = Settings::load(&paths.settings(), paths.home()).map_err(Failure::from)?;
    let settings = loaded.settings;
    let runs = Runs::new(&paths, world.clock.clone()).with_workflows(settings.workflows.clone());
    let command = |id: SessionId| Command::Start {
        notes: notes.clone(),
        session_type: session_type.clone(),
        switch: false,
        agent_id: agent.clone(),
        workflow_id: workflow.clone(),
        target_seconds: None,
        metadata: set.set.iter().cloned().collect(),
        run: Some(Box::new(NewRun { id, name: name.clone(), user_id: user.clone() })),
    };
    let by = identity::by(
        world.interface,
        options.operator.as_deref(),
        settings.operator.as_deref(),
        world.env,
    );
    // Until it has one of its own.
    let start = Request {
        operation: guard.operation.clone(),
        expect: guard.expect_seq.map(Expect::Seq),
        override_reason: against.clone(),
        ..Request::new(command(SessionId::new(DateTime::UNIX_EPOCH, 0)), by)
    };
    let birth = runs.make(&start)?;
    let id = birth.id.clone();
    let options = GlobalOptions { run: Some(id.to_string()), profile: None, ..options.clone() };
    let session = CliSession::begin(world.interface, &options, world, BrokenSettings::Fail)?;
    let request = UnresolvedRequest::new(UnresolvedCommand::Plain(command(id.clone())), guard);
    let request = UnresolvedRequest { against, ..request };
    let reply = session.change(request, None)?;
    drop(birth);
    let answer = match reply.answer {
        Output::Lines(_) => Output::Lines(vec![id.to_string()]),
        json @ (Output::Json(_) | Output::Document(_)) => json,
    };
    Ok(Reply { answer, names_what_was_made: true, ..reply })
}
