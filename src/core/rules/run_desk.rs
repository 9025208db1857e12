//! What the desk of a run cannot do, and what only such a desk can do.

use crate::core::base::{
    Hint, ID, LookAt, METADATA, REASON, RUN_DATA, Refusal, RefusalKind, SessionId, Verb,
};
use crate::core::command::{Command, NewRun};
use crate::core::history::Watch;
use crate::core::rules::Evidence;
use crate::core::session::{Phase, Run, RunStatus, Session};
use serde_json::Map;

/// Refuses a command that the desk of a run cannot do, or that the settings do not allow.
///
/// # Errors
/// A refusal.
pub(in crate::core) fn check_run(
    watch: &Watch,
    command: &Command,
    evidence: &Evidence,
) -> Result<(), Refusal> {
    let Evidence { workflows, of_run, .. } = evidence;
    let verb = command.verb();
    match command {
        Command::Start { agent_id: Some(agent), .. } => workflows.check_agent(agent)?,
        Command::Start { agent_id: None, run: Some(_), .. } => workflows.check_no_agent()?,
        _ => {}
    }
    let begins = matches!(command, Command::Start { run: Some(_), .. });
    if *of_run && watch.session.is_none() && !begins {
        return Err(nothing_there(verb, "nothing was recorded in this run".to_owned()));
    }
    let session = watch.session.as_ref().filter(|session| session.kept_run().is_some());
    match (command, session) {
        (Command::Start { run: Some(new), .. }, Some(session)) => {
            let name = new.name.as_deref().unwrap_or(new.id.as_str());
            let why = format!("there is a run {name} already: {}", session.id);
            return Err(refused(verb, why, "use another name".into()));
        }
        (Command::SetRunStatus { status }, Some(session)) if session.phase.is_live() => {
            workflows.check_status(session.workflow_id.as_deref(), status)?;
        }
        _ => {}
    }
    allowed_by_run(watch, verb)
}

/// Checks that a run does not forbid a verb: it has one session, which stays.
///
/// # Errors
/// A refusal.
pub(in crate::core) fn allowed_by_run(watch: &Watch, verb: Verb) -> Result<(), Refusal> {
    let session = watch.session.as_ref();
    let Some((session, run)) = session.and_then(|session| Some((session, session.run.as_ref()?)))
    else {
        return Ok(());
    };
    let verb = if verb == Verb::Toggle && !session.phase.is_live() { Verb::Start } else { verb };
    if run.deleted_at_utc.is_some() && verb != Verb::Undo {
        let why = format!("the run {} was deleted", session.id);
        let undo = Hint::give("bring it back", Verb::Undo);
        return Err(Refusal::new(RefusalKind::NothingThere, verb.spec().not_done, why, undo));
    }
    if matches!(verb, Verb::Start | Verb::Continue | Verb::Add) {
        let why = format!("{} is a run, and a run has one session", session.id);
        return Err(refused(verb, why, "start another run".into()));
    }
    let undoes_the_start =
        verb == Verb::Undo && watch.undo.last().is_some_and(|step| step.verb == Verb::Start);
    if undoes_the_start {
        let why = "the start of a run is all that is left".to_owned();
        let delete = Hint::give("delete the run, if it should be gone", Verb::RunDelete);
        return Err(refused(verb, why, delete));
    }
    Ok(())
}

/// Returns the run that a verb needs.
///
/// # Errors
/// A refusal if there is none, or it must be live and is not.
pub(in crate::core) fn needed_run(
    watch: &Watch,
    verb: Verb,
    must_be_live: bool,
) -> Result<(), Refusal> {
    let run = watch.session.as_ref().filter(|session| session.kept_run().is_some());
    let Some(session) = run else {
        return Err(nothing_there(verb, "this is the desk of a person, and no run".to_owned()));
    };
    if !must_be_live || session.phase.is_live() {
        return Ok(());
    }
    Err(run_is_over(verb, session))
}

/// Returns the refusal of what only a live run takes.
pub(in crate::core) fn run_is_over(verb: Verb, run: &Session) -> Refusal {
    let why = match run.phase {
        Phase::Cancelled => format!("the run {} was cancelled", run.id),
        Phase::Active | Phase::Paused | Phase::Ended => format!("the run {} has ended", run.id),
    };
    refused(verb, why, Hint::give("reopen it, if it goes on", Verb::Reopen))
}

/// Checks the words of a command about a run.
///
/// # Errors
/// A usage refusal that names the text.
pub(in crate::core) fn check_run_words(command: &Command) -> Result<(), Refusal> {
    match command {
        Command::SetRunStatus { status } => ID.named("status").check_some(&status.0),
        Command::CompleteStep { name, data, .. } => {
            ID.named("name of the step").check_some(name)?;
            let data = data.clone().map(|data| Map::from_iter([(name.clone(), data)]));
            data.map_or(Ok(()), |data| RUN_DATA.check_json(&data))
        }
        Command::UpdateRun { set, unset } => {
            if set.is_empty() && unset.is_empty() {
                return Err(usage(Verb::RunUpdate, "no field was given".to_owned()));
            }
            if let Some(both) = unset.iter().find(|name| set.contains_key(*name)) {
                return Err(usage(Verb::RunUpdate, format!("'{both}' is both set and unset")));
            }
            let names = set.keys().chain(unset);
            names.into_iter().try_for_each(|name| ID.named("name of a field").check_some(name))?;
            METADATA.check_json(set)
        }
        Command::FailRun { reason } => REASON.check_option(reason.as_deref()),
        _ => Ok(()),
    }
}

/// Checks the words of a run that starts.
///
/// # Errors
/// A usage refusal that names the text.
pub(in crate::core) fn check_new_run(run: &NewRun) -> Result<(), Refusal> {
    let NewRun { id: _, name, user_id } = run;
    if let Some(name) = name {
        REASON.named("name of the run").check_some(name)?;
        // A name is given in place of an id, so the two must differ.
        if SessionId::parse(name).is_some() {
            let why = format!("'{name}' has the form of an id");
            let next = "use a name that is no id";
            return Err(Refusal::new(RefusalKind::Usage, Verb::Start.spec().not_done, why, next));
        }
    }
    user_id.as_deref().map_or(Ok(()), |user| REASON.named("user").check_some(user))
}

/// Returns the answer to a status that a run has already; `None` if it changes.
pub(in crate::core) fn same_status(watch: &Watch, status: &RunStatus) -> Option<String> {
    let run = watch.session.as_ref()?.run.as_ref()?;
    (run.status == *status).then(|| format!("The status is {status} already; nothing changed"))
}

/// Returns the session of a run that starts.
pub(in crate::core) fn as_run(session: Session, new: &NewRun) -> Session {
    let run = Run::start(new.name.clone(), new.user_id.clone());
    Session { id: new.id.clone(), run: Some(run), ..session }
}

pub(super) fn refused(verb: Verb, why: String, next: Hint) -> Refusal {
    Refusal::new(RefusalKind::Refused, verb.spec().not_done, why, next)
}

fn usage(verb: Verb, why: String) -> Refusal {
    let next = "give each field once, as in name=value";
    Refusal::new(RefusalKind::Usage, verb.spec().not_done, why, next)
}

pub(super) fn nothing_there(verb: Verb, why: String) -> Refusal {
    let next = Hint::show("see which runs there are", LookAt::Runs);
    Refusal::new(RefusalKind::NothingThere, verb.spec().not_done, why, next)
}
