//! A pane that scrolls: its title, its lines, and where they lie.

use ratatui::layout::Rect;
use ratatui::text::Line;

use crate::core::Severity;
use crate::tui::geometry::{Pane, below_line};
use crate::tui::look::thousands;
use crate::tui::model::Model;

use super::{activities, context, governance, meanwhile, playbook, tasks, weeks};

/// The most columns of a line of text that is read easily.
const READ_EASILY: u16 = 100;

/// Returns the name of a pane with its most important number.
pub fn title(model: &Model, pane: Pane) -> String {
    let name = match pane {
        Pane::Session => "session",
        Pane::Activities => "activities",
        Pane::Governance => "governance",
        Pane::Context => "context",
        Pane::Playbook => return playbook::title(model),
        Pane::Tasks => return tasks::pane_title(model),
        Pane::Weeks => return weeks::title(model),
    };
    let Some(glance) = model.glance() else { return name.to_owned() };
    let number = match pane {
        // The values of the readings stand in the pane and in the header.
        Pane::Session | Pane::Governance | Pane::Playbook | Pane::Tasks | Pane::Weeks => None,
        Pane::Activities if model.meanwhile.is_open => return meanwhile::TITLE.to_owned(),
        Pane::Activities if model.log.filter().is_on() => {
            Some(format!("{} found", thousands(model.log.len(model.recent()))))
        }
        Pane::Activities if model.recent().is_empty() => None,
        Pane::Activities => model.tally().map(|tally| weeks::today(model, &tally)),
        Pane::Context => context::depth(glance),
    };
    number.map_or(name.to_owned(), |number| format!("{name} · {number}"))
}

/// Returns how bad the content of a pane is.
pub fn severity(model: &Model, pane: Pane) -> Severity {
    match pane {
        Pane::Session
        | Pane::Activities
        | Pane::Context
        | Pane::Playbook
        | Pane::Tasks
        | Pane::Weeks => Severity::Calm,
        Pane::Governance => model.glance().map_or(Severity::Calm, governance::severity),
    }
}

/// Returns where the lines of a pane lie within its frame.
pub fn list(model: &Model, pane: Pane, inner: Rect) -> Rect {
    match pane {
        Pane::Activities => {
            let width = inner.width.min(READ_EASILY);
            below_line(model.log.filter().is_shown(), Rect { width, ..inner })
        }
        Pane::Session
        | Pane::Governance
        | Pane::Context
        | Pane::Playbook
        | Pane::Tasks
        | Pane::Weeks => inner,
    }
}

/// Returns how many lines a pane has; the lines of activities are counted without being made.
pub fn count(model: &Model, pane: Pane, inner: Rect) -> usize {
    match pane {
        Pane::Activities => activities::count(model),
        // The map never has more lines than there is room.
        Pane::Weeks => 0,
        Pane::Tasks => model.tasks.pane.lines().len(),
        Pane::Session | Pane::Governance | Pane::Context | Pane::Playbook => {
            whole(model, pane, inner).len()
        }
    }
}

/// Returns at most `rows` lines of a pane, from line `first` on.
pub fn lines(
    model: &Model,
    pane: Pane,
    inner: Rect,
    first: usize,
    rows: usize,
) -> Vec<Line<'static>> {
    match pane {
        Pane::Activities => {
            let columns = inner.width.min(READ_EASILY).into();
            let mut lines = meanwhile::lines(model, columns, rows);
            if !lines.is_empty() {
                lines.push(Line::default());
            }
            let rest = rows.saturating_sub(lines.len());
            lines.extend(activities::lines(model, first, rest, columns));
            lines
        }
        // Only the visible rows are made, from the one that its selection says.
        Pane::Tasks => tasks::pane_lines(model, inner.width.into(), inner.height.into()),
        Pane::Session | Pane::Governance | Pane::Context | Pane::Playbook | Pane::Weeks => {
            whole(model, pane, inner).into_iter().skip(first).collect()
        }
    }
}

fn whole(model: &Model, pane: Pane, inner: Rect) -> Vec<Line<'static>> {
    let (columns, rows) = (usize::from(inner.width), usize::from(inner.height));
    match pane {
        Pane::Session | Pane::Activities | Pane::Tasks => vec![],
        Pane::Governance => governance::lines(model, columns, rows),
        Pane::Context => context::lines(model, columns),
        Pane::Playbook => playbook::lines(model, columns),
        Pane::Weeks => weeks::lines(model, columns, inner.height),
    }
}
