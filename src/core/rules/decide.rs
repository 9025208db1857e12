//! What becomes of a command: an event, or a refusal. Decides, changes nothing.

use crate::core::base::moment::Moment;
use crate::core::base::refusal::Refusal;
use crate::core::base::verb::Verb;
use crate::core::command::request::{Command, Request};
use crate::core::history::event::Event;
use crate::core::history::watch::Watch;
use crate::core::rules::available::available;
use crate::core::rules::check::{check_expectation, check_words, effect};
use crate::core::rules::event_builder::EventBuilder;
use crate::core::session::lifecycle::Phase;

/// Decides what becomes of a request at a moment.
///
/// A request whose operation was answered before is the caller's to answer again
/// ([`Watch::answered`]); here it would be decided anew.
///
/// # Errors
/// A [`Refusal`] when the words are wrong, nothing is there, or a rule forbids it.
pub fn decide(watch: &Watch, request: &Request, now: &Moment) -> Result<Event, Refusal> {
    check_words(request)?;
    check_expectation(watch, request, now)?;
    let verb = match (&request.command, watch.live().map(|live| live.phase)) {
        (Command::Toggle { .. }, None) => Verb::Start,
        (Command::Toggle { .. }, Some(Phase::Active)) => Verb::Pause,
        (Command::Toggle { .. }, Some(_)) => Verb::Resume,
        (Command::Start { switch: true, .. }, Some(_)) => Verb::End,
        (command, _) => command.verb(),
    };
    available(watch, verb, now)?;
    let draft = EventBuilder::new(watch, request, effect(watch, request, now)?);
    match &request.command {
        Command::Start { .. } => Ok(draft.start()),
        Command::Toggle { .. } if verb == Verb::Start => Ok(draft.start()),
        Command::Toggle { .. } if verb == Verb::Pause => Ok(draft.pause(None)),
        Command::Toggle { .. } | Command::Resume => Ok(draft.resume()),
        Command::Pause { reason } => Ok(draft.pause(reason.as_deref())),
        Command::End { notes } => Ok(draft.end(notes.as_deref())),
        Command::Cancel => Ok(draft.cancel()),
        Command::Reopen => Ok(draft.reopen()),
        Command::Undo => draft.undo(),
        Command::Redo => draft.redo(),
        Command::Note { text } => Ok(draft.note(text)),
        Command::Push(frame) => draft.push(frame),
        Command::Pop { kind } => draft.pop(kind.as_ref()),
        Command::AnswerGap { id, answer } => draft.answer_gap(*id, *answer),
        Command::Keep => Ok(draft.keep()),
        Command::AddBreak { from, to } => draft.add_break(*from, *to),
        Command::Amend { notes, start } => Ok(draft.amend(notes, *start)),
        Command::SetBand { band, reason } => Ok(draft.set_band(*band, reason)),
        Command::SetHealth { status, reasons } => Ok(draft.set_health(*status, reasons)),
    }
}
