//! When a request takes effect: its [`At`], resolved under the lock and checked.

use chrono::{DateTime, Datelike, Utc};

use crate::core::base::{
    Hint, LookAt, Moment, Refusal, RefusalKind, Verb, YEARS, earlier, later, ms_between, short_text,
};
use crate::core::command::{At, Request};
use crate::core::history::{Watch, last_activity};
use crate::core::session::{EffectiveAt, Session};

/// Returns when a request takes effect.
///
/// # Errors
/// A refusal if its explicit time lies in the future or before the last change.
pub(in crate::core) fn effective_at<'a>(
    watch: &Watch,
    request: &Request,
    now: &'a Moment,
) -> Result<EffectiveAt<'a>, Refusal> {
    let verb = request.command.verb();
    if request.at == At::Now {
        return Ok(EffectiveAt::now(now));
    }
    if !verb.takes_a_time() {
        return Err(no_such_time(
            RefusalKind::Usage,
            format!("`{}` always takes effect now", verb.word()),
            "leave the time out",
        ));
    }
    let at = named_time(watch, request.at, now)?;
    if !YEARS.contains(&at.year()) {
        return Err(no_such_time(
            RefusalKind::Usage,
            format!("the year {} is out of range", at.year()),
            "give a time from 1970 to 9999, or none for now",
        ));
    }
    if at > now.utc {
        return Err(no_such_time(
            RefusalKind::Refused,
            format!("it is {} in the future", short_text(ms_between(now.utc, at))),
            "give a time in the past, or none for now",
        ));
    }
    let bound = earliest(watch, verb);
    let at = match (request.at, &bound) {
        (At::Minute(minute), Some(bound)) if is_within_minute(bound.at_utc, minute) => {
            at.max(bound.at_utc).min(now.utc)
        }
        _ => at,
    };
    match bound {
        Some(bound) if at < bound.at_utc => Err(no_such_time(
            RefusalKind::Refused,
            format!("it is {} before {}", short_text(ms_between(at, bound.at_utc)), bound.what),
            Hint::show("give a later time, or none for now; see the times", LookAt::Log),
        )),
        Some(EarliestTime { of_session: true, .. }) => {
            let session = watch.normalized(EffectiveAt::now(now));
            let earlier = || EffectiveAt::earlier(at, now, 0, u64::MAX);
            Ok(session.map_or_else(earlier, |session| session.effective_at(at, now)))
        }
        _ => Ok(EffectiveAt::earlier(at, now, 0, u64::MAX)),
    }
}

/// The time before which a command cannot take effect.
struct EarliestTime {
    at_utc: DateTime<Utc>,
    what: &'static str,
    /// Whether it is the last change of the session that the command is about.
    of_session: bool,
}

fn earliest(watch: &Watch, verb: Verb) -> Option<EarliestTime> {
    let of = |session: &Session, what| EarliestTime {
        at_utc: session.last_change.at_utc,
        what,
        of_session: true,
    };
    match &watch.session {
        Some(session) if verb == Verb::Reopen => Some(of(session, "the session's end")),
        Some(session) if session.phase.is_live() => {
            Some(of(session, "the session's last change of phase or stack"))
        }
        Some(_) | None => watch.last_ended.as_ref().map(|last| EarliestTime {
            at_utc: last.ended_at_utc,
            what: "the previous session's end",
            of_session: false,
        }),
    }
}

fn is_within_minute(at: DateTime<Utc>, minute: DateTime<Utc>) -> bool {
    at >= minute && at < later(minute, 60_000).unwrap_or(minute)
}

/// Returns the time that a request names, UTC.
fn named_time(watch: &Watch, at: At, now: &Moment) -> Result<DateTime<Utc>, Refusal> {
    match at {
        At::Now => Ok(now.utc),
        At::Minute(at) | At::Second(at) => Ok(at),
        At::Ago(ms) => earlier(now.utc, ms).ok_or_else(|| {
            no_such_time(
                RefusalKind::Usage,
                format!("{} ago is before the first year of the calendar", short_text(ms)),
                "give a shorter time, or none for now",
            )
        }),
        // The wall clock may have been set back since.
        At::LastActivity => last_activity(watch).map(|at| at.min(now.utc)).ok_or_else(|| {
            no_such_time(
                RefusalKind::NothingThere,
                "no session is live, so there is no last activity".into(),
                "give a time, or none for now",
            )
        }),
        At::LastEnd => watch.last_ended.as_ref().map(|last| last.ended_at_utc).ok_or_else(|| {
            no_such_time(
                RefusalKind::NothingThere,
                "no session has ended yet".into(),
                "give a time, or none for now",
            )
        }),
    }
}

fn no_such_time(kind: RefusalKind, why: String, next: impl Into<Hint>) -> Refusal {
    Refusal::new(kind, "The explicit time was not accepted", why, next)
}
