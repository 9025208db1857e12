//! The keys of a screen that are possible now, fitted into a row: those that matter least give way.

use std::borrow::Cow;

use crate::config::Action;
use crate::tui::input::{BINDINGS, Binding};
use crate::tui::look::{fit, safe, width};
use crate::tui::model::Model;

/// A key with its word.
pub type Key = (String, Cow<'static, str>);

/// The most columns of what an undo or a redo names.
const TARGET_COLUMNS: usize = 20;
/// The least columns of it.
const TARGET_LEAST: usize = 8;
/// The rank of a screen's own keys.
const OWN: u8 = 1;
/// The rank from which a key matters less than what an undo undoes.
const MINOR: u8 = 9;
/// The rank of `quit`, which gives way first.
const FIRST_TO_GO: u8 = 20;
/// With fewer columns for keys, one blank between them is enough.
pub const NARROW: usize = 99;

/// A key of a screen that is possible now.
pub struct ScreenKey {
    pub key: String,
    pub word: Cow<'static, str>,
    pub rank: u8,
    /// The action; `None` for Enter and Esc.
    pub action: Option<Action>,
    /// What an undo or a redo is about.
    pub target: Option<String>,
}

impl ScreenKey {
    /// Returns a key that always has the same meaning.
    pub fn fixed(key: &str, word: &'static str) -> Self {
        Self { key: key.to_owned(), word: word.into(), rank: 0, action: None, target: None }
    }

    fn columns(&self) -> usize {
        let target = self.target.as_ref().map_or(0, |target| width(target) + 1);
        width(&self.key) + 1 + width(&self.word) + target
    }

    fn named(self) -> Key {
        match self.target {
            Some(target) => (self.key, format!("{} {target}", self.word).into()),
            None => (self.key, self.word),
        }
    }
}

/// Returns the keys of a screen: its own ones, then those of the actions that are possible now.
pub fn screen_keys(
    model: &Model,
    own: Vec<ScreenKey>,
    without: &[Action],
    columns: usize,
) -> Vec<Key> {
    let of_row = |binding: &'static Binding| {
        let (action, mut rank) = (binding.action, binding.footer?);
        if action == Action::Desks && model.desks_waiting() > 0 {
            rank = OWN;
        }
        // Without a live session, a switch is a start, which has its own key.
        let is_start = action == Action::Switch && model.phase().is_none();
        // Who has one desk only need not know of others.
        // A passed estimate says its key where it is shown.
        let is_estimate = action == Action::Gap && !model.waits_for_answer();
        let has_no_task = action == Action::Tasks && model.tasks.board().tasks.is_empty();
        let is_lonely = action == Action::Desks && model.is_alone();
        if is_start
            || is_lonely
            || is_estimate
            || has_no_task
            || without.contains(&action)
            || model.why_not(binding).is_some()
        {
            return None;
        }
        let key = model.settings.bindings.first(action, model.place())?;
        let word = binding.word_in(model.phase()).into();
        Some(ScreenKey { key, word, rank, action: Some(action), target: target(model, action) })
    };
    let mut keys = own;
    keys.extend(BINDINGS.iter().filter_map(of_row));
    fit_into(&mut keys, columns);
    keys.into_iter().map(ScreenKey::named).collect()
}

/// Drops what matters least until the keys fit.
fn fit_into(keys: &mut Vec<ScreenKey>, columns: usize) {
    let gap = if columns < NARROW { 1 } else { 2 };
    let over = |keys: &[ScreenKey]| {
        let used: usize = keys.iter().map(|key| key.columns() + gap).sum();
        (used + 1).saturating_sub(columns + gap)
    };
    while over(keys) > 0 && drop_from(keys, FIRST_TO_GO) {}
    if over(keys) > 0 {
        for key in keys.iter_mut().filter(|key| key.action == Some(Action::Redo)) {
            key.target = None;
        }
    }
    while over(keys) > 0 && drop_from(keys, MINOR) {}
    let excess = over(keys);
    if let Some(key) = keys.iter_mut().find(|key| excess > 0 && key.target.is_some()) {
        let room = key.target.as_ref().map_or(0, |target| width(target).saturating_sub(excess));
        key.target = key.target.take().filter(|_| room >= TARGET_LEAST).map(|it| fit(&it, room));
    }
    while over(keys) > 0 && drop_from(keys, 1) {}
}

/// Drops the last key of the highest rank, if that is `from` or higher; reports whether it did.
fn drop_from(keys: &mut Vec<ScreenKey>, from: u8) -> bool {
    let highest = keys.iter().map(|key| key.rank).max().filter(|rank| *rank >= from);
    let last = highest.and_then(|rank| keys.iter().rposition(|key| key.rank == rank));
    last.map(|nth| keys.remove(nth)).is_some()
}

/// Returns what an undo or a redo is about, as in "band C→D".
fn target(model: &Model, action: Action) -> Option<String> {
    let glance = model.glance()?;
    let step = match action {
        Action::Undo => glance.undoes.as_ref()?,
        Action::Redo => glance.redoes.as_ref()?,
        _ => return None,
    };
    Some(fit(&safe(&step.text), TARGET_COLUMNS))
}

/// Returns the key of an action that belongs to a screen.
pub fn named(model: &Model, action: Action) -> Option<ScreenKey> {
    let binding = BINDINGS.iter().find(|binding| binding.action == action)?;
    let (key, word) = (model.settings.bindings.first(action, model.place())?, binding.word.into());
    Some(ScreenKey { key, word, rank: OWN, action: Some(action), target: None })
}
