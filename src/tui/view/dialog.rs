//! A dialog in a box over the panes: what is about to happen, the fields of the answer with what
//! cannot be meant below each, and why the last answer was not taken.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::text::{Line, Span};
use ratatui::widgets::{Clear, Widget};

use crate::core::{Glance, short_text};
use crate::tui::content::labelled::{LABEL_COLUMNS, labelled};
use crate::tui::content::{questions, summary};
use crate::tui::dialogs::{Ask, Name, Prompt, Sight, Understood};
use crate::tui::geometry::Form;
use crate::tui::look::{Focus, Frame, Tone, ago, safe, wrap};
use crate::tui::model::Model;

use super::fields;

const MOST_COLUMNS: u16 = 76;
/// The sign of the field that takes the keys stands in the last columns before its value.
const SIGN_COLUMNS: usize = 2;
/// The most rows one sentence takes.
const ROWS: usize = 2;

/// One row of the answer.
enum Row {
    Field(usize),
    Said(Line<'static>),
}

/// Draws the dialog; returns where the cursor stands.
pub fn draw(model: &Model, prompt: &Prompt, area: Rect, buffer: &mut Buffer) -> Option<Position> {
    let sight = model.sight()?;
    let width = area.width.min(MOST_COLUMNS);
    let columns = usize::from(width).saturating_sub(4);
    let above = above(model, sight, prompt, columns);
    let answer = answer(model, sight, prompt, columns);
    let rows = |lines: usize| u16::try_from(lines + 2).unwrap_or(u16::MAX).min(area.height);
    let height = rows(above.len() + answer.len());
    // What comes and goes below a field does not move the fields, as long as there is room.
    let calm = rows(above.len() + prompt.fields.len());
    let place = Rect {
        x: area.x + (area.width - width) / 2,
        y: area.y + ((area.height - calm) / 3).min(area.height - height),
        width,
        height,
    };
    Clear.render(place, buffer);
    let title = title(sight.glance, prompt);
    Frame { form: Form::Wide, title: &title, focus: Focus::Here, hidden: (false, false) }.draw(
        model.taste.theme,
        place,
        buffer,
    );
    let inner = Form::Wide.inner(place);
    // The answer stays whatever does not fit; of it, the field that takes the keys.
    let room = usize::from(inner.height);
    let cut = above.len().min(room.saturating_sub(answer.len()));
    let at = answer.iter().position(|row| matches!(row, Row::Field(nth) if *nth == prompt.at));
    let first = at.unwrap_or(0).min(answer.len().saturating_sub(room));
    let rows = above.into_iter().take(cut).map(Row::Said).chain(answer.into_iter().skip(first));
    let mut cursor = None;
    for (row, place) in rows.zip(inner.rows()) {
        match row {
            Row::Said(line) => line.render(place, buffer),
            Row::Field(nth) => {
                let drawn = draw_row(model, prompt, nth, place, buffer);
                cursor = if nth == prompt.at { drawn } else { cursor };
            }
        }
    }
    cursor
}

/// Draws a field with the word before it; returns where its cursor would stand.
fn draw_row(
    model: &Model,
    prompt: &Prompt,
    nth: usize,
    row: Rect,
    buffer: &mut Buffer,
) -> Option<Position> {
    let theme = model.taste.theme;
    let field = prompt.fields.get(nth)?;
    let word = field.name.word();
    let columns = if is_bare(prompt) { 0 } else { LABEL_COLUMNS - SIGN_COLUMNS };
    let word = format!("{:<columns$}", if is_bare(prompt) { "" } else { word });
    let sign = if nth == prompt.at { "› " } else { "  " };
    let line = vec![Span::styled(word, theme.label()), Span::styled(sign, theme.key())];
    let line = Line::from(line);
    let used = u16::try_from(line.width()).unwrap_or(row.width).min(row.width);
    line.render(row, buffer);
    let place = Rect { x: row.x + used, width: row.width - used, ..row };
    fields::draw(model, prompt, field, place, buffer)
}

/// Tells whether the only field needs no word before it: the title says it.
fn is_bare(prompt: &Prompt) -> bool {
    matches!(prompt.ask, Ask::Note | Ask::Frame | Ask::Amend)
}

fn title(glance: &Glance, prompt: &Prompt) -> String {
    let live = glance.session.as_ref();
    let key = live.map(|live| live.key.to_string()).unwrap_or_default();
    match prompt.ask {
        Ask::Start => "start a session".to_owned(),
        Ask::Switch if live.is_none() => "start a session".to_owned(),
        Ask::Switch => format!("end {key} and start the next"),
        Ask::Amend => match glance.shown() {
            Some(shown) => format!("the notes of {}", shown.key),
            None => "the notes".to_owned(),
        },
        Ask::End => format!("end {key}"),
        Ask::Note => match live.and_then(|live| live.context_stack.last()) {
            Some(frame) => format!("note in {}", safe(&frame.name.to_string())),
            None => format!("note in {key}"),
        },
        Ask::Frame => "enter a context".to_owned(),
        Ask::Band => "set the band".to_owned(),
        Ask::Health => "set the health".to_owned(),
        Ask::Gap(id) => format!("what was {id}?"),
        Ask::Forgotten => format!("does {key} go on?"),
    }
}

/// Returns what stands above the answer.
fn above(model: &Model, sight: Sight<'_>, prompt: &Prompt, columns: usize) -> Vec<Line<'static>> {
    let governance = &sight.glance.governance;
    let mut lines = match prompt.ask {
        Ask::Start | Ask::Switch | Ask::Note | Ask::Amend => return vec![],
        Ask::End => summary::lines(model, sight.glance, columns),
        Ask::Frame => return vec![Line::raw("TYPE ID [TITLE…] [~ESTIMATE]")],
        Ask::Band => {
            let cone = &governance.cone;
            let set = cone.updated_at_utc;
            standing(model, &cone.band.to_string(), set, &cone.reason, columns)
        }
        Ask::Health => {
            let health = &governance.health;
            let reasons = health.reasons.join("; ");
            standing(model, health.status.word(), health.updated_at_utc, &reasons, columns)
        }
        Ask::Gap(id) => questions::gap_lines(model, sight, id, prompt, columns),
        Ask::Forgotten => questions::forgotten_lines(model, sight, prompt, columns),
    };
    lines.push(Line::default());
    lines
}

/// Returns how a reading stands now.
fn standing(
    model: &Model,
    value: &str,
    set_at: Option<chrono::DateTime<chrono::Utc>>,
    why: &str,
    columns: usize,
) -> Vec<Line<'static>> {
    let age = set_at.map_or("never set".to_owned(), |at| format!("set {}", ago(at, model.now.utc)));
    let why = wrap(&safe(why), columns.saturating_sub(LABEL_COLUMNS), ROWS);
    [format!("{value}, {age}")]
        .into_iter()
        .chain(why)
        .enumerate()
        .map(|(nth, text)| {
            labelled(model.taste.theme, if nth == 0 { "now" } else { "" }, vec![Span::raw(text)])
        })
        .collect()
}

/// Returns the rows of the answer: each field, below it what cannot be meant by it or how it is
/// understood, and in the end why the last answer was not taken.
fn answer(model: &Model, sight: Sight<'_>, prompt: &Prompt, columns: usize) -> Vec<Row> {
    let mut rows = Vec::new();
    let indent = if is_bare(prompt) { SIGN_COLUMNS } else { LABEL_COLUMNS };
    let told = |text: &str| {
        let lines = wrap(text, columns.saturating_sub(indent), ROWS);
        lines.into_iter().map(move |line| Row::Said(Line::raw(format!("{:indent$}{line}", ""))))
    };
    for nth in 0..prompt.fields.len() {
        rows.push(Row::Field(nth));
        rows.extend(said_of(sight, prompt, nth).iter().flat_map(|text| told(text)));
    }
    if let Some(words) = &prompt.refusal {
        let style = model.taste.theme.tone(Tone::Refused);
        rows.push(Row::Said(Line::default()));
        let what = wrap(&format!("× {}", safe(&words.what)), columns, ROWS);
        rows.extend(what.into_iter().map(|row| Row::Said(Line::styled(row, style))));
        for sentence in [&words.why, &words.next] {
            let lines = wrap(&safe(sentence), columns, ROWS);
            rows.extend(lines.into_iter().map(|row| Row::Said(Line::raw(row))));
        }
    }
    rows
}

/// Returns what there is to say below a field: quiet sentences, before anybody presses Enter.
pub fn said_of(sight: Sight<'_>, prompt: &Prompt, nth: usize) -> Vec<String> {
    // A refusal below says it in full.
    let refused = |why: &String| prompt.refusal.as_ref().is_some_and(|words| words.why == *why);
    if let Some(objection) = prompt.objection(nth, sight).filter(|why| !refused(why)) {
        return vec![format!("▲ {}", safe(&objection))];
    }
    if prompt.fields.get(nth).is_some_and(|field| field.name == Name::Context) {
        return prompt.understood(sight).map(understood).unwrap_or_default();
    }
    Vec::new()
}

fn understood(context: Understood) -> Vec<String> {
    let title = context.title.map(|title| format!(" · {title}"));
    let estimate = context
        .estimate_seconds
        .map(|seconds| format!(" · estimate {}", short_text(seconds.saturating_mul(1_000))));
    let (title, estimate) = (title.unwrap_or_default(), estimate.unwrap_or_default());
    let mut said = vec![safe(&format!("enters {}{title}{estimate}", context.name))];
    if !context.leaves.is_empty() {
        said.push(safe(&format!("leaves {}", context.leaves.join(", "))));
    }
    said
}
