//! Lists of tasks, or as much of their heads as is shown: only that is read whole.

use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension, params};
use strum::VariantArray;

use super::ask::{DeskThen, Within, within};
use super::asked::{Asked, OnProgress};
use super::error::IndexError;
use super::file::Index;
use super::items::{item_of, items_named};
use super::task_lists::{ListedTask, SprintsOfTasks, WantedRows, listed_rows, of_class};
use super::words::{index, uint};
use crate::core::{
    DeskSession, FrameRef, ListLength, Period, TaskName, TaskOrder, TaskQuery, TaskStatus,
    WantedDesks,
};

/// Tasks, and the sessions within a period, as one moment of the index knows them.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct TasksWithin {
    /// The tasks.
    pub tasks: Vec<ListedTask>,
    /// How many the whole list has.
    pub length: ListLength,
    /// The sessions.
    pub within: Within,
    /// The sprints of the tasks in them.
    pub sprints: SprintsOfTasks,
}

impl Index {
    /// Returns the tasks of a query in any order, and the sessions of all desks within a period, with the
    /// live ones of `desks`. If the query has a bound, some that are not within it may be left out. `open`
    /// is what is open on this desk.
    ///
    /// # Errors
    /// [`IndexError`] if the journal of this desk cannot be read.
    pub fn listed_tasks(
        &self,
        say: OnProgress<'_>,
        (query, open, period): (&TaskQuery, &[FrameRef], &Period),
        desks: &[DeskThen],
    ) -> Result<Asked<TasksWithin>, IndexError> {
        self.ask(say, &|connection| {
            let moment = connection.unchecked_transaction()?;
            let (tasks, length) = listed(&moment, query, open)?;
            let within = within(&moment, (period, WantedDesks::All), desks)?;
            let sessions: Vec<&DeskSession> = within.sessions.iter().collect();
            let sprints = SprintsOfTasks::find(&moment, &sessions)?;
            Ok(TasksWithin { tasks, length, within, sprints })
        })
    }
}

impl Index {
    /// Returns what is known of some contexts, in any order, and the sessions as [`Self::listed_tasks`]. No
    /// other task is read.
    ///
    /// # Errors
    /// [`IndexError`] if the journal of this desk cannot be read.
    pub fn named_tasks(
        &self,
        say: OnProgress<'_>,
        (names, period): (&[FrameRef], &Period),
        desks: &[DeskThen],
    ) -> Result<Asked<TasksWithin>, IndexError> {
        self.ask(say, &|connection| {
            let moment = connection.unchecked_transaction()?;
            let mut items = Vec::new();
            for name in names {
                items.extend(item_of(&moment, name)?);
            }
            let tasks = listed_rows(&moment, (&WantedRows::Some(items), None))?;
            let within = within(&moment, (period, WantedDesks::All), desks)?;
            let sessions: Vec<&DeskSession> = within.sessions.iter().collect();
            let sprints = SprintsOfTasks::find(&moment, &sessions)?;
            Ok(TasksWithin { tasks, length: ListLength::default(), within, sprints })
        })
    }
}

/// Returns the tasks of a query, or those within its bound and perhaps some more, and how many there are.
fn listed(
    connection: &Connection,
    query: &TaskQuery,
    open: &[FrameRef],
) -> rusqlite::Result<(Vec<ListedTask>, ListLength)> {
    let Some((rows, is_exact)) = narrowed(connection, query)? else {
        return Ok((Vec::new(), ListLength::default()));
    };
    if let Some(bound) = query.bound.filter(|_| is_exact) {
        let head = Head { connection, query, rows: &rows };
        let length = head.length()?;
        let items = head.items(length.within(Some(bound)), open)?;
        return Ok((listed_rows(connection, (&WantedRows::Some(items), None))?, length));
    }
    let mut all = listed_rows(connection, (&rows, Some(query.class)))?;
    all.retain(|listed| query.wants(&listed.task));
    let mut length = ListLength::default();
    for listed in &all {
        length.add(listed.task.status, 1);
    }
    Ok((all, length))
}

/// Returns the rows among which those of a query are, and whether class and status are all that they must
/// have besides; `None` if there are none.
fn narrowed(
    connection: &Connection,
    query: &TaskQuery,
) -> rusqlite::Result<Option<(WantedRows, bool)>> {
    let TaskQuery { sprint, parent, assignee, mine, text, class: _, statuses: _, bound: _ } = query;
    let is_exact = assignee.is_none() && mine.is_none() && text.is_none();
    // Only those of one sprint, or of one parent, are looked up by it.
    if let Some(id) = sprint {
        let sprint = item_of(connection, &TaskName::sprint(id.clone()).if_new())?;
        return Ok(sprint.map(|item| (WantedRows::OfSprint(item), is_exact && parent.is_none())));
    }
    let Some(id) = parent else { return Ok(Some((WantedRows::All, is_exact))) };
    let above = items_named(connection, &TaskName::task(id.clone()))?;
    Ok(match above.as_slice() {
        [] => None,
        [item] => Some((WantedRows::Below(*item), is_exact)),
        _ => Some((WantedRows::All, false)),
    })
}

/// Finds the head of a list in the order of [`TaskOrder`].
struct Head<'q> {
    connection: &'q Connection,
    query: &'q TaskQuery,
    rows: &'q WantedRows,
}

impl Head<'_> {
    /// Returns the wanted statuses, each once, in the order of their places.
    fn statuses(&self) -> Vec<TaskStatus> {
        let wanted = &self.query.statuses;
        let mut all = TaskStatus::VARIANTS.to_vec();
        all.retain(|status| wanted.is_empty() || wanted.contains(status));
        all.sort_by_key(|status| TaskOrder::place_of(*status));
        all
    }

    /// Returns what holds of the tasks of every status, and the value of its parameter.
    fn of_any_status(&self) -> (String, Value) {
        let (which, item) = self.rows.sql();
        (format!("{} AND {which}", of_class(self.query.class)), item)
    }

    /// Returns what holds of the tasks in a place, its second parameter.
    fn of_place(&self) -> (String, Value) {
        let (holds, item) = self.of_any_status();
        // Those of one sprint are fewer than those of one status.
        let place = match self.rows {
            WantedRows::All => "t.place = ?2",
            WantedRows::Item(_)
            | WantedRows::OfSprint(_)
            | WantedRows::Below(_)
            | WantedRows::Some(_) => "+t.place = ?2",
        };
        (format!("{holds} AND {place}"), item)
    }

    /// Returns how long the whole list is.
    fn length(&self) -> rusqlite::Result<ListLength> {
        let (holds, item) = self.of_place();
        let sql = format!("SELECT count(*) FROM tasks t WHERE {holds}");
        let mut count = self.connection.prepare_cached(&sql)?;
        let mut length = ListLength::default();
        for status in self.statuses() {
            let place = TaskOrder::place_of(status);
            let found = count.query_row(params![item, place], |row| uint(row, 0))?;
            length.add(status, usize::try_from(found).unwrap_or(usize::MAX));
        }
        Ok(length)
    }

    /// Returns the items of the first `count`, in any order, and perhaps some more.
    fn items(&self, count: usize, open: &[FrameRef]) -> rusqlite::Result<Vec<i64>> {
        let mut items = self.open_here(open)?;
        // Those that are open come first, wherever they stand among the others.
        let mut left = count.saturating_add(items.len());
        let (holds, item) = self.of_place();
        let mut find = self.connection.prepare_cached(&format!(
            "SELECT t.item FROM tasks t WHERE {holds}
             ORDER BY t.newest DESC, t.known_since, t.tail_number, t.id LIMIT ?3"
        ))?;
        for status in self.statuses() {
            let place = TaskOrder::place_of(status);
            let found = find.query_map(params![item, place, index(left)], |row| row.get(0))?;
            let found = found.collect::<rusqlite::Result<Vec<i64>>>()?;
            left = left.saturating_sub(found.len());
            items.extend(found);
        }
        items.sort_unstable();
        items.dedup();
        Ok(items)
    }

    /// Returns the items of those that are open on this desk.
    fn open_here(&self, open: &[FrameRef]) -> rusqlite::Result<Vec<i64>> {
        let (holds, item) = self.of_any_status();
        let mut find = self.connection.prepare_cached(&format!(
            "SELECT t.place FROM tasks t WHERE {holds} AND t.item = ?2"
        ))?;
        let places: Vec<u8> = self.statuses().into_iter().map(TaskOrder::place_of).collect();
        let mut items = Vec::new();
        for frame in open {
            let Some(of_frame) = item_of(self.connection, frame)? else { continue };
            let place = find.query_row(params![item, of_frame], |row| row.get(0)).optional()?;
            items.extend(place.filter(|place| places.contains(place)).map(|_| of_frame));
        }
        Ok(items)
    }
}
