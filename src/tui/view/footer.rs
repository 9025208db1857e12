//! The last row: the keys that fit the moment, from the table of bindings.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::Widget;

use super::super::bindings::{BINDINGS, Binding};
use super::super::field::Entry;
use super::super::model::{Model, Over};
use super::super::prompt::{Ask, Prompt};
use super::text::width;
use crate::config::Action;

/// Draws the footer.
pub(super) fn draw(model: &Model, area: Rect, buffer: &mut Buffer) {
    let keys: Vec<(String, &str)> = match &model.over {
        Over::Nothing => panel_keys(model, area.width.into()),
        Over::Help { .. } => help_keys(model),
        Over::Prompt(prompt) => prompt_keys(model, prompt),
    };
    let theme = model.taste.theme;
    let mut spans = Vec::new();
    for (key, word) in keys {
        let used: usize = spans.iter().map(Span::width).sum();
        if used > 0 && used + taken(&key, word) > usize::from(area.width) {
            break;
        }
        spans.push(Span::raw(if spans.is_empty() { " " } else { "  " }));
        spans.push(Span::styled(key, theme.key()));
        spans.push(Span::raw(format!(" {word}")));
    }
    Line::from(spans).render(area, buffer);
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
        Some(Entry::Text(text)) if text.has_earlier() => Some(("Up", "earlier")),
        Some(Entry::Choice(_)) => Some(("Space", "choose")),
        _ => None,
    };
    let several = (prompt.fields.len() > 1).then_some(("Tab", "next"));
    let own = [("Enter", "do it"), ("Esc", "leave it")].into_iter().chain(several).chain(walks);
    own.map(|(key, word)| (key.to_owned(), word)).chain(quit.map(|key| (key, "quit"))).collect()
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
