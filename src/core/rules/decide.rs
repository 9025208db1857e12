//! Decides what a command does: an event, nothing, or a refusal. It changes nothing.

use std::borrow::Cow;

use chrono::{DateTime, Utc};

use crate::core::base::{Moment, Refusal, Verb};
use crate::core::check::CompletionCheck;
use crate::core::command::{Command, Request};
use crate::core::history::Watch;
use crate::core::policy::{FindingLevel, Judgement, Overridden};
use crate::core::rules::{
    Decision, EventBuilder, Evidence, Judging, already_in, available, check_clock,
    check_expectation, check_overrides, check_run, check_until, check_words, effective_at,
    judge_event, nothing_goes_on, repeated, same_band, same_health, same_status,
};
use crate::core::session::{Phase, Telling};
use crate::core::task::TaskName;

/// Decides what a request does at a moment.
///
/// `evidence` is what the desk has read for it: the newest line of the step of an undo or a redo
/// ([`Watch::step_for`]), and what a correction needs of the past ([`Watch::needs_of_the_past`]).
///
/// # Errors
/// A [`Refusal`] if the words are wrong, nothing is there, or a rule forbids it.
pub fn decide(
    watch: &Watch,
    request: &Request,
    now: &Moment,
    evidence: &Evidence,
) -> Result<Decision, Refusal> {
    check_words(request)?;
    // What lapsed can still be withdrawn.
    let withdraws =
        matches!(request.command, Command::ClearBand { .. } | Command::ClearHealth { .. });
    let current = if withdraws { Cow::Borrowed(watch) } else { watch.at(now) };
    let watch = current.as_ref();
    if let Some(known) = repeated(watch, request, now)? {
        return Ok(Decision::Repeated(Box::new(known)));
    }
    check_run(watch, &request.command, evidence)?;
    check_expectation(watch, request, now, evidence)?;
    let verb = verb_now(watch, &request.command);
    match request.command.session() {
        None if request.command.names_a_task() || request.command.is_shelving() => {
            check_clock(verb, now)?;
        }
        None => available(watch, verb, now)?,
        Some(_) if verb == Verb::Continue => nothing_goes_on(watch, verb, now)?,
        // What a named session allows is seen when it is changed.
        Some(_) => check_clock(verb, now)?,
    }
    let effect = effective_at(watch, request, now)?;
    check_until(request, effect.at, now)?;
    let until = request.until.map(|until| until.from(effect.at));
    if let Some(message) = unchanged(watch, request, until, now) {
        return Ok(Decision::Unchanged { message });
    }
    let (decision, check) = built(watch, request, (now, verb), evidence)?;
    if let Some(report) = check.map(|check| check.report()).filter(|report| !report.is_valid())
        && request.reason.is_none()
    {
        return Ok(Decision::Incomplete(Box::new(report)));
    }
    Ok(after_what_is_known(decision, evidence, now))
}

/// Judges what a request would do by the policy and the playbooks of the operator. A front end shows it before
/// the command is given; [`decide`] judges in the same way.
///
/// # Errors
/// A [`Refusal`] if the command is refused whatever they say.
pub fn judge(
    watch: &Watch,
    request: &Request,
    now: &Moment,
    evidence: &Evidence,
) -> Result<Judgement, Refusal> {
    let current = watch.at(now);
    let watch = current.as_ref();
    let without = Request { override_reason: Some("?".to_owned()), ..request.clone() };
    let without = if request.command.is_judged() { &without } else { request };
    let Decision::Event(event) = decide(watch, without, now, evidence)? else {
        return Ok(Judgement::default());
    };
    let judging = Judging { now, directives: &evidence.directives, telling: Telling::At(now) };
    Ok(judge_event(watch, request, &event, judging))
}

/// Returns what a request does, and the check of what it completes.
fn built(
    watch: &Watch,
    request: &Request,
    (now, verb): (&Moment, Verb),
    evidence: &Evidence,
) -> Result<(Decision, Option<CompletionCheck>), Refusal> {
    let builder = || -> Result<_, Refusal> {
        let mut event = EventBuilder::new(watch, request, effective_at(watch, request, now)?);
        event.playbooks_known = Some(&evidence.directives.playbooks);
        // What the event refuses, it refuses before a check blocks it.
        let check = event.completion(evidence).ok().flatten();
        event.despite(check.as_ref());
        Ok((event, check))
    };
    let (event, check) = builder()?;
    let decision = build(event, &request.command, verb, evidence)?;
    let Decision::Event(draft) = &decision else { return Ok((decision, check)) };
    let judge = |telling| {
        let judging = Judging { now, directives: &evidence.directives, telling };
        judge_event(watch, request, draft, judging)
    };
    if let Some(reason) = &request.override_reason {
        let judgement = judge(Telling::Record);
        check_overrides(watch, request, &judgement)?;
        let (mut event, check) = builder()?;
        let rules = judgement.of(FindingLevel::Refuse).map(|finding| finding.why.clone());
        event.overridden = Some(Overridden { reason: reason.clone(), rules: rules.collect() });
        return Ok((build(event, &request.command, verb, evidence)?, check));
    }
    let judgement = judge(Telling::At(now));
    if judgement.refuses() {
        return Err(judgement.refusal(request));
    }
    Ok((decision, check))
}

/// Orders what changes of tasks after everything that is known of them: the clock of another desk may have
/// been ahead of this one.
fn after_what_is_known(decision: Decision, evidence: &Evidence, now: &Moment) -> Decision {
    let Decision::Event(mut event) = decision else { return decision };
    for update in &mut event.change.set.tasks {
        let newest = evidence.task(&TaskName::of(&update.task)).map(|known| known.newest_utc);
        update.after = newest.filter(|newest| *newest >= now.utc);
    }
    Decision::Event(event)
}

/// Returns the verb whose rules apply: what a toggle does now, or the end that begins a switch.
fn verb_now(watch: &Watch, command: &Command) -> Verb {
    let phase = watch.live().map(|live| live.phase);
    match command {
        Command::Toggle { .. } => match phase {
            None | Some(Phase::Ended | Phase::Cancelled) => Verb::Start,
            Some(Phase::Active) => Verb::Pause,
            Some(Phase::Paused) => Verb::Resume,
        },
        Command::Start { switch: true, .. } if phase.is_some() => Verb::End,
        Command::Start { .. }
        | Command::Pause { .. }
        | Command::Resume
        | Command::End { .. }
        | Command::Cancel { .. }
        | Command::Reopen { .. }
        | Command::Continue { .. }
        | Command::Edit(_)
        | Command::Add { .. }
        | Command::Undo
        | Command::Redo
        | Command::Note { .. }
        | Command::Push(_)
        | Command::Pop { .. }
        | Command::Task(_)
        | Command::Playbook(_)
        | Command::AnswerGap { .. }
        | Command::Keep
        | Command::SetRunStatus { .. }
        | Command::CompleteStep { .. }
        | Command::UpdateRun { .. }
        | Command::FailRun { .. }
        | Command::DeleteRun
        | Command::AddBreak { .. }
        | Command::RemoveBreak { .. }
        | Command::SetBand { .. }
        | Command::SetHealth { .. }
        | Command::ClearBand { .. }
        | Command::ClearHealth { .. }
        | Command::Acknowledge { .. } => command.verb(),
    }
}

/// Returns the answer to a command that changes nothing; `None` if it changes something.
fn unchanged(
    watch: &Watch,
    request: &Request,
    until: Option<DateTime<Utc>>,
    now: &Moment,
) -> Option<String> {
    let (readings, source) = (&watch.governance.readings, request.provenance.name());
    if let Command::SetBand { band, reason } = &request.command {
        let said = (*band, reason.as_str());
        return same_band(readings.band_of(source)?, said, until, now);
    }
    if let Command::SetHealth { status, reasons } = &request.command {
        let said = (*status, reasons.as_slice());
        return same_health(readings.health_of(source)?, said, until, now);
    }
    if let Command::SetRunStatus { status } = &request.command {
        return same_status(watch, status);
    }
    if let Command::Push(new) = &request.command {
        return already_in(watch.live()?.context_stack.top()?, new);
    }
    None
}

fn build(
    event: EventBuilder<'_>,
    command: &Command,
    verb: Verb,
    evidence: &Evidence,
) -> Result<Decision, Refusal> {
    let step = evidence.step.as_ref();
    let event = match command {
        Command::Edit(edit) => return event.edit(edit, evidence),
        Command::Task(command) => return event.task(command, evidence),
        Command::Playbook(command) => {
            return event.playbook(command, &evidence.directives.playbooks);
        }
        Command::Add { sessions } => return event.add(sessions, evidence),
        Command::Start { notes, .. } => Ok(event.start(notes.as_deref())),
        Command::Toggle { notes } if verb == Verb::Start => Ok(event.start(notes.as_deref())),
        Command::Toggle { .. } if verb == Verb::Pause => Ok(event.pause(None)),
        Command::Toggle { .. } | Command::Resume => Ok(event.resume()),
        Command::Pause { reason } => Ok(event.pause(reason.as_deref())),
        Command::End { notes } => Ok(event.end(notes.as_deref())),
        Command::Cancel { session } => event.cancel(session.as_ref(), evidence),
        Command::Reopen { session } => event.reopen(session.as_ref(), evidence),
        Command::Continue { .. } => event.continue_from(evidence),
        Command::Undo => event.undo(step, evidence),
        Command::Redo => event.redo(step, evidence),
        Command::Note { text, task } => event.note(text, task.as_ref(), evidence),
        Command::Push(frame) => event.push(frame, evidence),
        Command::Pop { kind, summary, complete } => {
            event.pop(kind.as_ref(), (summary.as_deref(), *complete), evidence)
        }
        Command::AnswerGap { session, id, answer } => {
            event.answer_gap(session.as_ref(), *id, *answer, evidence)
        }
        Command::Keep => Ok(event.keep()),
        Command::AddBreak { session, from, to } => {
            event.add_break(session.as_ref(), (*from, *to), evidence)
        }
        Command::RemoveBreak { session, at } => event.remove_break(session.as_ref(), *at, evidence),
        Command::SetRunStatus { status } => Ok(event.set_run_status(status)),
        Command::CompleteStep { name, ms, data } => event.complete_step((name, *ms, data.as_ref())),
        Command::UpdateRun { set, unset } => return event.update_run(set, unset),
        Command::FailRun { reason } => Ok(event.fail_run(reason.as_deref())),
        Command::DeleteRun => Ok(event.delete_run()),
        Command::SetBand { band, reason } => event.set_band(*band, reason),
        Command::SetHealth { status, reasons } => event.set_health(*status, reasons),
        Command::ClearBand { source } => event.clear_band(source.as_deref()),
        Command::ClearHealth { source } => event.clear_health(source.as_deref()),
        Command::Acknowledge { of, reason, shelve_seconds } => {
            event.acknowledge(*of, reason.as_deref(), *shelve_seconds)
        }
    };
    event.map(Decision::from)
}
