//! What was written in an event.

use std::borrow::Cow;

use crate::core::{Edit, Fact, NotesKind, TextKind};

/// A text of an event.
pub struct TextFacts<'a> {
    /// What it is.
    pub kind: TextKind,
    /// The text; empty if it empties the one before it.
    pub text: Cow<'a, str>,
    /// In what it replaces an earlier text of its session; `None` if it replaces none.
    pub slot: Option<&'static str>,
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
pub fn texts(fact: &Fact) -> Option<TextFacts<'_>> {
    let note = |text, slot| Some(TextFacts { kind: TextKind::Note, text, slot });
    let reason = |text: Cow<'_, str>| -> Option<TextFacts<'_>> {
        let is_some = !text.is_empty();
        is_some.then(|| TextFacts {
            kind: TextKind::Reason,
            text: text.into_owned().into(),
            slot: None,
        })
    };
    match fact {
        Fact::Noted { text } => note(text.into(), None),
        Fact::Started { notes, .. } | Fact::Added { notes, .. } => {
            note(notes.as_ref()?.into(), Some(slot(NotesKind::Start)))
        }
        Fact::Ended { notes, .. } => note(notes.as_ref()?.into(), Some(slot(NotesKind::Closing))),
        Fact::Edited { edits, .. } => edits.iter().find_map(|edit| match edit {
            Edit::Notes { which, to, .. } => note(to.into(), Some(slot(*which))),
            Edit::Start { .. }
            | Edit::End { .. }
            | Edit::Target { .. }
            | Edit::Operator { .. }
            | Edit::BreakAdded { .. }
            | Edit::BreakRemoved { .. } => None,
        }),
        Fact::Pushed { title, .. } => {
            let text = title.as_ref()?.into();
            Some(TextFacts { kind: TextKind::Title, text, slot: None })
        }
        Fact::Paused { reason: why, .. } => reason(why.as_ref()?.into()),
        Fact::BandSet { reason: why, withdrawn: None, .. } => reason(why.into()),
        Fact::HealthSet { reasons, withdrawn: None, .. } => reason(reasons.join("; ").into()),
        Fact::BandSet { .. }
        | Fact::HealthSet { .. }
        | Fact::Resumed { .. }
        | Fact::Cancelled { .. }
        | Fact::Reopened { .. }
        | Fact::Popped { .. }
        | Fact::GapAnswered { .. }
        | Fact::Kept { .. }
        | Fact::BreakAdded { .. }
        | Fact::BreakRemoved { .. }
        | Fact::Restored { .. }
        | Fact::Undone { .. }
        | Fact::Redone { .. } => None,
    }
}

fn slot(which: NotesKind) -> &'static str {
    match which {
        NotesKind::Start => "start",
        NotesKind::Closing => "closing",
    }
}
