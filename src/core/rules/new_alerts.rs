//! Checks what an acknowledgement needs: something new, or a reason and a time for shelving.

use chrono::TimeDelta;

use crate::core::base::{Argument, Hint, LookAt, Moment, Refusal, RefusalKind, Verb, short_text};
use crate::core::history::Watch;
use crate::core::session::{AlertOf, AlertState, Governance, SHELVE_MAX};

/// What a refusal to shelve says first.
pub const NOT_SHELVED: &str = "Nothing was shelved";
/// The shortest time for which an alert can be shelved, seconds.
const SHELVE_MIN: u64 = 60;

/// Checks that a time is fit for shelving, and that a reason is given.
///
/// # Errors
/// A refusal that names the bounds, or that a reason is missing.
pub(in crate::core) fn check_shelving(
    reason: Option<&str>,
    seconds: Option<u64>,
) -> Result<(), Refusal> {
    let Some(seconds) = seconds else { return Ok(()) };
    let refused =
        |why: String, next: Hint| Err(Refusal::new(RefusalKind::Usage, NOT_SHELVED, why, next));
    if seconds < SHELVE_MIN || seconds_long(seconds) > SHELVE_MAX {
        let is_whole = seconds.is_multiple_of(60);
        let text = || short_text(seconds.saturating_mul(1_000));
        let given = if is_whole { text() } else { format!("{seconds}s") };
        let why = format!("{given} is not from 1m to 8h");
        return refused(why, "give a time from 1m to 8h".into());
    }
    if reason.is_none_or(|reason| reason.trim().is_empty()) {
        let given = [(Argument::Shelve, "2h"), (Argument::Reason, "WHY")];
        let next = Hint::give_with("say why", Verb::Ack, given);
        return refused("no reason was given".to_owned(), next);
    }
    Ok(())
}

/// Checks that something is new, or could be shelved.
///
/// # Errors
/// A refusal that says what is known instead.
pub(in crate::core) fn open_alert(watch: &Watch, now: &Moment) -> Result<(), Refusal> {
    let governance = &watch.governance;
    if AlertOf::ALL.into_iter().any(|which| governance.is_open(which, now)) {
        return Ok(());
    }
    Err(nothing_new(governance, None, now))
}

pub(in crate::core) fn nothing_new(
    governance: &Governance,
    of: Option<AlertOf>,
    now: &Moment,
) -> Refusal {
    let state = |which: AlertOf| match governance.alert_state(which, now.utc) {
        AlertState::Normal
        | AlertState::New { .. }
        | AlertState::Returned(_)
        | AlertState::Shelved(_) => None,
        AlertState::Acknowledged(ack) => {
            Some(format!("{} acknowledged the {} already", ack.by, which.word()))
        }
    };
    let named = AlertOf::ALL.into_iter().filter(|which| of.is_none_or(|of| of == *which));
    let known: Vec<String> = named.filter_map(state).collect();
    let (kind, why) = if known.is_empty() {
        (RefusalKind::NothingThere, "nothing is new".to_owned())
    } else {
        (RefusalKind::Refused, known.join("; "))
    };
    let look = Hint::show(
        "see what every source says",
        match of {
            Some(AlertOf::Band) => LookAt::Band,
            Some(AlertOf::Health) | None => LookAt::Health,
        },
    );
    Refusal::new(kind, Verb::Ack.spec().not_done, why, look)
}

/// Returns the refusal to shelve what is bad if nothing is.
pub(in crate::core) fn nothing_bad() -> Refusal {
    let given =
        [(Argument::AlertOf, "health"), (Argument::Shelve, "2h"), (Argument::Reason, "WHY")];
    let next = Hint::give_with("before a planned work, name what it disturbs", Verb::Ack, given);
    Refusal::new(RefusalKind::NothingThere, NOT_SHELVED, "nothing is bad", next)
}

pub(in crate::core) fn seconds_long(seconds: u64) -> TimeDelta {
    i64::try_from(seconds).ok().and_then(TimeDelta::try_seconds).unwrap_or(TimeDelta::MAX)
}
