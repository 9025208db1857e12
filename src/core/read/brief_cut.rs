//! Cuts what somebody typed: one long text leaves room for the rest of a brief.

use crate::core::read::{BriefItem, SinceItem};

/// How many characters of a text a brief tells at most.
pub const BRIEF_TEXT_MOST: usize = 280;
/// How many texts of a list are told at most.
const LIST_MOST: usize = 5;

impl BriefItem {
    /// Returns this with its long texts cut.
    pub(in crate::core) fn cut(mut self) -> Self {
        match &mut self {
            Self::About(it) => {
                let texts =
                    [&mut it.notes, &mut it.pause_reason, &mut it.agent_id, &mut it.workflow_id];
                it.is_cut = cut_all(texts.into_iter().flatten());
            }
            Self::Context(it) => {
                it.is_cut = cut_all([&mut it.title, &mut it.reason].into_iter().flatten());
            }
            Self::Note(it) => it.is_cut = cut(&mut it.text),
            Self::Check(it) => it.is_cut = cut(&mut it.message),
            Self::Next(it) => {
                let count = it.commands.len();
                // The half of a command would do something else.
                it.commands.retain(|command| !is_long(command));
                it.is_cut = cut(&mut it.action) || it.commands.len() < count;
            }
            Self::Since(it) => it.cut(),
            Self::Governance(it) => {
                let is_long = it.health_reasons.len() > LIST_MOST;
                it.health_reasons.truncate(LIST_MOST);
                let texts = it.health_reasons.iter_mut().chain([&mut it.band_reason]);
                it.is_cut = cut_all(texts) || is_long;
            }
            Self::Last(it) => {
                it.is_cut = cut_all([&mut it.notes, &mut it.closing_notes].into_iter().flatten());
            }
            Self::Step(it) => drop(cut_all(it.value.iter_mut())),
            Self::Override(it) => drop(cut(&mut it.reason)),
            // Nobody typed these at length.
            Self::Playbook(_) | Self::Question(_) | Self::Allowed(_) | Self::Refused(_) => {}
        }
        self
    }
}

impl SinceItem {
    fn cut(&mut self) {
        match self {
            Self::Done(it)
            | Self::Blocked(it)
            | Self::Doing(it)
            | Self::Added(it)
            | Self::Dropped(it) => {
                let texts = [&mut it.title, &mut it.summary, &mut it.reason];
                it.is_cut = cut_all(texts.into_iter().flatten());
            }
            Self::Note(it) => it.is_cut = cut(&mut it.text),
            Self::Session(it) => it.is_cut = cut_all(it.notes.iter_mut()),
            Self::Reading(_) => {}
        }
    }
}

fn is_long(text: &str) -> bool {
    text.chars().nth(BRIEF_TEXT_MOST).is_some()
}

/// Cuts some texts; returns whether one of them was longer.
fn cut_all<'a>(texts: impl Iterator<Item = &'a mut String>) -> bool {
    let mut is_cut = false;
    for text in texts {
        is_cut |= cut(text);
    }
    is_cut
}

/// Cuts a text; returns whether it was longer.
fn cut(text: &mut String) -> bool {
    let Some((end, _)) = text.char_indices().nth(BRIEF_TEXT_MOST) else { return false };
    text.truncate(end);
    text.push('…');
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_cut_by_characters_and_only_if_it_is_longer() {
        let whole = "ä".repeat(BRIEF_TEXT_MOST);
        let mut text = whole.clone();
        assert!(!cut(&mut text));
        assert_eq!(text, whole);
        text.push('b');
        assert!(cut(&mut text));
        assert_eq!(text, whole + "…");
    }

    #[test]
    fn each_of_some_texts_is_cut() {
        let mut texts = ["a".repeat(300), "b".to_owned(), "c".repeat(400)];
        assert!(cut_all(texts.iter_mut()));
        let counts = texts.map(|text| text.chars().count());
        assert_eq!(counts, [BRIEF_TEXT_MOST + 1, 1, BRIEF_TEXT_MOST + 1]);
    }
}
