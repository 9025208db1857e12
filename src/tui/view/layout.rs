//! Which form the panel takes at a size, and where its parts lie.

use ratatui::layout::{Constraint, Layout, Rect, Size};

use super::super::model::Model;
use super::header;

/// The form the panel takes at a size.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
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
pub(super) struct Panes {
    pub(super) form: Form,
    pub(super) header: Rect,
    pub(super) banner: Rect,
    /// Everything between header and footer.
    pub(super) body: Rect,
    pub(super) session: Rect,
    pub(super) governance: Rect,
    pub(super) context: Rect,
    pub(super) activities: Rect,
    pub(super) footer: Rect,
}

impl Form {
    pub(super) fn of(size: Size) -> Self {
        match (size.width, size.height) {
            (0, _) | (_, 0) => Self::Nothing,
            (width, height) if width < 40 || height < 8 => Self::Line,
            (width, _) if width < 60 => Self::Column,
            (width, height) if width >= 100 && height >= 26 => Self::Wide,
            _ => Self::Grid,
        }
    }

    pub(super) fn has_panes(self) -> bool {
        !matches!(self, Self::Nothing | Self::Line)
    }
}

impl Panes {
    pub(super) fn of(form: Form, area: Rect, model: &Model) -> Self {
        let banner_rows = u16::try_from(header::banner(model, area).len()).unwrap_or(1);
        let rows = [
            Constraint::Length(1),
            Constraint::Length(banner_rows),
            Constraint::Fill(1),
            Constraint::Length(1),
        ];
        let [header, banner, body, footer] = Layout::vertical(rows).areas(area);
        let (session, governance, context, activities) = match form {
            Form::Column => column(body, model),
            Form::Wide => grid(body, 17),
            _ => grid(body, 12),
        };
        Self { form, header, banner, body, session, governance, context, activities, footer }
    }
}

/// Two columns: the session over the activities, governance over the context. The upper row takes
/// `rows` where there is room for as many.
fn grid(body: Rect, rows: u16) -> (Rect, Rect, Rect, Rect) {
    let right = (body.width.saturating_mul(2) / 5).clamp(28, 52);
    let columns = [Constraint::Fill(1), Constraint::Length(right)];
    let [left, right] = Layout::horizontal(columns).areas(body);
    // On a low terminal both rows give way.
    let top = rows.min(body.height.saturating_mul(3) / 5);
    let rows = [Constraint::Length(top), Constraint::Fill(1)];
    let [session, activities] = Layout::vertical(rows).areas(left);
    let [governance, context] = Layout::vertical(rows).areas(right);
    (session, governance, context, activities)
}

/// One column: the session, a line or two of governance, the innermost contexts, the activities.
fn column(body: Rect, model: &Model) -> (Rect, Rect, Rect, Rect) {
    let frames = model.glance().and_then(|glance| glance.session.as_ref());
    let frames = frames.map_or(1, |live| live.context_stack.len()).clamp(1, 3);
    let height = body.height;
    let session = match height {
        16.. => 8,
        10.. => 6,
        8.. => 5,
        _ => 3,
    };
    // What has drifted goes before what has happened.
    let governance = if height >= 6 { 3 } else { 0 };
    let context = if height >= 13 { 1 + u16::try_from(frames).unwrap_or(1) } else { 0 };
    let rows = [
        Constraint::Length(session),
        Constraint::Length(governance),
        Constraint::Length(context),
        Constraint::Fill(1),
    ];
    let [session, governance, context, activities] = Layout::vertical(rows).areas(body);
    (session, governance, context, activities)
}
