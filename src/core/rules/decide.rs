//! Decides what a command does: an event, nothing, or a refusal. It changes nothing.

use crate::core::base::{Moment, Refusal, Verb};
use crate::core::command::{Command, Request};
use crate::core::history::{Event, Recorded, Watch};
use crate::core::rules::{
    Decision, EventBuilder, available, check_expectation, check_words, effective_at, repeated,
    same_band, same_health, same_notes,
};
use crate::core::session::Phase;

/// Decides what a request does at a moment.
///
/// An undo or a redo needs `line`: the newest line of its step ([`Watch::step_for`]).
///
/// # Errors
/// A [`Refusal`] if the words are wrong, nothing is there, or a rule forbids it.
pub fn decide(
    watch: &Watch,
    request: &Request,
    now: &Moment,
    line: Option<&Recorded>,
) -> Result<Decision, Refusal> {
    check_words(request)?;
    if let Some(known) = repeated(watch, request, now)? {
        return Ok(Decision::Repeated(Box::new(known)));
    }
    check_expectation(watch, request, now)?;
    let verb = verb_now(watch, &request.command);
    available(watch, verb, now)?;
    let effect = effective_at(watch, request, now)?;
    if let Some(message) = unchanged(watch, request, now) {
        return Ok(Decision::Unchanged { message });
    }
    let event = EventBuilder::new(watch, request, effect);
    build(event, &request.command, verb, line).map(Decision::from)
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
        | Command::Cancel
        | Command::Reopen
        | Command::Undo
        | Command::Redo
        | Command::Note { .. }
        | Command::Push(_)
        | Command::Pop { .. }
        | Command::AnswerGap { .. }
        | Command::Keep
        | Command::AddBreak { .. }
        | Command::Amend { .. }
        | Command::SetBand { .. }
        | Command::SetHealth { .. }
        | Command::ClearBand { .. }
        | Command::ClearHealth { .. } => command.verb(),
    }
}

/// Returns the answer to a command that changes nothing; `None` if it changes something.
fn unchanged(watch: &Watch, request: &Request, now: &Moment) -> Option<String> {
    let (readings, source) = (&watch.governance.readings, request.provenance.name());
    if let Command::SetBand { band, reason } = &request.command {
        return same_band(readings.band_of(source)?, *band, reason, now);
    }
    if let Command::SetHealth { status, reasons } = &request.command {
        return same_health(readings.health_of(source)?, *status, reasons, now);
    }
    if let Command::Amend { notes, which } = &request.command {
        return same_notes(watch.session.as_ref()?, notes, *which);
    }
    None
}

fn build(
    event: EventBuilder<'_>,
    command: &Command,
    verb: Verb,
    line: Option<&Recorded>,
) -> Result<Event, Refusal> {
    match command {
        Command::Start { notes, .. } => Ok(event.start(notes.as_deref())),
        Command::Toggle { notes } if verb == Verb::Start => Ok(event.start(notes.as_deref())),
        Command::Toggle { .. } if verb == Verb::Pause => Ok(event.pause(None)),
        Command::Toggle { .. } | Command::Resume => Ok(event.resume()),
        Command::Pause { reason } => Ok(event.pause(reason.as_deref())),
        Command::End { notes } => Ok(event.end(notes.as_deref())),
        Command::Cancel => Ok(event.cancel()),
        Command::Reopen => Ok(event.reopen()),
        Command::Undo => event.undo(line),
        Command::Redo => event.redo(line),
        Command::Note { text } => Ok(event.note(text)),
        Command::Push(frame) => event.push(frame),
        Command::Pop { kind } => event.pop(kind.as_ref()),
        Command::AnswerGap { id, answer } => event.answer_gap(*id, *answer),
        Command::Keep => Ok(event.keep()),
        Command::AddBreak { from, to } => event.add_break(*from, *to),
        Command::Amend { notes, which } => Ok(event.amend(notes, *which)),
        Command::SetBand { band, reason } => event.set_band(*band, reason),
        Command::SetHealth { status, reasons } => event.set_health(*status, reasons),
        Command::ClearBand { source } => event.clear_band(source.as_deref()),
        Command::ClearHealth { source } => event.clear_health(source.as_deref()),
    }
}
