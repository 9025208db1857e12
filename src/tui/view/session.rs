//! Draws the pane of the session: the phase, the clock, then the rest.

use std::iter;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::Widget;

use crate::bar::question_mark;
use crate::config::Action;
use crate::core::{Glance, SessionGlance, Severity, near_time_text};
use crate::tui::content::gauge::{self, Gauge};
use crate::tui::content::session::{facts, marked, phase_line, strip_line};
use crate::tui::content::session_space::{NOTES_ROWS, SessionRows, SessionSpace};
use crate::tui::content::strip;
use crate::tui::content::{policy_words, questions, scale, weeks};
use crate::tui::geometry::{Form, Pane, PaneLayout, StripColumns, has_scale, has_strip};
use crate::tui::look::{Focus, PaneFrame, Tone, clock, fit_line, safe, styled, width};
use crate::tui::model::{Mark, Model};

/// The most rows of a waiting question.
const QUESTION_ROWS: usize = 2;

/// Draws the pane.
pub fn draw(model: &Model, panes: &PaneLayout, buffer: &mut Buffer) {
    let area = panes.session;
    if area.height < 2 {
        return;
    }
    let shown = model.glance().and_then(|glance| glance.shown());
    let title = match shown {
        Some(session) if session.phase.is_live() => named(session),
        Some(session) => format!("last session · {}", named(session)),
        None => "session".to_owned(),
    };
    let inner = panes.form.inner(area);
    let focus = if has_scale(inner) { model.focus_of(Pane::Session) } else { Focus::Never };
    let (severity, hidden) = (Severity::Calm, (false, false));
    let frame = PaneFrame { form: panes.form, title: &title, focus, severity, hidden };
    frame.draw(model.settings.theme, area, buffer);
    match shown {
        Some(session) => SessionPane { model, session, panes, area: inner, focus }.draw(buffer),
        None => draw_empty(model, inner, buffer),
    }
}

/// Returns the key, and the type if it is not `work`.
fn named(session: &SessionGlance) -> String {
    match session.session_type.special() {
        Some(word) => format!("{} · {}", session.key, safe(word.as_str())),
        None => session.key.to_string(),
    }
}

fn draw_empty(model: &Model, area: Rect, buffer: &mut Buffer) {
    let line = match (&model.problem, &model.known) {
        (None, Some(_)) => return draw_first_steps(model, area, buffer),
        (None, None) => "Reading the store…",
        (Some(_), _) => "The store could not be read",
    };
    let top = area.height.saturating_sub(2) / 2;
    if let Some(row) = area.rows().nth(top.into()) {
        fit_line(Line::raw(line), row.width.into()).centered().render(row, buffer);
    }
}

/// Draws what a new user does first, each step with its key.
fn draw_first_steps(model: &Model, area: Rect, buffer: &mut Buffer) {
    let theme = model.theme();
    let steps = [
        (Action::Start, "start a session"),
        (Action::Note, "note what you do while its clock runs"),
        (Action::End, "end it: its time and notes are kept"),
        (Action::Help, "show every key"),
    ];
    let steps = steps.map(|(action, what)| (model.key_of(action), what));
    let key_columns = steps.iter().map(|(key, _)| width(key)).max().unwrap_or_default() + 2;
    let columns = steps.iter().map(|(_, what)| key_columns + width(what)).max().unwrap_or_default();
    let left = usize::from(area.width).saturating_sub(columns) / 2;
    let step = |(key, what): (String, &'static str)| {
        let blank = " ".repeat(key_columns.saturating_sub(width(&key)));
        Line::from(vec![
            Span::raw(" ".repeat(left)),
            Span::styled(key, theme.key()),
            Span::raw(blank),
            Span::raw(what),
        ])
    };
    let indented = |span| Line::from(vec![Span::raw(" ".repeat(left)), span]);
    let last = last_ended(model);
    let title = if last.is_some() { "No session is live" } else { "No session yet" };
    let title = indented(Span::styled(title, theme.strong()));
    let last = last.map(|last| indented(Span::styled(last, theme.quiet())));
    let rows = usize::from(area.height);
    // Blank rows first, then the key of all keys give way.
    let blank = (rows > steps.len() + 2 + usize::from(last.is_some())).then(Line::default);
    let lines: Vec<Line<'_>> = iter::once(title)
        .chain(last)
        .chain(blank)
        .chain(steps.into_iter().map(step))
        .take(rows)
        .collect();
    let top = rows.saturating_sub(lines.len()) / 2;
    for (line, row) in lines.into_iter().zip(area.rows().skip(top)) {
        fit_line(line, row.width.into()).render(row, buffer);
    }
}

/// Returns which session ended last, and when: it may have been added.
fn last_ended(model: &Model) -> Option<String> {
    let last = model.known.as_ref()?.watch.last_ended.as_ref()?;
    let ended = near_time_text(model.local(last.ended_at_utc), model.local(model.now.utc));
    Some(format!("{} ended {ended}", last.key))
}

/// A session, and where it is drawn.
struct SessionPane<'a> {
    model: &'a Model,
    session: &'a SessionGlance,
    panes: &'a PaneLayout,
    area: Rect,
    focus: Focus,
}

impl SessionPane<'_> {
    fn draw(&self, buffer: &mut Buffer) {
        let Self { model, session, area, .. } = *self;
        let columns = usize::from(area.width);
        let clock = clock(model.settings.clock, session.active_ms);
        let gauge = Gauge::of(model, session);
        let room =
            SessionSpace { clock: &clock, area, signs: model.settings.signs, focus: self.focus };
        let (rows, digits) = room.share(self.rows(gauge.is_some()));
        let left = room.left(&rows);
        let SessionRows { question, notes, strip, facts, gauge: is_below, .. } = rows;
        let gauge_below = gauge.as_ref().filter(|_| is_below);
        let mark = model.glance().filter(|_| question.is_empty()).and_then(question_mark);

        // Blank rows, the most useful first: the phase is set apart from the clock of its colour.
        let mut spare = left.saturating_sub(digits.height());
        let mut gap = |wanted: bool| {
            let rows = u16::from(wanted && spare > 0);
            spare -= rows;
            rows
        };
        let over_clock = gap(true);
        let under_clock =
            gap([&question, &notes, &strip, &facts].iter().any(|rows| !rows.is_empty()));
        let under_notes = gap(!notes.is_empty() && !strip.is_empty());
        let under_strip = gap(strip.len() > 1 && !facts.is_empty());

        let mut pen = RowWriter { area, y: area.y, buffer };
        pen.write(marked(model, mark, |columns| phase_line(model, session, columns), columns));
        pen.y += over_clock;
        let at = Rect { y: pen.y, height: digits.height(), ..area }.intersection(area);
        if !at.is_empty() {
            digits.draw(&clock, gauge::clock_style(model, session), at, pen.buffer);
            if let (Some(gauge), Some(free)) = (&gauge, room.beside(digits)) {
                let x = area.right() - u16::try_from(free).unwrap_or(area.width);
                let y = at.y + (digits.height() - gauge::ROWS) / 2;
                let place = Rect { x, y, width: area.right() - x, height: gauge::ROWS };
                let rows = place.intersection(area).rows();
                for (line, row) in gauge.rows(model, free).into_iter().zip(rows) {
                    fit_line(line, free).render(row, pen.buffer);
                }
            }
        }
        pen.y += digits.height();
        pen.write_all(gauge_below.map(|gauge| gauge.row(model, columns)).into_iter().collect());
        pen.y += under_clock;
        pen.write_all(question);
        pen.write_all(notes);
        pen.y += under_notes;
        pen.write_all(strip);
        pen.y += under_strip;
        pen.write_all(facts);
    }

    /// Returns all rows below the clock.
    fn rows(&self, gauge: bool) -> SessionRows {
        let brief = self.question(questions::open_in_brief);
        let asked = policy_words::asked_rows(self.model, self.area.width.into());
        let style = self.model.theme().tone(Tone::Warning);
        let question = if asked.is_empty() {
            self.question(questions::open)
        } else {
            asked.into_iter().map(|row| Line::styled(row, style)).collect()
        };
        let question = if question.len() > QUESTION_ROWS { brief.clone() } else { question };
        let facts = self.facts();
        SessionRows { question, brief, notes: self.notes(), strip: self.strip(), facts, gauge }
    }

    fn question(&self, words: fn(&Model, &Glance) -> Option<String>) -> Vec<Line<'static>> {
        let question = self.model.glance().and_then(|glance| words(self.model, glance));
        let columns = usize::from(self.area.width);
        let Some(question) = question else {
            let reminder = policy_words::reminder(self.model).unwrap_or_default();
            return styled(&reminder, self.model.theme().quiet(), columns, QUESTION_ROWS);
        };
        let style = self.model.theme().tone(Tone::Warning);
        styled(&question, style, columns, QUESTION_ROWS + 1)
    }

    fn notes(&self) -> Vec<Line<'static>> {
        let rows = match (self.panes.form, self.area.height) {
            (_, 0..=4) => 0,
            (Form::Wide | Form::Panorama, _) => NOTES_ROWS,
            (_, 5..=9) => 1,
            _ => 2,
        };
        let notes = safe(&self.session.notes_text());
        styled(&notes, self.model.theme().strong(), self.area.width.into(), rows)
    }

    /// Returns the strip, with times below it if they fit.
    fn strip(&self) -> Vec<Line<'static>> {
        let Self { model, session, .. } = *self;
        let columns = usize::from(self.area.width);
        if !has_scale(self.area) {
            let done = model.marks.iter().map(Mark::done);
            let short = has_strip(self.area).then(|| strip_line(model, session, done, columns));
            return short.into_iter().collect();
        }
        let strip = StripColumns::of(session, columns).filter(|_| self.focus == Focus::Here);
        let cursor = strip.map(|strip| strip.cursor(model.strip_at));
        let done = model.marks.iter().map(Mark::done);
        let strip = strip::spans(session, done, cursor, columns, model.theme());
        let times = scale::times(model, session, columns);
        vec![Line::from(strip), Line::styled(times, model.theme().quiet())]
    }

    /// Returns further facts; in focus, the text for the cursor.
    fn facts(&self) -> Vec<Line<'static>> {
        let Self { model, session, .. } = *self;
        let quiet = model.theme().quiet();
        let columns = usize::from(self.area.width);
        // The phase and the clock need all rows of the lowest pane.
        let rows = usize::from(self.area.height >= 3);
        let today = model.local(session.started_at_utc).date() == model.date();
        // The strip already begins with the time of the start; the phase line may say it with its day.
        let is_said = session.phase_since_utc == session.started_at_utc;
        let started = format!("started {}", model.time_of(session.started_at_utc));
        let started = (self.area.height <= 5 || !today && !is_said).then_some(started);
        let all_today = (self.panes.activities.height == 0)
            .then(|| model.tally())
            .flatten()
            .map(|tally| weeks::today(model, &tally));
        let facts = facts([started, all_today], session, columns, rows);
        let under =
            (self.focus == Focus::Here).then(|| scale::under_cursor(model, session, columns));
        match under.flatten() {
            // It replaces all facts, so that nothing above it moves.
            Some(under) => {
                let blank = facts.iter().skip(1).map(|_| Line::default());
                [under].into_iter().chain(blank).collect()
            }
            None => facts.into_iter().map(|fact| Line::styled(fact, quiet)).collect(),
        }
    }
}

/// Writes one row after the other.
struct RowWriter<'a> {
    area: Rect,
    y: u16,
    buffer: &'a mut Buffer,
}

impl RowWriter<'_> {
    fn write(&mut self, line: Line<'_>) {
        if self.y < self.area.bottom() {
            let row = Rect { y: self.y, height: 1, ..self.area };
            fit_line(line, row.width.into()).render(row, self.buffer);
        }
        self.y += 1;
    }

    fn write_all(&mut self, lines: Vec<Line<'_>>) {
        for line in lines {
            self.write(line);
        }
    }
}
