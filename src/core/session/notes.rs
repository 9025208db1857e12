//! The notes of a session: of its start, and of its end.

use crate::core::session::{NotesKind, Session};

impl Session {
    /// Returns the notes as the governance server means them: the closing notes once they were
    /// given, else those of the start. `None` if they are empty.
    #[must_use]
    pub fn notes(&self) -> Option<&str> {
        newest_notes(self.start_notes.as_deref(), self.closing_notes.as_deref())
    }

    /// Returns which notes are changed unless somebody says which: those of the start while it is
    /// live, then the closing notes.
    #[must_use]
    pub fn usual_notes(&self) -> NotesKind {
        if self.phase.is_live() { NotesKind::Start } else { NotesKind::Closing }
    }

    /// Returns its notes of a kind.
    #[must_use]
    pub fn notes_of(&self, which: NotesKind) -> Option<&str> {
        match which {
            NotesKind::Start => self.start_notes.as_deref(),
            NotesKind::Closing => self.closing_notes.as_deref(),
        }
    }

    /// Changes its notes. Empty ones remove those of the start, and say that the closing notes were
    /// given empty.
    pub(in crate::core) fn set_notes(&mut self, which: NotesKind, notes: Option<String>) {
        match which {
            NotesKind::Start => self.start_notes = notes,
            NotesKind::Closing => self.closing_notes = Some(notes.unwrap_or_default()),
        }
    }
}

/// Returns the closing notes once they were given, else those of the start. `None` if they are empty.
pub(in crate::core) fn newest_notes<'a>(
    start: Option<&'a str>,
    closing: Option<&'a str>,
) -> Option<&'a str> {
    closing.or(start).filter(|notes| !notes.is_empty())
}

/// Returns both notes of a session, as in "Morning watch — queue stuck". Before closing notes only
/// the first line of the others remains.
pub(in crate::core) fn notes_text(start: Option<&str>, closing: Option<&str>) -> String {
    let start = start.unwrap_or_default();
    match closing.filter(|notes| !notes.trim().is_empty()) {
        None => start.to_owned(),
        Some(closing) => {
            let title = start.lines().next().unwrap_or_default().trim_end();
            if title.is_empty() { closing.to_owned() } else { format!("{title} — {closing}") }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn closing_notes_follow_the_first_line_of_the_others() {
        for (start, closing, both) in [
            (None, None, ""),
            (Some("Morning watch\nwith ops"), None, "Morning watch\nwith ops"),
            (Some("Morning watch"), Some(""), "Morning watch"),
            (Some("Morning watch"), Some("queue stuck"), "Morning watch — queue stuck"),
            (Some("Morning watch \nwith ops"), Some("a\nb"), "Morning watch — a\nb"),
            (None, Some("queue stuck"), "queue stuck"),
            (Some("\nsecond"), Some("queue stuck"), "queue stuck"),
        ] {
            assert_eq!(notes_text(start, closing), both, "{start:?} {closing:?}");
        }
    }
}
