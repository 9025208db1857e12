//! The activities, newest first: one row each.

use ratatui::text::{Line, Span};

use crate::config::Action;
use crate::core::{Activity, Glance, column_day_text, time_text};
use crate::tui::look::{fit, safe, thousands, width};
use crate::tui::model::Model;
use crate::tui::screens::LOG_MAX;
use crate::zone::Zone;

/// The most activities that the desk keeps at hand.
const KEPT: usize = 50;
const VERB_COLUMNS: usize = 10;
const TIME_COLUMNS: usize = 6;
/// From this width on, a row of the last days has a weekday and a time.
const WITH_WEEKDAY: usize = 50;
const WEEKDAY_COLUMNS: usize = 9;
/// From this width on, a row names its context.
const WITH_CONTEXT: usize = 60;
const CONTEXT_COLUMNS: usize = 16;

/// Returns how many lines the pane has.
pub fn count(model: &Model) -> usize {
    model.log.len(model.recent()) + usize::from(last_line(model).is_some())
}

/// Returns at most `most` of the pane's lines, from line `first` on.
pub fn lines(model: &Model, first: usize, most: usize, columns: usize) -> Vec<Line<'static>> {
    let recent = model.recent();
    let seen = (first..first.saturating_add(most)).map_while(|nth| model.log.nth(recent, nth));
    let seen: Vec<&Activity> = seen.collect();
    // If all are by one operator, the session's pane already names that operator.
    let operator = recent.first().map(|activity| &activity.by.operator);
    let mut all = recent.iter().chain(seen.iter().copied());
    let several = all.any(|activity| Some(&activity.by.operator) != operator);
    let who = |activity: &Activity| {
        let other = activity.by.operator != model.environment.by.operator;
        (several && other).then(|| format!("({})", safe(&activity.by.operator)))
    };
    let of_today = |activity: &&Activity| days_ago(model, activity) == 0;
    let has_weekdays = columns >= WITH_WEEKDAY && !seen.iter().all(of_today);
    let rows = seen.iter().map(|it| row(model, it, who(it), has_weekdays, columns));
    let last = last_line(model).map(|text| Line::raw(fit(&text, columns)));
    rows.chain(last).take(most).collect()
}

/// Returns the line below the oldest activity.
fn last_line(model: &Model) -> Option<String> {
    let recent = model.recent();
    model.known.as_ref()?;
    if recent.is_empty() {
        return Some("No activity yet".to_owned());
    }
    if let Some(words) = model.log.refusal() {
        return Some(format!("× {}: {}", safe(&words.why), safe(&words.next)));
    }
    if model.log.waits() {
        return Some("loading…".to_owned());
    }
    let is_empty = model.log.len(recent) == 0;
    match (model.log.is_full(recent), is_empty) {
        (true, false) => {
            let key = model.key_of(Action::History);
            Some(format!("older activities: `{key}` opens the past sessions"))
        }
        (true, true) => Some(format!("No match in the newest {}", thousands(LOG_MAX))),
        (false, true) => Some("No match".to_owned()),
        (false, false) => None,
    }
}

/// Returns how many of the activities at hand are of today.
pub fn today(model: &Model, glance: &Glance) -> Option<String> {
    let today = model.today();
    let of_today = |activity: &&Activity| model.day_zone().day(activity.at_utc) == today;
    let count = glance.recent.iter().filter(of_today).count();
    // If all at hand are of today, there may be more.
    let more = if count == glance.recent.len() && count >= KEPT { "+" } else { "" };
    (count > 0).then(|| format!("{count}{more} today"))
}

fn days_ago(model: &Model, activity: &Activity) -> i64 {
    let date = model.local(activity.at_utc).date();
    model.date().signed_duration_since(date).num_days()
}

fn row(
    model: &Model,
    activity: &Activity,
    who: Option<String>,
    has_weekdays: bool,
    columns: usize,
) -> Line<'static> {
    let theme = model.theme();
    let at = model.local(activity.at_utc);
    let time = match days_ago(model, activity) {
        0 => time_text(at),
        1..7 if has_weekdays => format!("{} {}", at.format("%a"), time_text(at)),
        _ => column_day_text(at),
    };
    let time_columns = if has_weekdays { WEEKDAY_COLUMNS } else { TIME_COLUMNS };
    let time = format!("{time:<time_columns$} ");
    let verb = format!("{:<VERB_COLUMNS$} ", activity.verb.past());
    let context = match activity.context.last() {
        Some(frame) if columns >= WITH_CONTEXT => {
            format!("  {}", fit(&safe(&frame.id), CONTEXT_COLUMNS))
        }
        _ => String::new(),
    };
    let room = columns.saturating_sub(width(&time) + width(&verb) + width(&context));
    let text = fit(&text(activity, who), room);
    let blank = " ".repeat(room.saturating_sub(width(&text)));
    let told = if activity.undone { theme.undone() } else { theme.plain() };
    let done = if activity.undone { theme.undone() } else { theme.strong() };
    Line::from(vec![
        Span::styled(time, theme.quiet()),
        Span::styled(verb, done),
        Span::styled(text, told),
        Span::raw(blank),
        Span::styled(context, theme.quiet()),
    ])
}

fn text(activity: &Activity, who: Option<String>) -> String {
    let mut parts = Vec::new();
    if activity.undone {
        parts.push("(undone)".to_owned());
    }
    // Before the text, since a long text is cut at its end.
    parts.extend(who);
    if !activity.text.is_empty() {
        parts.push(safe(&activity.text));
    } else if let Some(key) = activity.session {
        parts.push(key.to_string());
    }
    parts.join(" ")
}
