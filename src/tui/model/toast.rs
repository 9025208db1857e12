//! A few words that come and go: what a key did, why it did not, what somebody else did.

use crate::core::{Activity, Moment, Stamp, Verb};
use crate::failure::Words;
use crate::tui::look::Tone;

/// A few words that come and go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Toast {
    /// Why somebody should look.
    pub tone: Tone,
    /// What happened.
    pub head: String,
    /// Why, and what to do next.
    pub rest: Vec<String>,
    /// How many changes of others it stands for.
    changes: usize,
    shown: Stamp,
}

impl Toast {
    /// Returns a toast of one sentence.
    #[must_use]
    pub fn new(tone: Tone, head: impl Into<String>, now: &Moment) -> Self {
        Self { tone, head: head.into(), rest: Vec::new(), changes: 0, shown: now.stamp() }
    }

    /// Returns a refusal in its three parts.
    #[must_use]
    pub fn refused(words: Words, now: &Moment) -> Self {
        let rest = vec![words.why, words.next];
        Self { rest, ..Self::new(Tone::Refused, words.what, now) }
    }

    /// Returns what somebody else did; nothing when nobody did anything.
    #[must_use]
    pub fn elsewhere(activities: &[&Activity], now: &Moment) -> Option<Self> {
        let newest = activities.first()?;
        let toast = Self::new(Tone::Elsewhere, told(newest), now);
        Some(toast.of_changes(activities.len()))
    }

    /// Takes in an older toast about what others did: both are told as one.
    #[must_use]
    pub fn after(self, older: &Self) -> Self {
        let changes = self.changes + older.changes;
        self.of_changes(changes)
    }

    fn of_changes(self, changes: usize) -> Self {
        let rest =
            if changes > 1 { vec![format!("and {} more before", changes - 1)] } else { vec![] };
        Self { rest, changes, ..self }
    }

    /// Returns how long it is still to be seen, milliseconds.
    #[must_use]
    pub fn left_ms(&self, now: &Moment) -> u64 {
        let stays_ms: u64 = match self.tone {
            Tone::Done => 4_000,
            Tone::Elsewhere => 6_000,
            Tone::Refused | Tone::Warning => 10_000,
        };
        stays_ms.saturating_sub(self.shown.elapsed_ms(now))
    }
}

/// Returns what somebody did, as in "ana (cli) paused SESSION-014".
fn told(activity: &Activity) -> String {
    let who = format!("{} ({})", activity.by.operator, activity.by.interface.name());
    let past = activity.verb.past();
    match (activity.verb, activity.session) {
        (
            Verb::Start | Verb::Pause | Verb::Resume | Verb::End | Verb::Cancel | Verb::Reopen,
            Some(key),
        ) => format!("{who} {past} {key}"),
        (Verb::Band | Verb::Health, _) => format!("{who} set the {past}: {}", activity.text),
        _ => format!("{who} {past}: {}", activity.text),
    }
}
