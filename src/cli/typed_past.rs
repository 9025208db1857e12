//! Corrections of the past and sessions that are added, as they were typed: reads their times.
//!
//! A time of day belongs to the session that it is about, not to today.

use chrono::{DateTime, Utc};

use super::args::{TypedEdit, TypedSession, text};
use crate::core::{
    At, Command, FrameKind, FrameRef, GapId, GapState, NewFrame, NewPastSession, PastContext,
    SessionEdit, SessionGlance, earlier,
};
use crate::input;
use crate::zone::Zone;

/// A day, milliseconds.
const A_DAY_MS: u64 = 24 * 60 * 60 * 1_000;

/// When and where times are read.
#[derive(Clone, Copy)]
pub struct Reading<'a> {
    /// The time now.
    pub now: DateTime<Utc>,
    /// The local time zone.
    pub zone: &'a dyn Zone,
    /// The session that a command is about; `None` if there is none, or no time of it is needed.
    pub subject: Option<&'a SessionGlance>,
}

impl Reading<'_> {
    fn at(self, text: &str) -> Result<At, String> {
        input::at(text, self.now, self.zone)
    }

    /// Reads a time in the session.
    pub fn within_subject(self, text: &str) -> Result<At, String> {
        match self.times() {
            Some(times) => self.within(text, times),
            None => self.at(text),
        }
    }

    /// Reads from when until when something was in the session.
    pub fn period_within_subject(self, from: &str, to: Option<&str>) -> Result<(At, At), String> {
        let times = self.times();
        let Some(to) = to else {
            // Without a session the day of the times ends now.
            let times = times.unwrap_or((At::Ago(A_DAY_MS), At::Now));
            return input::period_in(from, times, self.now, self.zone);
        };
        let begins = self.within_subject(from)?;
        let ends = match times {
            Some((_, end)) => self.within(to, (begins, end))?,
            None => self.after(to, begins)?,
        };
        Ok((begins, ends))
    }

    /// Returns when the session started and ended; a live one ends now.
    fn times(self) -> Option<(At, At)> {
        let subject = self.subject?;
        let end = subject.ended_at_utc.map_or(At::Now, At::Second);
        Some((At::Second(subject.started_at_utc), end))
    }

    /// Reads a time in what went on from one time to another.
    fn within(self, text: &str, times: (At, At)) -> Result<At, String> {
        input::at_in(text, times, self.now, self.zone)
    }

    /// Reads a time in a gap: a time of day is the last one in it. Without a name it is the oldest open
    /// gap.
    pub fn within_gap(self, text: &str, id: Option<GapId>) -> Result<At, String> {
        let all = self.subject.map(|subject| subject.gaps.as_slice()).unwrap_or_default();
        let gap = match id {
            Some(id) => all.iter().find(|gap| gap.id == id),
            None => all.iter().find(|gap| gap.state == GapState::Open).or(all.last()),
        };
        let end = gap.map_or(self.now, |gap| gap.until_utc);
        input::at_within(text, end, self.now, self.zone)
    }

    /// Reads a time after another one.
    pub fn after(self, text: &str, other: At) -> Result<At, String> {
        input::at_after(text, other, self.now, self.zone)
    }
}

impl TypedEdit {
    /// Reads the times and returns the command.
    ///
    /// # Errors
    /// Why a time cannot be read.
    pub fn read(self, reading: Reading<'_>) -> Result<Command, String> {
        let Reading { now, zone, subject } = reading;
        let started = subject.map(|subject| subject.started_at_utc);
        let near = |text: &str| match started {
            Some(started) => input::at_near(text, started, now, zone),
            None => reading.at(text),
        };
        let start = self.start.as_deref().map(near).transpose()?;
        let end = |text: &str| match reading.times() {
            Some((started, ended)) => reading.within(text, (start.unwrap_or(started), ended)),
            None => reading.at(text),
        };
        Ok(Command::Edit(Box::new(SessionEdit {
            session: self.session,
            start,
            end: self.end.as_deref().map(end).transpose()?,
            notes: self.notes,
            closing: self.closing,
            target_seconds: self.target.map(|target| target.as_secs()),
            operator: self.operator,
            session_type: self.session_type,
        })))
    }
}

impl TypedSession {
    /// Reads the times and returns the command. `notes` are those of the session.
    ///
    /// # Errors
    /// Why a time or a context cannot be read.
    pub fn read(self, reading: Reading<'_>) -> Result<Command, String> {
        let from = reading.at(&self.from)?;
        let to = reading.after(&self.to, from)?;
        let period = |text: &String| input::period_in(text, (from, to), reading.now, reading.zone);
        let breaks = self.breaks.iter().map(period).collect::<Result<_, _>>()?;
        let notes = text(self.notes, &self.words);
        let usual = |name: &'static str, typed: &[String]| -> Result<Vec<_>, String> {
            let kind: FrameKind = name.parse()?;
            typed.iter().map(|text| context(kind.clone(), text, (from, to), reading)).collect()
        };
        let mut contexts = usual("project", &self.projects)?;
        contexts.extend(usual("sprint", &self.sprints)?);
        contexts.extend(usual("task", &self.tasks)?);
        for text in &self.contexts {
            let (kind, rest) = text.split_once(':').ok_or_else(|| no_type(text))?;
            contexts.push(context(kind.parse()?, rest, (from, to), reading)?);
        }
        // In the order in which they were entered; those of the start come first.
        contexts.sort_by_key(|context| context.at.map(|at| instant(at, reading.now)));
        Ok(Command::Add {
            sessions: vec![NewPastSession {
                notes,
                session_type: self.session_type.unwrap_or_default(),
                closing: self.closing,
                contexts,
                breaks,
                band: self.band,
                health: self.health,
                target_seconds: self.target.map(|target| target.as_secs()),
                ..NewPastSession::between(from, to)
            }],
        })
    }
}

/// Reads a context: its id, then the time at which it was entered, then its title.
fn context(
    kind: FrameKind,
    text: &str,
    times: (At, At),
    reading: Reading<'_>,
) -> Result<PastContext, String> {
    let text = text.trim();
    let (name, title) = match text.split_once(char::is_whitespace) {
        Some((name, title)) => (name, Some(title.trim().to_owned())),
        None => (text, None),
    };
    let (id, time) = match name.rsplit_once('@') {
        Some((id, time)) => (id, Some(time)),
        None => (name, None),
    };
    // A name of one word has its type in it.
    let named = FrameRef::of_one_word(id).filter(|named| named.kind == kind);
    let id = named.map_or_else(|| id.to_owned(), |named| named.id);
    let at = time.map(|time| reading.within(time, times)).transpose()?;
    Ok(PastContext { frame: NewFrame { title, ..NewFrame::new(kind, id) }, at })
}

fn no_type(text: &str) -> String {
    format!("'{text}' has no type; write the type before the id, as in incident:42")
}

/// Returns when a time is, UTC, as far as that is known before the command is decided.
fn instant(at: At, now: DateTime<Utc>) -> DateTime<Utc> {
    match at {
        At::Minute(at) | At::Second(at) => at,
        At::Ago(ms) => earlier(now, ms).unwrap_or(now),
        At::Now | At::LastActivity | At::LastEnd => now,
    }
}
