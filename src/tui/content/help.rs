//! The help: every key, what it does, and why it is refused now.

use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use crate::core::{PieceKind, Verb};
use crate::tui::geometry::box_over;
use crate::tui::input::{BINDINGS, Binding, ELSEWHERE};
use crate::tui::look::{done_legend, piece_sign, safe, width, wrap};
use crate::tui::model::Model;

const KEY_COLUMNS: usize = 12;
const COMMAND_COLUMNS: usize = 24;
const MOST_COLUMNS: u16 = 96;

/// The keys of a prompt, which are always the same.
const PROMPT_KEYS: [(&str, &str); 4] = [
    ("Enter", "Send the answer"),
    ("Esc", "Leave the prompt; what you typed is there when you open it again"),
    ("Tab", "Go to the next field"),
    ("Up", "Bring back an earlier input"),
];

/// Returns where the help lies over an area.
pub fn place(area: Rect) -> Rect {
    box_over(area, MOST_COLUMNS)
}

/// Returns the lines of the help.
pub fn lines(model: &Model, columns: usize) -> Vec<Line<'static>> {
    let theme = model.settings.theme;
    let mut lines: Vec<Line<'static>> =
        BINDINGS.iter().flat_map(|binding| binding_lines(model, binding, columns)).collect();
    lines.extend(prompt_lines(model, columns));
    lines.extend(legend(model, columns));
    lines.push(Line::default());
    lines.push(Line::styled("On the command line only", theme.strong()));
    for (command, what) in ELSEWHERE {
        let blank = " ".repeat(COMMAND_COLUMNS.saturating_sub(width(command)));
        if COMMAND_COLUMNS + width(what) <= columns {
            let command = Span::styled(*command, theme.key());
            lines.push(Line::from(vec![command, Span::raw(blank), Span::raw(*what)]));
        } else {
            lines.push(Line::styled(*command, theme.key()));
            lines.extend(indented(what, columns));
        }
    }
    lines
}

/// Returns the meaning of each sign, drawn as on the panel.
fn legend(model: &Model, columns: usize) -> Vec<Line<'static>> {
    let run = |kind| piece_sign(kind).repeat(5);
    let pieces = [
        (run(PieceKind::Active), "Active time"),
        (run(PieceKind::Paused), "Pause"),
        (run(PieceKind::Gap), "Gap without an answer"),
        (run(PieceKind::Uncounted), "Gap that is not counted"),
    ];
    let done = Verb::ALL.iter().filter_map(|verb| done_legend(*verb));
    let done = done.map(|(sign, meaning)| (sign.to_owned(), meaning));
    let bad = [
        ("!".to_owned(), "Band C"),
        ("▲".to_owned(), "Band D, an exceeded estimate, or a question that waits for you"),
    ];
    let signs = pieces.into_iter().chain(done).chain(bad);
    let theme = model.settings.theme;
    let head = Line::styled("Signs", theme.strong());
    let rows = signs.flat_map(|(sign, what)| {
        let mut head = format!("{sign}{}", " ".repeat(KEY_COLUMNS.saturating_sub(width(&sign))));
        let rows = wrap(what, columns.saturating_sub(KEY_COLUMNS), 3).into_iter();
        rows.map(move |row| {
            let before = std::mem::replace(&mut head, " ".repeat(KEY_COLUMNS));
            Line::raw(format!("{before}{row}"))
        })
    });
    [Line::default(), head].into_iter().chain(rows).collect()
}

fn binding_lines(model: &Model, binding: &Binding, columns: usize) -> Vec<Line<'static>> {
    let theme = model.settings.theme;
    let refusal = binding.verb_in(model.phase()).and_then(|verb| model.refusal(verb));
    let names = model.settings.bindings.ways(binding.action);
    let blank = " ".repeat(KEY_COLUMNS.saturating_sub(width(&names)));
    let style = if refusal.is_some() { theme.plain() } else { theme.key() };
    let mut rows = wrap(binding.help, columns.saturating_sub(KEY_COLUMNS), 3).into_iter();
    let mut lines = vec![Line::from(vec![
        Span::styled(names, style),
        Span::raw(blank),
        Span::raw(rows.next().unwrap_or_default()),
    ])];
    lines.extend(rows.map(|row| Line::raw(format!("{}{row}", " ".repeat(KEY_COLUMNS)))));
    if let Some(words) = refusal {
        lines.extend(indented(&format!("unavailable: {}", safe(&words.why)), columns));
    }
    lines
}

fn prompt_lines(model: &Model, columns: usize) -> Vec<Line<'static>> {
    let theme = model.settings.theme;
    let head = Line::styled("In a prompt", theme.strong());
    let rows = PROMPT_KEYS.into_iter().flat_map(|(key, what)| {
        let mut head = vec![
            Span::styled(key, theme.key()),
            Span::raw(" ".repeat(KEY_COLUMNS.saturating_sub(width(key)))),
        ];
        let rows = wrap(what, columns.saturating_sub(KEY_COLUMNS), 3).into_iter();
        rows.map(move |row| {
            let mut spans = std::mem::replace(&mut head, vec![Span::raw(" ".repeat(KEY_COLUMNS))]);
            spans.push(Span::raw(row));
            Line::from(spans)
        })
    });
    [Line::default(), head].into_iter().chain(rows).collect()
}

fn indented(text: &str, columns: usize) -> Vec<Line<'static>> {
    let rows = wrap(text, columns.saturating_sub(KEY_COLUMNS), 3);
    rows.into_iter().map(|row| Line::raw(format!("{}{row}", " ".repeat(KEY_COLUMNS)))).collect()
}
