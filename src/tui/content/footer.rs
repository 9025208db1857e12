//! The keys of the last row: those that fit the moment, from the table of bindings.

use ratatui::layout::Rect;

use crate::config::Action;
use crate::tui::dialogs::{Ask, Choice, Entry, Prompt};
use crate::tui::input::{BINDINGS, Binding};
use crate::tui::look::width;
use crate::tui::model::{Model, Over, Screen};
use crate::tui::screens::History;

/// Returns the name of the key that stands at a column.
#[must_use]
pub fn key_at(model: &Model, area: Rect, column: u16) -> Option<String> {
    let column = usize::from(column.checked_sub(area.x)?);
    let mut start = 1;
    keys(model, area).into_iter().find_map(|(key, word)| {
        let end = start + width(&key) + 1 + width(word);
        let stands = (start..end).contains(&column);
        start = end + 2;
        stands.then_some(key)
    })
}

/// Returns the keys that are shown, with a word for each.
#[must_use]
pub fn keys(model: &Model, area: Rect) -> Vec<(String, &'static str)> {
    let mut keys = match (&model.over, model.screen()) {
        (Over::Help { .. }, _) => help_keys(model),
        (Over::Prompt(prompt), _) => prompt_keys(model, prompt),
        (Over::Palette(palette), _) if palette.chosen().is_none() => fixed(&[BACK]),
        (Over::Palette(_), _) => fixed(&[("Enter", "runs it"), ("Up Down", "choose"), BACK]),
        (Over::Nothing, _) if model.is_filtering() => {
            fixed(&[("Enter", "keeps the filter"), ("Esc Esc", "clears it"), ("Up Down", "move")])
        }
        (Over::Nothing, Screen::Panel) => panel_keys(model, area.width.into()),
        (Over::Nothing, Screen::History) => list_keys(model),
        (Over::Nothing, Screen::Story) => story_keys(model),
    };
    let used = keys.iter().scan(0, |used, (key, word)| {
        *used += taken(key, word);
        Some(*used)
    });
    // The first one has one blank less before it, and is shown however little room there is.
    let fitting = used.take_while(|used| used - 1 <= usize::from(area.width)).count();
    keys.truncate(fitting.max(1));
    keys
}

const BACK: (&str, &str) = ("Esc", "back");

fn fixed(keys: &[(&str, &'static str)]) -> Vec<(String, &'static str)> {
    keys.iter().map(|(key, word)| ((*key).to_owned(), *word)).collect()
}

fn list_keys(model: &Model) -> Vec<(String, &'static str)> {
    let history = model.history.as_ref();
    let clears = history.is_some_and(|history| history.filter().is_on());
    let back = if clears { "clear the filter" } else { "back" };
    // Where nothing is listed there is nothing to open, and without any session none to filter.
    let open = history.and_then(History::selected_name).map(|_| ("Enter", "open"));
    let filter = history.filter(|history| history.all() > 0).map(|_| Action::Filter);
    let own = open.into_iter().chain([("Esc", back)]).map(|(key, word)| (key.to_owned(), word));
    let named: Vec<_> =
        filter.into_iter().chain([Action::Palette, Action::Help, Action::Quit]).collect();
    own.chain(words(model, &named)).collect()
}

fn story_keys(model: &Model) -> Vec<(String, &'static str)> {
    let named = [Action::Down, Action::Up, Action::Palette, Action::Help, Action::Quit];
    fixed(&[("Esc", "back")]).into_iter().chain(words(model, &named)).collect()
}

/// Returns actions with their keys and the words of the table.
fn words(model: &Model, actions: &[Action]) -> Vec<(String, &'static str)> {
    let row = |action: &Action| {
        let binding = BINDINGS.iter().find(|binding| binding.action == *action)?;
        Some((model.taste.bindings.first(*action)?, binding.word))
    };
    actions.iter().filter_map(row).collect()
}

fn help_keys(model: &Model) -> Vec<(String, &'static str)> {
    let bindings = &model.taste.bindings;
    let keys = [(Action::Down, "down"), (Action::Up, "up"), (Action::Quit, "quit")];
    let named = keys.into_iter().filter_map(|(action, word)| Some((bindings.first(action)?, word)));
    [("Esc".to_owned(), "back")].into_iter().chain(named).collect()
}

fn prompt_keys(model: &Model, prompt: &Prompt) -> Vec<(String, &'static str)> {
    let quit = model.taste.bindings.first_everywhere(Action::Quit);
    let walks = match prompt.field().map(|field| &field.entry) {
        Some(Entry::Text(text)) if text.has_earlier() => Some(("Up".to_owned(), "earlier")),
        Some(Entry::Choice(choice)) => Some((choosing(choice), "choose")),
        _ => None,
    };
    let several = (prompt.fields.len() > 1).then_some(("Tab", "next"));
    let own = [("Enter", act(prompt.ask)), BACK].into_iter().chain(several);
    let own = own.map(|(key, word)| (key.to_owned(), word));
    own.chain(walks).chain(quit.map(|key| (key, "quit"))).collect()
}

/// Returns what Enter does in a dialog.
fn act(ask: Ask) -> &'static str {
    match ask {
        Ask::Start | Ask::Switch => "starts it",
        Ask::End => "files it",
        Ask::Amend => "changes them",
        Ask::Note => "writes it",
        Ask::Frame => "enters it",
        Ask::Band | Ask::Health => "sets it",
        Ask::Gap(_) | Ask::Forgotten => "answers it",
    }
}

/// Returns the keys of a choice, as in `A B C D Left Right`.
fn choosing(choice: &Choice) -> String {
    let letters = choice.letters().into_iter().map(|letter| format!("{letter} "));
    letters.collect::<String>() + "Left Right"
}

/// Returns the keys whose verbs are allowed now; where they do not fit, the highest rank goes.
fn panel_keys(model: &Model, columns: usize) -> Vec<(String, &'static str)> {
    let mut fitting: Vec<(String, &'static str, u8)> = BINDINGS
        .iter()
        .filter(|binding| is_allowed(model, binding))
        .filter_map(|binding| {
            let key = model.taste.bindings.first(binding.action)?;
            Some((key, binding.word_in(model.phase()), binding.footer?))
        })
        .collect();
    while fitting.iter().map(|(key, word, _)| taken(key, word)).sum::<usize>() > columns {
        let Some(rank) = fitting.iter().map(|(.., rank)| *rank).max().filter(|rank| *rank > 0)
        else {
            break;
        };
        let Some(last) = fitting.iter().rposition(|(.., other)| *other == rank) else { break };
        fitting.remove(last);
    }
    fitting.into_iter().map(|(key, word, _)| (key, word)).collect()
}

fn taken(key: &str, word: &str) -> usize {
    width(key) + word.len() + 3
}

fn is_allowed(model: &Model, binding: &Binding) -> bool {
    if binding.action == Action::Gap && model.trouble.is_none() {
        return model.glance().and_then(Ask::waiting).is_some();
    }
    binding.verb_in(model.phase()).is_none_or(|verb| model.refusal(verb).is_none())
}
