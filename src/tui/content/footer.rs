//! The keys of the last row: those that do something now.

use std::borrow::Cow;

use ratatui::layout::Rect;

use crate::config::Action;
use crate::tui::dialogs::{ChoiceField, Dialog, DialogKind, FieldValue};
use crate::tui::input::{BINDINGS, Binding};
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
    let own = [("Enter", act(model, dialog.kind)), BACK].into_iter().chain(several);
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

/// The rank from which a key matters less than what an undo undoes.
const MINOR: u8 = 5;

/// Returns the keys whose verbs are allowed now. If they do not fit, the highest rank gives way;
/// undo and redo name no change before a key of a rank below [`MINOR`] gives way.
fn panel_keys(model: &Model, columns: usize) -> Vec<Key> {
    let allowed = BINDINGS.iter().filter(|binding| is_allowed(model, binding));
    let mut fitting: Vec<(Key, u8, Option<String>)> = allowed
        .filter_map(|binding| {
            let key = model.settings.bindings.first(binding.action)?;
            let word = binding.word_in(model.phase()).into();
            Some(((key, word), binding.footer?, target(model, binding.action)))
        })
        .collect();
    let of = |target: &Option<String>| target.as_ref().map_or(0, |target| width(target) + 1);
    let used = |all: &[(Key, u8, Option<String>)]| {
        all.iter().map(|((key, word), _, target)| taken(key, word) + of(target)).sum::<usize>()
    };
    while used(&fitting) > columns {
        let Some(rank) = fitting.iter().map(|(_, rank, _)| *rank).max().filter(|rank| *rank > 0)
        else {
            break;
        };
        if rank < MINOR && fitting.iter().any(|(.., target)| target.is_some()) {
            let targets: usize = fitting.iter().map(|(.., target)| of(target)).sum();
            let room = columns.saturating_sub(used(&fitting) - targets);
            let several = fitting.iter().filter(|(.., target)| target.is_some()).count() > 1;
            for (.., target) in &mut fitting {
                let cut = target.as_deref().map(|target| fit(target, room.saturating_sub(1)));
                *target = cut.filter(|_| room > TARGET_LEAST && !several);
            }
            continue;
        }
        let Some(last) = fitting.iter().rposition(|(_, other, _)| *other == rank) else { break };
        fitting.remove(last);
    }
    let named = |((key, word), _, target): (Key, u8, Option<String>)| match target {
        Some(target) => (key, format!("{word} {target}").into()),
        None => (key, word),
    };
    fitting.into_iter().map(named).collect()
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

fn is_allowed(model: &Model, binding: &Binding) -> bool {
    if binding.action == Action::Gap && model.problem.is_none() {
        return model.glance().and_then(DialogKind::waiting).is_some();
    }
    binding.verb_in(model.phase()).is_none_or(|verb| model.refusal(verb).is_none())
}
