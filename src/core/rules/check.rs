//! What stands against a request before the lifecycle is asked: its words, what its giver saw,
//! and its explicit time.

use crate::core::base::bounds::{ID, METADATA, NOTE, REASON, REASONS_MAX, TITLE};
use crate::core::base::by::Interface;
use crate::core::base::duration::short_text;
use crate::core::base::moment::Moment;
use crate::core::base::refusal::{Refusal, RefusalKind};
use crate::core::base::verb::Verb;
use crate::core::command::request::{Command, Expect, Request};
use crate::core::history::activity::Activity;
use crate::core::history::watch::{UndoStep, Watch};
use crate::core::session::context::expand_id;
use crate::core::session::effect::EffectiveAt;

/// Checks that every text of a request is within its bound.
///
/// # Errors
/// A usage refusal that names the text.
pub(in crate::core) fn check_words(request: &Request) -> Result<(), Refusal> {
    ID.named("operator").check_some(&request.by.operator)?;
    request.operation.as_deref().map_or(Ok(()), |id| ID.named("operation id").check_some(id))?;
    match &request.command {
        Command::Start { target_seconds: Some(0), .. } => Err(Refusal::new(
            RefusalKind::Usage,
            "No session was started",
            "its target is nothing at all",
            "give one such as 2h30m, or leave it out",
        )),
        Command::Start { notes, agent_id, workflow_id, metadata, .. } => {
            NOTE.check_option(notes.as_deref())?;
            ID.named("agent id").check_option(agent_id.as_deref())?;
            ID.named("workflow id").check_option(workflow_id.as_deref())?;
            METADATA.check_json(metadata)
        }
        Command::Pause { reason } => REASON.check_option(reason.as_deref()),
        Command::End { notes } | Command::Toggle { notes } => NOTE.check_option(notes.as_deref()),
        Command::Note { text } => NOTE.check_some(text),
        Command::Amend { notes, .. } => NOTE.named("notes").check_some(notes),
        Command::Push(frame) => {
            if frame.estimate_seconds == Some(0) {
                return Err(Refusal::new(
                    RefusalKind::Usage,
                    "No context was entered",
                    "its estimate is nothing at all",
                    "give one such as 2h30m, or leave it out",
                ));
            }
            ID.named("context id").check_some(&expand_id(&frame.kind, frame.id.trim()))?;
            TITLE.check_option(frame.title.as_deref())
        }
        Command::SetBand { reason, .. } => REASON.check(reason),
        Command::SetHealth { reasons, .. } => {
            if reasons.len() > REASONS_MAX {
                return Err(Refusal::new(
                    RefusalKind::Usage,
                    "The health was not set",
                    format!("{} reasons were given and {REASONS_MAX} may be", reasons.len()),
                    "give the ones that matter most",
                ));
            }
            reasons.iter().try_for_each(|reason| REASON.check(reason))
        }
        Command::Resume
        | Command::Cancel
        | Command::Reopen
        | Command::Undo
        | Command::Redo
        | Command::Pop { .. }
        | Command::AnswerGap { .. }
        | Command::Keep
        | Command::AddBreak { .. } => Ok(()),
    }
}

/// Finds when the request takes effect.
///
/// # Errors
/// A refusal when its explicit time lies in the future or before the last change.
pub(in crate::core) fn effect<'a>(
    watch: &Watch,
    request: &Request,
    now: &'a Moment,
) -> Result<EffectiveAt<'a>, Refusal> {
    let Some(at) = request.at else { return Ok(EffectiveAt::now(now)) };
    let refused = |kind, why: String, next: &str| {
        Err(Refusal::new(kind, "The explicit time was not taken", why, next))
    };
    let verb = request.command.verb();
    if !verb.takes_a_time() {
        return refused(
            RefusalKind::Usage,
            format!("`{}` always takes effect now", verb.word()),
            "leave `--at` and `--ago` out",
        );
    }
    if at > now.utc {
        let ahead_ms = (at - now.utc).num_milliseconds().unsigned_abs();
        return refused(
            RefusalKind::Refused,
            format!("it lies {} in the future", short_text(ahead_ms)),
            "give a time that has passed, or none for now",
        );
    }
    let normalized = watch.normalized(EffectiveAt::now(now));
    let changed = match &watch.session {
        Some(session) if session.phase.is_live() || verb == Verb::Reopen => {
            Some(&session.last_change)
        }
        _ => None,
    };
    let earliest = match (changed, &watch.last_ended) {
        (Some(change), _) if verb == Verb::Reopen => Some((change.at_utc, "the session's end")),
        (Some(change), _) => Some((change.at_utc, "the session's last change of phase or stack")),
        (None, Some(last)) => Some((last.ended_at_utc, "the previous session's end")),
        (None, None) => None,
    };
    match earliest {
        Some((earliest, what)) if at < earliest => {
            let early_ms = (earliest - at).num_milliseconds().unsigned_abs();
            refused(
                RefusalKind::Refused,
                format!("it lies {} before {what}", short_text(early_ms)),
                "give a later time, or none for now; `onwatch log` shows the times",
            )
        }
        _ => Ok(match normalized.filter(|_| changed.is_some()) {
            Some(session) => session.effective_at(at, now),
            None => EffectiveAt::earlier(at, now, 0, u64::MAX),
        }),
    }
}

/// Checks that what the giver saw still stands.
///
/// # Errors
/// A refusal that names what changed, and by whom.
pub(in crate::core) fn check_expectation(
    watch: &Watch,
    request: &Request,
    now: &Moment,
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
    };
    if holds {
        return Ok(());
    }
    let verb_of = |seq: u64| watch.recent.iter().find(|done| done.seq == seq).map(|done| done.verb);
    let newest = watch.recent.iter().find(|done| match expect {
        Expect::Seq(_) => true,
        Expect::Session(_) => done.verb.takes_a_time() || done.verb.is_a_step(),
        Expect::Undoes(seq) | Expect::Redoes(seq) => moves_the_undo(done, verb_of(*seq)),
        Expect::Band(_) => done.verb == Verb::Band,
        Expect::Health(_) => done.verb == Verb::Health,
    });
    let why = newest.map_or_else(
        || "what you saw has changed since".to_owned(),
        |activity| {
            let age_ms = u64::try_from((now.utc - activity.at_utc).num_milliseconds());
            format!(
                "it has changed since you looked: {} ({}) {} {} ago",
                activity.by.operator,
                activity.by.interface.name(),
                doing(activity),
                short_text(age_ms.unwrap_or(0)),
            )
        },
    );
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

/// Tells whether what was done changes what an undo or a redo of a `step` would do. A reading that
/// nobody takes back is no step itself, and ends none but those of its kind.
fn moves_the_undo(done: &Activity, step: Option<Verb>) -> bool {
    let is_a_step = !done.verb.is_a_reading() || done.by.interface == Interface::Tui;
    done.verb != Verb::Keep && (is_a_step || Some(done.verb) == step)
}

/// Returns what somebody did, as the middle of a sentence.
fn doing(activity: &Activity) -> String {
    let what = match activity.verb {
        Verb::Undo => "took a change back",
        Verb::Redo => "made a change again",
        Verb::Note => "noted something",
        Verb::Push => "entered a context",
        Verb::Pop => "left a context",
        Verb::Gap => "answered a gap",
        Verb::Keep => "said that it goes on",
        Verb::Break => "added a break",
        Verb::Amend => "changed the notes",
        Verb::Band => return "set the band".to_owned(),
        Verb::Health => return "set the health".to_owned(),
        verb => {
            let key = activity.session.map(|key| format!(" {key}")).unwrap_or_default();
            return format!("{}{key}", verb.past());
        }
    };
    activity.session.map_or_else(|| what.to_owned(), |key| format!("{what} in {key}"))
}
