//! A report as lines: the time first, so that every row is aligned whatever its name is.

use chrono::{Datelike, Weekday};

use super::against_rules;
use super::hanging::HangingRow;
use super::markup::{LinePart, composed, maybe, part, typed, width};
use crate::core::{
    Grouping, LiveWork, ReportGap, ReportOverride, ReportRow, RowKey, RowPlan, WorkReport,
    count_text, date_time_text,
};
use crate::export::{
    breaks_of, by_text, corrected_text, day_name, exact_text, gap_text, is_one_day, live_text,
    period_title, rounded_note, shown_time,
};
use crate::safe_text::SafeText;
use crate::zone::Zone;

/// A name with more columns does not move the columns after it.
const NAME_MAX: usize = 30;
/// The columns of the bar of the longest row.
const BAR: u64 = 10;
/// How many breaks a line lists.
const BREAKS: usize = 3;
/// More breaks than this are only added up: a list of them would hide the rest.
const BREAKS_LISTED: usize = 60;

/// Returns a report as lines.
#[must_use]
pub fn lines(report: &WorkReport, zone: &dyn Zone) -> Vec<String> {
    let mut lines = vec![head(report, zone)];
    lines.extend(report.warnings.iter().map(|warning| not_complete(warning)));
    lines.push(String::new());
    let columns = Columns::of(report);
    let one_day = is_one_day(&report.query.period, zone);
    lines.extend(report.rows.iter().flat_map(|row| columns.row(row, report.query.grouping)));
    lines.extend(columns.total(report));
    let mut section = |name: &str, of: Vec<String>| {
        if !of.is_empty() {
            lines.extend([String::new(), part(LinePart::Heading, name)]);
            lines.extend(of);
        }
    };
    section("Live", report.live.iter().map(|one| live(one, report, zone)).collect());
    section("Breaks", breaks(report, one_day, &columns, zone));
    section("Gaps", report.gaps.iter().flat_map(|one| gap(one, report, one_day, zone)).collect());
    let against = report.overrides.iter().flat_map(|one| override_lines(one, report, zone));
    section("Against a rule", against.collect());
    lines
}

fn head(report: &WorkReport, zone: &dyn Zone) -> String {
    let title = period_title(&report.query.period, zone);
    let by = by_text(report);
    format!("{}  {}", part(LinePart::Heading, &title), part(LinePart::Label, &by))
}

/// The columns before the names.
struct Columns {
    /// The columns of the times.
    time: usize,
    /// The unit to which times are rounded, seconds.
    unit: Option<u64>,
    /// The longest row, milliseconds.
    longest_ms: u64,
    /// Whether a row is marked as live.
    marks: bool,
    /// The columns of the widest name, where the number of sessions follows.
    name: usize,
}

impl Columns {
    fn of(report: &WorkReport) -> Self {
        let unit = report.query.rounded_to_seconds;
        let total = shown_time(report.seconds(), report.rounded_seconds, unit);
        let longest =
            report.rows.iter().map(|row| shown_time(row.seconds, row.rounded_seconds, unit));
        let breaks = report.breaks.iter().map(|one| one.seconds).fold(0, u64::saturating_add);
        let breaks = exact_text(breaks);
        let all = longest.chain([total, breaks]);
        let name = report.rows.iter().map(|row| {
            names(&row.key, report.query.grouping).iter().map(|name| width(name)).sum::<usize>()
        });
        let name = name.max();
        Self {
            time: all.map(|text| text.len()).max().unwrap_or(0),
            unit,
            longest_ms: report.rows.iter().map(|row| row.active_ms).max().unwrap_or(0),
            marks: report.rows.iter().any(|row| row.is_live),
            name: name.unwrap_or(0).min(NAME_MAX),
        }
    }

    /// Returns a time at the right of its column.
    fn time(&self, text: &str) -> String {
        format!("  {text:>width$}", width = self.time)
    }

    fn row(&self, row: &ReportRow, grouping: Grouping) -> Vec<String> {
        let time = self.time(&shown_time(row.seconds, row.rounded_seconds, self.unit));
        let mark = match (self.marks, row.is_live) {
            (true, true) => format!("{} ", part(LinePart::Good, "●")),
            (true, false) => "  ".to_owned(),
            (false, _) => String::new(),
        };
        let is_zero = row.rounded_seconds.unwrap_or(row.seconds) == 0;
        let bar = bar(if is_zero { 0 } else { row.active_ms }, self.longest_ms);
        let mut line =
            HangingRow::after(format!("{time}  {}  {mark}", part(LinePart::Label, &bar)));
        let (names, corrected) = (names(&row.key, grouping), corrected_text(row));
        for name in &names {
            line.word(" › ", name);
        }
        if let Some(title) = row.title() {
            line.title(title);
        } else if let Some(count) = row.title_count() {
            line.word("  ", &part(LinePart::Label, &count));
        } else if counts_sessions(grouping) {
            let used = names.iter().map(|name| width(name)).sum();
            let room = " ".repeat(self.name.saturating_sub(used) + 2);
            let corrected = corrected.map(|text| format!(", {text}")).unwrap_or_default();
            let sessions = format!("{}{corrected}", count_text(row.sessions, "session"));
            line.word(&room, &part(LinePart::Label, &sessions));
            return line.lines();
        }
        if let Some(text) = corrected {
            line.word("  ", &part(LinePart::Label, &text));
        }
        let says_more =
            |plan: &RowPlan| plan.estimate_seconds.is_some() || plan.actual_seconds != row.seconds;
        if let Some(plan) = row.plan.filter(says_more) {
            line.word("  ", &part(LinePart::Label, &plan.text()));
        }
        line.lines()
    }

    fn total(&self, report: &WorkReport) -> Vec<String> {
        let text = shown_time(report.seconds(), report.rounded_seconds, self.unit);
        let total = part(LinePart::Heading, &self.time(&text));
        let sessions = part(LinePart::Label, &count_text(report.sessions, "session"));
        let rule = format!("  {}", part(LinePart::Label, &"─".repeat(self.time)));
        let mut lines = if report.rows.is_empty() { Vec::new() } else { vec![rule] };
        let active = part(LinePart::Heading, "active");
        lines.push(match report.sessions {
            0 => format!("{total}  {active}"),
            _ => format!("{total}  {active} in {sessions}"),
        });
        lines.extend(rounded_note(report).map(|note| format!("  {note}")));
        lines
    }
}

/// Returns a bar as long as a time is beside the longest.
fn bar(ms: u64, longest_ms: u64) -> String {
    let cells = u128::from(ms) * u128::from(BAR) / u128::from(longest_ms.max(1));
    let cells = usize::try_from(cells).unwrap_or(0).max(usize::from(ms > 0));
    let rest = usize::try_from(BAR).unwrap_or(0).saturating_sub(cells);
    format!("{}{}", "━".repeat(cells), " ".repeat(rest))
}

fn counts_sessions(grouping: Grouping) -> bool {
    match grouping {
        Grouping::Day
        | Grouping::Week
        | Grouping::Month
        | Grouping::Band
        | Grouping::Health
        | Grouping::Operator
        | Grouping::Desk
        | Grouping::Type => true,
        Grouping::Project | Grouping::Sprint | Grouping::Task | Grouping::Context => false,
    }
}

/// Returns the line that says what an answer lacks.
#[must_use]
pub fn not_complete(warning: &str) -> String {
    format!("{} {}", part(LinePart::Caution, "Warning:"), composed(warning))
}

/// Returns the name of a row; of contexts, each name.
fn names(key: &RowKey, grouping: Grouping) -> Vec<String> {
    let own = |text: &str| typed(SafeText::new(text).as_str());
    let plain = || key.name(grouping);
    match key {
        RowKey::Day(day) => vec![day_name(*day)],
        RowKey::Week(first) if first.weekday() == Weekday::Mon => {
            vec![format!("{} from {first}", plain())]
        }
        RowKey::Week(_) | RowKey::Month(_) => vec![plain()],
        RowKey::Context(path) if path.is_empty() => vec![part(LinePart::Label, &plain())],
        RowKey::Context(path) => path.iter().map(|frame| own(&frame.to_string())).collect(),
        RowKey::Band(band) => vec![maybe(LinePart::of_band(*band), &plain())],
        RowKey::Health(light) => vec![maybe(LinePart::of_light(*light), &plain())],
        RowKey::Operator(_) | RowKey::Desk(_) | RowKey::Type(_) => vec![own(&plain())],
    }
}

fn live(live: &LiveWork, report: &WorkReport, zone: &dyn Zone) -> String {
    format!("  {} {}", part(LinePart::Good, "●"), live_text(live, report, zone))
}

/// Returns the breaks, some on each line, by day.
fn breaks(report: &WorkReport, one_day: bool, columns: &Columns, zone: &dyn Zone) -> Vec<String> {
    let days = breaks_of(report, zone);
    let clock = |seconds: u64| columns.time(&exact_text(seconds));
    let sum = || clock(days.iter().map(|(_, sum, _)| *sum).fold(0, u64::saturating_add));
    let count = count_text(report.breaks.len(), "break");
    if report.breaks.len() > BREAKS_LISTED {
        let how = part(LinePart::Label, "(--format md or csv lists each)");
        return vec![format!("{}  in {count} {how}", sum())];
    }
    let blank = columns.time("");
    let mut lines = Vec::new();
    for (day, sum, ranges) in &days {
        let date = if one_day { String::new() } else { format!("{}  ", day_name(*day)) };
        for (nth, some) in ranges.chunks(BREAKS + usize::from(one_day)).enumerate() {
            let head = if nth == 0 {
                format!("{}  {date}", clock(*sum))
            } else {
                format!("{blank}  {}", " ".repeat(date.len()))
            };
            lines.push(format!("{head}{}", some.join("  ")));
        }
    }
    if days.len() > 1 {
        lines.push(format!("  {}", part(LinePart::Label, &"─".repeat(columns.time))));
        lines.push(format!("{}  in {count}", sum()));
    }
    lines
}

/// Returns what was done against a rule, as the summary of its session has it.
fn override_lines(one: &ReportOverride, report: &WorkReport, zone: &dyn Zone) -> Vec<String> {
    let session = report.session_name(one.session, &one.desk);
    let told = |at| format!("{}  {session}", date_time_text(zone.local(at)));
    let lines = against_rules::overrides(std::slice::from_ref(&one.done), &told);
    lines.into_iter().map(|line| format!("  {line}")).collect()
}

fn gap(one: &ReportGap, report: &WorkReport, one_day: bool, zone: &dyn Zone) -> [String; 2] {
    let (head, verdict) = gap_text(one, report, one_day, zone);
    [format!("  {head}"), format!("    {verdict}")]
}
