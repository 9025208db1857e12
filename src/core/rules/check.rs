//! Checks of a request: its texts, and what its caller saw.

use chrono::{DateTime, Utc};

use crate::core::base::{
    ADDED_BYTES, ADDED_MAX, ID, KEPT_MAX, MANUAL, METADATA, Moment, NOTE, REASON, REASONS_MAX,
    Refusal, RefusalKind, TITLE, Undo, Verb, ms_ago_text, ms_between, who_text,
};
use crate::core::command::{
    Command, Entering, Expect, NewFrame, NewPastSession, Request, SessionEdit,
};
use crate::core::history::{Activity, UndoStep, Watch, last_activity};
use crate::core::rules::{
    Evidence, check_estimate, check_new_run, check_override, check_playbook_command,
    check_run_words, check_shelving, check_task_command, check_task_name, check_title,
};
use crate::core::session::{AlertOf, expand_id};

/// Checks until when a band or a health counts that takes effect at `at`.
///
/// # Errors
/// A usage refusal if it is not a person who sets one of both, or if that time is over.
pub(in crate::core) fn check_until(
    request: &Request,
    at: DateTime<Utc>,
    now: &Moment,
) -> Result<(), Refusal> {
    let Some(until) = request.until else { return Ok(()) };
    let refused = |why: String, next: &'static str| {
        let not_done = request.command.verb().spec().not_done;
        Err(Refusal::new(RefusalKind::Usage, not_done, why, next))
    };
    let sets = matches!(request.command, Command::SetBand { .. } | Command::SetHealth { .. });
    if !sets || !request.provenance.is_given() {
        return refused("only what a person sets has an end".to_owned(), "leave the end out");
    }
    let until = until.from(at);
    if until <= now.utc {
        let ago = ms_ago_text(ms_between(until, now.utc));
        return refused(format!("its end was {ago}"), "give an end in the future");
    }
    Ok(())
}

/// Checks that every text of a request is within its bound.
///
/// # Errors
/// A usage refusal that names the text.
pub(in crate::core) fn check_words(request: &Request) -> Result<(), Refusal> {
    ID.named("operator").check_some(&request.by.operator)?;
    request.operation.as_deref().map_or(Ok(()), |id| ID.named("operation id").check_some(id))?;
    if let Some(reason) = &request.reason {
        REASON.check_some(reason)?;
        if !request.command.completes() {
            let verb = request.command.verb().spec();
            let why = "a reason completes what a check blocks, and this completes nothing";
            return Err(Refusal::new(RefusalKind::Usage, verb.not_done, why, "leave it out"));
        }
    }
    check_override(request)?;
    if let Some(source) = request.provenance.source() {
        check_source(source)?;
        if !matches!(request.command, Command::SetBand { .. } | Command::SetHealth { .. }) {
            let why = "a source can only set the band or the health";
            let next = "leave the source out";
            return Err(Refusal::new(RefusalKind::Usage, "Nothing was changed", why, next));
        }
    }
    match &request.command {
        Command::Start { target_seconds: Some(0), .. } => Err(Refusal::new(
            RefusalKind::Usage,
            Verb::Start.spec().not_done,
            "its target is zero",
            "give one such as 2h30m, or leave it out",
        )),
        Command::Start { notes, agent_id, workflow_id, metadata, run, .. } => {
            run.as_deref().map_or(Ok(()), check_new_run)?;
            NOTE.check_option(notes.as_deref())?;
            ID.named("agent id").check_option(agent_id.as_deref())?;
            ID.named("workflow id").check_option(workflow_id.as_deref())?;
            METADATA.check_json(metadata)
        }
        Command::Pause { reason } => REASON.check_option(reason.as_deref()),
        Command::End { notes } | Command::Toggle { notes } => NOTE.check_option(notes.as_deref()),
        Command::Note { text, task } => {
            task.as_ref().map_or(Ok(()), check_task_name)?;
            NOTE.check_some(text)
        }
        Command::Pop { summary, .. } => NOTE.check_option(summary.as_deref()),
        Command::Task(command) => check_task_command(command),
        Command::Playbook(command) => check_playbook_command(command),
        Command::Edit(edit) => check_edit(edit),
        Command::Add { sessions } => check_added(sessions),
        Command::Push(frame) => check_frame(frame, Verb::Push),
        Command::SetBand { reason, .. } => REASON.check(reason),
        Command::SetHealth { reasons, .. } => {
            if reasons.len() > REASONS_MAX {
                return Err(Refusal::new(
                    RefusalKind::Usage,
                    Verb::Health.spec().not_done,
                    format!("{} reasons were given and {REASONS_MAX} may be", reasons.len()),
                    "give the ones that matter most",
                ));
            }
            reasons.iter().try_for_each(|reason| REASON.check(reason))
        }
        Command::Acknowledge { reason, shelve_seconds, .. } => {
            check_shelving(reason.as_deref(), *shelve_seconds)?;
            REASON.check_option(reason.as_deref())
        }
        Command::ClearBand { source } | Command::ClearHealth { source } => {
            source.as_deref().map_or(Ok(()), check_source)
        }
        Command::SetRunStatus { .. }
        | Command::CompleteStep { .. }
        | Command::UpdateRun { .. }
        | Command::FailRun { .. }
        | Command::DeleteRun => check_run_words(&request.command),
        Command::Resume
        | Command::Cancel { .. }
        | Command::Reopen { .. }
        | Command::Continue { .. }
        | Command::Undo
        | Command::Redo
        | Command::AnswerGap { .. }
        | Command::Keep
        | Command::AddBreak { .. }
        | Command::RemoveBreak { .. } => Ok(()),
    }
}

pub(super) fn check_frame(frame: &NewFrame, verb: Verb) -> Result<(), Refusal> {
    check_estimate(frame.estimate_seconds, verb)?;
    check_title(frame.title.as_deref(), verb)?;
    // An empty id of a new one is the next free one.
    if frame.entering != Entering::New || !frame.id.is_empty() {
        ID.named("context id").check_some(&expand_id(&frame.kind, frame.id.trim()))?;
    }
    TITLE.check_option(frame.title.as_deref())
}

fn check_edit(edit: &SessionEdit) -> Result<(), Refusal> {
    let SessionEdit {
        session: _,
        start,
        end,
        notes,
        closing,
        target_seconds,
        operator,
        session_type,
    } = edit;
    let is_empty = start.is_none()
        && end.is_none()
        && notes.is_none()
        && closing.is_none()
        && target_seconds.is_none()
        && operator.is_none()
        && session_type.is_none();
    if is_empty {
        return Err(Refusal::new(
            RefusalKind::Usage,
            Verb::Edit.spec().not_done,
            "nothing was given to correct",
            "give a start, an end, notes, a target, an operator or a type",
        ));
    }
    NOTE.check_option(notes.as_deref())?;
    NOTE.named("text of the closing notes").check_option(closing.as_deref())?;
    operator.as_deref().map_or(Ok(()), |name| ID.named("operator").check_some(name))
}

fn check_added(sessions: &[NewPastSession]) -> Result<(), Refusal> {
    let refused = |why: String, next: &'static str| {
        Err(Refusal::new(RefusalKind::Usage, Verb::Add.spec().not_done, why, next))
    };
    if sessions.is_empty() || sessions.len() > ADDED_MAX {
        let why = format!("{} sessions were given, and 1 to {ADDED_MAX} may be", sessions.len());
        return refused(why, "give them in several commands");
    }
    for new in sessions {
        NOTE.check_option(new.notes.as_deref())?;
        NOTE.named("text of the closing notes").check_option(new.closing.as_deref())?;
        METADATA.check_json(&new.metadata)?;
        ID.named("source hash").check_option(new.source_hash.as_deref())?;
        new.contexts.iter().try_for_each(|context| check_frame(&context.frame, Verb::Add))?;
        if new.breaks.len() >= KEPT_MAX || new.contexts.len() >= KEPT_MAX {
            let why = format!("a session may have {} breaks and contexts", KEPT_MAX - 1);
            return refused(why, "give fewer");
        }
    }
    // Each is written twice when the command is undone.
    let bytes = serde_json::to_vec(sessions).map_or(usize::MAX, |json| json.len());
    if bytes > ADDED_BYTES {
        let why = format!("they take {bytes} bytes and may take {ADDED_BYTES}");
        return refused(why, "give them in several commands");
    }
    Ok(())
}

/// Checks the name of a source.
fn check_source(name: &str) -> Result<(), Refusal> {
    ID.named("source").check_some(name)?;
    if name.trim().eq_ignore_ascii_case(MANUAL) {
        let why = format!("'{MANUAL}' is the name of what a person gives");
        let next = "use the name of the program that measures, or leave the source out";
        return Err(Refusal::new(RefusalKind::Usage, "Nothing was changed", why, next));
    }
    Ok(())
}

/// Checks that what the caller saw has not changed.
///
/// # Errors
/// A refusal that names what changed, and by whom.
pub(in crate::core) fn check_expectation(
    watch: &Watch,
    request: &Request,
    now: &Moment,
    evidence: &Evidence,
) -> Result<(), Refusal> {
    let Some(expect) = &request.expect else { return Ok(()) };
    let holds = match expect {
        Expect::Seq(seq) => *seq == watch.seq,
        Expect::Session(seen) => {
            let there = watch.live().map(|live| (&live.id, live.phase));
            seen.as_ref().map(|(id, phase)| (id, *phase)) == there
        }
        Expect::Undoes(seq) => newest_is(&watch.undo, *seq),
        Expect::Redoes(seq) => newest_is(&watch.redo, *seq),
        Expect::Band(band) => *band == watch.governance.cone.band,
        Expect::Health(light) => *light == watch.governance.health.status,
        Expect::Alerts(words) => {
            *words == AlertOf::ALL.map(|which| watch.governance.worst_level(which).word.to_owned())
        }
        Expect::LastActivity(seen) => *seen == last_activity(watch),
        Expect::Seen(seen) => {
            let mut both = evidence.subject.iter().chain(&watch.session);
            both.any(|session| seen.is_still(session))
        }
    };
    if holds {
        return Ok(());
    }
    let newest = watch.recent.iter().find(|done| match expect {
        Expect::Seq(_) => true,
        Expect::Session(_) => changes_the_phase(done.verb),
        Expect::Undoes(_) | Expect::Redoes(_) => moves_the_undo(done),
        Expect::Band(_) => done.verb == Verb::Band,
        Expect::Health(_) => done.verb == Verb::Health,
        Expect::Alerts(..) => done.verb.is_a_reading(),
        Expect::LastActivity(_) => !done.verb.is_a_reading(),
        Expect::Seen(_) => corrects(done.verb),
    });
    let newest = newest.map(|activity| {
        let operator = || who_text(&activity.by.operator, activity.by.interface);
        let who = activity.provenance.source().map_or_else(operator, str::to_owned);
        let (did, ago) = (activity.did(), ms_ago_text(ms_between(activity.at_utc, now.utc)));
        format!(": {who} {did} {ago}")
    });
    let newest = newest.unwrap_or_default();
    let why = match expect {
        Expect::Seq(seq) => {
            format!("the newest event is {}, not {seq}{newest}", watch.seq)
        }
        Expect::Session(_)
        | Expect::Undoes(_)
        | Expect::Redoes(_)
        | Expect::Band(_)
        | Expect::Health(_)
        | Expect::Alerts(..)
        | Expect::Seen(_)
        | Expect::LastActivity(_) => format!("it has changed since you looked{newest}"),
    };
    Err(Refusal::new(
        RefusalKind::Refused,
        "Nothing was changed",
        why,
        "look again and repeat the command if you still mean it",
    ))
}

fn newest_is(steps: &[UndoStep], seq: u64) -> bool {
    steps.last().is_some_and(|step| step.seq == seq)
}

/// Reports whether an activity changes what an undo or a redo does. A measured reading is no step.
fn moves_the_undo(done: &Activity) -> bool {
    match done.verb.spec().undo {
        Undo::Always | Undo::IsStep => true,
        Undo::UnlessMeasured => done.provenance.is_given(),
        Undo::Never => false,
    }
}

/// Reports whether a verb may change a session that is over.
fn corrects(verb: Verb) -> bool {
    use Verb::{Break, Cancel, Edit, Gap, Redo, RemoveBreak, Reopen, Undo};
    matches!(verb, Edit | Cancel | Reopen | Break | RemoveBreak | Gap | Undo | Redo)
}

/// Reports whether a verb changes the phase of the session, or replaces the session.
fn changes_the_phase(verb: Verb) -> bool {
    match verb {
        Verb::RunFail
        | Verb::RunDelete
        | Verb::Start
        | Verb::Pause
        | Verb::Resume
        | Verb::Toggle
        | Verb::End
        | Verb::Cancel
        | Verb::Reopen
        | Verb::Continue
        | Verb::Undo
        | Verb::Redo => true,
        Verb::Note
        | Verb::Push
        | Verb::Pop
        | Verb::Gap
        | Verb::Keep
        | Verb::Break
        | Verb::RemoveBreak
        | Verb::Edit
        | Verb::Add
        | Verb::TaskAdd
        | Verb::TaskEdit
        | Verb::TaskDrop
        | Verb::Done
        | Verb::Block
        | Verb::Unblock
        | Verb::Estimate
        | Verb::Summary
        | Verb::Claim
        | Verb::Release
        | Verb::Artifact
        | Verb::RunStatus
        | Verb::RunStep
        | Verb::RunUpdate
        | Verb::Band
        | Verb::Health
        | Verb::Ack
        | Verb::StepDone
        | Verb::StepUndo
        | Verb::StepSkip
        | Verb::PlaybookReset => false,
    }
}
