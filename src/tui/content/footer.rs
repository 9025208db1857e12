//! The keys of the last row: those that do something now.

use std::borrow::Cow;

use ratatui::layout::Rect;

use crate::config::Action;
use crate::tui::dialogs::{ChoiceField, Dialog, DialogKind, FieldValue};
use crate::tui::input::BINDINGS;
use crate::tui::look::{fit, safe, width};
use crate::tui::model::{Model, Overlay, Screen};
use crate::tui::screens::History;

/// The most columns of what an undo or a redo names.
const TARGET_COLUMNS: usize = 20;
/// The least columns of it.
const TARGET_LEAST: usize = 8;

/// A key with its word.
pub type Key = (String, Cow<'static, str>);

/// Returns the name of the key at a column.
pub fn key_at(model: &Model, area: Rect, column: u16) -> Option<String> {
    let column = usize::from(column.checked_sub(area.x)?);
    let mut start = 1;
    keys(model, area).into_iter().find_map(|(key, word)| {
        let end = start + width(&key) + 1 + width(&word);
        let stands = (start..end).contains(&column);
        start = end + 2;
        stands.then_some(key)
    })
}

/// Returns the keys of the footer, each with a word.
pub fn keys(model: &Model, area: Rect) -> Vec<Key> {
    let mut keys = match (&model.overlay, &model.screen) {
        (Overlay::Help { .. }, _) => help_keys(model),
        (Overlay::Dialog(dialog), _) => dialog_keys(model, dialog),
        (Overlay::Palette(palette), _) if palette.chosen().is_none() => fixed(&[BACK]),
        (Overlay::Palette(_), _) => fixed(&[("Enter", "run"), ("Up Down", "choose"), BACK]),
        (Overlay::None, _) if model.is_filtering() => {
            fixed(&[("Enter", "keep filter"), ("Esc Esc", "clear filter"), ("Up Down", "move")])
        }
        (Overlay::None, Screen::Panes) => panel_keys(model, area.width.into()),
        (Overlay::None, Screen::History(history)) => list_keys(model, history),
        (Overlay::None, Screen::Session { .. }) => story_keys(model),
    };
    let used = keys.iter().scan(0, |used, (key, word)| {
        *used += taken(key, word);
        Some(*used)
    });
    // The first key has one blank less before it, and is shown in any width.
    let fitting = used.take_while(|used| used - 1 <= usize::from(area.width)).count();
    keys.truncate(fitting.max(1));
    keys
}

const BACK: (&str, &str) = ("Esc", "back");

fn fixed(keys: &[(&str, &'static str)]) -> Vec<Key> {
    keys.iter().map(|(key, word)| ((*key).to_owned(), (*word).into())).collect()
}

fn list_keys(model: &Model, history: &History) -> Vec<Key> {
    let back = if history.filter().is_on() { "clear filter" } else { "back" };
    // An empty list has nothing to open, and without sessions nothing to filter.
    let open = history.selected_name().map(|_| ("Enter", "open"));
    let filter = (history.all() > 0).then_some(Action::Filter);
    let own =
        open.into_iter().chain([("Esc", back)]).map(|(key, word)| (key.to_owned(), word.into()));
    let named: Vec<_> = filter.into_iter().chain([Action::Palette, Action::Help]).collect();
    own.chain(words(model, &named)).collect()
}

fn story_keys(model: &Model) -> Vec<Key> {
    let named = [Action::Down, Action::Up, Action::Palette, Action::Help];
    fixed(&[("Esc", "back")]).into_iter().chain(words(model, &named)).collect()
}

/// Returns the keys and words of actions.
fn words(model: &Model, actions: &[Action]) -> Vec<Key> {
    let row = |action: &Action| {
        let binding = BINDINGS.iter().find(|binding| binding.action == *action)?;
        Some((model.settings.bindings.first(*action)?, binding.word.into()))
    };
    actions.iter().filter_map(row).collect()
}

fn help_keys(model: &Model) -> Vec<Key> {
    let bindings = &model.settings.bindings;
    let keys = [(Action::Down, "down"), (Action::Up, "up")];
    let named =
        keys.into_iter().filter_map(|(action, word)| Some((bindings.first(action)?, word.into())));
    fixed(&[BACK]).into_iter().chain(named).collect()
}

fn dialog_keys(model: &Model, dialog: &Dialog) -> Vec<Key> {
    let walks = match dialog.field().map(|field| &field.value) {
        Some(FieldValue::Text(text)) if text.has_earlier() => Some(("Up".to_owned(), "earlier")),
        Some(FieldValue::Choice(choice)) => Some((choosing(choice), "choose")),
        _ => None,
    };
    let several = (dialog.fields.len() > 1).then_some(("Tab", "next"));
    let enter = ("Enter", act(model, dialog.kind));
    let enter = model.blocked(dialog.kind).is_none().then_some(enter);
    let own = enter.into_iter().chain([BACK]).chain(several);
    let own = own.map(|(key, word)| (key.to_owned(), word));
    own.chain(walks).map(|(key, word)| (key, word.into())).collect()
}

/// Returns the word for what Enter does in a dialog.
fn act(model: &Model, kind: DialogKind) -> &'static str {
    match kind {
        DialogKind::Start => "start session",
        DialogKind::Switch if model.phase().is_none() => "start session",
        DialogKind::Switch => "switch session",
        DialogKind::End => "end session",
        DialogKind::Amend => "save notes",
        DialogKind::Note => "save note",
        DialogKind::Context => "open context",
        DialogKind::Band => "set band",
        DialogKind::Health => "set health",
        DialogKind::Gap(_) | DialogKind::Forgotten => "save answer",
    }
}

/// Returns the keys of a choice, as in `A B C D Left Right`.
fn choosing(choice: &ChoiceField) -> String {
    let letters = choice.letters().into_iter().map(|letter| format!("{letter} "));
    letters.collect::<String>() + "Left Right"
}

/// The rank from which a key matters less than what an undo or a redo is about.
const MINOR: u8 = 7;
/// The rank from which a key matters less than what an undo undoes.
const BELOW_UNDO: u8 = 4;

/// A key of the panes that is allowed now.
#[derive(Clone)]
struct PanelKey {
    key: String,
    word: Cow<'static, str>,
    rank: u8,
    action: Action,
    /// What an undo or a redo is about.
    target: Option<String>,
}

impl PanelKey {
    fn columns(&self) -> usize {
        let target = self.target.as_ref().map_or(0, |target| width(target) + 1);
        taken(&self.key, &self.word) + target
    }

    fn named(self) -> Key {
        match self.target {
            Some(target) => (self.key, format!("{} {target}", self.word).into()),
            None => (self.key, self.word),
        }
    }
}

/// Returns the keys whose verbs are allowed now; those of the highest rank give way if they do not fit.
fn panel_keys(model: &Model, columns: usize) -> Vec<Key> {
    let allowed = BINDINGS.iter().filter(|binding| model.why_not(binding).is_none());
    let keys = allowed.filter_map(|binding| {
        Some(PanelKey {
            key: model.settings.bindings.first(binding.action)?,
            word: binding.word_in(model.phase()).into(),
            rank: binding.footer?,
            action: binding.action,
            target: target(model, binding.action),
        })
    });
    let keys: Vec<PanelKey> = keys.collect();
    let fitting = with_targets(keys.clone(), columns);
    let fitting = fitting.unwrap_or_else(|| without_targets(keys, columns));
    fitting.into_iter().map(PanelKey::named).collect()
}

/// Returns the keys with what an undo undoes, shortened if need be; `None` if there is no room for it.
fn with_targets(mut keys: Vec<PanelKey>, columns: usize) -> Option<Vec<PanelKey>> {
    let used = |keys: &[PanelKey]| keys.iter().map(PanelKey::columns).sum::<usize>();
    while used(&keys) > columns && drop_from(&mut keys, MINOR) {}
    if used(&keys) > columns {
        for key in keys.iter_mut().filter(|key| key.action == Action::Redo) {
            key.target = None;
        }
    }
    loop {
        let over = used(&keys).saturating_sub(columns);
        if over == 0 {
            return Some(keys);
        }
        let target = keys.iter_mut().find_map(|key| key.target.as_mut())?;
        let room = width(target).saturating_sub(over);
        if room >= TARGET_LEAST {
            *target = fit(target, room);
            return Some(keys);
        }
        if !drop_from(&mut keys, BELOW_UNDO) {
            return None;
        }
    }
}

/// Returns the keys that fit without what an undo or a redo is about.
fn without_targets(mut keys: Vec<PanelKey>, columns: usize) -> Vec<PanelKey> {
    for key in &mut keys {
        key.target = None;
    }
    while keys.iter().map(PanelKey::columns).sum::<usize>() > columns && drop_from(&mut keys, 1) {}
    keys
}

/// Drops the last key of the highest rank, if that is `from` or higher; reports whether it did.
fn drop_from(keys: &mut Vec<PanelKey>, from: u8) -> bool {
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

fn taken(key: &str, word: &str) -> usize {
    width(key) + width(word) + 3
}
