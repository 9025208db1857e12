//! What an answer about the past would change: before → after, a line for each value.

use ratatui::text::{Line, Span};

use crate::config::Action;
use crate::core::{GapId, PauseTime, Phase, Preview, SessionRecord, near_time_text, short_text};
use crate::failure::Words;
use crate::tui::dialogs::{Dialog, DialogContext, DialogKind, PastSubject};
use crate::tui::look::{Tone, safe, wrap};
use crate::tui::model::Model;
use crate::zone::Zone;

use super::before_after::{self, Value};
use super::changed_sums;
use super::history_row::date_form;
use super::labelled::{labelled, wrapped};

/// The most rows of why an answer would be refused.
const ROWS: usize = 3;

/// Returns the title of a dialog about the past.
pub fn title(
    model: &Model,
    context: DialogContext<'_>,
    subject: &PastSubject,
    dialog: &Dialog,
) -> String {
    let kind = dialog.kind;
    let session = subject.session.as_ref();
    let key = session.map_or_else(|| "a session".to_owned(), |session| session.key.to_string());
    // A typed date names the day of an addition.
    let begins = || dialog.added_from(context).unwrap_or(subject.day_begins_utc);
    let at = session.map_or_else(begins, |session| session.started_at_utc);
    let date = match session {
        Some(_) => model.local(at).date(),
        None => model.day_zone().day(at),
    };
    let date = date.format(date_form(model, date));
    match kind {
        DialogKind::Add => format!("add a session · {date}"),
        DialogKind::PastBreak => format!("add a break to {key} · {date}"),
        DialogKind::RemoveBreak => format!("remove a break from {key} · {date}"),
        DialogKind::PastGap(id) => format!("what was {id} of {key}? · {date}"),
        DialogKind::Edit
        | DialogKind::Start
        | DialogKind::Switch
        | DialogKind::End
        | DialogKind::Pause
        | DialogKind::Break
        | DialogKind::Note
        | DialogKind::Context
        | DialogKind::Done
        | DialogKind::Block
        | DialogKind::Estimate
        | DialogKind::Band
        | DialogKind::Health
        | DialogKind::Ack
        | DialogKind::StepDone
        | DialogKind::StepSkip
        | DialogKind::Override(_)
        | DialogKind::Gap(_)
        | DialogKind::Forgotten => format!("correct {key} · {date}"),
    }
}

/// Returns that a session is cancelled and how it is brought back; nothing for another one.
pub fn cancelled_lines(model: &Model, dialog: &Dialog, columns: usize) -> Vec<Line<'static>> {
    let Some(session) = cancelled(dialog) else { return vec![] };
    let what = format!("▲ {} is cancelled: no total counts it", session.key);
    let next = format!("To bring it back: Esc, then {}", way_back(model));
    let warning = model.settings.theme.tone(Tone::Warning);
    let mut lines: Vec<Line<'static>> =
        wrap(&what, columns, ROWS).into_iter().map(|row| Line::styled(row, warning)).collect();
    lines.extend(wrap(&next, columns, ROWS).into_iter().map(Line::raw));
    lines.push(Line::default());
    lines
}

fn cancelled(dialog: &Dialog) -> Option<&SessionRecord> {
    let session = dialog.past.as_ref()?.subject.session.as_ref()?;
    (session.phase == Phase::Cancelled).then_some(session)
}

/// Returns the key that restores a cancelled session. No screen corrects one that the key does not mean.
fn way_back(model: &Model) -> String {
    format!("`{}`", model.key_of(Action::Reopen))
}

/// Returns when a session was paused.
pub fn pause_lines(model: &Model, session: &SessionRecord, columns: usize) -> Vec<Line<'static>> {
    let range = |pause: &PauseTime| Some(model.range_of(pause.from_utc, pause.until_utc?));
    let all = session.pauses.iter().filter_map(range).collect::<Vec<_>>().join(", ");
    if all.is_empty() {
        return vec![];
    }
    let mut lines = wrapped(model.settings.theme, "pauses", &all, columns, ROWS);
    lines.push(Line::default());
    lines
}

/// Returns what a gap was, and what can be answered.
pub fn gap_lines(model: &Model, session: &SessionRecord, id: GapId) -> Vec<Line<'static>> {
    let theme = model.settings.theme;
    let Some(gap) = session.gaps.iter().find(|gap| gap.id == id) else { return vec![] };
    let when = model.range_of(gap.from_utc, gap.until_utc);
    let what = format!("the machine {} {when} ({})", gap.why.words(), short_text(gap.ms));
    let line = |word, text: &str| labelled(theme, word, vec![Span::raw(text.to_owned())]);
    vec![
        line("gap", &what),
        line("keep", "all of it was work"),
        line("discard", "none of it was work"),
        line("a time", "you worked until then"),
        Line::default(),
    ]
}

/// Returns the lines below the fields of a dialog about the past, if possible in at most `rows` rows:
/// what would change, or why the desk would refuse it.
pub fn lines(
    model: &Model,
    context: DialogContext<'_>,
    dialog: &Dialog,
    (columns, rows): (usize, usize),
) -> Vec<Line<'static>> {
    if let Some(words) = refusal(dialog, context) {
        let objections = (0..dialog.fields.len()).filter_map(|nth| dialog.objection(nth, context));
        if objections.into_iter().any(|why| why == words.why) {
            return vec![];
        }
        let text = format!("▲ {}: {}", words.why, words.next);
        let rows = wrap(&safe(&text), columns, ROWS);
        return rows.into_iter().map(Line::raw).collect();
    }
    before_after::lines(&values(model, context, dialog, rows), model.settings.theme, columns)
}

/// Returns the most important change in one row, for the least room.
pub fn row(model: &Model, context: DialogContext<'_>, dialog: &Dialog) -> String {
    if let Some(words) = refusal(dialog, context) {
        return safe(&format!("▲ {}: {}", words.why, words.next));
    }
    let values = values(model, context, dialog, 0);
    let is_sum = |value: &&Value| !matches!(value.word.as_str(), "start" | "end" | "paused");
    let cancelled =
        cancelled(dialog).map(|_| format!("▲ cancelled, to bring it back: {}", way_back(model)));
    let sums = values.iter().filter(is_sum).map(Value::text);
    cancelled.into_iter().chain(sums).collect::<Vec<_>>().join(" · ")
}

/// Returns why the desk would refuse the answer, if it can be read.
fn refusal<'a>(dialog: &'a Dialog, context: DialogContext<'_>) -> Option<&'a Words> {
    let refusal = dialog.past.as_ref()?.refusal()?;
    // The fields say why it cannot be read.
    (dialog.refusal.is_none() && dialog.request(context).is_ok()).then_some(refusal)
}

fn values(model: &Model, context: DialogContext<'_>, dialog: &Dialog, rows: usize) -> Vec<Value> {
    let foreseen = dialog.past.as_ref().and_then(|past| past.foreseen());
    let Some(preview) = foreseen else { return vec![] };
    let is_read = dialog.request(context).is_ok();
    let Preview { before, after, cut_off, .. } = preview;
    // What is half typed changes nothing yet.
    let after = if is_read { after.as_ref() } else { before.as_ref() };
    let both = (before.as_ref(), after);
    let reference = both.0.or(both.1).map_or(model.now.utc, |record| record.started_at_utc);
    let time = |at| near_time_text(model.local(at), model.local(reference));
    let start = |record: &SessionRecord| Some(time(record.started_at_utc));
    let end = |record: &SessionRecord| (!record.phase.is_live()).then(|| time(record.ended_at_utc));
    // A time that stays is in its field above.
    let times = [of_both("start", both, start), of_both("end", both, end)];
    let mut values: Vec<Value> =
        times.into_iter().filter(|value| value.before != value.after).collect();
    values.push(of_both("active", both, |record| Some(short_text(record.active_ms))));
    let paused = of_both("paused", both, |record| Some(short_text(record.paused_ms)));
    let had = |value: &Option<String>| value.clone().unwrap_or_else(|| short_text(0));
    if had(&paused.before) != had(&paused.after) {
        values.push(paused);
    }
    values.retain(|value| value.before.is_some() || value.after.is_some());
    if is_read && !cut_off.is_nothing() {
        values.push(Value::new("cut off", None, Some(cut_off.text())));
    }
    let rows = rows.saturating_sub(values.len());
    values.extend(changed_sums::values(model, preview, is_read, rows));
    values
}

fn of_both(
    word: &str,
    (before, after): (Option<&SessionRecord>, Option<&SessionRecord>),
    text: impl Fn(&SessionRecord) -> Option<String>,
) -> Value {
    Value::new(word, before.and_then(&text), after.and_then(&text))
}
