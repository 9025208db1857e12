//! A question in a box over the panes: what is about to happen, the line for the answer, and why
//! the last answer was not taken.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::text::{Line, Span};
use ratatui::widgets::{Clear, Widget};

use crate::core::{Band, Glance, Light, SessionGlance, Trend, short_text};

use super::super::model::Model;
use super::super::prompt::{Ask, Prompt};
use super::super::toast::Tone;
use super::frame::{self, Focus};
use super::governance::mark;
use super::layout::Form;
use super::questions;
use super::text::{fit, head, minutes, safe, tail, width, wrap};

const MOST_COLUMNS: u16 = 76;
const LABEL_COLUMNS: usize = 10;
/// The most contexts a summary names; the others are counted.
const CONTEXTS_MAX: usize = 6;

/// Draws the dialog; returns where the cursor stands.
pub(super) fn draw(
    model: &Model,
    prompt: &Prompt,
    area: Rect,
    buffer: &mut Buffer,
) -> Option<Position> {
    let glance = model.glance()?;
    let width = area.width.min(MOST_COLUMNS);
    let columns = usize::from(width).saturating_sub(4);
    let above = above(model, glance, prompt, columns);
    let below = below(model, prompt, columns);
    let rows = above.len() + 1 + below.len();
    let height = u16::try_from(rows + 2).unwrap_or(u16::MAX).min(area.height);
    let place = Rect {
        x: area.x + (area.width - width) / 2,
        y: area.y + (area.height - height) / 3,
        width,
        height,
    };
    Clear.render(place, buffer);
    frame::draw(
        model,
        Form::Wide,
        &title(glance, prompt),
        Focus::Here,
        (false, false),
        place,
        buffer,
    );
    let inner = frame::inner(Form::Wide, place);
    // The line for the answer stays whatever does not fit.
    let room = usize::from(inner.height).saturating_sub(1 + below.len());
    let cut = above.len().min(room);
    let mut rows = inner.rows();
    for (line, row) in above.into_iter().take(cut).zip(rows.by_ref().take(cut)) {
        line.render(row, buffer);
    }
    let row = rows.next()?;
    let sign = Span::styled("› ", model.taste.theme.key());
    Line::from(sign).render(row, buffer);
    let field = Rect { x: row.x + 2.min(row.width), width: row.width.saturating_sub(2), ..row };
    let cursor = draw_field(prompt, field, buffer);
    for (line, row) in below.into_iter().zip(rows) {
        line.render(row, buffer);
    }
    cursor
}

/// Draws the answer so far, scrolled to the cursor; returns where the cursor stands.
pub(super) fn draw_field(prompt: &Prompt, field: Rect, buffer: &mut Buffer) -> Option<Position> {
    let last = field.width.checked_sub(1)?;
    let (before, after) = prompt.halves();
    let (before, after) = (safe(before), safe(after));
    let before = tail(&before, last.into());
    let used = u16::try_from(width(before)).unwrap_or(last).min(last);
    let after = head(&after, (field.width - used).into());
    Line::from(vec![Span::raw(before), Span::raw(after)]).render(field, buffer);
    Some(Position { x: field.x + used, y: field.y })
}

fn title(glance: &Glance, prompt: &Prompt) -> String {
    let live = glance.session.as_ref();
    let key = live.map(|live| live.key.to_string()).unwrap_or_default();
    match prompt.ask {
        Ask::StartNotes => "start a session".to_owned(),
        Ask::EndNotes => format!("end {key}"),
        Ask::Note => match live.and_then(|live| live.context_stack.last()) {
            Some(frame) => format!("note in {}", safe(&frame.name.to_string())),
            None => format!("note in {key}"),
        },
        Ask::Frame => "enter a context".to_owned(),
        Ask::Band => "set the band".to_owned(),
        Ask::Health => "set the health".to_owned(),
        Ask::Gap => "what was the gap?".to_owned(),
    }
}

/// Returns what stands above the line for the answer.
fn above(model: &Model, glance: &Glance, prompt: &Prompt, columns: usize) -> Vec<Line<'static>> {
    let theme = model.taste.theme;
    match prompt.ask {
        Ask::StartNotes => vec![Line::raw("What is it about? Enter alone starts at once.")],
        Ask::EndNotes => match &glance.session {
            Some(live) => summary(model, glance, live, columns),
            None => vec![],
        },
        Ask::Note => vec![],
        Ask::Frame => vec![Line::raw("TYPE ID [TITLE…] [~ESTIMATE], as in task 7 Import ~2h30m")],
        Ask::Band => {
            let chosen = prompt.band().map(|(band, _)| band);
            let choices = Band::ALL.map(|band| (band.to_string(), chosen == Some(band)));
            choice_lines(choices, columns, theme)
        }
        Ask::Health => {
            let chosen = prompt.light().map(|(light, _)| light);
            let choices = Light::ALL.map(|light| (light.to_string(), chosen == Some(light)));
            choice_lines(choices, columns, theme)
        }
        Ask::Gap => {
            let asked = questions::gap(model, glance).unwrap_or_default();
            let mut lines: Vec<_> = wrap(&asked, columns, 3).into_iter().map(Line::raw).collect();
            lines.push(Line::raw(fit("keep, discard, or until when you worked: 14:30", columns)));
            lines
        }
    }
}

fn choice_lines(
    choices: [(String, bool); 4],
    columns: usize,
    theme: super::super::theme::Theme,
) -> Vec<Line<'static>> {
    let spans = choices.into_iter().flat_map(|(name, chosen)| {
        let style = if chosen { theme.chosen() } else { theme.plain() };
        [Span::styled(format!(" {name} "), style), Span::raw(" ")]
    });
    let hint = "Its letter, then why.";
    vec![Line::from(spans.collect::<Vec<_>>()), Line::raw(fit(hint, columns)), Line::default()]
}

/// Returns what stands below it: why the last answer was not taken.
fn below(model: &Model, prompt: &Prompt, columns: usize) -> Vec<Line<'static>> {
    let Some(words) = &prompt.refusal else { return vec![] };
    let style = model.taste.theme.tone(Tone::Refused);
    let mut lines = vec![Line::default()];
    let what = format!("× {}", safe(&words.what));
    lines.extend(wrap(&what, columns, 2).into_iter().map(|row| Line::styled(row, style)));
    for sentence in [&words.why, &words.next] {
        lines.extend(wrap(&safe(sentence), columns, 2).into_iter().map(Line::raw));
    }
    lines
}

/// Returns what is about to be filed.
fn summary(
    model: &Model,
    glance: &Glance,
    live: &SessionGlance,
    columns: usize,
) -> Vec<Line<'static>> {
    let theme = model.taste.theme;
    let labelled = |label: &str, mut spans: Vec<Span<'static>>| {
        spans.insert(0, Span::styled(format!("{label:<LABEL_COLUMNS$}"), theme.label()));
        Line::from(spans)
    };
    let mut lines =
        vec![labelled("active", vec![Span::styled(short_text(live.active_ms), theme.strong())])];
    let paused = minutes(live.paused_seconds.saturating_mul(1_000));
    lines.push(labelled(
        "paused",
        vec![Span::raw(match live.breaks {
            0 => "never".to_owned(),
            1 => format!("{paused} in 1 break"),
            breaks => format!("{paused} in {breaks} breaks"),
        })],
    ));
    lines.extend(contexts(live, columns).into_iter().enumerate().map(|(nth, text)| {
        labelled(if nth == 0 { "contexts" } else { "" }, vec![Span::raw(text)])
    }));
    if let (Some(start), Some(drift)) = (&glance.governance.at_start, &glance.governance.drift) {
        let (cone, health) = (&glance.governance.cone, &glance.governance.health);
        let band = moved(start.cone.band.letter(), cone.band.letter(), drift.band);
        let light = moved(start.status.status.word(), health.status.word(), drift.health);
        for (label, text, trend) in [("band", band, drift.band), ("health", light, drift.health)] {
            let mut spans = vec![Span::raw(text)];
            spans.extend(mark(trend, model));
            lines.push(labelled(label, spans));
        }
    }
    lines.push(Line::default());
    lines.push(match live.notes.as_deref() {
        Some(notes) => {
            let text = format!("New notes replace: {}", safe(notes));
            Line::raw(fit(&text, columns))
        }
        None => Line::raw("Notes? Enter files it."),
    });
    lines
}

fn moved(then: &str, now: &str, trend: Trend) -> String {
    if trend == Trend::Same { format!("{now}, as at start") } else { format!("{then} → {now}") }
}

/// Returns each context with its time, those still open first, innermost first.
fn contexts(live: &SessionGlance, columns: usize) -> Vec<String> {
    let open = live.context_stack.iter().rev().map(|frame| (frame, ", open: is left now"));
    let all: Vec<_> = open.chain(live.closed_frames.iter().map(|frame| (frame, ""))).collect();
    let room = columns.saturating_sub(LABEL_COLUMNS);
    let mut texts: Vec<String> = all
        .iter()
        .take(CONTEXTS_MAX)
        .map(|(frame, how)| {
            let time = short_text(frame.active_seconds.saturating_mul(1_000));
            fit(&format!("{}  {time}{how}", safe(&frame.name.to_string())), room)
        })
        .collect();
    if all.len() > CONTEXTS_MAX {
        texts.push(format!("and {} more", all.len() - CONTEXTS_MAX));
    }
    texts
}
