//! One session in full: what it was about, when and how long, its contexts, its readings, then the
//! audit trail, and at last its names.
//!
//! Of the trail only the visible rows are made.

use chrono::{DateTime, Utc};
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use crate::bar::light_sign;
use crate::core::{
    Activity, ContextSum, ContextSums, Correction, Drift, Edit, FrameGlance, GapGlance, Overruled,
    Phase, Provenance, Session, SessionGlance, Snapshot, Story, Trend, seconds_text, short_text,
    spent_text, who_text,
};
use crate::tui::look::{clock, fit, padded, phase_sign, plain, safe, sentence, width, wrap};
use crate::tui::model::Model;
use crate::tui::screens::SessionScreen;

use super::audit_trail::AuditTrail;
use super::governance::mark;
use super::session::strip_line;
use super::session_columns::{LABEL_COLUMNS, SessionColumns, TEXT_ROWS};
use super::{against_rules, run_lines};

/// The most columns: longer lines are hard to read.
pub(super) const COLUMNS_MOST: usize = 100;

/// The lines of the screen: the facts, then the trail, then the names.
pub struct SessionScreenLines<'a> {
    facts: Vec<Line<'static>>,
    trail: Option<AuditTrail<'a>>,
    names: Vec<Line<'static>>,
}

impl<'a> SessionScreenLines<'a> {
    /// Returns the lines at a width.
    pub fn of(model: &'a Model, session_screen: &'a SessionScreen, columns: usize) -> Self {
        let columns = columns.min(COLUMNS_MOST);
        let Some(story) = session_screen.story() else {
            let text = match session_screen.refusal() {
                Some(words) => safe(&format!("× {}", sentence(words))),
                None => "loading…".to_owned(),
            };
            return Self::of_text(plain(&text, columns, 6));
        };
        // The live session is shown as among the panes.
        let live = model.glance().and_then(|glance| glance.shown());
        let glance = match live.filter(|live| live.id == story.session.id) {
            Some(live) => live.clone(),
            None => story.glance(&model.now),
        };
        Self::of_story(model, story, &glance, vec![], columns)
    }

    /// Returns lines of plain text.
    pub fn of_text(text: Vec<Line<'static>>) -> Self {
        Self { facts: text, trail: None, names: vec![] }
    }

    /// Returns the lines of a session as it is shown now, below some others.
    pub fn of_story(
        model: &'a Model,
        story: &'a Story,
        glance: &SessionGlance,
        above: Vec<Line<'static>>,
        columns: usize,
    ) -> Self {
        let page = SessionColumns { model, columns };
        let mut facts = above;
        facts.extend(page.head(glance));
        facts.extend(run_lines::facts(&page, &story.session));
        facts.extend(page.times(glance, &story.activities));
        facts.extend(page.corrections(&story.session));
        facts.extend(run_lines::steps_and_data(&page, &story.session));
        facts.extend(page.contexts(glance));
        facts.extend(page.against_rules(glance));
        facts.extend(page.readings(story));
        facts.extend(page.gaps(glance));
        let activities = story.activities.len();
        let plural = if activities == 1 { "activity" } else { "activities" };
        let newest = if story.is_cut { "the newest " } else { "" };
        facts.extend(page.section(&format!("audit trail · {newest}{activities} {plural}")));
        if story.is_cut {
            let text = format!("for all of them: onwatch show {}", story.session.key);
            facts.push(Line::styled(text, model.theme().quiet()));
        }
        let trail = Some(AuditTrail::of(model, story, columns));
        Self { facts, trail, names: page.names(story, glance) }
    }

    /// Returns how many lines there are.
    pub fn len(&self) -> usize {
        self.before_names() + self.names.len()
    }

    fn before_names(&self) -> usize {
        self.facts.len() + self.trail.as_ref().map_or(0, AuditTrail::len)
    }

    /// Returns at most `rows` lines from line `first` on.
    pub fn lines(&self, first: usize, rows: usize) -> Vec<Line<'static>> {
        let mut lines: Vec<_> = self.facts.iter().skip(first).take(rows).cloned().collect();
        if let Some(trail) = &self.trail {
            let first = first.saturating_sub(self.facts.len());
            lines.extend(trail.lines(first, rows - lines.len()));
        }
        let first = first.saturating_sub(self.before_names());
        lines.extend(self.names.iter().skip(first).take(rows - lines.len()).cloned());
        lines
    }
}

/// A row of the contexts.
#[derive(Default)]
struct SumRow {
    name: String,
    style: Style,
    time: String,
    state: &'static str,
    title: String,
}

impl SessionColumns<'_> {
    /// Returns the phase with the clock, and the notes.
    fn head(&self, session: &SessionGlance) -> Vec<Line<'static>> {
        let theme = self.model.theme();
        let style = theme.phase(session.phase);
        let word = session.phase.word().to_uppercase();
        let clock = clock(self.model.settings.clock, session.active_ms);
        let mut lines = vec![Line::from(vec![
            Span::styled(format!("{} {word}", phase_sign(session.phase)), style),
            Span::styled(format!("  {clock}"), style),
            Span::styled(" active", theme.quiet()),
        ])];
        if let Some(word) = session.session_type.special() {
            lines.extend(self.labelled("type", word.as_str(), theme.plain()));
        }
        let about = [("notes", &session.start_notes), ("closing", &session.closing_notes)];
        for (label, notes) in about {
            if let Some(notes) = notes.as_ref().filter(|notes| !notes.trim().is_empty()) {
                lines.extend(self.labelled(label, notes, theme.strong()));
            }
        }
        if let Some(reason) = &session.pause_reason {
            lines.extend(self.labelled("reason", reason, theme.plain()));
        }
        lines
    }

    /// Returns when and how long, and the strip.
    fn times(&self, session: &SessionGlance, activities: &[Activity]) -> Vec<Line<'static>> {
        let plain = self.model.theme().plain();
        let mut lines = vec![Line::default()];
        lines.extend(self.labelled("when", &self.when(session), plain));
        let (active, wall) = (short_text(session.active_ms), seconds_text(session.wall_seconds));
        lines.extend(self.labelled("active", &format!("{active} of {wall} elapsed"), plain));
        if session.breaks > 0 {
            lines.extend(self.labelled("paused", &super::summary::paused(session), plain));
        }
        if let Some(uncounted) = session.uncounted_text() {
            lines.extend(self.labelled("gaps", &uncounted, plain));
        }
        if let Some(target) = session.target_seconds {
            lines.extend(self.labelled("target", &target_text(target, session), plain));
        }
        let stands = activities.iter().rev().filter(|activity| !activity.undone);
        let done = stands.map(|activity| (activity.at_utc, activity.verb));
        lines.push(strip_line(self.model, session, done, self.columns));
        lines
    }

    /// Returns who added the session, and each of its corrections with who made it and when.
    fn corrections(&self, session: &Session) -> Vec<Line<'static>> {
        let local = |at| self.model.local(at);
        let (plain, now) = (self.model.theme().plain(), self.model.now.utc);
        let added = session.added.iter().flat_map(|author| {
            let text = format!("{}; its band and health are as said", author.text(local, now));
            self.labelled("added", &text, plain)
        });
        let corrected = session.corrections.iter().flat_map(|Correction { by, edits }| {
            let edit = |edit: &Edit| edit.text(local);
            let edits = edits.iter().map(edit).collect::<Vec<_>>().join(", ");
            self.labelled("corrected", &format!("{edits}, {}", by.text(local, now)), plain)
        });
        added.chain(corrected).collect()
    }

    /// Returns the date, start and end, and how long ago it ended.
    fn when(&self, session: &SessionGlance) -> String {
        let start = self.model.local(session.started_at_utc);
        let date = "%a %-d %b %Y";
        let from = format!("{}  {}", start.format(date), start.format("%H:%M"));
        let Some(ended_at_utc) = session.ended_at_utc else { return format!("{from}–now") };
        let end = self.model.local(ended_at_utc);
        let until = if end.date() == start.date() {
            format!("–{}", end.format("%H:%M"))
        } else {
            format!(" – {}  {}", end.format(date), end.format("%H:%M"))
        };
        format!("{from}{until} · {}", self.model.ago(ended_at_utc))
    }

    /// Returns each context once, with its time beside its name, and the time without one.
    fn contexts(&self, session: &SessionGlance) -> Vec<Line<'static>> {
        let ContextSums { contexts, without_seconds, .. } = &session.context_sums;
        if contexts.is_empty() {
            return vec![];
        }
        let theme = self.model.theme();
        let time = |frame: &FrameGlance| {
            let is_over =
                frame.estimate_seconds.is_some_and(|estimate| frame.active_seconds > estimate);
            let over = if is_over { "▲ " } else { "" };
            format!("{over}{}", spent_text(frame.active_seconds, frame.estimate_seconds))
        };
        let without = (*without_seconds > 0).then(|| SumRow {
            name: "no context".to_owned(),
            style: theme.quiet(),
            time: seconds_text(*without_seconds),
            ..SumRow::default()
        });
        let rows = contexts.iter().map(|ContextSum { frame, is_open }| SumRow {
            name: safe(&frame.name.to_string()),
            style: theme.strong(),
            time: time(frame),
            state: if *is_open { "open  " } else { "" },
            title: frame.title.as_deref().map(safe).unwrap_or_default(),
        });
        let all: Vec<SumRow> = rows.chain(without).collect();
        let widest = |text: fn(&SumRow) -> &str| all.iter().map(|row| width(text(row))).max();
        let times = widest(|row| &row.time).unwrap_or(0).min(self.columns / 2);
        let most = self.columns.saturating_sub(times + 4) / 2 + 4;
        let names = widest(|row| &row.name).unwrap_or(0).min(most);
        let line = |row: &SumRow| {
            let room = self.columns.saturating_sub(2 + names + 2 + times + 2 + width(row.state));
            let name = padded(&fit(&row.name, names), names);
            let time = padded(&fit(&row.time, times), times);
            Line::from(vec![
                Span::styled(format!("  {name}"), row.style),
                Span::raw(format!("  {time}  ")),
                Span::styled(row.state, theme.phase(Phase::Active)),
                Span::styled(fit(&row.title, room), theme.quiet()),
            ])
        };
        let heading = session.context_sums.heading();
        self.section(&heading).into_iter().chain(all.iter().map(line)).collect()
    }

    /// Returns the steps of playbooks that were done in it, and what was done against a rule.
    fn against_rules(&self, session: &SessionGlance) -> Vec<Line<'static>> {
        let sections = [
            ("playbook steps", against_rules::steps(self.model, &session.playbook_steps)),
            ("against a rule", against_rules::overrides(self.model, &session.overrides)),
        ];
        let rows = |item: Vec<String>| {
            let rows = item.into_iter().enumerate();
            let row = |(nth, text): (usize, String)| {
                let indent = if nth == 0 { "  " } else { "    " };
                self.beside(indent, &text, self.model.theme().plain())
            };
            rows.flat_map(row).collect::<Vec<_>>()
        };
        let lines = |(title, items): (&str, Vec<Vec<String>>)| {
            let title = (!items.is_empty()).then(|| self.section(title));
            let rows = items.into_iter().rev().flat_map(rows);
            title.into_iter().flatten().chain(rows).collect::<Vec<_>>()
        };
        sections.into_iter().flat_map(lines).collect()
    }

    /// Returns band and health at the start, and at the end or now, with their reasons.
    fn readings(&self, story: &Story) -> Vec<Line<'static>> {
        let theme = self.model.theme();
        let now = self.readings_now(story);
        let (start, end) = (&story.session.snapshot, now.as_ref().unwrap_or(&story.readings));
        let drift = Drift::between(start, end);
        let (was, is) = (&start.cone, &end.cone);
        let mut lines = vec![Line::default()];
        lines.push(self.reading(
            "band",
            &format!("{}{}", start.band_doubt(), was.band),
            Span::styled(format!("{}{}", end.band_doubt(), is.band), theme.band(is.band)),
            drift.band,
        ));
        lines.extend(self.reason(
            &is.reason,
            &is.provenance,
            (end.band_overruled.as_ref(), end.band_until_utc),
        ));
        let (was, is) = (&start.status, &end.status);
        let light = match end.health_doubt() {
            "" => format!("{} {}", light_sign(is.status), is.status),
            doubt => format!("{doubt}{}", is.status),
        };
        lines.push(self.reading(
            "health",
            &format!("{}{}", start.health_doubt(), was.status),
            Span::styled(light, theme.light(is.status)),
            drift.health,
        ));
        let over = (end.health_overruled.as_ref(), end.health_until_utc);
        lines.extend(self.reason(&is.reasons.join("; "), &is.provenance, over));
        lines
    }

    /// Returns band and health of the live session, as old as they are now: nothing need have happened
    /// since the page was read. `None` of another session.
    fn readings_now(&self, story: &Story) -> Option<Snapshot> {
        let glance = self.model.glance()?;
        let is_live = |live: &SessionGlance| live.phase.is_live() && live.id == story.session.id;
        glance.session.as_ref().filter(|live| is_live(live))?;
        let governance = &glance.governance;
        Some(Snapshot {
            band_freshness: governance.band_freshness.clone(),
            health_freshness: governance.health_freshness.clone(),
            ..story.readings.clone()
        })
    }

    fn reading(&self, label: &str, was: &str, is: Span<'static>, trend: Trend) -> Line<'static> {
        let theme = self.model.theme();
        let mut spans = vec![Span::styled(format!("{label:<LABEL_COLUMNS$}"), theme.quiet())];
        if trend != Trend::Same {
            spans.push(Span::styled(format!("{was} → "), theme.quiet()));
        }
        spans.push(is);
        spans.extend(mark(trend, theme));
        Line::from(spans)
    }

    /// Returns the reason of a reading, the source that measured it, and what another one said that did not count.
    fn reason(
        &self,
        reason: &str,
        provenance: &Provenance,
        (over, until): (Option<&Overruled>, Option<DateTime<Utc>>),
    ) -> Vec<Line<'static>> {
        let measured = provenance.source().map(|source| format!("measured by {source}"));
        let reason = Some(reason.to_owned()).filter(|reason| !reason.is_empty());
        let over = over.map(|over| over.text(&over.source, "before"));
        let until = until.map(|until| format!("until {}", self.model.time_of(until)));
        let parts: Vec<String> =
            reason.into_iter().chain(measured).chain(over).chain(until).collect();
        self.labelled("", &parts.join(" · "), self.model.theme().plain())
    }

    /// Returns the gaps, each with its verdict.
    fn gaps(&self, session: &SessionGlance) -> Vec<Line<'static>> {
        if session.gaps.is_empty() {
            return vec![];
        }
        let row = |gap: &GapGlance| {
            let when = self.model.range_of(gap.from_utc, gap.until_utc);
            let text = format!("{}  {when}  {}: {}", gap.id, gap.absence(), gap.verdict());
            wrap(&text, self.columns.saturating_sub(2), TEXT_ROWS)
        };
        let rows = session.gaps.iter().flat_map(row).map(|row| Line::raw(format!("  {row}")));
        self.section("gaps").into_iter().chain(rows).collect()
    }

    /// Returns who started it and from where, and its names.
    fn names(&self, story: &Story, session: &SessionGlance) -> Vec<Line<'static>> {
        let quiet = self.model.theme().quiet();
        let who = who_text(&session.operator, session.interface);
        let host = story.activities.first().map(|first| format!(" on {}", first.by.host));
        let mut rows = vec![
            ("by", Some(format!("{who}{}", host.unwrap_or_default()))),
            ("id", Some(session.id.to_string())),
        ];
        // Those of a run are shown with its status.
        if story.session.kept_run().is_none() {
            let metadata =
                (!session.metadata.is_empty()).then(|| serde_json::to_string(&session.metadata));
            rows.extend([
                ("agent", session.agent_id.clone()),
                ("workflow", session.workflow_id.clone()),
                ("metadata", metadata.and_then(Result::ok)),
            ]);
        }
        let rows = rows.into_iter().filter_map(|(label, text)| Some((label, text?)));
        let rows = rows.flat_map(|(label, text)| self.labelled(label, &text, quiet));
        [Line::default()].into_iter().chain(rows).collect()
    }
}

/// Returns the target, and how much is missing or over.
fn target_text(target: u64, session: &SessionGlance) -> String {
    let about = match session.active_seconds.checked_sub(target) {
        Some(0) => "reached".to_owned(),
        Some(over) => format!("reached, {} over", seconds_text(over)),
        None => {
            let left = seconds_text(target.saturating_sub(session.active_seconds));
            if session.phase.is_live() { format!("{left} to go") } else { format!("{left} short") }
        }
    };
    format!("{}, {about}", seconds_text(target))
}
