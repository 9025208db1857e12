//! A toast: a short message that disappears by itself.

use crate::core::{Activity, Moment, Stamp, who_text};
use crate::failure::Words;
use crate::tui::look::Tone;

/// A short message that disappears by itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Toast {
    /// The kind of message.
    pub tone: Tone,
    /// What happened.
    pub head: String,
    /// Why, and what to do next.
    pub rest: Vec<String>,
    /// How to undo it, as in "u undo band C→D"; `None` if an undo would undo another change.
    pub way_back: Option<String>,
    /// The number of changes by others that it reports.
    changes: usize,
    shown: Stamp,
}

impl Toast {
    /// Returns a toast of one sentence.
    pub fn new(tone: Tone, head: impl Into<String>, now: &Moment) -> Self {
        let (head, rest) = (head.into(), Vec::new());
        Self { tone, head, rest, way_back: None, changes: 0, shown: now.stamp() }
    }

    /// Returns a refusal: what happened, why, what to do next.
    pub fn refused(words: Words, now: &Moment) -> Self {
        let rest = vec![words.why, words.next];
        Self { rest, ..Self::new(Tone::Refused, words.what, now) }
    }

    /// Returns a report of what others did; `None` if they did nothing.
    pub fn elsewhere(activities: &[&Activity], now: &Moment) -> Option<Self> {
        let newest = activities.first()?;
        let toast = Self::new(Tone::Elsewhere, report(newest), now);
        Some(toast.of_changes(activities.len()))
    }

    /// Adds the changes of an older report.
    pub fn after(self, older: &Self) -> Self {
        let changes = self.changes + older.changes;
        self.of_changes(changes)
    }

    fn of_changes(self, changes: usize) -> Self {
        let rest = if changes > 1 { vec![format!("and {} more", changes - 1)] } else { vec![] };
        Self { rest, changes, ..self }
    }

    /// Returns every sentence after the head.
    pub fn sentences(&self) -> impl Iterator<Item = &String> {
        self.rest.iter().chain(&self.way_back)
    }

    /// Returns how long it stays, milliseconds.
    pub fn left_ms(&self, now: &Moment) -> u64 {
        let stays_ms: u64 = match self.tone {
            Tone::Done => 4_000,
            Tone::Elsewhere => 6_000,
            Tone::Refused | Tone::Warning => 10_000,
        };
        stays_ms.saturating_sub(self.shown.elapsed_ms(now))
    }
}

/// Returns what was done, as in "ana (cli) paused SESSION-014"; what a source measured is its own doing.
fn report(activity: &Activity) -> String {
    let operator = || who_text(&activity.by.operator, activity.by.interface);
    let who = activity.provenance.source().map_or_else(operator, str::to_owned);
    let text =
        if activity.text.is_empty() { String::new() } else { format!(": {}", activity.text) };
    format!("{who} {}{text}", activity.did())
}
