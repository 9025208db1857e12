//! Which form the panel takes at a size, and where its parts lie.

use ratatui::layout::{Constraint, Layout, Rect, Size};

use crate::config::SidePane;
use crate::tui::content::{governance, questions, weeks};
use crate::tui::look::frame;
use crate::tui::model::{Model, Pane};
use crate::tui::view::header;

/// The form the panel takes at a size.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// There is no cell to draw on.
    Nothing,
    /// One line.
    Line,
    /// One column of panes.
    Column,
    /// Two columns, as at 80×24.
    Grid,
    /// Two columns with room to breathe.
    Wide,
}

/// Where the parts of the panel lie.
#[derive(Debug, Clone, Copy)]
pub struct Panes {
    pub form: Form,
    pub header: Rect,
    pub banner: Rect,
    /// Everything between header and footer.
    pub body: Rect,
    pub session: Rect,
    pub governance: Rect,
    pub context: Rect,
    pub weeks: Rect,
    pub activities: Rect,
    pub footer: Rect,
}

impl Form {
    pub fn of(size: Size) -> Self {
        match (size.width, size.height) {
            (0, _) | (_, 0) => Self::Nothing,
            (width, height) if width < 40 || height < 8 => Self::Line,
            (width, height) if width < 60 || height < GRID_ROWS => Self::Column,
            (width, height) if width >= 100 && height >= 26 => Self::Wide,
            _ => Self::Grid,
        }
    }

    pub fn has_panes(self) -> bool {
        !matches!(self, Self::Nothing | Self::Line)
    }
}

/// The least rows of two columns: on fewer the frames would take the place of the clock.
const GRID_ROWS: u16 = 12;
/// The least rows of the session, in a frame, while something waits for an answer.
const TOP_WITH_A_QUESTION: u16 = 8;
/// The rows that a question takes in one column, and those that the activities keep beside it.
const QUESTION_ROWS: u16 = 2;
const ACTIVITIES_ROWS: u16 = 4;
/// The rows of activities in one column beyond which other panes say all they have to say.
const MANY_ACTIVITIES_ROWS: u16 = 5;
/// The least columns of the panes worth showing on each side of a box over them.
const BESIDE_A_BOX: u16 = 12;
/// Rows of a frame around a pane.
const FRAME: u16 = 2;
/// The least rows of the context above a map of the weeks, and above one of their rows.
const CONTEXT_OVER_MAP: u16 = 7;
const CONTEXT_OVER_ROW: u16 = 7;

impl Panes {
    pub fn of(form: Form, area: Rect, model: &Model) -> Self {
        let banner_rows = u16::try_from(header::banner(model, area).len()).unwrap_or(1);
        let rows = [
            Constraint::Length(1),
            Constraint::Length(banner_rows),
            Constraint::Fill(1),
            Constraint::Length(1),
        ];
        let [header, banner, body, footer] = Layout::vertical(rows).areas(area);
        let [session, governance, context, weeks, activities] = match form {
            Form::Column => column(body, model),
            _ => grid(form, body, model),
        };
        Self { form, header, banner, body, session, governance, context, weeks, activities, footer }
    }

    pub fn area(&self, pane: Pane) -> Rect {
        match pane {
            Pane::Session => self.session,
            Pane::Governance => self.governance,
            Pane::Context => self.context,
            Pane::Activities => self.activities,
        }
    }
}

/// Returns where a box of at most `most` columns lies over an area: in its middle, or from edge to
/// edge where the panes would show beside it only as slivers.
pub fn over(area: Rect, most: u16) -> Rect {
    let beside = area.width.saturating_sub(most) / 2;
    if beside < BESIDE_A_BOX { area } else { Rect { x: area.x + beside, width: most, ..area } }
}

/// Two columns: the session over the activities, and at the right governance, the context and the
/// weeks. The upper row is the same height in both.
fn grid(form: Form, body: Rect, model: &Model) -> [Rect; 5] {
    let shows = |pane| model.taste.panes.show(pane);
    let (governance, context, weeks) =
        (shows(SidePane::Governance), shows(SidePane::Context), shows(SidePane::Weeks));
    let most = if body.width >= 140 { 60 } else { 52 };
    let right = (body.width.saturating_mul(2) / 5).clamp(28, most);
    let right = if governance || context || weeks { right } else { 0 };
    let columns = [Constraint::Fill(1), Constraint::Length(right)];
    let [left, right] = Layout::horizontal(columns).areas(body);

    // On a low terminal both rows give way.
    let top = match (form, body.height) {
        (Form::Wide, 50..) => 24,
        (Form::Wide, _) => 17,
        _ => 12,
    };
    let top = top.min((body.height.saturating_mul(3) / 5).max(least_top(body.height, model)));
    let upper = if shows(SidePane::Activities) { top } else { body.height };
    let [session, activities] =
        Layout::vertical([Constraint::Length(upper), Constraint::Fill(1)]).areas(left);

    let lower = if governance { body.height - top } else { body.height };
    let over = |rows| if context { rows } else { 0 };
    let weeks = match lower {
        _ if !weeks => 0,
        rows if rows >= weeks::MAP_ROWS + FRAME + over(CONTEXT_OVER_MAP) => weeks::MAP_ROWS + FRAME,
        rows if rows >= 1 + FRAME + over(CONTEXT_OVER_ROW) => 1 + FRAME,
        _ => 0,
    };
    let context = if context { lower - weeks } else { 0 };
    let rows = [Constraint::Fill(1), Constraint::Length(context), Constraint::Length(weeks)];
    let [governance_area, context, weeks] = Layout::vertical(rows).areas(right);
    let governance = if governance { governance_area } else { Rect::default() };
    [session, governance, context, weeks, activities]
}

/// Returns the least rows of the upper row: while something waits for an answer, those of the large
/// clock, the gauge and the question, as long as the lower one keeps a row.
fn least_top(height: u16, model: &Model) -> u16 {
    if waits(model) { TOP_WITH_A_QUESTION.min(height.saturating_sub(FRAME + 1)) } else { 0 }
}

fn waits(model: &Model) -> bool {
    model.glance().is_some_and(|glance| questions::mark(glance).is_some())
}

/// One column: the session, a line or two of governance, the innermost contexts, the activities.
fn column(body: Rect, model: &Model) -> [Rect; 5] {
    let shows = |pane| model.taste.panes.show(pane);
    let frames = model.glance().and_then(|glance| glance.session.as_ref());
    let frames = frames.map_or(1, |live| live.context_stack.len()).clamp(1, 3);
    let height = body.height;
    let rows_if = |pane, least, rows| if shows(pane) && height >= least { rows } else { 0 };
    // What has drifted goes before what has happened.
    let mut governance = rows_if(SidePane::Governance, 6, 3);
    let context = rows_if(SidePane::Context, 13, 1 + u16::try_from(frames).unwrap_or(1));
    let weeks = rows_if(SidePane::Weeks, 22, 2);

    let left = height - governance - context - weeks;
    let session = match height {
        16.. => 8,
        10.. => 6,
        8.. => 5,
        _ => 3,
    };
    // What waits is asked in rows of its own, where the activities keep some.
    let asked = if waits(model) { QUESTION_ROWS } else { 0 };
    let session = if left >= session + asked + ACTIVITIES_ROWS { session + asked } else { session };
    // What is free goes to the reasons before it goes to activities of other days.
    let spare = left.saturating_sub(session + MANY_ACTIVITIES_ROWS);
    if governance > 0 {
        let columns = usize::from(frame::inner(Form::Column, body).width);
        let wanted = governance::brief_rows(model, columns).saturating_add(1);
        governance += wanted.saturating_sub(governance).min(spare);
    }
    let left = height - governance - context - weeks;
    // A rule without a row below it is of no use.
    let activities = left.saturating_sub(session);
    let activities = if shows(SidePane::Activities) && activities > 1 { activities } else { 0 };
    let rows = [left - activities, governance, context, activities, weeks].map(Constraint::Length);
    let [session, governance, context, activities, weeks] = Layout::vertical(rows).areas(body);
    [session, governance, context, weeks, activities]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_box_leaves_room_worth_looking_at_on_both_sides_or_none() {
        for (width, x, columns) in
            [(60, 0, 60), (96, 0, 96), (100, 0, 100), (119, 0, 119), (120, 12, 96), (141, 22, 96)]
        {
            let area = Rect { x: 0, y: 1, width, height: 20 };
            assert_eq!(over(area, 96), Rect { x, width: columns, ..area }, "{width}");
        }
    }
}
