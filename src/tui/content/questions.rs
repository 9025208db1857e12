//! The questions that wait for an answer: a gap in the measured time, an untouched session.

use std::iter;

use ratatui::text::{Line, Span};

use crate::config::Action;
use crate::core::{
    At, Forgotten, GapAnswer, GapGlance, GapId, Glance, earlier, seconds_text, short_text,
};
use crate::tui::dialogs::{
    Dialog, DialogContext, DialogKind, FieldName, ForgottenAnswer, active_ms_with, gap_answer,
};
use crate::tui::look::{fit, safe};
use crate::tui::model::Model;

use super::labelled::{LABEL_COLUMNS, wrapped};
use super::policy_words;

/// What an activity is, where a session had none for long.
const WHAT_COUNTS: &str = "Every command is an activity, of a person or an agent, in any program. A \
    measured band or health is not.";
/// The most rows of what a question is about.
const HEAD_ROWS: usize = 3;

/// Returns the question that waits, and the keys that answer it: what the policy asks comes first.
pub fn open(model: &Model, glance: &Glance) -> Option<String> {
    if let Some(asked) = policy_words::asked(model) {
        return Some(asked);
    }
    let question = gap(model, glance).or_else(|| forgotten(model, glance))?;
    Some(format!("▲ {question} · press {} to answer", model.key_of(Action::Gap)))
}

/// Returns the question in a few words, for the slimmest pane.
pub fn open_in_brief(model: &Model, glance: &Glance) -> Option<String> {
    if let Some(asked) = policy_words::asked_in_brief(model) {
        return Some(asked);
    }
    let long = |seconds: u64| seconds_text(seconds);
    let gap = glance.gaps.first().map(|gap| format!("{}: {}", gap.id, long(gap.seconds)));
    let idle = || Some(format!("idle {}", long(glance.forgotten.as_ref()?.idle_seconds)));
    Some(format!("▲ {} · press {}", gap.or_else(idle)?, model.key_of(Action::Gap)))
}

/// Returns the oldest unanswered gap.
pub fn gap(model: &Model, glance: &Glance) -> Option<String> {
    let gap = glance.gaps.first()?;
    let more = match glance.gaps.len() {
        1 => String::new(),
        all => format!(", and {} more", all - 1),
    };
    Some(safe(&format!("{}: {}, not counted{more}", gap.id, stretch(model, gap))))
}

/// Returns how long the live session has been untouched.
pub fn forgotten(model: &Model, glance: &Glance) -> Option<String> {
    let forgotten = glance.forgotten.as_ref()?;
    Some(format!("no activity for {}", idle(model, forgotten)))
}

/// Returns how long a session has been untouched, and since when.
fn idle(model: &Model, forgotten: &Forgotten) -> String {
    let idle = seconds_text(forgotten.idle_seconds);
    format!("{idle}, since {}", model.time_of(forgotten.since_utc))
}

/// Returns each answer to a gap with the active time after it.
pub fn gap_lines(
    model: &Model,
    context: DialogContext<'_>,
    id: GapId,
    dialog: &Dialog,
    columns: usize,
) -> Vec<Line<'static>> {
    let Some(gap) = context.glance.gaps.iter().find(|gap| gap.id == id) else {
        return vec![Line::raw(fit(&format!("{id} is no longer open"), columns))];
    };
    let now_ms = context.glance.shown().map_or(0, |session| session.active_ms);
    let now = short_text(now_ms);
    let becomes = |answer| {
        active_ms_with(id, answer, context)
            .map_or_else(String::new, |ms| format!(": {now} → {}", short_text(ms)))
    };
    let answer = gap_answer(dialog.value(FieldName::GapAnswer), id, context).ok();
    let split = match answer {
        Some(split @ GapAnswer::Split(at)) => {
            format!("you worked until {}{}", read_as(model, at), becomes(split))
        }
        _ => format!("you worked until then, such as {}", model.time_of(middle(gap))),
    };
    let rows = [
        (GapAnswer::Keep, "keep", format!("all of it was work{}", becomes(GapAnswer::Keep))),
        (GapAnswer::Discard, "discard", format!("none of it was work: stays {now}")),
        (GapAnswer::Split(gap.from_utc.into()), "a time", split),
    ];
    let same = |of: &GapAnswer| {
        answer.is_some_and(|given| std::mem::discriminant(&given) == std::mem::discriminant(of))
    };
    let head =
        wrapped(model.settings.theme, &id.to_string(), &stretch(model, gap), columns, HEAD_ROWS);
    let rows = rows.into_iter().map(|(of, word, text)| row(model, word, &text, same(&of), columns));
    let more = match context.glance.gaps.len() {
        0 | 1 => None,
        all => Some(Line::raw(format!("{:LABEL_COLUMNS$}and {} more", "", all - 1))),
    };
    head.into_iter().chain(rows).chain(more).collect()
}

/// Returns each answer about an untouched session with the active time after it.
pub fn forgotten_lines(
    model: &Model,
    context: DialogContext<'_>,
    dialog: &Dialog,
    columns: usize,
) -> Vec<Line<'static>> {
    let Some(forgotten) = &context.glance.forgotten else {
        return vec![Line::raw(fit("there was new activity: no answer is needed", columns))];
    };
    let now_ms = context.glance.shown().map_or(0, |session| session.active_ms);
    let text = |answer: ForgottenAnswer| {
        let ms = answer.active_ms_after(context);
        ms.map_or_else(String::new, |ms| format!(": {} active", short_text(ms)))
    };
    let last = context.glance.last_activity_utc.map(|at| model.time_of(at)).unwrap_or_default();
    let answer = ForgottenAnswer::read(dialog.value(FieldName::ForgottenAnswer), context).ok();
    let (ends, at_a_time) = match answer {
        Some(ended @ ForgottenAnswer::Ended(at)) => {
            (true, format!("it ended at {}{}", read_as(model, at), text(ended)))
        }
        _ => (false, "it ended then, such as 18:30".to_owned()),
    };
    let (keeps, at_last) = (
        answer == Some(ForgottenAnswer::GoesOn),
        answer == Some(ForgottenAnswer::EndedAtLastActivity),
    );
    let is_break = answer == Some(ForgottenAnswer::GoesOnAfterABreak);
    // A session that is paused has no time to take out.
    let after_a_break = ForgottenAnswer::GoesOnAfterABreak.active_ms_after(context);
    let after_a_break = after_a_break.map(|ms| {
        let text = format!("it continues, and that time was a break: {} active", short_text(ms));
        ("break", text, is_break)
    });
    let end = format!("it ended at {last}{}", text(ForgottenAnswer::EndedAtLastActivity));
    let idle = idle(model, forgotten);
    let head = wrapped(model.settings.theme, "no activity", &idle, columns, HEAD_ROWS);
    let keep = format!("it continues: {} active", short_text(now_ms));
    let rest = [("end", end, at_last), ("a time", at_a_time, ends)];
    let rows = iter::once(("keep", keep, keeps)).chain(after_a_break).chain(rest);
    let rows = rows.map(|(word, text, meant)| row(model, word, &text, meant, columns));
    let counts = wrapped(model.settings.theme, "", WHAT_COUNTS, columns, HEAD_ROWS);
    head.into_iter().chain(counts).chain(rows).collect()
}

/// Returns the active time after the present answer, in one row.
pub fn outcome(context: DialogContext<'_>, dialog: &Dialog) -> Option<String> {
    let ms = match dialog.kind {
        DialogKind::Gap(Some(id)) => {
            let answer = gap_answer(dialog.value(FieldName::GapAnswer), id, context).ok()?;
            active_ms_with(id, answer, context)?
        }
        DialogKind::Forgotten => {
            let answer = dialog.value(FieldName::ForgottenAnswer);
            ForgottenAnswer::read(answer, context).ok()?.active_ms_after(context)?
        }
        DialogKind::Gap(None)
        | DialogKind::Start
        | DialogKind::Switch
        | DialogKind::End
        | DialogKind::Pause
        | DialogKind::Break
        | DialogKind::Edit
        | DialogKind::Add
        | DialogKind::PastBreak
        | DialogKind::RemoveBreak
        | DialogKind::PastGap(_)
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
        | DialogKind::Override(_) => return None,
    };
    let now = short_text(context.glance.shown()?.active_ms);
    Some(format!("{now} → {} active", short_text(ms)))
}

/// Returns one possible answer, highlighted if it is the present one.
fn row(model: &Model, word: &str, text: &str, meant: bool, columns: usize) -> Line<'static> {
    let theme = model.settings.theme;
    let style = if meant { theme.chosen() } else { theme.key() };
    let blank = " ".repeat(LABEL_COLUMNS.saturating_sub(word.len()));
    let text = fit(text, columns.saturating_sub(LABEL_COLUMNS));
    Line::from(vec![Span::styled(word.to_owned(), style), Span::raw(blank), Span::raw(text)])
}

/// Returns how a typed time was read.
fn read_as(model: &Model, at: At) -> String {
    match at {
        At::Minute(at) | At::Second(at) => model.time_of(at),
        At::Ago(ms) => {
            earlier(model.now.utc, ms).map_or_else(|| "then".to_owned(), |at| model.time_of(at))
        }
        At::Now => model.time_of(model.now.utc),
        At::LastActivity | At::LastEnd => "then".to_owned(),
    }
}

fn stretch(model: &Model, gap: &GapGlance) -> String {
    format!(
        "the machine {} {} ({})",
        gap.why.words(),
        model.range_of(gap.from_utc, gap.until_utc),
        seconds_text(gap.seconds),
    )
}

fn middle(gap: &GapGlance) -> chrono::DateTime<chrono::Utc> {
    gap.from_utc + (gap.until_utc - gap.from_utc) / 2
}
