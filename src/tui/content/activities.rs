//! The activities, newest first: a row each, with a row for the contexts that it left, and a row between
//! two days.

use chrono::{Datelike, NaiveDate};
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use crate::config::Action;
use crate::core::{Activity, Tally, Verb, seconds_text, time_text};
use crate::tui::look::{
    fit, fit_line, safe, severity_sign, spans_width, thousands, verb_sign, width,
};
use crate::tui::model::Model;
use crate::tui::screens::{ActivityLines, LOG_MAX, ListedLine, says_what_it_left};
use crate::zone::Zone;

use super::activity_words::words;
use super::weeks;

/// The columns of a time, of a sign, and of the blanks after them.
const BEFORE: usize = 8;
/// The columns of a verb or a context, and of the blank after it.
const NAME: usize = 10;
/// The most columns of a context in the place of the verb.
const NAME_MOST: usize = 18;
/// The least columns of words; with fewer, a sign alone stands for the verb.
const WORDS: usize = 30;
/// From this width on, a row names its context.
const WITH_CONTEXT: usize = 60;
/// The most columns of a context, and of an operator or a source, at the right.
const ASIDE_MOST: usize = 16;
/// From this width on, a row names its operator or its source.
const WITH_WHO: usize = 40;

/// Returns how many lines the pane has.
pub fn count(model: &Model) -> usize {
    let lines = model.log.lines().map_or(0, ActivityLines::len);
    lines + usize::from(last_line(model).is_some())
}

/// Returns at most `most` of the pane's lines, from line `first` on.
pub fn lines(model: &Model, first: usize, most: usize, columns: usize) -> Vec<Line<'static>> {
    let recent = model.recent();
    let on = model.log.lines().and_then(|lines| lines.on(first));
    let seen: Vec<Listed<'_>> = on.map_or(vec![], |on| listed(model, on, most));
    // If all are by one operator, the session's pane already names that operator.
    let operator = recent.first().map(|activity| &activity.by.operator);
    let mut all = recent.iter().chain(seen.iter().map(|listed| listed.activity));
    let several = all.any(|activity| Some(&activity.by.operator) != operator);
    let separates = seen.iter().any(|listed| listed.begins.is_some());
    let tally = separates.then(|| model.tally()).flatten();
    let rows = Rows { model, columns, several, tally };
    let above = on.map_or(0, |on| on.above);
    let made = seen.into_iter().flat_map(|listed| rows.of(&listed)).skip(above);
    let last = last_line(model).map(|text| Line::styled(fit(&text, columns), quiet(model)));
    made.chain(last).take(most).collect()
}

/// An activity of the list, and what is said of its day.
struct Listed<'a> {
    activity: &'a Activity,
    /// The day that it is the first one of, if a line says so.
    begins: Option<NaiveDate>,
    /// Its own day, if it is listed under a later one.
    earlier: Option<NaiveDate>,
}

/// Returns the activities from one on, as many as fill `most` lines.
fn listed(model: &Model, on: ListedLine, most: usize) -> Vec<Listed<'_>> {
    let (recent, zone) = (model.recent(), model.day_zone());
    let day = |nth| model.log.lines().and_then(|lines| lines.day(nth));
    let mut above = on.activity.checked_sub(1).and_then(day).unwrap_or_else(|| model.today());
    let all = (on.activity..).map_while(|nth| Some((model.log.nth(recent, nth)?, day(nth)?)));
    let all = all.map(|(activity, day)| {
        let begins = (std::mem::replace(&mut above, day) != day).then_some(day);
        let own = zone.day(activity.at_utc);
        Listed { activity, begins, earlier: (own < day).then_some(own) }
    });
    all.take(most.saturating_add(1)).collect()
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
        (_, true) if model.log.filter().has_condition() => {
            Some("No match: conditions such as band:D work in the history only".to_owned())
        }
        (true, true) => Some(format!(
            "No match in the newest {}: `onwatch search WORDS` finds older notes and reasons",
            thousands(LOG_MAX)
        )),
        (false, true) => Some("No match".to_owned()),
        (false, false) => None,
    }
}

/// The rows of activities, and what they depend on.
struct Rows<'a> {
    model: &'a Model,
    columns: usize,
    /// Whether several operators gave commands.
    several: bool,
    tally: Option<Tally>,
}

impl Rows<'_> {
    fn of(&self, listed: &Listed<'_>) -> Vec<Line<'static>> {
        let day = listed.begins.map(|day| self.separator(day));
        let left = says_what_it_left(listed.activity).then(|| self.left(listed.activity));
        day.into_iter().chain([self.row(listed)]).chain(left).collect()
    }

    /// Returns the line above the activities of a day: its date, and its active time if that is known.
    fn separator(&self, day: NaiveDate) -> Line<'static> {
        let date = format!("{} {} ", day.format("%a"), self.date(day));
        let total = self.tally.as_ref().filter(|_| self.model.days.has(day));
        let total =
            total.map(|tally| format!(" {}", weeks::total(tally.of(day)))).unwrap_or_default();
        let rule = "─".repeat(self.columns.saturating_sub(width(&date) + width(&total)));
        let theme = self.model.theme();
        Line::from(vec![
            Span::styled(date, theme.quiet()),
            Span::styled(rule, theme.chrome()),
            Span::styled(total, theme.quiet()),
        ])
    }

    /// Returns the line of the contexts that an activity left.
    fn left(&self, activity: &Activity) -> Line<'static> {
        // The innermost context that a `pop` left stands in its own row.
        let others = usize::from(activity.verb == Verb::Pop);
        let all = activity.left.iter().rev().skip(others).rev();
        let each = all.map(|left| {
            let name = safe(&left.name.to_string());
            format!("{name} after {}", seconds_text(left.active_seconds))
        });
        let text = format!("left {}", each.collect::<Vec<_>>().join(", "));
        let indent = self.before_words();
        let text = fit(&text, self.columns.saturating_sub(indent));
        Line::styled(format!("{}{text}", " ".repeat(indent)), quiet(self.model))
    }

    fn has_names(&self) -> bool {
        self.columns >= BEFORE + NAME + WORDS
    }

    fn before_words(&self) -> usize {
        if self.has_names() { BEFORE + NAME } else { BEFORE }
    }

    /// Returns a date, with its year if that is not this one.
    fn date(&self, day: NaiveDate) -> String {
        let is_this_year = day.year() == self.model.today().year();
        day.format(if is_this_year { "%-d %b" } else { "%-d %b %Y" }).to_string()
    }

    fn row(&self, listed: &Listed<'_>) -> Line<'static> {
        let activity = listed.activity;
        let earlier = listed.earlier.map(|day| self.date(day));
        let (date_for_time, date_before_words) =
            if self.has_names() { (None, earlier) } else { (earlier, None) };
        let theme = self.model.theme();
        let warns = severity_sign(activity.severity);
        let lit = warns.map(|_| theme.severity(activity.severity));
        let sign = warns.unwrap_or_else(|| verb_sign(activity.verb));
        let time = || time_text(self.model.local(activity.at_utc));
        let time = date_for_time.unwrap_or_else(time);
        let mut spans = vec![
            Span::styled(format!("{time} "), quiet(self.model)),
            Span::styled(format!("{sign} "), lit.unwrap_or_else(|| theme.key())),
        ];
        let named = if activity.undone { theme.undone() } else { lit.unwrap_or(theme.strong()) };
        let context = subject_context(activity);
        let verb = activity.verb;
        let told = verb.is_of_a_run() || verb.is_of_a_playbook();
        let word = if told { verb.past() } else { verb.word() };
        let name = context.clone().unwrap_or_else(|| word.to_owned());
        if self.has_names() {
            let name = fit(&name, NAME_MOST);
            let blank = NAME.saturating_sub(width(&name)).max(1);
            spans.push(Span::styled(name, named));
            spans.push(Span::raw(" ".repeat(blank)));
        } else if let Some(context) = context {
            spans.push(Span::styled(format!("{} ", fit(&context, NAME_MOST)), named));
        }
        let aside = self.aside(activity);
        let room = self.columns.saturating_sub(spans_width(&spans) + width(&aside));
        let date =
            date_before_words.map(|date| Span::styled(format!("({date}) "), quiet(self.model)));
        let words = date.into_iter().chain(words(self.model, activity, lit)).collect::<Vec<_>>();
        let words = fit_line(Line::from(words), room);
        let blank = room.saturating_sub(words.width());
        spans.extend(words.spans);
        spans.push(Span::raw(" ".repeat(blank)));
        spans.push(Span::styled(aside, quiet(self.model)));
        Line::from(spans)
    }

    /// Returns the context, and the operator or the source, after two blanks.
    fn aside(&self, activity: &Activity) -> String {
        let has_context = match activity.verb {
            Verb::Push
            | Verb::Pop
            | Verb::Start
            | Verb::Band
            | Verb::Health
            | Verb::Ack
            | Verb::TaskAdd
            | Verb::TaskEdit
            | Verb::TaskDrop
            | Verb::Done
            | Verb::Block
            | Verb::Unblock
            | Verb::Estimate
            | Verb::Summary
            | Verb::Claim
            | Verb::Release
            | Verb::StepDone
            | Verb::StepUndo
            | Verb::StepSkip
            | Verb::PlaybookReset
            | Verb::Artifact => false,
            Verb::Pause
            | Verb::Resume
            | Verb::Toggle
            | Verb::End
            | Verb::Cancel
            | Verb::Reopen
            | Verb::Undo
            | Verb::Redo
            | Verb::Note
            | Verb::Gap
            | Verb::Keep
            | Verb::Break
            | Verb::RemoveBreak
            | Verb::Edit
            | Verb::Add
            | Verb::RunStatus
            | Verb::RunStep
            | Verb::RunUpdate
            | Verb::RunFail
            | Verb::RunDelete
            | Verb::Continue => self.columns >= WITH_CONTEXT,
        };
        let context = activity.context.last().filter(|_| has_context).map(|frame| safe(&frame.id));
        let own = activity.by.operator == self.model.environment.by.operator;
        let who = if activity.provenance.is_given() {
            (self.several && !own).then(|| safe(&activity.by.operator))
        } else {
            Some(safe(activity.provenance.name()))
        };
        let who = who.filter(|_| self.columns >= WITH_WHO);
        let each = context.into_iter().chain(who).map(|text| fit(&text, ASIDE_MOST));
        each.fold(String::new(), |aside, text| aside + "  " + &text)
    }
}

fn quiet(model: &Model) -> Style {
    model.theme().quiet()
}

/// Returns the context that an activity is about.
fn subject_context(activity: &Activity) -> Option<String> {
    let id = match activity.verb {
        Verb::Push => &activity.context.last()?.id,
        Verb::Pop => &activity.left.last()?.name.id,
        Verb::Start
        | Verb::Pause
        | Verb::Resume
        | Verb::Toggle
        | Verb::End
        | Verb::Cancel
        | Verb::Reopen
        | Verb::Undo
        | Verb::Redo
        | Verb::Note
        | Verb::Gap
        | Verb::Keep
        | Verb::Break
        | Verb::RemoveBreak
        | Verb::Edit
        | Verb::Add
        | Verb::Continue
        | Verb::RunStatus
        | Verb::RunStep
        | Verb::RunUpdate
        | Verb::RunFail
        | Verb::RunDelete
        | Verb::TaskAdd
        | Verb::TaskEdit
        | Verb::TaskDrop
        | Verb::Done
        | Verb::Block
        | Verb::Unblock
        | Verb::Estimate
        | Verb::Summary
        | Verb::Claim
        | Verb::Release
        | Verb::StepDone
        | Verb::StepUndo
        | Verb::StepSkip
        | Verb::PlaybookReset
        | Verb::Artifact
        | Verb::Band
        | Verb::Health
        | Verb::Ack => return None,
    };
    Some(safe(id))
}
