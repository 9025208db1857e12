//! The screen of a week: its title, its table, and the lines below it.
//!
//! Where there is room, contexts stand across; else those of the chosen day stand below the days.

use chrono::{Datelike, Days, NaiveDate};
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use crate::core::{Phase, SessionRecord, ShownWeek, count_text};
use crate::tui::look::{past_mark, phase_sign, safe, sentence, wrap};
use crate::tui::model::Model;
use crate::tui::screens::WeekScreen;
use crate::zone::Zone;

use super::week_table::{self, WeekColumns, time};

/// The most rows of one line of text below the table.
const TEXT_ROWS: usize = 3;
const WEEK_DAYS: usize = 7;

/// What the screen shows in an area.
pub struct WeekLines {
    /// The names of the columns.
    head: Vec<Line<'static>>,
    /// The visible days.
    days: Vec<Line<'static>>,
    /// The number of the first of them in the week.
    first: usize,
    /// The sums, and what is below them.
    foot: Vec<Line<'static>>,
}

impl WeekLines {
    /// Returns the lines for an area within the frame.
    pub fn of(model: &Model, screen: &WeekScreen, inner: Rect) -> Self {
        let rows = usize::from(inner.height);
        let across = week_table::across(inner.width.into());
        let mut room = Room::of(rows, across.is_some());
        // Below the days there is a line for each context, and one for the names of the columns.
        let below = |room: &mut Room| room.share(shown(model, screen, usize::MAX).columns.len());
        let shown = shown(model, screen, across.unwrap_or_else(|| below(&mut room)));
        let columns = WeekColumns::of(&shown, across.is_some(), inner.width.into());
        let first = model.week_first(screen);
        let dates: Vec<NaiveDate> = first.iter_days().take(WEEK_DAYS).collect();
        let chosen = dates.iter().position(|date| *date == screen.day()).unwrap_or(0);
        let from = chosen.min(WEEK_DAYS - room.days);
        let table = week_table::Table { model, screen, shown: &shown, columns: &columns };
        let days = dates.iter().enumerate().skip(from).take(room.days);
        let days = days.map(|(nth, date)| table.day(nth, *date)).collect();
        let mut head = table.head();
        head.truncate(room.head);
        let mut foot = Vec::new();
        if room.rule {
            foot.push(table.rule());
        }
        if room.total {
            foot.push(table.total());
        }
        if room.below > 0 {
            foot.extend(room.blank.then(Line::default));
            foot.extend(table.below(chosen, screen.day()));
        }
        foot.extend(texts(model, screen, &shown, inner.width.into()));
        foot.truncate(rows.saturating_sub(head.len() + room.days));
        Self { head, days, first: from, foot }
    }

    /// Returns all lines in order.
    pub fn lines(self) -> Vec<Line<'static>> {
        self.head.into_iter().chain(self.days).chain(self.foot).collect()
    }

    /// Reports whether days are hidden above and below.
    pub fn hidden(&self) -> (bool, bool) {
        (self.first > 0, self.first + self.days.len() < WEEK_DAYS)
    }

    /// Returns the number of the day in a row.
    pub fn day_at(&self, row: usize) -> Option<usize> {
        let nth = row.checked_sub(self.head.len())?;
        (nth < self.days.len()).then_some(self.first + nth)
    }
}

/// Which rows there is room for: the days, then their sum, then the names, then the rest.
struct Room {
    head: usize,
    days: usize,
    rule: bool,
    total: bool,
    /// The rows left.
    spare: usize,
    /// How many contexts have a line below the days.
    below: usize,
    /// Whether there is a blank line before them.
    blank: bool,
}

impl Room {
    fn of(rows: usize, is_across: bool) -> Self {
        let (total, named) = (rows > 2, rows > 3 && is_across);
        let taken = usize::from(total) + usize::from(named);
        let days = rows.saturating_sub(taken).min(WEEK_DAYS);
        let spare = rows.saturating_sub(taken + days);
        // With the titles of the contexts below their names.
        let head = usize::from(named) + usize::from(named && spare > 1);
        Self { head, days, rule: spare > 0, total, spare, below: 0, blank: false }
    }

    /// Gives the rows left to so many contexts below, before the rule and a blank line; returns how
    /// many have room.
    fn share(&mut self, contexts: usize) -> usize {
        // Without a line that names its columns, a row of times is not understood.
        self.below = contexts.min(self.spare.saturating_sub(1));
        if self.below > 0 {
            let rest = self.spare - 1 - self.below;
            (self.blank, self.rule) = (rest > 0, rest > 1);
        }
        self.below
    }
}

/// Returns the week as it is shown, in at most so many columns.
fn shown(model: &Model, screen: &WeekScreen, columns: usize) -> ShownWeek {
    let zone = model.day_zone();
    screen.week(model.week_first(screen), |at| zone.day_clock(at)).shown(columns)
}

/// Returns the title: the sum first, then which week it is.
pub fn title(model: &Model, screen: &WeekScreen) -> String {
    let first = model.week_first(screen);
    let shown = shown(model, screen, 2);
    let state = match (screen.refusal(), screen.has(first)) {
        (Some(_), _) => " · × incomplete",
        (None, false) => " · loading…",
        (None, true) => "",
    };
    let target = target_minutes(model, &shown);
    let target = target.map(|(minutes, _)| format!(" of {}", time(minutes))).unwrap_or_default();
    format!("week {}{target} · {}{state}", time(shown.minutes), dates(model, first))
}

/// Returns the dates of a week, as in "23–29 Mar".
pub fn range(model: &Model, first: NaiveDate) -> String {
    let last = first.checked_add_days(Days::new(6)).unwrap_or(first);
    let from = if first.month() == last.month() { "%-d" } else { "%-d %b" };
    let until = if last.year() == model.today().year() { "%-d %b" } else { "%-d %b %Y" };
    format!("{}–{}", first.format(from), last.format(until))
}

/// Returns the dates of a week and how long ago it is, as in "23–29 Mar · this week".
fn dates(model: &Model, first: NaiveDate) -> String {
    let weeks = model.this_week().signed_duration_since(first).num_days() / 7;
    let ago = match weeks {
        0 => "this week".to_owned(),
        1 => "last week".to_owned(),
        weeks => format!("{weeks} weeks ago"),
    };
    format!("{} · {ago}", range(model, first))
}

/// Returns the target of all days with active time, whole minutes, and their number; `None` without
/// a target in the settings.
fn target_minutes(model: &Model, shown: &ShownWeek) -> Option<(u64, usize)> {
    let day_minutes = model.settings.day_target_seconds? / 60;
    let days = (0..WEEK_DAYS).filter(|nth| week_table::has_time(shown, *nth)).count();
    let minutes = day_minutes.saturating_mul(u64::try_from(days).unwrap_or(0));
    (days > 0).then_some((minutes, days))
}

/// Returns the lines below the table, each with a blank line before the first.
fn texts(
    model: &Model,
    screen: &WeekScreen,
    shown: &ShownWeek,
    columns: usize,
) -> Vec<Line<'static>> {
    let theme = model.settings.theme;
    let mut texts = Vec::new();
    if let Some(words) = screen.refusal() {
        texts.push((format!("× {}", sentence(words)), theme.plain()));
    } else if screen.has(model.week_first(screen)) && shown.columns.is_empty() {
        texts.push(("There is no active time in this week".to_owned(), theme.quiet()));
    }
    let warnings = screen.warnings().iter();
    texts.extend(warnings.map(|warning| (format!("! {warning}"), theme.plain())));
    if shown.columns.iter().flat_map(|column| &column.cells).any(|cell| cell.is_live) {
        texts.extend(screen.live().map(|live| (live_text(live), theme.quiet())));
    }
    texts.extend(changed_text(model, screen).map(|text| (text, theme.quiet())));
    if let Some((minutes, days)) = target_minutes(model, shown) {
        let day = time(minutes / u64::try_from(days).unwrap_or(1));
        let days = count_text(days, "day");
        let text = format!("target {day} a day: {} for {days} with active time", time(minutes));
        texts.push((text, theme.quiet()));
    }
    let lines = texts.into_iter().flat_map(|(text, style)| {
        let rows = wrap(&safe(&text), columns, TEXT_ROWS).into_iter();
        rows.map(move |row| Line::from(Span::styled(row, style)))
    });
    let lines: Vec<_> = lines.collect();
    let blank = (!lines.is_empty()).then(Line::default);
    blank.into_iter().chain(lines).collect()
}

/// Returns which sessions of the chosen day were corrected or added later; `None` if there are none.
fn changed_text(model: &Model, screen: &WeekScreen) -> Option<String> {
    let zone = model.day_zone();
    let next = screen.day().succ_opt()?;
    let within = screen.sessions_within(zone.midnight(screen.day()), zone.midnight(next));
    let with_mark =
        |session: &SessionRecord| Some(format!("{} {}", past_mark(session)?, session.key));
    let names: Vec<String> = within.filter_map(with_mark).collect();
    let day = screen.day().format("%a %-d %b");
    let words = "~ corrected, + added later";
    (!names.is_empty()).then(|| format!("{}  on {day} ({words})", names.join("  ")))
}

/// Returns what the mark of the live session means.
fn live_text(live: &SessionRecord) -> String {
    let how = if live.phase == Phase::Active { "its time grows" } else { "it is paused" };
    format!("{} {} is live and included; {how}", phase_sign(live.phase), live.key)
}
