//! Builds the events of runs, and refuses what a run's desk cannot do.

use serde_json::{Map, Value};

use crate::core::base::{
    Hint, ID, LookAt, METADATA, REASON, RUN_DATA, Refusal, RefusalKind, STEPS_MAX, Verb,
};
use crate::core::command::{Command, NewRun};
use crate::core::history::{Event, Fact, HistoryUpdate, Watch};
use crate::core::rules::event_builder::some_text;
use crate::core::rules::{Decision, EventBuilder, Workflows};
use crate::core::session::{COMPLETED, ERROR, Phase, Run, RunStatus, RunStep, Session};

/// Refuses a command that the desk of a run cannot do, or that the settings do not allow.
///
/// # Errors
/// A refusal.
pub(in crate::core) fn check_run(
    watch: &Watch,
    command: &Command,
    workflows: &Workflows,
) -> Result<(), Refusal> {
    let verb = command.verb();
    if let Command::Start { agent_id: Some(agent), .. } = command {
        workflows.check_agent(agent)?;
    }
    let session = watch.session.as_ref().filter(|session| session.kept_run().is_some());
    match (command, session) {
        (Command::Start { run: Some(new), .. }, Some(session)) => {
            let name = new.name.as_deref().unwrap_or(new.id.as_str());
            let why = format!("there is a run {name} already: {}", session.id);
            return Err(refused(verb, why, "use another name".into()));
        }
        (Command::SetRunStatus { status }, Some(session)) => {
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
    if run.deleted_at_utc.is_some() && !verb.is_a_step() {
        return Err(nothing_there(verb, format!("the run {} was deleted", session.id)));
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
    let why = format!("the run {} is {}", session.id, session.phase.word());
    Err(refused(verb, why, Hint::give("reopen it, if it goes on", Verb::Reopen)))
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
    name.as_deref().map_or(Ok(()), |name| REASON.named("name of the run").check_some(name))?;
    user_id.as_deref().map_or(Ok(()), |user| REASON.named("user").check_some(user))
}

/// Returns the answer to a status that a run has already; `None` if it changes.
pub(in crate::core) fn same_status(watch: &Watch, status: &RunStatus) -> Option<String> {
    let run = watch.session.as_ref()?.run.as_ref()?;
    (run.status == *status).then(|| format!("The status is {status} already; nothing changed"))
}

impl EventBuilder<'_> {
    /// Says where a run stands. The words for an end end it.
    pub(in crate::core) fn set_run_status(mut self, status: &RunStatus) -> Event {
        match status.0.as_str() {
            COMPLETED => return self.end(None),
            ERROR => return self.fail_run(None),
            _ => {}
        }
        let from = self.change_run(|run| std::mem::replace(&mut run.status, status.clone()));
        let from = from.unwrap_or_else(|| status.clone());
        self.event(Fact::StatusSet { from, to: status.clone() })
    }

    /// Records a completed step.
    pub(in crate::core) fn complete_step(
        mut self,
        (name, ms, data): (&str, Option<u64>, Option<&Value>),
    ) -> Result<Event, Refusal> {
        let at_utc = self.effect.at;
        let step = RunStep { name: name.to_owned(), at_utc, ms, data: data.cloned() };
        let after = self.change_run(|run| {
            run.complete(step);
            (run.steps.len(), run.data())
        });
        let (count, data) = after.unwrap_or_default();
        if count > STEPS_MAX {
            let why = format!("the run has {STEPS_MAX} steps, and may have no more");
            return Err(refused(Verb::RunStep, why, "use the name of a known step again".into()));
        }
        RUN_DATA.check_json(&data)?;
        Ok(self.event(Fact::StepCompleted { name: name.to_owned(), ms }))
    }

    /// Changes fields of the data.
    pub(in crate::core) fn update_run(
        mut self,
        set: &Map<String, Value>,
        unset: &[String],
    ) -> Result<Decision, Refusal> {
        let Some(session) = &mut self.after else {
            return Err(nothing_there(Verb::RunUpdate, "there is no run".to_owned()));
        };
        let before = session.metadata.clone();
        session.metadata.extend(set.clone());
        for name in unset {
            if session.metadata.remove(name).is_none() {
                let why = format!("its data has no field '{name}'");
                let look = LookAt::Session(session.id.to_string());
                return Err(refused(Verb::RunUpdate, why, Hint::show("see what it has", look)));
            }
        }
        METADATA.check_json(&session.metadata)?;
        if session.metadata == before {
            return Ok(Decision::Unchanged { message: "It is so already; nothing changed".into() });
        }
        self.file_again();
        let set = set.keys().cloned().collect();
        Ok(self.event(Fact::RunUpdated { set, unset: unset.to_vec() }).into())
    }

    /// Ends a run that failed.
    pub(in crate::core) fn fail_run(mut self, reason: Option<&str>) -> Event {
        self.finish(Phase::Ended, some_text(reason));
        self.change_run(|run| run.status = RunStatus(ERROR.to_owned()));
        self.history_updates.0 = self.after.iter().map(HistoryUpdate::of).collect();
        let now = self.effect.now;
        let active_ms = self.after.as_ref().map_or(0, |session| session.active_ms(now));
        self.event(Fact::Failed { active_ms, reason: some_text(reason) })
    }

    /// Deletes a run. A live one is cancelled first.
    pub(in crate::core) fn delete_run(mut self) -> Event {
        let effect = self.effect;
        let governance = self.watch.governance.snapshot();
        let was_live = self.watch.live().is_some();
        if let Some(session) = &mut self.after {
            if was_live {
                session.finish(Phase::Cancelled, governance, effect);
            }
            if let Some(run) = &mut session.run {
                run.deleted_at_utc = Some(effect.at);
            }
        }
        if let Some(before) = self.normalized.as_ref().filter(|_| !was_live) {
            self.history_updates.0.push(HistoryUpdate::without(before));
            self.history_updates.1.push(HistoryUpdate::of(before));
        }
        self.last_ended = None;
        let active_ms = self.after.as_ref().map_or(0, |session| session.active_ms(effect.now));
        self.event(Fact::Deleted { active_ms })
    }

    fn change_run<T>(&mut self, how: impl FnOnce(&mut Run) -> T) -> Option<T> {
        self.after.as_mut().and_then(|session| session.run.as_mut()).map(how)
    }
}

/// Returns the session of a run that starts.
pub(in crate::core) fn as_run(session: Session, new: &NewRun) -> Session {
    let run = Run::start(new.name.clone(), new.user_id.clone());
    Session { id: new.id.clone(), run: Some(run), ..session }
}

fn refused(verb: Verb, why: String, next: Hint) -> Refusal {
    Refusal::new(RefusalKind::Refused, verb.spec().not_done, why, next)
}

fn usage(verb: Verb, why: String) -> Refusal {
    let next = "give each field once, as in name=value";
    Refusal::new(RefusalKind::Usage, verb.spec().not_done, why, next)
}

fn nothing_there(verb: Verb, why: String) -> Refusal {
    let next = Hint::show("see which runs there are", LookAt::Runs);
    Refusal::new(RefusalKind::NothingThere, verb.spec().not_done, why, next)
}
