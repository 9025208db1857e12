//! The words of an activity: what somebody typed, and what the program says of it.

use crate::core::base::{MANUAL, SessionKey, Verb, breaks_text, ms_between, short_text};
use crate::core::check::Despite;
use crate::core::history::{
    BreakTimes, Fact, ReadingChange, Recorded, StepChange, acknowledged_text,
};
use crate::core::playbook::{HeldAt, PlaybookProgress};
use crate::core::policy::Overridden;
use crate::core::session::{ClosedFrame, Edit, SessionType, Severity};

/// The word for what calls nobody until its time.
const SHELVED: &str = "shelved";

impl Recorded {
    /// Returns for which time it is: that of a break or an added session, or until when it counts.
    pub(in crate::core) fn over(&self) -> Option<BreakTimes> {
        let said = || self.change.set.reading.as_ref().and_then(ReadingChange::until_utc);
        let until_utc = if let Fact::Acknowledged { shelved_until, .. } = &self.event {
            *shelved_until
        } else {
            said().filter(|_| self.event.step_change() == StepChange::Makes)
        };
        let counts = until_utc.map(|until_utc| BreakTimes { from_utc: self.at, until_utc });
        self.event.over().or(counts)
    }

    /// Returns the text after the verb, with what the event found.
    pub(in crate::core) fn text(&self) -> String {
        self.found().fold(self.event.text(), |text, found| joined(&text, &found))
    }

    /// Returns what the program says of it, with what the event found; may be empty.
    pub(in crate::core) fn detail(&self) -> String {
        self.found().fold(self.event.detail(), |text, found| joined(&text, &found))
    }

    /// Returns for how long it counts, as in "for 2h 00m"; empty if somebody has to end it.
    pub(in crate::core) fn lasting_text(&self) -> String {
        let until = if let Fact::Acknowledged { shelved_until, .. } = &self.event {
            *shelved_until
        } else if self.event.verb().is_a_reading() {
            self.change.set.reading.as_ref().and_then(ReadingChange::until_utc)
        } else {
            None
        };
        let long = until.map(|until| format!("for {}", short_text(ms_between(self.at, until))));
        long.unwrap_or_default()
    }

    /// Returns where it left playbooks.
    pub(in crate::core) fn held(&self) -> impl Iterator<Item = (&str, &HeldAt)> {
        let makes = self.event.step_change() == StepChange::Makes;
        let changes = self.change.set.playbooks.iter().filter(move |_| makes);
        changes.filter_map(|change| {
            Some((PlaybookProgress::playbook_of(&change.playbook), change.held.as_ref()?.as_ref()?))
        })
    }

    /// Returns the checks that it passed over, the rules that it was against, where it left playbooks, and the clock step and the gaps that it found.
    fn found(&self) -> impl Iterator<Item = String> {
        let despite = self.despite.as_ref().map(Despite::text);
        let step = self.clock_step_ms.map(|ms| {
            let way = if ms < 0 { "back" } else { "ahead" };
            format!("the wall clock was set {way} by {}", short_text(ms.unsigned_abs()))
        });
        let gaps = self.gaps_found.iter().map(|(id, ms, why)| {
            format!("{id}: the machine {} for {}", why.words(), short_text(*ms))
        });
        let against = self.overridden.as_ref().map(Overridden::text);
        let held =
            self.held().map(|(playbook, held)| format!("{playbook} held at {}", held.number));
        despite.into_iter().chain(against).chain(held).chain(step).chain(gaps)
    }
}

impl Fact {
    /// Returns the text after the verb; may be empty.
    #[must_use]
    pub fn text(&self) -> String {
        let (subject, detail) = (self.subject().unwrap_or_default(), self.detail());
        match self {
            Self::Pushed { frame, title, popped, forced, .. } => {
                let entered = match title {
                    Some(title) => format!("{frame}: {title}"),
                    None => frame.to_string(),
                };
                let against = forced.as_ref().map(|desk| format!("against the claim of {desk}"));
                let entered = joined(&entered, &against.unwrap_or_default());
                let left = frames_text(popped);
                if left.is_empty() { entered } else { joined(&entered, &format!("left {left}")) }
            }
            Self::Popped { popped, summary, completed } => {
                let left = joined(&frames_text(popped), if *completed { "done" } else { "" });
                joined(&left, summary.as_deref().unwrap_or_default())
            }
            Self::Task(fact) => joined(&fact.told(), &subject),
            Self::Playbook(_) => joined(&detail, &subject),
            Self::Acknowledged { .. } | Self::BandSet { .. } | Self::HealthSet { .. } => {
                joined(&detail, &subject)
            }
            Self::Edited { edits, .. } => joined(&subject, &joined(&Edit::names(edits), &detail)),
            Self::Started { .. }
            | Self::Paused { .. }
            | Self::Resumed { .. }
            | Self::Ended { .. }
            | Self::Cancelled { .. }
            | Self::Reopened { .. }
            | Self::Noted { .. }
            | Self::GapAnswered { .. }
            | Self::Kept { .. }
            | Self::BreakAdded { .. }
            | Self::BreakRemoved { .. }
            | Self::Restored { .. }
            | Self::Added { .. }
            | Self::StatusSet { .. }
            | Self::StepCompleted { .. }
            | Self::RunUpdated { .. }
            | Self::Failed { .. }
            | Self::Deleted { .. }
            | Self::Undone { .. }
            | Self::Redone { .. } => joined(&subject, &detail),
        }
    }

    /// Returns what somebody typed: notes, a note, a title or a reason.
    pub(in crate::core) fn subject(&self) -> Option<String> {
        let typed = match self {
            Self::Started { notes, .. } | Self::Ended { notes, .. } | Self::Added { notes, .. } => {
                notes.clone()
            }
            Self::Paused { reason, .. } | Self::Failed { reason, .. } => reason.clone(),
            Self::StepCompleted { name, .. } => Some(name.clone()),
            Self::Noted { text } => Some(text.clone()),
            Self::Pushed { title, .. } => title.clone(),
            Self::Popped { summary, .. } => summary.clone(),
            Self::Task(fact) => fact.typed(),
            Self::Playbook(fact) => fact.typed(),
            Self::Edited { edits, .. } => edits.iter().find_map(|edit| match edit {
                Edit::Notes { to, .. } => Some(to.clone()),
                Edit::Start { .. }
                | Edit::End { .. }
                | Edit::Target { .. }
                | Edit::Operator { .. }
                | Edit::Type { .. }
                | Edit::BreakAdded { .. }
                | Edit::BreakRemoved { .. } => None,
            }),
            Self::BandSet { reason, withdrawn: None, .. } | Self::Acknowledged { reason, .. } => {
                Some(reason.clone())
            }
            Self::HealthSet { reasons, withdrawn: None, .. } => Some(reasons.join("; ")),
            Self::BandSet { withdrawn: Some(_), .. }
            | Self::HealthSet { withdrawn: Some(_), .. }
            | Self::Resumed { .. }
            | Self::Cancelled { .. }
            | Self::Reopened { .. }
            | Self::GapAnswered { .. }
            | Self::Kept { .. }
            | Self::BreakAdded { .. }
            | Self::BreakRemoved { .. }
            | Self::Restored { .. }
            | Self::StatusSet { .. }
            | Self::RunUpdated { .. }
            | Self::Deleted { .. }
            | Self::Undone { .. }
            | Self::Redone { .. } => None,
        };
        typed.filter(|text| !text.is_empty())
    }

    /// Returns when the break was that it added or removed, or the sessions that it added.
    pub(in crate::core) fn over(&self) -> Option<BreakTimes> {
        if let Self::BreakAdded { from, to, .. }
        | Self::BreakRemoved { from, to, .. }
        | Self::Added { from, to, .. } = self
        {
            return Some(BreakTimes { from_utc: *from, until_utc: *to });
        }
        None
    }

    /// Returns what it corrected.
    pub(in crate::core) fn edits(&self) -> &[Edit] {
        if let Self::Edited { edits, .. } = self { edits } else { &[] }
    }

    /// Returns the contexts that it left, innermost first.
    pub(in crate::core) fn left(&self) -> &[ClosedFrame] {
        if let Self::Task(fact) = self {
            return fact.left();
        }
        if let Self::Pushed { popped, .. } | Self::Popped { popped, .. } = self {
            popped
        } else {
            &[]
        }
    }

    /// Returns how bad the band or health is that was given.
    pub(in crate::core) fn severity(&self) -> Severity {
        match self {
            Self::BandSet { to, .. } => to.severity(),
            Self::HealthSet { to, .. } => to.severity(),
            Self::Acknowledged { .. }
            | Self::Started { .. }
            | Self::Paused { .. }
            | Self::Resumed { .. }
            | Self::Ended { .. }
            | Self::Cancelled { .. }
            | Self::Reopened { .. }
            | Self::Noted { .. }
            | Self::Pushed { .. }
            | Self::Popped { .. }
            | Self::GapAnswered { .. }
            | Self::Kept { .. }
            | Self::BreakAdded { .. }
            | Self::BreakRemoved { .. }
            | Self::Edited { .. }
            | Self::Restored { .. }
            | Self::Added { .. }
            | Self::StatusSet { .. }
            | Self::StepCompleted { .. }
            | Self::RunUpdated { .. }
            | Self::Failed { .. }
            | Self::Deleted { .. }
            | Self::Task(_)
            | Self::Playbook(_)
            | Self::Undone { .. }
            | Self::Redone { .. } => Severity::Calm,
        }
    }

    /// Returns what the program says of it, without contexts; may be empty.
    pub(in crate::core) fn detail(&self) -> String {
        match self {
            Self::Started { session_type, instead_of, continues, .. } => {
                joined(&of_type(session_type), &follows(instead_of.as_ref(), *continues))
            }
            Self::Paused { active_ms, .. } => format!("at {}", short_text(*active_ms)),
            Self::Resumed { paused_ms } | Self::Reopened { paused_ms } => {
                format!("after {}", short_text(*paused_ms))
            }
            Self::Ended { active_ms, paused_ms, breaks, .. } => {
                format!("{} active{}", short_text(*active_ms), pauses(*paused_ms, *breaks))
            }
            Self::Playbook(fact) => fact.told(),
            Self::StatusSet { from, to } => format!("{from} → {to}"),
            Self::StepCompleted { ms, .. } => took(*ms).trim_start().to_owned(),
            Self::RunUpdated { set, unset } => fields(set, unset),
            Self::Failed { active_ms, .. } => format!("{} active", short_text(*active_ms)),
            Self::Cancelled { active_ms } | Self::Deleted { active_ms } => {
                format!("{} out of the totals", short_text(*active_ms))
            }
            Self::GapAnswered { gap, ms, kept_ms } => {
                format!("{gap}: {} of {}", short_text(*kept_ms), short_text(*ms))
            }
            Self::Kept { idle_ms } => format!("after {} without activity", short_text(*idle_ms)),
            Self::BreakAdded { ms, .. } | Self::BreakRemoved { ms, .. } => {
                format!("of {}", short_text(*ms))
            }
            Self::Restored { active_ms } => {
                format!("{} in the totals again", short_text(*active_ms))
            }
            Self::Added { count: 1, active_ms, session_type, .. } => {
                joined(&of_type(session_type), &format!("{} active", short_text(*active_ms)))
            }
            Self::Added { count, active_ms, .. } => {
                format!("{count} sessions, {} active", short_text(*active_ms))
            }
            Self::Edited { active_ms: (before, since), cut_off, .. } => {
                let moved = moved(&short_text(*before), &short_text(*since), false);
                let active =
                    if before == since { String::new() } else { format!("{moved} active") };
                let lost = cut_off.text();
                let lost = if lost.is_empty() { lost } else { format!("cut off: {lost}") };
                joined(&active, &lost)
            }
            Self::BandSet { from, to, counts, withdrawn: Some(source), .. } => withdrawn(
                source,
                &moved(from.letter(), &to.to_string(), from == to),
                counts.as_ref(),
            ),
            Self::HealthSet { from, to, counts, withdrawn: Some(source), .. } => {
                withdrawn(source, &moved(from.word(), to.word(), from == to), counts.as_ref())
            }
            Self::BandSet { from, to, counts: None, .. } => {
                moved(from.letter(), &to.to_string(), from == to)
            }
            Self::BandSet { from, to, counts: Some((now, source)), .. } => {
                let now = became(&now.to_string(), from == now);
                joined(&to.to_string(), &format!("the band {now} ({source})"))
            }
            Self::HealthSet { from, to, counts: None, .. } => {
                moved(from.word(), to.word(), from == to)
            }
            Self::HealthSet { from, to, counts: Some((now, source)), .. } => {
                let now = became(now.word(), from == now);
                joined(to.word(), &format!("the health {now} ({source})"))
            }
            Self::Acknowledged { of, shelved_until, .. } => match shelved_until {
                None => acknowledged_text(of),
                Some(_) => joined(&acknowledged_text(of), SHELVED),
            },
            Self::Popped { completed: true, .. } => "done".to_owned(),
            Self::Task(fact) => fact.told(),
            Self::Undone { verb, text, .. } | Self::Redone { verb, text, .. } => {
                verb_and_text(*verb, text)
            }
            Self::Noted { .. } | Self::Pushed { .. } | Self::Popped { .. } => String::new(),
        }
    }
}

/// Returns the type of a session, as in "type review"; empty if it is `work`.
fn of_type(session_type: &SessionType) -> String {
    session_type.special().map(|word| format!("type {word}")).unwrap_or_default()
}

/// Returns what a session that started comes after; empty if that is nothing.
fn follows(instead_of: Option<&(SessionKey, u64)>, continues: Option<SessionKey>) -> String {
    match (continues, instead_of) {
        (Some(earlier), _) => format!("from {earlier}"),
        (None, Some((old, ms))) => format!("after {old} ({})", short_text(*ms)),
        (None, None) => String::new(),
    }
}

/// Returns how long a step took, as in " in 12 ms"; empty if nobody said so.
pub(super) fn took(ms: Option<u64>) -> String {
    ms.map(|ms| format!(" in {ms} ms")).unwrap_or_default()
}

/// Returns the fields that changed, as in "phase, owner; without draft".
pub(super) fn fields(set: &[String], unset: &[String]) -> String {
    match (set.join(", "), unset.join(", ")) {
        (set, unset) if unset.is_empty() => set,
        (set, unset) if set.is_empty() => format!("without {unset}"),
        (set, unset) => format!("{set}; without {unset}"),
    }
}

fn joined(first: &str, second: &str) -> String {
    match (first, second) {
        ("", only) | (only, "") => only.to_owned(),
        (first, second) => format!("{first} · {second}"),
    }
}

fn moved(from: &str, to: &str, same: bool) -> String {
    if same { format!("stays {to}") } else { format!("{from} → {to}") }
}

/// Returns what a reading is now, as in "stays red".
pub(super) fn became(now: &str, same: bool) -> String {
    if same { format!("stays {now}") } else { format!("is now {now}") }
}

/// Returns what a source said, as in "was set by hand" or "probe measured".
pub(super) fn said_by(source: &str) -> String {
    if source == MANUAL { "was set by hand".to_owned() } else { format!("{source} measured") }
}

/// Returns the text of a withdrawal; `counts` has the source that counts now.
fn withdrawn<V>(source: &str, moved: &str, counts: Option<&(V, String)>) -> String {
    let by = counts.map(|(_, source)| format!(" ({source})")).unwrap_or_default();
    joined(&format!("{moved}{by}"), &format!("what {} was withdrawn", said_by(source)))
}

/// Returns the text of an acknowledgement that shelved something, without that word; `None` for others.
pub(in crate::core) fn without_shelved(text: &str) -> Option<String> {
    let (what, rest) = text.split_once(&format!(" · {SHELVED}"))?;
    Some(format!("{what}{rest}"))
}

/// Returns what was done, as in "noted all quiet".
pub(super) fn verb_and_text(verb: Verb, text: &str) -> String {
    match (verb, without_shelved(text)) {
        (Verb::Ack, Some(text)) => format!("{SHELVED} {text}"),
        (_, _) if text.is_empty() => verb.past().to_owned(),
        (_, _) => format!("{} {text}", verb.past()),
    }
}

/// Returns the time in pauses, as in ", 12m paused in 2 breaks"; empty without one.
pub(super) fn pauses(paused_ms: u64, breaks: u32) -> String {
    let often = breaks_text(breaks);
    often.map(|often| format!(", {} paused {often}", short_text(paused_ms))).unwrap_or_default()
}

/// Returns contexts with their times, as in "TASK-7 after 12m".
pub(super) fn frames_text(frames: &[ClosedFrame]) -> String {
    let each = frames.iter().map(|f| format!("{} after {}", f.name(), short_text(f.active_ms)));
    each.collect::<Vec<_>>().join(", ")
}
