//! What was written in an event.

use std::borrow::Cow;

use chrono::{DateTime, Utc};

use super::line_facts::LineFacts;
use crate::core::{
    Edit, Fact, FrameRef, HistoryUpdate, NotesKind, PlaybookFact, Session, SessionKey, TaskFact,
    TextKind, contexts_at,
};

/// A text of an event.
pub struct TextFacts<'a> {
    /// What it is.
    pub kind: TextKind,
    /// The text; empty if it empties the one before it.
    pub text: Cow<'a, str>,
    /// In what it replaces an earlier text of its session; `None` if it replaces none.
    pub slot: Option<&'static str>,
    /// When it counts, UTC.
    pub at: DateTime<Utc>,
    /// The session it belongs to.
    pub session: Option<SessionKey>,
    /// The contexts it belongs to, outermost first.
    pub contexts: Cow<'a, [FrameRef]>,
}

impl TextFacts<'_> {
    /// Returns the text in the column of its kind: notes, titles, reasons.
    pub fn columns(&self) -> [Option<&str>; 3] {
        let text = Some(self.text.as_ref());
        match self.kind {
            TextKind::Note => [text, None, None],
            TextKind::Title => [None, text, None],
            TextKind::Reason => [None, None, text],
        }
    }
}

/// Returns what was written in an event.
pub fn texts(facts: &LineFacts) -> Vec<TextFacts<'_>> {
    let text = |kind, text, slot| TextFacts {
        kind,
        text,
        slot,
        at: facts.at,
        session: facts.session.as_ref().map(|session| session.key),
        contexts: facts.context.as_slice().into(),
    };
    let notes = |notes: Option<&'_ String>, which| {
        notes.map(|notes| text(TextKind::Note, notes.clone().into(), Some(slot(which))))
    };
    let reason = |reason: Cow<'static, str>| {
        let is_some = !reason.is_empty();
        is_some.then(|| text(TextKind::Reason, reason, None))
    };
    match &facts.event {
        Fact::Noted { text: note } => vec![text(TextKind::Note, note.into(), None)],
        Fact::Started { notes: start, .. } => {
            notes(start.as_ref(), NotesKind::Start).into_iter().collect()
        }
        Fact::Ended { notes: closing, .. } => {
            notes(closing.as_ref(), NotesKind::Closing).into_iter().collect()
        }
        Fact::Edited { edits, .. } => {
            let edited = edits.iter().filter_map(|edit| match edit {
                Edit::Notes { which, to, .. } => notes(Some(to), *which),
                Edit::Start { .. }
                | Edit::End { .. }
                | Edit::Target { .. }
                | Edit::Operator { .. }
                | Edit::Type { .. }
                | Edit::BreakAdded { .. }
                | Edit::BreakRemoved { .. } => None,
            });
            edited.collect()
        }
        Fact::Added { .. } => {
            let added = facts.change.set.history_updates.iter().filter_map(|update| match update {
                HistoryUpdate::Filed(session) => Some(session.as_ref()),
                HistoryUpdate::Withdrawn { .. } => None,
            });
            added.flat_map(texts_of).collect()
        }
        Fact::Pushed { title: Some(title), .. } => vec![text(TextKind::Title, title.into(), None)],
        Fact::Paused { reason: Some(why), .. }
        | Fact::Failed { reason: Some(why), .. }
        | Fact::Acknowledged { reason: why, .. }
        | Fact::Playbook(PlaybookFact::Skipped { reason: why, .. })
        | Fact::BandSet { reason: why, withdrawn: None, .. } => {
            reason(why.clone().into()).into_iter().collect()
        }
        Fact::HealthSet { reasons, withdrawn: None, .. } => {
            reason(reasons.join("; ").into()).into_iter().collect()
        }
        Fact::Popped { summary: Some(done), .. } => vec![text(TextKind::Note, done.into(), None)],
        Fact::Task(fact) => of_task(fact, text),
        Fact::Playbook(PlaybookFact::Done { note, .. }) => {
            let note = note.as_ref().map(|note| text(TextKind::Note, note.into(), None));
            note.into_iter().collect()
        }
        Fact::Playbook(PlaybookFact::Unmarked { .. } | PlaybookFact::Reset { .. })
        | Fact::Pushed { title: None, .. }
        | Fact::Paused { reason: None, .. }
        | Fact::BandSet { .. }
        | Fact::HealthSet { .. }
        | Fact::Resumed { .. }
        | Fact::Cancelled { .. }
        | Fact::Reopened { .. }
        | Fact::Popped { summary: None, .. }
        | Fact::GapAnswered { .. }
        | Fact::Kept { .. }
        | Fact::BreakAdded { .. }
        | Fact::BreakRemoved { .. }
        | Fact::Restored { .. }
        | Fact::StatusSet { .. }
        | Fact::StepCompleted { .. }
        | Fact::RunUpdated { .. }
        | Fact::Failed { reason: None, .. }
        | Fact::Deleted { .. }
        | Fact::Undone { .. }
        | Fact::Redone { .. } => Vec::new(),
    }
}

/// Returns what was written of a task.
fn of_task<'a>(
    fact: &'a TaskFact,
    text: impl Fn(TextKind, Cow<'a, str>, Option<&'static str>) -> TextFacts<'a>,
) -> Vec<TextFacts<'a>> {
    let written = match fact {
        TaskFact::Completed { summary: Some(summary), .. }
        | TaskFact::Summarized { text: summary, .. } => Some((TextKind::Note, summary)),
        TaskFact::Dropped { reason: Some(why), .. } | TaskFact::Blocked { reason: why, .. } => {
            Some((TextKind::Reason, why))
        }
        TaskFact::Added { title: Some(title), .. } => Some((TextKind::Title, title)),
        TaskFact::Produced { artifact, .. } => {
            artifact.title.as_ref().map(|title| (TextKind::Title, title))
        }
        TaskFact::Completed { summary: None, .. }
        | TaskFact::Dropped { reason: None, .. }
        | TaskFact::Added { title: None, .. }
        | TaskFact::Edited { .. }
        | TaskFact::Unblocked { .. }
        | TaskFact::Estimated { .. }
        | TaskFact::Claimed { .. }
        | TaskFact::Released { .. } => None,
    };
    let written = written.filter(|(_, written)| !written.is_empty());
    written.map(|(kind, written)| text(kind, written.into(), None)).into_iter().collect()
}

/// Returns what somebody wrote who added a session: its notes count at its start, the closing ones at its
/// end, and a title when its context was entered.
fn texts_of(session: &Session) -> impl Iterator<Item = TextFacts<'_>> {
    let text = |kind, text: &'_ String, slot, at| TextFacts {
        kind,
        text: text.clone().into(),
        slot,
        at,
        session: Some(session.key),
        contexts: match kind {
            TextKind::Title => contexts_at(&session.context_stack, &session.closed_frames, at),
            TextKind::Note | TextKind::Reason => Vec::new(),
        }
        .into(),
    };
    let started = session.started_at_utc;
    let ended = session.ended_at_utc.unwrap_or(started);
    let notes = session.start_notes.iter();
    let notes =
        notes.map(move |notes| text(TextKind::Note, notes, Some(slot(NotesKind::Start)), started));
    let closing = session.closing_notes.iter();
    let closing = closing
        .map(move |notes| text(TextKind::Note, notes, Some(slot(NotesKind::Closing)), ended));
    let titles = session.closed_frames.iter().filter_map(move |frame| {
        Some(text(TextKind::Title, frame.title.as_ref()?, None, frame.pushed_at_utc))
    });
    notes.chain(closing).chain(titles)
}

fn slot(which: NotesKind) -> &'static str {
    match which {
        NotesKind::Start => "start",
        NotesKind::Closing => "closing",
    }
}
