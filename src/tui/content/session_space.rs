//! How the rows of the session's pane are shared: the clock comes first, then a waiting question. The
//! least important rows give way first, so that the digits stay large.

use std::iter::successors;

use ratatui::layout::Rect;
use ratatui::text::Line;

use crate::signs::Signs;
use crate::tui::geometry::Form;
use crate::tui::look::{Digits, Focus, clock, safe, wrap};
use crate::tui::model::Model;

use super::gauge::{self, Gauge};
use super::policy_words;
use super::questions;

/// The blank columns between the clock and the gauge.
const BESIDE: usize = 3;
/// The least rows for large digits with a gauge below them.
const GAUGE_BELOW_FROM: u16 = 5;

/// The most rows of the notes.
pub const NOTES_ROWS: usize = 3;
/// The rows of a pane without a session.
const EMPTY_ROWS: usize = 8;
/// The most rows of the clock.
const CLOCK_ROWS: u16 = 5;

/// Returns the rows that the session fills at a width: its phase, the largest clock, the question, the
/// notes, the strip with its times, one row of facts, and a blank row above and below the clock.
pub fn wanted_rows(model: &Model, form: Form, width: u16) -> usize {
    let Some(session) = model.glance().and_then(|glance| glance.shown()) else { return EMPTY_ROWS };
    let clock = clock(model.settings.clock, session.active_ms);
    let signs = model.settings.signs;
    let digits = Digits::largest(&clock, signs, width, CLOCK_ROWS);
    let area = Rect { width, height: u16::MAX, ..Rect::default() };
    let space = SessionSpace { clock: &clock, area, signs, focus: Focus::Elsewhere };
    let gauge_below = Gauge::of(model, session).is_some() && space.beside(digits).is_none();
    let columns = usize::from(width);
    let question = model.glance().and_then(|glance| questions::open(model, glance));
    let question = question.or_else(|| policy_words::reminder(model));
    let question = wrap(&question.unwrap_or_default(), columns, 2).len();
    let is_roomy = matches!(form, Form::Wide | Form::Panorama);
    let most = if is_roomy { NOTES_ROWS } else { 2 };
    let notes = wrap(&safe(&session.notes_text()), columns, most).len();
    let under_notes = usize::from(is_roomy && notes > 0);
    let fixed = 1 + 1 + usize::from(digits.height()) + 1 + 2 + 1;
    fixed + usize::from(gauge_below) + question + notes + under_notes
}

/// The rows below the clock.
#[derive(Debug, Clone)]
pub struct SessionRows {
    pub question: Vec<Line<'static>>,
    /// The question in a few words.
    pub brief: Vec<Line<'static>>,
    pub notes: Vec<Line<'static>>,
    pub strip: Vec<Line<'static>>,
    pub facts: Vec<Line<'static>>,
    /// Whether the gauge is below the clock; before the rows are shared, whether there is one.
    pub gauge: bool,
}

/// The pane whose rows are shared.
#[derive(Debug, Clone, Copy)]
pub struct SessionSpace<'a> {
    pub clock: &'a str,
    pub area: Rect,
    pub signs: Signs,
    pub focus: Focus,
}

impl SessionRows {
    /// Returns the number of rows.
    pub fn count(&self) -> u16 {
        let lines = [&self.question, &self.notes, &self.strip, &self.facts];
        let lines: usize = lines.into_iter().map(Vec::len).sum();
        u16::try_from(lines + usize::from(self.gauge)).unwrap_or(u16::MAX)
    }

    /// Returns the rows without the least important ones; `None` if there are no more.
    fn fewer(&self, focus: Focus) -> Option<Self> {
        let mut fewer = self.clone();
        let is_here = focus == Focus::Here;
        if is_here && (fewer.strip.len() > 1 || fewer.facts.len() > 1) {
            // The text for the cursor has the time.
            fewer.strip.truncate(1);
            fewer.facts.truncate(1);
        } else if !is_here && !fewer.facts.is_empty() {
            fewer.facts.clear();
        } else if !fewer.notes.is_empty() {
            fewer.notes.clear();
        } else if fewer.question.len() > fewer.brief.len() && !fewer.brief.is_empty() {
            fewer.question = std::mem::take(&mut fewer.brief);
        } else if !is_here && !fewer.strip.is_empty() {
            fewer.strip.clear();
        } else if fewer.gauge {
            fewer.gauge = false;
        } else if !fewer.question.is_empty() {
            fewer.question.clear();
        } else {
            return None;
        }
        Some(fewer)
    }
}

impl SessionSpace<'_> {
    /// Returns the rows that stay, and the digits that fit.
    pub fn share(&self, rows: SessionRows) -> (SessionRows, Digits) {
        let waits = !rows.question.is_empty();
        let ever_fewer = successors(Some(rows.clone()), |rows| rows.fewer(self.focus));
        let mut shares: Vec<(SessionRows, Digits)> =
            ever_fewer.map(|rows| self.with_gauge(rows)).collect();
        let is_large = |(rows, digits): &(SessionRows, Digits)| {
            *digits != Digits::Text && (!waits || !rows.question.is_empty())
        };
        let fits = |(rows, _): &(SessionRows, Digits)| self.left(rows) > 0;
        let chosen = shares.iter().position(is_large).or_else(|| shares.iter().position(fits));
        let last = shares.len().saturating_sub(1);
        if shares.is_empty() {
            return (rows, Digits::Text);
        }
        shares.swap_remove(chosen.unwrap_or(last))
    }

    /// Returns the free columns beside the clock; `None` if a gauge does not fit there.
    pub fn beside(&self, digits: Digits) -> Option<usize> {
        let taken = usize::from(digits.width(self.clock)) + BESIDE;
        let free = usize::from(self.area.width).saturating_sub(taken);
        (digits.height() >= gauge::ROWS && free >= gauge::LEAST_COLUMNS).then_some(free)
    }

    /// Returns the rows that are left for the clock.
    pub fn left(&self, rows: &SessionRows) -> u16 {
        self.area.height.saturating_sub(1 + rows.count())
    }

    fn largest(&self, rows: &SessionRows) -> Digits {
        Digits::largest(self.clock, self.signs, self.area.width, self.left(rows))
    }

    /// Puts the gauge below the clock, instead of a fact, if it does not fit beside it.
    fn with_gauge(&self, rows: SessionRows) -> (SessionRows, Digits) {
        let mut rows = rows;
        let is_wanted = std::mem::take(&mut rows.gauge);
        let digits = self.largest(&rows);
        let has_room = digits == Digits::Text || self.area.height >= GAUGE_BELOW_FROM;
        if !is_wanted || self.beside(digits).is_some() || !has_room {
            return (rows, digits);
        }
        rows.gauge = true;
        // The text for the cursor has the time: the times below the strip give way.
        if self.focus == Focus::Here {
            rows.strip.truncate(1);
        } else {
            rows.facts.pop();
        }
        let digits = self.largest(&rows);
        (rows, digits)
    }
}
