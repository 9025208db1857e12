//! The gauge: the active time against its target, and when the target is due.

use chrono::{DateTime, TimeDelta, Utc};
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use crate::bar::target_text;
use crate::core::{Phase, SessionGlance, Severity, short_text};
use crate::tui::look::width;
use crate::tui::model::Model;
use crate::zone::Zone;

/// The rows of a gauge beside the clock.
pub const ROWS: u16 = 3;
/// The least columns of a gauge beside the clock.
pub const LEAST_COLUMNS: usize = 17;
/// The most and the least columns of the bar.
const BAR_MAX: usize = 24;
const BAR_MIN: usize = 5;

/// A target and the active time.
#[derive(Debug)]
pub struct Gauge {
    name: &'static str,
    target_ms: u64,
    active_ms: u64,
    left: String,
    /// Whether the session has ended.
    over: bool,
}

impl Gauge {
    /// Returns the gauge of the session's target, else of the day's; `None` without a target.
    pub fn of(model: &Model, session: &SessionGlance) -> Option<Self> {
        if let Some(seconds) = session.target_seconds {
            let target_ms = seconds.saturating_mul(1_000);
            let (name, active_ms) = ("target", session.active_ms);
            let word = if session.phase.is_live() { "left" } else { "under" };
            let left = left(model, target_ms, active_ms, due(model, session), word);
            let over = !session.phase.is_live();
            return Some(Self { name, target_ms, active_ms, left, over });
        }
        let target_ms = model.settings.day_target_seconds?.saturating_mul(1_000);
        let active_ms = model.tally()?.of(model.today());
        // The day's target must be reached before the day ends.
        let due = |left_ms| {
            due(model, session)(left_ms).filter(|due| model.day_zone().day(*due) == model.today())
        };
        let left = left(model, target_ms, active_ms, due, "left");
        Some(Self { name: "day target", target_ms, active_ms, left, over: false })
    }

    /// Reports whether the target is reached.
    pub fn is_reached(&self) -> bool {
        self.active_ms >= self.target_ms
    }

    /// Returns the gauge in [`ROWS`] rows.
    pub fn rows(&self, model: &Model, columns: usize) -> Vec<Line<'static>> {
        let theme = model.theme();
        let head = vec![
            Span::styled(format!("{} ", self.name), theme.quiet()),
            Span::raw(short_text(self.target_ms)),
        ];
        let (percent, left) = (self.percent(), Span::styled(self.left.clone(), self.style(model)));
        let bar = columns.saturating_sub(width(&percent) + 1).min(BAR_MAX);
        let mut middle = self.bar(model, bar);
        middle.push(Span::styled(format!(" {percent}"), self.style(model)));
        vec![Line::from(head), Line::from(middle), Line::from(left)]
    }

    /// Returns the gauge in one row; the bar gives way first, then the target.
    pub fn row(&self, model: &Model, columns: usize) -> Line<'static> {
        let head = Span::styled(format!("{} ", self.name), model.theme().quiet());
        let (percent, left) = (self.percent(), &self.left);
        let long = format!("{percent} of {} · {left}", short_text(self.target_ms));
        let short = format!("{percent} · {left}");
        let room = columns.saturating_sub(head.width());
        let tail = if width(&long) <= room { long } else { short };
        let bar = room.saturating_sub(width(&tail) + 1).min(BAR_MAX);
        let mut spans = vec![head];
        if bar >= BAR_MIN {
            spans.extend(self.bar(model, bar));
            spans.push(Span::raw(" "));
        }
        spans.push(Span::styled(tail, self.style(model)));
        Line::from(spans)
    }

    /// Returns the style of its figures: they stand out once the target is reached.
    fn style(&self, model: &Model) -> Style {
        let is_over = self.is_reached() && !self.over;
        model.theme().severity(if is_over { Severity::Warning } else { Severity::Calm })
    }

    fn percent(&self) -> String {
        let percent = u128::from(self.active_ms) * 100 / u128::from(self.target_ms.max(1));
        format!("{percent}%")
    }

    fn bar(&self, model: &Model, columns: usize) -> Vec<Span<'static>> {
        let full = u128::from(self.active_ms) * columns as u128 / u128::from(self.target_ms.max(1));
        let full = usize::try_from(full).unwrap_or(columns).min(columns);
        let theme = model.theme();
        let style = match (self.over, self.is_reached()) {
            (true, _) => theme.ended(),
            (false, true) => theme.severity(Severity::Warning),
            (false, false) => theme.gauge(),
        };
        vec![
            Span::styled("━".repeat(full), style),
            Span::styled("─".repeat(columns - full), theme.chrome()),
        ]
    }
}

/// Reports whether the active time is beyond its target.
pub fn is_over(model: &Model, session: &SessionGlance) -> bool {
    Gauge::of(model, session).is_some_and(|gauge| gauge.is_reached())
}

/// Returns the style of the clock: of the phase, or of a warning while it runs beyond the target.
pub fn clock_style(model: &Model, session: &SessionGlance) -> Style {
    match session.phase {
        Phase::Active if is_over(model, session) => model.theme().severity(Severity::Warning),
        phase => model.theme().phase(phase),
    }
}

/// Returns the time left until the target, or the time beyond it.
fn left(
    model: &Model,
    target_ms: u64,
    active_ms: u64,
    due: impl Fn(u64) -> Option<DateTime<Utc>>,
    word: &str,
) -> String {
    let left_ms = target_ms.saturating_sub(active_ms);
    let due = due(left_ms).filter(|_| left_ms > 0 && model.problem.is_none());
    match due {
        Some(due) => format!("due {}", model.time_of(due)),
        None => target_text(target_ms, active_ms, word),
    }
}

/// Returns when the time left will be worked; `None` while the clock does not run.
fn due(model: &Model, session: &SessionGlance) -> impl Fn(u64) -> Option<DateTime<Utc>> {
    let (now, runs) = (model.now.utc, session.phase == Phase::Active);
    move |left_ms| {
        let left = TimeDelta::try_milliseconds(i64::try_from(left_ms).ok()?)?;
        runs.then(|| now.checked_add_signed(left))?
    }
}
