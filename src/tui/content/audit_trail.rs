//! The audit trail of one session, oldest first: when, who, by which interface, what.
//!
//! A text takes as many rows as it needs. A trail may be long: only the visible rows are made, the
//! others are counted.

use std::iter;

use ratatui::text::{Line, Span};

use crate::core::{
    Activity, SessionKey, Story, column_day_text, date_time_text, time_text, who_text,
};
use crate::tui::look::{fit, padded, safe, width, wrap};
use crate::tui::model::Model;

use super::edits;

const VERB_COLUMNS: usize = 14;
const WHO_MOST: usize = 20;
/// From this width on, times have seconds.
const WITH_SECONDS: usize = 96;
/// Below this width, the operator is named behind the text.
const SLIM: usize = 56;

/// The audit trail at a width.
pub struct AuditTrail<'a> {
    model: &'a Model,
    activities: &'a [Activity],
    key: SessionKey,
    columns: usize,
    who_columns: usize,
    /// How many rows each activity takes.
    rows: Vec<usize>,
}

impl<'a> AuditTrail<'a> {
    pub fn of(model: &'a Model, story: &'a Story, columns: usize) -> Self {
        let activities = &story.activities;
        let who_columns = activities.iter().map(|one| width(&who(one))).max().unwrap_or(0);
        let who_columns = who_columns.min(WHO_MOST);
        let key = story.session.key;
        let mut trail = Self { model, activities, key, columns, who_columns, rows: vec![] };
        trail.rows = activities.iter().map(|activity| trail.count(activity)).collect();
        trail
    }

    /// Returns how many rows there are.
    pub fn len(&self) -> usize {
        self.rows.iter().sum()
    }

    /// Returns at most `most` rows from row `first` on.
    pub fn lines(&self, first: usize, most: usize) -> Vec<Line<'static>> {
        let (mut before, mut lines) = (0, Vec::new());
        for (activity, rows) in self.activities.iter().zip(&self.rows) {
            let skip = first.saturating_sub(before);
            before += rows;
            if skip < *rows {
                lines.extend(self.row(activity).into_iter().skip(skip));
            }
            if lines.len() >= most {
                break;
            }
        }
        lines.truncate(most);
        lines
    }

    /// Returns the columns before the text.
    fn used(&self) -> usize {
        let who = if self.columns < SLIM { 0 } else { self.who_columns + 2 };
        self.time_columns() + 2 + who + VERB_COLUMNS
    }

    fn time_columns(&self) -> usize {
        match self.columns {
            WITH_SECONDS.. => 19,
            SLIM.. => 12,
            _ => 5,
        }
    }

    fn room(&self) -> usize {
        self.columns.saturating_sub(self.used()).max(8)
    }

    fn count(&self, activity: &Activity) -> usize {
        let text = self.text(activity);
        // No character takes more columns than bytes.
        if text.len() <= self.room() {
            1
        } else {
            wrap(&text, self.room(), usize::MAX).len().max(1)
        }
    }

    fn text(&self, activity: &Activity) -> String {
        let mut parts = Vec::new();
        if activity.undone {
            parts.push("(undone)".to_owned());
        }
        parts.extend(activity.session.filter(|key| *key != self.key).map(|key| key.to_string()));
        if !activity.edits.is_empty() {
            parts.push(safe(&edits::text(self.model, activity)));
        } else if !activity.text.is_empty() {
            parts.push(safe(&activity.text));
        }
        parts.extend(
            activity.over.map(|over| over.near(activity.at_utc, |at| self.model.local(at))),
        );
        parts.extend(activity.measured_text().map(|text| format!("· {}", safe(&text))));
        if self.columns < SLIM {
            parts.push(format!("· {}", who(activity)));
        }
        parts.join(" ")
    }

    fn row(&self, activity: &Activity) -> Vec<Line<'static>> {
        let model = self.model;
        let theme = model.theme();
        let at = model.local(activity.at_utc);
        let time = match self.columns {
            WITH_SECONDS.. => format!("{}{}", date_time_text(at), at.format(":%S")),
            SLIM.. => format!("{} {}", column_day_text(at), time_text(at)),
            _ => time_text(at),
        };
        let (done, told) = if activity.undone {
            (theme.undone(), theme.undone())
        } else {
            (theme.strong(), theme.plain())
        };
        let time = padded(&time, self.time_columns() + 2);
        let mut spans = vec![Span::styled(time, theme.quiet())];
        if self.columns >= SLIM {
            let who = fit(&who(activity), self.who_columns);
            spans.push(Span::styled(padded(&who, self.who_columns + 2), theme.quiet()));
        }
        spans.push(Span::styled(padded(activity.verb.past(), VERB_COLUMNS), done));
        let mut rows = wrap(&self.text(activity), self.room(), usize::MAX).into_iter();
        spans.push(Span::styled(rows.next().unwrap_or_default(), told));
        let indent = " ".repeat(self.used());
        let others =
            rows.map(|row| Line::from(vec![Span::raw(indent.clone()), Span::styled(row, told)]));
        iter::once(Line::from(spans)).chain(others).collect()
    }
}

/// Returns the operator and the interface.
fn who(activity: &Activity) -> String {
    who_text(&safe(&activity.by.operator), activity.by.interface)
}
