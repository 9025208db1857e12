//! Where the parts of the panel lie at a size.

use ratatui::layout::{Constraint, Layout, Rect};

use crate::config::SidePane;

use super::form::Form;
use super::layout_needs::{Content, FRAME, LayoutNeeds};
use super::pane::Pane;

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
    pub playbook: Rect,
    pub tasks: Rect,
    pub weeks: Rect,
    pub activities: Rect,
    pub footer: Rect,
}

/// The columns of the activities beside everything else, with their frame: a line of text is read
/// easily up to about 100 columns.
const READ_EASILY: u16 = 104;
/// The least rows of the session, with its frame, while a question waits.
const TOP_WITH_A_QUESTION: u16 = 8;
/// The rows, with their frame, that the activities keep below the other panes.
const LEAST_ACTIVITIES: u16 = 10;
/// The rows of a question in one column, and the rows that the activities keep beside it.
const QUESTION_ROWS: u16 = 2;
const ACTIVITIES_ROWS: u16 = 4;
/// The rows of activities in one column before other panes get more rows.
const MANY_ACTIVITIES_ROWS: u16 = 5;
/// The most rows of a playbook in one column, and the rows of activities that stay below it in two.
const PLAYBOOK_ROWS: u16 = 4;
const LEAST_BELOW_PLAYBOOK: u16 = 2;
/// The least columns of a session beside other panes, and the columns of each of these.
const SESSION_BESIDE: u16 = 40;
/// The columns of the session beside them with its target beside the clock.
const SESSION_WITH_TARGET: u16 = 56;
const BESIDE: u16 = 36;

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
        let nothing = Self {
            form,
            header,
            banner,
            body,
            session: Rect::default(),
            governance: Rect::default(),
            context: Rect::default(),
            playbook: Rect::default(),
            tasks: Rect::default(),
            weeks: Rect::default(),
            activities: Rect::default(),
            footer,
        };
        match form {
            Form::Nothing | Form::Line => nothing,
            Form::Column => nothing.column(needs),
            Form::Row => nothing.row(needs),
            Form::Grid => nothing.grid(needs),
            Form::Wide => nothing.wide(needs),
            Form::Panorama => nothing.panorama(needs),
        }
    }

    /// Returns where a pane lies.
    pub fn area(&self, pane: Pane) -> Rect {
        match pane {
            Pane::Session => self.session,
            Pane::Governance => self.governance,
            Pane::Context => self.context,
            Pane::Playbook => self.playbook,
            Pane::Tasks => self.tasks,
            Pane::Weeks => self.weeks,
            Pane::Activities => self.activities,
        }
    }

    /// Lays out the session beside governance and context, as high as what they hold, above the
    /// activities over the full width. A playbook lies between them: its sentences need the width.
    fn grid(self, needs: &LayoutNeeds<'_>) -> Self {
        let [left, right] = self.columns(needs, |width| (width * 2 / 5).clamp(28, 52));
        let session = needs.framed(Content::Session, left.width).max(least_top(needs));
        let beside = needs.side_rows(Content::OpenContexts, right.width);
        let upper = self.upper(needs, session.max(beside));
        let has_activities = needs.panes.show(SidePane::Activities);
        let kept = if has_activities { FRAME + LEAST_BELOW_PLAYBOOK } else { upper / 2 };
        let room = self.body.height.saturating_sub(if has_activities { upper } else { 0 });
        let room = Rect { height: room.saturating_sub(kept), ..self.body };
        let playbook = needs.playbook_rows(room);
        let upper = if has_activities { upper } else { upper - playbook };
        let [upper, below] = split(self.body, upper);
        let [playbook, activities] = split(below, playbook);
        let [session, right] = [left, right].map(|column| column.intersection(upper));
        let [governance, context, rest] = side(right, needs, Content::AllContexts);
        let [tasks, rest] = split(rest, needs.tasks_rows(rest));
        let weeks = needs.weeks_rows(rest.height);
        let [weeks, _] = split(rest, weeks);
        Self { session, governance, context, playbook, tasks, weeks, activities, ..self }.filled()
    }

    /// Lays out two columns: the session above the activities; at the right governance, context and
    /// weeks, each as high as what it holds.
    fn wide(self, needs: &LayoutNeeds<'_>) -> Self {
        let most = |width: u16| if width >= 140 { 60 } else { 52 };
        let right = |width: u16| {
            let beside_text = width.saturating_sub(READ_EASILY);
            (width * 2 / 5).min(most(width)).max(beside_text)
        };
        let [left, right] = self.columns(needs, right);
        let session = needs.framed(Content::Session, left.width).max(least_top(needs));
        let [session, activities] = split(left, self.upper(needs, session));
        Self { session, activities, ..self }.with_column(right, needs)
    }

    /// Lays out the activities over the full height, beside everything else.
    fn panorama(self, needs: &LayoutNeeds<'_>) -> Self {
        if !needs.panes.show(SidePane::Activities) {
            return self.wide(needs);
        }
        let columns = [Constraint::Fill(1), Constraint::Length(READ_EASILY)];
        let [left, activities] = Layout::horizontal(columns).areas(self.body);
        let session = needs.framed(Content::Session, left.width).max(least_top(needs));
        let [session, rest] = split(left, session);
        let shows = |pane| needs.panes.show(pane);
        let both = shows(SidePane::Governance) && shows(SidePane::Context);
        if !both {
            return Self { session, activities, ..self }.with_column(rest, needs);
        }
        let halves = [Constraint::Fill(1), Constraint::Fill(1)];
        let [first, second] = Layout::horizontal(halves).areas(rest);
        let governance = needs.framed(Content::Governance, first.width);
        let context = needs.framed(Content::AllContexts, second.width);
        let [middle, below] = split(rest, governance.max(context));
        let [playbook, below] = split(below, needs.playbook_rows(below));
        let [tasks, below] = split(below, needs.tasks_rows(below));
        let [weeks, _] = split(below, needs.weeks_rows(below.height));
        let [governance, context] = [first, second].map(|half| half.intersection(middle));
        Self { session, governance, context, playbook, tasks, weeks, activities, ..self }
    }

    /// Lays out the panes side by side, where rows are few. A playbook takes the place of the contexts.
    fn row(self, needs: &LayoutNeeds<'_>) -> Self {
        let shows = |pane| needs.panes.show(pane);
        let has_playbook = needs.rows_of(Content::Playbook, BESIDE) > 0;
        let governance = shows(SidePane::Governance);
        let context = shows(SidePane::Context) || has_playbook;
        let is_roomy = self.body.width >= SESSION_BESIDE + 3 * BESIDE;
        let is_wide = self.body.width >= SESSION_WITH_TARGET + 4 * BESIDE;
        let is_stacked = governance && context && !is_roomy;
        let columns = |shown: bool| if shown { BESIDE } else { 0 };
        let second = if is_stacked { 0 } else { columns(context) };
        let activities = shows(SidePane::Activities);
        let session = match (activities, is_wide) {
            (false, _) => Constraint::Fill(1),
            (true, true) => Constraint::Length(SESSION_WITH_TARGET),
            (true, false) => Constraint::Length(SESSION_BESIDE),
        };
        let widths = [
            session,
            Constraint::Length(columns(governance)),
            Constraint::Length(second),
            if activities { Constraint::Fill(1) } else { Constraint::Length(0) },
        ];
        let [session, governance, context, activities] =
            Layout::horizontal(widths).areas(self.body);
        let laid = |governance, beside| {
            let nothing = Rect::default();
            let (context, playbook) =
                if has_playbook { (nothing, beside) } else { (beside, nothing) };
            Self { session, governance, context, playbook, activities, ..self }
        };
        if !is_stacked {
            return laid(governance, context);
        }
        // A rule and two rows of contexts stay below the readings.
        let rows = needs.rows_of(Content::Governance, governance.width).saturating_add(1);
        let [governance, context] =
            split(governance, rows.min(governance.height.saturating_sub(3)));
        laid(governance, context)
    }

    /// Lays out one column: session, governance, innermost contexts, a playbook, activities, weeks. Where
    /// rows are few, the playbook takes the place of the contexts.
    fn column(self, needs: &LayoutNeeds<'_>) -> Self {
        let shows = |pane| needs.panes.show(pane);
        let levels = needs.levels.clamp(1, 3);
        let height = self.body.height;
        let rows_if = |pane, least, rows| if shows(pane) && height >= least { rows } else { 0 };
        // A drift is more important than activities.
        let mut governance = rows_if(SidePane::Governance, 6, 3);
        let steps = needs.rows_of(Content::Playbook, self.body.width).min(PLAYBOOK_ROWS);
        let playbook = if steps > 0 && height >= 13 { 1 + steps } else { 0 };
        let least = if playbook > 0 { 13 + 1 + PLAYBOOK_ROWS + ACTIVITIES_ROWS } else { 13 };
        let context = rows_if(SidePane::Context, least, 1 + u16::try_from(levels).unwrap_or(1));
        let weeks = rows_if(SidePane::Weeks, 22, 2);

        let playbook = playbook.min((height - governance - context - weeks).saturating_sub(8));
        // A rule without a row below it is useless.
        let playbook = if playbook > 1 { playbook } else { 0 };
        let left = height - governance - context - playbook - weeks;
        let session = match left + governance + context {
            16.. => 8,
            10.. => 6,
            8.. => 5,
            _ => 3,
        };
        // A question gets rows of its own, if the activities keep some.
        let asked = if needs.asks { QUESTION_ROWS } else { 0 };
        let session =
            if left >= session + asked + ACTIVITIES_ROWS { session + asked } else { session };
        // Free rows go to the reasons before they go to activities of other days.
        let spare = left.saturating_sub(session + MANY_ACTIVITIES_ROWS);
        if governance > 0 {
            let wanted = needs.rows_of(Content::Governance, self.body.width).saturating_add(1);
            governance += wanted.saturating_sub(governance).min(spare);
        }
        let left = height - governance - context - playbook - weeks;
        let activities = left.saturating_sub(session);
        let activities = if shows(SidePane::Activities) && activities > 1 { activities } else { 0 };
        let rows = [left - activities, governance, context, playbook, activities, weeks];
        let [session, governance, context, playbook, activities, weeks] =
            Layout::vertical(rows.map(Constraint::Length)).areas(self.body);
        Self { session, governance, context, playbook, weeks, activities, ..self }
    }

    /// Returns the column of the session and the one beside it; without a pane there it is empty.
    fn columns(&self, needs: &LayoutNeeds<'_>, beside: impl Fn(u16) -> u16) -> [Rect; 2] {
        let shown = [SidePane::Governance, SidePane::Context, SidePane::Tasks, SidePane::Weeks];
        let has_playbook = needs.rows_of(Content::Playbook, BESIDE) > 0;
        let has_any = has_playbook || shown.into_iter().any(|pane| needs.panes.show(pane));
        let right = if has_any { beside(self.body.width) } else { 0 };
        Layout::horizontal([Constraint::Fill(1), Constraint::Length(right)]).areas(self.body)
    }

    /// Returns the height of what lies above the activities; they keep some rows.
    fn upper(&self, needs: &LayoutNeeds<'_>, wanted: u16) -> u16 {
        let height = self.body.height;
        if !needs.panes.show(SidePane::Activities) {
            return height;
        }
        let kept = (height * 9 / 20).clamp(FRAME + 1, LEAST_ACTIVITIES);
        let least = least_top(needs).min(height.saturating_sub(FRAME + 1));
        wanted.min(height.saturating_sub(kept)).max(least)
    }

    /// Lays out governance, context, playbook, tasks and weeks in a column, each as high as what it holds. The
    /// open contexts come before the playbook, that before the tasks, those before the map, and the map before
    /// the contexts that were left.
    fn with_column(self, area: Rect, needs: &LayoutNeeds<'_>) -> Self {
        let taken = needs.side_rows(Content::OpenContexts, area.width);
        let free = area.height.saturating_sub(taken);
        let playbook = needs.playbook_rows(Rect { height: free, ..area });
        let free = free.saturating_sub(playbook);
        let tasks = needs.tasks_rows(Rect { height: free, ..area });
        let weeks = needs.weeks_rows(free.saturating_sub(tasks));
        let above = area.height.saturating_sub(weeks + tasks + playbook);
        let [governance, context, _] =
            side(Rect { height: above, ..area }, needs, Content::AllContexts);
        let y = governance.bottom().max(context.bottom());
        let playbook = Rect { y, height: playbook, ..area };
        let tasks = Rect { y: playbook.bottom(), height: tasks, ..area };
        let weeks = Rect { y: tasks.bottom(), height: weeks, ..area };
        Self { governance, context, playbook, tasks, weeks, ..self }
    }

    /// Gives the rows below the last pane beside the session to that pane: above the activities, both
    /// columns end in the same row.
    fn filled(self) -> Self {
        let mut filled = self;
        let bottom = self.session.bottom();
        let last =
            [&mut filled.weeks, &mut filled.tasks, &mut filled.context, &mut filled.governance];
        if let Some(last) = last.into_iter().find(|area| area.height > 0) {
            last.height = bottom.saturating_sub(last.y);
        }
        filled
    }
}

/// Divides a column into governance, context and the rest. Readings come first, but the innermost
/// context stays.
fn side(area: Rect, needs: &LayoutNeeds<'_>, contexts: Content) -> [Rect; 3] {
    let [governance, context] = needs.shown_rows(contexts, area.width);
    let least = context.min(FRAME + 1).min(area.height / 2);
    let governance = governance.min(area.height.saturating_sub(least));
    // A frame needs a row within it.
    let usable = |rows: u16| if rows > FRAME { rows } else { 0 };
    let governance = usable(governance);
    let context = usable(context.min(area.height.saturating_sub(governance)));
    let [governance, below] = split(area, governance);
    let [context, rest] = split(below, context);
    [governance, context, rest]
}

/// Divides an area below its first `rows` rows.
fn split(area: Rect, rows: u16) -> [Rect; 2] {
    Layout::vertical([Constraint::Length(rows), Constraint::Fill(1)]).areas(area)
}

/// Returns the least height of the session while a question waits: the large clock, the gauge and the
/// question.
fn least_top(needs: &LayoutNeeds<'_>) -> u16 {
    if needs.asks { TOP_WITH_A_QUESTION } else { 0 }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]

    use ratatui::layout::Size;

    use super::super::layout_needs::MAP_ROWS;
    use super::*;

    /// Returns the layout at a size, for the rows of each [`Content`].
    fn laid(width: u16, height: u16, rows: [u16; 6]) -> PaneLayout {
        let names = r#"["governance", "context", "playbook", "tasks", "activities", "weeks"]"#;
        let panes = &serde_json::from_str(names).unwrap();
        let rows = &|content: Content, _: u16| rows[content as usize];
        let needs = LayoutNeeds { panes, banner_rows: 0, asks: false, levels: 2, rows };
        let size = Size { width, height };
        PaneLayout::of(Form::of(size), Rect::from(size), &needs)
    }

    #[test]
    fn panes_are_as_high_as_what_they_hold_and_the_rest_is_for_activities() {
        let small = laid(80, 24, [9, 4, 2, 2, 0, 0]);
        assert_eq!([small.session.height, small.activities.height], [11, 11]);
        assert_eq!([small.governance.height, small.context.height], [6, 5]);
        assert_eq!(small.activities.width, 80);
        let wide = laid(140, 40, [12, 5, 3, 6, 0, 0]);
        let rows = [wide.session, wide.governance, wide.context, wide.weeks].map(|it| it.height);
        assert_eq!(rows, [14, 7, 8, MAP_ROWS + FRAME]);
        assert_eq!(wide.activities.height, 38 - 14);
    }

    #[test]
    fn activities_keep_some_rows_below_whatever_the_other_panes_hold() {
        for (height, least) in [(17, 6), (20, 8), (24, 9), (40, 10)] {
            assert_eq!(
                laid(99, height, [90, 90, 90, 90, 90, 0]).activities.height,
                least,
                "{height}"
            );
        }
    }

    #[test]
    fn in_few_rows_panes_stand_side_by_side_and_a_line_of_activities_is_read_easily() {
        for (width, height) in [(100, 8), (120, 10), (200, 8), (250, 11)] {
            let low = laid(width, height, [9, 4, 2, 2, 0, 0]);
            assert_eq!([low.session.y, low.activities.y, low.governance.y], [1; 3], "{width}");
            assert!(low.context.height > 2 && low.activities.width >= 24, "{width}");
        }
        assert_eq!(laid(250, 60, [9, 4, 2, 2, 0, 0]).activities.width, READ_EASILY);
    }

    #[test]
    fn a_playbook_has_a_place_at_every_size_and_the_activities_stay() {
        for (width, height) in [(140, 40), (80, 24), (60, 20), (50, 20), (120, 12), (200, 50)] {
            let laid = laid(width, height, [9, 4, 2, 2, 0, 4]);
            assert!(laid.playbook.height > 2, "{width}x{height} {:?}", laid.playbook);
            assert!(laid.activities.height > 2, "{width}x{height} {:?}", laid.activities);
            assert!(laid.session.height > 4, "{width}x{height} {:?}", laid.session);
            let playbook = laid.playbook;
            for other in [laid.session, laid.governance, laid.activities, laid.context] {
                assert!(playbook.intersection(other).is_empty(), "{width}x{height}");
            }
        }
    }
}
