//! What changes of the progress through one playbook, and its reversal.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Deserializer, Serialize};

use crate::core::playbook::{HeldAt, PlaybookProgress, StepMark};

/// What changes of the progress through one playbook.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProgressChange {
    /// The name of the playbook; of a session, the id follows after `@`.
    pub playbook: String,
    /// The progress without its marks, if that changes; `null` if there is none any more.
    #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    pub head: Option<Option<PlaybookProgress>>,
    /// How many of the marks stay, and the marks that follow them; absent if all stay.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub marks: Option<(usize, Vec<StepMark>)>,
    /// Where it was left, if only that changes.
    #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    pub held: Option<Option<HeldAt>>,
}

/// Reads a field that is present: `null` is a value.
fn given<'de, T: Deserialize<'de>, D: Deserializer<'de>>(from: D) -> Result<Option<T>, D::Error> {
    T::deserialize(from).map(Some)
}

impl ProgressChange {
    /// Returns what changes from one progress to another; `None` if nothing does.
    fn between(
        playbook: &str,
        before: Option<&PlaybookProgress>,
        after: Option<&PlaybookProgress>,
    ) -> Option<Self> {
        if before == after {
            return None;
        }
        let bare = |progress: Option<&PlaybookProgress>| {
            progress.map(|progress| PlaybookProgress {
                marks: Vec::new(),
                held: None,
                ..progress.clone()
            })
        };
        let is_new = bare(before) != bare(after);
        let none = Vec::new();
        let old = before.filter(|_| after.is_some()).map_or(&none, |progress| &progress.marks);
        let new = after.map_or(&none, |progress| &progress.marks);
        let same = old.iter().zip(new).take_while(|(old, new)| old == new).count();
        let are_same = same == old.len() && same == new.len();
        let held = |progress: Option<&PlaybookProgress>| progress.and_then(|one| one.held.clone());
        Some(Self {
            playbook: playbook.to_owned(),
            head: is_new.then(|| bare(after)),
            marks: (!are_same).then(|| (same, new.iter().skip(same).cloned().collect())),
            held: (held(before) != held(after)).then(|| held(after)),
        })
    }

    /// Returns what changes from the progress through all playbooks to another one.
    pub(in crate::core) fn all_between(
        before: &BTreeMap<String, PlaybookProgress>,
        after: &BTreeMap<String, PlaybookProgress>,
    ) -> Vec<Self> {
        let names: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
        let change = |name: &String| Self::between(name, before.get(name), after.get(name));
        names.into_iter().filter_map(change).collect()
    }

    pub(in crate::core) fn apply(&self, all: &mut BTreeMap<String, PlaybookProgress>) {
        if let Some(head) = &self.head {
            let old = all.remove(&self.playbook);
            let Some(head) = head else { return };
            let known = old.map(|old| (old.marks, old.held)).unwrap_or_default();
            let progress = PlaybookProgress { marks: known.0, held: known.1, ..head.clone() };
            all.insert(self.playbook.clone(), progress);
        }
        let Some(progress) = all.get_mut(&self.playbook) else { return };
        if let Some((stay, more)) = &self.marks {
            progress.marks.truncate(*stay);
            progress.marks.extend(more.iter().cloned());
        }
        if let Some(held) = &self.held {
            progress.held.clone_from(held);
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use crate::core::playbook::{MarkKind, PlaybookScope};

    fn progress(marks: &str, held: Option<usize>, hash: &str) -> PlaybookProgress {
        let at_utc = "2026-01-05T09:00:00Z".parse().unwrap();
        let mark = |step: &str| StepMark {
            step: step.to_owned(),
            kind: MarkKind::Done,
            value: None,
            note: None,
            by: "ana".to_owned(),
            at_utc,
            session: None,
            overridden: None,
            rules: Vec::new(),
        };
        let held =
            held.map(|number| HeldAt { step: "x".to_owned(), number, repeat: Some(1), at_utc });
        PlaybookProgress {
            hash: hash.to_owned(),
            scope: PlaybookScope::Desk,
            begun_at_utc: at_utc,
            session: None,
            marks: marks.split_whitespace().map(mark).collect(),
            held,
        }
    }

    #[test]
    fn a_change_leads_from_each_progress_to_each_other_one() {
        let all = [
            None,
            Some(progress("", None, "h")),
            Some(progress("a", None, "h")),
            Some(progress("a b", None, "h")),
            Some(progress("a b", Some(3), "h")),
            Some(progress("b a", Some(2), "h")),
            Some(progress("b", None, "other")),
        ];
        for before in &all {
            for after in &all {
                let named = |one: &Option<PlaybookProgress>| -> BTreeMap<String, PlaybookProgress> {
                    one.iter().map(|one| ("p".to_owned(), one.clone())).collect()
                };
                let change = ProgressChange::between("p", before.as_ref(), after.as_ref());
                assert_eq!(change.is_none(), before == after);
                let mut applied = named(before);
                if let Some(change) = change {
                    let json = serde_json::to_string(&change).unwrap();
                    serde_json::from_str::<ProgressChange>(&json).unwrap().apply(&mut applied);
                }
                assert_eq!(applied, named(after), "{before:?} {after:?}");
            }
        }
    }
}
