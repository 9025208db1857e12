//! Where the parts of the panel lie at a size.

use ratatui::layout::{Constraint, Layout, Rect};

use crate::config::{self, SidePane};

use super::form::Form;
use super::pane::Pane;

/// The rows of the map of the weeks: the months, seven days, a blank one, the legend.
pub const MAP_ROWS: u16 = 10;

/// What the layout depends on beside the size of the terminal.
#[derive(Debug)]
pub struct LayoutNeeds<'a> {
    /// The panes beside the session.
    pub panes: &'a config::SidePanes,
    /// The rows of the banner.
    pub banner_rows: u16,
    /// Whether a question waits for an answer.
    pub asks: bool,
    /// The levels of the context stack.
    pub levels: usize,
    /// The rows that both readings fill in one column.
    pub governance_rows: u16,
}

/// Where the parts of the panel lie.
#[derive(Debug, Clone, Copy)]
pub struct PaneLayout {
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

/// The least rows of the session, with its frame, while a question waits.
const TOP_WITH_A_QUESTION: u16 = 8;
/// The rows of a question in one column, and the rows that the activities keep beside it.
const QUESTION_ROWS: u16 = 2;
const ACTIVITIES_ROWS: u16 = 4;
/// The rows of activities in one column before other panes get more rows.
const MANY_ACTIVITIES_ROWS: u16 = 5;
/// The rows of a frame.
const FRAME: u16 = 2;
/// The least rows of the context above a map of the weeks, and above one row of them.
const CONTEXT_OVER_MAP: u16 = 7;
const CONTEXT_OVER_ROW: u16 = 7;

impl PaneLayout {
    /// Returns where they lie in an area.
    pub fn of(form: Form, area: Rect, needs: &LayoutNeeds<'_>) -> Self {
        let rows = [
            Constraint::Length(1),
            Constraint::Length(needs.banner_rows),
            Constraint::Fill(1),
            Constraint::Length(1),
        ];
        let [header, banner, body, footer] = Layout::vertical(rows).areas(area);
        let [session, governance, context, weeks, activities] = match form {
            Form::Column => column(body, needs),
            Form::Nothing | Form::Line | Form::Grid | Form::Wide => grid(form, body, needs),
        };
        Self { form, header, banner, body, session, governance, context, weeks, activities, footer }
    }

    /// Returns where a pane lies.
    pub fn area(&self, pane: Pane) -> Rect {
        match pane {
            Pane::Session => self.session,
            Pane::Governance => self.governance,
            Pane::Context => self.context,
            Pane::Activities => self.activities,
        }
    }
}

/// Lays out two columns: the session above the activities; at the right governance, context and weeks.
/// The upper row has the same height in both.
fn grid(form: Form, body: Rect, needs: &LayoutNeeds<'_>) -> [Rect; 5] {
    let shows = |pane| needs.panes.show(pane);
    let (governance, context, weeks) =
        (shows(SidePane::Governance), shows(SidePane::Context), shows(SidePane::Weeks));
    let most = if body.width >= 140 { 60 } else { 52 };
    let right = (body.width.saturating_mul(2) / 5).clamp(28, most);
    let right = if governance || context || weeks { right } else { 0 };
    let columns = [Constraint::Fill(1), Constraint::Length(right)];
    let [left, right] = Layout::horizontal(columns).areas(body);

    // On a low terminal both rows shrink.
    let top = match (form, body.height) {
        (Form::Wide, 50..) => 24,
        (Form::Wide, _) => 17,
        _ => 12,
    };
    let top = top.min((body.height.saturating_mul(3) / 5).max(least_top(body.height, needs)));
    let upper = if shows(SidePane::Activities) { top } else { body.height };
    let [session, activities] =
        Layout::vertical([Constraint::Length(upper), Constraint::Fill(1)]).areas(left);

    let lower = if governance { body.height - top } else { body.height };
    let over = |rows| if context { rows } else { 0 };
    let weeks = match lower {
        _ if !weeks => 0,
        rows if rows >= MAP_ROWS + FRAME + over(CONTEXT_OVER_MAP) => MAP_ROWS + FRAME,
        rows if rows >= 1 + FRAME + over(CONTEXT_OVER_ROW) => 1 + FRAME,
        _ => 0,
    };
    let context = if context { lower - weeks } else { 0 };
    let rows = [Constraint::Fill(1), Constraint::Length(context), Constraint::Length(weeks)];
    let [governance_area, context, weeks] = Layout::vertical(rows).areas(right);
    let governance = if governance { governance_area } else { Rect::default() };
    [session, governance, context, weeks, activities]
}

/// Returns the least height of the upper row: a waiting question needs the large clock, the gauge and
/// itself, if the lower row keeps one line.
fn least_top(height: u16, needs: &LayoutNeeds<'_>) -> u16 {
    if needs.asks { TOP_WITH_A_QUESTION.min(height.saturating_sub(FRAME + 1)) } else { 0 }
}

/// Lays out one column: session, governance, innermost contexts, activities, weeks.
fn column(body: Rect, needs: &LayoutNeeds<'_>) -> [Rect; 5] {
    let shows = |pane| needs.panes.show(pane);
    let levels = needs.levels.clamp(1, 3);
    let height = body.height;
    let rows_if = |pane, least, rows| if shows(pane) && height >= least { rows } else { 0 };
    // A drift is more important than activities.
    let mut governance = rows_if(SidePane::Governance, 6, 3);
    let context = rows_if(SidePane::Context, 13, 1 + u16::try_from(levels).unwrap_or(1));
    let weeks = rows_if(SidePane::Weeks, 22, 2);

    let left = height - governance - context - weeks;
    let session = match height {
        16.. => 8,
        10.. => 6,
        8.. => 5,
        _ => 3,
    };
    // A question gets rows of its own, if the activities keep some.
    let asked = if needs.asks { QUESTION_ROWS } else { 0 };
    let session = if left >= session + asked + ACTIVITIES_ROWS { session + asked } else { session };
    // Free rows go to the reasons before they go to activities of other days.
    let spare = left.saturating_sub(session + MANY_ACTIVITIES_ROWS);
    if governance > 0 {
        let wanted = needs.governance_rows.saturating_add(1);
        governance += wanted.saturating_sub(governance).min(spare);
    }
    let left = height - governance - context - weeks;
    // A rule without a row below it is useless.
    let activities = left.saturating_sub(session);
    let activities = if shows(SidePane::Activities) && activities > 1 { activities } else { 0 };
    let rows = [left - activities, governance, context, activities, weeks].map(Constraint::Length);
    let [session, governance, context, activities, weeks] = Layout::vertical(rows).areas(body);
    [session, governance, context, weeks, activities]
}
